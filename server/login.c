/*
 * login.c - a login, checked in the worker.
 *
 * SPDX-License-Identifier: ISC
 */
#include "server/login.h"

#include <stdlib.h>
#include <string.h>

#include "server/commit.h"
#include "server/users.h"

/* The job owns all that the worker needs. */
struct login_job {
    struct commit_job job;      /* first */
    struct conn *conn;
    struct claim claim;
    const struct users *users;
    const char *mail;
    char *stamp;
    struct login login;         /* the outcome */
    void (*told)(struct conn *conn, const struct login *login);
};

static const char *
check(const struct login_job *job)
{
    const struct claim *claim = &job->claim;
    size_t name_len = strlen(claim->name);

    if (claim->how == CLAIM_APOP) {
        return users_check_apop(job->users, claim->name, name_len, job->stamp,
                                claim->secret);
    }
    return users_check(job->users, claim->name, name_len, claim->secret,
                       strlen(claim->secret));
}

static void
run(struct commit_job *commit_job)
{
    static const enum login_result outcome[] = {
        [MAILDROP_OK] = LOGIN_OK,
        [MAILDROP_IN_USE] = LOGIN_IN_USE,
        [MAILDROP_ERROR] = LOGIN_TROUBLE};
    struct login_job *job = (struct login_job *)commit_job;
    struct login *login = &job->login;

    login->user = check(job);
    login->result = login->user != NULL ? LOGIN_OK : LOGIN_BAD;
    if (login->result == LOGIN_OK && job->mail != NULL) {
        login->result =
            outcome[maildrop_open(&login->drop, job->mail, login->user)];
    }
}

static void
done(struct commit_job *commit_job)
{
    struct login_job *job = (struct login_job *)commit_job;

    if (conn_work_done(job->conn)) {
        job->told(job->conn, &job->login);
        conn_go_on(job->conn);
    } else if (job->login.result == LOGIN_OK && job->mail != NULL) {
        maildrop_close(&job->login.drop);
    }
    claim_forget(&job->claim);
    free(job->stamp);
    free(job);
}

bool
login_begin(struct conn *conn, const char *mail, const char *stamp,
            void (*told)(struct conn *conn, const struct login *login))
{
    static const struct login trouble = {.result = LOGIN_TROUBLE};
    struct sasl *sasl = &conn->session->sasl;
    struct login_job *job = calloc(1, sizeof *job);
    char *copy = stamp != NULL ? strdup(stamp) : NULL;

    if (job == NULL || (stamp != NULL && copy == NULL)) {
        free(copy);
        free(job);
        told(conn, &trouble);
        return true;
    }
    job->job = (struct commit_job){.run = run, .done = done};
    job->conn = conn;
    job->claim = sasl->claim;
    job->users = conn->server->users;
    job->mail = mail;
    job->stamp = copy;
    job->told = told;
    sasl->claim = (struct claim){.how = job->claim.how}; /* the job's now */
    conn->at_work = true;
    commit_submit(conn->server->commit, &job->job);
    return false;
}
