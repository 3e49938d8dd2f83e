/*
 * pop3.c - any octets at all, to the POP3 engine.
 *
 * Always true: a command is answered before the next one is heard; a status
 * line is printable and has at most 512 octets; the octets that went out are
 * those the log tells; each log line reads back as what was written; the
 * observer, who knows the log alone, agrees with the engine; and how the
 * network cuts the octets makes no difference.
 *
 * The input is the client's side of a session with a maildrop of three
 * messages; alice's password is apple.  Lines may stand before it: --strict,
 * --tls (it can be had), --far (no passwords in the clear), --vanished (the
 * second message's file is gone), --stuck (a marked message cannot be removed).
 *
 * SPDX-License-Identifier: ISC
 */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/agree.h"
#include "tests/support/fuzz.h"
#include "tests/support/log_line.h"
#include "tests/support/pop3_rig.h"

struct run {
    struct pop3_rig rig;
    struct session_doors doors; /* the rig's own */
    struct observer observer;
    struct outbox told;     /* the server's octets, as the log has them */
};

static void
check_line(const struct dialogue_record *record)
{
    assert_true(record->len + 2 <= POP3_RESPONSE_LINE_MAX);
    for (size_t i = 0; i < record->len; i++) {
        assert_in_range(record->text[i], 0x20, 0x7e);
    }
}

static void
hear(void *ctx, const struct dialogue_record *record)
{
    struct run *run = ctx;

    log_line_reads_back(record);
    if (record->mark == DIALOGUE_CLIENT) {
        assert_int_equal(run->observer.waiting, 0);
        assert_false(run->observer.in_multiline);
    } else if (record->mark == DIALOGUE_SERVER) {
        check_line(record);
    }
    if (record->mark == DIALOGUE_SERVER || record->mark == DIALOGUE_DATA) {
        outbox_add(&run->told, record->text, record->len);
        outbox_add(&run->told, "\r\n", 2);
    }
    assert_int_equal(observer_record(&run->observer, record), 0);
    run->doors.record(run->doors.ctx, record);
}

static void
begin(struct run *run, struct session_doors how, bool far, bool vanished,
      bool stuck)
{
    struct pop3_rig *rig = &run->rig;

    memset(run, 0, sizeof *run);
    pop3_rig_init(rig);
    run->doors = rig->site.doors;
    rig->site.doors.record = hear;
    rig->site.doors.ctx = run;
    rig->site.doors.content_lines = UINT_MAX;
    rig->site.doors.strict = how.strict;
    rig->site.doors.tls = how.tls;
    rig->far = far;
    rig->stuck = stuck;
    pop3_rig_message(rig, "one", "one\n", 4);
    pop3_rig_message(rig, "two", "two\n\n.dot\n..\n", 13);
    pop3_rig_message(rig, "three", "S: 3\n\n+OK 9 9\n-ERR\r\n\xff\1", 22);
    rig->messages[1].vanished = vanished;
    observer_init(&run->observer, OBSERVER_POP3);
    pop3_rig_greet(rig);
}

static void
feed(struct run *run, const char *bytes, size_t len)
{
    if (!pop3_rig_closed(&run->rig)) {
        pop3_rig_feed(&run->rig, bytes, len);
        agree_pop3(&run->observer, &run->rig);
    }
}

static void
end(struct run *run)
{
    assert_int_equal(run->told.len, run->rig.said.len);
    assert_memory_equal(run->told.bytes, run->rig.said.bytes, run->told.len);
    pop3_rig_end(&run->rig);
    observer_free(&run->observer);
    outbox_free(&run->told);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {(const char *)data, size};
    struct session_doors how = {.strict = fuzz_option(&input, "--strict\n"),
                                .tls = fuzz_option(&input, "--tls\n")};
    bool far = fuzz_option(&input, "--far\n");
    bool vanished = fuzz_option(&input, "--vanished\n");
    bool stuck = fuzz_option(&input, "--stuck\n");
    struct run whole, cut;
    const char *piece;
    size_t len;

    if (input.len == 0) {
        return 0;
    }
    begin(&whole, how, far, vanished, stuck);
    begin(&cut, how, far, vanished, stuck);
    feed(&whole, input.bytes, input.len);
    while ((len = fuzz_piece(&input, &piece)) > 0) {
        feed(&cut, piece, len);
    }
    assert_string_equal(pop3_rig_log(&whole.rig), pop3_rig_log(&cut.rig));
    end(&whole);
    end(&cut);
    return 0;
}
