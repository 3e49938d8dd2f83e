/*
 * load.c - a load for mail servers, and what they made of it.
 *
 * Usage: load smtp    PORT SESSIONS SECONDS OCTETS  messages of OCTETS
 *        load noop    PORT SESSIONS SECONDS DEPTH   NOOPs, DEPTH at once
 *        load echo    PORT SESSIONS SECONDS DEPTH   the same, to `machine echo`
 *        load connect PORT SESSIONS SECONDS         connect, QUIT
 *        load login   PORT SESSIONS SECONDS         POP3: login, STAT, QUIT
 *        load retr    PORT COUNT                    POP3: RETR 1 .. COUNT
 *
 * It prints one line of words and numbers, for tests/bench/bench.py.  Each of
 * the sessions has a mailbox of its own: u0, u1, .. u19 at red.example, with
 * the password pear; beyond 20 sessions they share.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/load_loop.h"

enum {
    LINE_OCTETS = 78, /* of a text line, with CRLF */
    STEPS_MAX = 1100,
    USERS_MAX = 20, /* then sessions share mailboxes */
    WORD_MAX = 64
};

#define STEP(text, want, kind)                                                 \
    {                                                                          \
        .bytes = (text), .len = sizeof(text) - 1, .replies = (want),           \
        .form = (kind)                                                         \
    }

static const char head[] = "From: alice@red.example\r\n"
                           "To: bob@red.example\r\n"
                           "Subject: a load\r\n\r\n";

/* A message of so many octets, and the dot. */
static char *
make_text(size_t octets, size_t *len)
{
    char *text = malloc(octets + LINE_OCTETS + 8);
    size_t at = sizeof head - 1;

    if (text == NULL) {
        load_die("no memory");
    }
    memcpy(text, head, at);
    while (at < octets) {
        size_t left = octets - at;
        size_t line = left > LINE_OCTETS ? LINE_OCTETS - 2 : left;

        memset(text + at, 'x', line);
        memcpy(text + at + line, "\r\n", 2);
        at += line + 2;
    }
    memcpy(text + at, ".\r\n", 3);
    *len = at + 3;
    return text;
}

enum { SMTP_GREETING, SMTP_EHLO, SMTP_MAIL, SMTP_RCPT, SMTP_DATA, SMTP_TEXT };

/* Each session writes to a mailbox of its own. */
static const char *
rcpt_line(size_t step, unsigned session, size_t *len)
{
    static char line[WORD_MAX];

    if (step != SMTP_RCPT) {
        return NULL;
    }
    *len = (size_t)snprintf(line, sizeof line, "RCPT TO:<u%u@red.example>\r\n",
                            session % USERS_MAX);
    return line;
}

static void
run_smtp(unsigned port, unsigned sessions, double seconds, size_t octets,
         struct load_result *result)
{
    struct load_step steps[] = {
        STEP("", 1, LOAD_SMTP),
        STEP("EHLO pc7.red.example\r\n", 1, LOAD_SMTP),
        STEP("MAIL FROM:<alice@red.example>\r\n", 1, LOAD_SMTP),
        STEP("", 1, LOAD_SMTP), /* RCPT */
        STEP("DATA\r\n", 1, LOAD_SMTP),
        {.replies = 1, .form = LOAD_SMTP, .timed = true},
        STEP("QUIT\r\n", 1, LOAD_SMTP)};
    struct load_plan plan = {.steps = steps,
                             .first = SMTP_MAIL,
                             .last = SMTP_TEXT + 1,
                             .count = SMTP_TEXT + 2,
                             .bytes = rcpt_line};
    char *text = make_text(octets, &steps[SMTP_TEXT].len);

    steps[SMTP_TEXT].bytes = text;
    load_run(&plan, port, sessions, seconds, 0, result);
    free(text);
}

static void
run_noop(unsigned port, unsigned sessions, double seconds, unsigned depth,
         bool echo, struct load_result *result)
{
    enum load_form form = echo ? LOAD_LINE : LOAD_SMTP;
    struct load_step steps[] = {STEP("", 1, LOAD_SMTP),
                                STEP("EHLO pc7.red.example\r\n", 1, LOAD_SMTP),
                                {.replies = depth, .form = form, .timed = true},
                                STEP("QUIT\r\n", 1, form)};
    struct load_plan plan = {.steps = steps, .first = 2, .last = 3, .count = 4};
    char *lines = malloc(6 * (size_t)depth + 1);

    if (lines == NULL) {
        load_die("no memory");
    }
    for (unsigned i = 0; i < depth; i++) {
        memcpy(lines + 6 * (size_t)i, "NOOP\r\n", 6);
    }
    steps[2].bytes = lines;
    steps[2].len = 6 * (size_t)depth;
    if (echo) { /* it neither greets nor knows EHLO */
        plan = (struct load_plan){.steps = steps + 2, .last = 1, .count = 2};
    }
    load_run(&plan, port, sessions, seconds, 0, result);
    free(lines);
}

