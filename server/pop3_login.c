/*
 * pop3_login.c - AUTHORIZATION: who are you?
 *
 * Three ways lead into the maildrop.  USER and PASS, and AUTH, send the
 * password as it is; without TLS they are there for this machine only (or in
 * the lab).  APOP sends a digest of the greeting's stamp and the secret, good
 * for one session; but then the server must know the secret in the clear.
 *
 * Whichever way it is, a wrong name and a wrong password get the same answer.
 *
 * RFC 1939 sections 4, 7; RFC 5034; RFC 3206.
 * SPDX-License-Identifier: ISC
 */
#include "server/pop3.h"

#include <stdlib.h>
#include <string.h>

/* ---- What is claimed ---- */

static enum pop3_state
check_claim(struct pop3_session *pop3, enum claim_how how, const char *name,
            size_t name_len, const char *secret, size_t secret_len)
{
    if (claim_make(&pop3->session.sasl.claim, how, name, name_len, secret,
                   secret_len) < 0) {
        return pop3_err(pop3, "[SYS/TEMP] Out of memory");
    }
    pop3->session.wish = WISH_LOGIN;
    return pop3->state;
}

/*
 * REQ(2595-2.3) REQ(2595-6) before a password is sent: it may not be.
 */
static enum pop3_state
not_in_the_clear(struct pop3_session *pop3)
{
    return pop3_err(pop3, "[AUTH] No password in the clear: encrypt first, or "
                          "use APOP");
}

/*
 * REQ(1939-7-USER) +OK for every name, so that nobody can ask who is here.
 */
enum pop3_state
pop3_user(struct pop3_session *pop3, const char *arg, size_t len)
{
    if (!session_takes_passwords(&pop3->session)) {
        return not_in_the_clear(pop3);
    }
    if (len == 0 || memchr(arg, '\0', len) != NULL) {
        return pop3_err(pop3, "USER needs a name: USER bob");
    }
    free(pop3->user);
    pop3->user = strndup(arg, len);
    if (pop3->user == NULL) {
        return pop3_err(pop3, "[SYS/TEMP] Out of memory");
    }
    return pop3_ok(pop3, pop3->state, "Now send PASS and the password");
}

enum pop3_state
pop3_pass(struct pop3_session *pop3, const char *arg, size_t len)
{
    if (!session_takes_passwords(&pop3->session)) {
        return not_in_the_clear(pop3);
    }
    if (pop3->user == NULL) {
        return pop3_err(pop3, "PASS must follow a USER directly: say USER");
    }
    if (len == 0 || memchr(arg, '\0', len) != NULL) {
        return pop3_err(pop3, "PASS needs a password: USER bob, then PASS ..");
    }
    return check_claim(pop3, CLAIM_PASS, pop3->user, strlen(pop3->user), arg,
                       len);
}

/*
 * REQ(1939-7-APOP) a name and a digest.
 */
enum pop3_state
pop3_apop(struct pop3_session *pop3, const char *arg, size_t len)
{
    const char *space = len > 0 ? memchr(arg, ' ', len) : NULL;
    size_t name = space != NULL ? (size_t)(space - arg) : 0;

    if (name == 0 || name + 1 == len || memchr(arg, '\0', len) != NULL) {
        return pop3_err(pop3, "APOP needs a name and a digest: MD5 of the "
                              "greeting's <..> and your secret");
    }
    return check_claim(pop3, CLAIM_APOP, arg, name, space + 1, len - name - 1);
}

/* ---- AUTH ---- */

/*
 * REQ(2449-8) one answer for a wrong name and a wrong password: nothing to be
 * learnt.
 */
static enum pop3_state
refuse_login(struct pop3_session *pop3, const char *words)
{
    if (++pop3->session.failed_logins < SESSION_LOGINS_MAX) {
        return pop3_err(pop3, "[AUTH] %s", words);
    }
    pop3_err(pop3, "[AUTH] %d failed logins: closing", SESSION_LOGINS_MAX);
    pop3->session.wish = WISH_CLOSE;
    return POP3_CLOSED;
}

/*
 * REQ(5034-4-failed) what each verdict is in POP3: a challenge, or an -ERR and
 * REQ(5034-4-again) all is as before.  REQ(5034-4-challenge) A challenge is
 * base64 and no more.
 */
static enum pop3_state
answer(struct pop3_session *pop3, enum sasl_verdict verdict)
{
    const char *words = sasl_words(verdict);

    if (verdict == SASL_MORE) {
        pop3_more(pop3, "+ %s", pop3->session.sasl.challenge);
        return pop3->state;
    }
    if (verdict == SASL_CHECK) {
        pop3->session.wish = WISH_LOGIN;
        return pop3->state;
    }
    if (verdict == SASL_DENIED) {
        return refuse_login(pop3, words);
    }
    return pop3_err(pop3, "%s%s",
                    verdict == SASL_NO_MEMORY ? "[SYS/TEMP] " : "", words);
}

/*
 * REQ(5034-4-plain) AUTH, before the login only: REQ(5034-4-once) that is in
 * the table.
 */
enum pop3_state
pop3_auth(struct pop3_session *pop3, const char *arg, size_t len)
{
    if (!session_takes_passwords(&pop3->session)) {
        return not_in_the_clear(pop3);
    }
    if (len == 0) {
        return pop3_err(pop3, "AUTH needs a mechanism: AUTH PLAIN; CAPA lists "
                              "those known here");
    }
    return answer(pop3, sasl_begin(&pop3->session.sasl, arg, len,
                                   pop3->session.doors->strict));
}

enum pop3_state
pop3_response(struct pop3_session *pop3, struct line *line)
{
    return answer(pop3, session_response(&pop3->session, line));
}

/* ---- The verdict ---- */

static void
greet_owner(struct pop3_session *pop3)
{
    size_t count = pop3->drop->count;
    unsigned long long octets = 0;
    char box[SESSION_VALUE_MAX];

    for (size_t i = 0; i < count; i++) {
        octets += pop3->drop->messages[i].octets;
    }
    session_value(pop3->session.user, strlen(pop3->session.user), box);
    session_event(&pop3->session, "lock box=%s msgs=%zu octets=%llu", box,
                  count, octets);
    pop3->state = pop3_ok(pop3, POP3_TRANSACTION,
                          "Maildrop locked: %zu message%s (%llu octets)",
                          count, pop3_plural(count), octets);
}

/*
 * REQ(1939-4-lock) REQ(1939-4-refused) the lock is taken before +OK; who cannot
 * have it stays outside.
 */
void
pop3_logged_in(struct pop3_session *pop3, enum login_result result,
               struct maildrop *drop, const char *user)
{
    pop3->session.wish = WISH_READ;
    pop3->drop = drop;
    switch (result) {
    case LOGIN_OK:
        session_logged_in(&pop3->session, user);
        greet_owner(pop3);
        break;
    case LOGIN_IN_USE:
        pop3_err(pop3, "[IN-USE] Open in another session: QUIT there");
        break;
    case LOGIN_TROUBLE:
        pop3_err(pop3, "[SYS/TEMP] Cannot open the maildrop now");
        break;
    case LOGIN_BAD:
        refuse_login(pop3, "Wrong name (no @domain) or password: log in "
                           "again");
        break;
    }
    if (pop3->session.wish == WISH_CLOSE) {
        pop3->state = POP3_CLOSED;
    }
    sasl_forget(&pop3->session.sasl);
}
