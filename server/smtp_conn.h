/*
 * smtp_conn.h - the driver of the SMTP engine: its sockets, storage and clock.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_SERVER_SMTP_CONN_H
#define MAILWALK_SERVER_SMTP_CONN_H

#include "server/conn.h"
#include "server/smtp.h"

extern const struct conn_protocol smtp_protocol;

/*
 * Fill the functions of a site: users, storage and clock of this server.
 */
void smtp_conn_site(struct smtp_site *site, struct server *server);

#endif
