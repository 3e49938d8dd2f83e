/*
 * pop3_rig.c - one POP3 session in memory, with a hand-made maildrop.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tests/support/pop3_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <event2/buffer.h>
#include <openssl/evp.h>

#include "protocol/dot.h"
#include "server/message_sender.h"

/* Octets of a message that may wait in memory until the client takes them. */
enum { WAITING_MAX = 400 * 1024 };

/* ---- The surroundings of the engine ---- */

static int
open_message(void *ctx, struct maildrop *drop, size_t index)
{
    struct pop3_rig *rig = ctx;
    const struct pop3_rig_message *message = &rig->messages[index];
    FILE *file;
    int fd;

    assert_ptr_equal(drop, &rig->drop);
    assert_true(index < drop->count);
    if (message->vanished) {
        return -1;
    }
    file = tmpfile();
    assert_non_null(file);
    fd = dup(fileno(file));
    fclose(file);
    assert_int_equal(write(fd, message->disk, message->len), message->len);
    lseek(fd, 0, SEEK_SET);
    rig->opened++;
    return fd;
}

static void
keep_record(void *ctx, const struct dialogue_record *record)
{
    struct pop3_rig *rig = ctx;
    char *text = malloc(4 * record->len + 1);
    char head[] = {(char)record->mark, ':', ' '};

    assert_non_null(text);
    outbox_add(&rig->log, head, sizeof head);
    if (record->mark == DIALOGUE_EVENT) {
        outbox_add(&rig->log, record->text, record->len);
    } else {
        outbox_add(&rig->log, text,
                   dialogue_escape(record->text, record->len, text));
    }
    if (record->end == LINE_END_LF) {
        outbox_add(&rig->log, "\\n", 2);
    }
    outbox_add(&rig->log, "\n", 1);
    free(text);
}

void
pop3_rig_init(struct pop3_rig *rig)
{
    *rig = (struct pop3_rig){.user = "alice",
                             .password = "apple",
                             .outcome = LOGIN_OK};
    rig->site.doors = (struct session_doors){.out = &rig->out,
                                             .record = keep_record,
                                             .ctx = rig,
                                             .content_lines = 200};
    rig->site.name = "pop.red.example";
    rig->site.ctx = rig;
    rig->site.open_message = open_message;
    rig->drop.messages = rig->listed;
}

void
pop3_rig_message(struct pop3_rig *rig, const char *uid, const char *disk,
                 size_t len)
{
    size_t index = rig->drop.count++;
    struct dot_count count = {0};

    assert_true(index < POP3_RIG_MESSAGES);
    dot_count_add(&count, disk, len);
    rig->messages[index] = (struct pop3_rig_message){.disk = disk, .len = len};
    rig->listed[index] =
        (struct maildrop_message){.uid = uid,
                                  .uid_len = (unsigned char)strlen(uid),
                                  .octets = dot_count_total(&count),
                                  .disk = len};
}

/* ---- The driver ---- */

static void
take_replies(struct pop3_rig *rig)
{
    assert_false(rig->out.failed);
    if (rig->out.len > 0) {
        outbox_add(&rig->said, rig->out.bytes, rig->out.len);
    }
    rig->out.len = 0;
}

void
pop3_rig_greet(struct pop3_rig *rig)
{
    line_reader_init(&rig->reader, rig->site.doors.strict);
    pop3_init(&rig->pop3, &rig->site, 1, "1896.697170952"); /* RFC 1939's */
    rig->pop3.session.clear_ok = !rig->far;
    pop3_greet(&rig->pop3);
    take_replies(rig);
}

/*
 * What the client should have sent: the password, or APOP's digest of it.
 */
static bool
is_right(const struct pop3_rig *rig, const struct claim *claim)
{
    char text[POP3_STAMP_MAX + 64];
    char hex[2 * EVP_MAX_MD_SIZE + 1];
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned len;

    if (claim->how != CLAIM_APOP) {
        return strcmp(claim->secret, rig->password) == 0;
    }
    strcat(pop3_stamp(&rig->pop3, text), rig->password);
    EVP_Digest(text, strlen(text), digest, &len, EVP_md5(), NULL);
    for (unsigned i = 0; i < len; i++) {
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    }
    return strcmp(claim->secret, hex) == 0;
}

static void
log_in(struct pop3_rig *rig)
{
    struct pop3_session *pop3 = &rig->pop3;
    const struct claim *claim = &pop3->session.sasl.claim;
    bool right = strcmp(claim->name, rig->user) == 0 && is_right(rig, claim);
    bool in = right && rig->outcome == LOGIN_OK;

    rig->logins++;
    pop3_logged_in(pop3, right ? rig->outcome : LOGIN_BAD,
                   in ? &rig->drop : NULL, in ? rig->user : NULL);
}

static void
send_message(struct pop3_rig *rig)
{
    struct pop3_session *pop3 = &rig->pop3;
    struct message_sender *sender =
        message_sender_new(pop3->sending, pop3->disk, pop3->body_lines);
    struct evbuffer *output = evbuffer_new();
    enum message_progress progress;

    assert_non_null(sender);
    assert_non_null(output);
    pop3->sending = -1;
    do {
        size_t len;

        progress = message_sender_go_on(sender, &pop3->session, output);
        len = evbuffer_get_length(output);
        assert_true(len <= WAITING_MAX);
        if (len > 0) {
            outbox_add(&rig->said, (const char *)evbuffer_pullup(output, -1),
                       len);
        }
        evbuffer_drain(output, len);
    } while (progress == MESSAGE_WAIT);
    assert_int_equal(progress, MESSAGE_SENT);
    message_sender_free(sender);
    evbuffer_free(output);
    pop3_sent(pop3);
}

