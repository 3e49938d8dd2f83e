/*
 * param.h - the values of a lab that are different for each student.
 *
 *   param: tok = token 6               six letters and digits
 *   param: n = num 2 5                 a number from 2 to 5
 *   param: when = pick before | after  one of these
 *   param: copies = map ${when} before=1 after=2
 *   param: who = user                  or peer, pass
 *
 * A value is made of HMAC-SHA256(key of the course, student | lab | name), so
 * whoever grades makes it anew and needs no list.  At home the key is "self".
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_LABS_PARAM_H
#define MAILWALK_LABS_PARAM_H

#include "labs/lab.h"
#include "labs/pattern.h"

enum { PARAM_TOKEN_MAX = 26 };

struct param_student {
    const char *key; /* of the course; NULL is "self" */
    const char *user, *peer, *pass;
};

/*
 * Set user, peer, pass and every parameter of the lab.  Returns 0, or -1 with
 * why (LAB_WHY_MAX octets) if a parameter makes no sense; lab_check() has seen
 * to that for a lab that was read.
 */
int param_set(const struct lab *lab, const struct param_student *student,
              struct pattern_values *values, char *why);

/*
 * Is the value of a "param:" item one?  Returns 0, or -1 with why.
 */
int param_check(const char *text, char *why);

#endif
