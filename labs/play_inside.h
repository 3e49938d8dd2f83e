/*
 * play_inside.h - what the files of a play share.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_LABS_PLAY_INSIDE_H
#define MAILWALK_LABS_PLAY_INSIDE_H

#include <stdint.h>

#include "client/mailview.h"

#include "labs/play.h"

/*
 * Tell the player where the services are; note whose mailbox it is about.
 */
void play_take_places(struct play *play);

/*
 * Host and port of a service that the lab names.
 */
const char *play_host(const struct play *play);
uint16_t play_port(const struct play *play, const char *name);

/*
 * May it be called?  Not if it is a server of this machine's world that is
 * down: whoever answers at its port is not meant.
 */
bool play_server_up(const struct play *play, const char *name);

/*
 * The connection ended before the lesson did; the server to be called is down.
 * Either ends the lesson with a sentence.
 */
void play_lost(struct play *play);
void play_not_up(struct play *play, const char *name);

/*
 * A service whose name begins with "pop3" speaks POP3, the others SMTP.
 */
bool play_is_pop3(const char *name);

/*
 * Open the lesson's mailbox.  Returns 0, or -1 if it cannot be seen.
 */
int play_open_box(const struct play *play, struct mailview *view);

#endif
