/*
 * session.c - the doors through which every line of a session passes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "server/session.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/path.h"

enum {
    REPLY_TEXT_MAX = 510,   /* RFC 5321 section 4.5.3.1.5, without CRLF */
    EVENT_MAX = 4096,
    SECRET_WORD = 5,        /* "PASS " */
    OUTBOX_FIRST = 4096
};

void
session_init(struct session *session, const struct session_doors *doors,
             const char *service, unsigned long number)
{
    *session = (struct session){.doors = doors,
                                .service = service,
                                .number = number,
                                .wish = WISH_READ};
}

static void
record(struct session *session, enum dialogue_mark mark, const char *text,
       size_t len, enum line_end end)
{
    const struct session_doors *doors = session->doors;
    struct dialogue_record entry = {.session = session->number,
                                    .mark = mark,
                                    .text = text,
                                    .len = len,
                                    .end = end};

    if (doors->record == NULL) {
        return;
    }
    memcpy(entry.service, session->service, strlen(session->service) + 1);
    doors->record(doors->ctx, &entry);
}

/*
 * How much of the line stands before a secret: all of it, or of PASS the word,
 * and of AUTH its mechanism too (RFC 4954 section 4).  A blank before the word,
 * or none behind it, makes it a wrong command, but the password no less a
 * secret.
 */
static size_t
before_secret(const struct line *line, bool *auth)
{
    const char *word = line->text;
    size_t len = line->len;
    size_t mechanism = 0;

    for (; len > 0 && (*word == ' ' || *word == '\t'); len--) {
        word++;
    }
    *auth = len >= 4 && path_same(word, 4, "AUTH", 4);
    if (len <= SECRET_WORD || (!*auth && !path_same(word, 4, "PASS", 4))) {
        return line->len;
    }
    len -= SECRET_WORD;
    if (*auth) {
        mechanism = sasl_mechanism_len(word + SECRET_WORD, len);
        mechanism += mechanism > 0 && mechanism < len; /* and a blank */
    }
    return line->len - len + mechanism;
}

/*
 * The octets of a line that may be shown.  Of a response only the "*" that
 * cancels; and who was refused AUTH may send the responses all the same.
 */
static size_t
may_show(struct session *session, const struct line *line, bool known)
{
    bool auth;
    size_t shown = before_secret(line, &auth);
    bool stray = !known && session->behind_auth;

    session->behind_auth = auth || session->sasl.on || stray;
    if (session->doors->show_secrets) {
        return line->len;
    }
    if (session->sasl.on || stray) {
        return line->len == 1 && line->text[0] == '*' ? 1 : 0;
    }
    return shown;
}

void
session_heard(struct session *session, const struct line *line, bool known)
{
    static const char mask[] = "********";
    size_t shown = may_show(session, line, known);
    char masked[64];

    if (shown == line->len) {
        record(session, DIALOGUE_CLIENT, line->text, line->len, line->end);
        return;
    }
    if (shown > sizeof masked - sizeof mask) {
        shown = sizeof masked - sizeof mask;
    }
    memcpy(masked, line->text, shown);
    memcpy(masked + shown, mask, sizeof mask - 1);
    record(session, DIALOGUE_CLIENT, masked, shown + sizeof mask - 1,
           line->end);
}

void
session_content(struct session *session, const struct line *line)
{
    if (session->content_seen >= session->doors->content_lines) {
        session->content_cut++;
        return;
    }
    session->content_seen++;
    record(session, DIALOGUE_DATA, line->text, line->len, line->end);
}

void
session_content_end(struct session *session, enum dialogue_mark who,
                    enum line_end end)
{
    if (session->content_cut > 0) {
        session_event(session, "cut lines=%u", session->content_cut);
    }
    session->content_seen = 0;
    session->content_cut = 0;
    record(session, who, ".", 1, end);
}

static bool
printable(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] < 0x20 || text[i] > 0x7e) {
            return false;
        }
    }
    return true;
}

/* No peer may smuggle a line end or an escape sequence into our reply. */
static size_t
make_printable(const char *text, size_t len, char *out)
{
    size_t made = 0;

    for (size_t i = 0; i < len && made + 4 <= REPLY_TEXT_MAX; i++) {
        if (printable(text + i, 1)) {
            out[made++] = text[i];
        } else {
            made += (size_t)snprintf(out + made, 5, "\\x%02X",
                                     (unsigned)(unsigned char)text[i]);
        }
    }
    return made;
}

