/*
 * screen_golden.c - the screen, held against a picture that a person has seen.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tests/support/screen_golden.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    LONG_NUMBER = 5,    /* digits */
    SCRATCH_LETTERS = 6,
    TITLE_MAX = 256
};

#define RULE "\u2500"

/* ---- The mask ---- */

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/*
 * Does text begin with this form?  In it 9 is a digit, A and a are letters.
 */
static bool
has_form(const char *text, const char *form)
{
    for (; *form != '\0'; form++, text++) {
        unsigned char c = (unsigned char)*text;

        if (*form == '9'   ? !is_digit(*text)
            : *form == 'A' ? !isupper(c)
            : *form == 'a' ? !islower(c)
                           : *text != *form) {
            return false;
        }
    }
    return true;
}

static void
put(char *at, const char *mask)
{
    memcpy(at, mask, strlen(mask));
}

/*
 * The name of a scratch folder: mailwalk-, six letters and digits, a slash.
 */
static bool
is_scratch(const char *at)
{
    static const char name[] = "mailwalk-";
    size_t len = sizeof name - 1;

    if (strncmp(at, name, len) != 0) {
        return false;
    }
    for (size_t i = 0; i < SCRATCH_LETTERS; i++) {
        if (!isalnum((unsigned char)at[len + i])) {
            return false;
        }
    }
    return at[len + SCRATCH_LETTERS] == '/';
}

/*
 * A number of many digits, and the letters and digits that hang on it.
 */
static char *
mask_number(char *at)
{
    size_t digits = strspn(at, "0123456789");
    size_t len = digits;

    if (digits < LONG_NUMBER) {
        return at + digits;
    }
    if (at[len] == '.' && at[len + 1] == 'M') {
        len += 1 + strspn(at + len + 1, "0123456789abcdefMPQR");
    }
    for (size_t i = 0; i < len; i++) {
        at[i] = at[i] == '.' ? '.' : '#';
    }
    return at + len;
}

void
screen_mask(char *row)
{
    static const struct {
        const char *form;
        const char *mask;
    } forms[] = {
        {"99:99:99.999", "##:##:##.###"},
        {"99:99:99", "##:##:##"},
        {"9999-99-99T", "####-##-##T"},
        {"Aaa, 99 Aaa 9999", "Day, ## Mon ####"},
        {"Aaa, 9 Aaa 9999", "Day, # Mon ####"},
        {"smtp#9", "smtp##"},
        {"pop3#9", "pop3##"},
    };
    char *at = row;

    while (*at != '\0') {
        bool start = at == row || !is_digit(at[-1]);
        char *before = at;

        for (size_t i = 0; start && i < sizeof forms / sizeof forms[0]; i++) {
            if (has_form(at, forms[i].form)) {
                put(at, forms[i].mask);
                at += strlen(forms[i].mask);
                break;
            }
        }
        if (at == before && is_scratch(at)) {
            put(at, "mailwalk-######");
            at += strlen("mailwalk-######");
        }
        if (at == before) {
            at = is_digit(*at) ? mask_number(at) : at + 1;
        }
    }
}

/* ---- Files ---- */

void
screen_golden_open(struct screen_golden *golden, const char *name, int rows,
                   int cols)
{
    const char *update = getenv("UPDATE_GOLDEN");

    *golden = (struct screen_golden){.rows = rows, .cols = cols};
    golden->writing = update != NULL && update[0] != '\0';
    snprintf(golden->path, sizeof golden->path,
             "tests/screens/golden/%s-%dx%d.txt", name, cols, rows);
    golden->file = fopen(golden->path, golden->writing ? "w" : "r");
    if (golden->file == NULL) {
        fail_msg("%s: cannot be opened", golden->path);
    }
}

void
screen_golden_close(struct screen_golden *golden)
{
    if (!golden->writing && fgetc(golden->file) != EOF) {
        fail_msg("%s: holds more than %u pictures", golden->path,
                 golden->step);
    }
    assert_int_equal(fclose(golden->file), 0);
}

