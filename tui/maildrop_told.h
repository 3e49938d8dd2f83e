/*
 * maildrop_told.h - the messages of a maildrop, as far as a dialogue tells.
 *
 * LIST tells numbers and octets, RETR and TOP who wrote and about what.  All of
 * it is the server's word; which messages are marked, the observer knows.
 *
 * RFC 1939 sections 5, 7.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_MAILDROP_TOLD_H
#define MAILWALK_TUI_MAILDROP_TOLD_H

#include "tui/session_view.h"

enum { MAILDROP_TOLD_MAX = 200, MAILDROP_WORDS = 128 };

struct maildrop_message {
    uint64_t number;
    uint64_t octets;
    bool weighed;              /* octets were told */
    char from[MAILDROP_WORDS]; /* the header field, escaped; "" */
    char subject[MAILDROP_WORDS];
};

struct maildrop_told {
    struct maildrop_message message[MAILDROP_TOLD_MAX]; /* by their numbers */
    size_t count;
};

/*
 * Gather what the view's last connection told.
 */
void maildrop_told(const struct session_view *view, struct maildrop_told *told);

#endif
