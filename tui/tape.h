/*
 * tape.h - one session of a log, whole, to be looked at step by step.
 *
 * A step is a line.  Larger steps are exchanges: a command with its reply; the
 * greeting is a reply without a command, and a message text with its dot is a
 * command of its own.  Replies answer commands in their order, so pipelined
 * commands have their replies too (RFC 2920 section 3.1).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_TAPE_H
#define MAILWALK_TUI_TAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "client/logbook.h"
#include "tui/log_session.h"

enum { TAPE_NAME_MAX = 40, TAPE_NONE = -1 };

struct tape_exchange {
    size_t command;     /* the line of the command, with a text its dot; of
                           the greeting its first line */
    size_t begin;       /* the first line of it: of a text its first */
    size_t reply;       /* the first line of the reply; lines: none came */
    size_t end;         /* behind its last line */
    int verb;           /* as in struct roster_line; TAPE_NONE: greeting */
    char first;         /* of the reply: '2' to '5', '+', '-'; 0: none */
};

struct tape {
    char name[TAPE_NAME_MAX];       /* "smtp#7" */
    struct roster_entry entry;      /* as the log knows it at its end */
    struct log_session session;     /* all its lines: session.view */
    size_t lines;
    signed char *verb;              /* of each line, as in roster_line */
    struct tape_exchange *exchange; /* in the order of their commands */
    size_t exchanges;
};

/*
 * Read session `which` (from 0) of a book that was read to its end.  Returns 0,
 * or -1 if it is too long (LOG_SESSION_MAX) or memory ran out.
 */
int tape_read(struct tape *tape, struct logbook *book, size_t which);

/*
 * Free what it owns; fine for a tape of zeros.
 */
void tape_free(struct tape *tape);

/*
 * The session up to a place: so many lines.  session_view_free() frees it; the
 * tape must outlive it.
 */
void tape_view(const struct tape *tape, size_t lines,
               struct session_view *view);

/*
 * The exchange that is under way, or was last, at a place: its index, or
 * tape->exchanges if there is none yet.
 */
size_t tape_exchange_at(const struct tape *tape, size_t lines);

/*
 * The place behind the next exchange (or refusal), or before: where a reply has
 * just ended.  Returns the same place if there is none.
 */
size_t tape_step(const struct tape *tape, size_t lines, bool back,
                 bool refusals);

/*
 * Does it refuse: 4yz, 5yz, -ERR?
 */
bool tape_is_refused(const struct tape_exchange *exchange);

/*
 * "RCPT", "text", "connect": the word of an exchange.
 */
const char *tape_word(const struct tape *tape,
                      const struct tape_exchange *exchange);

/*
 * The text of line i, spelled as in the log.
 */
const char *tape_line(const struct tape *tape, size_t i);

#endif
