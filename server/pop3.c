/*
 * pop3.c - the POP3 server: from a line to its answer.
 *
 * The same shape as smtp.c, smaller: the table in protocol/pop3.c knows which
 * command is legal in which state, the dispatcher asks it, and the command's
 * handler answers.  POP3 has two verdicts only, +OK and -ERR; what a program
 * must know beyond them stands in brackets: [AUTH], [IN-USE], [SYS/TEMP].
 * Who may come in is decided in pop3_login.c; the commands of the TRANSACTION
 * state are in pop3_maildrop.c, what the server can do and TLS in pop3_capa.c.
 *
 * RFC 1939 sections 3, 4, 6, 7; RFC 2449; RFC 3206.
 * SPDX-License-Identifier: ISC
 */
#include "server/pop3.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pop3_handler pop3_quit;

/* A verb without a handler is known, but not built here. */
static pop3_handler *const handlers[POP3_VERBS] = {
    [POP3_VERB_USER] = pop3_user, [POP3_VERB_PASS] = pop3_pass,
    [POP3_VERB_APOP] = pop3_apop, [POP3_VERB_AUTH] = pop3_auth,
    [POP3_VERB_STLS] = pop3_stls,
    [POP3_VERB_CAPA] = pop3_capa, [POP3_VERB_STAT] = pop3_stat,
    [POP3_VERB_LIST] = pop3_list, [POP3_VERB_RETR] = pop3_retr,
    [POP3_VERB_DELE] = pop3_dele, [POP3_VERB_NOOP] = pop3_noop,
    [POP3_VERB_RSET] = pop3_rset, [POP3_VERB_TOP] = pop3_top,
    [POP3_VERB_UIDL] = pop3_uidl, [POP3_VERB_QUIT] = pop3_quit,
};

/* Commands that take no argument at all; the others judge for themselves. */
static bool
wants_nothing(enum pop3_verb verb)
{
    return verb == POP3_VERB_STAT || verb == POP3_VERB_NOOP ||
           verb == POP3_VERB_RSET || verb == POP3_VERB_QUIT ||
           verb == POP3_VERB_CAPA || verb == POP3_VERB_STLS;
}

bool
pop3_implements(const struct pop3_session *pop3, enum pop3_verb verb)
{
    return handlers[verb] != NULL &&
           (verb != POP3_VERB_STLS || pop3->session.doors->tls);
}

/* ---- From a line to its handler ---- */

static enum pop3_state
unknown_command(struct pop3_session *pop3)
{
    char words[POP3_RESPONSE_LINE_MAX] = "";

    for (enum pop3_verb verb = 0; verb < POP3_VERBS; verb++) {
        size_t used = strlen(words);

        if (pop3_implements(pop3, verb)) {
            snprintf(words + used, sizeof words - used, " %s",
                     pop3_command(verb)->word);
        }
    }
    return pop3_err(pop3, "Unknown; there are%s", words);
}

/* REQ(1939-3-unknown) REQ(1939-3-state) */
static enum pop3_state
dispatch(struct pop3_session *pop3, enum pop3_verb verb,
         const struct line *line)
{
    const struct pop3_command *command;
    const char *space = memchr(line->text, ' ', line->len);
    const char *arg = space ? space + 1 : line->text + line->len;
    size_t len = line->len - (size_t)(arg - line->text);

    if (verb == POP3_VERB_UNKNOWN) {
        return unknown_command(pop3);
    }
    command = pop3_command(verb);
    if (!pop3_implements(pop3, verb)) {
        return pop3_err(pop3, "%s is not implemented here", command->word);
    }
    if ((command->legal & pop3->state) == 0) {
        return pop3_err(pop3, "%s not now: %s", command->word,
                        pop3_state_row(pop3->state)->hint);
    }
    if (wants_nothing(verb) && len > 0) {
        return pop3_err(pop3, "%s takes no argument", command->word);
    }
    return handlers[verb](pop3, arg, len);
}

/*
 * REQ(1939-7-PASS) PASS counts right behind a good USER only: after anything
 * else, a PASS that failed too, the name is forgotten.
 */
static void
forget_user(struct pop3_session *pop3, enum pop3_verb verb)
{
    bool named = verb == POP3_VERB_USER && pop3->good;

    if (!named) {
        free(pop3->user);
        pop3->user = NULL;
    }
}

/*
 * Trailing blanks are a typist's; PASS alone keeps them, for a password may
 * end in one (RFC 1939 section 7, PASS).
 */
static void
trim_end(struct line *line, enum pop3_verb verb)
{
    while (verb != POP3_VERB_PASS && line->len > 0 &&
           line->text[line->len - 1] == ' ') {
        line->len--;
    }
}

static void
take_command(struct pop3_session *pop3, struct line *line)
{
    char typed[POP3_COMMAND_LINE_MAX];
    struct line clean = *line;
    const char *wrong;
    enum pop3_verb verb;

    wrong = session_clean(&pop3->session, &clean, typed, sizeof typed);
    verb = pop3_verb_of(clean.text, clean.len);
    session_heard(&pop3->session, &clean, verb != POP3_VERB_UNKNOWN);
    trim_end(&clean, verb);
    if (line->too_long) {
        pop3_err(pop3, "Line too long: at most %d octets, CR LF included",
                 POP3_COMMAND_LINE_MAX);
    } else if (wrong != NULL) {
        pop3_err(pop3, "%s", wrong);
    } else {
        pop3->state = dispatch(pop3, verb, &clean);
    }
    forget_user(pop3, verb);
}

