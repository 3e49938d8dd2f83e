/*
 * flush.h - flush many files to the disk at once.
 *
 * fsync() waits until the disk has the file, and the disk takes about as long
 * for twenty files as for one.  But the system puts together only what is
 * asked for at the same time, and who calls fsync() can ask for one.  So
 * several threads call it.
 *
 * RFC 5321 section 6.1 is why we wait at all.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_SERVER_FLUSH_H
#define MAILWALK_SERVER_FLUSH_H

#include <stddef.h>

enum { FLUSH_HANDS = 16 }; /* files that are flushed at the same time */

struct flush_file {
    int fd;    /* a file or a folder */
    int error; /* the outcome: 0, or the errno of its flush */
};

/*
 * Flush them all, and come back when all are done.
 */
void flush_files(struct flush_file *files, size_t count);

#endif
