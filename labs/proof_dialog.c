/*
 * proof_dialog.c - checks of what was said: dialog, never, count.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/proof_inside.h"

#include <stdlib.h>
#include <string.h>

/*
 * "smtp:" at words[0].  Returns the service, or NULL.
 */
static const char *
service_of(const char *word)
{
    static const char *const services[] = {"smtp", "pop3", "out"};

    for (size_t i = 0; word != NULL && i < 3; i++) {
        size_t len = strlen(services[i]);
        if (strncmp(word, services[i], len) == 0 &&
            strcmp(word + len, ":") == 0) {
            return services[i];
        }
    }
    return NULL;
}

/* ---- dialog, never, count ---- */

/*
 * How many of the steps does this session have, in their order?
 */
static size_t
follow_steps(const struct evidence *evidence, size_t session,
             const char *const *step, const struct evidence_item **last)
{
    size_t found = 0;

    for (size_t i = 0; i < evidence->count && step[found] != NULL; i++) {
        const struct evidence_item *item = &evidence->item[i];

        if (item->session == session && !item->event &&
            proof_fits(item, step[found])) {
            *last = item;
            found++;
        }
    }
    return found;
}

int
proof_dialog(const struct proof_words *words,
             const struct proof_case *proof_case, struct proof_result *result)
{
    const char *service = service_of(words->word[0]);
    const char *const *step = words->word + 1;
    size_t best = 0;

    if (service == NULL || *step == NULL) {
        return proof_expected(result, "\"dialog smtp: VERB=CODE ..\"");
    }
    for (size_t i = 0; step[i] != NULL; i++) {
        if (!proof_is_exchange(step[i])) {
            return proof_expected(result, "VERB=CODE, found \"%.40s\"",
                                  step[i]);
        }
    }
    for (size_t s = 0; proof_case && s < proof_case->evidence->sessions; s++) {
        const struct evidence_item *last = NULL;
        size_t found = proof_counts(proof_case, s, service)
                           ? follow_steps(proof_case->evidence, s, step, &last)
                           : 0;
        if (found > best) {
            best = found;
            result->witness = last;
        }
    }
    result->good = step[best] == NULL;
    if (result->good == 0 && best == 0) {
        proof_missing(result, "no %s session of yours has %s", service,
                      step[0]);
    } else if (result->good == 0) {
        proof_missing(result, "no session of yours goes on from %s to %s",
                      step[best - 1], step[best]);
    }
    return 0;
}

size_t
proof_count(const struct proof_case *proof_case, const char *service,
            const char *word, bool events, struct proof_result *result)
{
    const struct evidence *evidence = proof_case->evidence;
    size_t count = 0;

    for (size_t i = 0; i < evidence->count; i++) {
        const struct evidence_item *item = &evidence->item[i];

        if (item->event == events &&
            proof_counts(proof_case, item->session, service) &&
            proof_fits(item, word)) {
            count++;
            result->witness = item;
        }
    }
    return count;
}

int
proof_limit(const char *const *word, const char **operator, double * limit)
{
    char *end = NULL;

    *operator= word[0] != NULL ? word[0] : ">=";
    *limit = 1;
    if (word[0] == NULL) {
        return 0;
    }
    if (word[1] == NULL || word[2] != NULL ||
        proof_compare(0, word[0], 0) < 0) {
        return -1;
    }
    *limit = strtod(word[1], &end);
    return *end == '\0' ? 0 : -1;
}

int
proof_counted(const struct proof_words *words,
              const struct proof_case *proof_case, struct proof_result *result)
{
    const char *service = service_of(words->word[0]);
    const char *operator;
    double limit;
    size_t count;

    if (service == NULL || words->count < 2 ||
        !proof_is_exchange(words->word[1]) ||
        proof_limit(words->word + 2, &operator, & limit) < 0) {
        return proof_expected(result, "\"count smtp: VERB=CODE >= N\"");
    }
    if (proof_case != NULL) {
        count = proof_count(proof_case, service, words->word[1], false, result);
        result->good = proof_compare((double)count, operator, limit) == 1;
        if (result->good == 0) {
            proof_missing(result, "found %s %zu times, wanted %s %g",
                          words->word[1], count, operator, limit);
        }
    }
    return 0;
}

int
proof_never(const struct proof_words *words,
            const struct proof_case *proof_case, struct proof_result *result)
{
    const char *service = service_of(words->word[0]);

    if (service == NULL || words->count != 2 ||
        !proof_is_exchange(words->word[1])) {
        return proof_expected(result, "\"never smtp: VERB=CODE\"");
    }
    if (proof_case != NULL) {
        result->good = proof_count(proof_case, service, words->word[1], false,
                                   result) == 0;
        if (result->good == 0) {
            proof_missing(result, "there must be no %s", words->word[1]);
        }
    }
    return 0;
}
