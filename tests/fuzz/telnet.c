/*
 * telnet.c - any octets at all, from a person's telnet.
 *
 * Always true: nothing is taken beyond the end of a line; what is typed is
 * never more than what came (a peer that asks for compression would inflate
 * it, and is thrown out), and without a telnet octet it is exactly that; the
 * answers are telnet commands, never more than the peer has sent; and how the
 * network cuts the octets makes no difference.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "protocol/typist.h"
#include "server/session.h"
#include "tests/support/fuzz.h"

enum { IAC = 0xFF };

struct run {
    struct typist *typist;
    struct outbox typed;
    struct outbox answers;
    bool over;
};

static void
answer(void *ctx, const char *bytes, size_t len)
{
    struct run *run = ctx;

    outbox_add(&run->answers, bytes, len);
}

/*
 * Take what was typed, as a line would be taken out.
 */
static void
take_typed(struct run *run)
{
    size_t len;
    const char *text = typist_text(run->typist, &len);
    const char *lf = len > 0 ? memchr(text, '\n', len) : NULL;

    assert_true(lf == NULL || lf == text + len - 1);
    outbox_add(&run->typed, text, len);
    typist_used(run->typist, len);
}

static void
feed(struct run *run, const char *bytes, size_t len)
{
    while (len > 0 && !run->over) {
        size_t fed = typist_feed(run->typist, bytes, len);

        assert_true(fed <= len);
        take_typed(run);
        run->over = fed == 0;
        bytes += fed;
        len -= fed;
    }
}

static void
end(struct run *run)
{
    typist_free(run->typist);
    outbox_free(&run->typed);
    outbox_free(&run->answers);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {(const char *)data, size};
    struct fuzz_input all = input;
    struct run whole = {0};
    struct run cut = {0};
    const char *piece;
    size_t len;

    if (size == 0) {
        return 0;
    }
    whole.typist = typist_new(answer, &whole);
    cut.typist = typist_new(answer, &cut);
    feed(&whole, input.bytes, input.len);
    while ((len = fuzz_piece(&input, &piece)) > 0) {
        feed(&cut, piece, len);
    }
    assert_true(whole.typed.len <= all.len);
    assert_int_equal(whole.over, cut.over);
    assert_int_equal(whole.typed.len, cut.typed.len);
    assert_memory_equal(whole.typed.bytes, cut.typed.bytes, cut.typed.len);
    assert_int_equal(whole.answers.len, cut.answers.len);
    assert_true(whole.answers.len <= all.len);
    if (whole.answers.len > 0) {
        assert_memory_equal(whole.answers.bytes, cut.answers.bytes,
                            cut.answers.len);
        assert_int_equal((unsigned char)whole.answers.bytes[0], IAC);
    }
    if (memchr(all.bytes, IAC, all.len) == NULL) {
        assert_int_equal(whole.typed.len, all.len);
        assert_memory_equal(whole.typed.bytes, all.bytes, all.len);
    }
    end(&whole);
    end(&cut);
    return 0;
}
