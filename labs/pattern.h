/*
 * pattern.h - the reply a lab expects, the values it captures.
 *
 *   250                 any reply with this code, of one line or many
 *   5xx                 any reply whose first digit is 5
 *   +OK {count} *       a good answer; its second word is kept as "count"
 *   EOF                 the connection ended without a reply
 *
 * The first word fits the whole reply; what follows is a glob that must fit
 * some line of it.  ${name} in a lab stands for a value: a parameter or what
 * was captured.  Words for people are seldom compared: only codes are fixed
 * by the protocols (RFC 5321 section 4.2, RFC 1939 section 3).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_LABS_PATTERN_H
#define MAILWALK_LABS_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

enum {
    PATTERN_VALUES_MAX = 32,
    PATTERN_NAME_MAX = 32,
    PATTERN_VALUE_MAX = 512
};

/* Parameters and captures, by name; starts as all zero. */
struct pattern_values {
    struct pattern_value {
        char name[PATTERN_NAME_MAX];
        char value[PATTERN_VALUE_MAX];
    } at[PATTERN_VALUES_MAX];
    size_t count;
};

/*
 * Set a value, given as octets; a later one of the same name replaces it.
 * Returns 0, or -1 if the name is too long or the table is full; the value is
 * cut to what fits.
 */
int pattern_set(struct pattern_values *values, const char *name,
                size_t name_len, const char *value, size_t value_len);

/*
 * The value of a name, or NULL.
 */
const char *pattern_get(const struct pattern_values *values, const char *name,
                        size_t name_len);

/*
 * Copy text to out (a string, room octets), with ${name} and {name} replaced
 * by their values.  Names without a value stay as they are.  Returns 0, or -1
 * if the room did not do.
 */
int pattern_insert(const struct pattern_values *values, const char *text,
                   char *out, size_t room);

/*
 * Is the first word of a pattern one that a reply can have?
 */
bool pattern_ok(const char *pattern);

/*
 * Does the reply fit the pattern?  lines are strings, without line ends, as
 * they came; count 0 is the end of the connection.  Captures go into values
 * (which may be NULL), also those of a pattern that does not fit in the end.
 */
bool pattern_fits(const char *pattern, char *const *lines, size_t count,
                  struct pattern_values *values);

#endif
