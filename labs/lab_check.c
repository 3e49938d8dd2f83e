/*
 * lab_check.c - does a lab that was read make sense as a lesson?
 *
 * A lab that fails in front of a class is worse than one that is refused at
 * once: so everything that can be known beforehand is checked here, and the
 * message names the line and what was expected there.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/lab_check.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "labs/param.h"
#include "labs/pattern.h"

struct check {
    const struct lab *lab;
    unsigned *line;
    char *why;
    bool open; /* the steps so far have opened a connection */
};

#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
static int
fail(struct check *check, unsigned line, const char *format, ...)
{
    va_list args;

    *check->line = line;
    va_start(args, format);
    vsnprintf(check->why, LAB_WHY_MAX, format, args);
    va_end(args);
    return -1;
}

static int
need(struct check *check, const struct lab_card *card, enum lab_key key,
     const char *word)
{
    const struct lab_item *item = lab_find(check->lab, card, key);

    if (item == NULL || item->value[0] == '\0') {
        return fail(check, card->line, "expected \"%s: ..\" in this card",
                    word);
    }
    return 0;
}

static int
check_param(struct check *check, const struct lab_item *item)
{
    *check->line = item->line;
    return param_check(item->value, check->why);
}

static int
check_box(struct check *check, const struct lab_item *item)
{
    const char *state = strchr(item->value, ' ');

    if (state == NULL || state == item->value ||
        (strcmp(state, " empty") != 0 && strcmp(state, " mail") != 0)) {
        return fail(check, item->line,
                    "expected \"box: USER empty\" or "
                    "\"box: USER mail\", found \"%.40s\"",
                    item->value);
    }
    return 0;
}

/*
 * Every NAME=HOST:PORT, or HOST is unknown when the lab is played.
 */
static int
check_needs(struct check *check, const struct lab_item *item)
{
    const char *at = item->value;

    while (*at != '\0') {
        size_t len = strcspn(at, " ");
        size_t name_len = strcspn(at, "= ");
        char host[256];
        unsigned port = 0;

        if (lab_service(check->lab, at, name_len, host, sizeof(host), &port) !=
            0) {
            return fail(check, item->line,
                        "expected NAME=HOST:PORT, found "
                        "\"%.*s\"",
                        (int)(len > 40 ? 40 : len), at);
        }
        at += len + strspn(at + len, " ");
    }
    return 0;
}

static int
check_meta(struct check *check, const struct lab_card *card)
{
    if (card != check->lab->cards) {
        return fail(check, card->line,
                    "expected one meta card, found a "
                    "second");
    }
    if (need(check, card, LAB_ID, "id") != 0 ||
        need(check, card, LAB_TITLE, "title") != 0) {
        return -1;
    }
    for (size_t i = 0; i < card->count; i++) {
        const struct lab_item *item = &check->lab->items[card->first + i];

        if ((item->key == LAB_PARAM && check_param(check, item) != 0) ||
            (item->key == LAB_BOX && check_box(check, item) != 0) ||
            (item->key == LAB_NEEDS && check_needs(check, item) != 0)) {
            return -1;
        }
    }
    return 0;
}

/*
 * predict and ask: a question, then options with one right one, or (ask) the
 * answer.
 */
static int
check_question(struct check *check, const struct lab_card *card)
{
    bool is = lab_find(check->lab, card, LAB_IS) != NULL;
    unsigned options = 0;
    unsigned right = 0;

    if (need(check, card, LAB_Q, "q") != 0) {
        return -1;
    }
    for (size_t i = 0; i < card->count; i++) {
        const struct lab_item *item = &check->lab->items[card->first + i];

        options += item->key == LAB_OPTION;
        right += item->key == LAB_OPTION && item->right;
    }
    if (is && right == 0 && options != 1) {
        return 0;
    }
    if (options < 2 || right != 1 || is) {
        return fail(check, card->line,
                    "expected at least two options and a star at the right "
                    "one%s, found %u with %u right",
                    card->kind == LAB_ASK ? " (or \"is: ..\" alone)" : "",
                    options, right);
    }
    return 0;
}

/*
 * What a step sends must be answered: the next item that is of the dialogue.
 */
static int
check_answered(struct check *check, const struct lab_card *card, size_t i)
{
    const struct lab_item *item = &check->lab->items[card->first + i];

    for (size_t at = i + 1; at < card->count; at++) {
        enum lab_key key = check->lab->items[card->first + at].key;

        if (key == LAB_REPLY || key == LAB_HIDDEN) {
            return 0;
        }
        if (key != LAB_HINT && key != LAB_WHY) {
            break;
        }
    }
    return fail(check, item->line,
                "expected \"S: ..\" or \"S?: ..\" after "
                "this line: every command has a reply");
}

