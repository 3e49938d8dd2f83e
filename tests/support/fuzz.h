/*
 * fuzz.h - what a fuzz target is, and how it reads its input.
 *
 * A target takes any octets at all, feeds them to one part of the program, and
 * holds what comes out against a rule that is always true.  libFuzzer calls it
 * millions of times with inputs it makes from tests/corpus/TARGET (make fuzz);
 * replay.c calls it with the files of that folder, in every run of the tests.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TESTS_SUPPORT_FUZZ_H
#define MAILWALK_TESTS_SUPPORT_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The target.  Returns 0; a broken rule ends in a failed assertion.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is left of the input. */
struct fuzz_input {
    const char *bytes;
    size_t len;
};

/*
 * Does the input begin with this line?  Then it is taken away.
 */
bool fuzz_option(struct fuzz_input *input, const char *line);

/*
 * Take the next piece, as the network would cut it: it has as many octets as
 * its own first octet tells, 1 to 64.  Returns how many, 0 at the end.
 */
size_t fuzz_piece(struct fuzz_input *input, const char **piece);

#endif
