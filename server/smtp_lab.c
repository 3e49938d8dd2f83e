/*
 * smtp_lab.c - faults for teaching: what goes wrong on purpose, and is logged.
 *
 * Only a server with --lab has them.  Some are people: a recipient whose name
 * is in the table below gets its reply from any client, a telnet too.  Others
 * are switched on with a command of our own, for one session:
 *
 *   XLAB rtt 200                     replies leave 200 ms late
 *   XLAB strip8                      the eighth bit of each octet is cleared
 *   XLAB drop-after-dot before-commit    the connection breaks at the dot:
 *   XLAB drop-after-dot after-commit     nothing is stored, or all, no reply
 *   XLAB reset                       the next command gets no reply, but a RST
 *   XLAB off                         all as it should be
 *
 * The same command always does the same, so that a lab can be graded.
 *
 * RFC 5321 sections 3.4 (251, 551), 4.1.5 (X: private commands), 4.2.3; RFC
 * 3463.
 * SPDX-License-Identifier: ISC
 */
#include "server/smtp.h"

#include <stdio.h>
#include <string.h>

#include "protocol/number.h"
#include "protocol/path.h"

enum { WORD_MAX = 32, RTT_MAX_MS = 5000 };

/* ---- People ---- */

static const struct smtp_lab_person {
    const char *name;
    int code; /* 251 and 551: an address that does exist follows */
    const char *enhanced;
    const char *words;
} people[] = {
    {"fwd", 251, "2.1.5", "User not local; will forward to"},
    {"moved", 551, "5.1.6", "User not local; please try"},
    {"full", 552, "5.2.2", "The mailbox is full"},
    {"disk", 452, "4.3.1", "No room on the disk: try again later"},
    {"error", 451, "4.3.0", "Something broke in the server: try again later"},
    {"busy", 450, "4.2.1", "The mailbox is busy: try again later"},
    {"grey", 450, "4.7.1", "Not seen before: try again later"},
};

static const struct smtp_lab_person *
find_person(const char *name)
{
    for (size_t i = 0; i < sizeof people / sizeof people[0]; i++) {
        if (path_same(name, strlen(name), people[i].name,
                      strlen(people[i].name))) {
            return &people[i];
        }
    }
    return NULL;
}

/*
 * grey is no refusal any more when the same sender has waited long enough.
 */
static bool
is_over(struct smtp_session *smtp, const struct smtp_lab_person *person)
{
    const struct smtp_site *site = smtp->site;

    return strcmp(person->name, "grey") == 0 &&
           site->greylist(site->ctx, smtp->peer, smtp->reverse_path);
}

const char *
smtp_lab_recipient(struct smtp_session *smtp, const char *name,
                   const struct smtp_lab_person **person)
{
    const struct smtp_site *site = smtp->site;

    *person = site->doors.lab ? find_person(name) : NULL;
    if (*person != NULL && is_over(smtp, *person)) {
        *person = NULL;
        return site->mailbox(site->ctx, "postmaster");
    }
    if (*person == NULL) {
        return site->mailbox(site->ctx, name);
    }
    session_event(&smtp->session, "fault name=%s", (*person)->name);
    return (*person)->code < 400 ? site->mailbox(site->ctx, "postmaster")
                                 : NULL;
}

enum smtp_state
smtp_lab_reply(struct smtp_session *smtp, enum smtp_state next,
               const struct smtp_lab_person *person)
{
    const struct smtp_site *site = smtp->site;

    if (person->code != 251 && person->code != 551) {
        return smtp_reply(smtp, next, person->code, person->enhanced, "%s",
                          person->words);
    }
    return smtp_reply(smtp, next, person->code, person->enhanced, "%s <%s@%s>",
                      person->words, site->mailbox(site->ctx, "postmaster"),
                      site->domain);
}

/* ---- XLAB ---- */

