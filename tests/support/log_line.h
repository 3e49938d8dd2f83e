/*
 * log_line.h - what is true of every line of the log.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TESTS_SUPPORT_LOG_LINE_H
#define MAILWALK_TESTS_SUPPORT_LOG_LINE_H

#include "protocol/dialogue.h"

/*
 * Written as a log line, the record is one line of printable text, and reads
 * back as the same record.
 */
void log_line_reads_back(const struct dialogue_record *record);

#endif
