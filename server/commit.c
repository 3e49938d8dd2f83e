/*
 * commit.c - the one worker thread, where everything slow is done.
 *
 * Two lists under one lock: `waiting` from the loop to the worker, `finished`
 * back.  The worker sleeps on a condition; the loop cannot, so it watches a
 * pipe.  One octet in the pipe means "finished is not empty".
 *
 * Invariant: an octet is written when finished turns from empty to not empty,
 * and the loop empties the pipe before it takes the list.  So a finished job
 * is never overlooked, and the pipe never fills up.
 *
 * SPDX-License-Identifier: ISC
 */
#include "server/commit.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

struct commit_list {
    struct commit_job *first;
    struct commit_job *last;
};

struct commit {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct commit_list waiting;
    struct commit_list finished;
    bool stopping;
    int bell[2]; /* the pipe: the loop's end, the worker's end */
};

static void
append(struct commit_list *list, struct commit_job *job)
{
    job->next = NULL;
    if (list->first == NULL) {
        list->first = job;
    } else {
        list->last->next = job;
    }
    list->last = job;
}

/* Worker: wait for jobs and take them, COMMIT_BATCH_MAX at most.  Returns NULL
 * when none is left and none will come. */
static struct commit_job *
take_batch(struct commit *commit)
{
    struct commit_job *batch;
    struct commit_job *last;

    pthread_mutex_lock(&commit->lock);
    while (commit->waiting.first == NULL && !commit->stopping) {
        pthread_cond_wait(&commit->wake, &commit->lock);
    }
    batch = commit->waiting.first;
    last = batch;
    for (int n = 1; last != NULL && last->next != NULL && n < COMMIT_BATCH_MAX;
         n++) {
        last = last->next;
    }
    if (last != NULL) {
        commit->waiting.first = last->next;
        last->next = NULL;
    }
    pthread_mutex_unlock(&commit->lock);
    return batch;
}

/* Worker: give jobs back to the loop, in the order of the array. */
static void
give_back(struct commit *commit, struct commit_job *const *jobs, size_t count)
{
    bool ring;

    pthread_mutex_lock(&commit->lock);
    ring = commit->finished.first == NULL;
    for (size_t i = 0; i < count; i++) {
        append(&commit->finished, jobs[i]);
    }
    pthread_mutex_unlock(&commit->lock);
    if (ring) {
        while (write(commit->bell[1], "!", 1) == -1 && errno == EINTR) {
        }
    }
}

/* Worker: jobs with run() one by one, then all deliveries together. */
static void
work_batch(struct commit *commit, struct commit_job *batch)
{
    struct commit_job *jobs[COMMIT_BATCH_MAX];
    struct maildir_delivery *deliveries[COMMIT_BATCH_MAX];
    struct commit_job *next;
    size_t count = 0;

    for (struct commit_job *job = batch; job != NULL; job = next) {
        next = job->next;
        if (job->delivery == NULL) {
            job->run(job);
            give_back(commit, &job, 1);
        } else {
            jobs[count] = job;
            deliveries[count] = job->delivery;
            count++;
        }
    }
    if (count > 0) {
        maildir_deliver(deliveries, count);
        give_back(commit, jobs, count);
    }
}

static void *
worker(void *argument)
{
    struct commit *commit = argument;
    struct commit_job *batch;

    while ((batch = take_batch(commit)) != NULL) {
        work_batch(commit, batch);
    }
    return NULL;
}

static int
open_bell(int bell[2])
{
    if (pipe(bell) == -1) {
        return -1;
    }
    for (int i = 0; i < 2; i++) {
        if (fcntl(bell[i], F_SETFD, FD_CLOEXEC) == -1 ||
            fcntl(bell[i], F_SETFL, O_NONBLOCK) == -1) {
            close(bell[0]);
            close(bell[1]);
            return -1;
        }
    }
    return 0;
}

/* Signals are the loop's: the thread starts with all of them blocked. */
static int
start_thread(struct commit *commit)
{
    sigset_t all;
    sigset_t before;
    int error;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    error = pthread_create(&commit->thread, NULL, worker, commit);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}

static void
release(struct commit *commit)
{
    pthread_cond_destroy(&commit->wake);
    pthread_mutex_destroy(&commit->lock);
    close(commit->bell[0]);
    close(commit->bell[1]);
    free(commit);
}

struct commit *
commit_start(void)
{
    struct commit *commit = calloc(1, sizeof(*commit));
    int error;

    if (commit == NULL) {
        return NULL;
    }
    if (open_bell(commit->bell) == -1) {
        free(commit);
        return NULL;
    }
    pthread_mutex_init(&commit->lock, NULL);
    pthread_cond_init(&commit->wake, NULL);
    error = start_thread(commit);
    if (error != 0) {
        release(commit);
        errno = error;
        return NULL;
    }
    return commit;
}

void
commit_submit(struct commit *commit, struct commit_job *job)
{
    pthread_mutex_lock(&commit->lock);
    append(&commit->waiting, job);
    pthread_cond_signal(&commit->wake);
    pthread_mutex_unlock(&commit->lock);
}

int
commit_fd(const struct commit *commit)
{
    return commit->bell[0];
}

void
commit_reap(struct commit *commit)
{
    char octets[64];
    struct commit_job *job;
    struct commit_job *next;

    while (read(commit->bell[0], octets, sizeof(octets)) > 0) {
    }
    pthread_mutex_lock(&commit->lock);
    job = commit->finished.first;
    commit->finished.first = NULL;
    pthread_mutex_unlock(&commit->lock);
    for (; job != NULL; job = next) {
        next = job->next; /* done() may free the job */
        job->done(job);
    }
}

void
commit_stop(struct commit *commit)
{
    pthread_mutex_lock(&commit->lock);
    commit->stopping = true;
    pthread_cond_signal(&commit->wake);
    pthread_mutex_unlock(&commit->lock);
    pthread_join(commit->thread, NULL);
    commit_reap(commit);
    release(commit);
}
