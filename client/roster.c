/*
 * roster.c - the sessions of a log: who is where, and who is stuck.
 *
 * The idea: a table of short entries in the order of their beginning, and
 * buckets that chain the entries of a name, the newest first.  An entry that
 * is forgotten is simply overwritten: chains go from newer to older ones, so
 * they end where the first is met that is too old.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/roster.h"

#include <stdlib.h>
#include <string.h>

#include "client/roster_inside.h"

enum {
    ROOM_AT_FIRST = 256,        /* a power of two, as ROSTER_MAX is */
    BUCKETS = 1 << 14,
    WAITING_MAX = 1000,         /* commands without reply: no such server */
    NAME_ROOM = 16
};

/* An observer that is lent to a session. */
struct slot {
    struct observer observer;
    size_t session;             /* + 1; 0: free */
    uint64_t used;              /* when it was last used: a count of records */
};

struct roster {
    struct roster_entry *entry; /* a ring of `room` */
    size_t room;
    size_t count;               /* sessions so far */
    size_t listened[2];         /* sessions before this one, of SMTP and of
                                   POP3, died with their server */
    uint64_t records;
    struct slot *slot[ROSTER_OBSERVERS];
    size_t slots;
    uint32_t bucket[BUCKETS];   /* the newest session of each, + 1 */
};

struct roster *
roster_new(void)
{
    return calloc(1, sizeof(struct roster));
}

void
roster_free(struct roster *roster)
{
    if (roster == NULL) {
        return;
    }
    for (size_t i = 0; i < roster->slots; i++) {
        observer_free(&roster->slot[i]->observer);
        free(roster->slot[i]);
    }
    free(roster->entry);
    free(roster);
}

/* ---- Entries ---- */

size_t
roster_count(const struct roster *roster)
{
    return roster->count;
}

size_t
roster_oldest(const struct roster *roster)
{
    return roster->count > roster->room ? roster->count - roster->room : 0;
}

static struct roster_entry *
entry_of(const struct roster *roster, size_t session)
{
    return &roster->entry[session & (roster->room - 1)];
}

const struct roster_entry *
roster_entry(const struct roster *roster, size_t session)
{
    return entry_of(roster, session);
}

bool
roster_is_open(const struct roster *roster, size_t session)
{
    const struct roster_entry *entry = entry_of(roster, session);

    return !entry->over && session >= roster->listened[entry->speaks];
}

bool
roster_is_stuck(const struct roster *roster, size_t session)
{
    return roster_is_open(roster, session) &&
           entry_of(roster, session)->refused_times >= ROSTER_STUCK;
}

static uint32_t *
bucket_of(struct roster *roster, const struct dialogue_record *record)
{
    unsigned long hash = record->session * 2654435761UL +
                         31 * (unsigned char)record->service[0];

    return &roster->bucket[(hash >> 7) % BUCKETS];
}

/*
 * The newest session of the record's name, + 1, or 0.
 */
static size_t
find(struct roster *roster, const struct dialogue_record *record)
{
    size_t at = *bucket_of(roster, record);

    while (at > roster_oldest(roster)) {
        const struct roster_entry *entry = entry_of(roster, at - 1);

        if (entry->number == record->session &&
            memcmp(entry->service, record->service, sizeof(entry->service)) ==
                0) {
            return at;
        }
        at = entry->chain;
    }
    return 0;
}

static int
make_room(struct roster *roster)
{
    size_t room = roster->room > 0 ? 2 * roster->room : ROOM_AT_FIRST;
    struct roster_entry *entry;

    if (roster->count < roster->room || roster->room == ROSTER_MAX) {
        return 0;
    }
    entry = realloc(roster->entry, room * sizeof(*entry));
    if (entry == NULL) {
        return -1;
    }
    memset(entry + roster->room, 0, (room - roster->room) * sizeof(*entry));
    roster->entry = entry;
    roster->room = room;
    return 0;
}

/* ---- Observers ---- */

/*
 * The session needs its observer no more.
 */
static void
give_back(struct roster *roster, struct roster_entry *entry)
{
    if (entry->slot >= 0) {
        struct slot *slot = roster->slot[entry->slot];

        observer_free(&slot->observer);
        slot->session = 0;
        slot->used = 0;
        entry->slot = -1;
    }
}

/*
 * A slot that is free, or that of the session which has been silent longest;
 * -1 if memory ran out.
 */
