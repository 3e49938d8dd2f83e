/*
 * hint_line.c - what a line would do, and why the last one was refused.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/hint.h"

#include <stdio.h>
#include <string.h>

#include "protocol/command.h"
#include "protocol/path.h"

enum { STATES_ROOM = 64 };

static unsigned
state_of(const struct observer *observer)
{
    return observer->service == OBSERVER_SMTP ? (unsigned)observer->smtp.state
                                              : (unsigned)observer->pop3.state;
}

static const char *
state_name(const struct observer *observer)
{
    return command_state(observer->service, state_of(observer));
}

static const char *
state_hint(const struct observer *observer)
{
    return observer->service == OBSERVER_SMTP
               ? smtp_state_row(observer->smtp.state)->hint
               : pop3_state_row(observer->pop3.state)->hint;
}

static bool
in_text(const struct observer *observer)
{
    return observer->service == OBSERVER_SMTP &&
           observer->smtp.state == SMTP_DATA && observer->waiting == 0;
}

/* ---- What a line would do. ---------------------------------------------- */

static void
effect_in_text(const char *line, char out[HINT_MAX])
{
    snprintf(out, HINT_MAX, "%s",
             strcmp(line, ".") == 0 ? "ends the text: now the verdict"
             : line[0] == '.'       ? "the server takes the first dot away"
             : line[0] == '\0'      ? ""
                                    : "a line of the text");
}

/*
 * The first command whose word begins so, if it is not yet whole: its form.
 */
static bool
effect_of_beginning(const struct observer *observer, const char *line,
                    char out[HINT_MAX])
{
    size_t len = strlen(line);
    size_t count;
    const int *verbs = hint_verbs(observer->service, &count);

    for (size_t i = 0; i < count; i++) {
        struct command row = command_row(observer->service, verbs[i]);

        if (len < strlen(row.word) && path_same(line, len, row.word, len)) {
            snprintf(out, HINT_MAX, "%s", row.syntax);
            return true;
        }
    }
    return false;
}

/*
 * The first sentence of what the table says.
 */
static void
effect_of_verb(const struct observer *observer, int verb, const char *line,
               char out[HINT_MAX])
{
    const struct observer_pop3 *pop3 = &observer->pop3;
    bool open = observer->service == OBSERVER_POP3 &&
                pop3->state == POP3_TRANSACTION;
    const char *argument = strchr(line, ' ');
    char *stop;

    if (open && verb == POP3_VERB_QUIT) {
        snprintf(out, HINT_MAX, "ends TRANSACTION, enters UPDATE, removes %zu",
                 pop3->mark_count);
    } else if (open && verb == POP3_VERB_DELE && argument != NULL) {
        snprintf(out, HINT_MAX, "marks message%.20s; it is kept until QUIT",
                 argument);
    } else {
        snprintf(out, HINT_MAX, "%s",
                 command_row(observer->service, verb).what);
        stop = strstr(out, ". ");
        if (stop != NULL) {
            stop[1] = '\0';
        }
    }
}

void
hint_effect(const struct observer *observer, const char *line,
            char out[HINT_MAX])
{
    bool smtp = observer->service == OBSERVER_SMTP;
    int verb = command_verb(observer->service, line, strlen(line));

    out[0] = '\0';
    if (in_text(observer)) {
        effect_in_text(line, out);
    } else if (observer->in_auth) {
        snprintf(out, HINT_MAX, "%s",
                 strcmp(line, "*") == 0 ? "gives up the login"
                                        : "the answer, hidden");
    } else if (line[0] == '\0' || effect_of_beginning(observer, line, out)) {
        return;
    } else if (verb == command_verbs(observer->service)) {
        snprintf(out, HINT_MAX,
                 smtp ? "no command of SMTP: 500 will come"
                      : "no command of POP3: -ERR will come");
    } else if (!observer_legal(observer, verb)) {
        snprintf(out, HINT_MAX, "not legal in %s: %s will come",
                 state_name(observer), smtp ? "503" : "-ERR");
    } else {
        effect_of_verb(observer, verb, line, out);
    }
}

/* ---- Why it was refused. ------------------------------------------------ */

/*
 * "MAIL or RCPT": a set of states.
 */
static void
states_text(enum observer_service service, unsigned set, char out[STATES_ROOM])
{
    size_t used = 0;

    out[0] = '\0';
    for (unsigned state = 1; state <= set && used < STATES_ROOM; state *= 2) {
        if ((set & state) != 0) {
            used += (size_t)snprintf(out + used, STATES_ROOM - used, "%s%s",
                                     used > 0 ? " or " : "",
                                     command_state(service, state));
        }
    }
}

static void
wrong_order(const struct observer *observer, int verb, char out[HINT_MAX])
{
    struct command row = command_row(observer->service, verb);
    char states[STATES_ROOM];

    if (observer->service == OBSERVER_POP3 && verb == POP3_VERB_PASS) {
        snprintf(out, HINT_MAX,
                 "PASS counts only right after a good USER; "
                 "after a wrong password begin with USER again "
                 "(RFC 1939 section 7).");
        return;
    }
    states_text(observer->service, row.legal, states);
    snprintf(out, HINT_MAX, "%s is for %s, and this is %s: %s (%s).", row.word,
             states, state_name(observer), state_hint(observer), row.section);
}

static void
form(const struct observer *observer, int verb, char out[HINT_MAX])
{
    struct command row = command_row(observer->service, verb);

    snprintf(out, HINT_MAX, "The form is: %s (%s).", row.syntax, row.section);
}

static void
refused_smtp(const struct observer *observer, int verb, char out[HINT_MAX])
{
    const struct smtp_code *row = smtp_code(observer->last_code);

    if (verb == (int)SMTP_VERB_UNKNOWN) {
        snprintf(out, HINT_MAX,
                 "SMTP has no such command (RFC 5321 section 4.2.4).");
    } else if (observer->last_code == 503 && !observer_legal(observer, verb)) {
        wrong_order(observer, verb, out);
    } else if (row != NULL && observer->last_code != 501) {
        snprintf(out, HINT_MAX, "%s", row->what);
    } else {
        form(observer, verb, out);
    }
}

static void
refused_pop3(const struct observer *observer, int verb, char out[HINT_MAX])
{
    if (verb == (int)POP3_VERB_UNKNOWN) {
        snprintf(out, HINT_MAX,
                 "POP3 has no such command (RFC 1939 section 3).");
    } else if (!observer_legal(observer, verb)) {
        wrong_order(observer, verb, out);
    } else {
        form(observer, verb, out);
    }
}

void
hint_refusal(const struct observer *observer, char out[HINT_MAX])
{
    out[0] = '\0';
    if (observer->last != OBSERVER_BAD || observer->last_verb < 0 ||
        observer_over(observer)) {
        return;
    }
    if (observer->service == OBSERVER_SMTP) {
        refused_smtp(observer, observer->last_verb, out);
    } else {
        refused_pop3(observer, observer->last_verb, out);
    }
}
