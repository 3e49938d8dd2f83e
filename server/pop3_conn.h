/*
 * pop3_conn.h - the driver of the POP3 engine: its sockets and its mailboxes.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_SERVER_POP3_CONN_H
#define MAILWALK_SERVER_POP3_CONN_H

#include "server/conn.h"
#include "server/pop3.h"

extern const struct conn_protocol pop3_protocol;

/*
 * Fill the functions of a site.
 */
void pop3_conn_site(struct pop3_site *site, struct server *server);

#endif
