/*
 * fuzz.c - how a fuzz target reads its input.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tests/support/fuzz.h"

#include <string.h>

enum { PIECE_MAX = 64 };

static void
step_over(struct fuzz_input *input, size_t len)
{
    input->bytes += len;
    input->len -= len;
}

bool
fuzz_option(struct fuzz_input *input, const char *line)
{
    size_t len = strlen(line);

    if (input->len < len || memcmp(input->bytes, line, len) != 0) {
        return false;
    }
    step_over(input, len);
    return true;
}

size_t
fuzz_piece(struct fuzz_input *input, const char **piece)
{
    size_t len;

    if (input->len == 0) {
        return 0;
    }
    len = 1 + (unsigned char)input->bytes[0] % PIECE_MAX;
    len = len < input->len ? len : input->len;
    *piece = input->bytes;
    step_over(input, len);
    return len;
}