static void
update(struct pop3_rig *rig)
{
    size_t removed = 0, failed = 0, left = 0;

    assert_int_equal(rig->pop3.state, POP3_UPDATE);
    rig->updates++;
    for (size_t i = 0; i < rig->drop.count; i++) {
        struct maildrop_message *message = &rig->listed[i];

        if (message->marked && failed < rig->stuck) {
            failed++;
        } else {
            message->removed = message->marked;
        }
        removed += message->removed;
        left += !message->removed;
    }
    pop3_updated(&rig->pop3, removed, failed, left);
}

static void
act(struct pop3_rig *rig)
{
    take_replies(rig);
    switch (rig->pop3.session.wish) {
    case WISH_LOGIN:
        log_in(rig);
        break;
    case WISH_SEND:
        send_message(rig);
        break;
    case WISH_UPDATE:
        update(rig);
        break;
    case WISH_TLS:
        pop3_tls(&rig->pop3, !rig->fail_tls);
        if (rig->pop3.session.wish == WISH_TLS) {
            session_secured(&rig->pop3.session, "TLSv1.3", "rig");
        }
        break;
    case WISH_BREAK: case WISH_COMMIT: /* not POP3's */
        fail();
        break;
    case WISH_READ: case WISH_CLOSE:
        break;
    }
    take_replies(rig);
}

void
pop3_rig_feed(struct pop3_rig *rig, const char *bytes, size_t len)
{
    struct outbox *input = &rig->input;
    size_t done = 0;
    bool whole = true;

    outbox_add(input, bytes, len);
    while (whole && !pop3_rig_closed(rig)) {
        struct line line;
        size_t used;

        whole = line_take(&rig->reader, LINE_COMMAND,
                          pop3_line_max(&rig->pop3), input->bytes + done,
                          input->len - done, &line, &used);
        if (whole) {
            pop3_line(&rig->pop3, &line);
            act(rig);
        }
        done += used;
    }
    input->len -= done;
    memmove(input->bytes, input->bytes + done, input->len);
}

bool
pop3_rig_closed(const struct pop3_rig *rig)
{
    return rig->pop3.session.wish == WISH_CLOSE;
}

void
pop3_rig_end(struct pop3_rig *rig)
{
    pop3_end(&rig->pop3);
    outbox_free(&rig->input);
    outbox_free(&rig->out);
    outbox_free(&rig->said);
    outbox_free(&rig->log);
}

/* ---- Speaking and looking ---- */

static char *
as_string(struct outbox *box)
{
    outbox_add(box, "", 1);
    box->len--;
    return box->bytes;
}

const char *
pop3_rig_say(struct pop3_rig *rig, const char *command)
{
    rig->said.len = 0;
    pop3_rig_feed(rig, command, strlen(command));
    pop3_rig_feed(rig, "\r\n", 2);
    return as_string(&rig->said);
}

/*
 * REQ(1939-3-upper) a status line: the indicator in upper case, at most 512
 * octets.
 */
static void
expect_status(const char *command, const char *reply, const char *status)
{
    const char *end = strstr(reply, "\r\n");
    size_t len = strlen(status);

    if (strncmp(reply, status, len) != 0 ||
        (reply[len] != ' ' && reply[len] != '\r')) {
        fail_msg("%s: expected %s, got %s", command, status, reply);
    }
    assert_non_null(end);
    assert_true(end - reply + 2 <= 512);
}

void
pop3_rig_ok(struct pop3_rig *rig, const char *command)
{
    expect_status(command, pop3_rig_say(rig, command), "+OK");
}

void
pop3_rig_err(struct pop3_rig *rig, const char *command)
{
    const char *reply = pop3_rig_say(rig, command);

    expect_status(command, reply, "-ERR");
    assert_string_equal(strstr(reply, "\r\n"), "\r\n");
}

void
pop3_rig_log_in(struct pop3_rig *rig)
{
    pop3_rig_ok(rig, "USER alice");
    pop3_rig_ok(rig, "PASS apple");
}

const char *
pop3_rig_log(struct pop3_rig *rig)
{
    return as_string(&rig->log);
}

char *
pop3_rig_content(struct pop3_rig *rig, size_t *len)
{
    char *start = strstr(as_string(&rig->said), "\r\n");
    char *from, *to;

    assert_non_null(start);
    start += 2;
    from = to = start;
    while (strncmp(from, ".\r\n", 3) != 0) {
        size_t line = strcspn(from, "\n") + 1;

        assert_true(line > 1 && from[line - 2] == '\r');
        if (from[0] == '.') {
            from++;
            line--;
        }
        memmove(to, from, line);
        to += line;
        from += line;
    }
    assert_string_equal(from, ".\r\n"); /* and nothing behind it */
    *len = (size_t)(to - start);
    *to = '\0';
    return start;
}

/* ---- For cmocka ---- */

int
pop3_rig_setup(void **state)
{
    static const char first[] = "Subject: one\n\nLunch?\n";
    static const char second[] = "Subject: two\n\n.. no\n.\nyes";
    struct pop3_rig *rig = malloc(sizeof *rig);

    pop3_rig_init(rig);
    pop3_rig_message(rig, "uid-one", first, sizeof first - 1);
    pop3_rig_message(rig, "uid-two", second, sizeof second - 1);
    pop3_rig_greet(rig);
    *state = rig;
    return 0;
}

int
pop3_rig_teardown(void **state)
{
    pop3_rig_end(*state);
    free(*state);
    return 0;
}
