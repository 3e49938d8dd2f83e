/*
 * reply.c - any text at all, as the lines that a server says.
 *
 * Always true: the words, and the tag of a POP3 line, lie inside the line, and
 * nothing is lost: what is neither words, tag nor enhanced code is the code or
 * the verdict, and blanks; a refusal gives its reason; a gathered
 * reply has one code, and is complete exactly behind its last line.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "protocol/reply.h"
#include "tests/support/fuzz.h"

/*
 * The words must be the end of the line; before them stand the head, and blanks
 * with the tag or the enhanced code.
 */
static void
check_parts(const struct reply_line *reply, const char *line, size_t len,
            const char *head)
{
    const char *end = line + len;
    size_t head_len = strlen(head);

    assert_true(reply->text >= line && reply->text <= end);
    assert_int_equal(reply->text_len, end - reply->text);
    assert_true(head_len <= len);
    assert_memory_equal(line, head, head_len);
    for (const char *at = line + head_len; at < reply->text; at++) {
        bool tag = reply->tag != NULL && at >= reply->tag &&
                   at < reply->tag + reply->tag_len;

        assert_true(tag || strchr(" []", *at) != NULL ||
                    (reply->enhanced.class != 0 &&
                     strchr(".0123456789", *at) != NULL));
    }
}

static void
check_smtp(const char *line, size_t len, struct reply_gather *gather)
{
    struct reply_gather before = *gather;
    struct reply_line reply;
    const char *why = NULL;
    char head[32];
    int used;

    if (reply_parse_smtp(line, len, &reply, &why) != 0) {
        assert_non_null(why);
        return;
    }
    assert_in_range(reply.code, 200, 599);
    used = snprintf(head, sizeof head, "%d%s", reply.code,
                    reply.last ? "" : "-");
    check_parts(&reply, line, len, head);
    if (reply.enhanced.class != 0) {
        assert_int_equal(reply.enhanced.class, reply.code / 100);
        assert_int_equal(line[used + (reply.last ? 1 : 0)],
                         '0' + reply.enhanced.class);
    }
    for (int place = 1; place <= 3; place++) {
        assert_non_null(reply_digit(reply.code, place));
        assert_non_null(reply_enhanced_word(&reply.enhanced, place));
    }
    if (reply_gather_add(gather, &reply, &why) == 0) {
        assert_false(before.complete);
        assert_true(before.lines == 0 || before.code == reply.code);
        assert_int_equal(gather->complete, reply.last);
        assert_true(gather->lines <= REPLY_LINES_MAX);
    } else {
        assert_non_null(why);
        *gather = (struct reply_gather){0};
    }
}

static void
check_pop3(const char *line, size_t len)
{
    static const char *const heads[] = {[REPLY_OK] = "+OK",
                                        [REPLY_ERR] = "-ERR",
                                        [REPLY_CONTINUE] = "+ "};
    struct reply_line reply;
    const char *why = NULL;

    if (reply_parse_pop3(line, len, &reply, &why) != 0) {
        assert_non_null(why);
        return;
    }
    assert_true(reply.last);
    assert_int_equal(reply.code, 0);
    assert_int_not_equal(reply.kind, REPLY_SMTP);
    check_parts(&reply, line, len, heads[reply.kind]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *at = (const char *)data;
    const char *end = at + size;
    struct reply_gather gather = {0};

    while (at < end) {
        const char *lf = memchr(at, '\n', (size_t)(end - at));
        size_t len = lf != NULL ? (size_t)(lf - at) : (size_t)(end - at);

        check_smtp(at, len, &gather);
        check_pop3(at, len);
        at += len + (lf != NULL);
    }
    return 0;
}
