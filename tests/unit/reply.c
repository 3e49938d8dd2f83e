/*
 * reply.c - reading of SMTP replies and POP3 status lines, good and bad.
 *
 * Idea: every line is read from a copy that is exactly as long as it says, so
 * that the address sanitizer sees any step behind its end.  A bad line must be
 * refused with a sentence that names the rule.
 *
 * RFC 5321 sections 4.2, 4.2.1, 4.3.2; RFC 2034 section 4; RFC 1939 section 3;
 * RFC 2449 section 8; RFC 5034 section 4.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "protocol/reply.h"

typedef int parser(const char *text, size_t len, struct reply_line *line,
                   const char **why);

/* One line that was read, with the copy that its texts point into. */
struct sample {
    char *copy;
    size_t len;
    struct reply_line line;
    const char *why;
    int result;
};

static void
take(struct sample *sample, parser *parse, const char *text, size_t len)
{
    memset(sample, 0, sizeof *sample);
    sample->copy = malloc(len > 0 ? len : 1);
    assert_non_null(sample->copy);
    memcpy(sample->copy, text, len);
    sample->len = len;
    sample->result = parse(sample->copy, len, &sample->line, &sample->why);
}

static void
assert_inside(const struct sample *sample, const char *at, size_t len)
{
    assert_true(at >= sample->copy);
    assert_true(at + len <= sample->copy + sample->len);
}

static void
assert_text(const struct sample *sample, const char *text)
{
    assert_inside(sample, sample->line.text, sample->line.text_len);
    assert_int_equal(sample->line.text_len, strlen(text));
    assert_memory_equal(sample->line.text, text, strlen(text));
}

static void
assert_refused(parser *parse, const char *text, size_t len, const char *rule)
{
    struct sample sample;

    take(&sample, parse, text, len);
    assert_int_equal(sample.result, -1);
    assert_non_null(sample.why);
    assert_non_null(strstr(sample.why, rule));
    free(sample.copy);
}

struct good_smtp {
    const char *text;
    int code;
    bool last;
    struct reply_enhanced enhanced;
    const char *words;
};
static const struct good_smtp good_smtp[] = {
    {"220 mx.red.example ready", 220, true, {0, 0, 0}, "mx.red.example ready"},
    {"250-PIPELINING", 250, false, {0, 0, 0}, "PIPELINING"},
    {"250 2.1.5 bob is fine", 250, true, {2, 1, 5}, "bob is fine"},
    {"250-2.0.0", 250, false, {2, 0, 0}, ""},
    {"550 5.1.1   spaces", 550, true, {5, 1, 1}, "spaces"},
    {"450 4.999.999 far", 450, true, {4, 999, 999}, "far"},
    /* REQ(5321-4.2.1): text, and even the space, may be missing at the end */
    {"550", 550, true, {0, 0, 0}, ""},
    {"550 ", 550, true, {0, 0, 0}, ""},
    {"550-", 550, false, {0, 0, 0}, ""},
    {"250  two", 250, true, {0, 0, 0}, " two"},
    /* "multiline replies" of section 4.2.1: digits in the text */
    {"250-234 Text beginning with numbers", 250, false, {0, 0, 0},
     "234 Text beginning with numbers"},
    {"200 low", 200, true, {0, 0, 0}, "low"},
    {"599 high", 599, true, {0, 0, 0}, "high"},
};

static void
a_reply_line_is_taken_apart(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof good_smtp / sizeof good_smtp[0]; i++) {
        const struct good_smtp *good = &good_smtp[i];
        struct sample sample;

        take(&sample, reply_parse_smtp, good->text, strlen(good->text));
        assert_int_equal(sample.result, 0);
        assert_int_equal(sample.line.kind, REPLY_SMTP);
        assert_int_equal(sample.line.code, good->code);
        assert_int_equal(sample.line.last, good->last);
        assert_int_equal(sample.line.enhanced.class, good->enhanced.class);
        assert_int_equal(sample.line.enhanced.subject, good->enhanced.subject);
        assert_int_equal(sample.line.enhanced.detail, good->enhanced.detail);
        assert_null(sample.line.tag);
        assert_text(&sample, good->words);
        free(sample.copy);
    }
}

/* REQ(2034-4) */
static void
an_enhanced_code_of_another_class_is_text(void **unused)
{
    static const char *const not_enhanced[] = {
        "5.1.1 other class", "1.2.3 class 1",  "2.1.5,comma", "2.1.5x",
        "2.1.",              "2.1",            "2..5",        "2.",
        "2",                 "2.1234.5 long",  "2.1.1234",    " 2.1.5 late",
        "2.1.5.6",           "2.-1.5",         "22.1.5",
    };

    (void)unused;
    for (size_t i = 0; i < sizeof not_enhanced / sizeof not_enhanced[0]; i++) {
        struct sample sample;
        char line[64] = "250 ";

        strcat(line, not_enhanced[i]);
        take(&sample, reply_parse_smtp, line, strlen(line));
        assert_int_equal(sample.result, 0);
        assert_int_equal(sample.line.enhanced.class, 0);
        assert_text(&sample, not_enhanced[i]);
        free(sample.copy);
    }
}

