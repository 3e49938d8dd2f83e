/*
 * proof.c - checks, held against a small log: what is proved, what is not.
 *
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

#include "labs/proof.h"
#include "tests/support/scratch.h"

/* Alice pipelines, gives up one mail and sends it again; bob only knocks. */
static const char smtp_log[] =
    "2026-11-23T10:00:00.000Z smtp#0 *: listen at=127.0.0.1:2525\n"
    "2026-11-23T10:00:01.000Z smtp#1 *: connect from=127.0.0.1:1\n"
    "2026-11-23T10:00:01.000Z smtp#1 S: 220 mx ready\n"
    "2026-11-23T10:00:02.000Z smtp#1 C: HALO alice.lab.example\n"
    "2026-11-23T10:00:02.000Z smtp#1 S: 500 5.5.2 Unknown\n"
    "2026-11-23T10:00:03.000Z smtp#1 C: EHLO alice.lab.example\n"
    "2026-11-23T10:00:03.000Z smtp#1 S: 250-mx greets\n"
    "2026-11-23T10:00:03.000Z smtp#1 S: 250 PIPELINING\n"
    "2026-11-23T10:00:04.000Z smtp#1 C: MAIL FROM:<alice@red.example>\n"
    "2026-11-23T10:00:04.000Z smtp#1 C: RCPT TO:<nobody@red.example>\n"
    "2026-11-23T10:00:04.000Z smtp#1 C: RCPT TO:<bob@red.example>\n"
    "2026-11-23T10:00:04.000Z smtp#1 C: DATA\n"
    "2026-11-23T10:00:04.100Z smtp#1 S: 250 2.1.0 ok\n"
    "2026-11-23T10:00:04.100Z smtp#1 S: 550 5.1.1 nobody\n"
    "2026-11-23T10:00:04.100Z smtp#1 S: 250 2.1.5 ok\n"
    "2026-11-23T10:00:04.100Z smtp#1 S: 354 go on\n"
    "2026-11-23T10:00:04.100Z smtp#1 *: batch cmds=4\n"
    "2026-11-23T10:00:05.000Z smtp#1 D: RETR 1\n"
    "2026-11-23T10:00:05.000Z smtp#1 C: .\n"
    "2026-11-23T10:00:05.000Z smtp#1 *: close by=client\n"
    "2026-11-23T10:00:06.000Z smtp#2 *: connect from=127.0.0.1:2\n"
    "2026-11-23T10:00:06.000Z smtp#2 S: 220 mx ready\n"
    "2026-11-23T10:00:06.000Z smtp#2 C: HELO bob\n"
    "2026-11-23T10:00:06.000Z smtp#2 S: 250 mx\n"
    "2026-11-23T10:00:06.000Z smtp#2 C: VRFY carol\n"
    "2026-11-23T10:00:06.000Z smtp#2 S: 252 2.0.0 cannot say\n"
    "2026-11-23T10:00:30.000Z smtp#3 *: connect from=127.0.0.1:3\n"
    "2026-11-23T10:00:30.000Z smtp#3 S: 220 mx ready\n"
    "2026-11-23T10:00:30.000Z smtp#3 C: HELO alice.lab.example\n"
    "2026-11-23T10:00:30.000Z smtp#3 S: 250 mx\n"
    "2026-11-23T10:00:31.000Z smtp#3 C: MAIL FROM:<alice@red.example>\n"
    "2026-11-23T10:00:31.000Z smtp#3 S: 250 2.1.0 ok\n"
    "2026-11-23T10:00:32.000Z smtp#3 C: RCPT TO:<bob@red.example>\n"
    "2026-11-23T10:00:32.000Z smtp#3 S: 250 2.1.5 ok\n"
    "2026-11-23T10:00:33.000Z smtp#3 C: DATA\n"
    "2026-11-23T10:00:33.000Z smtp#3 S: 354 go on\n"
    "2026-11-23T10:00:35.000Z smtp#3 C: .\n"
    "2026-11-23T10:00:35.000Z smtp#3 *: deliver box=bob uid=u1 octets=20\n"
    "2026-11-23T10:00:35.000Z smtp#3 S: 250 2.0.0 stored\n"
    "2026-11-23T10:00:36.000Z smtp#3 C: QUIT\n"
    "2026-11-23T10:00:36.000Z smtp#3 S: 221 2.0.0 bye\n"
    "2026-11-23T10:00:36.000Z smtp#3 *: close by=server\n";

