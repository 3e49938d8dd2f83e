/*
 * commit.h - the one worker thread, where everything slow is done.
 *
 * A disk flush or a password hash takes milliseconds.  The event loop hands
 * such a job over, goes on with the other sessions, and is told when it is
 * done.  The worker takes all jobs that wait at once, so that many deliveries
 * share their flushes.
 *
 *   loop: commit_submit(job) -> worker: run(job) -> loop: done(job)
 *
 * Rules: from commit_submit() until done() the job belongs to the worker and
 * nobody else may touch it.  A job owns all that it needs, and never points to
 * a session that may end meanwhile: done() is called in any case, and what to
 * do with the result is its business.  All functions here are for the loop's
 * thread.
 *
 * Order: jobs with run() are run and reported as they were submitted, and so
 * are deliveries; but a job with run() may overtake deliveries of its batch.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_SERVER_COMMIT_H
#define MAILWALK_SERVER_COMMIT_H

#include "server/maildir.h"

enum { COMMIT_BATCH_MAX = 256 }; /* jobs taken at once */

/* Embed this in a struct of your own, and fill it before submitting. */
struct commit_job {
    struct maildir_delivery *delivery;    /* deliver this; or NULL and */
    void (*run)(struct commit_job *job);  /* call this, in the worker */
    void (*done)(struct commit_job *job); /* then this, in the loop; it may
                                               free the job, submit it again */
    struct commit_job *next;              /* commit.c's own */
};

struct commit;

/*
 * Start the worker.  Returns NULL with errno.
 */
struct commit *commit_start(void);

/*
 * Hand a job over.  Cannot fail.
 */
void commit_submit(struct commit *commit, struct commit_job *job);

/*
 * The descriptor to watch: readable when finished jobs wait.
 */
int commit_fd(const struct commit *commit);

/*
 * Call done() of every finished job.  Never blocks.
 */
void commit_reap(struct commit *commit);

/*
 * Finish all submitted jobs, call their done(), end the thread, free all.
 * done() may not submit any more while this goes on.
 */
void commit_stop(struct commit *commit);

#endif
