/*
 * script.c - plays a dialogue that stands in a text file.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tests/support/script.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "protocol/dialogue.h"
#include "tests/support/house.h"

enum { LINE_ROOM = 2048, FAULTS_SHOWN = 5 };

static const char front[] = "1970-01-01T00:00:00.000Z smtp#1 ";

/* One file while it is played. */
struct script {
    const char *path;
    unsigned line;
    bool one_by_one;
    unsigned faults;
    struct house house;
    struct outbox unsent;   /* C: lines that wait for the next S: */
    size_t heard;           /* octets of what was said that S: lines have met */
    struct house_box *given;/* M: lines are a message for this mailbox */
    const struct house_message *held; /* or are compared with this one */
    size_t read;            /* octets of held that M: lines have met */
    struct outbox text;     /* of the given message */
};

__attribute__((format(printf, 2, 3))) static void
complain(struct script *script, const char *format, ...)
{
    char text[2 * LINE_ROOM];
    va_list args;

    if (++script->faults > FAULTS_SHOWN) {
        return;
    }
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    print_error("%s:%u: %s\n", script->path, script->line, text);
}

static void
add(struct outbox *octets, const char *bytes, size_t len)
{
    if (len > 0) {
        outbox_add(octets, bytes, len);
    }
}

/* ---- What is to be compared ---- */

/*
 * The next line of some octets, from *from on: its length, its end (of end_len
 * octets) stepped over.  Returns NULL if there is no whole line.
 */
static const char *
next_line(const struct outbox *octets, size_t *from, size_t end_len,
          size_t *len)
{
    const char *at = octets->bytes + *from;
    const char *lf = *from < octets->len
                         ? memchr(at, '\n', octets->len - *from) : NULL;

    if (lf == NULL) {
        return NULL;
    }
    *len = (size_t)(lf - at) + 1 - end_len;
    *from += *len + end_len;
    return at;
}

static void
compare(struct script *script, const char *expected, size_t expected_len,
        const char *got, size_t len)
{
    if (got == NULL) {
        complain(script, "expected: %.*s\n    but there is no such line",
                 (int)expected_len, expected);
    } else if (len != expected_len || memcmp(got, expected, len) != 0) {
        complain(script, "expected: %.*s\n         got: %.*s",
                 (int)expected_len, expected, (int)len, got);
    }
}

/* ---- Sessions ---- */

static void
send_unsent(struct script *script)
{
    size_t piece = script->one_by_one ? 1 : script->unsent.len;

    for (size_t i = 0; i < script->unsent.len; i += piece) {
        house_feed(&script->house, script->unsent.bytes + i, piece);
    }
    script->unsent.len = 0;
}

/*
 * Nothing may be said that no S: line has met; closed: the server must have
 * closed, else it must not.
 */
static void
end_session(struct script *script, bool closed)
{
    const struct outbox *said = house_said(&script->house);
    const char *line;
    size_t len;

    send_unsent(script);
    if (script->house.at_work == HOUSE_QUIET) {
        return;
    }
    while ((line = next_line(said, &script->heard, 2, &len)) != NULL) {
        complain(script, "the server said, too: %.*s", (int)len, line);
    }
    if (house_closed(&script->house) != closed) {
        complain(script, "the server has%s closed", closed ? " not" : "");
    }
    house_leave(&script->house);
    script->heard = 0;
}

static void
end_message(struct script *script)
{
    const char *line;
    size_t len;

    if (script->given != NULL) {
        house_put(script->given, ++script->house.stored, script->text.bytes,
                  script->text.len);
    }
    while (script->held != NULL &&
           (line = next_line(&script->held->text, &script->read, 1, &len))) {
        complain(script, "the message holds, too: %.*s", (int)len, line);
    }
    script->given = NULL;
    script->held = NULL;
    script->text.len = 0;
    script->read = 0;
}

/* ---- Words at the start of a line ---- */

static void
say_domain(struct script *script, char *name)
{
    snprintf(script->house.domain, HOUSE_NAME, "%s", name);
    snprintf(script->house.host, HOUSE_NAME, "%s", name);
}

static void
say_host(struct script *script, char *name)
{
    snprintf(script->house.host, HOUSE_NAME, "%s", name);
}

/*
 * Cut a word off: it ends at a space.  Returns what is behind it.
 */
static char *
cut_word(char *word)
{
    char *end = word + strcspn(word, " ");

    if (*end == ' ') {
        *end++ = '\0';
    }
    return end;
}

static void
say_user(struct script *script, char *name)
{
    const char *password = cut_word(name);

    house_add_box(&script->house, name, password);
}

static struct house_box *
find_box(struct script *script, const char *name)
{
    struct house_box *box = house_box(&script->house, name);

    if (box == NULL) {
        complain(script, "no mailbox \"%s\": add user NAME PASSWORD", name);
    }
    return box;
}

static void
say_given(struct script *script, char *name)
{
    end_session(script, false);
    script->given = find_box(script, name);
}