/* A listing with lines that look like verdicts, and a login that is refused. */
static const char pop3_log[] =
    "2026-11-23T10:00:20.000Z pop3#1 *: connect from=127.0.0.1:9\n"
    "2026-11-23T10:00:20.000Z pop3#1 S: +OK ready\n"
    "2026-11-23T10:00:21.000Z pop3#1 C: USER alice\n"
    "2026-11-23T10:00:21.000Z pop3#1 S: +OK send PASS\n"
    "2026-11-23T10:00:22.000Z pop3#1 C: PASS ********\n"
    "2026-11-23T10:00:22.000Z pop3#1 S: -ERR [IN-USE] open elsewhere\n"
    "2026-11-23T10:00:23.000Z pop3#1 C: USER alice\n"
    "2026-11-23T10:00:23.000Z pop3#1 S: +OK send PASS\n"
    "2026-11-23T10:00:24.000Z pop3#1 C: PASS ********\n"
    "2026-11-23T10:00:24.000Z pop3#1 *: login user=alice how=pass\n"
    "2026-11-23T10:00:24.000Z pop3#1 S: +OK locked\n"
    "2026-11-23T10:00:25.000Z pop3#1 C: STAT\n"
    "2026-11-23T10:00:25.000Z pop3#1 S: +OK 3 120\n"
    "2026-11-23T10:00:26.000Z pop3#1 C: RETR 1\n"
    "2026-11-23T10:00:26.000Z pop3#1 S: +OK 20 octets\n"
    "2026-11-23T10:00:26.000Z pop3#1 D: -ERR no verdict\n"
    "2026-11-23T10:00:26.000Z pop3#1 S: .\n"
    "2026-11-23T10:00:27.000Z pop3#1 C: QUIT\n"
    "2026-11-23T10:00:27.000Z pop3#1 S: +OK bye\n"
    "2026-11-23T10:00:27.000Z pop3#1 *: close by=server\n";

static const char message[] = "Return-Path: <alice@red.example>\n"
                              "Subject: lunch 7\n"
                              "\n"
                              ".shown\n";

struct proof_rig {
    struct scratch scratch;
    struct evidence evidence;
    struct proof_case proof_case;
};

static int
find_box(void *ctx, const char *name, const char *domain, char *path,
         size_t room)
{
    const struct proof_rig *rig = ctx;

    if (strcmp(name, "bob") != 0 || strcmp(domain, "red") != 0) {
        return -1;
    }
    snprintf(path, room, "%s/bob", rig->scratch.root);
    return 0;
}

static bool
is_right(void *ctx, const char *id, char *why, size_t room)
{
    (void)ctx;
    snprintf(why, room, "%s is wrong", id);
    return strcmp(id, "q1") == 0;
}

static bool
predicted(void *ctx, char *why, size_t room)
{
    (void)ctx;
    snprintf(why, room, "p2 is missing");
    return false;
}

static void
write_file(const struct proof_rig *rig, const char *name, const char *text)
{
    scratch_write(&rig->scratch, name, text, strlen(text));
}

static void
read_log(struct proof_rig *rig, const char *name)
{
    char path[SCRATCH_PATH];

    scratch_path(&rig->scratch, name, path);
    assert_int_equal(evidence_read(&rig->evidence, path), 0);
}

