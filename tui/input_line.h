/*
 * input_line.h - a line that is being typed: its text, its cursor, its history.
 *
 * Pure.  The text is UTF-8; the cursor never stands inside a character.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_INPUT_LINE_H
#define MAILWALK_TUI_INPUT_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

enum {
    INPUT_LINE_MAX = 998, /* octets, as in a text line: RFC 5321 section
                                   4.5.3.1.6 */
    INPUT_HISTORY = 100   /* lines that are remembered */
};

struct input_line {
    char text[INPUT_LINE_MAX + 1]; /* a string */
    size_t at;                     /* the cursor, in octets */
    char *history[INPUT_HISTORY];  /* the newest first */
    size_t count;
    size_t back;                    /* so far back in it; 0: a new line */
    char fresh[INPUT_LINE_MAX + 1]; /* the new line, while back in it */
};

/*
 * Forget the history.  A line of zeros is an empty one.
 */
void input_line_free(struct input_line *line);

/*
 * Replace the text; the cursor stands at its end.
 */
void input_line_set(struct input_line *line, const char *text);

/*
 * A character goes in at the cursor; or the one before it goes.  Returns false
 * if the line is full.
 */
bool input_line_insert(struct input_line *line, wchar_t character);
void input_line_erase(struct input_line *line);

/*
 * Move the cursor by a character, or to an end of the line.
 */
void input_line_left(struct input_line *line);
void input_line_right(struct input_line *line);
void input_line_home(struct input_line *line);
void input_line_end(struct input_line *line);

/*
 * Remember this text (up to len octets of it) as the newest line, unless it is
 * empty or the same as the last one.
 */
void input_line_remember(struct input_line *line, const char *text, size_t len);

/*
 * The line before or behind this one in the history.
 */
void input_line_older(struct input_line *line);
void input_line_newer(struct input_line *line);

#endif
