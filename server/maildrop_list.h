/*
 * maildrop_list.h - how the snapshot of a maildrop is made.
 *
 * For maildrop.c only.
 *
 * RFC 1939 sections 4, 5, 7.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_SERVER_MAILDROP_LIST_H
#define MAILWALK_SERVER_MAILDROP_LIST_H

#include "protocol/mailname.h"

#include "server/maildrop.h"

/*
 * Fill messages[] from new/ and cur/ of drop->box.  Returns 0, or -1 with
 * errno; maildrop_forget() cleans up either way.
 */
int maildrop_list(struct maildrop *drop);

/*
 * Give a message its unique-id; parsed is its name taken apart.  Returns 0, or
 * -1 with errno.
 */
int maildrop_give_uid(struct maildrop *drop, struct maildrop_message *message,
                      const struct mailname *parsed);

/*
 * Put all messages in the order of their numbers, and see to it that no
 * unique-id is there twice.  Returns 0, or -1 with errno.
 */
int maildrop_order(struct maildrop *drop);

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
