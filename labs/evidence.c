/*
 * evidence.c - logs are read, and brought into one order.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/evidence.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "labs/evidence_inside.h"
#include "protocol/path.h"

int
evidence_read(struct evidence *evidence, const char *path)
{
    struct reader reader = {.evidence = evidence};
    struct dialogue_record record, last = {.time_ms = 0};
    FILE *file = fopen(path, "r");
    char *text = NULL, *buf = NULL;
    const char *why;
    size_t room = 0;
    ssize_t len;

    evidence->log[evidence->logs++] = strdup(path);
    if (file == NULL) {
        return errno == ENOENT ? 0 : -1;
    }
    while (!reader.failed && (len = getline(&text, &room, file)) > 0) {
        char *grown = realloc(buf, room);

        reader.line++;
        reader.failed = grown == NULL;
        buf = grown != NULL ? grown : buf;
        len -= text[len - 1] == '\n';
        if (!reader.failed &&
            dialogue_parse(text, (size_t)len, &record, buf, &why) == 0) {
            evidence_take(&reader, &record);
            last = record;
        }
    }
    evidence_end(&reader, &last);
    free(text);
    free(buf);
    fclose(file);
    errno = ENOMEM;
    return reader.failed ? -1 : 0;
}

/* ---- All logs ---- */

/*
 * By time; what one log tells in the same millisecond keeps its order.
 */
static int
compare(const void *left, const void *right)
{
    const struct evidence_item *a = left, *b = right;

    if (a->time_ms != b->time_ms) {
        return a->time_ms < b->time_ms ? -1 : 1;
    }
    if (a->log != b->log) {
        return a->log < b->log ? -1 : 1;
    }
    return (a->line > b->line) - (a->line < b->line);
}

void
evidence_sort(struct evidence *evidence)
{
    if (evidence->count > 0) {
        qsort(evidence->item, evidence->count, sizeof *evidence->item, compare);
    }
}

void
evidence_free(struct evidence *evidence)
{
    for (size_t i = 0; i < evidence->count; i++) {
        free(evidence->item[i].said);
        free(evidence->item[i].reply);
    }
    for (size_t i = 0; i < evidence->logs; i++) {
        free(evidence->log[i]);
    }
    free(evidence->item);
    free(evidence->session);
    *evidence = (struct evidence){0};
}

bool
evidence_of(const struct evidence_session *session, const char *name)
{
    size_t len = strlen(name);
    const char *ident = session->ident;

    return strlen(ident) >= len && path_same(ident, len, name, len) &&
           (ident[len] == '\0' || ident[len] == '.');
}
