/*
 * plain_text.h - text as lines of a terminal: wrapped, and nothing but text.
 *
 * No cursor motion, no colour: what comes out can be read aloud, kept in a
 * file, or compared by a test.  The narration of a lesson is laid out here for
 * the screens too.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_LABS_PLAIN_TEXT_H
#define MAILWALK_LABS_PLAIN_TEXT_H

#include <stdbool.h>
#include <stdio.h>

enum { PLAIN_WIDTH = 79 };

struct plain_out {
    FILE *file;
    unsigned width; /* columns that a line may have: PLAIN_WIDTH */
    bool utf8; /* the terminal shows UTF-8; else '?' stands for it */
};

/*
 * Write the lines of text, each wrapped at blanks: the first row of each
 * begins with lead, the others with blanks of the same width.
 */
void plain_lines(const struct plain_out *out, const char *lead,
                 const char *text);

/*
 * Write narration: paragraphs are filled, headings and list items stand alone,
 * fenced blocks are kept as they are.
 */
void plain_prose(const struct plain_out *out, const char *text);

#endif
