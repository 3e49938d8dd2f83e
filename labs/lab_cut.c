/*
 * lab_cut.c - cut a lab file into cards, and cards into items.
 *
 * The file is copied once; lines are ended in place with NUL, and a line that
 * goes on is closed up with the next one, so that every value is a string in
 * that one copy.  Whether the cards make sense is lab_check.c's business.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/lab_cut.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct parser {
    struct lab *lab;
    char *why;
    unsigned line; /* the line being read */
    char *prose;   /* start of the narration being read, or NULL */
    unsigned prose_line;
    bool in_card, in_fence; /* in_fence: a fenced block that is no card */
    char *value;            /* end of the last value: it may go on */
    size_t cards_room, items_room;
};

static const struct kind_row {
    const char *word;
    enum lab_kind kind;
} KINDS[] = {{"meta", LAB_META},
             {"predict", LAB_PREDICT},
             {"step", LAB_STEP},
             {"ask", LAB_ASK},         {"check", LAB_CHECK},
             {"note", LAB_NOTE}};

#define CARD(kind) (1U << (kind))

static const struct key_row {
    const char *word;
    enum lab_key key;
    unsigned cards; /* set of the kinds of cards that may hold it */
} KEYS[] = {
    {"id", LAB_ID, CARD(LAB_META)},
    {"title", LAB_TITLE, CARD(LAB_META)},
    {"minutes", LAB_MINUTES, CARD(LAB_META)},
    {"needs", LAB_NEEDS, CARD(LAB_META)},
    {"box", LAB_BOX, CARD(LAB_META)},
    {"param", LAB_PARAM, CARD(LAB_META)},
    {"open", LAB_OPEN, CARD(LAB_STEP)},
    {"close", LAB_CLOSE, CARD(LAB_STEP)},
    {"C", LAB_CLIENT, CARD(LAB_STEP)},
    {"T", LAB_TYPED, CARD(LAB_STEP)},
    {"hint", LAB_HINT, CARD(LAB_STEP)},
    {"D", LAB_DATA, CARD(LAB_STEP)},
    {"S", LAB_REPLY, CARD(LAB_STEP)},
    {"S?", LAB_HIDDEN, CARD(LAB_STEP)},
    {"q", LAB_Q, CARD(LAB_PREDICT) | CARD(LAB_ASK)},
    {"is", LAB_IS, CARD(LAB_ASK)},
    {"why", LAB_WHY, CARD(LAB_PREDICT) | CARD(LAB_STEP) | CARD(LAB_ASK)}};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
static int
fail(struct parser *parser, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(parser->why, LAB_WHY_MAX, format, args);
    va_end(args);
    return -1;
}

/*
 * Make room for one more element; returns the array, or NULL.
 */
static void *
grow(void *array, size_t count, size_t *room, size_t size)
{
    void *more = array;

    if (count == *room) {
        size_t wanted = *room == 0 ? 16 : *room * 2;

        more = realloc(array, wanted * size);
        if (more != NULL) {
            *room = wanted;
        }
    }
    return more;
}

static int
add_card(struct parser *parser, enum lab_kind kind, const char *id)
{
    struct lab *lab = parser->lab;
    struct lab_card *cards = grow(lab->cards, lab->card_count,
                                  &parser->cards_room, sizeof(*cards));

    if (cards == NULL) {
        return fail(parser, "not enough memory");
    }
    lab->cards = cards;
    cards[lab->card_count++] = (struct lab_card){
        .kind = kind, .line = parser->line, .id = id, .first = lab->item_count};
    return 0;
}

static int
add_item(struct parser *parser, enum lab_key key, const char *value)
{
    struct lab *lab = parser->lab;
    struct lab_item *items = grow(lab->items, lab->item_count,
                                  &parser->items_room, sizeof(*items));

    if (items == NULL) {
        return fail(parser, "not enough memory");
    }
    lab->items = items;
    items[lab->item_count++] = (struct lab_item){
        .key = key, .line = parser->line, .value = value};
    lab->cards[lab->card_count - 1].count++;
    return 0;
}

static bool
blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

/*
 * The narration ends at end: keep it, unless it is blank or for the paper.
 */
static int
end_prose(struct parser *parser, char *end)
{
    char *start = parser->prose;
    unsigned here = parser->line;
    int done = 0;

    parser->prose = NULL;
    if (start == NULL) {
        return 0;
    }
    while (end > start && isspace((unsigned char)end[-1])) {
        end--;
    }
    *end = '\0';
    if (blank(start)) {
        return 0;
    }
    if (parser->lab->card_count == 0) {
        parser->lab->preface = start;
        return 0;
    }
    for (; *start == '\n' || *start == '\r'; start++) {
        parser->prose_line += *start == '\n';
    }
    parser->line = parser->prose_line;
    done = add_card(parser, LAB_PROSE, "");
    if (done == 0) {
        done = add_item(parser, LAB_TEXT, start);
    }
    parser->line = here;
    return done;
}

static int
open_card(struct parser *parser, char *info)
{
    char *word = info + strspn(info, " ");
    char *id = word + strcspn(word, " ");
    size_t i = 0;

    if (*id != '\0') {
        *id++ = '\0';
        id += strspn(id, " ");
    }
    while (i < COUNT(KINDS) && strcmp(KINDS[i].word, word) != 0) {
        i++;
    }
    if (i == COUNT(KINDS)) {
        return fail(parser,
                    "expected a card (meta predict step ask check note), "
                    "found \"%.40s\"",
                    word);
    }
    if (parser->lab->card_count == 0 && KINDS[i].kind != LAB_META) {
        return fail(parser, "expected the meta card first, found \"%.40s\"",
                    word);
    }
    parser->in_card = true;
    parser->value = NULL;
    if (add_card(parser, KINDS[i].kind, id) != 0) {
        return -1;
    }
    return KINDS[i].kind != LAB_NOTE ? 0 : add_item(parser, LAB_TEXT, "");
}

