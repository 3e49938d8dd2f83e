/*
 * login.h - a login, checked in the worker: the same for both servers.
 *
 * A password hash is slow by intent, and so may be the listing of a big
 * maildrop.  So WISH_LOGIN becomes a job: the claim moves from the session to
 * the job, is checked, and for POP3 the maildrop is locked and listed.  A
 * client that is gone meanwhile is told nothing, and its maildrop closed.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_SERVER_LOGIN_H
#define MAILWALK_SERVER_LOGIN_H

#include <stdbool.h>

#include "server/conn.h"
#include "server/maildrop.h"

/* What has come of it; valid while told() runs. */
struct login {
    enum login_result result;
    const char *user;           /* LOGIN_OK: as the users file spells it */
    struct maildrop drop;       /* LOGIN_OK: open, if one was wanted */
};

/*
 * Check session->sasl.claim.  mail is where the maildrops are, or NULL if none
 * is to be opened; stamp is that of the greeting, for APOP, or NULL.  told() is
 * called in the loop, if the client is still there; a maildrop is then its to
 * close.  Returns false to wait; true if memory ran out, told() was called
 * already.
 */
bool login_begin(struct conn *conn, const char *mail, const char *stamp,
                 void (*told)(struct conn *conn, const struct login *login));

#endif
