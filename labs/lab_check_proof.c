/*
 * lab_check_proof.c - do the checks of a lab make sense?
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/lab_check.h"

#include <stdio.h>
#include <string.h>

#include "labs/proof.h"

static int
check_answers(const struct lab *lab, const char *ids, char *why)
{
    for (ids += strspn(ids, " "); *ids != '\0'; ids += strspn(ids, " ")) {
        size_t len = strcspn(ids, " ");

        if (lab_card_named(lab, LAB_ASK, ids, len) == NULL) {
            snprintf(why, LAB_WHY_MAX,
                     "expected the id of an ask card, found \"%.*s\"",
                     (int)(len > 40 ? 40 : len), ids);
            return -1;
        }
        ids += len;
    }
    return 0;
}

/*
 * A check with 250 for each of its ${names}: that is a code and a number.
 */
static void
fill_names(const char *text, char filled[PROOF_LINE_MAX])
{
    static const char sample[] = "250";
    size_t len = 0;

    while (*text != '\0' && len + sizeof sample < PROOF_LINE_MAX) {
        bool name = text[0] == '$' && strchr(text, '}') != NULL;
        size_t add = name ? sizeof sample - 1 : 1;

        memcpy(filled + len, name ? sample : text, add);
        len += add;
        text = name ? strchr(text, '}') + 1 : text + 1;
    }
    filled[len] = '\0';
}

int
lab_check_proofs(const struct lab *lab, const struct lab_card *card,
                 unsigned *line, char *why)
{
    for (size_t i = card->first; i < card->first + card->count; i++) {
        const struct lab_item *item = &lab->items[i];
        struct proof_result result;
        char filled[PROOF_LINE_MAX];

        *line = item->line;
        fill_names(item->value, filled);
        if (proof_try(filled, NULL, &result) != 0) {
            snprintf(why, LAB_WHY_MAX, "%s", result.why);
            return -1;
        }
        if (strncmp(item->value, "answer ", 7) == 0 &&
            check_answers(lab, item->value + 7, why) != 0) {
            return -1;
        }
    }
    return 0;
}
