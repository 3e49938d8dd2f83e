/*
 * send.h - `mailwalk send`: one mail, sent now, with its dialogue.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_SEND_H
#define MAILWALK_CLIENT_SEND_H

/*
 * The sub-command; argv[0] is "send".  Returns the exit status: 0 sent, 69
 * refused for good, 75 try again later (also: lost, or nobody knows), 64 wrong
 * use, 65 the text cannot be sent, 66 no text, 68 no such host, 76 the server
 * broke the protocol.
 */
int send_main(int argc, char **argv);

#endif
