/*
 * smtp_auth.c - AUTH: the client proves who is sending.
 *
 * EHLO's name proves nothing, and port 25 asks for no proof.  At the submission
 * port a user hands in mail of his own, so there the server wants to know whose
 * it is (RFC 6409 section 4.3).  The exchange itself is in sasl.c; here its
 * verdicts become replies.
 *
 * A password in the clear can be read by whoever is on the line: without TLS it
 * is taken from this machine only (or in the lab), else not even announced.
 *
 * RFC 4954 sections 4, 6, 9.
 * SPDX-License-Identifier: ISC
 */
#include "server/smtp.h"

#include <assert.h>

/*
 * One answer for a wrong name and a wrong password; REQ(4954-9) the third is
 * the last.
 */
static enum smtp_state
refuse_login(struct smtp_session *smtp, const char *words)
{
    if (++smtp->session.failed_logins >= SESSION_LOGINS_MAX) {
        smtp_give_up(smtp, "4.7.0 Too many failed logins");
        return SMTP_CLOSED;
    }
    return smtp_reply(smtp, smtp->state, 535, "5.7.8", "%s", words);
}

/*
 * REQ(4954-6) what each verdict is in SMTP; REQ(4954-4-challenge) a challenge
 * is base64 and no more.  The reply to a claim comes when it has been checked.
 */
static enum smtp_state
answer(struct smtp_session *smtp, enum sasl_verdict verdict)
{
    static const struct {
        int code;
        const char *enhanced;
    } replies[] = {
        [SASL_UNKNOWN] = {504, "5.5.4"}, [SASL_NOT_FIRST] = {501, "5.7.0"},
        [SASL_CANCELLED] = {501, "5.7.0"},
        [SASL_TOO_LONG] = {500, "5.5.6"}, [SASL_NOT_BASE64] = {501, "5.5.2"},
        [SASL_MALFORMED] = {501, "5.5.4"}, [SASL_DENIED] = {535, "5.7.8"},
        [SASL_NO_MEMORY] = {454, "4.7.0"}};
    const char *words = sasl_words(verdict);

    if (verdict == SASL_MORE) {
        return smtp_reply(smtp, smtp->state, 334, "", "%s",
                          smtp->session.sasl.challenge);
    }
    if (verdict == SASL_CHECK) {
        smtp->session.wish = WISH_LOGIN;
        return smtp->state;
    }
    if (verdict == SASL_DENIED) {
        return refuse_login(smtp, words);
    }
    return smtp_reply(smtp, smtp->state, replies[verdict].code,
                      replies[verdict].enhanced, "%s", words);
}

/*
 * REQ(4954-4-once) REQ(4954-4-mail) once in a session, and not inside a
 * transaction: that is in the table.  REQ(4954-4-clear) REQ(4954-4-plain) only
 * where EHLO has announced it.
 */
enum smtp_state
smtp_auth(struct smtp_session *smtp, const char *arg, size_t len)
{
    if (smtp->session.user != NULL) {
        return smtp_reply(smtp, smtp->state, 503, "5.5.1",
                          "You are logged in already");
    }
    if (!smtp->esmtp) {
        return smtp_reply(smtp, smtp->state, 503, "5.5.1",
                          "AUTH belongs to ESMTP: say EHLO first");
    }
    if (!session_takes_passwords(&smtp->session)) {
        return smtp_reply(smtp, smtp->state, 538, "5.7.11",
                          "No password in the clear: encrypt first");
    }
    if (len == 0) {
        return smtp_reply(smtp, smtp->state, 501, "5.5.4",
                          "AUTH needs a mechanism: AUTH PLAIN");
    }
    return answer(smtp, sasl_begin(&smtp->session.sasl, arg, len,
                                   smtp->session.doors->strict));
}

enum smtp_state
smtp_response(struct smtp_session *smtp, struct line *line)
{
    return answer(smtp, session_response(&smtp->session, line));
}

void
smtp_logged_in(struct smtp_session *smtp, enum login_result result,
               const char *user)
{
    smtp->session.wish = WISH_READ;
    switch (result) {
    case LOGIN_OK:
        session_logged_in(&smtp->session, user);
        smtp->state = smtp_reply(smtp, smtp->state, 235, "2.7.0",
                                 "Welcome, %s", user);
        break;
    case LOGIN_BAD:
        smtp->state = refuse_login(smtp, "Wrong name (no @domain) or password");
        break;
    case LOGIN_IN_USE: /* no maildrop is opened here */
    case LOGIN_TROUBLE:
        smtp->state = smtp_reply(smtp, smtp->state, 454, "4.7.0",
                                 "Cannot check passwords now: try again later");
        break;
    }
    assert(smtp_code_allowed(SMTP_VERB_AUTH, smtp->code));
    sasl_forget(&smtp->session.sasl);
}
