/*
 * proof_inside.h - what the files of the proofs share.
 *
 * proof.c has the table of the forms, proof_dialog.c, proof_event.c and
 * proof_box.c carry them out, proof_match.c knows what an exchange or event
 * has to be like.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_LABS_PROOF_INSIDE_H
#define MAILWALK_LABS_PROOF_INSIDE_H

#include "labs/proof.h"

enum { PROOF_WORDS_MAX = 32 };

/* A check, cut at its blanks. */
struct proof_words {
    char text[PROOF_LINE_MAX];
    const char *word[PROOF_WORDS_MAX + 1]; /* NULL behind the last */
    size_t count;
};

/*
 * Cut a text at its blanks.  Returns 0, or -1 if it is too long.
 */
int proof_cut(const char *text, struct proof_words *words);

/*
 * Fail: the check is none.  Returns -1.
 */
int proof_expected(struct proof_result *result, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * What is missing, for a person.
 */
void proof_missing(struct proof_result *result, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A form of a check: as proof_try(), words being those behind its name. */
typedef int proof_form(const struct proof_words *words,
                       const struct proof_case *proof_case,
                       struct proof_result *result);

proof_form proof_dialog, proof_never, proof_counted; /* proof_dialog.c */
proof_form proof_event, proof_order, proof_gap;      /* proof_event.c */

/*
 * How many items that count fit the word; the last one is the witness.
 */
size_t proof_count(const struct proof_case *proof_case, const char *service,
                   const char *word, bool events, struct proof_result *result);

/*
 * OP NUMBER at the end of a check; without them at least one is wanted.
 * Returns -1 if that is not what stands there.
 */
int proof_limit(const char *const *word, const char **operator, double * limit);

/* ---- proof_match.c ---- */

/*
 * Is the word an exchange (VERB=CODE) or an event (NAME, NAME(key=glob),
 * NAME#2) that the matching below understands?
 */
bool proof_is_exchange(const char *word);
bool proof_is_event(const char *word);

/*
 * Does the item fit the word?  #n is not looked at here.
 */
bool proof_fits(const struct evidence_item *item, const char *word);

/*
 * The n of NAME#n; 1 if it has none.
 */
unsigned proof_number(const char *word);

/*
 * Is the session (by index) one that counts?  service NULL: any.
 */
bool proof_counts(const struct proof_case *proof_case, size_t session,
                  const char *service);

/*
 * Compare by an operator (== = != >= <= > <).  Returns 1, 0, or -1 if it is
 * none.
 */
int proof_compare(double left, const char *operator, double right);

/* ---- proof_box.c ---- */

/*
 * mbox BOX[@DOMAIN]: ..; words[0] is the box.
 */
int proof_box(const char *check, const struct proof_case *proof_case,
              struct proof_result *result);

#endif
