/*
 * smtp_data.c - DATA and the text: the one moment when duty changes hands.
 *
 * 354 asks for the text; it is stored line by line in a draft, behind two
 * lines that this server adds: Return-Path (the envelope's sender, lest it be
 * lost) and Received (who brought it, when).  A line holding one dot ends the
 * text.  Then the draft is committed to disk, and only when it is safe there
 * does the server say 250: from that reply on the message is its duty.
 *
 * RFC 5321 sections 4.1.1.4, 4.2.5, 4.4, 4.5.2, 4.5.3.1.6; RFC 1870.
 * SPDX-License-Identifier: ISC
 */
#include "server/smtp.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "protocol/dot.h"
#include "protocol/idn.h"
#include "protocol/path.h"

enum {
    TRACE_MAX = 4096,
    DATE_MAX = 48,
    FOR_MAX = 320,
    WITH_MAX = 16,
    ENVELOPE_MAX = 3800
};

/* Why a text, or all of DATA, is refused. */
struct smtp_refusal {
    int code;
    const char *enhanced;
    const char *words;
};

/* REQ(5321-4.5.3.1.10) the codes of exceeded limits; RFC 3463 section 3. */
static const struct smtp_refusal
    line_too_long = {500, "5.5.2", "A line of the text is over 998 octets"},
    message_too_big = {552, "5.3.4", "The message is bigger than SIZE allows"},
    bare_line_end = {554, "5.6.0", "Bare CR or LF in the text: send CR LF"},
    disk_full = {452, "4.3.1", "No room on the disk: try again later"},
    storage_fault = {451, "4.3.0", "Cannot store mail now: try again later"};

/* ---- The trace lines ---- */

/*
 * REQ(5321-4.4-date) RFC 5322 section 3.3: "Mon, 23 Nov 2026 09:12:41 +0000".
 */
static void
format_date(int64_t now_ms, char date[DATE_MAX])
{
    time_t seconds = (time_t)(now_ms / 1000);
    struct tm utc;

    gmtime_r(&seconds, &utc);
    strftime(date, DATE_MAX, "%a, %d %b %Y %H:%M:%S +0000", &utc);
}

/*
 * REQ(5321-4.4-for) The "for" clause.  It would betray a blind copy, so it is
 * there only for a single recipient (RFC 5321 section 7.2).  <postmaster> may
 * come without a domain, but the path in this clause has one (section 4.4).
 */
static void
format_for(const struct smtp_session *smtp, char clause[FOR_MAX])
{
    const char *address = smtp->recipients[0].address;
    bool bare = strchr(address, '@') == NULL;

    clause[0] = '\0';
    if (smtp->recipient_count == 1) {
        snprintf(clause, FOR_MAX, "\n for <%s%s%s>", address,
                 bare ? "@" : "", bare ? smtp->site->domain : "");
    }
}

/*
 * REQ(4954-7) The word behind "with": RFC 3848, S for TLS and A for AUTH;
 * REQ(6531-3.7.3-with) and for SMTPUTF8.  There is no such word without ESMTP.
 */
static void
format_with(const struct smtp_session *smtp, char word[WITH_MAX])
{
    const struct session *session = &smtp->session;

    snprintf(word, WITH_MAX, "%s%s%s", smtp->utf8 ? "UTF8SMTP" : "ESMTP",
             session->secure ? "S" : "", session->user != NULL ? "A" : "");
    if (!smtp->esmtp) {
        snprintf(word, WITH_MAX, "SMTP");
    }
}

/*
 * RFC 6531 section 3.7.3: in a message that came by SMTPUTF8 the names of hosts
 * are written as people write them.
 */
static const char *
trace_name(const struct smtp_session *smtp, const char *name,
           char room[IDN_ROOM])
{
    if (!smtp->utf8) {
        return name;
    }
    idn_unicode(name, strlen(name), room);
    return room;
}

/*
 * REQ(5321-4.4-return-path) REQ(5321-4.4-received) REQ(5321-4.4-from)
 * REQ(5321-4.4-prepend) the final server puts Return-Path on top and under it
 * its Received.
 */
