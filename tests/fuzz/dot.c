/*
 * dot.c - any file at all, sent as a message and read again.
 *
 * Always true: the wire carries the text of the file with each LF as CRLF, and
 * no line of it but the last is a lone dot; with the stuffed dots taken away
 * it has the octets that were counted; it makes no difference in which pieces
 * the file was read; and RETR sends exactly that behind its status line, TOP
 * the front of it.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "protocol/dot.h"
#include "tests/support/fuzz.h"
#include "tests/support/pop3_rig.h"

enum { TOP_LINES = 2 };

static void
add_end(const struct dot_encoder *encoder, struct outbox *wire)
{
    char end[DOT_END_MAX];

    outbox_add(wire, end, dot_encode_end(encoder, end));
}

static void
encode_piece(struct dot_encoder *encoder, const char *piece, size_t len,
             struct outbox *wire)
{
    char *room = malloc(2 * len);

    assert_non_null(room);
    outbox_add(wire, room, dot_encode(encoder, piece, len, room));
    free(room);
}

/*
 * Read the wire as a client does: what comes out must be the file.
 */
static void
decode(const struct outbox *wire, const char *disk, size_t size)
{
    struct dot_count count = {0};
    struct line_reader reader;
    uint64_t octets = 0;
    size_t at = 0, done = 0, used;
    struct line line;

    line_reader_init(&reader, true);
    dot_count_add(&count, disk, size);
    while (line_take(&reader, LINE_TEXT, wire->len + 2, wire->bytes + done,
                     wire->len - done, &line, &used) &&
           !dot_ends_text(&line)) {
        done += used;
        dot_unstuff(&line);
        octets += line.len + 2;
        assert_int_equal(line.end, LINE_END_CRLF);
        assert_true(line.len <= size - at);
        assert_memory_equal(disk + at, line.text, line.len);
        at += line.len;
        at += at < size && disk[at] == '\r';
        assert_true(at == size || disk[at] == '\n');
        at += at < size;
    }
    assert_int_equal(done + used, wire->len); /* the dot was the end */
    assert_int_equal(at, size);
    assert_int_equal(octets, dot_count_total(&count));
}

/*
 * The octets of the wire that TOP may send: to the blank line, and so many
 * lines behind it.
 */
static size_t
top_of(const struct outbox *wire, unsigned lines)
{
    const char *at = wire->bytes;
    const char *end = at + wire->len - strlen(".\r\n");
    bool body = false;

    while (at < end && !(body && lines == 0)) {
        const char *next = (const char *)memchr(at, '\n', (size_t)(end - at)) +
                           1;

        lines -= body;
        body = body || next - at == 2;
        at = next;
    }
    return (size_t)(at - wire->bytes);
}

/*
 * Behind its status line the answer must be len octets of the wire, the dot.
 */
static void
answered(const struct pop3_rig *rig, const struct outbox *wire, size_t len)
{
    const char *lf = memchr(rig->said.bytes, '\n', rig->said.len);
    size_t status = (size_t)(lf + 1 - rig->said.bytes);

    assert_memory_equal(rig->said.bytes, "+OK", 3);
    assert_int_equal(rig->said.len - status, len + 3);
    assert_memory_equal(lf + 1, wire->bytes, len);
    assert_memory_equal(lf + 1 + len, ".\r\n", 3);
}

static void
collect(const struct outbox *wire, const char *disk, size_t size)
{
    struct pop3_rig rig;

    pop3_rig_init(&rig);
    pop3_rig_message(&rig, "one", disk, size);
    pop3_rig_greet(&rig);
    pop3_rig_log_in(&rig);
    pop3_rig_say(&rig, "RETR 1");
    answered(&rig, wire, wire->len - 3);
    pop3_rig_say(&rig, "TOP 1 2");
    answered(&rig, wire, top_of(wire, TOP_LINES));
    pop3_rig_end(&rig);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {(const char *)data, size};
    struct dot_encoder whole = DOT_ENCODER_START;
    struct dot_encoder pieces = DOT_ENCODER_START;
    struct outbox wire = {0};
    struct outbox same = {0};
    const char *piece;
    size_t len;

    if (size == 0) {
        return 0;
    }
    encode_piece(&whole, input.bytes, input.len, &wire);
    while ((len = fuzz_piece(&input, &piece)) > 0) {
        encode_piece(&pieces, piece, len, &same);
    }
    add_end(&whole, &wire);
    add_end(&pieces, &same);
    assert_int_equal(wire.len, same.len);
    assert_memory_equal(wire.bytes, same.bytes, wire.len);
    decode(&wire, (const char *)data, size);
    collect(&wire, (const char *)data, size);
    outbox_free(&wire);
    outbox_free(&same);
    return 0;
}
