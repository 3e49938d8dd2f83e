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
    "XYZZY", "QUIT", " ", "AUTH PLAIN", "USER alixe\b\bce", "PASS", "STLS"};

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
    if (pair->rig.pop3.state != POP3_TRANSACTION) {
        return before[pick(pair, sizeof before / sizeof *before)];
    }
    if (pick(pair, 40) == 0) {
        return "QUIT";
    }
    return inside[pick(pair, sizeof inside / sizeof *inside)];
}

static void
compare_legal(const struct pair *pair)
{
    const struct pop3_session *pop3 = &pair->rig.pop3;

    for (int verb = 0; verb < POP3_VERBS; verb++) {
        bool legal = (pop3_command((enum pop3_verb)verb)->legal &
                      pop3->state) != 0;

        if (verb == POP3_VERB_PASS) {
            legal = legal && pop3->user != NULL;
        } else if (verb == POP3_VERB_STLS) {
            legal = legal && !pop3->session.secure;
        }
        assert_int_equal(observer_legal(&pair->observer, verb), legal);
    }
}

static void
compare_maildrop(struct pair *pair)
{
    const struct observer_pop3 *seen = &pair->observer.pop3;
    const struct maildrop *drop = &pair->rig.drop;
    uint64_t octets = 0;
    size_t marked = 0;

    for (size_t i = 0; i < drop->count; i++) {
        if (drop->messages[i].marked) {
            size_t at = 0;
            while (at < seen->mark_count && seen->marks[at] != i + 1) {
                at++;
            }
            assert_true(at < seen->mark_count);
            marked++;
        } else {
            octets += drop->messages[i].octets;
        }
    }
    assert_int_equal(seen->mark_count, marked);
    assert_true(seen->counted);
    assert_int_equal(seen->messages, drop->count - marked);
    if (seen->weighed) {
        assert_int_equal(seen->octets, octets);
    }
    pair->most_marks = marked > pair->most_marks ? marked : pair->most_marks;
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
    const struct pop3_session *pop3 = &pair->rig.pop3;
    const struct observer_pop3 *seen = &pair->observer.pop3;

    pair->seen |= (unsigned)pop3->state;
    assert_int_equal(pair->observer.last,
                     pop3->good ? OBSERVER_GOOD : OBSERVER_BAD);
    if (pop3->state == POP3_CLOSED) {
        if (pair->rig.updates > 0) {
            assert_int_equal(seen->state, POP3_UPDATE);
        }
        tell_close(pair);
        assert_int_equal(seen->state, POP3_CLOSED);
        return;
    }
    assert_int_equal(seen->state, pop3->state);
    assert_int_equal(pair->observer.waiting, 0);
    assert_false(pair->observer.in_multiline);
    compare_legal(pair);
    if (pop3->state == POP3_TRANSACTION) {
        assert_string_equal(seen->user, "alice");
        compare_maildrop(pair);
    } else {
        assert_string_equal(seen->user, pop3->user != NULL ? pop3->user : "");
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
