/*
 * talk_plain.c - talk without a screen: lines in, lines out.
 *
 * What the server said is escaped before it is shown, always.  Our own
 * sentences begin with ~ so that nobody takes them for the server's.  A person
 * gets the hints of the screen; what comes from a file gets none, so that the
 * output is the dialogue.
 *
 * Where the server waits for a password, the next line is not shown.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/talk.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/event.h>

#include "client/annotate.h"
#include "client/echo.h"
#include "client/hint.h"
#include "client/typed.h"

enum { READ_PIECE = 4096, GOODBYE_MS = 5000 };

struct talk {
    const struct talk_options *options;
    const struct hint_names *names;
    struct event_base *base;
    struct event *input;   /* stdin can be read */
    struct evbuffer *read; /* from it, not yet whole lines */
    struct typed *typed;
    struct observer observer;
    struct echo echo;
    bool person;
    bool wire;
    bool input_ended;
    bool left; /* ~. or Ctrl-C */
    bool leaving;
    bool over;
};

/*
 * A sentence of our own.
 */
__attribute__((format(printf, 1, 2))) static void
tell(const char *format, ...)
{
    va_list args;

    printf("~ ");
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n");
    fflush(stdout);
}

/* ---- What is shown. ----------------------------------------------------- */

/*
 * What the wire carried beyond the words.
 */
static const char *
wire_note(const struct dialogue_record *record)
{
    if (record->mark != DIALOGUE_DATA) {
        return record->len == 1 && record->text[0] == '.'
                   ? "   (a dot alone: the end of the text)"
                   : "";
    }
    return record->len > 1 && memcmp(record->text, "..", 2) == 0
               ? "   (the first dot is stuffed: it is not part of the line)"
               : "";
}

static void
show_line(const struct talk *talk, const struct dialogue_record *record)
{
    char *line = malloc(4 * record->len + 1);

    if (line == NULL) {
        tell("out of memory for a line");
        return;
    }
    line[dialogue_escape(record->text, record->len, line)] = '\0';
    printf("%c: %s%s%s\n", (char)record->mark, line,
           !talk->wire                  ? ""
           : record->end == LINE_END_LF ? "<LF>"
                                        : "<CR><LF>",
           talk->wire ? wire_note(record) : "");
    fflush(stdout);
    free(line);
}

/*
 * Connect and close are told in other words.
 */
static void
show_event(const struct dialogue_record *record)
{
    char text[CHAT_WHY_MAX];
    const char *section;

    if (dialogue_value(record->text, record->len, "text", text, sizeof text) ==
        0) {
        tell("%s", text);
    } else if (dialogue_value(record->text, record->len, "did", text,
                              sizeof text) == 0) {
        tell("the server speaks telnet; its options are refused");
    } else if (dialogue_value(record->text, record->len, "version", text,
                              sizeof text) == 0) {
        const char *what = annotate_event(record, &section);

        tell("%s is on, and the server has proved its name", text);
        tell("%s (%s)", what, section);
    }
}

/*
 * Before a person's next line.
 */
static void
show_hints(struct talk *talk)
{
    char text[HINT_MAX];

    hint_refusal(&talk->observer, text);
    if (text[0] != '\0') {
        tell("%s", text);
    }
    hint_legal(&talk->observer, false, text);
    tell("legal now: %s", text[0] != '\0' ? text : "nothing");
    hint_next(&talk->observer, talk->names, text);
    if (text[0] != '\0') {
        tell("next: %s", text);
    }
    tell("%s", hint_try(&talk->observer));
    if (talk->observer.in_auth ||
        (talk->observer.service == OBSERVER_POP3 &&
         observer_legal(&talk->observer, POP3_VERB_PASS))) {
        echo_hide(&talk->echo, STDIN_FILENO);
        tell("the next line is not shown as you type it");
    }
}

static void
on_record(void *ctx, const struct dialogue_record *record)
{
    struct talk *talk = ctx;
    bool typed = record->mark == DIALOGUE_CLIENT ||
                 (record->mark == DIALOGUE_DATA &&
                  talk->observer.service == OBSERVER_SMTP);

    if (record->mark == DIALOGUE_EVENT) {
        show_event(record);
    } else if (!typed || !talk->person || talk->wire) {
        show_line(talk, record); /* a person sees what was typed already */
    }
    if (observer_record(&talk->observer, record) != 0) {
        tell("out of memory: the state is no longer followed");
    }
    if (talk->person && record->mark == DIALOGUE_SERVER &&
        talk->observer.last != OBSERVER_NOTHING &&
        talk->observer.waiting == 0 && !talk->observer.in_multiline &&
        (record->len < 4 || record->text[3] != '-')) {
        show_hints(talk);
    }
}

static void
on_end(void *ctx)
{
    struct talk *talk = ctx;

    talk->over = true;
}

/* ---- What is typed. ----------------------------------------------------- */

/*
 * A line that begins with ~ is for us.  Returns false if it is to be sent.
 */
static bool
local_line(struct talk *talk, const char *line)
{
    if (!talk->person || line[0] != '~' || line[1] == '~') {
        return false;
    }
    if (strcmp(line, "~.") == 0) {
        talk->left = true;
    } else if (strcmp(line, "~w") == 0) {
        talk->wire = !talk->wire;
        tell("CR, LF and stuffed dots are %s",
             talk->wire ? "shown" : "not shown");
    } else if (strcmp(line, "~l") == 0) {
        show_hints(talk);
    } else {
        tell("~w shows CR, LF and stuffed dots; ~l what is legal now; "
             "~. leaves; ~~ sends a line that begins with ~");
    }
    return true;
}

