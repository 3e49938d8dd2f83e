/*
 * pane_memory.c - what the server must remember now, and the mailbox.
 *
 * The first comes from the dialogue alone, by the observer; the second is the
 * real mailbox, as files, in the words of the lesson.
 *
 * RFC 5321 section 4.1.1 (the three buffers); RFC 1939 sections 4 to 6.
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/lesson.h"
#include "tui/pane.h"

enum {
    FULL_ROWS = 5,
    SHORT_NAME = 6,
    FULL_NAME = 14,
    RIGHT_COLS = 16,
    TEXT_ROOM = 1024
};

/*
 * A name, and what is remembered by it.  Octets of the client come in here.
 */
static void
put_pair(const struct area *body, int row, const char *name, bool full,
         const char *text)
{
    char clean[4 * TEXT_ROOM + 1];
    size_t len = strlen(text);

    paint_text(body, row, 1, PAINT_PLAIN, name);
    clean[dialogue_escape(text, len < TEXT_ROOM ? len : TEXT_ROOM, clean)] =
        '\0';
    pane_put(body, row, 1 + (full ? FULL_NAME : SHORT_NAME), body->cols,
             PAINT_PLAIN, clean);
}

static void
forward_text(const struct observer_smtp *smtp, char *out, size_t room)
{
    size_t used = 0;

    snprintf(out, room, "(none)");
    for (unsigned i = 0; i < smtp->forwards && i < OBSERVER_RCPT_SHOWN; i++) {
        used += (size_t)snprintf(out + used, room - used, "%s%.100s",
                                 i > 0 ? ", " : "", smtp->forward[i]);
    }
    if (smtp->forwards > OBSERVER_RCPT_SHOWN) {
        snprintf(out + used, room - used, " and %u more",
                 smtp->forwards - OBSERVER_RCPT_SHOWN);
    }
}

static void
data_text(const struct observer_smtp *smtp, char *out, size_t room)
{
    if (smtp->text_lines > 0) {
        snprintf(out, room, "%" PRIu64 " line%s, %" PRIu64 " octets",
                 smtp->text_lines, smtp->text_lines == 1 ? "" : "s",
                 smtp->text_octets);
    } else if (smtp->state == SMTP_DATA) {
        snprintf(out, room, "(empty) waiting for your lines");
    } else if (smtp->delivered > 0 && smtp->state == SMTP_READY) {
        snprintf(out, room, "(none) the mail was accepted");
    } else {
        snprintf(out, room, "(none yet)");
    }
}

/*
 * In two rows: the third thing stands at the right of the first row.
 */
static void
put_right(const struct area *body, const char *name, const char *text)
{
    struct area right = {body->top, body->left + body->cols - RIGHT_COLS, 1,
                         RIGHT_COLS};

    if (body->rows == 2 && body->cols > 2 * RIGHT_COLS) {
        pane_line(&right, 0, 0, PAINT_PLAIN, " %s %-9s", name, text);
    }
}

/*
 * What the client calls itself, and what it has proved (RFC 4954 section 4).
 */
static const char *
client_text(const struct observer_smtp *smtp, char *out, size_t room)
{
    if (smtp->helo[0] == '\0') {
        return "(not known)";
    }
    if (!smtp->logged_in) {
        return smtp->helo;
    }
    snprintf(out, room, "%s, logged in%s%s", smtp->helo,
             smtp->user[0] != '\0' ? " as " : "", smtp->user);
    return out;
}

static void
draw_smtp(const struct observer_smtp *smtp, const struct area *body, bool full)
{
    char text[TEXT_ROOM];
    int row = 0;

    if (full) {
        put_pair(body, row++, "client", full,
                 client_text(smtp, text, sizeof(text)));
    }
    put_pair(body, row++, full ? "reverse-path" : "from", full,
             !smtp->has_reverse         ? "(none)"
             : smtp->reverse[0] == '\0' ? "<> (no reports)"
                                        : smtp->reverse);
    forward_text(smtp, text, sizeof(text));
    put_pair(body, row++, full ? "forward-path" : "to", full, text);
    data_text(smtp, text, sizeof(text));
    put_pair(body, row, full ? "mail data" : "text", full, text);
    put_right(body, "text",
              smtp->text_lines > 0                               ? "under way"
              : smtp->state == SMTP_DATA                         ? "awaited"
              : smtp->delivered > 0 && smtp->state == SMTP_READY ? "accepted"
                                                                 : "none yet");
}

/*
 * RFC 1939 section 4: only behind a good login the maildrop is open.
 */
