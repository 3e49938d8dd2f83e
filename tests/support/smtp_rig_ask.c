/*
 * smtp_rig_ask.c - what is true of every reply, and what a test asks for.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tests/support/smtp_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { REPLY_LINE = 512 }; /* RFC 5321 section 4.5.3.1.5 */

/* ---- What is true of every reply ---- */

/*
 * REQ(2034-4) the enhanced code, or none, behind the code of a reply line.
 */
static void
check_enhanced(const char *line, bool hello)
{
    char class = line[0];
    int digits = 0;

    if (hello && strncmp(line, "421", 3) == 0) {
        return; /* about the session, not about the hello */
    }
    if (hello || class == '3') {
        assert_false(line[4] == class && line[5] == '.');
        return;
    }
    sscanf(line + 4, "%*1[245].%*3[0-9].%*3[0-9] %n", &digits);
    if (line[4] != class || digits == 0) {
        fail_msg("no enhanced code in: %s", line);
    }
}

/* REQ(5321-4.2-digits) REQ(5321-4.2.1-same) REQ(5321-4.5.3.1.5) */
unsigned
rig_check_replies(const struct smtp_rig *rig, size_t from, bool hello)
{
    unsigned replies = 0;
    char code[4] = "";

    while (from < rig->out.len) {
        const char *at = rig->out.bytes + from;
        const char *end = memchr(at, '\n', rig->out.len - from);
        char line[REPLY_LINE + 1];
        size_t len;

        assert_non_null(end);
        len = (size_t)(end + 1 - at);
        assert_in_range(len, 6, REPLY_LINE);
        assert_int_equal(at[len - 2], '\r');
        for (size_t i = 0; i < len - 2; i++) {
            assert_in_range(at[i], 0x20, 0x7e);
        }
        snprintf(line, sizeof line, "%.*s", (int)(len - 2), at);
        check_enhanced(line, hello);
        assert_in_range(line[0], '2', '5');
        assert_in_range(line[1], '0', '5');
        assert_in_range(line[2], '0', '9');
        assert_true(line[3] == ' ' || line[3] == '-');
        assert_true(code[0] == '\0' || memcmp(code, line, 3) == 0);
        memcpy(code, line, 3);
        if (line[3] == ' ') {
            code[0] = '\0';
            replies++;
        }
        from += len;
    }
    assert_int_equal(code[0], '\0'); /* no reply without its last line */
    return replies;
}

/* ---- What a test asks for ---- */

void
rig_expect_at(struct smtp_rig *rig, const char *expected, const char *file,
              int line)
{
    const char *last = rig->reply;
    size_t len = 0;

    while (rig->heard < rig->out.len) {
        char octet = rig->out.bytes[rig->heard++];

        if (octet == '\n' && last[3] == ' ') {
            break;
        }
        if (octet != '\r') {
            assert_true(len < sizeof rig->reply - 1);
            rig->reply[len++] = octet;
        }
        if (octet == '\n') {
            last = rig->reply + len;
        }
    }
    rig->reply[len] = '\0';
    if (len == 0 || strncmp(last, expected, strlen(expected)) != 0) {
        print_error("expected: %s\nreply:    %s\n", expected, rig->reply);
        _fail(file, line);
    }
}

void
rig_ask_at(struct smtp_rig *rig, const char *said, const char *expected,
           const char *file, int line)
{
    rig_say(rig, said);
    rig_expect_at(rig, expected, file, line);
}

void
rig_find_at(const char *text, const char *words, bool there, const char *file,
            int line)
{
    if ((strstr(text, words) != NULL) != there) {
        print_error("%s: %s\nin:\n%s\n", there ? "missing" : "not wanted",
                    words, text);
        _fail(file, line);
    }
}

void
rig_go(struct smtp_rig *rig, enum smtp_state state)
{
    rig_ask(rig, "EHLO pc7.red.example", "250");
    if (state >= SMTP_MAIL) {
        rig_ask(rig, "MAIL FROM:<smith@bar.example>", "250");
    }
    if (state >= SMTP_RCPT) {
        rig_ask(rig, "RCPT TO:<bob@red.example>", "250");
    }
    if (state >= SMTP_DATA) {
        rig_ask(rig, "DATA", "354");
    }
    assert_int_equal(rig->smtp.state, state);
}

const char *
rig_mail(const struct smtp_rig *rig)
{
    assert_true(rig->mail_count > 0);
    return rig->mails[rig->mail_count - 1].text.bytes;
}

/* The last line of the Received field holds the date alone. */
const char *
rig_body(const struct smtp_rig *rig)
{
    const char *date = strstr(rig_mail(rig), "+0000\n");

    assert_non_null(date);
    return date + strlen("+0000\n");
}
