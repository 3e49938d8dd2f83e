/*
 * maildrop_list.h - the snapshot of a maildrop: which messages, in which order.
 *
 * For maildrop.c only.
 *
 * RFC 1939 sections 4, 5, 7.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_SERVER_MAILDROP_LIST_H
#define MAILWALK_SERVER_MAILDROP_LIST_H

#include "server/maildrop.h"

/*
 * Fill messages[] from new/ and cur/ of drop->box.  Returns 0, or -1 with
 * errno; maildrop_forget() cleans up either way.
 */
int maildrop_list(struct maildrop *drop);

/*
 * Keep a copy of len octets, and a NUL, as long as the maildrop.  Returns the
 * copy, or NULL with errno.
 */
const char *maildrop_keep(struct maildrop *drop, const char *text, size_t len);

/*
 * Free messages and names.
 */
void maildrop_forget(struct maildrop *drop);

#endif
