/*
 * session_view.c - lines go in, and the observer reads each as it was on the
 * wire.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/session_view.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/escape.h"

void
session_view_init(struct session_view *view, enum observer_service service)
{
    memset(view, 0, sizeof(*view));
    observer_init(&view->observer, service);
}

void
session_view_free(struct session_view *view)
{
    observer_free(&view->observer);
    free(view->line);
    view->line = NULL;
    view->count = view->room = 0;
}

void
session_view_connect(struct session_view *view, enum observer_service service)
{
    observer_free(&view->observer);
    observer_init(&view->observer, service);
    view->connected = true;
    view->passed = 0;
}

static unsigned
state_of(const struct observer *observer)
{
    switch (observer->service) {
    case OBSERVER_SMTP:
        return observer->smtp.state;
    case OBSERVER_POP3:
        return observer->pop3.state;
    }
    return 0;
}

/*
 * The text is spelled as in the log; the values of an event stay so.
 */
static void
observe(struct session_view *view, const struct session_line *line)
{
    size_t len = strlen(line->text);
    char *text = malloc(len + 1);
    struct dialogue_record record = {.mark = line->mark,
                                     .text = text,
                                     .len = len,
                                     .end = line->lf ? LINE_END_LF
                                                     : LINE_END_CRLF};

    if (text == NULL) {
        return;
    }
    if (line->mark == DIALOGUE_EVENT) {
        memcpy(text, line->text, len);
    } else {
        record.len = escape_undo(line->text, len, text, len);
    }
    observer_record(&view->observer, &record);
    view->passed |= state_of(&view->observer);
    free(text);
}

/*
 * Does this line of the server begin a reply?  RFC 5321 section 4.2.1: all
 * lines of a reply but the last have a hyphen behind the code.
 */
static void
count_reply(struct session_view *view, struct session_line *line,
            bool in_multiline)
{
    line->begins = false;
    if (line->speaker == '*') {
        return;
    }
    if (line->speaker == 'C') {
        view->reply_lines = 0;
        view->more = false;
        return;
    }
    if (view->reply_lines == 0 || !(view->more || in_multiline)) {
        view->reply = view->count - 1;
        view->reply_lines = 0;
        line->begins = true;
    }
    view->reply_lines++;
    view->more = view->observer.service == OBSERVER_SMTP &&
                 strlen(line->text) > 3 && line->text[3] == '-';
}

void
session_view_add(struct session_view *view, const struct session_line *line)
{
    bool in_multiline = view->observer.in_multiline;

    if (view->count == view->room) {
        size_t room = 2 * view->room + 64;
        struct session_line *larger = realloc(view->line,
                                              room * sizeof(*larger));

        if (larger == NULL) {
            return;
        }
        view->line = larger;
        view->room = room;
    }
    view->line[view->count++] = *line;
    observe(view, line);
    count_reply(view, &view->line[view->count - 1], in_multiline);
}

const struct session_line *
session_view_last(const struct session_view *view)
{
    for (size_t i = view->count; i > 0; i--) {
        if (view->line[i - 1].speaker != '*') {
            return &view->line[i - 1];
        }
    }
    return NULL;
}

const char *
session_stake(const struct observer *observer)
{
    if (observer->service == OBSERVER_POP3 && observer->pop3.mark_count > 0) {
        return "nothing is removed yet";
    }
    if (observer->service == OBSERVER_SMTP && observer->smtp.has_reverse) {
        return "the mail is not sent yet";
    }
    return "a session is open";
}
