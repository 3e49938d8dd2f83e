/*
 * agree.h - holds an observer's picture against the engine's true state.
 *
 * The observer knows nothing but the records; after each whole reply both must
 * agree on the state, on what the server remembers and on what is legal next.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TESTS_SUPPORT_AGREE_H
#define MAILWALK_TESTS_SUPPORT_AGREE_H

#include "protocol/observer.h"
#include "server/smtp.h"
#include "tests/support/pop3_rig.h"

/*
 * accepted is the number of RCPT commands that got a 2yz reply since MAIL: the
 * engine keeps a recipient once however often it is named, the observer counts
 * each.
 */
void agree_smtp(const struct observer *observer,
                const struct smtp_session *smtp, unsigned accepted);

/*
 * What the observer says of the maildrop is compared in TRANSACTION only.
 */
void agree_pop3(const struct observer *observer, const struct pop3_rig *rig);

#endif
