/*
 * pop3_capa.c - what the server can do beyond the minimum: CAPA, STLS.
 *
 * RFC 2449 section 5; RFC 2595 section 4.
 * SPDX-License-Identifier: ISC
 */
#include "server/pop3.h"

/*
 * REQ(2449-5-both) REQ(2595-4-capa) REQ(2449-5) REQ(5034-3-both) what this
 * server can do beyond RFC 1939's minimum, the same before and after the login;
 * REQ(2595-4) STLS only where it is permitted now.  REQ(5034-4-clear) What
 * sends a password in the clear is not listed where it is refused.
 */
enum pop3_state
pop3_capa(struct pop3_session *pop3, const char *arg, size_t len)
{
    static const char *const capabilities[] = {
        "TOP",        "UIDL",           "PIPELINING",
        "RESP-CODES", "AUTH-RESP-CODE", "EXPIRE NEVER",
        "IMPLEMENTATION Mailwalk"};
    enum pop3_state next = pop3_ok(pop3, pop3->state, "What I can do:");

    (void)arg, (void)len;
    if (session_takes_passwords(&pop3->session)) {
        pop3_more(pop3, "USER");
        pop3_more(pop3, "SASL " SASL_MECHANISMS);
    }
    for (size_t i = 0; i < sizeof capabilities / sizeof *capabilities; i++) {
        pop3_more(pop3, "%s", capabilities[i]);
    }
    if (pop3->state == POP3_AUTHORIZATION && pop3->session.doors->tls &&
        !pop3->session.secure) {
        pop3_more(pop3, "STLS");
    }
    pop3_dot(pop3);
    return next;
}

/*
 * REQ(2595-4) in AUTHORIZATION only, as the table says, and not twice.
 */
enum pop3_state
pop3_stls(struct pop3_session *pop3, const char *arg, size_t len)
{
    (void)arg, (void)len;
    if (pop3->session.secure) {
        return pop3_err(pop3, "TLS is on already; go on with USER");
    }
    pop3->session.wish = WISH_TLS;
    return pop3->state;
}

/*
 * A name that came in the clear is forgotten by now: whatever comes behind USER
 * but PASS makes it so.
 */
void
pop3_tls(struct pop3_session *pop3, bool ready)
{
    if (ready) {
        pop3_ok(pop3, pop3->state, "Begin TLS now, and then ask CAPA again");
        return;
    }
    pop3->session.wish = WISH_READ;
    pop3->state = pop3_err(
        pop3, "[SYS/TEMP] TLS cannot be had just now: try again later");
}
