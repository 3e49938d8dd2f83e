/*
 * flush.c - flush many files to the disk at once.
 *
 * The hands are threads for one call only: to make one costs some microseconds,
 * a flush up to milliseconds.  Each has its share of the files to itself, so
 * there is nothing to lock.
 *
 * SPDX-License-Identifier: ISC
 */
#include "server/flush.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>

#include "server/mailbox.h"

/* Every file FLUSH_HANDS apart, from `first` on. */
struct flush_share {
    struct flush_file *files;
    size_t count;
    size_t first;
};

static void *
flush_share(void *argument)
{
    const struct flush_share *share = argument;

    for (size_t i = share->first; i < share->count; i += FLUSH_HANDS) {
        struct flush_file *file = &share->files[i];

        file->error = mailbox_sync(file->fd) == -1 ? errno : 0;
    }
    return NULL;
}

/* Our own hand takes the first share, and those for which no thread is to be
 * had. */
void
flush_files(struct flush_file *files, size_t count)
{
    struct flush_share shares[FLUSH_HANDS];
    pthread_t hands[FLUSH_HANDS];
    bool helps[FLUSH_HANDS] = {false};
    size_t n = count < FLUSH_HANDS ? count : FLUSH_HANDS;

    for (size_t i = 0; i < n; i++) {
        shares[i] = (struct flush_share){files, count, i};
        helps[i] = i > 0 && pthread_create(&hands[i], NULL, flush_share,
                                           &shares[i]) == 0;
    }
    for (size_t i = 0; i < n; i++) {
        if (!helps[i]) {
            flush_share(&shares[i]);
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (helps[i]) {
            pthread_join(hands[i], NULL);
        }
    }
}
