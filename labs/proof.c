/*
 * proof.c - the forms of a check, each a function of a few lines.
 *
 * Every form reads its words first and complains about those that are wrong;
 * without evidence that is all it does.  Then it looks for what must be there,
 * and says what is missing in words that do not give the answer away.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/proof.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "labs/proof_inside.h"

int
proof_cut(const char *text, struct proof_words *words)
{
    char *rest = NULL;

    words->count = 0;
    if (snprintf(words->text, sizeof words->text, "%s", text) >=
        (int)sizeof words->text) {
        return -1;
    }
    for (char *word = strtok_r(words->text, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        if (words->count == PROOF_WORDS_MAX) {
            return -1;
        }
        words->word[words->count++] = word;
    }
    words->word[words->count] = NULL;
    return 0;
}

int
proof_expected(struct proof_result *result, const char *format, ...)
{
    va_list args;
    int len = snprintf(result->why, sizeof result->why, "expected ");

    va_start(args, format);
    vsnprintf(result->why + len, sizeof result->why - (size_t)len, format,
              args);
    va_end(args);
    return -1;
}

void
proof_missing(struct proof_result *result, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(result->why, sizeof result->why, format, args);
    va_end(args);
}

/* ---- answer, predicted, clean ---- */

static int
try_answer(const struct proof_words *words, const struct proof_case *proof_case,
           struct proof_result *result)
{
    char why[PROOF_WHY_MAX];

    if (words->count == 0) {
        return proof_expected(result, "\"answer QUESTION ..\"");
    }
    result->of = (unsigned)words->count;
    for (size_t i = 0; proof_case != NULL && i < words->count; i++) {
        size_t used = strlen(result->why);

        if (proof_case->answer(proof_case->ctx, words->word[i], why,
                               sizeof why)) {
            result->good++;
        } else {
            snprintf(result->why + used, sizeof result->why - used, "%s%s",
                     used > 0 ? "; " : "", why);
        }
    }
    return 0;
}

static int
try_predicted(const struct proof_words *words,
              const struct proof_case *proof_case, struct proof_result *result)
{
    if (words->count != 1 || strcmp(words->word[0], "all") != 0) {
        return proof_expected(result, "\"predicted all\"");
    }
    result->good = proof_case != NULL &&
                   proof_case->predicted(proof_case->ctx, result->why,
                                         sizeof result->why);
    return 0;
}

/*
 * A session that broke off because XLAB asked for it is no unclean one.
 */
static bool
had_fault(const struct evidence *evidence, size_t session)
{
    for (size_t i = 0; i < evidence->count; i++) {
        if (evidence->item[i].session == session && evidence->item[i].event &&
            (proof_fits(&evidence->item[i], "fault(name=drop-after-dot)") ||
             proof_fits(&evidence->item[i], "fault(name=reset)"))) {
            return true;
        }
    }
    return false;
}

static int
try_clean(const struct proof_words *words, const struct proof_case *proof_case,
          struct proof_result *result)
{
    size_t seen = 0, left = 0;

    if (words->count != 0) {
        return proof_expected(result, "\"clean\" alone");
    }
    for (size_t s = 0; proof_case && s < proof_case->evidence->sessions; s++) {
        const struct evidence_session *at = &proof_case->evidence->session[s];

        if (at->ident[0] != '\0' && proof_counts(proof_case, s, NULL) &&
            strcmp(at->service, "out") != 0) {
            seen++;
            left += !at->quit && !had_fault(proof_case->evidence, s);
        }
    }
    result->good = seen > 0 && left == 0;
    if (result->good == 0 && proof_case != NULL) {
        proof_missing(result, "of %zu sessions of yours %zu ended without QUIT",
                      seen, left);
    }
    return 0;
}

/* ---- All forms ---- */

static const struct {
    const char *word;
    proof_form *run;
} forms[] = {
    {"dialog", proof_dialog}, {"never", proof_never},
    {"count", proof_counted}, {"event", proof_event},
    {"order", proof_order},   {"gap", proof_gap},
    {"answer", try_answer},   {"predicted", try_predicted},
    {"clean", try_clean},
};

int
proof_try(const char *check, const struct proof_case *proof_case,
          struct proof_result *result)
{
    size_t len = strcspn(check, " ");
    const char *rest = check + len + strspn(check + len, " ");
    struct proof_words words;

    *result = (struct proof_result){.of = 1};
    if (len == 4 && strncmp(check, "mbox", len) == 0) {
        return proof_box(rest, proof_case, result);
    }
    if (proof_cut(rest, &words) != 0) {
        return proof_expected(result, "a shorter check");
    }
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (strlen(forms[i].word) == len &&
            strncmp(forms[i].word, check, len) == 0) {
            return forms[i].run(&words, proof_case, result);
        }
    }
    return proof_expected(result,
                          "dialog, never, count, event, order, gap, mbox, "
                          "answer, predicted or clean, found \"%.20s\"",
                          check);
}