static int
write_trace(struct smtp_session *smtp)
{
    const struct smtp_site *site = smtp->site;
    const char *hello = smtp->hello;
    char lines[TRACE_MAX], from[IDN_ROOM], by[IDN_ROOM];
    char clause[FOR_MAX];
    char date[DATE_MAX];
    char with[WITH_MAX];
    int len;

    format_with(smtp, with);
    format_date(site->now(site->ctx), date);
    format_for(smtp, clause);
    if (!path_domain_ok(hello, strlen(hello))) {
        hello = smtp->peer; /* no name fit for the line: the address, then */
    }
    len = snprintf(lines, sizeof lines,
                   "Return-Path: <%s>\n"
                   "Received: from %s (%s)\n"
                   " by %s with %s id smtp-%lu-%u%s;\n"
                   " %s\n",
                   smtp->reverse_path, trace_name(smtp, hello, from),
                   smtp->peer, trace_name(smtp, site->name, by),
                   with, smtp->session.number,
                   smtp->transactions, clause, date);
    if (len < 0 || (size_t)len >= sizeof lines) {
        errno = EOVERFLOW;
        return -1;
    }
    return site->draft_write(smtp->draft, lines, (size_t)len);
}

/* ---- DATA ---- */

static const struct smtp_refusal *
storage_trouble(struct smtp_session *smtp, int error)
{
    session_event(&smtp->session, "fault name=store errno=%d", error);
    return error == ENOSPC || error == EDQUOT || error == EFBIG
               ? &disk_full : &storage_fault;
}

static enum smtp_state
refuse(struct smtp_session *smtp, enum smtp_state next,
       const struct smtp_refusal *refusal)
{
    return smtp_reply(smtp, next, refusal->code, refusal->enhanced, "%s",
                      refusal->words);
}

bool
smtp_no_room(struct smtp_session *smtp, size_t copies)
{
    const struct smtp_site *site = smtp->site;

    if (site->room(site->ctx) > smtp->declared * copies) {
        return false;
    }
    refuse(smtp, smtp->state, storage_trouble(smtp, ENOSPC));
    return true;
}

static void
drop_draft(struct smtp_session *smtp)
{
    if (smtp->draft != NULL) {
        smtp->site->draft_drop(smtp->draft);
    }
    smtp->draft = NULL;
}

enum smtp_state
smtp_data(struct smtp_session *smtp, const char *arg, size_t len)
{
    const struct smtp_site *site = smtp->site;

    (void)arg;
    if (len > 0) {
        return smtp_reply(smtp, smtp->state, 501, "5.5.4",
                          "DATA takes no argument: the text comes after 354");
    }
    if (smtp_no_room(smtp, smtp->recipient_count)) {
        return smtp->state;
    }
    smtp->draft = site->draft_open(site->ctx, smtp->recipients[0].mailbox);
    if (smtp->draft == NULL || write_trace(smtp) < 0) {
        const struct smtp_refusal *why = storage_trouble(smtp, errno);

        drop_draft(smtp);
        return refuse(smtp, smtp->state, why);
    }
    smtp->octets = 0;
    smtp->text_refused = NULL;
    smtp->repaired = false;
    return smtp_reply(smtp, SMTP_DATA, 354, "",
                      "Send the text; end it with a line holding one dot");
}

/* ---- The text ---- */

/*
 * REQ(5321-4.2.5-failed) From here on the text is read but not kept; the dot
 * will be answered so.
 */
static void
refuse_text(struct smtp_session *smtp, const struct smtp_refusal *refusal)
{
    if (smtp->text_refused == NULL) {
        smtp->text_refused = refusal;
        drop_draft(smtp);
    }
}

static void
note_repair(struct smtp_session *smtp)
{
    if (!smtp->repaired) {
        session_event(&smtp->session,
                      "note text=bare\\x20CR\\x20or\\x20LF\\x20in\\x20the"
                      "\\x20text\\x20mended");
    }
    smtp->repaired = true;
}

/*
 * REQ(5321-2.3.8) CR and LF appear only together.  A bare LF that reached us
 * is stored as a line end and a bare CR as a blank, which nobody can undo:
 * DEPARTS(5321-4.5.2-reversible).  Neither ever ends the text.  With --strict
 * the message is refused instead.
 */
