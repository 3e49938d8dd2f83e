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

void
arguments_init(struct arguments *arguments, const struct argument *known,
               int argc, char **argv)
{
    *arguments = (struct arguments){
        .known = known, .argc = argc, .argv = argv, .at = 1};
}

int
arguments_complain(const struct arguments *arguments, const char *format, ...)
{
    va_list args;

    fprintf(stderr, "mailwalk %s: ", arguments->argv[0]);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fprintf(stderr, " (mailwalk %s --help)\n", arguments->argv[0]);
    return EX_USAGE;
}

static int
wrong(const struct arguments *arguments, const char *what, const char *option,
      size_t len)
{
    arguments_complain(arguments, "%s: %.*s", what, (int)len, option);
    return ARGUMENTS_WRONG;
}

int
arguments_next(struct arguments *arguments)
{
    const struct argument *known;
    const char *word;
    const char *equals;
    size_t len;

    if (arguments->at >= arguments->argc) {
        return ARGUMENTS_END;
    }
    word = arguments->argv[arguments->at++];
    if (!arguments->plain && strcmp(word, "--") == 0) {
        arguments->plain = true;
        return arguments_next(arguments);
    }
    arguments->value = word;
    if (arguments->plain || word[0] != '-' || word[1] == '\0') {
        return ARGUMENTS_WORD;
    }
    equals = strchr(word, '=');
    len = equals != NULL ? (size_t)(equals - word) : strlen(word);
    for (known = arguments->known; known->name != NULL; known++) {
        if (strlen(known->name) == len && memcmp(known->name, word, len) == 0) {
            break;
        }
    }
    if (known->name == NULL) {
        return wrong(arguments, "unknown option", word, len);
    }
    arguments->value = equals != NULL ? equals + 1 : NULL;
    if (!known->takes) {
        return equals == NULL
                   ? known->id
                   : wrong(arguments, "this option takes no value", word, len);
    }
    if (equals == NULL && arguments->at < arguments->argc) {
        arguments->value = arguments->argv[arguments->at++];
    }
    if (arguments->value == NULL) {
        return wrong(arguments, "this option needs a value", word, len);
    }
    return known->id;
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
