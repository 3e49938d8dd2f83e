/*
 * meeting.h - a program of ours meets a server that a test has written.
 *
 * The program is mailwalk, run as a shell runs it; the server is the test
 * itself.  It says a turn when the client has sent the line that the turn
 * awaits, and can be cut off behind any octet.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TESTS_SUPPORT_MEETING_H
#define MAILWALK_TESTS_SUPPORT_MEETING_H

#include <stddef.h>

#include "tests/support/scratch.h"

enum {
    MEETING_HEARD_MAX = 65536,
    MEETING_ENDLESS = 8 * 1024 * 1024   /* octets: more than anybody keeps */
};

/* When the client has sent a line that begins so, this is said. */
struct meeting_turn {
    const char *await;          /* NULL: at once */
    const char *say;            /* NULL: the last turn; then it closes */
};

/* How it is said. */
enum meeting_manner {
    MEETING_PLAIN,
    MEETING_ENDLESSLY,          /* the last turn again and again */
    MEETING_DRIBBLING           /* so too, and octet by octet */
};

struct meeting {
    const struct meeting_turn *turns;
    enum meeting_manner manner;
    size_t cut;                 /* close behind so many octets */

    struct scratch folder;      /* "in" is the program's stdin */
    unsigned port;
    int listener;
    size_t said;                /* octets */
    char heard[MEETING_HEARD_MAX];  /* from the client, a string */
    size_t heard_len;
    size_t looked;              /* of them */
    int status;                 /* of the program */
    char *out, *err;
};

/* Fixtures for cmocka: *state is the meeting. */
int meeting_setup(void **state);
int meeting_teardown(void **state);

/*
 * Run mailwalk with these words, PLACE being the server's, and be its server.
 * Sets status, err and, if it goes to a file, out.  meeting_run takes the
 * descriptor that its stdout is to be.
 */
void meeting_run_to_file(struct meeting *meeting, const char *const *words);
void meeting_run(struct meeting *meeting, const char *const *words, int out);

#endif
