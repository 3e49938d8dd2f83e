/*
 * observer_engine.c - the observer's picture is the engine's true state.
 *
 * Idea: a generator with a fixed seed speaks to the engine, mostly sense and
 * sometimes nonsense, alone and in groups.  The engine's records go to an
 * observer, which knows nothing else.  After each whole reply both must agree:
 * the state, hello, reverse-path, recipients, text, and what is legal next.
 *
 * Once the records come as a server writes them (command, reply, command ..),
 * once as a client that pipelines sees them (all commands of a group, then all
 * replies).
 *
 * RFC 5321 section 4.1.4; RFC 2920 section 3.1.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "protocol/observer.h"

#include "tests/support/agree.h"
#include "tests/support/smtp_rig.h"

enum { STEPS = 4000, SEEDS = 4, GROUP_MAX = 6, HELD_MAX = 512 };

/* One record held back until its group is over. */
struct held {
    struct dialogue_record record;
    char *text;
};

struct pair {
    struct smtp_rig *rig;
    struct observer observer;
    uint32_t random;
    bool groups;            /* hold the replies back, as a client sees them */
    struct held held[HELD_MAX];
    size_t held_count;
    unsigned accepted;      /* recipients since the last MAIL */
    unsigned compared;
    unsigned seen;          /* the set of states that were compared */
};

/* ---- What is said ---- */

static const char *const right[] = {
    "EHLO pc7.red.example", "HELO bar.example", "EHLO [192.0.2.1]\t ",
    "MAIL FROM:<smith@bar.example>", "MAIL FROM:<> SIZE=100 BODY=8BITMIME",
    "mail from:<@a.example:\"x y\"@bar.example>", "RCPT TO:<bob@red.example>",
    "RCPT TO:<alice@red.example>", "RCPT TO:<\"carol smith\"@red.example> \t",
    "RCPT TO:<user001@red.example>", "RCPT TO:<Postmaster>", "DATA", "DATA",
    "DATA ", "RSET", "rset\t", "NOOP", "NOOP and so on", "VRFY bob", "HELP",
    "HELP MAIL", "RCPX\bT TO:<user002@red.example>", "STARTTLS",
    "AUTH PLAIN AGJvYgBiYW5hbmE=", "AUTH LOGIN", "AUTH LOGIN Ym9i",
    "AUTH PLAIN"};

/* Said when AUTH has asked for a response. */
static const char *const responses[] = {
    "AGJvYgBiYW5hbmE=", "Ym9i", "YmFuYW5h", "YmFuYW5h", "*", "", "QUIT",
    "????"};


static const char *const wrong[] = {
    "EHLO", "EHLO a b", "MAIL FROM:a@bar.example", "MAIL FROM:<> FOO=1",
    "MAIL FROM:<> SIZE=99999999", "RCPT TO:<nobody@red.example>",
    "RCPT TO:<bob@blue.example>", "RCPT TO:<>", "DATA now", "RSET x",
    "QUIT x", "EXPN list", "AUTH PLAIN AAAA", "STARTTLS x", "XYZZY", "",
    "VRFY", "HELP ME", "\x01\xff", "NOOP\tx", ".", "MAIL"};

static const char *const text[] = {"Subject: hi", "", "..", "..stuffed", ". ",
                                   "QUIT", "RSET", "a\nb", "a\r.\rb", "\n.",
                                   "354 go on", "250 OK", "a line"};

static unsigned
pick(struct pair *pair, unsigned count)
{
    pair->random = pair->random * 1664525u + 1013904223u;
    return (unsigned)(((uint64_t)pair->random * count) >> 32);
}

static const char *
next_line(struct pair *pair)
{
    unsigned dice = pick(pair, 100);

    if (pair->rig->smtp.state == SMTP_DATA) {
        return dice < 30 ? "." : text[pick(pair, sizeof text / sizeof *text)];
    }
    if (pair->rig->smtp.session.sasl.on) {
        return responses[pick(pair, sizeof responses / sizeof *responses)];
    }
    if (dice < 1) {
        return "QUIT";
    }
    if (dice < 8) {
        return wrong[pick(pair, sizeof wrong / sizeof *wrong)];
    }
    return right[pick(pair, sizeof right / sizeof *right)];
}

/* ---- The comparison ---- */

static void
compare(struct pair *pair)
{
    const struct smtp_session *smtp = &pair->rig->smtp;

    agree_smtp(&pair->observer, smtp, pair->accepted);
    pair->compared++;
    pair->seen |= (unsigned)smtp->state;
    if (smtp->state != SMTP_CLOSED) {
        assert_int_equal(pair->observer.smtp.delivered, pair->rig->mail_count);
    }
}

/* ---- From the engine to the observer ---- */

