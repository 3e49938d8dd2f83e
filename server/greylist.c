/*
 * greylist.c - who was here before.
 *
 * SPDX-License-Identifier: ISC
 */
#include "server/greylist.h"

/*
 * FNV-1a: short and good enough for a classroom; two senders of one digest
 * would share their waiting.
 */
static uint64_t
digest(uint64_t sum, const char *text)
{
    do {
        sum = (sum ^ (unsigned char)*text) * 1099511628211U;
    } while (*text++ != '\0');
    return sum;
}

bool
greylist_waited(struct greylist *greylist, const char *peer,
                const char *reverse_path, int64_t now_ms, int64_t wait_ms)
{
    uint64_t who = digest(digest(14695981039346656037U, peer), reverse_path);

    for (size_t i = 0; i < GREYLIST_ENTRIES; i++) {
        if (greylist->entry[i].who == who) {
            return now_ms - greylist->entry[i].first_ms >= wait_ms;
        }
    }
    greylist->entry[greylist->next].who = who;
    greylist->entry[greylist->next].first_ms = now_ms;
    greylist->next = (greylist->next + 1) % GREYLIST_ENTRIES;
    return wait_ms == 0;
}
