/*
 * proof_event.c - checks of what happened, and when: event, order, gap.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/proof_inside.h"

#include <stdio.h>
#include <string.h>

/*
 * event NAME k=glob k=glob OP N: the pairs become NAME(k=glob,k=glob).
 */
int
proof_event(const struct proof_words *words,
            const struct proof_case *proof_case, struct proof_result *result)
{
    char word[PROOF_LINE_MAX];
    size_t at = 1, len, count;
    const char *operator;
    double limit;

    len = (size_t)snprintf(word, sizeof word, "%s",
                           words->count > 0 ? words->word[0] : "");
    for (; at < words->count && strchr(words->word[at], '=') != NULL &&
           proof_compare(0, words->word[at], 0) < 0;
         at++) {
        len += (size_t)snprintf(word + len, sizeof word - len, "%c%s",
                                at == 1 ? '(' : ',', words->word[at]);
    }
    if (at > 1) {
        snprintf(word + len, sizeof word - len, ")");
    }
    if (!proof_is_event(word) ||
        proof_limit(words->word + at, &operator, & limit) < 0) {
        return proof_expected(result, "\"event NAME key=glob >= N\"");
    }
    if (proof_case != NULL) {
        count = proof_count(proof_case, NULL, word, true, result);
        result->good = proof_compare((double)count, operator, limit) == 1;
        if (result->good == 0) {
            proof_missing(result, "%s happened %zu times, wanted %s %g", word,
                          count, operator, limit);
        }
    }
    return 0;
}

/*
 * The first item from `from` on that fits, the n-th for NAME#n; SIZE_MAX if
 * there is none.
 */
static size_t
find_item(const struct proof_case *proof_case, const char *word, size_t from)
{
    const struct evidence *evidence = proof_case->evidence;
    unsigned left = proof_number(word);

    for (size_t i = from; i < evidence->count; i++) {
        if (proof_counts(proof_case, evidence->item[i].session, NULL) &&
            proof_fits(&evidence->item[i], word) && --left == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

static bool
is_moment(const char *word)
{
    return proof_is_exchange(word) || proof_is_event(word);
}

int
proof_order(const struct proof_words *words,
            const struct proof_case *proof_case, struct proof_result *result)
{
    size_t at = 0;

    for (size_t i = 0; i < words->count; i++) {
        if (i % 2 == 0 ? !is_moment(words->word[i])
                       : strcmp(words->word[i], "<") != 0) {
            return proof_expected(result, "\"order A < B\", found \"%.40s\"",
                                  words->word[i]);
        }
    }
    if (words->count < 3 || words->count % 2 == 0) {
        return proof_expected(result, "\"order A < B\"");
    }
    for (size_t i = 0; proof_case != NULL && i < words->count; i += 2) {
        const char *word = words->word[i];

        at = find_item(proof_case, word, strchr(word, '#') != NULL ? 0 : at);
        if (at == SIZE_MAX) {
            proof_missing(result, "no %s%s%s", word, i > 0 ? " behind " : "",
                          i > 0 ? words->word[i - 2] : "");
            return 0;
        }
        result->witness = &proof_case->evidence->item[at++];
    }
    result->good = 1;
    return 0;
}

int
proof_gap(const struct proof_words *words, const struct proof_case *proof_case,
          struct proof_result *result)
{
    const char *operator;
    double limit, seconds;
    size_t first, second;

    if (words->count != 4 || !is_moment(words->word[0]) ||
        !is_moment(words->word[1]) ||
        proof_limit(words->word + 2, &operator, & limit) < 0) {
        return proof_expected(result, "\"gap A B >= SECONDS\"");
    }
    if (proof_case == NULL) {
        return 0;
    }
    first = find_item(proof_case, words->word[0], 0);
    second = first == SIZE_MAX
                 ? SIZE_MAX
                 : find_item(proof_case, words->word[1],
                             strchr(words->word[1], '#') ? 0 : first + 1);
    if (second == SIZE_MAX) {
        proof_missing(result, "no %s%s%s", words->word[first != SIZE_MAX],
                      first != SIZE_MAX ? " behind " : "",
                      first != SIZE_MAX ? words->word[0] : "");
        return 0;
    }
    result->witness = &proof_case->evidence->item[second];
    seconds = (double)(result->witness->time_ms -
                       proof_case->evidence->item[first].time_ms) /
              1000;
    result->good = proof_compare(seconds, operator, limit) == 1;
    if (result->good == 0) {
        proof_missing(result, "%.1f seconds between %s and %s, wanted %s %g",
                      seconds, words->word[0], words->word[1], operator, limit);
    }
    return 0;
}
