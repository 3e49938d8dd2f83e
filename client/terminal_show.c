/*
 * terminal_show.c - lines on the screen, harmless and with their endings.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/terminal_inside.h"

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

/*
 * A password that comes from a file need not stand in the output.
 */
static size_t
shown_part(const struct terminal *terminal, enum dialogue_mark mark,
           const char *text, size_t len)
{
    if (mark == DIALOGUE_CLIENT && len > 5 &&
        terminal->options.service == OBSERVER_POP3 &&
        pop3_verb_of(text, len) == POP3_VERB_PASS) {
        return 5;
    }
    return len;
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
    size_t part = shown_part(terminal, mark, text, len);

    memcpy(record.service,
           terminal->options.service == OBSERVER_SMTP ? "smtp" : "pop3", 5);
    if (shown && part < len) {
        show(terminal, mark, "PASS ********", 13, end);
    } else if (shown) {
        show(terminal, mark, text, len, end);
    }
    if (observer_record(&terminal->observer, &record) != 0) {
        terminal_tell("out of memory: the state is no longer followed");
    }
}