static void
title_of(const struct screen_golden *golden, const struct screen_rig *rig,
         const char *what, char *title)
{
    int row, col;

    screen_cursor(rig, &row, &col);
    snprintf(title, TITLE_MAX, "#### %02u %s (cursor at row %d, column %d)",
             golden->step, what, row, col);
}

/* ---- Comparing ---- */

/* The picture that must come. */
struct picture {
    const struct screen_golden *golden;
    const char *what;
    char *lines;        /* rows + 1 strings of SCREEN_ROW_MAX: title, rows */
};

static char *
line_of(const struct picture *picture, int i)
{
    return picture->lines + (size_t)i * SCREEN_ROW_MAX;
}

/*
 * Does row i belong to a live log?  Logs stand below a rule that names them
 * (and counts their sessions), up to the next rule.
 */
static bool
is_log(const struct screen_rig *rig, int i)
{
    char row[SCREEN_ROW_MAX];
    bool log = false;

    for (int k = 0; k <= i; k++) {
        screen_row(rig, k, row);
        if (strncmp(row, RULE, strlen(RULE)) == 0) {
            log = strstr(row, "d log  ") != NULL;
        }
    }
    return log;
}

/*
 * Row i of the screen now, masked; row -1 is the title.
 */
static void
row_now(const struct picture *picture, const struct screen_rig *rig, int i,
        char *row)
{
    if (i < 0) {
        title_of(picture->golden, rig, picture->what, row);
    } else if (is_log(rig, i)) {
        strcpy(row, "~");
    } else {
        screen_row(rig, i, row);
        screen_mask(row);
    }
}

static bool
is_picture(struct screen_rig *rig, void *ctx)
{
    const struct picture *picture = ctx;
    char row[SCREEN_ROW_MAX];

    for (int i = -1; i < rig->rows; i++) {
        row_now(picture, rig, i, row);
        if (rig->resized || strcmp(row, line_of(picture, i + 1)) != 0) {
            return false;
        }
    }
    return true;
}

static void
tell_difference(const struct picture *picture, const struct screen_rig *rig)
{
    char row[SCREEN_ROW_MAX];

    print_error("%s, picture %u:\n", picture->golden->path,
                picture->golden->step);
    for (int i = -1; i < rig->rows; i++) {
        row_now(picture, rig, i, row);
        if (strcmp(row, line_of(picture, i + 1)) != 0) {
            print_error("-%2d|%s\n+%2d|%s\n", i, line_of(picture, i + 1), i,
                        row);
        }
    }
}

static void
compare(struct picture *picture, struct screen_rig *rig)
{
    long end = screen_now() + SCREEN_MS;

    for (int i = 0; i <= rig->rows; i++) {
        char *line = line_of(picture, i);

        if (fgets(line, SCREEN_ROW_MAX, picture->golden->file) == NULL) {
            fail_msg("%s: has no picture %u", picture->golden->path,
                     picture->golden->step);
        }
        line[strcspn(line, "\n")] = '\0';
    }
    screen_pump(rig, 0);
    while (!is_picture(rig, picture)) {
        long left = end - screen_now();

        if (left <= 0 || rig->ended) {
            tell_difference(picture, rig);
            screen_fail(rig, "this is not the picture", picture->what);
        }
        screen_pump(rig, (int)left);
    }
}

static void
write_picture(struct picture *picture, struct screen_rig *rig)
{
    char row[SCREEN_ROW_MAX];

    screen_settle(rig);
    for (int i = -1; i < rig->rows; i++) {
        row_now(picture, rig, i, row);
        fprintf(picture->golden->file, "%s\n", row);
    }
}

void
screen_golden_next(struct screen_golden *golden, struct screen_rig *rig,
                   const char *what)
{
    struct picture picture = {.golden = golden, .what = what};

    golden->step++;
    assert_int_equal(rig->rows, golden->rows);
    assert_int_equal(rig->cols, golden->cols);
    if (golden->writing) {
        write_picture(&picture, rig);
        return;
    }
    picture.lines = malloc((size_t)(rig->rows + 1) * SCREEN_ROW_MAX);
    assert_non_null(picture.lines);
    compare(&picture, rig);
    free(picture.lines);
}
