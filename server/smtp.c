/*
 * smtp.c - the receiving SMTP server: from a line to its one reply.
 *
 * The client speaks in commands, one a line; the server answers each with one
 * reply.  A reply begins with three digits: 2 done, 3 go on, 4 try later,
 * 5 refused.  Whether a command is legal depends on what was said before; the
 * table in protocol/smtp.c knows, and the dispatcher below asks it:
 *
 *     a word it does not know        500
 *     known, but not built here      502
 *     built, but not now             503
 *     all that is well               the command's handler decides
 *
 * A handler checks its arguments, changes the transaction, gives exactly one
 * reply and returns the next state.  Reply and state are held against the
 * table, so that the table cannot lie.
 *
 * Questions (EHLO, HELP, VRFY) are in smtp_hello.c, AUTH in smtp_auth.c; the
 * transaction is in smtp_mail.c (MAIL, RCPT), smtp_params.c and smtp_data.c
 * (DATA and the text).  RFC 5321 sections 3, 4.
 * SPDX-License-Identifier: ISC
 */
#include "server/smtp.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REPLY_MAX = SMTP_REPLY_LINE_MAX };

static smtp_handler smtp_rset, smtp_noop, smtp_quit;

/*
 * REQ(5321-4.5.1-minimum) A verb without a handler is known, but not built
 * here: 502.
 */
static smtp_handler *const handlers[SMTP_VERBS] = {
    [SMTP_VERB_EHLO] = smtp_ehlo, [SMTP_VERB_HELO] = smtp_helo,
    [SMTP_VERB_MAIL] = smtp_mail, [SMTP_VERB_RCPT] = smtp_rcpt,
    [SMTP_VERB_DATA] = smtp_data, [SMTP_VERB_RSET] = smtp_rset,
    [SMTP_VERB_NOOP] = smtp_noop, [SMTP_VERB_QUIT] = smtp_quit,
    [SMTP_VERB_VRFY] = smtp_vrfy, [SMTP_VERB_HELP] = smtp_help,
    [SMTP_VERB_STARTTLS] = smtp_starttls, [SMTP_VERB_AUTH] = smtp_auth,
};

/* ---- From a line to its handler ---- */

/*
 * REQ(5321-4.1.1) white space before the line end is tolerated.
 */
static void
trim_end(struct line *line)
{
    while (line->len > 0 && (line->text[line->len - 1] == ' ' ||
                             line->text[line->len - 1] == '\t')) {
        line->len--;
    }
}

/*
 * What follows the verb: the octets behind the space.
 */
static const char *
argument_of(const struct line *line, size_t *len)
{
    const char *space = memchr(line->text, ' ', line->len);

    if (space == NULL) {
        *len = 0;
        return line->text + line->len;
    }
    *len = line->len - (size_t)(space + 1 - line->text);
    return space + 1;
}

/*
 * 500: the word is in no list.  A web browser that strayed here is sent off,
 * for it will never listen.  RFC 5321 section 4.2.4.
 */
static enum smtp_state
unknown_command(struct smtp_session *smtp, const struct line *line)
{
    static const char *const web[] = {"GET ", "POST ", "PUT ", "HEAD ",
                                      "CONNECT ", "OPTIONS "};

    for (size_t i = 0; i < sizeof web / sizeof web[0]; i++) {
        size_t len = strlen(web[i]);
        if (line->len > len && memcmp(line->text, web[i], len) == 0) {
            smtp_give_up(smtp, "4.7.0 This is a mail server, not the web");
            return SMTP_CLOSED;
        }
    }
    return smtp_reply(smtp, smtp->state, 500, "5.5.2",
                      "Unknown command; HELP lists those known here");
}

/*
 * 503: the command is fine, the moment is not.  DATA after nothing but refused
 * recipients is 554 instead: RFC 5321 section 3.3, REQ(2920-3.2-nobody).
 */
static enum smtp_state
out_of_order(struct smtp_session *smtp, const struct smtp_command *command)
{
    if (command == smtp_command(SMTP_VERB_DATA) && smtp->refused > 0) {
        return smtp_reply(smtp, smtp->state, 554, "5.5.1",
                          "No valid recipients: every RCPT was refused");
    }
    return smtp_reply(smtp, smtp->state, 503, "5.5.1", "%s not now: %s",
                      command->word, smtp_state_row(smtp->state)->hint);
}

/*
 * REQ(5321-4.1.4-hello) REQ(5321-4.1.4-503) commands in the right order only;
 * REQ(5321-4.2.4) 500 for what is unknown, 502 for what is known and not built.
 */
