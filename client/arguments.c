/*
 * arguments.c - options read one by one, wrong ones named.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/arguments.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

int
arguments_complain(const char *command, const char *format, ...)
{
    va_list args;

    fprintf(stderr, "mailwalk %s: ", command);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fprintf(stderr, " (mailwalk %s --help)\n", command);
    return EX_USAGE;
}

/*
 * Take the option at argv[*at], and its value if that is the next word.
 * Returns NULL, or what is wrong with it.
 */
static const char *
take(char **argv, int *at, const struct argument *known)
{
    const char *word = argv[*at];
    size_t len = strcspn(word, "=");
    const char *value = word[len] == '=' ? word + len + 1 : NULL;

    while (known->name != NULL && (strlen(known->name) != len ||
                                   memcmp(known->name, word, len) != 0)) {
        known++;
    }
    if (known->name == NULL) {
        return "unknown option";
    }
    if (known->flag != NULL) {
        *known->flag = true;
        return value == NULL ? NULL : "this option takes no value";
    }
    if (value == NULL) {
        value = argv[++*at];    /* behind the last word stands NULL */
    }
    if (value == NULL) {
        return "this option needs a value";
    }
    known->value[known->count != NULL ? (*known->count)++ : 0] = value;
    return NULL;
}

int
arguments_read(int *argc, char **argv, int words,
               const struct argument *known, const char *usage)
{
    bool plain = false;
    int found = 0;

    for (int i = 1; i < *argc; i++) {
        char *word = argv[i];
        const char *wrong = NULL;

        if (!plain && strcmp(word, "--help") == 0) {
            fputs(usage, stdout);
            return EX_OK;
        }
        if (!plain && strcmp(word, "--") == 0) {
            plain = true;
        } else if (!plain && word[0] == '-' && word[1] != '\0') {
            wrong = take(argv, &i, known);
        } else if (found == words) {
            wrong = "one word too many";
        } else {
            argv[++found] = word;
        }
        if (wrong != NULL) {
            return arguments_complain(argv[0], "%s: %.*s", wrong,
                                      (int)strcspn(word, "="), word);
        }
    }
    *argc = found + 1;
    return -1;
}

long
arguments_number(const char *text, long low, long high)
{
    char *end;
    long value;

    if (*text < '0' || *text > '9') {
        return -1;
    }
    errno = 0;
    value = strtol(text, &end, 10);
    if (errno != 0 || *end != '\0' || value < low || value > high) {
        return -1;
    }
    return value;
}

int
arguments_seconds(const char *command, const char *text, int *seconds)
{
    *seconds = text == NULL ? 0 : (int)arguments_number(text, 1, 86400);
    return *seconds != -1 ? EX_OK
                          : arguments_complain(command, "--timeout takes "
                                               "seconds, from 1 to 86400");
}
