/*
 * crash.c - kill -9 under load: what was acknowledged is there, whole, once.
 *
 * Clients send numbered messages; at a random moment the server is killed and
 * started again, some ten times.  REQ(5321-4.2.5) every message whose 250 was
 * read must be in the mailbox.  One that got no 250 is whole or absent: the
 * client does not know, and would send it again.
 *
 * The random moments are drawn from a seed: CRASH_SEED repeats a run, and
 * CRASH_ROUNDS makes it longer.
 *
 * SPDX-License-Identifier: ISC
 */
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/server_process.h"
#include "tests/support/wire.h"

enum {
    ROUNDS = 10,
    CLIENTS = 6,
    PER_CLIENT = 40000,     /* numbers of messages a client has */
    LONGEST_MS = 120,       /* from the first 250s of a round to the kill */
    FILLER = 61             /* octets of a line of a message */
};

enum fate { NOT_SENT, SENT, ACKNOWLEDGED };

/* One client: its numbers, and how each of its messages fared. */
struct sender {
    pthread_t thread;
    unsigned port;
    unsigned id;
    unsigned next;
    enum fate fates[PER_CLIENT];
    unsigned char seen[PER_CLIENT];
};

static struct scratch world;
static struct server_process smtpd;
static struct sender senders[CLIENTS];
static atomic_bool give_up;
static atomic_uint acknowledged;

/* ---- A client that expects its server to die ---- */

/* Lines of a message, so that one cut short is recognised: most are short, a
 * few are too long for the server's memory. */
static unsigned
lines_of(unsigned number)
{
    return number % 16 == 7 ? 3000 : number % 5;
}

static size_t
write_message(char *out, const struct sender *sender, unsigned number)
{
    size_t len = (size_t)sprintf(out, "Number: %u.%u\r\n\r\n", sender->id,
                                 number);

    for (unsigned i = 0; i < lines_of(number); i++) {
        len += (size_t)sprintf(out + len, "%0*u\r\n", FILLER - 2, i);
    }
    return len + (size_t)sprintf(out + len, "end %u\r\n.\r\n", number);
}

static bool
send_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t sent = send(fd, bytes, len, MSG_NOSIGNAL);

        if (sent <= 0) {
            return false;
        }
        bytes += sent;
        len -= (size_t)sent;
    }
    return true;
}

/* Read so many replies; the last must begin with code. */
static bool
replies(int fd, unsigned count, const char *code)
{
    char said[4096];
    size_t len = 0;
    size_t start = 0;

    while (count > 0) {
        ssize_t got = recv(fd, said + len, sizeof said - len, 0);

        if (got <= 0) {
            return false;
        }
        len += (size_t)got;
        for (char *end; count > 0 && (end = memchr(said + start, '\n',
                                                   len - start)) != NULL;) {
            if (said[start + 3] == ' ' && --count == 0) {
                return memcmp(said + start, code, 3) == 0;
            }
            start = (size_t)(end - said) + 1;
        }
    }
    return false;
}

/* One connection, as many messages as go through. */
static void
converse(struct sender *sender, int fd, char *text)
{
    static const char envelope[] = "MAIL FROM:<a@red.example>\r\n"
                                   "RCPT TO:<bob@red.example>\r\nDATA\r\n";

    if (!replies(fd, 1, "220") || !send_all(fd, "HELO pc7\r\n", 10) ||
        !replies(fd, 1, "250")) {
        return;
    }
    while (!give_up && sender->next < PER_CLIENT) {
        unsigned number = sender->next++;
        size_t len = write_message(text, sender, number);

        if (!send_all(fd, envelope, sizeof envelope - 1) ||
            !replies(fd, 3, "354")) {
            return;
        }
        sender->fates[number] = SENT;
        if (!send_all(fd, text, len) || !replies(fd, 1, "250")) {
            return;
        }
        sender->fates[number] = ACKNOWLEDGED;
        acknowledged++;
    }
}