static int
setup(void **state)
{
    struct proof_rig *rig = calloc(1, sizeof *rig);

    assert_non_null(rig);
    scratch_make(&rig->scratch);
    scratch_folder(&rig->scratch, "bob");
    scratch_folder(&rig->scratch, "bob/new");
    scratch_folder(&rig->scratch, "bob/cur");
    write_file(rig, "bob/new/1.x", message);
    write_file(rig, "smtpd.log", smtp_log);
    write_file(rig, "pop3d.log", pop3_log);
    read_log(rig, "smtpd.log");
    read_log(rig, "pop3d.log");
    read_log(rig, "not-there.log");
    evidence_sort(&rig->evidence);
    rig->proof_case = (struct proof_case){.evidence = &rig->evidence,
                                          .user = "alice",
                                          .box = find_box,
                                          .box_ctx = rig,
                                          .answer = is_right,
                                          .predicted = predicted};
    *state = rig;
    return 0;
}

static int
teardown(void **state)
{
    struct proof_rig *rig = *state;

    evidence_free(&rig->evidence);
    scratch_remove(&rig->scratch);
    free(rig);
    return 0;
}

static const struct {
    const char *check;
    bool good;
} table[] = {
    {"dialog smtp: greet=220 HELO=250 MAIL=250 RCPT=250 DATA=354 .=250", true},
    {"dialog smtp: .=250 QUIT=221", true},
    {"dialog smtp: QUIT=221 .=250", false},
    {"dialog smtp: EHLO=250 .=250", false}, /* two sessions */
    {"dialog smtp: RCPT=550 RCPT=250 DATA=354 .=EOF", true},
    {"dialog smtp: RCPT=250 RCPT=550", false},
    {"dialog smtp: ehlo=2xx", true},
    {"dialog smtp: VRFY=252", false}, /* bob's */
    {"dialog smtp: *=354", true},
    {"dialog pop3: PASS=-ERR[IN-USE] PASS=+OK STAT=+OK(3*)", true},
    {"dialog pop3: STAT=+OK(4*)", false},
    {"dialog pop3: RETR=-ERR", false}, /* content, no verdict */
    {"dialog pop3: RETR=+OK QUIT=+OK", true},
    {"never smtp: VRFY=252", true},
    {"never smtp: RCPT=550", false},
    {"count smtp: RCPT=2xx == 2", true},
    {"count smtp: RCPT(*<bob@*)=2xx == 2", true},
    {"count smtp: RCPT(*<carol@*)=2xx", false},
    {"count smtp: ?(HALO*)=500", true},
    {"count smtp: ?=500 > 1", false},
    {"count smtp: .=EOF", true},
    {"event deliver box=bob", true},
    {"event deliver box=b* uid=u1 == 1", true},
    {"event deliver box=carol", false},
    {"event batch cmds=4 >= 1", true},
    {"event connect <= 3", true},
    {"event expunge = 0", true},
    {"order .=EOF < .=250", true},
    {"order .=250 < .=EOF", false},
    {"order .=EOF < login < deliver(box=bob)", true},
    {"order connect#2 < deliver", true},
    {"order deliver#2 < QUIT=221", false},
    {"order close(by=client) < close(by=server)", true},
    {"gap .=EOF .=250 >= 30", true},
    {"gap .=EOF .=250 >= 30.5", false},
    {"gap .=EOF .=250 < 31", true},
    {"gap .=EOF RSET=250 < 31", false},
    {"mbox bob: count >= 1", true},
    {"mbox bob: count == 1 where Subject=lunch 7", true},
    {"mbox bob: count == 1 where Subject=lunch* and Return-Path=*alice*", true},
    {"mbox bob: count == 1 where Subject=lunch* and From=*alice*", false},
    {"mbox bob: count > 1", false},
    {"mbox carol: count == 0", false},
    {"mbox bob@blue: count == 1", false},
    {"mbox bob: line \".shown\"", true},
    {"mbox bob: line \"shown\"", false},
    {"mbox bob: not line \"shown\"", true},
    {"mbox bob: not line \".shown\"", false},
    {"answer q1", true},
    {"predicted all", false},
    {"clean", false}, /* alice's first session had no QUIT */
};