static void
run_connect(unsigned port, unsigned sessions, double seconds,
            struct load_result *result)
{
    static const struct load_step steps[] = {STEP("", 1, LOAD_SMTP),
                                             STEP("QUIT\r\n", 1, LOAD_SMTP)};
    struct load_plan plan = {
        .steps = steps, .last = 2, .count = 2, .reconnect = true};

    load_run(&plan, port, sessions, seconds, 0, result);
}

static const char *
user_line(size_t step, unsigned session, size_t *len)
{
    static char line[WORD_MAX];

    if (step != 1) {
        return NULL;
    }
    *len = (size_t)snprintf(line, sizeof line, "USER u%u\r\n",
                            session % USERS_MAX);
    return line;
}

static void
run_login(unsigned port, unsigned sessions, double seconds,
          struct load_result *result)
{
    static const struct load_step steps[] = {
        STEP("", 1, LOAD_POP3), STEP("", 1, LOAD_POP3), /* USER */
        STEP("PASS pear\r\n", 1, LOAD_POP3), STEP("STAT\r\n", 1, LOAD_POP3),
        STEP("QUIT\r\n", 1, LOAD_POP3)};
    struct load_plan plan = {.steps = steps,
                             .last = 5,
                             .count = 5,
                             .reconnect = true,
                             .bytes = user_line};

    load_run(&plan, port, sessions, seconds, 0, result);
}

/*
 * One session of u0: log in, RETR each message, QUIT.  That the login is timed
 * is of use with COUNT 0: how long does a large maildrop take to open?
 */
static void
run_retr(unsigned port, unsigned count, struct load_result *result)
{
    static struct load_step steps[STEPS_MAX];
    static char lines[STEPS_MAX][WORD_MAX];
    static const struct load_step opening[] = {
        STEP("", 1, LOAD_POP3), STEP("USER u0\r\n", 1, LOAD_POP3),
        STEP("PASS pear\r\n", 1, LOAD_POP3)};
    static const struct load_step quit = STEP("QUIT\r\n", 1, LOAD_POP3);
    struct load_plan plan = {.steps = steps, .first = 3};

    if (count > STEPS_MAX - 5) {
        load_die("too many messages");
    }
    memcpy(steps, opening, sizeof opening);
    for (unsigned i = 0; i < count; i++) {
        steps[3 + i] = (struct load_step){
            .bytes = lines[i],
            .len = (size_t)snprintf(lines[i], WORD_MAX, "RETR %u\r\n", i + 1),
            .replies = 1,
            .form = LOAD_POP3_LIST};
    }
    plan.last = 3 + count;
    plan.count = plan.last + 1;
    steps[plan.last] = quit;
    load_run(&plan, port, 1, 1e9, 1, result);
}

static int
compare(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

    return (left > right) - (left < right);
}

static void
print_result(struct load_result *result)
{
    size_t n = result->time_count;

    qsort(result->times, n, sizeof *result->times, compare);
    printf("rounds %llu begun %.6f seconds %.6f octets %llu p50 %u p99 %u\n",
           (unsigned long long)result->rounds, result->begun, result->seconds,
           (unsigned long long)result->octets, n ? result->times[n / 2] : 0,
           n ? result->times[n - 1 - n / 100] : 0);
    free(result->times);
}

int
main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    unsigned number[3] = {0};
    double seconds = argc > 4 ? strtod(argv[4], NULL) : 0;
    struct load_result result;

    for (int i = 0; i < 3; i++) { /* PORT, SESSIONS or COUNT, the last */
        int at = i < 2 ? 2 + i : 5;

        number[i] = argc > at ? (unsigned)strtoul(argv[at], NULL, 10) : 0;
    }
    if (strcmp(what, "smtp") == 0 && argc == 6) {
        run_smtp(number[0], number[1], seconds, number[2], &result);
    } else if (strcmp(what, "noop") == 0 && argc == 6) {
        run_noop(number[0], number[1], seconds, number[2], false, &result);
    } else if (strcmp(what, "echo") == 0 && argc == 6) {
        run_noop(number[0], number[1], seconds, number[2], true, &result);
    } else if (strcmp(what, "connect") == 0 && argc == 5) {
        run_connect(number[0], number[1], seconds, &result);
    } else if (strcmp(what, "login") == 0 && argc == 5) {
        run_login(number[0], number[1], seconds, &result);
    } else if (strcmp(what, "retr") == 0 && argc == 4) {
        run_retr(number[0], number[1], &result);
    } else {
        load_die("see the head of tests/bench/load.c for its usage");
    }
    print_result(&result);
    return 0;
}
