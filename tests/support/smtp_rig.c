/*
 * smtp_rig.c - one SMTP session on a bench: octets in, replies out.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tests/support/smtp_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- The driver ---- */

/* REQ(5321-4.2-one) */
static void
take_line(struct smtp_rig *rig, struct line *line)
{
    bool text = rig->smtp.state == SMTP_DATA;
    size_t before = rig->out.len;
    unsigned replies;

    smtp_line(&rig->smtp, line);
    if (rig->smtp.session.wish == WISH_COMMIT) {
        assert_true(text);
        rig_commit(rig);
    }
    if (rig->smtp.session.wish == WISH_LOGIN) {
        rig_log_in(rig);
    }
    if (rig->smtp.session.wish == WISH_TLS) {
        smtp_tls(&rig->smtp, !rig->fail_tls);
    }
    if (rig->smtp.session.wish == WISH_TLS) {
        session_secured(&rig->smtp.session, "TLSv1.3", "rig");
    }
    if (rig->smtp.session.wish == WISH_BREAK) {
        assert_int_equal(rig->out.len, before); /* without a word */
        return;
    }
    replies = rig_check_replies(rig, before, !text && rig->hello);
    assert_int_equal(replies, text && rig->smtp.state == SMTP_DATA ? 0 : 1);
    assert_true((rig->smtp.state == SMTP_CLOSED) ==
                (rig->smtp.session.wish == WISH_CLOSE));
}

/*
 * Take all lines that are at hand; after the last reply nobody listens.
 */
static void
take_input(struct smtp_rig *rig)
{
    bool more = true;

    while (more && rig->smtp.session.wish == WISH_READ) {
        bool text = rig->smtp.state == SMTP_DATA;
        struct line line;
        size_t used;

        more = line_take(&rig->reader, text ? LINE_TEXT : LINE_COMMAND,
                         smtp_line_max(&rig->smtp), rig->input, rig->input_len,
                         &line, &used);
        if (more) {
            take_line(rig, &line);
        }
        rig->input_len -= used;
        memmove(rig->input, rig->input + used, rig->input_len);
    }
}

void
rig_feed(struct smtp_rig *rig, const char *bytes, size_t len)
{
    size_t step = rig->one_by_one || len > RIG_INPUT_MAX / 2 ? 1 : len;

    for (size_t at = 0; at < len; at += step) {
        assert_true(rig->input_len + step <= sizeof rig->input);
        memcpy(rig->input + rig->input_len, bytes + at, step);
        rig->input_len += step;
        take_input(rig);
    }
}

void
rig_say(struct smtp_rig *rig, const char *line)
{
    rig_feed(rig, line, strlen(line));
    rig_feed(rig, rig->line_end, strlen(rig->line_end));
}

/* ---- The fixtures ---- */

static void
begin_session(struct smtp_rig *rig)
{
    line_reader_init(&rig->reader, rig->site.doors.strict);
    rig->input_len = 0;
    smtp_init(&rig->smtp, &rig->site, 7, "[127.0.0.1]");
    rig->smtp.session.clear_ok = true;
    smtp_greet(&rig->smtp);
    assert_int_equal(rig_check_replies(rig, rig->heard, true), 1);
    rig_expect(rig, "220");
}

int
rig_begin(void **state)
{
    struct smtp_rig *rig = rig_make(false);

    begin_session(rig);
    *state = rig;
    return 0;
}

int
rig_begin_strict(void **state)
{
    struct smtp_rig *rig = rig_make(true);

    begin_session(rig);
    *state = rig;
    return 0;
}

static void
end_session(struct smtp_rig *rig)
{
    smtp_end(&rig->smtp);
    assert_int_equal(rig->drafts, 0);
    assert_int_equal(rig->heard, rig->out.len);
}

void
rig_again(struct smtp_rig *rig)
{
    end_session(rig);
    begin_session(rig);
}

int
rig_end(void **state)
{
    struct smtp_rig *rig = *state;

    end_session(rig);
    for (size_t i = 0; i < rig->mail_count; i++) {
        free(rig->mails[i].text.bytes);
    }
    free(rig->log.bytes);
    outbox_free(&rig->out);
    free(rig);
    return 0;
}
