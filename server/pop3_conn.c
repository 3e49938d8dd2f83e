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
#include "server/login.h"
#include "server/message_sender.h"

struct pop3_conn {
    struct conn conn;           /* first */
    struct pop3_session pop3;
    struct maildrop drop;       /* if pop3.drop points to it */
    struct message_sender *sender;  /* NULL unless a message is being sent */
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
logged_in(struct conn *conn, const struct login *login)
{
    struct pop3_conn *owner = pop3_of(conn);
    bool good = login->result == LOGIN_OK;

    owner->drop = login->drop;
    pop3_logged_in(&owner->pop3, login->result, good ? &owner->drop : NULL,
                   login->user);
}

static bool
log_in(struct pop3_conn *owner)
{
    char stamp[POP3_STAMP_MAX];

    return login_begin(&owner->conn, owner->conn.server->options->mail,
                       pop3_stamp(&owner->pop3, stamp), logged_in);
}

/* ---- UPDATE ---- */

static void
update_run(struct commit_job *job)
{
    struct update_job *update = (struct update_job *)job;

    update->failed = maildrop_update(&update->drop);
}

/*
 * Tell the log what went.  Returns how many; *left counts those not marked.  A
 * marked one that is not removed may have vanished before.
 */
static size_t
record_removed(struct session *session, const struct maildrop *drop,
               const char *box, size_t *left)
{
    char shown_box[SESSION_VALUE_MAX], uid[SESSION_VALUE_MAX];
    size_t removed = 0;

    *left = 0;
    session_value(box, strlen(box), shown_box);
    for (size_t i = 0; i < drop->count; i++) {
        const struct maildrop_message *message = &drop->messages[i];

        if (message->removed) {
            session_event(session, "expunge box=%s uid=%s", shown_box,
                          session_value(message->uid, message->uid_len, uid));
        }
        removed += message->removed;
        *left += !message->marked;
    }
    return removed;
}

/*
 * The lock is released before the reply is said: who reads it may log in again.
 */
static void
update_done(struct commit_job *job)
{
    struct update_job *update = (struct update_job *)job;
    struct pop3_conn *owner = update->owner;
    size_t left;
    size_t removed = record_removed(owner->conn.session, &update->drop,
                                    owner->pop3.session.user, &left);

    maildrop_close(&update->drop);
    if (owner->conn.bev == NULL) {
        pop3_unlocked(&owner->pop3);
    }
    if (conn_work_done(&owner->conn)) {
        pop3_updated(&owner->pop3, removed, update->failed,
                     left + update->failed);
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
        pop3_updated(&owner->pop3, 0, owner->pop3.marked, left);
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
        owner->sender = message_sender_new(pop3->sending, pop3->disk,
                                           pop3->body_lines);
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
    case WISH_BREAK:
    case WISH_CLOSE:
        break;
    }
    return true;
}

static struct conn *
make(struct server *server, unsigned long number, const char *peer)
{
    struct pop3_conn *made = calloc(1, sizeof *made);
    char id[POP3_ID_MAX];

    (void)peer;
    if (made == NULL) {
        return NULL;
    }
    snprintf(id, sizeof id, "%07lu.%lld", (unsigned long)getpid(),
             (long long)serve_clock(server));
    pop3_init(&made->pop3, server->site, number, id);
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
    return pop3_line_max(&((const struct pop3_conn *)conn)->pop3);
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
