/*
 * observer_engine_pop3.c - the observer's picture of POP3 is the true state.
 *
 * Idea: as in observer_engine.c, with the other engine: a generator with a
 * fixed seed speaks, the records go to an observer, and after each whole reply
 * both must agree on the state, the user, the marks, the messages, and on what
 * is legal next.
 *
 * RFC 1939 sections 4 to 7.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "protocol/observer.h"

#include "tests/support/agree.h"
#include "tests/support/pop3_rig.h"

enum { STEPS = 16000 };

struct pair {
    struct pop3_rig rig;
    struct observer observer;
    struct session_doors doors; /* the rig's own */
    uint32_t random;
    unsigned seen;              /* the set of states that were compared */
    size_t most_marks;
};

static const char *const before[] = {
    "USER alice", "USER alice", "USER alice", "PASS apple", "PASS apple",
    "PASS wrong", "USER nobody", "CAPA", "NOOP", "STAT", "RETR 1", "USER",
    "XYZZY", "QUIT", " ", "AUTH PLAIN", "USER alixe\b\bce", "PASS", "STLS",
    "AUTH LOGIN", "AUTH PLAIN AGFsaWNlAGFwcGxl", "AUTH CRAM-MD5",
    "APOP alice 5b04106d94c6b556750fe81e4743f771", "APOP alice 1896"};

/* Said when AUTH has asked for a response. */
static const char *const responses[] = {"AGFsaWNlAGFwcGxl", "YWxpY2U=",
                                        "YXBwbGU=", "*", "", "STAT", "????"};

static const char *const inside[] = {
    "STAT", "LIST", "LIST 1", "LIST 3", "LIST 9", "RETR 1", "RETR 2", "RETR 9",
    "DELE 1", "DELE 2", "DELE 3", "DELE 9", "DELE", "DELE x", "dele 2 ",
    "RSET", "NOOP", "TOP 1 0", "TOP 3 5", "UIDL", "UIDL 2", "UIDL 9", "CAPA",
    "USER alice", "RSET x", "XYZZY", "STAT 1", "LIST ", "DELE 01", "DELE 0"};

static unsigned
pick(struct pair *pair, unsigned count)
{
    pair->random = pair->random * 1664525u + 1013904223u;
    return (unsigned)(((uint64_t)pair->random * count) >> 32);
}

static const char *
next_line(struct pair *pair)
{
    if (pair->rig.pop3.session.sasl.on) {
        return responses[pick(pair, sizeof responses / sizeof *responses)];
    }
    if (pair->rig.pop3.state != POP3_TRANSACTION) {
        return before[pick(pair, sizeof before / sizeof *before)];
    }
    if (pick(pair, 40) == 0) {
        return "QUIT";
    }
    return inside[pick(pair, sizeof inside / sizeof *inside)];
}

/* That a server has had enough is told by its log only. */
static void
tell_close(struct pair *pair)
{
    static const char text[] = "close by=server";
    struct dialogue_record record = {.service = "pop3",
                                     .session = 1,
                                     .mark = DIALOGUE_EVENT,
                                     .text = text,
                                     .len = sizeof text - 1};

    assert_int_equal(observer_record(&pair->observer, &record), 0);
}

static void
compare(struct pair *pair)
{
    const struct observer_pop3 *seen = &pair->observer.pop3;

    agree_pop3(&pair->observer, &pair->rig);
    pair->seen |= (unsigned)pair->rig.pop3.state;
    pair->most_marks = seen->mark_count > pair->most_marks ? seen->mark_count
                                                           : pair->most_marks;
    if (pair->rig.pop3.state == POP3_CLOSED) {
        tell_close(pair);
        assert_int_equal(seen->state, POP3_CLOSED);
    }
}

static void
hear(void *ctx, const struct dialogue_record *record)
{
    struct pair *pair = ctx;

    assert_int_equal(observer_record(&pair->observer, record), 0);
    pair->doors.record(pair->doors.ctx, record);
}

static void
begin_session(struct pair *pair)
{
    struct pop3_rig *rig = &pair->rig;

    pop3_rig_init(rig);
    pair->doors = rig->site.doors;
    rig->site.doors.record = hear;
    rig->site.doors.ctx = pair;
    rig->site.doors.tls = true;
    pop3_rig_message(rig, "one", "one\n", 4);
    pop3_rig_message(rig, "two", "two\n\n.dot\n", 10);
    pop3_rig_message(rig, "three", "S: 3\n\n+OK 9 9\n-ERR\n", 20);
    observer_free(&pair->observer);
    pop3_rig_greet(rig);
    compare(pair);
}

static void
observer__agrees_with_the_engine_after_every_reply(void **state)
{
    struct pair pair = {.random = 1};

    (void)state;
    observer_init(&pair.observer, OBSERVER_POP3);
    begin_session(&pair);
    for (int step = 0; step < STEPS; step++) {
        pop3_rig_say(&pair.rig, next_line(&pair));
        compare(&pair);
        if (pop3_rig_closed(&pair.rig)) {
            pop3_rig_end(&pair.rig);
            begin_session(&pair);
        }
    }
    pop3_rig_end(&pair.rig);
    observer_free(&pair.observer);
    assert_int_equal(pair.seen, POP3_AUTHORIZATION | POP3_TRANSACTION |
                                    POP3_CLOSED);
    assert_int_equal(pair.most_marks, 3);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(observer__agrees_with_the_engine_after_every_reply),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
