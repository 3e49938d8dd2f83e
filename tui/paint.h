/*
 * paint.h - put text on the screen: cut, padded, wrapped, and never raw.
 *
 * Every octet that reaches the terminal goes through here.  Controls, C1, bidi
 * marks and broken UTF-8 are shown as \xHH; wide and combining characters keep
 * the columns.  What does not fit is cut; nothing ever wraps by itself.
 *
 * Nothing is told by colour alone: a style is bold, underline or reverse
 * first, and a hue besides where the terminal has any.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_PAINT_H
#define MAILWALK_TUI_PAINT_H

#include <stddef.h>

enum paint_style {
    PAINT_PLAIN,
    PAINT_TITLE,        /* bold */
    PAINT_CLIENT,       /* the tag C: blue */
    PAINT_SERVER,       /* the tag S: orange */
    PAINT_DONE,         /* a reply 2yz or +OK: plain */
    PAINT_GO_ON,        /* 3yz: underlined */
    PAINT_LATER,        /* 4yz: bold */
    PAINT_REFUSED,      /* 5yz or -ERR: bold and underlined */
    PAINT_HERE,         /* the current item: reverse */
    PAINT_KEY           /* a key in the hint row: bold */
};

/* A part of the screen, in rows and columns from 0. */
struct area {
    int top, left, rows, cols;
};

/* Signs that have an ASCII form. */
enum paint_sign {
    PAINT_HLINE,
    PAINT_VLINE,
    PAINT_DOUBLE,
    PAINT_ARROW_RIGHT,
    PAINT_ARROW_LEFT,
    PAINT_ELBOW,
    PAINT_ELLIPSIS,
    PAINT_CR,
    PAINT_LF,
    PAINT_SIGNS
};

/*
 * The whole screen.
 */
struct area paint_screen(void);

/*
 * Begin a picture (all is blank); end it: now it is shown, with the real
 * cursor at row, col of the screen.
 */
void paint_begin(void);
void paint_end(int row, int col);

/*
 * Put len octets of text at row, col of the area, cut at its right edge.
 * Returns the columns taken.  Rows outside the area are left out.
 */
int paint_octets(const struct area *area, int row, int col,
                 enum paint_style style, const char *text, size_t len);

/*
 * The same for a string.
 */
int paint_text(const struct area *area, int row, int col,
               enum paint_style style, const char *text);

/*
 * The same, made by a format.
 */
int paint_format(const struct area *area, int row, int col,
                 enum paint_style style, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/*
 * Put text at row and the rows below it, broken at blanks and at line feeds.
 * hang is the indent of the rows after the first.  Returns the rows taken
 * (those that would be needed, also if the area has fewer).
 */
int paint_wrapped(const struct area *area, int row, int col, int hang,
                  enum paint_style style, const char *text);

/*
 * Draw a rule over the whole width of row, with a title in it ("" for none).
 */
void paint_rule(const struct area *area, int row, const char *title);

/*
 * Draw a column of vertical lines at col, over the height of the area.
 */
void paint_divider(const struct area *area, int col);

/*
 * A sign as a string of one or more characters ("-", "--->"): what the
 * terminal can show.
 */
const char *paint_sign(enum paint_sign sign);

/*
 * How many columns a text takes.
 */
int paint_width(const char *text);

#endif
