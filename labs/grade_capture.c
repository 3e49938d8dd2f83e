/*
 * grade_capture.c - the words that a lab takes out of replies, found in a log.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/grade_capture.h"

#include <string.h>
#include <strings.h>

#include "labs/proof_inside.h"

/*
 * The word by which the evidence calls what a lab's line does.
 */
static void
word_of(const struct lab_item *item, char word[EVIDENCE_WORD_MAX])
{
    const char *text = item->key == LAB_OPEN ? "greet" : item->value;
    size_t len = strcspn(text, " ");

    if (len >= EVIDENCE_WORD_MAX) {
        len = EVIDENCE_WORD_MAX - 1;
    }
    memcpy(word, text, len);
    word[len] = '\0';
}

static bool
fits(const struct evidence_item *item, const char *word, const char *pattern,
     struct pattern_values *values)
{
    char *line = item->reply;
    bool ended = strcmp(item->verdict, "EOF") == 0;

    return !item->event &&
           (strcasecmp(item->word, word) == 0 ||
            strcmp(item->word, "?") == 0) &&
           pattern_fits(pattern, &line, ended ? 0 : 1, values);
}

void
grade_capture(const struct lab *lab, const struct proof_case *proof_case,
              struct pattern_values *values)
{
    const struct evidence *evidence = proof_case->evidence;
    char word[EVIDENCE_WORD_MAX] = "";
    size_t at = 0;

    for (size_t i = 0; i < lab->item_count; i++) {
        const struct lab_item *item = &lab->items[i];
        char pattern[PATTERN_VALUE_MAX];
        size_t next = at;

        if (item->key == LAB_OPEN || item->key == LAB_CLIENT ||
            item->key == LAB_TYPED) {
            word_of(item, word);
        }
        if (item->key != LAB_REPLY && item->key != LAB_HIDDEN) {
            continue;
        }
        pattern_insert(values, item->value, pattern, sizeof pattern);
        while (next < evidence->count &&
               !(proof_counts(proof_case, evidence->item[next].session, NULL) &&
                 fits(&evidence->item[next], word, pattern, values))) {
            next++;
        }
        at = next < evidence->count ? next + 1 : at;
    }
}