static void
say_holds(struct script *script, char *name)
{
    char *count = cut_word(name);
    const struct house_box *box = find_box(script, name);

    end_session(script, false);
    if (box != NULL && box->count != strtoul(count, NULL, 10)) {
        complain(script, "%s holds %zu, not %s", name, box->count, count);
    }
}

static void
say_message(struct script *script, char *name)
{
    unsigned long number = strtoul(cut_word(name), NULL, 10);
    const struct house_box *box = find_box(script, name);

    end_session(script, false);
    if (box == NULL || number < 1 || number > box->count) {
        complain(script, "%s has no message %lu", name, number);
        return;
    }
    script->held = &box->messages[number - 1];
}

static void
say_smtp(struct script *script, char *how)
{
    end_session(script, false);
    house_open_smtp(&script->house, strcmp(how, "strict") == 0);
}

static void
say_pop3(struct script *script, char *name)
{
    const char *how = cut_word(name);
    struct house_box *box = find_box(script, name);

    end_session(script, false);
    if (box != NULL) {
        house_open_pop3(&script->house, box, strcmp(how, "strict") == 0);
    }
}

static void
say_closed(struct script *script, char *rest)
{
    (void)rest;
    end_session(script, true);
}

static const struct {
    const char *word;
    void (*say)(struct script *script, char *rest);
} words[] = {
    {"domain", say_domain}, {"host", say_host},   {"user", say_user},
    {"given", say_given},   {"smtp", say_smtp},   {"pop3", say_pop3},
    {"closed", say_closed}, {"holds", say_holds}, {"message", say_message},
};

static void
take_word(struct script *script, char *line)
{
    char *rest = cut_word(line);

    end_message(script);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(line, words[i].word) == 0) {
            words[i].say(script, rest);
            return;
        }
    }
    complain(script, "what is \"%s\"? See tests/golden/dialogues.c", line);
}

/* ---- Lines of a dialogue and of a message ---- */

static void
take_client(struct script *script, const struct dialogue_record *record)
{
    bool lf = record->end == LINE_END_LF;

    if (script->house.at_work == HOUSE_QUIET) {
        complain(script, "nobody is connected: smtp or pop3 comes first");
        return;
    }
    add(&script->unsent, record->text, record->len);
    outbox_add(&script->unsent, lf ? "\n" : "\r\n", lf ? 1 : 2);
}

static void
take_server(struct script *script, const struct dialogue_record *record)
{
    const char *got;
    size_t len = 0;

    send_unsent(script);
    got = next_line(house_said(&script->house), &script->heard, 2, &len);
    compare(script, record->text, record->len, got, len);
}

static void
take_text(struct script *script, const struct dialogue_record *record)
{
    const char *got;
    size_t len = 0;

    if (script->given != NULL) {
        add(&script->text, record->text, record->len);
        outbox_add(&script->text, "\n", 1);
    } else if (script->held != NULL) {
        got = next_line(&script->held->text, &script->read, 1, &len);
        compare(script, record->text, record->len, got, len);
    } else {
        complain(script, "M: follows given NAME or message NAME NUMBER");
    }
}

/*
 * A line of the log, but for its time and session.  An editor may have taken
 * the space off an empty one.
 */
static void
take_marked(struct script *script, const char *line)
{
    char record_line[LINE_ROOM + sizeof front];
    char text[LINE_ROOM + sizeof front];
    struct dialogue_record record;
    const char *why;
    int len = snprintf(record_line, sizeof record_line, "%s%c:%s%s", front,
                       line[0] == 'M' ? 'D' : line[0],
                       line[2] == '\0' ? " " : "", line + 2);

    if (dialogue_parse(record_line, (size_t)len, &record, text, &why) < 0) {
        complain(script, "%s: %s", line, why);
    } else if (line[0] == 'C') {
        take_client(script, &record);
    } else if (line[0] == 'S') {
        take_server(script, &record);
    } else {
        take_text(script, &record);
    }
}

/* ---- A file ---- */

static void
read_all(struct script *script)
{
    char line[LINE_ROOM];
    FILE *file = fopen(script->path, "r");

    if (file == NULL) {
        complain(script, "cannot be read");
        return;
    }
    while (fgets(line, sizeof line, file) != NULL) {
        script->line++;
        line[strcspn(line, "\n")] = '\0';
        if (line[0] != '\0' && strchr("CSM", line[0]) != NULL &&
            line[1] == ':') {
            take_marked(script, line);
        } else if (line[0] != '\0' && line[0] != '#') {
            take_word(script, line);
        }
    }
    fclose(file);
    end_message(script);
    end_session(script, false);
}

unsigned
script_play(const char *path, bool one_by_one)
{
    struct script *script = calloc(1, sizeof *script);
    unsigned faults;

    assert_non_null(script);
    script->path = path;
    script->one_by_one = one_by_one;
    house_init(&script->house);
    read_all(script);
    house_end(&script->house);
    outbox_free(&script->unsent);
    outbox_free(&script->text);
    faults = script->faults;
    free(script);
    return faults;
}
