/*
 * answers.h - the file with a student's answers.
 *
 *   2026-11-23T09:12:31.402Z q1 = b
 *   q2 = the sender's server
 *
 * Lines are only ever added, so a later one of the same name counts.  The
 * screen writes the time; who does a lab by telnet types the file by hand,
 * without.  Other lines are passed over.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_LABS_ANSWERS_H
#define MAILWALK_LABS_ANSWERS_H

#include <stddef.h>
#include <stdint.h>

struct answers {
    struct answer {
        char *name;
        char *value;
    } * at;
    size_t count, room;
};

/*
 * Read the file; one that is not there has no answers.  Returns 0, or -1 with
 * errno.
 */
int answers_read(struct answers *answers, const char *path);

/*
 * The last value of a name, or NULL.
 */
const char *answers_get(const struct answers *answers, const char *name);

/*
 * Add a line to the file; line feeds in the value become blanks.  Returns 0, or
 * -1 with errno.
 */
int answers_add(const char *path, int64_t time_ms, const char *name,
                const char *value);

/*
 * The file of a student's answers to a lab, in the folder of the lab world:
 * path has room for ANSWERS_PATH_ROOM.
 */
enum { ANSWERS_PATH_ROOM = 1152 };
void answers_path(const char *folder, const char *user, const char *lab,
                  char *path);

/*
 * Free it.
 */
void answers_free(struct answers *answers);

#endif
