/*
 * quiz.h - the bank of questions: one lab file of ask cards.
 *
 * The bank is labs/quiz-bank.md, in the form of a lab file without steps.  The
 * id of a card is TOPIC-NUMBER ("dots-3"), so a topic is a run of cards.  The
 * screen, the plain way and the export for Moodle all read it through here.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_LABS_QUIZ_H
#define MAILWALK_LABS_QUIZ_H

#include <stddef.h>
#include <stdio.h>

#include "labs/lab.h"

enum { QUIZ_OPTIONS_MAX = 4 };

struct quiz {
    struct lab *lab;
    size_t first;      /* the cards that are asked: from here on, */
    size_t count;      /* questions only; narration between them is skipped */
    const char *topic; /* the caller's; "" is all of them */
};

/* One question, as it is asked.  The strings belong to the quiz. */
struct quiz_question {
    const char *id;
    const char *text;
    const struct lab_item *option[QUIZ_OPTIONS_MAX]; /* .letter, .value */
    size_t options;
    char right; /* its letter */
    const char *why;
};

/*
 * Read the bank and choose a topic, "" for all.  Returns 0, or -1 with why
 * (LAB_WHY_MAX octets): the file is not found or wrong, or there is no such
 * topic; then the topics are named.
 */
int quiz_open(struct quiz *quiz, const char *topic, char *why);

/*
 * Free what quiz_open() took.
 */
void quiz_close(struct quiz *quiz);

/*
 * Question i, from 0, of quiz->count.
 */
void quiz_question(const struct quiz *quiz, size_t i,
                   struct quiz_question *question);

/*
 * Write the questions as GIFT, the text format that Moodle imports.
 */
void quiz_gift(const struct quiz *quiz, FILE *out);

/*
 * `mailwalk quiz --plain`: ask on standard input, line by line.  At the end of
 * the input the rest is shown with its answers.  Returns the exit status.
 */
int quiz_plain(const struct quiz *quiz);

/*
 * How the quiz went, in a sentence of room octets: answered of them were
 * answered before the answer was shown, right of these rightly.
 */
void quiz_result(const struct quiz *quiz, size_t answered, size_t right,
                 char *out, size_t room);

#endif
