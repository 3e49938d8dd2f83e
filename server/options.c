/*
 * options.c - read the command line of a server.
 *
 * SPDX-License-Identifier: ISC
 */
#include "server/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

struct reading {
    const char *program;
    const struct option *table;
    size_t count;
    struct options *options;
};

static void
print_help(const struct reading *reading, const char *summary)
{
    printf("%s\n\nusage: %s OPTIONS\n", summary, reading->program);
    for (size_t i = 0; i < reading->count; i++) {
        const struct option *row = &reading->table[i];
        char head[48];

        snprintf(head, sizeof head, "%s %s", row->name,
                 row->argument ? row->argument : "");
        printf("  %-26s %s%s\n", head, row->what,
               row->required ? " (required)" : "");
    }
}

static const struct option *
find_row(const struct reading *reading, const char *word)
{
    size_t len = strcspn(word, "=");

    for (size_t i = 0; i < reading->count; i++) {
        if (strncmp(reading->table[i].name, word, len) == 0 &&
            reading->table[i].name[len] == '\0') {
            return &reading->table[i];
        }
    }
    return NULL;
}

static int
complain(const struct reading *reading, const char *what, const char *word)
{
    fprintf(stderr, "%s: %s: %s; see %s --help\n", reading->program, word,
            what, reading->program);
    return -1;
}

static int
set_number(const struct reading *reading, const struct option *row,
           const char *value)
{
    unsigned long long number;
    char *end;

    errno = 0;
    number = strtoull(value, &end, 10);
    if (value[0] < '0' || value[0] > '9' || *end != '\0' || errno != 0 ||
        number > INT32_MAX) {
        return complain(reading, "needs a number, at most 2147483647",
                        row->name);
    }
    *(uint64_t *)(void *)((char *)reading->options + row->field) = number;
    return 0;
}

/*
 * Set one option.  value is NULL if none was given.
 */
static int
set_option(const struct reading *reading, const struct option *row,
           const char *value)
{
    void *field = (char *)reading->options + row->field;

    if (row->kind == OPTION_FLAG) {
        *(bool *)field = true;
        return value == NULL ? 0
               : complain(reading, "takes no value", row->name);
    }
    if (value == NULL || value[0] == '\0') {
        return complain(reading, "needs a value", row->name);
    }
    if (row->kind == OPTION_NUMBER) {
        return set_number(reading, row, value);
    }
    *(const char **)field = value;
    return 0;
}

static int
read_word(const struct reading *reading, int argc, char **argv, int *at)
{
    const struct option *row = find_row(reading, argv[*at]);
    const char *equals = strchr(argv[*at], '=');
    const char *value = equals ? equals + 1 : NULL;

    if (row == NULL) {
        return complain(reading, "unknown option", argv[*at]);
    }
    if (value == NULL && row->kind != OPTION_FLAG && *at + 1 < argc) {
        value = argv[++*at];
    }
    return set_option(reading, row, value);
}

bool
options_read(const char *program, const char *summary,
             const struct option *table, size_t count, int argc, char **argv,
             struct options *options, int *status)
{
    struct reading reading = {program, table, count, options};

    *status = EX_USAGE;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            print_help(&reading, summary);
            *status = 0;
            return false;
        }
        if (read_word(&reading, argc, argv, &i) < 0) {
            return false;
        }
    }
    for (size_t i = 0; i < count; i++) {
        char *field = (char *)options + table[i].field;
        if (table[i].required && *(const char **)(void *)field == NULL) {
            complain(&reading, "is required", table[i].name);
            return false;
        }
    }
    return true;
}