static int
mend_line(struct smtp_session *smtp, const struct line *line, char *mended)
{
    bool bare = memchr(line->text, '\r', line->len) != NULL ||
                !line->ends_line;

    if (!bare) {
        memcpy(mended, line->text, line->len);
        return 0;
    }
    if (smtp->session.doors->strict) {
        refuse_text(smtp, &bare_line_end);
        return -1;
    }
    note_repair(smtp);
    for (size_t i = 0; i < line->len; i++) {
        mended[i] = line->text[i] == '\r' ? ' ' : line->text[i];
    }
    return 0;
}

/*
 * REQ(5321-4.5.3.1.6) a line has 998 octets, the stuffed dot not counted.
 * REQ(1870-4) a message over the maximum that EHLO told is 552 after the dot.
 */
static void
keep_line(struct smtp_session *smtp, const struct line *line)
{
    char stored[SMTP_TEXT_MAX];

    if (line->too_long || line->len > SMTP_TEXT_LINE_MAX - 2) {
        refuse_text(smtp, &line_too_long);
    }
    smtp->octets += line->len + 2;
    if (smtp->octets > smtp->site->max_size) {
        refuse_text(smtp, &message_too_big);
    }
    if (smtp->text_refused != NULL || mend_line(smtp, line, stored) < 0) {
        return;
    }
    stored[line->len] = '\n';
    smtp_lab_text(smtp, stored, line->len);
    if (smtp->site->draft_write(smtp->draft, stored, line->len + 1) < 0) {
        refuse_text(smtp, storage_trouble(smtp, errno));
    }
}

/*
 * Tell the log what the envelope was, for no header tells.  Many recipients
 * make several events.
 */
static void
record_envelope(struct smtp_session *smtp)
{
    char text[ENVELOPE_MAX];
    char value[SESSION_VALUE_MAX];
    size_t from, len;

    session_value(smtp->reverse_path, strlen(smtp->reverse_path), value);
    from = (size_t)snprintf(text, sizeof text, "envelope from=%s", value);
    len = from;
    for (size_t i = 0; i < smtp->recipient_count; i++) {
        const char *address = smtp->recipients[i].address;

        session_value(address, strlen(address), value);
        if (len + strlen(value) + sizeof " rcpt=" > sizeof text) {
            session_event(&smtp->session, "%.*s", (int)len, text);
            len = from;
        }
        len += (size_t)snprintf(text + len, sizeof text - len, " rcpt=%s",
                                value);
    }
    session_event(&smtp->session, "%.*s", (int)len, text);
}

/*
 * The dot.  A refused text ends the transaction as a stored one does.
 */
static enum smtp_state
end_text(struct smtp_session *smtp, const struct line *line)
{
    session_content_end(&smtp->session, DIALOGUE_CLIENT, line->end);
    if (smtp_lab_breaks(smtp, SMTP_DROP_BEFORE)) {
        return SMTP_CLOSED; /* nothing is stored, or said */
    }
    if (smtp->text_refused == NULL) {
        record_envelope(smtp);
        smtp->session.wish = WISH_COMMIT;
        return SMTP_DATA; /* until smtp_committed() */
    }
    smtp_forget(smtp);
    return refuse(smtp, SMTP_READY, smtp->text_refused);
}

/* REQ(5321-4.5.2) REQ(5321-4.5.2-octets) REQ(1870-5-end) */
enum smtp_state
smtp_text(struct smtp_session *smtp, struct line *line)
{
    if (dot_ends_text(line)) {
        return end_text(smtp, line);
    }
    session_content(&smtp->session, line);
    dot_unstuff(line);
    keep_line(smtp, line);
    return SMTP_DATA;
}

/*
 * REQ(5321-4.1.1.4-verdict) one verdict for all recipients, and nothing is left
 * that could fail behind it (REQ(5321-4.1.1.4-later)).
 * REQ(5321-4.2.5) 250 is said when the message is safe, not before.
 */
void
smtp_committed(struct smtp_session *smtp, const char *uid, int error)
{
    smtp->session.wish = WISH_READ;
    if (uid != NULL && smtp_lab_breaks(smtp, SMTP_DROP_AFTER)) {
        smtp->state = SMTP_CLOSED; /* stored, but nobody is told */
    } else if (uid == NULL) {
        smtp->state = refuse(smtp, SMTP_READY, storage_trouble(smtp, error));
    } else {
        smtp->state = smtp_reply(smtp, SMTP_READY, 250, "2.0.0",
                                 "Stored as %s, our duty now", uid);
    }
    smtp_forget(smtp);
}