static void
each_check_is_proved_or_not(void **state)
{
    const struct proof_rig *rig = *state;

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct proof_result result;

        assert_int_equal(proof_try(table[i].check, NULL, &result), 0);
        assert_int_equal(proof_try(table[i].check, &rig->proof_case, &result),
                         0);
        if ((result.good == result.of) != table[i].good) {
            fail_msg("%s: proved %u of %u (%s)", table[i].check, result.good,
                     result.of, result.why);
        }
        if (!table[i].good && result.why[0] == '\0') {
            fail_msg("%s: nothing is said to be missing", table[i].check);
        }
    }
}

static void
each_answer_counts_alike(void **state)
{
    const struct proof_rig *rig = *state;
    struct proof_result result;

    assert_int_equal(proof_try("answer q1 q2 q3", &rig->proof_case, &result),
                     0);
    assert_int_equal(result.good, 1);
    assert_int_equal(result.of, 3);
    assert_string_equal(result.why, "q2 is wrong; q3 is wrong");
}

static void
what_is_missing_is_named_with_its_line(void **state)
{
    const struct proof_rig *rig = *state;
    struct proof_result result;

    assert_int_equal(proof_try("dialog smtp: RCPT=550 DATA=354 .=250",
                               &rig->proof_case, &result),
                     0);
    assert_string_equal(result.why,
                        "no session of yours goes on from DATA=354 to .=250");
    assert_non_null(result.witness);
    assert_int_equal(result.witness->line, 16);
    assert_string_equal(result.witness->said, "DATA");
    assert_int_equal(
        proof_try("dialog smtp: RSET=250", &rig->proof_case, &result), 0);
    assert_string_equal(result.why, "no smtp session of yours has RSET=250");
}

/*
 * Bob was not alone: what nobody said a name for is nobody's.
 */
static void
sessions_without_a_name_count_for_who_is_alone(void **state)
{
    static const char log[] =
        "2026-11-23T10:00:01.000Z smtp#1 *: connect from=127.0.0.1:1\n"
        "2026-11-23T10:00:01.000Z smtp#1 S: 220 mx ready\n"
        "2026-11-23T10:00:02.000Z smtp#1 C: NOOP\\n\n"
        "2026-11-23T10:00:02.000Z smtp#1 S: 500 5.5.2 Bare LF\n";
    struct proof_rig *rig = *state;
    struct proof_case proof_case = rig->proof_case;
    struct proof_result result;

    evidence_free(&rig->evidence);
    write_file(rig, "smtpd.log", log);
    read_log(rig, "smtpd.log");
    assert_int_equal(proof_try("count smtp: NOOP=500", &proof_case, &result),
                     0);
    assert_int_equal(result.good, 0);
    proof_case.alone = true;
    assert_int_equal(proof_try("count smtp: NOOP=500", &proof_case, &result),
                     0);
    assert_int_equal(result.good, 1);
}

static void
what_is_no_check_is_refused(void **state)
{
    static const char *const wrong[] = {
        "",
        "dialog",
        "dialog smtp: ",
        "dialog imap: A=250",
        "dialog smtp: RCPT",
        "dialog smtp: RCPT=600",
        "dialog smtp: RCPT=2x",
        "dialog smtp: RCPT(a=250",
        "never smtp: RCPT=250 DATA=354",
        "count smtp: RCPT=250 >= many",
        "count smtp: RCPT=250 ~ 2",
        "count smtp: RCPT=250 >=",
        "event Deliver",
        "event deliver >= x",
        "order a",
        "order a < ",
        "order a b",
        "gap a b",
        "gap a b >= soon",
        "mbox",
        "mbox bob count == 1",
        "mbox bob: count",
        "mbox bob: count == 1 where Subject",
        "mbox bob: line text",
        "answer",
        "predicted",
        "predicted some",
        "clean all",
        "guess q1",
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct proof_result result;

        if (proof_try(wrong[i], NULL, &result) == 0) {
            fail_msg("\"%s\" was taken", wrong[i]);
        }
        assert_non_null(strstr(result.why, "expected "));
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(each_check_is_proved_or_not),
        CASE(each_answer_counts_alike),
        CASE(what_is_missing_is_named_with_its_line),
        CASE(sessions_without_a_name_count_for_who_is_alone),
        cmocka_unit_test(what_is_no_check_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