static void
messages_text(const struct observer_pop3 *pop3, char *out, size_t room)
{
    if (pop3->state == POP3_AUTHORIZATION) {
        snprintf(out, room, "(no maildrop is open)");
    } else if (!pop3->counted) {
        snprintf(out, room, "(not asked yet: STAT)");
    } else if (pop3->weighed) {
        snprintf(out, room, "%" PRIu64 ", %" PRIu64 " octets in all",
                 pop3->messages, pop3->octets);
    } else {
        snprintf(out, room, "%" PRIu64 " not marked", pop3->messages);
    }
}

static void
marks_text(const struct observer_pop3 *pop3, char *out, size_t room)
{
    size_t used = 0;

    snprintf(out, room, "(none)");
    for (size_t i = 0; i < pop3->mark_count && used + 64 < room; i++) {
        used += (size_t)snprintf(out + used, room - used, "%s%" PRIu64,
                                 i > 0 ? ", " : "", pop3->marks[i]);
    }
    if (used > 0) {
        snprintf(out + used, room - used, ": go at QUIT");
    }
}

static void
draw_pop3(const struct observer_pop3 *pop3, const struct area *body, bool full)
{
    char text[TEXT_ROOM];
    int row = 0;

    snprintf(text, sizeof(text), "%.256s%s",
             pop3->user[0] != '\0' ? pop3->user : "(nobody)",
             pop3->user[0] != '\0' && pop3->state == POP3_AUTHORIZATION
                 ? " (no password yet)"
                 : "");
    put_pair(body, row++, "user", full, text);
    messages_text(pop3, text, sizeof(text));
    put_pair(body, row++, full ? "messages" : "mail", full, text);
    marks_text(pop3, text, sizeof(text));
    put_pair(body, row, "marks", full, text);
    text[strcspn(text, ":")] = '\0';
    put_right(body, "marks", pop3->mark_count > 0 ? text : "none");
    if (full && pop3->state == POP3_TRANSACTION) {
        put_pair(body, row + 1, "lock", full, "held by this session alone");
    }
}

void
pane_memory(const struct session_view *view, const struct area *area)
{
    bool pop3 = view->observer.service == OBSERVER_POP3;
    struct area body = pane_body(area);
    bool full = area->rows >= FULL_ROWS;

    paint_rule(area, 0,
               view->strange
                   ? "What the server now remembers"
               : pop3 ? "What pop3d now remembers"
                      : "What smtpd now remembers");
    if (!view->connected) {
        pane_line(&body, 0, 1, PAINT_PLAIN, "(no connection)");
    } else if (observer_over(&view->observer)) {
        pane_line(&body, 0, 1, PAINT_PLAIN, "(nothing any more: the session "
                                            "is over)");
    } else if (pop3) {
        draw_pop3(&view->observer.pop3, &body, full);
    } else {
        draw_smtp(&view->observer.smtp, &body, full);
    }
}

/*
 * Is the message that this line of the mailbox tells about ("1: 263 octets")
 * marked in the session?
 */
static bool
is_marked(const struct lesson_view *view, const char *line)
{
    const struct observer_pop3 *pop3 = &view->session.observer.pop3;
    char *end = NULL;
    uint64_t number = strtoull(line, &end, 10);

    if (end == line || *end != ':' || pop3->state != POP3_TRANSACTION ||
        strcmp(pop3->user, view->lesson->play.box_name) != 0) {
        return false;
    }
    for (size_t i = 0; i < pop3->mark_count; i++) {
        if (pop3->marks[i] == number) {
            return true;
        }
    }
    return false;
}

/*
 * A line of the mailbox; a mark stands behind the octets.
 */
static void
box_line(const struct lesson_view *view, const char *text, size_t len,
         char line[TEXT_ROOM])
{
    size_t octets = strcspn(text, ",\n");
    bool marked = is_marked(view, text) && octets < len;
    int head = (int)(marked ? octets : 0);
    int rest = (int)(len > 900 ? 900 : len) - head;

    snprintf(line, TEXT_ROOM, "%.*s%s%.*s", head, text,
             marked ? ", D marked: goes at QUIT" : "", rest > 0 ? rest : 0,
             text + head);
}

void
pane_mailbox(const struct lesson_view *view, const struct area *area)
{
    struct area body = pane_body(area);
    const char *text = view->mailbox;
    char line[TEXT_ROOM];

    paint_rule(area, 0, view->changed ? "The mailbox: changed" : "The mailbox");
    if (text == NULL) {
        pane_line(&body, 0, 1, PAINT_PLAIN, "(not looked at yet)");
        return;
    }
    for (int row = 0; *text != '\0' && row < body.rows;) {
        size_t len = strcspn(text, "\n");

        box_line(view, text, len, line);
        row += paint_wrapped(&body, row, 1, 2, PAINT_PLAIN, line);
        text += len + (text[len] == '\n');
    }
}