/*
 * An option: one letter, and a star if it is right.  Options come in the order
 * of their letters, a to d: e explains, on the screen.
 */
static int
add_option(struct parser *parser, const char *key, const char *value)
{
    struct lab *lab = parser->lab;
    struct lab_card *card = &lab->cards[lab->card_count - 1];
    char next = 'a';

    for (size_t i = 0; i < card->count; i++) {
        if (lab->items[card->first + i].key == LAB_OPTION) {
            next++;
        }
    }
    if (key[0] != next || next > 'd') {
        return fail(parser, "expected option \"%c\" next, found \"%c\"", next,
                    key[0]);
    }
    if (add_item(parser, LAB_OPTION, value) != 0) {
        return -1;
    }
    lab->items[lab->item_count - 1].letter = next;
    lab->items[lab->item_count - 1].right = key[1] == '*';
    return 0;
}

/*
 * A check, and what it is worth: "2: dialog ..".
 */
static int
add_proof(struct parser *parser, const char *key, const char *value)
{
    unsigned points = 0;

    if (strlen(key) > 3 || strspn(key, "0123456789") != strlen(key) ||
        (points = (unsigned)strtoul(key, NULL, 10)) == 0) {
        return fail(parser, "expected the points of a check, found \"%.40s\"",
                    key);
    }
    if (add_item(parser, LAB_PROOF, value) != 0) {
        return -1;
    }
    parser->lab->items[parser->lab->item_count - 1].points = points;
    return 0;
}

static int
add_key(struct parser *parser, const char *key, const char *value)
{
    const struct lab_card *card =
        &parser->lab->cards[parser->lab->card_count - 1];
    bool is_option = islower((unsigned char)key[0]) &&
                     (key[1] == '\0' || strcmp(key + 1, "*") == 0);

    if (card->kind == LAB_CHECK) {
        return add_proof(parser, key, value);
    }
    for (size_t i = 0; i < COUNT(KEYS); i++) {
        if (strcmp(KEYS[i].word, key) == 0 &&
            (KEYS[i].cards & CARD(card->kind)) != 0) {
            return add_item(parser, KEYS[i].key, value);
        }
    }
    if (is_option && (card->kind == LAB_PREDICT || card->kind == LAB_ASK)) {
        return add_option(parser, key, value);
    }
    return fail(parser, "expected a key of a %s card, found \"%.40s\"",
                KINDS[card->kind - LAB_META].word, key);
}

/*
 * A line that goes on: close it up with the value before it.
 */
static int
continue_value(struct parser *parser, const char *text)
{
    size_t len = strlen(text);

    if (parser->value == NULL) {
        return fail(parser, "expected \"key: value\", found a line that "
                            "continues nothing");
    }
    *parser->value++ = ' ';
    memmove(parser->value, text, len + 1);
    parser->value += len;
    return 0;
}

static int
card_line(struct parser *parser, char *text)
{
    struct lab *lab = parser->lab;
    char *colon = NULL;

    if (strcmp(text, "```") == 0) {
        parser->in_card = false;
        return 0;
    }
    if (lab->cards[lab->card_count - 1].kind == LAB_NOTE || text[0] == '#' ||
        blank(text)) {
        return 0;
    }
    if (strncmp(text, "  ", 2) == 0) {
        return continue_value(parser, text + 2);
    }
    colon = strchr(text, ':');
    if (colon == NULL || colon == text) {
        return fail(parser, "expected \"key: value\", found \"%.40s\"", text);
    }
    *colon++ = '\0';
    if (*colon == ' ') {
        colon++;
    }
    parser->value = colon + strlen(colon);
    return add_key(parser, text, colon);
}

/*
 * Take one line: from start to end, where its LF (or the last NUL) is.
 */
static int
take_line(struct parser *parser, char *start, char *end)
{
    bool fence = false;
    char last = *end;

    if (end > start && end[-1] == '\r') {
        end--;
        last = '\r';
    }
    if (end - start > LAB_LINE_MAX) {
        return fail(parser, "expected at most %d octets in a line, found %zu",
                    LAB_LINE_MAX, (size_t)(end - start));
    }
    *end = '\0';
    if (parser->in_card) {
        return card_line(parser, start);
    }
    fence = strncmp(start, "```", 3) == 0;
    if (fence && !parser->in_fence && strncmp(start + 3, "lab ", 4) == 0) {
        if (end_prose(parser, start) != 0) {
            return -1;
        }
        return open_card(parser, start + 7);
    }
    parser->in_fence = parser->in_fence != fence;
    if (parser->prose == NULL) {
        parser->prose = start;
        parser->prose_line = parser->line;
    }
    *end = last; /* narration keeps its lines */
    return 0;
}

static int
take_all(struct parser *parser, size_t len)
{
    char *at = parser->lab->text;
    char *stop = at + len;

    while (at < stop) {
        char *end = memchr(at, '\n', (size_t)(stop - at));

        parser->line++;
        end = end == NULL ? stop : end;
        if (memchr(at, '\0', (size_t)(end - at)) != NULL) {
            return fail(parser, "expected text, found a NUL octet");
        }
        if (take_line(parser, at, end) != 0) {
            return -1;
        }
        at = end + 1;
    }
    if (parser->in_card || parser->in_fence) {
        return fail(parser, "expected ``` before the end of the file");
    }
    return end_prose(parser, stop);
}

int
lab_cut(struct lab *lab, size_t len, unsigned *line, char *why)
{
    struct parser parser = {.lab = lab, .why = why};
    int done = take_all(&parser, len);

    *line = parser.line;
    return done;
}