static int
check_item(struct check *check, const struct lab_card *card, size_t i)
{
    const struct lab_item *item = &check->lab->items[card->first + i];
    char host[256];
    unsigned port = 0;

    if (item->key == LAB_OPEN) {
        if (lab_service(check->lab, item->value, strlen(item->value), host,
                        sizeof(host), &port) != 0) {
            return fail(check, item->line,
                        "expected a name from \"needs:\", "
                        "found \"%.40s\"",
                        item->value);
        }
        check->open = true;
        return check_answered(check, card, i);
    }
    if (!check->open && item->key != LAB_WHY) {
        return fail(check, item->line,
                    "expected \"open: NAME\" before the "
                    "dialogue");
    }
    if ((item->key == LAB_REPLY || item->key == LAB_HIDDEN) &&
        !pattern_ok(item->value)) {
        return fail(check, item->line,
                    "expected a reply (250, 2xx, +OK, -ERR "
                    "or EOF), found \"%.40s\"",
                    item->value);
    }
    if (item->key == LAB_CLIENT || item->key == LAB_TYPED) {
        return check_answered(check, card, i);
    }
    return 0;
}

static int
check_step(struct check *check, const struct lab_card *card)
{
    if (card->id[0] == '\0') {
        return fail(check, card->line,
                    "expected \"```lab step ID\": the id "
                    "names the stage");
    }
    for (size_t i = 0; i < card->count; i++) {
        if (check_item(check, card, i) != 0) {
            return -1;
        }
    }
    return 0;
}

/*
 * Does any line of the lab give a value to this name: a service, a parameter, a
 * capture, or the player itself?
 */
static bool
is_given(const struct lab *lab, const char *name, size_t len)
{
    static const char *const OWN[] = {"user", "peer", "pass", "pushed",
                                      "pulled"};
    char host[LAB_LINE_MAX];
    unsigned port = 0;

    if (lab_service(lab, name, len, host, sizeof(host), &port) == 0) {
        return true;
    }
    for (size_t i = 0; i < sizeof(OWN) / sizeof(OWN[0]); i++) {
        if (strlen(OWN[i]) == len && memcmp(OWN[i], name, len) == 0) {
            return true;
        }
    }
    for (size_t i = 0; i < lab->item_count; i++) {
        const struct lab_item *item = &lab->items[i];
        const char *at = item->value;

        if (item->key == LAB_PARAM && strncmp(at, name, len) == 0 &&
            strcspn(at, " =") == len) {
            return true;
        }
        if (item->key != LAB_REPLY && item->key != LAB_HIDDEN) {
            continue;
        }
        for (at = strchr(at, '{'); at != NULL; at = strchr(at + 1, '{')) {
            if (strncmp(at + 1, name, len) == 0 && at[1 + len] == '}') {
                return true;
            }
        }
    }
    return false;
}

/*
 * Every ${name} must have a value, or it would be sent as it is.
 */
static int
check_names(struct check *check, const struct lab_item *item)
{
    const char *at = strstr(item->value, "${");

    for (; at != NULL; at = strstr(at + 2, "${")) {
        size_t len = strcspn(at + 2, "}");

        if (!is_given(check->lab, at + 2, len)) {
            return fail(check, item->line,
                        "expected a name that has a value, "
                        "found \"${%.*s}\"",
                        (int)(len > 40 ? 40 : len), at + 2);
        }
    }
    return 0;
}

static int
check_card(struct check *check, const struct lab_card *card)
{
    switch (card->kind) {
    case LAB_PROSE:
    case LAB_NOTE:
        return 0;
    case LAB_META:
        return check_meta(check, card);
    case LAB_PREDICT:
    case LAB_ASK:
        return check_question(check, card);
    case LAB_STEP:
        return check_step(check, card);
    case LAB_CHECK:
        return lab_check_proofs(check->lab, card, check->line, check->why);
    }
    return 0;
}

int
lab_check(const struct lab *lab, unsigned *line, char *why)
{
    struct check check = {.lab = lab, .line = line, .why = why};
    unsigned cards = 0;

    if (lab->card_count == 0) {
        return fail(&check, 1, "expected a \"```lab meta\" card");
    }
    for (size_t i = 0; i < lab->item_count; i++) {
        if (check_names(&check, &lab->items[i]) != 0) {
            return -1;
        }
    }
    for (size_t i = 0; i < lab->card_count; i++) {
        cards += lab->cards[i].kind != LAB_PROSE;
        if (cards > LAB_CARDS_MAX) {
            return fail(&check, lab->cards[i].line,
                        "expected at most %d "
                        "cards",
                        LAB_CARDS_MAX);
        }
        if (check_card(&check, &lab->cards[i]) != 0) {
            return -1;
        }
    }
    return 0;
}