/* REQ(2034-4): 3yz replies carry none */
static void
an_intermediate_reply_has_no_enhanced_code(void **unused)
{
    struct sample sample;

    (void)unused;
    take(&sample, reply_parse_smtp, "354 3.0.0 go", 12);
    assert_int_equal(sample.line.enhanced.class, 0);
    assert_text(&sample, "3.0.0 go");
    free(sample.copy);
}

/* REQ(5321-4.3.2) REQ(5321-4.2) */
static void
what_is_no_reply_is_refused(void **unused)
{
    static const char *const not_digits[] = {
        "", "2", "25", "25 OK", "2x0 OK", "25O OK", "x50 OK", " 250 OK",
        "199 low", "100 old", "600 high", "999 far", "000 none", "-250 OK",
        "+OK", "-ERR", "HTTP/1.1 400 Bad Request", "2 50", "\26250 OK",
    };
    static const char *const not_separated[] = {
        "250OK", "250_OK", "2500 OK", "250\tOK", "250\r", "250.", "250:",
    };

    (void)unused;
    for (size_t i = 0; i < sizeof not_digits / sizeof not_digits[0]; i++) {
        assert_refused(reply_parse_smtp, not_digits[i], strlen(not_digits[i]),
                       "three digits");
    }
    for (size_t i = 0; i < sizeof not_separated / sizeof not_separated[0];
         i++) {
        assert_refused(reply_parse_smtp, not_separated[i],
                       strlen(not_separated[i]), "hyphen");
    }
    assert_refused(reply_parse_smtp, "25\0 OK", 6, "three digits");
    assert_refused(reply_parse_smtp, "250\0OK", 6, "hyphen");
}

static void
a_line_cut_anywhere_is_read_or_refused_but_never_overrun(void **unused)
{
    static const char smtp[] = "550-5.1.1 no such mailbox";
    static const char pop3[] = "-ERR [IN-USE] locked";

    (void)unused;
    for (size_t len = 0; len <= strlen(smtp); len++) {
        struct sample sample;

        take(&sample, reply_parse_smtp, smtp, len);
        assert_int_equal(sample.result, len < 3 ? -1 : 0);
        if (sample.result == 0) {
            assert_inside(&sample, sample.line.text, sample.line.text_len);
        }
        free(sample.copy);
    }
    for (size_t len = 0; len <= strlen(pop3); len++) {
        struct sample sample;

        take(&sample, reply_parse_pop3, pop3, len);
        assert_int_equal(sample.result, len < 4 ? -1 : 0);
        if (sample.result == 0) {
            assert_inside(&sample, sample.line.text, sample.line.text_len);
            assert_int_equal(sample.line.tag != NULL,
                             len >= strlen("-ERR [IN-USE]"));
        }
        free(sample.copy);
    }
}

static void
text_may_hold_any_octet(void **unused)
{
    struct sample sample;

    (void)unused;
    take(&sample, reply_parse_smtp, "250 a\0\x1b\x9bz", 9);
    assert_int_equal(sample.line.text_len, 5);
    assert_memory_equal(sample.line.text, "a\0\x1b\x9bz", 5);
    free(sample.copy);
}

/* Add one line of text to a reply; the result of reply_gather_add. */
static int
gather(struct reply_gather *reply, const char *text, const char **why)
{
    struct sample sample;
    int result;

    take(&sample, reply_parse_smtp, text, strlen(text));
    assert_int_equal(sample.result, 0);
    result = reply_gather_add(reply, &sample.line, why);
    free(sample.copy);
    return result;
}

static void
a_reply_is_complete_with_the_line_without_a_hyphen(void **unused)
{
    struct reply_gather reply = {0};
    const char *why = NULL;

    (void)unused;
    assert_int_equal(gather(&reply, "250-mx.red.example", &why), 0);
    assert_false(reply.complete);
    assert_int_equal(reply.code, 250);
    assert_int_equal(gather(&reply, "250-SIZE 1000", &why), 0);
    assert_false(reply.complete);
    assert_int_equal(gather(&reply, "250 HELP", &why), 0);
    assert_true(reply.complete);
    assert_int_equal(reply.lines, 3);
    assert_null(why);

    assert_int_equal(gather(&reply, "250 more", &why), -1);
    assert_non_null(strstr(why, "ended already"));
}

/* A hostile server once had a client read behind such a reply's end. */
static void
a_multi_line_error_may_end_without_text(void **unused)
{
    struct reply_gather reply = {0};
    const char *why = NULL;

    (void)unused;
    assert_int_equal(gather(&reply, "550-no", &why), 0);
    assert_int_equal(gather(&reply, "550-", &why), 0);
    assert_int_equal(gather(&reply, "550", &why), 0);
    assert_true(reply.complete);
    assert_int_equal(reply.code, 550);
}

