/*
 * input_line.c - a line that is being typed.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/input_line.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
input_line_free(struct input_line *line)
{
    for (size_t i = 0; i < line->count; i++) {
        free(line->history[i]);
    }
    line->count = line->back = 0;
}

void
input_line_set(struct input_line *line, const char *text)
{
    snprintf(line->text, sizeof(line->text), "%s", text);
    line->at = strlen(line->text);
}

bool
input_line_insert(struct input_line *line, wchar_t character)
{
    char octets[MB_LEN_MAX + 1];
    mbstate_t state = {0};
    size_t more = wcrtomb(octets, character, &state);
    size_t len = strlen(line->text);

    if (more == (size_t)-1) {
        return true; /* not of this locale: no character */
    }
    if (len + more > INPUT_LINE_MAX) {
        return false;
    }
    memmove(line->text + line->at + more, line->text + line->at,
            len - line->at + 1);
    memcpy(line->text + line->at, octets, more);
    line->at += more;
    return true;
}

/*
 * Is a character begun at this octet?
 */
static bool
begins(const struct input_line *line, size_t at)
{
    return ((unsigned char)line->text[at] & 0xC0) != 0x80;
}

void
input_line_left(struct input_line *line)
{
    while (line->at > 0 && !begins(line, --line->at)) {
    }
}

void
input_line_right(struct input_line *line)
{
    while (line->text[line->at] != '\0' && !begins(line, ++line->at)) {
    }
}

void
input_line_home(struct input_line *line)
{
    line->at = 0;
}

void
input_line_end(struct input_line *line)
{
    line->at = strlen(line->text);
}

void
input_line_erase(struct input_line *line)
{
    size_t end = line->at;

    input_line_left(line);
    memmove(line->text + line->at, line->text + end,
            strlen(line->text + end) + 1);
}

void
input_line_remember(struct input_line *line, const char *text, size_t len)
{
    char *copy = strndup(text, len);

    line->back = 0;
    if (copy == NULL || copy[0] == '\0' ||
        (line->count > 0 && strcmp(copy, line->history[0]) == 0)) {
        free(copy);
        return;
    }
    if (line->count == INPUT_HISTORY) {
        free(line->history[--line->count]);
    }
    memmove(line->history + 1, line->history,
            line->count++ * sizeof(line->history[0]));
    line->history[0] = copy;
}

void
input_line_older(struct input_line *line)
{
    if (line->back == line->count) {
        return;
    }
    if (line->back == 0) {
        memcpy(line->fresh, line->text, sizeof(line->fresh));
    }
    input_line_set(line, line->history[line->back++]);
}

void
input_line_newer(struct input_line *line)
{
    if (line->back > 0) {
        line->back--;
        input_line_set(line, line->back == 0 ? line->fresh
                                             : line->history[line->back - 1]);
    }
}
