/*
 * grade.h - a lab is graded: evidence and answers against its check cards.
 *
 * The same evidence always gives the same points; nothing here asks a clock or
 * a server.  A word that a lab captures from a reply ({n2}) is looked for in
 * the log, where the lab's commands stand in their order, so a lab done by
 * telnet is graded like one done on the screen.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_LABS_GRADE_H
#define MAILWALK_LABS_GRADE_H

#include <stdio.h>

#include "labs/answers.h"
#include "labs/lab.h"
#include "labs/param.h"
#include "labs/proof.h"

enum { GRADE_CHECKS_MAX = 64, GRADE_TEXT_MAX = 512 };

/* One check, tried. */
struct grade_check {
    const struct lab_item *item;
    char text[GRADE_TEXT_MAX]; /* the check, with the student's values */
    unsigned earned;
    struct proof_result result;
};

struct grade {
    struct grade_check check[GRADE_CHECKS_MAX];
    size_t checks;
    unsigned earned, points;
};

/* What is graded. */
struct grade_work {
    const struct lab *lab;
    struct param_student student;
    const struct answers *answers;
    const struct evidence *evidence;
    bool alone; /* as in struct proof_case */
    void *ctx;  /* handed to: as in struct proof_case */
    int (*box)(void *ctx, const char *name, const char *domain, char *path,
               size_t room);
};

/*
 * Grade it.  Returns 0, or -1 with why (LAB_WHY_MAX octets) if the lab has no
 * check card, or too many checks.
 */
int grade_lab(const struct grade_work *work, struct grade *grade, char *why);

/*
 * Tell it to a person: each check with its points and, where points were lost,
 * what is missing and the line of the log that shows it.
 */
void grade_print(const struct grade_work *work, const struct grade *grade,
                 FILE *out);

/*
 * The same as one line of a table (student,lab,points,of and one column a
 * check); grade_csv_head() writes the first line.
 */
void grade_csv_head(const struct lab *lab, FILE *out);
void grade_csv(const struct grade_work *work, const struct grade *grade,
               FILE *out);

/*
 * The same as a test suite of JUnit, for autograders.
 */
void grade_junit(const struct grade_work *work, const struct grade *grade,
                 FILE *out);

#endif
