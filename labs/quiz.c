/*
 * quiz.c - the bank of questions: read, chosen from, exported.
 *
 * GIFT marks its own signs (~ = # { } :) with a backslash; the right answer
 * begins with '=', the others with '~', and what stands behind '####' is told
 * after the answer.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/quiz.h"

#include <stdbool.h>
#include <string.h>

#include "labs/play.h"

/*
 * Does a card ask, and is it of the topic?
 */
static bool
is_asked(const struct quiz *quiz, const struct lab_card *card)
{
    size_t len = strlen(quiz->topic);

    return card->kind == LAB_ASK &&
           (len == 0 ||
            (strncmp(card->id, quiz->topic, len) == 0 && card->id[len] == '-'));
}

/*
 * Append the topics of the bank to why, each once: they stand together.
 */
static void
name_topics(const struct lab *lab, char *why)
{
    const char *before = "";

    for (size_t i = 0; i < lab->card_count; i++) {
        const char *id = lab->cards[i].id;
        size_t len = strcspn(id, "-");
        size_t used = strlen(why);

        if (lab->cards[i].kind == LAB_ASK &&
            (strncmp(before, id, len) != 0 || before[len] != '-')) {
            snprintf(why + used, LAB_WHY_MAX - used, " %.*s", (int)len, id);
            before = id;
        }
    }
}

int
quiz_open(struct quiz *quiz, const char *topic, char *why)
{
    char path[WORLD_PATH_ROOM];

    *quiz = (struct quiz){.topic = topic};
    if (play_find("quiz", path) != 0) {
        snprintf(why, LAB_WHY_MAX,
                 "the questions (labs/quiz-bank.md) are not beside mailwalk; "
                 "set MAILWALK_HOME to the folder that holds labs/");
        return -1;
    }
    quiz->lab = lab_read(path, why);
    if (quiz->lab == NULL) {
        return -1;
    }
    for (size_t i = quiz->lab->card_count; i-- > 0;) {
        if (is_asked(quiz, &quiz->lab->cards[i])) {
            quiz->first = i;
            quiz->count++;
        }
    }
    if (quiz->count > 0) {
        return 0;
    }
    snprintf(why, LAB_WHY_MAX,
             "there is no topic \"%.40s\"; there are:", topic);
    name_topics(quiz->lab, why);
    quiz_close(quiz);
    return -1;
}

void
quiz_close(struct quiz *quiz)
{
    lab_free(quiz->lab);
    quiz->lab = NULL;
}

void
quiz_question(const struct quiz *quiz, size_t i, struct quiz_question *question)
{
    const struct lab *lab = quiz->lab;
    const struct lab_card *card = &lab->cards[quiz->first];
    const struct lab_item *why = NULL;

    while (!is_asked(quiz, card) || i-- > 0) {
        card++;
    }
    why = lab_find(lab, card, LAB_WHY);
    *question = (struct quiz_question){
        .id = card->id,
        .text = lab_find(lab, card, LAB_Q)->value,
        .why = why == NULL ? "" : why->value};
    for (size_t at = card->first; at < card->first + card->count; at++) {
        const struct lab_item *item = &lab->items[at];

        if (item->key == LAB_OPTION) {
            question->option[question->options++] = item;
            question->right = item->right ? item->letter : question->right;
        }
    }
}

void
quiz_result(const struct quiz *quiz, size_t answered, size_t right, char *out,
            size_t room)
{
    snprintf(out, room,
             "%zu question%s: you answered %zu before you saw, %zu of these "
             "rightly.",
             quiz->count, quiz->count == 1 ? "" : "s", answered, right);
}

/* ---- GIFT ---- */

static void
put_escaped(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (strchr("~=#{}:\\", *text) != NULL) {
            putc('\\', out);
        }
        putc(*text, out);
    }
}

void
quiz_gift(const struct quiz *quiz, FILE *out)
{
    for (size_t i = 0; i < quiz->count; i++) {
        struct quiz_question question;

        quiz_question(quiz, i, &question);
        fprintf(out, "::%s:: ", question.id);
        put_escaped(out, question.text);
        fputs(" {\n", out);
        for (size_t o = 0; o < question.options; o++) {
            bool right = question.option[o]->letter == question.right;

            fputs(right ? "    =" : "    ~", out);
            put_escaped(out, question.option[o]->value);
            putc('\n', out);
        }
        fputs("    ####", out);
        put_escaped(out, question.why);
        fputs("\n}\n\n", out);
    }
}
