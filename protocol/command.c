/*
 * command.c - a row of either command table, without its protocol.
 *
 * SPDX-License-Identifier: ISC
 */
#include "protocol/command.h"

int
command_verbs(enum observer_service service)
{
    return service == OBSERVER_SMTP ? (int)SMTP_VERBS : (int)POP3_VERBS;
}

int
command_verb(enum observer_service service, const char *line, size_t len)
{
    return service == OBSERVER_SMTP ? (int)smtp_verb_of(line, len)
                                    : (int)pop3_verb_of(line, len);
}

struct command
command_row(enum observer_service service, int verb)
{
    if (service == OBSERVER_SMTP) {
        const struct smtp_command *smtp = smtp_command((enum smtp_verb)verb);

        return (struct command){smtp->word, smtp->syntax, smtp->section,
                                smtp->what, smtp->legal};
    } else {
        const struct pop3_command *pop3 = pop3_command((enum pop3_verb)verb);

        return (struct command){pop3->word, pop3->syntax, pop3->section,
                                pop3->what, pop3->legal};
    }
}

const char *
command_state(enum observer_service service, unsigned state)
{
    return service == OBSERVER_SMTP
               ? smtp_state_row((enum smtp_state)state)->name
               : pop3_state_row((enum pop3_state)state)->name;
}