static short
free_slot(struct roster *roster)
{
    size_t best = 0;

    for (size_t i = 0; i < roster->slots; i++) {
        if (roster->slot[i]->used < roster->slot[best]->used) {
            best = i;
        }
    }
    if ((roster->slots == 0 || roster->slot[best]->session != 0) &&
        roster->slots < ROSTER_OBSERVERS) {
        best = roster->slots;
        roster->slot[best] = calloc(1, sizeof(*roster->slot[best]));
        if (roster->slot[best] == NULL) {
            return -1;
        }
        roster->slots++;
    }
    if (roster->slot[best]->session != 0) {
        struct roster_entry *loser = entry_of(
            roster, roster->slot[best]->session - 1);

        give_back(roster, loser);
        loser->lost = true;
    }
    return (short)best;
}

/*
 * A session begins.  Returns it, + 1, or 0 if memory ran out.
 */
static size_t
begin(struct roster *roster, uint64_t offset,
      const struct dialogue_record *record)
{
    uint32_t *bucket = bucket_of(roster, record);
    struct roster_entry *entry = NULL;
    short slot = free_slot(roster);

    if (slot < 0 || make_room(roster) != 0) {
        return 0;
    }
    entry = entry_of(roster, roster->count);
    if (roster->count >= roster->room) { /* an old one is forgotten */
        give_back(roster, entry);
    }
    memset(entry, 0, sizeof(*entry));
    memcpy(entry->service, record->service, sizeof(entry->service));
    entry->number = record->session;
    entry->speaks = strcmp(record->service, "pop3") == 0 ? OBSERVER_POP3
                                                         : OBSERVER_SMTP;
    entry->first = offset;
    entry->state = entry->speaks == OBSERVER_POP3 ? (unsigned)POP3_AUTHORIZATION
                                                  : (unsigned)SMTP_GREETED;
    entry->refused_verb = entry->answering = -1;
    entry->chain = *bucket;
    entry->slot = slot;
    observer_init(&roster->slot[slot]->observer, entry->speaks);
    roster->slot[slot]->session = ++roster->count;
    *bucket = (uint32_t)roster->count;
    return roster->count;
}

/*
 * A session of the same name has begun: the older one is over.
 */
static void
end_older(struct roster *roster, size_t session)
{
    if (session > 0) {
        entry_of(roster, session - 1)->over = true;
        give_back(roster, entry_of(roster, session - 1));
    }
}

const struct observer *
roster_observer(const struct roster *roster, size_t session)
{
    short slot = entry_of(roster, session)->slot;

    return slot >= 0 ? &roster->slot[slot]->observer : NULL;
}

static int
by_number(const void *a, const void *b)
{
    const size_t *one = a;
    const size_t *other = b;

    return (*one > *other) - (*one < *other);
}

size_t
roster_open(const struct roster *roster, size_t sessions[ROSTER_OBSERVERS])
{
    size_t count = 0;

    for (size_t i = 0; i < roster->slots; i++) {
        size_t session = roster->slot[i]->session;

        if (session > 0 && roster_is_open(roster, session - 1)) {
            sessions[count++] = session - 1;
        }
    }
    qsort(sessions, count, sizeof(*sessions), by_number);
    return count;
}

/* ---- Records ---- */

/*
 * A record of a session that has its observer.
 */
static int
observe(struct roster *roster, struct roster_entry *entry, uint64_t offset,
        const struct dialogue_record *record, struct roster_line *line)
{
    struct slot *slot = roster->slot[entry->slot];

    slot->used = ++roster->records;
    if (roster_observe(entry, &slot->observer, offset, record, line) != 0) {
        return -1;
    }
    if (slot->observer.waiting > WAITING_MAX) {
        give_back(roster, entry);
        entry->lost = true;
    } else if (entry->closed) {
        give_back(roster, entry);
    }
    return 0;
}

int
roster_take(struct roster *roster, uint64_t offset,
            const struct dialogue_record *record, struct roster_line *line)
{
    char name[NAME_ROOM] = "";
    struct roster_entry *entry = NULL;
    size_t session = find(roster, record);

    *line = (struct roster_line){.verb = -1};
    if (record->mark == DIALOGUE_EVENT) {
        dialogue_value(record->text, record->len, NULL, name, sizeof(name));
    }
    if (record->session == 0) {
        if (strcmp(name, "listen") == 0) {
            roster->listened[strcmp(record->service, "pop3") == 0] =
                roster->count;
        }
        return 0;
    }
    if (session == 0 || strcmp(name, "connect") == 0) {
        end_older(roster, session);
        session = begin(roster, offset, record);
        if (session == 0) {
            return -1;
        }
    }
    line->session = session;
    entry = entry_of(roster, session - 1);
    entry->last = offset;
    entry->lines++;
    roster_event(entry, name, record);
    return entry->slot >= 0 ? observe(roster, entry, offset, record, line) : 0;
}
