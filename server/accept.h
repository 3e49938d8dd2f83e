/*
 * accept.h - the ports of a server, and who knocks there.
 *
 * One port, and for smtpd perhaps a second, where users hand in their own mail
 * (RFC 6409).  When no descriptor is left, both pause for a moment: asking
 * again at once would only spin.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_SERVER_ACCEPT_H
#define MAILWALK_SERVER_ACCEPT_H

#include "server/listen.h"
#include "server/serve.h"

/*
 * Listen as the options say, and tell the log.  Returns 0, or the exit status
 * to end with, and why.
 */
int accept_start(struct server *server, char why[LISTEN_WHY_MAX]);

/*
 * Listen no more.
 */
void accept_stop(struct server *server);

#endif
