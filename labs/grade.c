/*
 * grade.c - a lab is graded.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/grade.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "labs/grade_capture.h"

/* What the proofs ask back. */
struct asked {
    const struct grade_work *work;
    const struct pattern_values *values;
};

/* ---- Answers ---- */

/*
 * The right answer of an ask card: the letter of an option, or a text.
 */
static void
right_answer(const struct asked *asked, const struct lab_card *card,
             char *right, size_t room)
{
    const struct lab *lab = asked->work->lab;
    const struct lab_item *is = lab_find(lab, card, LAB_IS);
    char text[PATTERN_VALUE_MAX] = "";

    if (is != NULL) {
        pattern_insert(asked->values, is->value, text, sizeof text);
    }
    snprintf(right, room, "%s", text);
    for (size_t i = card->first; i < card->first + card->count; i++) {
        const struct lab_item *item = &lab->items[i];

        if (item->key == LAB_OPTION &&
            lab_is_right(lab, card, item, asked->values)) {
            snprintf(right, room, "%c", item->letter);
        }
    }
}

static bool
is_right(void *ctx, const char *id, char *why, size_t room)
{
    const struct asked *asked = ctx;
    const struct lab_card *card = lab_card_named(asked->work->lab, LAB_ASK, id,
                                                 strlen(id));
    const char *given = answers_get(asked->work->answers, id);
    char right[PATTERN_VALUE_MAX];

    if (card == NULL || given == NULL || given[0] == '\0') {
        snprintf(why, room, "%s is not answered", id);
        return false;
    }
    right_answer(asked, card, right, sizeof right);
    if (strcasecmp(given, right) != 0) {
        snprintf(why, room, "%s: \"%.40s\" is not right", id, given);
        return false;
    }
    return true;
}

/*
 * Only that they were answered counts, not how.
 */
static bool
all_predicted(void *ctx, char *why, size_t room)
{
    const struct asked *asked = ctx;
    const struct lab *lab = asked->work->lab;

    for (size_t i = 0; i < lab->card_count; i++) {
        const char *id = lab->cards[i].id;

        if (lab->cards[i].kind == LAB_PREDICT && id[0] != '\0' &&
            answers_get(asked->work->answers, id) == NULL) {
            snprintf(why, room, "the prediction %s is missing", id);
            return false;
        }
    }
    return true;
}

/* ---- The checks ---- */

/*
 * The values of the student stand in the check before it is tried.
 */
static int
try_check(const struct asked *asked, const struct proof_case *proof_case,
          struct grade_check *check, char *why)
{
    struct proof_result *result = &check->result;

    if (pattern_insert(asked->values, check->item->value, check->text,
                       sizeof check->text) != 0) {
        snprintf(why, LAB_WHY_MAX, "line %u: expected a shorter check",
                 check->item->line);
        return -1;
    }
    if (proof_try(check->text, proof_case, result) != 0) {
        snprintf(why, LAB_WHY_MAX, "line %u: %.400s", check->item->line,
                 result->why);
        return -1;
    }
    check->earned = check->item->points * result->good / result->of;
    return 0;
}

int
grade_lab(const struct grade_work *work, struct grade *grade, char *why)
{
    const struct lab *lab = work->lab;
    struct pattern_values values = {.count = 0};
    struct asked asked = {.work = work, .values = &values};
    struct proof_case proof_case = {.evidence = work->evidence,
                                    .user = work->student.user,
                                    .alone = work->alone,
                                    .box = work->box,
                                    .box_ctx = work->ctx,
                                    .ctx = &asked,
                                    .answer = is_right,
                                    .predicted = all_predicted};

    *grade = (struct grade){.checks = 0};
    if (param_set(lab, &work->student, &values, why) != 0) {
        return -1;
    }
    grade_capture(lab, &proof_case, &values);
    for (size_t i = 0; i < lab->item_count; i++) {
        struct grade_check *check = &grade->check[grade->checks];

        if (lab->items[i].key != LAB_PROOF) {
            continue;
        }
        if (grade->checks == GRADE_CHECKS_MAX) {
            snprintf(why, LAB_WHY_MAX, "expected at most %d checks",
                     GRADE_CHECKS_MAX);
            return -1;
        }
        check->item = &lab->items[i];
        if (try_check(&asked, &proof_case, check, why) != 0) {
            return -1;
        }
        grade->checks++;
        grade->earned += check->earned;
        grade->points += check->item->points;
    }
    if (grade->checks == 0) {
        snprintf(why, LAB_WHY_MAX,
                 "lab %.32s has no check card: it is not "
                 "graded",
                 lab->id);
        return -1;
    }
    return 0;
}
