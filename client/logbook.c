/*
 * logbook.c - a dialogue log that is read to its end, and on as it grows.
 *
 * Invariant: line[0..count) are the lines of the file up to `read`, in their
 * order (but for the oldest ones that were forgotten).
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/logbook.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM_AT_FIRST = 1024 };

static struct logbook *
make(struct follow *follow)
{
    struct logbook *book = follow != NULL ? calloc(1, sizeof(*book)) : NULL;

    if (book == NULL || (book->roster = roster_new()) == NULL) {
        follow_close(follow);
        free(book);
        return NULL;
    }
    book->follow = follow;
    return book;
}

struct logbook *
logbook_open(const char *path)
{
    return make(follow_open(path));
}

struct logbook *
logbook_open_fd(int fd)
{
    return make(follow_open_fd(fd));
}

void
logbook_close(struct logbook *book)
{
    if (book != NULL) {
        follow_close(book->follow);
        roster_free(book->roster);
        free(book->line);
        free(book);
    }
}

/* ---- Reading ---- */

static void
begin_again(struct logbook *book)
{
    struct roster *roster = roster_new();

    if (roster != NULL) {
        roster_free(book->roster);
        book->roster = roster;
    }
    book->count = 0;
    book->read = 0;
    book->anew++;
}

bool
logbook_look(struct logbook *book)
{
    enum follow_news news = follow_look(book->follow);

    book->trouble = news == FOLLOW_TROUBLE ? errno : 0;
    if (news == FOLLOW_ANEW) {
        begin_again(book);
    }
    return news == FOLLOW_GREW || news == FOLLOW_ANEW;
}

/*
 * Room for one line more.  Returns 0, or -1 if memory ran out.
 */
static int
make_room(struct logbook *book)
{
    size_t room = book->room > 0 ? 2 * book->room : ROOM_AT_FIRST;
    struct logbook_line *line = NULL;

    if (book->count < book->room) {
        return 0;
    }
    if (book->count == LOGBOOK_LINES_MAX) {
        book->count /= 2;
        memmove(book->line, book->line + book->count,
                book->count * sizeof(*book->line));
        return 0;
    }
    line = realloc(book->line, room * sizeof(*line));
    if (line == NULL) {
        return -1;
    }
    book->line = line;
    book->room = room;
    return 0;
}

int
logbook_parse(struct logbook *book, const struct follow_line *line,
              struct dialogue_record *record, const char **why)
{
    if (line->cut) {
        *why = "it is longer than any line of a log";
        return -1;
    }
    return dialogue_parse(line->text, line->len, record, book->text, why);
}

static void
take(struct logbook *book, uint64_t offset, const struct follow_line *line)
{
    struct logbook_line *kept = NULL;
    struct roster_line known = {.verb = -1};
    struct dialogue_record record;
    const char *why = NULL;

    if (make_room(book) != 0) {
        return;
    }
    kept = &book->line[book->count++];
    *kept = (struct logbook_line){.offset = offset, .mark = '?'};
    if (logbook_parse(book, line, &record, &why) == 0) {
        roster_take(book->roster, offset, &record, &known);
        kept->mark = (char)record.mark;
    }
    kept->session = (uint32_t)known.session;
    kept->verb = (signed char)known.verb;
    kept->first = known.first;
}

bool
logbook_read(struct logbook *book, size_t octets)
{
    uint64_t end = follow_end(book->follow);
    uint64_t stop = book->read + octets;
    struct follow_line line;

    while (book->read < end && book->read < stop) {
        uint64_t offset = book->read;

        if (follow_line(book->follow, offset, &line) != 0) {
            return false; /* it was cut: the next look will tell */
        }
        book->read = line.next;
        take(book, offset, &line);
    }
    return book->read < end;
}

bool
logbook_is_read(const struct logbook *book)
{
    return book->read >= follow_end(book->follow);
}

unsigned
logbook_percent(const struct logbook *book)
{
    uint64_t end = follow_end(book->follow);

    return book->read >= end ? 100 : (unsigned)(book->read * 100 / end);
}

size_t
logbook_find(const struct logbook *book, uint64_t offset)
{
    size_t low = 0;
    size_t high = book->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (book->line[middle].offset < offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}