static void
take_lines(struct talk *talk)
{
    char *line;
    size_t len;

    while (!talk->left && (line = evbuffer_readln(talk->read, &len,
                                                  EVBUFFER_EOL_CRLF)) != NULL) {
        size_t skip = talk->person && line[0] == '~' ? 1 : 0;

        if (!local_line(talk, line)) {
            typed_line(talk->typed, line + skip, len - skip);
        }
        free(line);
    }
}

static void
on_input(evutil_socket_t fd, short what, void *ctx)
{
    struct talk *talk = ctx;
    char piece[READ_PIECE];
    ssize_t got = read(fd, piece, sizeof piece);

    (void)what;
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) {
        return;
    }
    if (talk->echo.hidden && got > 0 && piece[got - 1] == ECHO_CTRL_C) {
        talk->left = true;
    }
    echo_show(&talk->echo);
    if (got > 0) {
        evbuffer_add(talk->read, piece, (size_t)got);
    } else {
        talk->input_ended = true;
        event_del(talk->input);
        /* A last line without its end is a line all the same. */
        if (evbuffer_get_length(talk->read) > 0) {
            evbuffer_add(talk->read, "\n", 1);
        }
    }
    take_lines(talk);
}

/* ---- From the beginning to the end. ------------------------------------- */

/*
 * A loop that can watch a file too: epoll cannot.
 */
static struct event_base *
new_base(void)
{
    struct event_config *config = event_config_new();
    struct event_base *base = NULL;

    if (config != NULL) {
        event_config_require_features(config, EV_FEATURE_FDS);
        base = event_base_new_with_config(config);
        event_config_free(config);
    }
    return base;
}

/*
 * No more lines: what was sent leaves us; after a goodbye the server closes,
 * else we do.
 */
static void
leave(struct talk *talk)
{
    struct chat *chat = typed_chat(talk->typed);

    talk->leaving = true;
    chat_set_deadline(chat, GOODBYE_MS);
    chat_flush(chat);
    if (observer_over(&talk->observer)) {
        chat_wait_end(chat);
    }
    chat_hang_up(chat);
}

static int
converse(struct talk *talk)
{
    struct chat *chat = typed_chat(talk->typed);
    int status;

    if (talk->person) {
        tell("type a line, ~? for help, Ctrl-D to leave");
    }
    while (!talk->over && !talk->left &&
           !(talk->input_ended && typed_is_idle(talk->typed)) &&
           event_base_loop(talk->base, EVLOOP_ONCE) == 0) {
    }
    echo_show(&talk->echo);
    if (!talk->over) {
        leave(talk);
    }
    status = reach_failed("talk", chat);
    if (status != EX_OK) {
        return status;
    }
    tell("%s", chat_why(chat));
    if (chat_ended(chat) == CHAT_BROKEN) {
        return EX_PROTOCOL;
    }
    if (chat_ended(chat) == CHAT_UNSAFE) {
        return EX_UNAVAILABLE;
    }
    return chat_ended(chat) == CHAT_LATE && !talk->leaving ? EX_TEMPFAIL
                                                           : EX_OK;
}

static int
run(struct talk *talk, struct reach *reach, FILE *log)
{
    struct typed_options options = {.base = new_base(),
                                    .protocol = talk->options->protocol,
                                    .host = reach->host,
                                    .port = reach->port,
                                    .trust = reach_trust(
                                        reach, NULL, talk->options->ca),
                                    .number = 1,
                                    .person = talk->person,
                                    .log = log,
                                    .on_record = on_record,
                                    .on_end = on_end,
                                    .ctx = talk};
    int status = EX_OSERR;

    talk->base = options.base;
    talk->read = evbuffer_new();
    if (talk->base != NULL && talk->read != NULL) {
        talk->input = event_new(talk->base, STDIN_FILENO, EV_READ | EV_PERSIST,
                                on_input, talk);
        talk->typed = typed_open(&options);
    }
    if (talk->input != NULL && talk->typed != NULL &&
        event_add(talk->input, NULL) == 0) {
        status = converse(talk);
    }
    typed_free(talk->typed);
    if (talk->input != NULL) {
        event_free(talk->input);
    }
    if (talk->read != NULL) {
        evbuffer_free(talk->read);
    }
    if (talk->base != NULL) {
        event_base_free(talk->base);
    }
    observer_free(&talk->observer);
    return status;
}

int
talk_plain(const struct talk_options *options)
{
    struct talk talk = {.options = options,
                        .names = hint_names(options->place == NULL),
                        .person = isatty(STDIN_FILENO) != 0,
                        .wire = options->wire};
    struct reach reach;
    FILE *log = NULL;
    int status;

    if (reach_find(&reach, options->place, options->server, WORLD_RED,
                   options->protocol == CHAT_SMTP ? WORLD_SMTP : WORLD_POP3) !=
        0) {
        return reach_complain(&reach, "talk");
    }
    if (options->log != NULL && (log = fopen(options->log, "a")) == NULL) {
        fprintf(stderr, "mailwalk talk: %s: %s\n", options->log,
                strerror(errno));
        return EX_CANTCREAT;
    }
    observer_init(&talk.observer, options->protocol == CHAT_SMTP
                                      ? OBSERVER_SMTP
                                      : OBSERVER_POP3);
    status = run(&talk, &reach, log);
    if (log != NULL) {
        fclose(log);
    }
    return status;
}