/* REQ(5321-4.5.3.1.5) */
void
session_say(struct session *session, const char *text, size_t len)
{
    char clean[REPLY_TEXT_MAX + 1];

    if (len > REPLY_TEXT_MAX) {
        len = REPLY_TEXT_MAX;
    }
    if (!printable(text, len)) {
        len = make_printable(text, len, clean);
        text = clean;
    }
    outbox_add(session->doors->out, text, len);
    outbox_add(session->doors->out, "\r\n", 2);
    record(session, DIALOGUE_SERVER, text, len, LINE_END_CRLF);
}

void
session_event(struct session *session, const char *format, ...)
{
    char text[EVENT_MAX];
    va_list args;
    int len;

    if (session->doors->record == NULL) {
        return;
    }
    va_start(args, format);
    len = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (len < 0) {
        return;
    }
    if ((size_t)len >= sizeof text) {
        len = sizeof text - 1;
    }
    record(session, DIALOGUE_EVENT, text, (size_t)len, LINE_END_CRLF);
}

const char *
session_value(const char *text, size_t len, char *value)
{
    if (len > SESSION_SHOWN_MAX) {
        len = SESSION_SHOWN_MAX;
    }
    value[dialogue_escape_value(text, len, value)] = '\0';
    return value;
}

/* REQ(3207-4.2-know) */
void
session_secured(struct session *session, const char *version,
                const char *cipher)
{
    session_event(session, "tls version=%s cipher=%s", version, cipher);
    session->secure = true;
    session->wish = WISH_READ;
}

static bool
has_control(const struct line *line)
{
    for (size_t i = 0; i < line->len; i++) {
        unsigned char octet = (unsigned char)line->text[i];
        if (octet < 0x20 || octet == 0x7f) {
            return true;
        }
    }
    return false;
}

const char *
session_clean(struct session *session, struct line *line, char *copy,
              size_t room)
{
    size_t erased;

    static const char bare_lf[] = "Bare LF: end every line with CR LF";

    if (session->doors->strict && line->end == LINE_END_LF) {
        return bare_lf;
    }
    if (!has_control(line) || line->len > room) {
        return NULL;
    }
    if (session->doors->strict) {
        return "Control character (backspace?) in the line: type it again";
    }
    memcpy(copy, line->text, line->len);
    line->text = copy;
    erased = line_erase(copy, &line->len);
    if (erased > 0) {
        session_event(session, "note text=%zu\\x20backspaces\\x20erased",
                      erased);
    }
    /* In a CRLF session a bare LF ends nothing, yet somebody meant it to. */
    return memchr(copy, '\n', line->len) != NULL ? bare_lf : NULL;
}

/* ---- Logging in ---- */

enum sasl_verdict
session_response(struct session *session, struct line *line)
{
    char typed[SASL_LINE_MAX];
    const char *wrong = session_clean(session, line, typed, sizeof typed);
    enum sasl_verdict verdict;

    session_heard(session, line, false);
    if (line->too_long || wrong != NULL) {
        sasl_forget(&session->sasl);
        verdict = line->too_long ? SASL_TOO_LONG : SASL_NOT_BASE64;
    } else {
        verdict = sasl_response(&session->sasl, line->text, line->len);
    }
    explicit_bzero(typed, sizeof typed);
    return verdict;
}

bool
session_takes_passwords(const struct session *session)
{
    return session->secure || session->clear_ok;
}

void
session_logged_in(struct session *session, const char *user)
{
    char name[SESSION_VALUE_MAX];

    session->user = user;
    session_event(session, "login user=%s how=%s",
                  session_value(user, strlen(user), name),
                  claim_how(session->sasl.claim.how));
    sasl_forget(&session->sasl);
}

void
session_forget_login(struct session *session)
{
    sasl_forget(&session->sasl);
    session->user = NULL;
}

void
outbox_add(struct outbox *out, const char *bytes, size_t len)
{
    if (len == 0) {
        return; /* an outbox without memory yet is no place to copy to */
    }
    if (out->room - out->len < len) {
        size_t room = out->room > 0 ? out->room : OUTBOX_FIRST;
        char *grown;

        while (room - out->len < len) {
            room *= 2;
        }
        grown = realloc(out->bytes, room);
        if (grown == NULL) {
            out->failed = true;
            return;
        }
        out->bytes = grown;
        out->room = room;
    }
    memcpy(out->bytes + out->len, bytes, len);
    out->len += len;
}

void
outbox_free(struct outbox *out)
{
    free(out->bytes);
    *out = (struct outbox){0};
}