static void *
send_until_told(void *argument)
{
    struct sender *sender = argument;
    char *text = malloc(4096 * FILLER);
    struct wire wire;

    while (text != NULL && !give_up) {
        if (wire_try(&wire, sender->port)) {
            converse(sender, wire.fd, text);
            wire_close(&wire);
        } else {
            poll(NULL, 0, 1); /* the server is just being started again */
        }
    }
    free(text);
    return NULL;
}

/* ---- What is in the mailbox ---- */

/* REQ(5321-4.2.5) whole, and not twice. */
static void
check_one(void *ctx, const char *mail, size_t len)
{
    const char *text = strstr(mail, "Number: ");
    char end[32];
    unsigned id = CLIENTS;
    unsigned number = 0;
    size_t octets;

    (void)ctx;
    if (text == NULL || sscanf(text, "Number: %u.%u\n", &id, &number) != 2 ||
        id >= CLIENTS || number >= PER_CLIENT) {
        fail_msg("a message cut short: \"%s\"", mail);
        return;
    }
    snprintf(end, sizeof end, "end %u\n", number);
    octets = (size_t)(strchr(text, '\n') - text) + 2 +
             lines_of(number) * (FILLER - 1) + strlen(end);
    if ((size_t)(mail + len - text) != octets ||
        strcmp(mail + len - strlen(end), end) != 0) {
        fail_msg("message %u.%u is not whole", id, number);
    }
    if (++senders[id].seen[number] > 1) {
        fail_msg("message %u.%u is there twice", id, number);
    }
    assert_int_not_equal(senders[id].fates[number], NOT_SENT);
}

static void
check_mailbox(unsigned seed)
{
    mail_each(&world, "bob", check_one, NULL);
    for (unsigned id = 0; id < CLIENTS; id++) {
        for (unsigned i = 0; i < senders[id].next; i++) {
            if (senders[id].fates[i] == ACKNOWLEDGED && !senders[id].seen[i]) {
                fail_msg("seed %u: message %u.%u got its 250 and is lost",
                         seed, id, i);
            }
        }
    }
    print_message("seed %u: %u messages acknowledged, %zu there\n", seed,
                  (unsigned)acknowledged, mail_count(&world, "bob"));
}

/* Mail goes through again since the last kill. */
static bool
load_is_on(void *ctx)
{
    const unsigned *before = ctx;

    return acknowledged >= *before + CLIENTS;
}

static void
kill_9__what_was_acknowledged_is_there_whole_and_once(void **state)
{
    const char *given = getenv("CRASH_SEED");
    const char *longer = getenv("CRASH_ROUNDS");
    unsigned rounds = longer != NULL ? (unsigned)atoi(longer) : ROUNDS;
    unsigned seed = given != NULL ? (unsigned)atoi(given)
                                  : (unsigned)wire_now_ms();
    unsigned draw = seed;

    (void)state;
    server_start(&smtpd, &world);
    for (unsigned i = 0; i < CLIENTS; i++) {
        senders[i].id = i;
        senders[i].port = smtpd.port;
        assert_int_equal(pthread_create(&senders[i].thread, NULL,
                                        send_until_told, &senders[i]), 0);
    }
    for (unsigned round = 0; round < rounds; round++) {
        unsigned before = acknowledged;

        wait_until(load_is_on, &before, "mails acknowledged");
        draw = draw * 1664525u + 1013904223u;
        poll(NULL, 0, (int)(draw >> 16) % LONGEST_MS);
        server_kill(&smtpd);
        server_start(&smtpd, &world);
    }
    give_up = true;
    for (unsigned i = 0; i < CLIENTS; i++) {
        pthread_join(senders[i].thread, NULL);
    }
    server_stop(&smtpd);
    check_mailbox(seed);
}

static int
setup(void **state)
{
    (void)state;
    world_make(&world);
    smtpd = (struct server_process){.program = "smtpd"};
    return 0;
}

/* Clients that still run would hold the program up. */
static int
teardown(void **state)
{
    (void)state;
    give_up = true;
    server_kill(&smtpd);
    scratch_remove(&world);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            kill_9__what_was_acknowledged_is_there_whole_and_once, setup,
            teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