/* REQ(5321-4.2.1) */
static void
all_lines_of_a_reply_carry_the_same_code(void **unused)
{
    struct reply_gather reply = {0};
    const char *why = NULL;

    (void)unused;
    assert_int_equal(gather(&reply, "250-first", &why), 0);
    assert_int_equal(gather(&reply, "251 last", &why), -1);
    assert_non_null(strstr(why, "same code"));
    assert_false(reply.complete);
    assert_int_equal(reply.lines, 1);
}

static void
a_reply_without_end_is_refused(void **unused)
{
    struct reply_gather reply = {0};
    const char *why = NULL;

    (void)unused;
    for (int i = 0; i < REPLY_LINES_MAX; i++) {
        assert_int_equal(gather(&reply, "250-again", &why), 0);
    }
    assert_int_equal(gather(&reply, "250 end", &why), -1);
    assert_non_null(strstr(why, "more lines"));
    assert_false(reply.complete);
}

struct good_pop3 {
    const char *text;
    enum reply_kind kind;
    const char *tag;
    const char *words;
};
static const struct good_pop3 good_pop3[] = {
    {"+OK", REPLY_OK, NULL, ""},
    {"+OK ", REPLY_OK, NULL, ""},
    {"+OK 2 320", REPLY_OK, NULL, "2 320"},
    {"-ERR", REPLY_ERR, NULL, ""},
    {"-ERR no such message", REPLY_ERR, NULL, "no such message"},
    {"-ERR [IN-USE] locked", REPLY_ERR, "IN-USE", "locked"},
    {"-ERR [SYS/TEMP]", REPLY_ERR, "SYS/TEMP", ""},
    {"-ERR [AUTH]no space", REPLY_ERR, "AUTH", "no space"},
    {"+OK [X] fine", REPLY_OK, "X", "fine"},
    {"-ERR  [AUTH] late", REPLY_ERR, NULL, " [AUTH] late"},
    {"-ERR [not a code] so", REPLY_ERR, NULL, "[not a code] so"},
    {"-ERR [IN-USE", REPLY_ERR, NULL, "[IN-USE"},
    {"-ERR []", REPLY_ERR, NULL, "[]"},
    {"-ERR [", REPLY_ERR, NULL, "["},
    {"+ ", REPLY_CONTINUE, NULL, ""},
    {"+ PDE4OTY=", REPLY_CONTINUE, NULL, "PDE4OTY="},
    {"+ [AUTH] x", REPLY_CONTINUE, NULL, "[AUTH] x"},
};

/* REQ(1939-3) REQ(2449-8) */
static void
a_pop3_status_line_is_taken_apart(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof good_pop3 / sizeof good_pop3[0]; i++) {
        const struct good_pop3 *good = &good_pop3[i];
        struct sample sample;

        take(&sample, reply_parse_pop3, good->text, strlen(good->text));
        assert_int_equal(sample.result, 0);
        assert_int_equal(sample.line.kind, good->kind);
        assert_int_equal(sample.line.code, 0);
        assert_true(sample.line.last);
        assert_text(&sample, good->words);
        if (good->tag == NULL) {
            assert_null(sample.line.tag);
        } else {
            assert_int_equal(sample.line.tag_len, strlen(good->tag));
            assert_inside(&sample, sample.line.tag, sample.line.tag_len);
            assert_memory_equal(sample.line.tag, good->tag, strlen(good->tag));
        }
        free(sample.copy);
    }
}

/* REQ(1939-3) */
static void
a_pop3_verdict_is_upper_case_and_stands_alone(void **unused)
{
    static const char *const bad[] = {
        "", "+", "-", "+O", "-ER", "+ok fine", "-err no", "+Ok", "OK", "ERR",
        "+OKAY", "-ERROR", "+OK\tx", "-ERR:", " +OK", "250 OK", "+OK\r",
        "+PDE4", "* OK",
    };

    (void)unused;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_refused(reply_parse_pop3, bad[i], strlen(bad[i]),
                       "RFC 1939 section 3");
    }
    assert_refused(reply_parse_pop3, "+OK\0", 4, "upper case");
    assert_refused(reply_parse_pop3, "-ERR\0x", 6, "upper case");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reply_line_is_taken_apart),
        cmocka_unit_test(an_enhanced_code_of_another_class_is_text),
        cmocka_unit_test(an_intermediate_reply_has_no_enhanced_code),
        cmocka_unit_test(what_is_no_reply_is_refused),
        cmocka_unit_test(
            a_line_cut_anywhere_is_read_or_refused_but_never_overrun),
        cmocka_unit_test(text_may_hold_any_octet),
        cmocka_unit_test(a_reply_is_complete_with_the_line_without_a_hyphen),
        cmocka_unit_test(a_multi_line_error_may_end_without_text),
        cmocka_unit_test(all_lines_of_a_reply_carry_the_same_code),
        cmocka_unit_test(a_reply_without_end_is_refused),
        cmocka_unit_test(a_pop3_status_line_is_taken_apart),
        cmocka_unit_test(a_pop3_verdict_is_upper_case_and_stands_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
