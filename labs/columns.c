/*
 * columns.c - how many columns a text takes, on any terminal.
 *
 * The system's own table (wcwidth) is newer than that of many a terminal; the
 * tables here say where all of them agree since about 2016 (Unicode 9).
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/columns.h"

#include <stdbool.h>
#include <stdlib.h>

#include "protocol/utf8.h"

struct range {
    unsigned long first, last;
};

/* Marks that take no column of their own. */
static const struct range marks[] = {
    {0x0300, 0x036F}, {0x0483, 0x0486}, {0x0591, 0x05BD}, {0x05BF, 0x05BF},
    {0x05C1, 0x05C2}, {0x05C4, 0x05C5}, {0x05C7, 0x05C7}, {0x0610, 0x0615},
    {0x064B, 0x065E}, {0x0670, 0x0670}, {0x06D6, 0x06DC}, {0x06DF, 0x06E4},
    {0x06E7, 0x06E8}, {0x06EA, 0x06ED}, {0x0901, 0x0902}, {0x093C, 0x093C},
    {0x0941, 0x0948}, {0x094D, 0x094D}, {0x0951, 0x0954}, {0x0962, 0x0963},
    {0x0E31, 0x0E31}, {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E}, {0x20D0, 0x20EF},
    {0xFE20, 0xFE23},
};

/* Not agreed on, though the system says one column or two. */
static const struct range unsure[] = {
    {0x0600, 0x0605}, {0x06DD, 0x06DE}, {0x070F, 0x070F}, {0x0890, 0x0891},
    {0x08E2, 0x08E2}, {0x1734, 0x1734}, {0x302E, 0x302F},
};

/* Beyond U+FFFF what is listed is agreed on: ideographs and older emoji, but no
 * flags and no colours of skin, which some terminals join to the one before. */
static const struct range beyond[] = {
    {0x1D400, 0x1D7FF}, {0x1F004, 0x1F1E5}, {0x1F200, 0x1F251},
    {0x1F300, 0x1F3FA}, {0x1F400, 0x1F6D2}, {0x1F910, 0x1F91E},
    {0x1F920, 0x1F927}, {0x1F930, 0x1F930}, {0x1F933, 0x1F93A},
    {0x1F93C, 0x1F93E}, {0x1F940, 0x1F945}, {0x1F947, 0x1F94B},
    {0x1F950, 0x1F95E}, {0x1F980, 0x1F991}, {0x1F9C0, 0x1F9C0},
    {0x20000, 0x2FFFD}, {0x30000, 0x3FFFD},
};

#define IS_IN(c, table) is_in(c, table, sizeof(table) / sizeof((table)[0]))

static bool
is_in(unsigned long c, const struct range *table, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (c >= table[i].first && c <= table[i].last) {
            return true;
        }
    }
    return false;
}

/*
 * Does it only choose how the one before is drawn (U+FE0F: as an emoji)?
 */
static bool
is_selector(unsigned long c)
{
    return c >= 0xFE00 && c <= 0xFE0F;
}

/*
 * The columns of a character beyond ASCII; -1 if terminals do not agree.
 */
static int
agreed(unsigned long c)
{
    int columns = wcwidth((wchar_t)c);

    if (columns == 0) {
        return IS_IN(c, marks) ? 0 : -1;
    }
    if (columns < 0 || IS_IN(c, unsure) || (c > 0xFFFF && !IS_IN(c, beyond))) {
        return -1;
    }
    return columns;
}

size_t
columns_next(const char *text, size_t len, wchar_t *shown, int *columns)
{
    unsigned long c = 0;
    size_t used = utf8_take(text, len, &c);

    *shown = L'?';
    *columns = 1;
    if (used == 0) {
        return 1;
    }
    if (c < 0x80) {
        *shown = (wchar_t)c;
    } else if (is_selector(c)) {
        *shown = L'\0';
        *columns = 0;
    } else if (MB_CUR_MAX > 1 && agreed(c) >= 0) {
        *shown = (wchar_t)c;
        *columns = agreed(c);
    }
    return used;
}

int
columns_of(const char *text, size_t len)
{
    int sum = 0;

    while (len > 0) {
        wchar_t shown;
        int columns;
        size_t used = columns_next(text, len, &shown, &columns);

        sum += columns;
        text += used;
        len -= used;
    }
    return sum;
}

size_t
columns_fit(const char *text, size_t len, int room)
{
    size_t at = 0;

    while (at < len) {
        wchar_t shown;
        int columns;
        size_t used = columns_next(text + at, len - at, &shown, &columns);

        room -= columns;
        if (room < 0) {
            break;
        }
        at += used;
    }
    return at;
}
