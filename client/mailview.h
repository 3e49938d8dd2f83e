/*
 * mailview.h - look into a mailbox: its messages in their order, as files.
 *
 * The screens show where the mail is: not by asking the server, but by looking
 * at the same files (a Maildir: new/ and cur/).  The order and the sizes are
 * those that POP3 would tell for a session that began now.
 *
 * Rules: reads only, ever.  The files are strangers' text: links, pipes and
 * folders in the mailbox are passed over, what is shown is escaped.
 *
 * RFC 1939 sections 4, 5 and 7; RFC 5322 section 2.2.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_MAILVIEW_H
#define MAILWALK_CLIENT_MAILVIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/mailname.h"

enum {
    MAILVIEW_MAX = 10000,           /* messages listed; more are left out */
    MAILVIEW_HEADER_MAX = 65536,    /* octets of a header that are looked at */
    MAILVIEW_FIELD_MAX = 200,       /* octets of a field that are shown */
    MAILVIEW_FIELD_ROOM = 4 * MAILVIEW_FIELD_MAX + 1
};

/* One message; number n of POP3 is items[n - 1]. */
struct mailview_item {
    char *name;         /* of its file */
    bool in_cur;        /* the file is in cur/, not in new/ */
    char uid[MAILNAME_UID_MAX + 1]; /* "" if UIDL has to tell a digest */
    uint64_t disk;      /* octets of the file */
    uint64_t octets;    /* as RETR sends it: for STAT and LIST */
};

struct mailview {
    struct mailview_item *items;
    size_t count;
    int folders[2];     /* new/ and cur/, open; -1: not there */
};

/*
 * List the mailbox folder box (MAIL/user).  A mailbox that is not there is
 * empty.  Returns 0, or -1 with errno; only 0 has to be closed.
 */
int mailview_open(struct mailview *view, const char *box);

/*
 * Free the list.
 */
void mailview_close(struct mailview *view);

/*
 * Write the body of the header field `field` ("Subject") of items[index] to
 * value (room for MAILVIEW_FIELD_ROOM): unfolded, cut, escaped, a string; ""
 * if there is no such field.  Encoded words stay as they are.  Returns 0, or
 * -1 with errno: ENOENT if the message has gone meanwhile.
 * RFC 5322 sections 2.2 and 2.2.3.
 */
int mailview_field(const struct mailview *view, size_t index,
                   const char *field, char *value);

/*
 * Read the first max octets of items[index] as they are on disk: LF line
 * ends, nothing escaped.  *text is the caller's to free, a NUL stands behind
 * it.  Returns 0, or -1 with errno.
 */
int mailview_text(const struct mailview *view, size_t index, size_t max,
                  char **text, size_t *len);

#endif
