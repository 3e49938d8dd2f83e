/*
 * house.c - a mail house in memory: its mailboxes, and both engines at work.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tests/support/house.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "protocol/path.h"

/* Thu, 21 May 1998 05:33:29 -0700, of RFC 5321 Appendix D.3. */
static const int64_t that_second = 895754009000;

/* A message on its way in.  The engine only carries the pointer. */
struct draft {
    struct outbox text;
};

/* ---- Mailboxes ---- */

void
house_init(struct house *house)
{
    *house = (struct house){.at_work = HOUSE_QUIET};
}

void
house_add_box(struct house *house, const char *name, const char *password)
{
    struct house_box *box = &house->boxes[house->box_count++];

    assert_true(house->box_count <= HOUSE_BOXES);
    snprintf(box->name, sizeof box->name, "%s", name);
    snprintf(box->password, sizeof box->password, "%s", password);
}

struct house_box *
house_box(struct house *house, const char *name)
{
    for (size_t i = 0; i < house->box_count; i++) {
        const char *known = house->boxes[i].name;

        if (path_same(name, strlen(name), known, strlen(known))) {
            return &house->boxes[i];
        }
    }
    return NULL;
}

void
house_put(struct house_box *box, unsigned uid, const char *text, size_t len)
{
    struct house_message *message = &box->messages[box->count];

    assert_true(box->count < POP3_RIG_MESSAGES);
    box->count++;
    snprintf(message->uid, sizeof message->uid, "uid-%u", uid);
    message->text = (struct outbox){0};
    outbox_add(&message->text, "", 1); /* so that there are bytes */
    message->text.len = 0;
    if (len > 0) {
        outbox_add(&message->text, text, len);
    }
}

/* ---- What the SMTP engine asks of its site ---- */

static const char *
find_mailbox(void *ctx, const char *user)
{
    struct house_box *box = house_box(ctx, user);

    return box != NULL ? box->name : NULL;
}

static int64_t
stand_still(void *ctx)
{
    (void)ctx;
    return that_second;
}

static struct draft *
open_draft(void *ctx, const char *mailbox)
{
    (void)ctx, (void)mailbox;
    return calloc(1, sizeof(struct draft));
}

static int
write_draft(struct draft *draft, const char *bytes, size_t len)
{
    outbox_add(&draft->text, bytes, len);
    return 0;
}

static void
drop_draft(struct draft *draft)
{
    outbox_free(&draft->text);
    free(draft);
}

static void
commit(struct house *house)
{
    struct smtp_session *smtp = &house->smtp;
    const struct outbox *text = &smtp->draft->text;
    char uid[HOUSE_UID];

    house->stored++;
    for (size_t i = 0; i < smtp->recipient_count; i++) {
        house_put(house_box(house, smtp->recipients[i].mailbox),
                  house->stored, text->bytes, text->len);
    }
    drop_draft(smtp->draft);
    smtp->draft = NULL;
    snprintf(uid, sizeof uid, "uid-%u", house->stored);
    smtp_committed(smtp, uid, 0);
}

static uint64_t
no_limit(void *ctx)
{
    (void)ctx;
    return UINT64_MAX;
}

/* ---- Sessions ---- */

void
house_open_smtp(struct house *house, bool strict)
{
    house_leave(house);
    house->site = (struct smtp_site){
        .doors = {.out = &house->out, .strict = strict},
        .name = house->host,
        .domain = house->domain,
        .max_size = 10485760,
        .ctx = house,
        .room = no_limit,
        .mailbox = find_mailbox,
        .now = stand_still,
        .draft_open = open_draft,
        .draft_write = write_draft,
        .draft_drop = drop_draft};
    house->at_work = HOUSE_SMTP;
    line_reader_init(&house->reader, strict);
    smtp_init(&house->smtp, &house->site, 1, "[192.0.2.1]");
    smtp_greet(&house->smtp);
}

void
house_open_pop3(struct house *house, struct house_box *box, bool strict)
{
    struct pop3_rig *rig = &house->pop3;

    house_leave(house);
    pop3_rig_init(rig);
    rig->site.name = house->host;
    rig->site.doors.strict = strict;
    rig->user = box->name;
    rig->password = box->password;
    for (size_t i = 0; i < box->count; i++) {
        const struct house_message *message = &box->messages[i];

        pop3_rig_message(rig, message->uid, message->text.bytes,
                         message->text.len);
    }
    house->at_work = HOUSE_POP3;
    house->open = box;
    pop3_rig_greet(rig);
}

/*
 * Take lines as long as the engine wants them, as the real driver does.
 */
static void
feed_smtp(struct house *house, const char *bytes, size_t len)
{
    struct smtp_session *smtp = &house->smtp;
    struct outbox *input = &house->input;
    size_t done = 0;
    bool whole = true;

    outbox_add(input, bytes, len);
    while (whole && smtp->session.wish == WISH_READ) {
        bool text = smtp->state == SMTP_DATA;
        struct line line;
        size_t used;

        whole = line_take(&house->reader, text ? LINE_TEXT : LINE_COMMAND,
                          smtp_line_max(smtp), input->bytes + done,
                          input->len - done, &line, &used);
        if (whole) {
            smtp_line(smtp, &line);
        }
        if (smtp->session.wish == WISH_COMMIT) {
            commit(house);
        }
        done += used;
    }
    input->len -= done;
    memmove(input->bytes, input->bytes + done, input->len);
}

void
house_feed(struct house *house, const char *bytes, size_t len)
{
    if (house->at_work == HOUSE_SMTP) {
        feed_smtp(house, bytes, len);
    } else if (house->at_work == HOUSE_POP3) {
        pop3_rig_feed(&house->pop3, bytes, len);
    }
}

const struct outbox *
house_said(const struct house *house)
{
    return house->at_work == HOUSE_POP3 ? &house->pop3.said : &house->out;
}

bool
house_closed(const struct house *house)
{
    return house->at_work == HOUSE_POP3
               ? pop3_rig_closed(&house->pop3)
               : house->smtp.session.wish == WISH_CLOSE;
}

static void
take_out(struct house_box *box, const struct maildrop *drop)
{
    size_t kept = 0;

    for (size_t i = 0; i < box->count; i++) {
        if (drop->messages[i].removed) {
            outbox_free(&box->messages[i].text);
        } else {
            box->messages[kept++] = box->messages[i];
        }
    }
    box->count = kept;
}

void
house_leave(struct house *house)
{
    if (house->at_work == HOUSE_SMTP) {
        smtp_end(&house->smtp);
        outbox_free(&house->input);
        outbox_free(&house->out);
    } else if (house->at_work == HOUSE_POP3) {
        take_out(house->open, &house->pop3.drop);
        pop3_rig_end(&house->pop3);
    }
    house->at_work = HOUSE_QUIET;
}

void
house_end(struct house *house)
{
    house_leave(house);
    for (size_t i = 0; i < house->box_count; i++) {
        struct house_box *box = &house->boxes[i];

        for (size_t j = 0; j < box->count; j++) {
            outbox_free(&box->messages[j].text);
        }
    }
}
