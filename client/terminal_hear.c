/*
 * terminal_hear.c - octets of a server become lines on the screen.
 *
 * What is shown is harmless, and its line ends are shown on request.
 *
 * Between commands an IAC (0xFF) begins telnet: from the first one on, octets
 * go through libtelnet, one at a time so that we can stop at once.  The lines
 * of a multi-line response never do.
 *
 * RFC 854 (IAC), RFC 1143 (refusing options without end).
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "client/terminal_inside.h"
#include "protocol/dot.h"

enum { SHOWN_LINE_MAX = 65536, IAC = 0xFF };

/* ---- Showing. ----------------------------------------------------------- */

void
terminal_tell(const char *format, ...)
{
    va_list args;

    printf("~ ");
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n");
    fflush(stdout);
}

/*
 * What the wire carried beyond the words.
 */
static const char *
wire_note(enum dialogue_mark mark, const char *text, size_t len)
{
    if (len == 1 && text[0] == '.' &&
        (mark == DIALOGUE_CLIENT || mark == DIALOGUE_SERVER)) {
        return "   (a dot alone: the end of the text)";
    }
    if (mark == DIALOGUE_DATA && len > 1 && text[0] == '.' && text[1] == '.') {
        return "   (the first dot is stuffed: it is not part of the line)";
    }
    return "";
}

static void
show(const struct terminal *terminal, enum dialogue_mark mark, const char *text,
     size_t len, enum line_end end)
{
    char *line = malloc(4 * len + 1);

    if (line == NULL) {
        terminal_tell("out of memory for a line");
        return;
    }
    line[dialogue_escape(text, len, line)] = '\0';
    printf("%c: %s%s%s\n", (char)mark, line,
           !terminal->options.wire ? ""
           : end == LINE_END_LF    ? "<LF>"
                                   : "<CR><LF>",
           terminal->options.wire ? wire_note(mark, text, len) : "");
    fflush(stdout);
    free(line);
}

void
terminal_record(struct terminal *terminal, enum dialogue_mark mark,
                const char *text, size_t len, enum line_end end, bool shown)
{
    struct dialogue_record record = {.session = 1,
                                     .mark = mark,
                                     .text = text,
                                     .len = len,
                                     .end = end};
    bool pop3 = terminal->options.service == OBSERVER_POP3;

    memcpy(record.service, pop3 ? "pop3" : "smtp", 5);
    /* A password that comes from a file need not stand in the output. */
    if (shown && mark == DIALOGUE_CLIENT && len > 5 && pop3 &&
        pop3_verb_of(text, len) == POP3_VERB_PASS) {
        show(terminal, mark, "PASS ********", 13, end);
    } else if (shown) {
        show(terminal, mark, text, len, end);
    }
    if (observer_record(&terminal->observer, &record) != 0) {
        terminal_tell("out of memory: the state is no longer followed");
    }
}

/* ---- Hearing. ----------------------------------------------------------- */

void
terminal_put(struct terminal *terminal, const char *octets, size_t len)
{
    if (terminal->negotiated) {
        telnet_send(terminal->telnet, octets, len);
    } else {
        bufferevent_write(terminal->bev, octets, len);
    }
}

static void
on_telnet(telnet_t *telnet, telnet_event_t *event, void *arg)
{
    struct terminal *terminal = arg;

    (void)telnet;
    switch ((int)event->type) {
    case TELNET_EV_DATA:
        evbuffer_add(terminal->heard, event->data.buffer, event->data.size);
        break;
    case TELNET_EV_SEND:
        bufferevent_write(terminal->bev, event->data.buffer, event->data.size);
        break;
    case TELNET_EV_COMPRESS:
        terminal_tell("the server began to compress, unasked: we leave");
        terminal_end(terminal, EX_PROTOCOL);
        break;
    default:
        break;      /* options: libtelnet has refused them by itself */
    }
}

static void
through_telnet(struct terminal *terminal, const char *octets, size_t len)
{
    static const telnet_telopt_t none[] = {{-1, 0, 0}};
    size_t i;

    if (terminal->telnet == NULL) {
        terminal->telnet = telnet_init(none, on_telnet, 0, terminal);
        if (terminal->telnet == NULL) {
            terminal_end(terminal, EX_TEMPFAIL);
            return;
        }
    }
    for (i = 0; i < len && !terminal->over; i++) {
        /* WILL, WONT, DO, DONT or SB behind an IAC: it speaks telnet. */
        if (!terminal->negotiated && i > 0 &&
            (unsigned char)octets[i - 1] == IAC &&
            (unsigned char)octets[i] >= TELNET_SB &&
            (unsigned char)octets[i] < IAC) {
            terminal->negotiated = true;
            terminal_tell("the server speaks telnet; its options are refused");
        }
        telnet_recv(terminal->telnet, octets + i, 1);
    }
}

/*
 * Is the reply now beginning a message?  Asked before the observer hears it,
 * which then forgets the command.
 */
static bool
brings_message(const struct observer *observer)
{
    int verb;

    if (observer->service != OBSERVER_POP3 || observer->waiting == 0) {
        return false;
    }
    verb = observer->pending[observer->first].verb;
    return verb == POP3_VERB_RETR || verb == POP3_VERB_TOP;
}

static void
hear_line(struct terminal *terminal, struct line *line)
{
    enum dialogue_mark mark = DIALOGUE_SERVER;

    if (terminal->observer.in_multiline) {
        if (terminal->content && !dot_ends_text(line)) {
            mark = DIALOGUE_DATA;
        }
    } else {
        terminal->content = brings_message(&terminal->observer);
    }
    terminal->greeted = true;
    terminal_record(terminal, mark, line->text, line->len, line->end, true);
    if (line->too_long) {
        terminal_tell("that line was longer than %d octets and is cut",
                      SHOWN_LINE_MAX);
    }
}

static void
hear_lines(struct terminal *terminal)
{
    bool taken = true;

    while (taken && !terminal->over) {
        size_t count = evbuffer_get_length(terminal->heard);
        const char *bytes = (const char *)evbuffer_pullup(terminal->heard, -1);
        struct line line;
        size_t used = 0;

        taken = count > 0 &&
                line_take(&terminal->reader,
                          terminal->observer.in_multiline ? LINE_TEXT
                                                          : LINE_COMMAND,
                          SHOWN_LINE_MAX, bytes, count, &line, &used);
        if (taken) {
            hear_line(terminal, &line);
        }
        evbuffer_drain(terminal->heard, used);
    }
}

void
terminal_hear(struct terminal *terminal)
{
    struct evbuffer *input = bufferevent_get_input(terminal->bev);

    /* Line by line, because a line may change what the next octets are. */
    while (!terminal->over && evbuffer_get_length(input) > 0) {
        size_t count = evbuffer_get_length(input);
        const char *bytes = (const char *)evbuffer_pullup(input, -1);
        const char *lf = memchr(bytes, '\n', count);
        size_t len = lf != NULL ? (size_t)(lf - bytes) + 1 : count;

        if (!terminal->observer.in_multiline &&
            (terminal->telnet != NULL || memchr(bytes, IAC, len) != NULL)) {
            through_telnet(terminal, bytes, len);
        } else {
            evbuffer_add(terminal->heard, bytes, len);
        }
        evbuffer_drain(input, len);
        hear_lines(terminal);
    }
}