static enum smtp_state
dispatch(struct smtp_session *smtp, enum smtp_verb verb,
         const struct line *line)
{
    const struct smtp_command *command;
    const char *arg;
    size_t len;

    if (verb == SMTP_VERB_UNKNOWN) {
        return unknown_command(smtp, line);
    }
    command = smtp_command(verb);
    if (!smtp_implements(smtp, verb)) {
        return smtp_reply(smtp, smtp->state, 502, "5.5.1",
                          "%s is not implemented here; HELP lists what is",
                          command->word);
    }
    if ((command->legal & smtp->state) == 0) {
        return out_of_order(smtp, command);
    }
    arg = argument_of(line, &len);
    return handlers[verb](smtp, arg, len);
}

/*
 * REQ(5321-4.2-digits) REQ(5321-4.3.1) Hold what a handler did against the
 * table: the code is one that the command may get, and only success changes the
 * state.
 */
static void
hold_to_table(const struct smtp_session *smtp, enum smtp_verb verb,
              enum smtp_state before, enum smtp_state after)
{
    unsigned may_follow = before;

    if (verb == SMTP_VERB_UNKNOWN || smtp->code == 421 ||
        smtp->session.wish == WISH_TLS ||
        smtp->session.wish == WISH_LOGIN) { /* not answered yet */
        return;
    }
    assert(smtp_code_allowed(verb, smtp->code));
    if (smtp->code < 400 && smtp_command(verb)->after != SMTP_SAME) {
        may_follow = smtp_command(verb)->after;
    }
    assert((may_follow & after) != 0);
    (void)may_follow, (void)after;
}

bool
smtp_implements(const struct smtp_session *smtp, enum smtp_verb verb)
{
    return verb < SMTP_VERBS && handlers[verb] != NULL &&
           (verb != SMTP_VERB_STARTTLS || smtp->session.doors->tls);
}

/*
 * 500: no command could be read.  REQ(2034-4) no reply to a hello carries an
 * enhanced code, this one neither.
 */
static void
unreadable(struct smtp_session *smtp, enum smtp_verb verb, const char *wrong)
{
    bool hello = verb == SMTP_VERB_EHLO || verb == SMTP_VERB_HELO;

    smtp_reply(smtp, smtp->state, 500, hello ? "" : "5.5.2", "%s", wrong);
}

/* REQ(5321-4.2-one) */
static void
take_command(struct smtp_session *smtp, struct line *line)
{
    char typed[SMTP_LINE_MAX];
    char too_long[64];
    struct line clean = *line, heard;
    enum smtp_state before = smtp->state;
    const char *wrong;
    enum smtp_verb verb;

    wrong = session_clean(&smtp->session, &clean, typed, sizeof typed);
    heard = clean;
    trim_end(&clean);
    verb = smtp_verb_of(clean.text, clean.len);
    session_heard(&smtp->session, &heard, verb != SMTP_VERB_UNKNOWN);
    if (line->too_long) {
        snprintf(too_long, sizeof too_long, "Line too long: at most %d "
                 "octets, CR LF included", SMTP_LINE_MAX);
        wrong = too_long;
    }
    if (wrong != NULL) {
        unreadable(smtp, verb, wrong);
    } else if (!smtp_lab_took(smtp, &clean)) {
        smtp->state = dispatch(smtp, verb, &clean);
        hold_to_table(smtp, verb, before, smtp->state);
    }
}

void
smtp_line(struct smtp_session *smtp, struct line *line)
{
    assert(smtp->session.wish == WISH_READ);
    if (smtp->state == SMTP_DATA) {
        smtp->state = smtp_text(smtp, line);
    } else if (smtp->session.sasl.on) {
        smtp->state = smtp_response(smtp, line);
    } else {
        take_command(smtp, line);
    }
    if (smtp->session.wish == WISH_CLOSE ||
        smtp->session.wish == WISH_BREAK) {
        smtp->state = SMTP_CLOSED;
    }
}

/*
 * REQ(4954-4-long) a response may be longer than a command.
 */
size_t
smtp_line_max(const struct smtp_session *smtp)
{
    if (smtp->state == SMTP_DATA) {
        return SMTP_TEXT_MAX;
    }
    return smtp->session.sasl.on ? SASL_LINE_MAX : SMTP_LINE_MAX;
}

/* ---- The door out ---- */

__attribute__((format(printf, 5, 0))) static void
say(struct smtp_session *smtp, int code, char mark, const char *enhanced,
    const char *format, va_list args)
{
    char text[REPLY_MAX];
    int head = snprintf(text, sizeof text, "%d%c%s%s", code, mark, enhanced,
                        enhanced[0] != '\0' ? " " : "");
    int words = vsnprintf(text + head, sizeof text - (size_t)head, format,
                          args);
    size_t len = strlen(text);

    (void)words; /* what does not fit is cut: RFC 5321 section 4.5.3.1.5 */
    session_say(&smtp->session, text, len);
}

