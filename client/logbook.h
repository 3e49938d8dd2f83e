/*
 * logbook.h - a dialogue log that is read to its end, and on as it grows.
 *
 * Reading goes in slices, so that a screen can stand before a long log is read:
 * its end can be shown at once, by the offsets of follow.h.  What was read
 * leaves a few octets for each line, and an entry for each session (roster.h):
 * enough to find the lines of a session, of a user, of a command, or those that
 * refuse.
 *
 * A line that is no line of a dialogue is kept as such; it belongs to no
 * session.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_LOGBOOK_H
#define MAILWALK_CLIENT_LOGBOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client/follow.h"
#include "client/roster.h"

enum {
    LOGBOOK_LINES_MAX = 1 << 24,    /* of more, the older half is forgotten */
    LOGBOOK_USER_MAX = 64
};

/* What is kept of a line. */
struct logbook_line {
    uint64_t offset;
    uint32_t session;       /* + 1; 0: of none */
    signed char verb;       /* as in struct roster_line */
    char first;
    char mark;              /* enum dialogue_mark; '?': no dialogue line */
};

struct logbook {
    struct follow *follow;
    struct roster *roster;      /* the sessions, as far as it was read */
    struct logbook_line *line;  /* count of them */
    size_t count, room;
    uint64_t read;              /* up to this offset */
    unsigned anew;              /* how often the log began again */
    int trouble;                /* errno of the last look, or 0 */
    char text[FOLLOW_LINE_MAX]; /* of logbook_parse() */
};

/*
 * Open the log at path, which need not exist yet; or that of an open file,
 * which becomes the book's own.  Nothing is read.  NULL if memory ran out.
 */
struct logbook *logbook_open(const char *path);
struct logbook *logbook_open_fd(int fd);

/*
 * Close it; NULL is fine.
 */
void logbook_close(struct logbook *book);

/*
 * Look whether the log has changed.  If it began again, all that was read is
 * forgotten.  Returns whether it has.
 */
bool logbook_look(struct logbook *book);

/*
 * Read on, about so many octets.  Returns whether there is more to read.  If
 * memory runs out the lines are left out.
 */
bool logbook_read(struct logbook *book, size_t octets);

/*
 * Was the log read to its end (as last looked at)?  And how much of it, in per
 * cent?
 */
bool logbook_is_read(const struct logbook *book);
unsigned logbook_percent(const struct logbook *book);

/*
 * The index of the line that begins at offset or, if none does, of the next
 * one; count if that was not read (yet).
 */
size_t logbook_find(const struct logbook *book, uint64_t offset);

/*
 * Parse a line of the log.  The record's text is valid until the next call.
 * Returns 0, or -1 with a reason in *why.
 */
int logbook_parse(struct logbook *book, const struct follow_line *line,
                  struct dialogue_record *record, const char **why);

/* ---- Searching.  -------------------------------------------------------- */

enum { LOGBOOK_TEXT_MAX = 128 };

/* A search on its way; it can be left at any time. */
struct logbook_search {
    char text[LOGBOOK_TEXT_MAX];    /* in lower case: any case is found */
    size_t len;
    size_t skip[256];       /* how far to go on when an octet ends no match */
    bool back;
    uint64_t at;            /* so far it has come */
    uint64_t limit;         /* matches begin and end before that */
};

enum logbook_found {
    LOGBOOK_FOUND,
    LOGBOOK_ON,     /* call again */
    LOGBOOK_NONE    /* it has come to the end */
};

/*
 * Begin to search for text (at least one octet), from the line at offset on;
 * or back, from the line before it.
 */
void logbook_search_begin(const struct logbook *book,
                          struct logbook_search *search, const char *text,
                          uint64_t offset, bool back);

/*
 * Search about so many octets.  What is found is the line at *offset.
 */
enum logbook_found logbook_search_on(struct logbook *book,
                                     struct logbook_search *search,
                                     size_t octets, uint64_t *offset);

/* ---- Filters.  ---------------------------------------------------------- */

/* Which lines are wanted: those to which all that is set applies. */
struct logbook_filter {
    size_t session;         /* + 1; 0: any */
    char user[LOGBOOK_USER_MAX];    /* a part of its name, any case; "": any */
    char first;             /* of a reply: '2' to '5', '+', '-'; 0: any */
    bool by_verb;
    int smtp_verb;          /* -1: none */
    int pop3_verb;
};

/*
 * Add a word as a person types it to the filter: "smtp#7" (the newest session
 * of that name), a command ("rcpt"), a class of replies ("5", "-ERR"), else a
 * user or host.  Returns false if there is no such session.
 */
bool logbook_filter_word(const struct logbook *book,
                         struct logbook_filter *filter, const char *word);

/*
 * Does anything pass but all?
 */
bool logbook_filter_any(const struct logbook_filter *filter);

/*
 * Does line i pass?
 */
bool logbook_passes(const struct logbook *book, size_t i,
                    const struct logbook_filter *filter);

#endif
