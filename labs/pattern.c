/*
 * pattern.c - the reply a lab expects, the values it captures.
 *
 * The glob is matched by trying: a star first takes nothing, then one octet
 * more at a time.  Replies are short (512 octets), so that is fast enough.
 *
 * RFC 5321 section 4.2; RFC 1939 section 3.
 * SPDX-License-Identifier: ISC
 */
#include "labs/pattern.h"

#include <ctype.h>
#include <string.h>

int
pattern_set(struct pattern_values *values, const char *name, size_t name_len,
            const char *value, size_t value_len)
{
    size_t i = 0;

    if (name_len == 0 || name_len >= PATTERN_NAME_MAX) {
        return -1;
    }
    while (i < values->count &&
           (strncmp(values->at[i].name, name, name_len) != 0 ||
            values->at[i].name[name_len] != '\0')) {
        i++;
    }
    if (i == PATTERN_VALUES_MAX) {
        return -1;
    }
    if (i == values->count) {
        values->count++;
    }
    if (value_len >= PATTERN_VALUE_MAX) {
        value_len = PATTERN_VALUE_MAX - 1;
    }
    memcpy(values->at[i].name, name, name_len);
    values->at[i].name[name_len] = '\0';
    memcpy(values->at[i].value, value, value_len);
    values->at[i].value[value_len] = '\0';
    return 0;
}

const char *
pattern_get(const struct pattern_values *values, const char *name,
            size_t name_len)
{
    for (size_t i = 0; i < values->count; i++) {
        if (strncmp(values->at[i].name, name, name_len) == 0 &&
            values->at[i].name[name_len] == '\0') {
            return values->at[i].value;
        }
    }
    return NULL;
}

/*
 * The octets that {name} or ${name} takes up at the front of text, or 0; the
 * name lies at *name.
 */
static size_t
name_at(const char *text, const char **name, size_t *name_len)
{
    size_t at = text[0] == '$' ? 1 : 0;
    size_t start = at + 1;

    if (text[at] != '{') {
        return 0;
    }
    at = start;
    while (isalnum((unsigned char)text[at])) {
        at++;
    }
    if (at == start || at - start >= PATTERN_NAME_MAX || text[at] != '}') {
        return 0;
    }
    *name = text + start;
    *name_len = at - start;
    return at + 1;
}

int
pattern_insert(const struct pattern_values *values, const char *text, char *out,
               size_t room)
{
    size_t used = 0;

    while (*text != '\0') {
        const char *name = NULL;
        size_t name_len = 0;
        size_t taken = name_at(text, &name, &name_len);
        const char *piece = text;
        size_t len = 1;

        if (taken > 0 && pattern_get(values, name, name_len) != NULL) {
            piece = pattern_get(values, name, name_len);
            len = strlen(piece);
        } else {
            taken = 1;
        }
        if (len >= room - used) {
            out[used] = '\0';
            return -1;
        }
        memcpy(out + used, piece, len);
        used += len;
        text += taken;
    }
    out[used] = '\0';
    return 0;
}

bool
pattern_ok(const char *pattern)
{
    size_t len = strcspn(pattern, " ");

    if (len == 3 && pattern[0] >= '2' && pattern[0] <= '5') {
        return (pattern[1] == 'x' && pattern[2] == 'x') ||
               (isdigit((unsigned char)pattern[1]) &&
                isdigit((unsigned char)pattern[2]));
    }
    return (len == 3 && strncmp(pattern, "+OK", 3) == 0) ||
           (len == 4 && strncmp(pattern, "-ERR", 4) == 0) ||
           (len == 3 && strncmp(pattern, "EOF", 3) == 0 && pattern[3] == '\0');
}

/*
 * Does the first line begin with the code?  Returns the octets that code and
 * separator take up in each line, or 0.
 */
static size_t
code_fits(const char *pattern, size_t len, const char *line)
{
    for (size_t i = 0; i < len; i++) {
        if (line[i] == '\0' ||
            (pattern[i] != line[i] &&
             !(pattern[i] == 'x' && isdigit((unsigned char)line[i])))) {
            return 0;
        }
    }
    if (line[len] == '\0') {
        return len;
    }
    return line[len] == ' ' || line[len] == '-' ? len + 1 : 0;
}

static bool
glob_fits(const char *glob, const char *text, struct pattern_values *values)
{
    const char *name = NULL;
    size_t name_len = 0;
    size_t taken = 0;

    while (*glob != '\0') {
        if (*glob == '*') {
            do {
                if (glob_fits(glob + 1, text, values)) {
                    return true;
                }
            } while (*text++ != '\0');
            return false;
        }
        taken = name_at(glob, &name, &name_len);
        if (taken > 0) {
            size_t word = strcspn(text, " ");

            if (word == 0) {
                return false;
            }
            if (values != NULL) {
                pattern_set(values, name, name_len, text, word);
            }
            text += word;
            glob += taken;
        } else if (*glob++ != *text++) {
            return false;
        }
    }
    return *text == '\0';
}

bool
pattern_fits(const char *pattern, char *const *lines, size_t count,
             struct pattern_values *values)
{
    size_t len = strcspn(pattern, " ");
    const char *glob = pattern + len + strspn(pattern + len, " ");
    size_t skip = 0;

    if (strcmp(pattern, "EOF") == 0 || count == 0) {
        return count == 0 && strcmp(pattern, "EOF") == 0;
    }
    skip = code_fits(pattern, len, lines[0]);
    if (skip == 0 || *glob == '\0') {
        return skip > 0;
    }
    for (size_t i = 0; i < count; i++) {
        size_t at = code_fits(pattern, len, lines[i]);

        if (glob_fits(glob, lines[i] + at, values)) {
            return true;
        }
    }
    return false;
}