void
smtp_reply_more(struct smtp_session *smtp, int code, const char *enhanced,
                const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say(smtp, code, '-', enhanced, format, args);
    va_end(args);
}

enum smtp_state
smtp_reply(struct smtp_session *smtp, enum smtp_state next, int code,
           const char *enhanced, const char *format, ...)
{
    va_list args;

    if (code >= 500 && ++smtp->errors > SESSION_ERRORS_MAX) {
        smtp_give_up(smtp, "4.7.0 Too many errors in one session");
        return SMTP_CLOSED;
    }
    smtp->code = code;
    va_start(args, format);
    say(smtp, code, ' ', enhanced, format, args);
    va_end(args);
    return next;
}

void
smtp_give_up(struct smtp_session *smtp, const char *why)
{
    const char *words = strchr(why, ' ');
    char enhanced[16];

    snprintf(enhanced, sizeof enhanced, "%.*s", (int)(words - why), why);
    smtp->state = smtp_reply(smtp, SMTP_CLOSED, 421, enhanced,
                             "%s%s, closing", smtp->site->name, words);
    smtp->session.wish = WISH_CLOSE;
}

/* ---- The life of a session ---- */

void
smtp_init(struct smtp_session *smtp, const struct smtp_site *site,
          unsigned long number, const char *peer)
{
    *smtp = (struct smtp_session){.site = site, .state = SMTP_GREETED};
    session_init(&smtp->session, &site->doors, "smtp", number);
    snprintf(smtp->peer, sizeof smtp->peer, "%s", peer);
}

void
smtp_greet(struct smtp_session *smtp)
{
    smtp_reply(smtp, SMTP_GREETED, 220, "", "%s ESMTP Mailwalk ready",
               smtp->site->name);
}

void
smtp_forget(struct smtp_session *smtp)
{
    for (size_t i = 0; i < smtp->recipient_count; i++) {
        free(smtp->recipients[i].address);
    }
    free(smtp->recipients);
    free(smtp->reverse_path);
    if (smtp->draft != NULL) {
        smtp->site->draft_drop(smtp->draft);
    }
    smtp->recipients = NULL;
    smtp->recipient_count = 0;
    smtp->reverse_path = NULL;
    smtp->draft = NULL;
    smtp->refused = 0;
    smtp->utf8 = false;
}

void
smtp_end(struct smtp_session *smtp)
{
    smtp_forget(smtp);
    session_forget_login(&smtp->session);
    free(smtp->hello);
    smtp->hello = NULL;
}

/* ---- The small handlers ---- */

/* DATA, RSET and QUIT take no argument.  REQ(5321-4.1.1-bare) */
static enum smtp_state
no_argument(struct smtp_session *smtp, const char *word)
{
    return smtp_reply(smtp, smtp->state, 501, "5.5.4",
                      "%s takes no argument: send the word alone", word);
}

static enum smtp_state
smtp_noop(struct smtp_session *smtp, const char *arg, size_t len)
{
    (void)arg, (void)len; /* REQ(5321-4.1.1.9) an argument is ignored */
    return smtp_reply(smtp, smtp->state, 250, "2.0.0", "Still here");
}

/*
 * REQ(5321-4.1.1.10-221) QUIT sends nothing and loses nothing: what was
 * accepted is the server's already, what was not is dropped.
 */
static enum smtp_state
smtp_quit(struct smtp_session *smtp, const char *arg, size_t len)
{
    (void)arg;
    if (len > 0) {
        return no_argument(smtp, "QUIT");
    }
    smtp->session.wish = WISH_CLOSE;
    return smtp_reply(smtp, SMTP_CLOSED, 221, "2.0.0", "%s Goodbye",
                      smtp->site->name);
}

/*
 * REQ(5321-4.1.1.5-discard) REQ(5321-4.1.1.5-250) REQ(5321-4.1.1.5-open) RSET
 * empties the transaction; the hello stays.
 */
static enum smtp_state
smtp_rset(struct smtp_session *smtp, const char *arg, size_t len)
{
    enum smtp_state next =
        smtp->state == SMTP_GREETED ? SMTP_GREETED : SMTP_READY;

    (void)arg;
    if (len > 0) {
        return no_argument(smtp, "RSET");
    }
    smtp_forget(smtp);
    return smtp_reply(smtp, next, 250, "2.0.0", "Transaction forgotten");
}
