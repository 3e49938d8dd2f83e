/*
 * answers.c - the file with a student's answers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/answers.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/*
 * Cut the blanks off both ends.
 */
static char *
trim(char *text)
{
    size_t len;

    text += strspn(text, " \t");
    len = strlen(text);
    while (len > 0 && isspace((unsigned char)text[len - 1])) {
        text[--len] = '\0';
    }
    return text;
}

/*
 * TIME NAME = VALUE: only the last word before the sign is the name.
 */
static int
take_line(struct answers *answers, char *line)
{
    char *sign = strchr(line, '=');
    char *name, *blank;

    if (sign == NULL) {
        return 0;
    }
    *sign = '\0';
    name = trim(line);
    blank = strrchr(name, ' ');
    name = blank != NULL ? blank + 1 : name;
    if (answers->count == answers->room) {
        size_t room = answers->room > 0 ? 2 * answers->room : 32;
        struct answer *grown = realloc(answers->at, room * sizeof *grown);

        if (grown == NULL) {
            return -1;
        }
        answers->at = grown;
        answers->room = room;
    }
    answers->at[answers->count].name = strdup(name);
    answers->at[answers->count].value = strdup(trim(sign + 1));
    answers->count++;
    return answers->at[answers->count - 1].name == NULL ||
                   answers->at[answers->count - 1].value == NULL
               ? -1
               : 0;
}

int
answers_read(struct answers *answers, const char *path)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;
    int done = 0;

    *answers = (struct answers){0};
    if (file == NULL) {
        return errno == ENOENT ? 0 : -1;
    }
    while (done == 0 && getline(&line, &room, file) > 0) {
        done = take_line(answers, line);
    }
    free(line);
    fclose(file);
    return done;
}

const char *
answers_get(const struct answers *answers, const char *name)
{
    for (size_t i = answers->count; i-- > 0;) {
        if (strcmp(answers->at[i].name, name) == 0) {
            return answers->at[i].value;
        }
    }
    return NULL;
}

int
answers_add(const char *path, int64_t time_ms, const char *name,
            const char *value)
{
    FILE *file = fopen(path, "a");
    time_t seconds = (time_t)(time_ms / 1000);
    char stamp[32];
    struct tm utc;

    if (file == NULL) {
        return -1;
    }
    gmtime_r(&seconds, &utc);
    strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", &utc);
    fprintf(file, "%s.%03dZ %s = ", stamp, (int)(time_ms % 1000), name);
    for (; *value != '\0'; value++) {
        putc(*value == '\n' || *value == '\r' ? ' ' : *value, file);
    }
    putc('\n', file);
    return fclose(file) == 0 ? 0 : -1;
}

void
answers_path(const char *folder, const char *user, const char *lab, char *path)
{
    snprintf(path, ANSWERS_PATH_ROOM, "%s/%s-%s.ans", folder, user, lab);
}

void
answers_free(struct answers *answers)
{
    for (size_t i = 0; i < answers->count; i++) {
        free(answers->at[i].name);
        free(answers->at[i].value);
    }
    free(answers->at);
    *answers = (struct answers){0};
}
