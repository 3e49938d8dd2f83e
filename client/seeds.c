/*
 * seeds.c - the messages of the lab world, made from their texts.
 *
 * The idea: a seed is made, not copied: its sizes are counted from its text by
 * the rule that the POP3 server counts with (dot.h), and its name comes out of
 * them.  Nothing can disagree.
 *
 * RFC 5322 section 2.1.1 (998 octets).
 * SPDX-License-Identifier: ISC
 */
#include "client/seeds.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/mailview.h"
#include "client/seeds_text.h"
#include "protocol/dot.h"

enum { LONG_LINE = 998 };   /* octets, RFC 5322 section 2.1.1 */

static const struct seeds_row *
find_row(const char *user, size_t index)
{
    const struct seeds_row *row;

    for (size_t i = 0; (row = seeds_row(i)) != NULL; i++) {
        if (strcmp(row->user, user) == 0 && index-- == 0) {
            break;
        }
    }
    return row;
}

size_t
seeds_count(const char *user)
{
    size_t count = 0;

    while (find_row(user, count) != NULL) {
        count++;
    }
    return count;
}

/* A ruler: "....:...10....:...20" and so on, up to 998. */
static void
write_long_line(FILE *out)
{
    for (int column = 10; column <= LONG_LINE; column += 10) {
        char number[16];
        int digits = snprintf(number, sizeof number, "%d", column);

        fprintf(out, "....:%.*s%s", 5 - digits, ".....", number);
    }
    fputs("....:..|\n", out);
}

/* Write the text of a row to a new string.  Returns 0, or -1. */
static int
write_text(const struct seeds_row *row, struct seed *seed)
{
    FILE *out = open_memstream(&seed->text, &seed->len);

    if (out == NULL) {
        return -1;
    }
    fputs(row->text, out);
    if (row->ending != NULL) {
        write_long_line(out);
        fputs(row->ending, out);
    }
    if (fclose(out) != 0) {
        free(seed->text);
        return -1;
    }
    return 0;
}

int
seeds_make(const char *user, size_t index, struct seed *seed)
{
    const struct seeds_row *row = find_row(user, index);
    struct dot_count count = {0, 0};
    struct mailname_stamp stamp = {0, 0, 0, 0, 0};

    if (row == NULL || write_text(row, seed) == -1) {
        return -1;
    }
    stamp.seconds = row->seconds;
    stamp.sequence = (uint32_t)index + 1;
    stamp.random = row->random;
    dot_count_add(&count, seed->text, seed->len);
    mailname_uid(&stamp, row->label, seed->uid);
    mailname_format(seed->uid, seed->len, dot_count_total(&count), seed->name);
    return 0;
}

int
seeds_look(const char *box, const char *user, struct seeds_state *state)
{
    size_t seeds = seeds_count(user);
    struct mailview view;

    if (mailview_open(&view, box) == -1) {
        return -1;
    }
    state->messages = view.count;
    state->as_seeded = view.count == seeds;
    for (size_t i = 0; i < seeds && state->as_seeded; i++) {
        struct seed seed;

        if (seeds_make(user, i, &seed) == -1) {
            mailview_close(&view);
            errno = ENOMEM;
            return -1;
        }
        state->as_seeded = strcmp(view.items[i].uid, seed.uid) == 0 &&
                           view.items[i].disk == seed.len;
        free(seed.text);
    }
    mailview_close(&view);
    return 0;
}
