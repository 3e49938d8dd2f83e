/*
 * evidence.h - what really happened, out of the servers' logs.
 *
 * The servers write down every command and every reply.  Here these lines
 * become exchanges (a command and its verdict: RCPT=550) and events (deliver
 * box=bob), in the order of time over all logs.  Labs are graded by them: who
 * did a lab by telnet and who did it on the screen left the same evidence.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_LABS_EVIDENCE_H
#define MAILWALK_LABS_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { EVIDENCE_WORD_MAX = 12, EVIDENCE_IDENT_MAX = 64, EVIDENCE_LOGS_MAX = 8 };

struct evidence_item {
    bool event;       /* else: an exchange */
    size_t session;   /* index; of an event of no session: SIZE_MAX */
    int64_t time_ms;  /* of the reply, or of the event */
    size_t log, line; /* where it stands: index of the log, from 1 */
    char word[EVIDENCE_WORD_MAX]; /* "RCPT"; "greet"; "." the end of a text;
                               "?" a command nobody knows; or an event's name */
    char verdict[8]; /* "250", "+OK", "-ERR"; "EOF": no reply came */
    char *said;      /* the command's line, "" for greet and an event */
    char *reply;     /* the first line of the reply; an event's text */
};

struct evidence_session {
    char service[8];                /* "smtp" */
    char ident[EVIDENCE_IDENT_MAX]; /* who: login, else USER, else HELO */
    bool quit;                      /* QUIT was answered */
    size_t log;
};

struct evidence {
    struct evidence_item *item;
    size_t count, room;
    struct evidence_session *session;
    size_t sessions, sessions_room;
    char *log[EVIDENCE_LOGS_MAX]; /* their paths */
    size_t logs;
};

/*
 * Read the log at path and add what it holds; a log that is not there is
 * empty.  Returns 0, or -1 with errno.
 */
int evidence_read(struct evidence *evidence, const char *path);

/*
 * All logs are read: put the items in the order of their time.
 */
void evidence_sort(struct evidence *evidence);

/*
 * Free it.
 */
void evidence_free(struct evidence *evidence);

/*
 * Is the session one of this person: its ident is the name, or NAME.domain?
 */
bool evidence_of(const struct evidence_session *session, const char *name);

#endif
