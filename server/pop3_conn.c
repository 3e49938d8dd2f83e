/*
 * pop3_conn.c - fulfil what the POP3 engine wishes.
 *
 * To log in, and to remove what is marked, are jobs for the worker.  A message
 * is sent piece by piece (message_sender.c) as the client takes it, so that
 * neither a big message nor a slow client costs memory.
 *
 * SPDX-License-Identifier: ISC
 */
#include "server/pop3_conn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/bufferevent.h>

#include "protocol/mailname.h"
#include "server/message_sender.h"

struct pop3_conn {
    struct conn conn;           /* first */
    struct pop3_session pop3;
    struct maildrop drop;       /* if pop3.drop points to it */
    struct message_sender *sender;  /* NULL unless a message is being sent */
};

/* What the worker needs to know to log somebody in. */
struct login_job {
    struct commit_job job;      /* first */
    struct pop3_conn *owner;
    const struct users *users;
    const char *mail;
    char *user;
    char *password;
    const char *box;            /* the outcome: */
    struct maildrop drop;
    enum pop3_login result;
};

struct update_job {
    struct commit_job job;      /* first */
    struct pop3_conn *owner;
    struct maildrop drop;
    size_t failed;
};

static struct pop3_conn *
pop3_of(struct conn *conn)
{
    return (struct pop3_conn *)conn;
}

/* ---- Logging in ---- */

static void
login_run(struct commit_job *job)
{
    static const enum pop3_login outcome[] = {
        [MAILDROP_OK] = POP3_LOGIN_OK,
        [MAILDROP_IN_USE] = POP3_LOGIN_IN_USE,
        [MAILDROP_ERROR] = POP3_LOGIN_TROUBLE};
    struct login_job *login = (struct login_job *)job;

    login->box = users_check(login->users, login->user, strlen(login->user),
                             login->password, strlen(login->password));
    login->result = POP3_LOGIN_BAD;
    if (login->box != NULL) {
        login->result =
            outcome[maildrop_open(&login->drop, login->mail, login->box)];
    }
}

static void
login_free(struct login_job *login)
{
    explicit_bzero(login->password, strlen(login->password));
    free(login->password);
    free(login->user);
    free(login);
}

static void
login_done(struct commit_job *job)
{
    struct login_job *login = (struct login_job *)job;
    struct pop3_conn *owner = login->owner;
    bool good = login->result == POP3_LOGIN_OK;

    if (!conn_work_done(&owner->conn)) {
        if (good) {
            maildrop_close(&login->drop);
        }
    } else {
        if (good) {
            owner->drop = login->drop;
        }
        pop3_logged_in(&owner->pop3, login->result,
                       good ? &owner->drop : NULL, good ? login->box : NULL);
        conn_go_on(&owner->conn);
    }
    login_free(login);
}

/*
 * The name and the password move from the engine to the job.
 */
static bool
log_in(struct pop3_conn *owner)
{
    struct pop3_session *pop3 = &owner->pop3;
    struct login_job *login = calloc(1, sizeof *login);

    if (login == NULL) {
        pop3_logged_in(pop3, POP3_LOGIN_TROUBLE, NULL, NULL);
        return true;
    }
    login->job = (struct commit_job){.run = login_run, .done = login_done};
    login->owner = owner;
    login->users = owner->conn.server->users;
    login->mail = owner->conn.server->options->mail;
    login->user = pop3->user;
    login->password = pop3->password;
    pop3->user = NULL;
    pop3->password = NULL;
    owner->conn.at_work = true;
    commit_submit(owner->conn.server->commit, &login->job);
    return false;
}

/* ---- UPDATE ---- */

static void
update_run(struct commit_job *job)
{
    struct update_job *update = (struct update_job *)job;

    update->failed = maildrop_update(&update->drop);
}

/*
 * Tell the log what went.  Returns how many messages were not marked; a marked
 * one that is not removed may have vanished before.
 */
static size_t
record_removed(struct session *session, const struct maildrop *drop,
               const char *box)
{
    char shown_box[SESSION_VALUE_MAX], uid[SESSION_VALUE_MAX];
    size_t left = 0;

    session_value(box, strlen(box), shown_box);
    for (size_t i = 0; i < drop->count; i++) {
        const struct maildrop_message *message = &drop->messages[i];

        if (message->removed) {
            session_event(session, "expunge box=%s uid=%s", shown_box,
                          session_value(message->uid, message->uid_len, uid));
        }
        left += !message->marked;
    }
    return left;
}

/*
 * The lock is released before the reply is said: who reads it may log in again.
 */