void
pop3_line(struct pop3_session *pop3, struct line *line)
{
    assert(pop3->session.wish == WISH_READ);
    if (pop3->session.sasl.on) {
        pop3->state = pop3_response(pop3, line);
    } else {
        take_command(pop3, line);
    }
    if (pop3->session.wish == WISH_CLOSE) {
        pop3->state = POP3_CLOSED;
    }
}

/*
 * REQ(2449-4-longest) REQ(5034-4-long) a response may be longer than a command.
 */
size_t
pop3_line_max(const struct pop3_session *pop3)
{
    return pop3->session.sasl.on ? SASL_LINE_MAX : POP3_COMMAND_LINE_MAX;
}

/* ---- The door out ---- */

__attribute__((format(printf, 3, 0))) static void
say(struct pop3_session *pop3, const char *head, const char *format,
    va_list args)
{
    char text[POP3_RESPONSE_LINE_MAX];
    size_t len = strlen(head);

    memcpy(text, head, len + 1);
    vsnprintf(text + len, sizeof text - len, format, args);
    session_say(&pop3->session, text, strlen(text));
}

enum pop3_state
pop3_ok(struct pop3_session *pop3, enum pop3_state next, const char *format,
        ...)
{
    va_list args;

    pop3->good = true;
    va_start(args, format);
    say(pop3, "+OK ", format, args);
    va_end(args);
    return next;
}

enum pop3_state
pop3_err(struct pop3_session *pop3, const char *format, ...)
{
    static const char enough[] = "-ERR Too many errors in one session, closing";
    va_list args;

    pop3->good = false;
    if (++pop3->errors > SESSION_ERRORS_MAX) {
        session_say(&pop3->session, enough, sizeof enough - 1);
        pop3->session.wish = WISH_CLOSE;
        return POP3_CLOSED;
    }
    va_start(args, format);
    say(pop3, "-ERR ", format, args);
    va_end(args);
    return pop3->state;
}

void
pop3_more(struct pop3_session *pop3, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say(pop3, "", format, args);
    va_end(args);
}

const char *
pop3_plural(size_t count)
{
    return count == 1 ? "" : "s";
}

void
pop3_dot(struct pop3_session *pop3)
{
    session_say(&pop3->session, ".", 1);
}

/* ---- The life of a session ---- */

void
pop3_init(struct pop3_session *pop3, const struct pop3_site *site,
          unsigned long number, const char *id)
{
    *pop3 = (struct pop3_session){
        .site = site, .state = POP3_AUTHORIZATION, .sending = -1};
    snprintf(pop3->id, sizeof pop3->id, "%s", id);
    session_init(&pop3->session, &site->doors, "pop3", number);
}

char *
pop3_stamp(const struct pop3_session *pop3, char stamp[POP3_STAMP_MAX])
{
    snprintf(stamp, POP3_STAMP_MAX, "<%s@%.255s>", pop3->id,
             pop3->site->name);
    return stamp;
}

/*
 * REQ(1939-7-APOP-stamp) the stamp says that APOP is there.
 */
void
pop3_greet(struct pop3_session *pop3)
{
    char stamp[POP3_STAMP_MAX];

    pop3_ok(pop3, POP3_AUTHORIZATION, "Mailwalk POP3 ready %s",
            pop3_stamp(pop3, stamp));
}

void
pop3_end(struct pop3_session *pop3)
{
    session_forget_login(&pop3->session);
    free(pop3->user);
    pop3->user = NULL;
}

/* ---- Any state ---- */

/* REQ(1939-6-QUIT) QUIT leads into UPDATE from TRANSACTION only. */
static enum pop3_state
pop3_quit(struct pop3_session *pop3, const char *arg, size_t len)
{
    (void)arg, (void)len;
    if (pop3->state == POP3_TRANSACTION) {
        pop3->session.wish = WISH_UPDATE;
        return POP3_UPDATE;
    }
    pop3->session.wish = WISH_CLOSE;
    return pop3_ok(pop3, POP3_CLOSED, "%s Goodbye", pop3->site->name);
}

void
pop3_unlocked(struct pop3_session *pop3)
{
    const char *user = pop3->session.user;
    char box[SESSION_VALUE_MAX];

    session_event(&pop3->session, "unlock box=%s",
                  session_value(user, strlen(user), box));
}

void
pop3_updated(struct pop3_session *pop3, size_t removed, size_t failed,
             size_t left)
{
    pop3->drop = NULL;
    pop3->session.wish = WISH_CLOSE;
    pop3->state = POP3_CLOSED;
    pop3_unlocked(pop3);
    if (failed > 0) {
        pop3->errors = 0; /* this one is ours: its words must be said */
        pop3_err(pop3, "[SYS/TEMP] %zu marked message%s could not be removed",
                 failed, pop3_plural(failed));
        return;
    }
    pop3_ok(pop3, POP3_CLOSED, "Goodbye: %zu removed, %zu left", removed, left);
}
