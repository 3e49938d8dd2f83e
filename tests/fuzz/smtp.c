/*
 * smtp.c - any octets at all, to the SMTP engine.
 *
 * The bench of the tests holds each reply against the rules: one for each
 * command, well formed, printable, at most 512 octets (smtp_rig.h).  Here are
 * added: the octets that went out are those the log tells; each log line reads
 * back as what was written; the observer, who knows the log alone, agrees with
 * the engine; a stored text has the octets that were counted, and LF only; and
 * how the network cuts the octets makes no difference.
 *
 * The input is the client's side of a session.  Lines may stand before it, in
 * this order: --strict, --tls (it can be had), --far (no passwords in the
 * clear), --submission, --lab, --full-disk.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/agree.h"
#include "tests/support/fuzz.h"
#include "tests/support/log_line.h"
#include "tests/support/smtp_rig.h"

enum { INPUT_MAX = RIG_INPUT_MAX / 2 };

struct how {
    bool strict, tls, far, submission, lab, full_disk;
};

struct run {
    struct smtp_rig *rig;
    struct observer observer;
    unsigned accepted;      /* recipients since MAIL */
    struct outbox told;     /* the server's octets, as the log has them */
};

/*
 * A message was stored: look at it, and make room for the next.
 */
static void
take_mail(struct smtp_rig *rig)
{
    struct rig_mail *mail = &rig->mails[--rig->mail_count];
    const char *body;
    uint64_t lines = 0;
    size_t len;

    rig->mail_count++;
    body = rig_body(rig);
    rig->mail_count--;
    len = mail->text.len - (size_t)(body - mail->text.bytes);
    assert_null(memchr(mail->text.bytes, '\r', mail->text.len));
    assert_int_equal(mail->text.bytes[mail->text.len - 1], '\n');
    for (size_t i = 0; i < len; i++) {
        lines += body[i] == '\n';
    }
    assert_int_equal(len + lines, rig->smtp.octets);
    free(mail->text.bytes);
    memset(mail, 0, sizeof *mail);
}

static void
hear(void *ctx, const struct dialogue_record *record)
{
    struct run *run = ctx;
    bool reply = record->mark == DIALOGUE_SERVER && record->len > 9;

    log_line_reads_back(record);
    if (reply && memcmp(record->text, "250 2.1.0", 9) == 0) {
        run->accepted = 0;
    } else if (reply && memcmp(record->text, "25", 2) == 0 &&
               memcmp(record->text + 3, " 2.1.5", 6) == 0) {
        run->accepted++;
    }
    if (record->mark == DIALOGUE_SERVER) {
        outbox_add(&run->told, record->text, record->len);
        outbox_add(&run->told, "\r\n", 2);
    }
    if (run->rig->mail_count > 0) {
        take_mail(run->rig);
    }
    assert_int_equal(observer_record(&run->observer, record), 0);
    if (run->rig->site.doors.strict) {
        run->observer.style = LINE_STYLE_CRLF; /* that, no log tells */
    }
}

/* The greylist lets some senders in. */
static bool
waited(void *ctx, const char *peer, const char *reverse_path)
{
    (void)ctx, (void)peer;
    return reverse_path[0] == 's';
}

static void
begin(struct run *run, const struct how *how)
{
    void *rig;

    (how->strict ? rig_begin_strict : rig_begin)(&rig);
    *run = (struct run){.rig = rig};
    observer_init(&run->observer, OBSERVER_SMTP);
    run->rig->site.doors.content_lines = UINT_MAX;
    run->rig->site.doors.tls = how->tls;
    run->rig->site.doors.lab = how->lab;
    run->rig->site.greylist = waited;
    run->rig->fail_commit = how->full_disk ? ENOSPC : 0;
    run->rig->hear = hear;
    run->rig->hear_ctx = run;
    run->rig->heard = 0;
    run->rig->out.len = 0;
    rig_again(run->rig); /* with the greeting heard */
    run->rig->smtp.session.clear_ok = !how->far;
    run->rig->smtp.session.submission = how->submission;
}

static void
feed(struct run *run, const char *bytes, size_t len)
{
    if (run->rig->smtp.session.wish == WISH_READ) {
        rig_feed(run->rig, bytes, len);
    }
    if (run->rig->smtp.session.wish != WISH_BREAK) {
        agree_smtp(&run->observer, &run->rig->smtp, run->accepted);
    }
}

static void
end(struct run *run)
{
    void *rig = run->rig;

    assert_int_equal(run->told.len, run->rig->out.len);
    assert_memory_equal(run->told.bytes, run->rig->out.bytes, run->told.len);
    run->rig->heard = run->rig->out.len;
    rig_end(&rig);
    observer_free(&run->observer);
    outbox_free(&run->told);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {(const char *)data, size};
    const struct how how = {
        .strict = fuzz_option(&input, "--strict\n"),
        .tls = fuzz_option(&input, "--tls\n"),
        .far = fuzz_option(&input, "--far\n"),
        .submission = fuzz_option(&input, "--submission\n"),
        .lab = fuzz_option(&input, "--lab\n"),
        .full_disk = fuzz_option(&input, "--full-disk\n")};
    struct run whole, cut;
    const char *piece;
    size_t len;

    if (input.len == 0 || size > INPUT_MAX) {
        return 0;
    }
    begin(&whole, &how);
    begin(&cut, &how);
    feed(&whole, input.bytes, input.len);
    while ((len = fuzz_piece(&input, &piece)) > 0) {
        feed(&cut, piece, len);
    }
    assert_string_equal(whole.rig->log.bytes, cut.rig->log.bytes);
    end(&whole);
    end(&cut);
    return 0;
}
