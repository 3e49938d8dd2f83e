/*
 * reply_tree.h - an SMTP reply code as a tree, a digit a row.
 *
 * RFC 5321 section 4.2.1.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_REPLY_TREE_H
#define MAILWALK_TUI_REPLY_TREE_H

#include "protocol/reply.h"

#include "tui/paint.h"
#include "tui/session_view.h"

enum {
    REPLY_TREE_ROWS = 4, /* that the tree needs */
    REPLY_LEFT = 3       /* where the digits begin */
};

/*
 * Draw the tree into the body of the pane (its rule is the row above), and
 * below it what else there is room for: what was predicted, what the code
 * means, the enhanced code, how many lines the reply has.
 */
void reply_tree(const struct session_view *view, const struct area *body,
                const struct reply_line *reply, size_t lines);

#endif
