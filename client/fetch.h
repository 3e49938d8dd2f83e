/*
 * fetch.h - `mailwalk fetch`: mail collected, with its dialogue.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_FETCH_H
#define MAILWALK_CLIENT_FETCH_H

/*
 * The sub-command; argv[0] is "fetch".  Returns the exit status: 0 done, 69
 * refused, 75 try again later, 77 wrong name or password, 64 wrong use, 66 no
 * password, 68 no such host, 73 a message could not be saved, 76 the server
 * broke the protocol.
 */
int fetch_main(int argc, char **argv);

#endif
