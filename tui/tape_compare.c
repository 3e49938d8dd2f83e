/*
 * tape_compare.c - two sessions beside each other, exchange by exchange.
 *
 * The longest way through both that keeps the order (as diff does it): a pair
 * of the same commands counts, one with the same kind of reply counts more.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/tape_compare.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { PAIRED = 2, PAIRED_ALIKE = 3 };

/* worth[i * (models + 1) + k]: of the best way from exchange i of mine and k
 * of the model to both ends. */
struct grid {
    uint16_t *worth;
    size_t mine, model;
};

static uint16_t *
cell(const struct grid *grid, size_t i, size_t k)
{
    return &grid->worth[i * (grid->model + 1) + k];
}

/*
 * Do both have the same text?  Lines of the message, or the command itself.
 */
static bool
same_words(const struct tape *mine, const struct tape_exchange *one,
           const struct tape *model, const struct tape_exchange *other)
{
    size_t lines = one->command - one->begin + 1;

    if (one->verb == TAPE_NONE) {
        return true; /* a greeting: the words are the server's */
    }
    if (other->command - other->begin + 1 != lines) {
        return false;
    }
    for (size_t i = 0; i < lines; i++) {
        if (strcmp(tape_line(mine, one->begin + i),
                   tape_line(model, other->begin + i)) != 0) {
            return false;
        }
    }
    return true;
}

/*
 * How much it is worth to put these two into one row; 0: they cannot be.
 */
static uint16_t
worth_of(const struct tape_exchange *one, const struct tape_exchange *other)
{
    if (one->verb != other->verb) {
        return 0;
    }
    return one->first == other->first ? PAIRED_ALIKE : PAIRED;
}

static void
fill(const struct grid *grid, const struct tape *mine,
     const struct tape *model)
{
    for (size_t i = grid->mine; i-- > 0;) {
        for (size_t k = grid->model; k-- > 0;) {
            uint16_t pair = worth_of(&mine->exchange[i], &model->exchange[k]);
            uint16_t best = *cell(grid, i + 1, k);

            if (*cell(grid, i, k + 1) > best) {
                best = *cell(grid, i, k + 1);
            }
            if (pair > 0 && *cell(grid, i + 1, k + 1) + pair > best) {
                best = (uint16_t)(*cell(grid, i + 1, k + 1) + pair);
            }
            *cell(grid, i, k) = best;
        }
    }
}

static struct tape_pair
make_pair(const struct tape *mine, size_t i, const struct tape *model, size_t k)
{
    const struct tape_exchange *one = &mine->exchange[i];
    const struct tape_exchange *other = &model->exchange[k];
    struct tape_pair pair = {i, k, TAPE_SAME};

    if (one->first != other->first) {
        pair.difference = TAPE_REPLY;
    } else if (!same_words(mine, one, model, other)) {
        pair.difference = TAPE_WORDS;
    }
    return pair;
}

/*
 * Go the best way: the rows.  Returns how many.
 */
static size_t
walk(const struct grid *grid, const struct tape *mine, const struct tape *model,
     struct tape_pair *pair)
{
    size_t count = 0;
    size_t i = 0;
    size_t k = 0;

    while (i < grid->mine || k < grid->model) {
        uint16_t both = 0;

        if (i < grid->mine && k < grid->model) {
            both = worth_of(&mine->exchange[i], &model->exchange[k]);
        }
        if (both > 0 &&
            *cell(grid, i, k) == *cell(grid, i + 1, k + 1) + both) {
            pair[count++] = make_pair(mine, i++, model, k++);
        } else if (k == grid->model ||
                   (i < grid->mine &&
                    *cell(grid, i, k) == *cell(grid, i + 1, k))) {
            pair[count++] = (struct tape_pair){i++, SIZE_MAX, TAPE_MINE};
        } else {
            pair[count++] = (struct tape_pair){SIZE_MAX, k++, TAPE_MODEL};
        }
    }
    return count;
}

static size_t
at_most(size_t count)
{
    return count < TAPE_COMPARED_MAX ? count : TAPE_COMPARED_MAX;
}

struct tape_pair *
tape_compare(const struct tape *mine, const struct tape *model, size_t *count)
{
    struct grid grid = {.mine = at_most(mine->exchanges),
                        .model = at_most(model->exchanges)};
    struct tape_pair *pair = calloc(grid.mine + grid.model + 1, sizeof(*pair));

    grid.worth = calloc((grid.mine + 1) * (grid.model + 1),
                        sizeof(*grid.worth));
    if (pair == NULL || grid.worth == NULL) {
        free(pair);
        free(grid.worth);
        return NULL;
    }
    fill(&grid, mine, model);
    *count = walk(&grid, mine, model, pair);
    free(grid.worth);
    return pair;
}

size_t
tape_differences(const struct tape_pair *pair, size_t count)
{
    size_t differences = 0;

    for (size_t i = 0; i < count; i++) {
        differences += pair[i].difference != TAPE_SAME;
    }
    return differences;
}

const char *
tape_difference_word(enum tape_difference difference)
{
    switch (difference) {
    case TAPE_SAME:
        return "";
    case TAPE_WORDS:
        return "other words";
    case TAPE_REPLY:
        return "another reply";
    case TAPE_MINE:
        return "only mine";
    case TAPE_MODEL:
        return "only the model";
    }
    return "";
}
