/*
 * greylist.h - who was here before: "come again later", for teaching.
 *
 * A greylist turns a stranger away once with 450 and lets him in when he comes
 * again after a while, as a server does that has a queue.  Some strangers are
 * remembered, the oldest is forgotten first.
 *
 * RFC 5321 section 4.2.1 (4yz), 4.5.4.1 (retries).
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_SERVER_GREYLIST_H
#define MAILWALK_SERVER_GREYLIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { GREYLIST_ENTRIES = 256 };

struct greylist {
    struct greylist_entry {
        uint64_t who; /* a digest of address and sender; 0: nobody */
        int64_t first_ms;
    } entry[GREYLIST_ENTRIES];
    size_t next; /* the entry that is forgotten next */
};

/*
 * Has this sender, at this address, been here at least wait_ms ago?  If he was
 * never here, he has been now.  now_ms never goes back.
 */
bool greylist_waited(struct greylist *greylist, const char *peer,
                     const char *reverse_path, int64_t now_ms, int64_t wait_ms);

#endif
