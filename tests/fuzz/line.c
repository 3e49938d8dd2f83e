/*
 * line.c - any stream of octets, cut into lines.
 *
 * Always true: however the network has cut the stream, the lines are the same;
 * no line holds more than the limit leaves; a text ends at CRLF dot CRLF only,
 * unless the session is typed with LF; and as long as no line was too
 * long, the lines and their endings put together are the octets that came in.
 *
 * The input is a stream: commands, until a line DATA; then text, until its
 * dot; then commands again.  The line --strict may stand before it.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "protocol/dot.h"
#include "protocol/line.h"
#include "server/session.h"
#include "tests/support/fuzz.h"

enum { LIMIT = 32 };

struct run {
    struct line_reader reader;
    enum line_phase phase;
    struct outbox waiting;  /* octets not taken yet */
    struct outbox lines;    /* all that was taken, flags and octets */
    struct outbox octets;   /* the lines and their endings */
    bool cut;               /* a line was too long: octets are missing */
};

static void
keep(struct run *run, const struct line *line)
{
    const char flags[] = {(char)('0' + line->end), line->at_start ? 's' : '-',
                          line->ends_line ? 'e' : '-',
                          line->too_long ? 'l' : '-', ' '};

    assert_true(line->len <= LIMIT - 2);
    outbox_add(&run->lines, flags, sizeof flags);
    outbox_add(&run->lines, line->text, line->len);
    outbox_add(&run->lines, "\n", 1);
    outbox_add(&run->octets, line->text, line->len);
    outbox_add(&run->octets, "\r\n", line->end == LINE_END_CRLF ? 2 : 0);
    outbox_add(&run->octets, "\n", line->end == LINE_END_LF ? 1 : 0);
    run->cut = run->cut || line->too_long;
}

/*
 * A text ends at CRLF dot CRLF, or where a person types with LF at LF dot LF.
 */
static void
check_end(const struct run *run)
{
    const struct outbox *octets = &run->octets;

    if (run->cut) {
        return;
    }
    if (run->reader.style == LINE_STYLE_CRLF) {
        assert_memory_equal(octets->bytes + octets->len - 5, "\r\n.\r\n", 5);
    } else {
        size_t dot = octets->len - (octets->bytes[octets->len - 2] == '.' ? 2
                                                                          : 3);

        assert_memory_equal(octets->bytes + dot - 1, "\n.", 2);
    }
}

static void
turn(struct run *run, const struct line *line)
{
    if (run->phase == LINE_TEXT && dot_ends_text(line)) {
        check_end(run);
        run->phase = LINE_COMMAND;
    } else if (line->len == 4 && memcmp(line->text, "DATA", 4) == 0 &&
               line->ends_line) {
        run->phase = LINE_TEXT;
    }
}

static void
feed(struct run *run, const char *bytes, size_t len)
{
    struct outbox *waiting = &run->waiting;
    size_t done = 0;
    bool more = true;

    outbox_add(waiting, bytes, len);
    while (more) {
        struct line line;
        size_t used;

        more = line_take(&run->reader, run->phase, LIMIT,
                         waiting->bytes + done, waiting->len - done, &line,
                         &used);
        done += used;
        assert_true(done <= waiting->len);
        if (more) {
            keep(run, &line);
            turn(run, &line);
        }
    }
    waiting->len -= done;
    memmove(waiting->bytes, waiting->bytes + done, waiting->len);
    assert_true(waiting->len < LIMIT);
}

static void
end(struct run *run)
{
    outbox_free(&run->waiting);
    outbox_free(&run->lines);
    outbox_free(&run->octets);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {(const char *)data, size};
    bool strict = fuzz_option(&input, "--strict\n");
    struct fuzz_input all = input;
    struct run whole = {.phase = LINE_COMMAND};
    struct run cut = {.phase = LINE_COMMAND};
    const char *piece;
    size_t len;

    if (input.len == 0) {
        return 0;
    }
    line_reader_init(&whole.reader, strict);
    line_reader_init(&cut.reader, strict);
    feed(&whole, input.bytes, input.len);
    while ((len = fuzz_piece(&input, &piece)) > 0) {
        feed(&cut, piece, len);
    }
    assert_int_equal(whole.lines.len, cut.lines.len);
    assert_memory_equal(whole.lines.bytes, cut.lines.bytes, cut.lines.len);
    if (!whole.cut) {
        assert_int_equal(whole.octets.len + whole.waiting.len, all.len);
        assert_memory_equal(whole.octets.bytes, all.bytes, whole.octets.len);
    }
    end(&whole);
    end(&cut);
    return 0;
}
