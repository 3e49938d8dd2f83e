/*
 * explain_command.c - a line of the client, told in sentences.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/explain.h"

#include <string.h>

static void
tell_codes(FILE *out, const struct smtp_command *row)
{
    fprintf(out, "Replies to it:\n");
    for (size_t i = 0; i < SMTP_CODES_MAX && row->codes[i] != 0; i++) {
        const struct smtp_code *code = smtp_code(row->codes[i]);

        if (code != NULL) {
            fprintf(out, "- %d: %s\n", code->code, code->what);
        }
    }
}

static void
tell_smtp(FILE *out, const char *line)
{
    const struct smtp_command *row = smtp_command(
        strcmp(line, ".") == 0 ? SMTP_VERB_TEXT
                               : smtp_verb_of(line, strlen(line)));

    if (row == NULL) {
        fprintf(out, "SMTP has no such command: it gets 500. (RFC 5321 section "
                     "4.2.4)\n");
        return;
    }
    fprintf(out, "%s\n\nForm: %s (%s)\n\n", row->what, row->syntax,
            row->section);
    fprintf(out, "Legal in these states:\n");
    for (int state = SMTP_GREETED; state <= SMTP_DATA; state *= 2) {
        if ((row->legal & (unsigned)state) != 0) {
            fprintf(out, "- %s\n",
                    smtp_state_row((enum smtp_state)state)->name);
        }
    }
    putc('\n', out);
    tell_codes(out, row);
}

static void
tell_pop3(FILE *out, const char *line)
{
    const struct pop3_command *row = pop3_command(
        pop3_verb_of(line, strlen(line)));

    if (row == NULL) {
        fprintf(out, "POP3 has no such command: it gets -ERR. (RFC 1939 "
                     "section 3)\n");
        return;
    }
    fprintf(out, "%s\n\nForm: %s (%s)\n\n", row->what, row->syntax,
            row->section);
    fprintf(out, "Legal in:%s%s\n",
            (row->legal & POP3_AUTHORIZATION) != 0 ? " AUTHORIZATION" : "",
            (row->legal & POP3_TRANSACTION) != 0 ? " TRANSACTION" : "");
}

void
explain_command(FILE *out, enum observer_service service, const char *line)
{
    fprintf(out, "# C: %s\n\n", line);
    if (service == OBSERVER_SMTP) {
        tell_smtp(out, line);
    } else {
        tell_pop3(out, line);
    }
}