static void
update_done(struct commit_job *job)
{
    struct update_job *update = (struct update_job *)job;
    struct pop3_conn *owner = update->owner;
    size_t left = record_removed(owner->conn.session, &update->drop,
                                 owner->pop3.box);

    maildrop_close(&update->drop);
    if (owner->conn.bev == NULL) {
        pop3_unlocked(&owner->pop3);
    }
    if (conn_work_done(&owner->conn)) {
        pop3_updated(&owner->pop3, update->failed, left + update->failed);
        conn_go_on(&owner->conn);
    }
    free(update);
}

static bool
update(struct pop3_conn *owner)
{
    struct update_job *job = calloc(1, sizeof *job);

    if (job == NULL) {
        size_t left = owner->drop.count;

        maildrop_close(&owner->drop);
        pop3_updated(&owner->pop3, owner->pop3.marked, left);
        return true;
    }
    job->job = (struct commit_job){.run = update_run, .done = update_done};
    job->owner = owner;
    job->drop = owner->drop;
    owner->pop3.drop = NULL; /* it is the job's now */
    owner->conn.at_work = true;
    commit_submit(owner->conn.server->commit, &job->job);
    return false;
}

/* ---- Sending a message ---- */

static bool
send_message(struct pop3_conn *owner)
{
    struct pop3_session *pop3 = &owner->pop3;

    if (owner->sender == NULL) {
        owner->sender = message_sender_new(pop3->sending, pop3->body_lines);
        pop3->sending = -1; /* the sender's now */
    }
    if (owner->sender == NULL) {
        conn_drop(&owner->conn);
        return false;
    }
    switch (message_sender_go_on(owner->sender, &pop3->session,
                                 bufferevent_get_output(owner->conn.bev))) {
    case MESSAGE_WAIT:
        return false;
    case MESSAGE_BROKEN: /* a dot now would call half a message whole */
        conn_drop(&owner->conn);
        return false;
    case MESSAGE_SENT:
        break;
    }
    message_sender_free(owner->sender);
    owner->sender = NULL;
    pop3_sent(pop3);
    return true;
}

/* ---- The protocol ---- */

static bool
act(struct conn *conn)
{
    struct pop3_conn *owner = pop3_of(conn);

    switch (owner->pop3.session.wish) {
    case WISH_LOGIN:
        return log_in(owner);
    case WISH_SEND:
        return send_message(owner);
    case WISH_UPDATE:
        return update(owner);
    case WISH_READ:
    case WISH_COMMIT:
    case WISH_TLS:
    case WISH_CLOSE:
        break;
    }
    return true;
}

static struct conn *
make(struct server *server, unsigned long number, const char *peer)
{
    struct pop3_conn *made = calloc(1, sizeof *made);

    (void)peer;
    if (made == NULL) {
        return NULL;
    }
    pop3_init(&made->pop3, server->site, number);
    made->conn.session = &made->pop3.session;
    return &made->conn;
}

static void
greet(struct conn *conn)
{
    pop3_greet(&pop3_of(conn)->pop3);
}

static enum line_phase
phase(const struct conn *conn)
{
    (void)conn;
    return LINE_COMMAND;
}

static size_t
limit(const struct conn *conn)
{
    (void)conn;
    return POP3_COMMAND_LINE_MAX;
}

static void
take_line(struct conn *conn, struct line *line)
{
    pop3_line(&pop3_of(conn)->pop3, line);
}

static void
tls(struct conn *conn, bool ready)
{
    pop3_tls(&pop3_of(conn)->pop3, ready);
}

/*
 * REQ(1939-3-timeout) an idle session is closed without a word, and nothing
 * removed.
 */
static void
give_up(struct conn *conn, bool idle)
{
    (void)conn, (void)idle;
}

static void
free_conn(struct conn *conn)
{
    struct pop3_conn *owner = pop3_of(conn);

    if (owner->pop3.drop != NULL) {
        pop3_unlocked(&owner->pop3);
        maildrop_close(&owner->drop);
    }
    if (owner->pop3.sending >= 0) {
        close(owner->pop3.sending);
    }
    message_sender_free(owner->sender);
    pop3_end(&owner->pop3);
    free(owner);
}

static void
busy(const struct server *server, char *text, size_t room)
{
    (void)server;
    snprintf(text, room,
             "-ERR [SYS/TEMP] Too many sessions, try again later\r\n");
}

const struct conn_protocol pop3_protocol = {
    .service = "pop3",
    .make = make,
    .greet = greet,
    .phase = phase,
    .limit = limit,
    .line = take_line,
    .act = act,
    .tls = tls,
    .give_up = give_up,
    .free = free_conn,
    .busy = busy,
};

/* ---- The surroundings ---- */

static int
open_message(void *ctx, struct maildrop *drop, size_t index)
{
    (void)ctx;
    return maildrop_read(drop, index);
}

void
pop3_conn_site(struct pop3_site *site, struct server *server)
{
    site->ctx = server;
    site->open_message = open_message;
}
