/*
 * commit.c - jobs go to the worker and come back, each once, in order.
 *
 * No sleeps: the test waits at the descriptor, as the event loop does, and
 * holds the worker at a gate where an order must be certain.
 *
 * SPDX-License-Identifier: ISC
 */
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "server/commit.h"

#include "tests/support/scratch.h"

enum { MANY = 600, WAIT_MS = 20000 };

/* What all jobs of a test write down. */
struct diary {
    pthread_t loop;
    pthread_mutex_t gate;
    int runs;
    int dones;
    int order[MANY]; /* the jobs, as done() was called */
};

struct task {
    struct commit_job job; /* first: a job is its task */
    struct diary *diary;
    struct commit *commit;
    struct maildir_delivery delivery;
    int number;
    int run_as; /* the how-manyth run() it was */
    int again;  /* submit so many times more */
};

static void
run(struct commit_job *job)
{
    struct task *task = (struct task *)job;

    assert_false(pthread_equal(pthread_self(), task->diary->loop));
    pthread_mutex_lock(&task->diary->gate);
    task->run_as = task->diary->runs++;
    pthread_mutex_unlock(&task->diary->gate);
}

static void
done(struct commit_job *job)
{
    struct task *task = (struct task *)job;

    assert_true(pthread_equal(pthread_self(), task->diary->loop));
    task->diary->order[task->diary->dones++] = task->number;
    if (task->again-- > 0) {
        commit_submit(task->commit, job);
    }
}

static void
diary_open(struct diary *diary)
{
    memset(diary, 0, sizeof(*diary));
    diary->loop = pthread_self();
    pthread_mutex_init(&diary->gate, NULL);
}

static void
submit(struct commit *commit, struct diary *diary, struct task *task,
       int number)
{
    memset(task, 0, sizeof(*task));
    task->job.run = run;
    task->job.done = done;
    task->diary = diary;
    task->commit = commit;
    task->number = number;
    commit_submit(commit, &task->job);
}

/* Be the event loop until so many jobs are done. */
static void
wait_for(struct commit *commit, const struct diary *diary, int dones)
{
    struct pollfd watched = {commit_fd(commit), POLLIN, 0};

    while (diary->dones < dones) {
        assert_int_equal(poll(&watched, 1, WAIT_MS), 1);
        commit_reap(commit);
    }
}

static void
run_is_in_the_worker_and_done_in_the_loop(void **state)
{
    struct commit *commit = commit_start();
    struct diary diary;
    struct task task;

    (void)state;
    assert_non_null(commit);
    diary_open(&diary);
    commit_reap(commit); /* nothing there: returns at once */
    submit(commit, &diary, &task, 0);
    wait_for(commit, &diary, 1);
    assert_int_equal(diary.runs, 1);
    commit_stop(commit);
    assert_int_equal(diary.dones, 1);
}

static void
jobs_keep_their_order_beyond_one_batch(void **state)
{
    static struct task tasks[MANY];
    struct commit *commit = commit_start();
    struct diary diary;

    (void)state;
    diary_open(&diary);
    pthread_mutex_lock(&diary.gate);
    for (int i = 0; i < MANY; i++) {
        submit(commit, &diary, &tasks[i], i);
    }
    pthread_mutex_unlock(&diary.gate);
    wait_for(commit, &diary, MANY);
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(diary.order[i], i);
        assert_int_equal(tasks[i].run_as, i);
    }
    commit_stop(commit);
}

static void
the_descriptor_is_quiet_when_all_is_reaped(void **state)
{
    struct commit *commit = commit_start();
    struct pollfd watched = {commit_fd(commit), POLLIN, 0};
    struct diary diary;
    struct task tasks[3];

    (void)state;
    diary_open(&diary);
    for (int i = 0; i < 3; i++) {
        submit(commit, &diary, &tasks[i], i);
        wait_for(commit, &diary, i + 1);
        assert_int_equal(poll(&watched, 1, 0), 0);
    }
    commit_stop(commit);
}

static void
done_may_submit_again(void **state)
{
    struct commit *commit = commit_start();
    struct diary diary;
    struct task task;

    (void)state;
    diary_open(&diary);
    pthread_mutex_lock(&diary.gate);
    submit(commit, &diary, &task, 0);
    task.again = 99;
    pthread_mutex_unlock(&diary.gate);
    wait_for(commit, &diary, 100);
    assert_int_equal(diary.runs, 100);
    commit_stop(commit);
}

static void
stop_finishes_what_was_submitted(void **state)
{
    static struct task tasks[MANY];
    struct commit *commit = commit_start();
    struct diary diary;

    (void)state;
    diary_open(&diary);
    pthread_mutex_lock(&diary.gate);
    for (int i = 0; i < MANY; i++) {
        submit(commit, &diary, &tasks[i], i);
    }
    pthread_mutex_unlock(&diary.gate);
    commit_stop(commit);
    assert_int_equal(diary.runs, MANY);
    assert_int_equal(diary.dones, MANY);
}

static void
stop_without_work_ends(void **state)
{
    (void)state;
    commit_stop(commit_start());
}

/* A job of the task's own kind becomes a delivery to alice. */
static void
submit_delivery(struct commit *commit, struct diary *diary, struct task *task,
                int number, const struct scratch *scratch)
{
    static const char *const alice[] = {"alice"};

    memset(task, 0, sizeof(*task));
    task->job.delivery = &task->delivery;
    task->job.done = done;
    task->diary = diary;
    task->number = number;
    task->delivery.mail = scratch->root;
    task->delivery.users = alice;
    task->delivery.user_count = 1;
    snprintf(task->delivery.uid, sizeof(task->delivery.uid),
             "1763889161.M000000P00001Q%06dR00000000.red", number);
    task->delivery.draft = draft_open(scratch->root, "alice",
                                      task->delivery.uid);
    draft_write(task->delivery.draft, "hello\n", 6);
    commit_submit(commit, &task->job);
}

/* With the worker held at the gate by the first job, the rest is one batch:
 * the jobs with run() come back first, the deliveries together after them. */
static void
deliveries_of_a_batch_are_done_together(void **state)
{
    static struct task tasks[101];
    struct scratch scratch;
    struct commit *commit = commit_start();
    struct diary diary;

    (void)state;
    scratch_make(&scratch);
    diary_open(&diary);
    pthread_mutex_lock(&diary.gate);
    submit(commit, &diary, &tasks[100], 100);
    for (int i = 0; i < 100; i++) {
        submit_delivery(commit, &diary, &tasks[i], i, &scratch);
    }
    assert_int_equal(scratch_count(&scratch, "."), 0);
    pthread_mutex_unlock(&diary.gate);
    wait_for(commit, &diary, 101);
    assert_int_equal(diary.order[0], 100);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(diary.order[i + 1], i);
        assert_int_equal(tasks[i].delivery.error, 0);
    }
    assert_int_equal(scratch_count(&scratch, "alice/new"), 100);
    commit_stop(commit);
    scratch_remove(&scratch);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(run_is_in_the_worker_and_done_in_the_loop),
        cmocka_unit_test(jobs_keep_their_order_beyond_one_batch),
        cmocka_unit_test(the_descriptor_is_quiet_when_all_is_reaped),
        cmocka_unit_test(done_may_submit_again),
        cmocka_unit_test(stop_finishes_what_was_submitted),
        cmocka_unit_test(stop_without_work_ends),
        cmocka_unit_test(deliveries_of_a_batch_are_done_together),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
