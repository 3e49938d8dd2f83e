/*
 * grade_capture.c - the words that a lab takes out of replies, found in a log.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/grade_capture.h"

#include <string.h>
#include <strings.h>

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

/*
 * A session that says the student's name: who only looked whether a server is
 * up said none.
 */
static bool
is_students(const struct proof_case *proof_case, size_t session)
{
    return session != SIZE_MAX &&
           evidence_of(&proof_case->evidence->session[session],
                       proof_case->user);
}

/*
 * The next item from `from` on that is what the lab's line is about: in this
 * session or, for a greeting, the first of the next one.  Returns count if
 * there is none.
 */
static size_t
find(const struct proof_case *proof_case, size_t from, size_t session,
     const char *word, const char *pattern, struct pattern_values *values)
{
    const struct evidence *evidence = proof_case->evidence;
    bool greets = strcmp(word, "greet") == 0;

    for (size_t i = from; i < evidence->count; i++) {
        const struct evidence_item *item = &evidence->item[i];

        if ((greets ? item->session != session : item->session == session) &&
            is_students(proof_case, item->session) &&
            fits(item, word, pattern, values)) {
            return i;
        }
    }
    return evidence->count;
}

void
grade_capture(const struct lab *lab, const struct proof_case *proof_case,
              struct pattern_values *values)
{
    const struct evidence *evidence = proof_case->evidence;
    char word[EVIDENCE_WORD_MAX] = "";
    size_t at = 0, session = SIZE_MAX;

    for (size_t i = 0; i < lab->item_count; i++) {
        const struct lab_item *item = &lab->items[i];
        char pattern[PATTERN_VALUE_MAX];
        size_t found;

        if (item->key == LAB_OPEN || item->key == LAB_CLIENT ||
            item->key == LAB_TYPED) {
            word_of(item, word);
        }
        if (item->key != LAB_REPLY && item->key != LAB_HIDDEN) {
            continue;
        }
        pattern_insert(values, item->value, pattern, sizeof pattern);
        found = find(proof_case, at, session, word, pattern, values);
        if (found < evidence->count) {
            at = found + 1;
            session = evidence->item[found].session;
        }
    }
}
