/*
 * talk.h - `mailwalk talk`: type to a server, see its lines.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_TALK_H
#define MAILWALK_CLIENT_TALK_H

/*
 * The sub-command; argv[0] is "talk".  Returns the exit status: 0 when the
 * connection ended, 64 wrong use, 69 no connection, 75 the server fell
 * silent.
 */
int talk_main(int argc, char **argv);

#endif
