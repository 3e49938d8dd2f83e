/*
 * smtp_rig_store.c - users, storage and log of the bench, in memory.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tests/support/smtp_rig.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "protocol/path.h"

enum { NUMBERED_USERS = 150, NAME_ROOM = 16, CONTENT_LINES = 200 };

/* Mon, 23 Nov 2026 09:12:41 +0000 */
static const int64_t fixed_time = 1795425161000;

static const char *const named_users[] = {"alice", "bob", "carol smith",
                                          "o'hara", "j\xc3\xb6rg"};

/* The rig comes first, so that its address is that of the bench. */
struct bench {
    struct smtp_rig rig;
    char numbered[NUMBERED_USERS][NAME_ROOM];
};

/* A message in memory.  The engine only carries the pointer. */
struct draft {
    struct smtp_rig *rig;
    struct rig_text text;
};

static void
text_add(struct rig_text *text, const char *bytes, size_t len)
{
    text->bytes = realloc(text->bytes, text->len + len + 1);
    assert_non_null(text->bytes);
    memcpy(text->bytes + text->len, bytes, len);
    text->len += len;
    text->bytes[text->len] = '\0';
}

static const char *
find_user(void *ctx, const char *user)
{
    struct bench *bench = ctx;
    size_t len = strlen(user);

    if (path_same(user, len, "postmaster", strlen("postmaster"))) {
        return named_users[0];
    }
    for (size_t i = 0; i < sizeof named_users / sizeof named_users[0]; i++) {
        if (path_same(user, len, named_users[i], strlen(named_users[i]))) {
            return named_users[i];
        }
    }
    for (size_t i = 0; i < NUMBERED_USERS; i++) {
        if (strcmp(user, bench->numbered[i]) == 0) {
            return bench->numbered[i];
        }
    }
    return NULL;
}

static int64_t
stand_still(void *ctx)
{
    (void)ctx;
    return fixed_time;
}

static struct draft *
open_draft(void *ctx, const char *mailbox)
{
    struct smtp_rig *rig = ctx;
    struct draft *draft;

    assert_non_null(mailbox);
    if (rig->fail_open != 0) {
        errno = rig->fail_open;
        return NULL;
    }
    draft = calloc(1, sizeof *draft);
    assert_non_null(draft);
    draft->rig = rig;
    rig->drafts++;
    return draft;
}

static int
write_draft(struct draft *draft, const char *bytes, size_t len)
{
    if (draft->rig->fail_write != 0) {
        errno = draft->rig->fail_write;
        return -1;
    }
    text_add(&draft->text, bytes, len);
    return 0;
}

static void
drop_draft(struct draft *draft)
{
    draft->rig->drafts--;
    free(draft->text.bytes);
    free(draft);
}

static bool
says_hello(const char *text, size_t len)
{
    enum smtp_verb verb;

    while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t')) {
        len--;
    }
    verb = smtp_verb_of(text, len);
    return verb == SMTP_VERB_EHLO || verb == SMTP_VERB_HELO;
}

/* A record as it would stand in the log, without its time and session. */
static void
keep_record(void *ctx, const struct dialogue_record *record)
{
    static const char front[] = "1970-01-01T00:00:00.000Z smtp#7 ";
    struct smtp_rig *rig = ctx;
    char *line = malloc(DIALOGUE_ROOM(record->len));
    size_t len;

    assert_non_null(line);
    len = dialogue_format(record, line);
    assert_memory_equal(line, front, sizeof front - 1);
    text_add(&rig->log, line + sizeof front - 1, len - (sizeof front - 1));
    free(line);
    if (record->mark == DIALOGUE_CLIENT) {
        rig->hello = says_hello(record->text, record->len);
    }
    if (rig->hear != NULL) {
        rig->hear(rig->hear_ctx, record);
    }
}

void
rig_commit(struct smtp_rig *rig)
{
    struct rig_mail *mail;

    assert_true(rig->mail_count < RIG_MAILS_MAX);
    if (rig->fail_commit != 0) {
        drop_draft(rig->smtp.draft);
        rig->smtp.draft = NULL;
        smtp_committed(&rig->smtp, NULL, rig->fail_commit);
        return;
    }
    mail = &rig->mails[rig->mail_count++];
    text_add(&mail->text, rig->smtp.draft->text.bytes,
             rig->smtp.draft->text.len);
    for (size_t i = 0; i < rig->smtp.recipient_count; i++) {
        size_t used = strlen(mail->boxes);
        snprintf(mail->boxes + used, sizeof mail->boxes - used, "%s%s",
                 i > 0 ? " " : "", rig->smtp.recipients[i].mailbox);
    }
    drop_draft(rig->smtp.draft);
    rig->smtp.draft = NULL;
    smtp_committed(&rig->smtp, "1.M0P1Q1R0.red", 0);
}

static bool
tell_waited(void *ctx, const char *peer, const char *reverse_path)
{
    const struct smtp_rig *rig = ctx;

    assert_string_equal(peer, "[127.0.0.1]");
    assert_string_equal(reverse_path, "smith@bar.example");
    return rig->waited;
}

static uint64_t
tell_room(void *ctx)
{
    const struct smtp_rig *rig = ctx;

    return rig->room;
}

void
rig_log_in(struct smtp_rig *rig)
{
    const struct claim *claim = &rig->smtp.session.sasl.claim;
    const char *user = find_user(rig, claim->name);
    bool right = user != NULL && strcmp(claim->secret, "banana") == 0;

    rig->logins++;
    if (rig->fail_login) {
        smtp_logged_in(&rig->smtp, LOGIN_TROUBLE, NULL);
    } else {
        smtp_logged_in(&rig->smtp, right ? LOGIN_OK : LOGIN_BAD,
                       right ? user : NULL);
    }
}

struct smtp_rig *
rig_make(bool strict)
{
    struct bench *bench = calloc(1, sizeof *bench);
    struct smtp_rig *rig = &bench->rig;

    assert_non_null(bench);
    for (int i = 0; i < NUMBERED_USERS; i++) {
        snprintf(bench->numbered[i], NAME_ROOM, "user%03d", i);
    }
    rig->line_end = "\r\n";
    rig->room = UINT64_MAX;
    rig->site = (struct smtp_site){
        .doors = {.out = &rig->out,
                  .record = keep_record,
                  .ctx = rig,
                  .content_lines = CONTENT_LINES,
                  .strict = strict},
        .name = "mx.red.example",
        .domain = "red.example",
        .max_size = RIG_MAX_SIZE,
        .ctx = rig,
        .room = tell_room,
        .mailbox = find_user,
        .greylist = tell_waited,
        .now = stand_still,
        .draft_open = open_draft,
        .draft_write = write_draft,
        .draft_drop = drop_draft};
    return rig;
}
