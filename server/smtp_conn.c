/*
 * smtp_conn.c - fulfil what the SMTP engine wishes.
 *
 * What is slow is a job for the worker: to check a password (login.c), and to
 * commit a message.  That job owns the draft and all names, so the client may
 * vanish meanwhile: after its final dot the message is stored all the same.
 *
 * SPDX-License-Identifier: ISC
 */
#include "server/smtp_conn.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/bufferevent.h>

#include "protocol/mailname.h"
#include "server/draft.h"
#include "server/login.h"
#include "server/mailbox.h"

enum { LABEL_MAX = 64 };

struct smtp_conn {
    struct conn conn;           /* first */
    struct smtp_session smtp;
};

/* A message on its way to disk. */
struct smtp_job {
    struct commit_job job;      /* first */
    struct maildir_delivery delivery;
    struct smtp_conn *owner;
    const char *users[];        /* names of the users file */
};

static struct smtp_conn *
smtp_of(struct conn *conn)
{
    return (struct smtp_conn *)conn;
}

/* ---- The surroundings ---- */

static const char *
find_mailbox(void *ctx, const char *user)
{
    const struct server *server = ctx;

    return users_find(server->users, user, strlen(user));
}

static int64_t
wall_clock(void *ctx)
{
    struct timespec now;

    (void)ctx;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/*
 * REQ(1939-7-UIDL-stays) A unique-id that no other message has, whatever the
 * clock does, and never before that of an earlier message: name order is
 * arrival order.
 */
static void
next_uid(struct server *server, char uid[MAILNAME_UID_MAX + 1])
{
    char label[LABEL_MAX];
    int64_t micros = serve_clock(server);

    serve_label(server, label, sizeof label);
    mailname_uid(&(struct mailname_stamp){
                     .seconds = micros / 1000000,
                     .micros = (uint32_t)(micros % 1000000),
                     .pid = (uint32_t)getpid(),
                     .sequence = ++server->stamps,
                     .random = server->random},
                 label, uid);
}

static uint64_t
disk_room(void *ctx)
{
    const struct server *server = ctx;

    return mailbox_room(server->options->mail);
}

static struct draft *
open_draft(void *ctx, const char *mailbox)
{
    struct server *server = ctx;
    char uid[MAILNAME_UID_MAX + 1];

    next_uid(server, uid);
    return draft_open(server->options->mail, mailbox, uid);
}

static bool
greylist(void *ctx, const char *peer, const char *reverse_path)
{
    struct server *server = ctx;

    return greylist_waited(&server->greylist, peer, reverse_path,
                           serve_clock(server) / 1000,
                           (int64_t)server->options->grey * 1000);
}

void
smtp_conn_site(struct smtp_site *site, struct server *server)
{
    site->ctx = server;
    site->mailbox = find_mailbox;
    site->greylist = greylist;
    site->now = wall_clock;
    site->room = disk_room;
    site->draft_open = open_draft;
    site->draft_write = draft_write;
    site->draft_drop = draft_drop;
}

/* ---- The commit ---- */

static void
record_outcome(struct smtp_conn *owner,
               const struct maildir_delivery *delivery)
{
    char box[SESSION_VALUE_MAX];

    for (size_t i = 0; i < delivery->user_count; i++) {
        const char *user = delivery->users[i];

        session_event(&owner->smtp.session,
                      "deliver box=%s uid=%s octets=%llu",
                      session_value(user, strlen(user), box), delivery->uid,
                      (unsigned long long)delivery->wire);
    }
}

/*
 * A client that is gone gets no reply, in the log neither; its message was
 * complete, and is delivered.
 */
static void
commit_done(struct commit_job *done)
{
    struct smtp_job *job = (struct smtp_job *)done;
    struct smtp_conn *owner = job->owner;
    bool stored = job->delivery.error == 0;

    if (stored) {
        record_outcome(owner, &job->delivery);
    }
    if (conn_work_done(&owner->conn)) {
        smtp_committed(&owner->smtp, stored ? job->delivery.uid : NULL,
                       job->delivery.error);
        conn_go_on(&owner->conn);
    }
    free(job);
}

static bool
commit_message(struct conn *conn)
{
    struct smtp_conn *owner = smtp_of(conn);
    struct smtp_session *smtp = &owner->smtp;
    size_t count = smtp->recipient_count;
    struct smtp_job *job =
        calloc(1, sizeof *job + count * sizeof job->users[0]);

    if (job == NULL) {
        draft_drop(smtp->draft);
        smtp->draft = NULL;
        smtp_committed(smtp, NULL, ENOMEM);
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        job->users[i] = smtp->recipients[i].mailbox;
    }
    job->owner = owner;
    job->delivery = (struct maildir_delivery){
        .mail = conn->server->options->mail,
        .users = job->users,
        .user_count = count,
        .draft = smtp->draft};
    next_uid(conn->server, job->delivery.uid);
    job->job = (struct commit_job){.delivery = &job->delivery,
                                   .done = commit_done};
    smtp->draft = NULL; /* it is the job's now */
    conn->at_work = true;
    commit_submit(conn->server->commit, &job->job);
    return false;
}

/* ---- The protocol ---- */

static void
logged_in(struct conn *conn, const struct login *login)
{
    smtp_logged_in(&smtp_of(conn)->smtp, login->result, login->user);
}

/*
 * XLAB asked for it: the connection ends without a word, with reset by a RST.
 */
static void
break_off(struct conn *conn, bool reset)
{
    struct linger none = {.l_onoff = 1};

    if (reset) {
        setsockopt(bufferevent_getfd(conn->bev), SOL_SOCKET, SO_LINGER, &none,
                   sizeof none);
    }
    conn_drop(conn);
}

static bool
act(struct conn *conn)
{
    if (conn->session->wish == WISH_LOGIN) {
        return login_begin(conn, NULL, NULL, logged_in);
    }
    if (conn->session->wish == WISH_BREAK) {
        break_off(conn, smtp_of(conn)->smtp.faults.reset);
        return false;
    }
    return commit_message(conn);
}

static struct conn *
make(struct server *server, unsigned long number, const char *peer)
{
    struct smtp_conn *made = calloc(1, sizeof *made);

    if (made == NULL) {
        return NULL;
    }
    smtp_init(&made->smtp, server->site, number, peer);
    made->conn.session = &made->smtp.session;
    return &made->conn;
}

static void
greet(struct conn *conn)
{
    smtp_greet(&smtp_of(conn)->smtp);
}

static enum line_phase
phase(const struct conn *conn)
{
    const struct smtp_conn *owner = (const struct smtp_conn *)conn;

    return owner->smtp.state == SMTP_DATA ? LINE_TEXT : LINE_COMMAND;
}

static size_t
limit(const struct conn *conn)
{
    return smtp_line_max(&((const struct smtp_conn *)conn)->smtp);
}

static void
take_line(struct conn *conn, struct line *line)
{
    smtp_line(&smtp_of(conn)->smtp, line);
}

static void
tls(struct conn *conn, bool ready)
{
    smtp_tls(&smtp_of(conn)->smtp, ready);
}

static void
give_up(struct conn *conn, bool idle)
{
    smtp_give_up(&smtp_of(conn)->smtp,
                 idle ? "4.4.2 You were silent for too long"
                      : "4.3.2 The server is going down");
}

static void
free_conn(struct conn *conn)
{
    smtp_end(&smtp_of(conn)->smtp);
    free(conn);
}

static void
busy(const struct server *server, char *text, size_t room)
{
    const struct smtp_site *site = server->site;

    snprintf(text, room, "421 4.3.2 %s Too many sessions, try again later\r\n",
             site->name);
}

const struct conn_protocol smtp_protocol = {
    .service = "smtp",
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