static void
hear(void *ctx, const struct dialogue_record *record)
{
    struct pair *pair = ctx;
    struct held *held = &pair->held[pair->held_count];
    bool reply = record->mark == DIALOGUE_SERVER && record->len > 9;

    if (reply && memcmp(record->text, "250 2.1.0", 9) == 0) {
        pair->accepted = 0;
    } else if (reply && memcmp(record->text, "250 2.1.5", 9) == 0) {
        pair->accepted++;
    }
    if (!pair->groups || record->mark != DIALOGUE_SERVER) {
        assert_int_equal(observer_record(&pair->observer, record), 0);
        return;
    }
    assert_true(pair->held_count < HELD_MAX);
    held->record = *record;
    held->text = malloc(record->len + 1);
    assert_non_null(held->text);
    memcpy(held->text, record->text, record->len);
    held->record.text = held->text;
    pair->held_count++;
}

static void
release(struct pair *pair)
{
    for (size_t i = 0; i < pair->held_count; i++) {
        struct held *held = &pair->held[i];

        assert_int_equal(observer_record(&pair->observer, &held->record), 0);
        free(held->text);
    }
    pair->held_count = 0;
}

/* The rig holds the tests to ask for each reply; here the observer does. */
static void
all_heard(struct pair *pair)
{
    pair->rig->heard = 0;
    pair->rig->out.len = 0;
    pair->rig->log.len = 0;
    while (pair->rig->mail_count > RIG_MAILS_MAX - 2) {
        struct rig_mail *last = &pair->rig->mails[--pair->rig->mail_count];

        free(last->text.bytes);
        memset(last, 0, sizeof *last);
        pair->observer.smtp.delivered--;
    }
}

static void
begin_session(struct pair *pair)
{
    static const char connect[] = "connect from=127.0.0.1:51234";
    struct dialogue_record record = {.service = "smtp",
                                     .session = 7,
                                     .mark = DIALOGUE_EVENT,
                                     .text = connect,
                                     .len = sizeof connect - 1};

    assert_int_equal(observer_record(&pair->observer, &record), 0);
    pair->observer.smtp.delivered = (unsigned)pair->rig->mail_count;
    rig_again(pair->rig);
    release(pair);
    compare(pair);
}

/* ---- The two ways to see a session ---- */

/*
 * Say some lines at once.  DATA ends a group, and so does an AUTH that asks
 * (RFC 4954 section 4); the dot may be followed by the next transaction: RFC
 * 2920 section 3.1.
 */
static void
say_group(struct pair *pair, unsigned lines)
{
    struct smtp_rig *rig = pair->rig;
    bool granted = false;

    while (lines-- > 0 && !granted && rig->smtp.session.wish == WISH_READ) {
        bool text_before = rig->smtp.state == SMTP_DATA;

        rig_say(rig, next_line(pair));
        granted = (!text_before && rig->smtp.state == SMTP_DATA) ||
                  rig->smtp.session.sasl.on;
    }
}

static void
run(struct smtp_rig *rig, uint32_t seed, bool groups)
{
    struct pair *pair = calloc(1, sizeof *pair);

    assert_non_null(pair);
    *pair = (struct pair){.rig = rig, .random = seed, .groups = groups};
    observer_init(&pair->observer, OBSERVER_SMTP);
    rig->hear = hear;
    rig->hear_ctx = pair;
    rig->site.doors.tls = true;
    begin_session(pair);
    for (int step = 0; step < STEPS; step++) {
        unsigned group = groups ? 1 + pick(pair, GROUP_MAX) : 1;

        say_group(pair, group);
        release(pair);
        compare(pair);
        all_heard(pair);
        if (rig->smtp.state == SMTP_CLOSED) {
            begin_session(pair);
        }
    }
    rig->hear = NULL;
    assert_true(pair->compared > STEPS);
    assert_true(rig->mail_count > 0);
    assert_int_equal(pair->seen, SMTP_GREETED | SMTP_READY | SMTP_MAIL |
                                     SMTP_RCPT | SMTP_DATA | SMTP_CLOSED);
    observer_free(&pair->observer);
    free(pair);
}

static void
observer__agrees_with_the_engine_after_every_reply(void **state)
{
    for (uint32_t seed = 1; seed <= SEEDS; seed++) {
        run(*state, seed, false);
    }
}

static void
observer__agrees_when_commands_come_in_groups(void **state)
{
    for (uint32_t seed = 1; seed <= SEEDS; seed++) {
        run(*state, seed, true);
    }
}

static void
observer__agrees_in_a_session_typed_with_lf(void **state)
{
    struct smtp_rig *rig = *state;

    rig->line_end = "\n";
    run(rig, 99, false);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(observer__agrees_with_the_engine_after_every_reply),
        TEST(observer__agrees_when_commands_come_in_groups),
        TEST(observer__agrees_in_a_session_typed_with_lf),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
