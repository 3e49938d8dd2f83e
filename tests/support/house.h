/*
 * house.h - a mail house in memory: its mailboxes, and both engines at work.
 *
 * What SMTP brings is stored here and POP3 collects it, through the engines
 * themselves but without sockets, files or a clock.  One session at a time; the
 * first stored message is uid-1, the next uid-2, and it is always the same
 * second in May 1998.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TESTS_SUPPORT_HOUSE_H
#define MAILWALK_TESTS_SUPPORT_HOUSE_H

#include <stdbool.h>
#include <stddef.h>

#include "protocol/line.h"
#include "server/smtp.h"
#include "tests/support/pop3_rig.h"

enum { HOUSE_BOXES = 8, HOUSE_NAME = 64, HOUSE_UID = 16 };

struct house_message {
    char uid[HOUSE_UID];
    struct outbox text;     /* as on disk: lines end in LF */
};

struct house_box {
    char name[HOUSE_NAME];
    char password[HOUSE_NAME];
    struct house_message messages[POP3_RIG_MESSAGES];
    size_t count;
};

enum house_session { HOUSE_QUIET, HOUSE_SMTP, HOUSE_POP3 };

struct house {
    char domain[HOUSE_NAME];
    char host[HOUSE_NAME];  /* the name of its servers */
    struct house_box boxes[HOUSE_BOXES];
    size_t box_count;
    unsigned stored;        /* messages so far */

    enum house_session at_work;
    struct smtp_site site;
    struct smtp_session smtp;
    struct line_reader reader;
    struct outbox input;
    struct outbox out;
    struct pop3_rig pop3;
    struct house_box *open; /* the mailbox that POP3 shows */
};

/*
 * An empty house.  Set domain and host, then add mailboxes.
 */
void house_init(struct house *house);

/*
 * Add a mailbox, HOUSE_BOXES at the most.
 */
void house_add_box(struct house *house, const char *name,
                   const char *password);

/*
 * The mailbox of this name, in any case, or NULL.
 */
struct house_box *house_box(struct house *house, const char *name);

/*
 * Put a message into a mailbox: len octets as on disk, copied.  uid is the
 * number of its unique-id.
 */
void house_put(struct house_box *box, unsigned uid, const char *text,
               size_t len);

/*
 * Begin a session; the greeting is said.  For POP3, box is the mailbox whose
 * name and password are right.
 */
void house_open_smtp(struct house *house, bool strict);
void house_open_pop3(struct house *house, struct house_box *box, bool strict);

/*
 * Let octets of the client arrive.
 */
void house_feed(struct house *house, const char *bytes, size_t len);

/*
 * All that the server has said in this session.
 */
const struct outbox *house_said(const struct house *house);

/*
 * Has the server asked to close?
 */
bool house_closed(const struct house *house);

/*
 * The connection is gone.  What POP3 has removed is gone now.
 */
void house_leave(struct house *house);

/*
 * Give everything back.
 */
void house_end(struct house *house);

#endif