void
smtp_lab_text(const struct smtp_session *smtp, char *octets, size_t len)
{
    for (size_t i = 0; smtp->faults.strip8 && i < len; i++) {
        octets[i] = (char)(octets[i] & 0x7f);
    }
}

bool
smtp_lab_breaks(struct smtp_session *smtp, enum smtp_drop when)
{
    if (smtp->faults.drop != when) {
        return false;
    }
    smtp->session.wish = WISH_BREAK;
    return true;
}

static bool
take_rtt(struct smtp_session *smtp, const char *value)
{
    uint64_t ms;
    size_t len = strlen(value);

    if (len == 0 || number_take(value, len, &ms) != len || ms > RTT_MAX_MS) {
        return false;
    }
    smtp->session.delay_ms = (unsigned)ms;
    return true;
}

static bool
take_drop(struct smtp_session *smtp, const char *value)
{
    if (strcmp(value, "before-commit") == 0) {
        smtp->faults.drop = SMTP_DROP_BEFORE;
        return true;
    }
    smtp->faults.drop = SMTP_DROP_AFTER;
    return strcmp(value, "after-commit") == 0;
}

static bool
take_strip8(struct smtp_session *smtp, const char *value)
{
    smtp->faults.strip8 = true;
    return value[0] == '\0';
}

static bool
take_reset(struct smtp_session *smtp, const char *value)
{
    smtp->faults.reset = true;
    return value[0] == '\0';
}

static bool
take_off(struct smtp_session *smtp, const char *value)
{
    smtp->faults = (struct smtp_faults){.drop = SMTP_DROP_NEVER};
    smtp->session.delay_ms = 0;
    return value[0] == '\0';
}

static const struct {
    const char *name;
    bool (*take)(struct smtp_session *smtp, const char *value);
} switches[] = {
    {"rtt", take_rtt},       {"drop-after-dot", take_drop},
    {"strip8", take_strip8}, {"reset", take_reset},
    {"off", take_off},
};

/*
 * NAME [VALUE]: switch it on.  Returns false if there is no such thing.
 */
static bool
switch_on(struct smtp_session *smtp, const char *name, const char *value)
{
    for (size_t i = 0; i < sizeof switches / sizeof switches[0]; i++) {
        struct smtp_faults before = smtp->faults;

        if (strcmp(name, switches[i].name) == 0) {
            if (switches[i].take(smtp, value)) {
                return true;
            }
            smtp->faults = before;
        }
    }
    return false;
}

static void
take_xlab(struct smtp_session *smtp, const char *text)
{
    char name[WORD_MAX] = "", value[WORD_MAX] = "";

    sscanf(text, "%*s %31s %31s", name, value);
    if (!switch_on(smtp, name, value) ||
        strlen(text) > strlen("XLAB  ") + strlen(name) + strlen(value)) {
        smtp->state = smtp_reply(smtp, smtp->state, 501, "5.5.4",
                                 "XLAB rtt MS, strip8, drop-after-dot "
                                 "before-commit or after-commit, reset, off");
        return;
    }
    session_event(&smtp->session, "fault name=%s%s%s", name,
                  value[0] != '\0' ? " value=" : "", value);
    smtp->state = smtp_reply(smtp, smtp->state, 250, "2.0.0",
                             "In this session: %s%s%s", name,
                             value[0] != '\0' ? " " : "", value);
}

bool
smtp_lab_took(struct smtp_session *smtp, const struct line *line)
{
    char text[4 * WORD_MAX];
    size_t word = 0;

    if (smtp->faults.reset) {
        smtp->session.wish = WISH_BREAK;
        return true;
    }
    while (word < line->len && line->text[word] != ' ') {
        word++;
    }
    if (!smtp->session.doors->lab || !path_same(line->text, word, "XLAB", 4)) {
        return false;
    }
    snprintf(text, sizeof text, "%.*s", (int)line->len, line->text);
    take_xlab(smtp, text);
    return true;
}
