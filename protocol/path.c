/*
 * path.c - the addresses of the envelope, read by the grammar.
 *
 * Each function below takes one rule of the grammar off the front of the
 * text: path = route mailbox, mailbox = local-part "@" domain, and so on down.
 * `at` is the next octet to look at; nothing ever steps back, nothing is
 * copied.  The first rule that does not fit leaves its reason in `why`, for a
 * person to read behind "501 5.1.7 " or the like: what is wrong and what would
 * be right, in at most PATH_WHY_MAX octets.
 *
 * Invariant: path_parse looks at every octet before the grammar does, so the
 * rules meet printable ASCII and whole characters of UTF-8 only, and a NUL
 * means the end of the text.
 *
 * RFC 5321 sections 4.1.2, 4.5.3.1.1 to 4.5.3.1.3, appendix C; RFC 6531
 * section 3.3.
 * SPDX-License-Identifier: ISC
 */
#include "protocol/path.h"

#include <string.h>

#include "protocol/domain.h"
#include "protocol/utf8.h"

struct scan {
    const char *text;
    size_t len;
    size_t at;          /* the next octet to look at */
    char end;           /* what ends the address: '>', or ' ' without one */
    const char *why;
};

static bool
refuse(struct scan *scan, const char *why)
{
    scan->why = why;
    return false;
}

static char
peek(const struct scan *scan)
{
    return scan->at < scan->len ? scan->text[scan->at] : '\0';
}

static bool
take(struct scan *scan, char octet)
{
    if (peek(scan) != octet || octet == '\0') {
        return false;
    }
    scan->at++;
    return true;
}

static bool
at_end(const struct scan *scan)
{
    char next = peek(scan);

    return next == scan->end || (next == '\0' && scan->end == ' ');
}

/*
 * The next octet does not fit.  If the text is over, or goes on after a space
 * without a '>', the bracket is what is missing; else it is for_octet.
 */
static bool
refuse_next(struct scan *scan, const char *for_octet)
{
    char next = peek(scan);
    const char *rest = scan->text + scan->at;

    if (scan->end == ' ' || (next != '\0' && next != ' ')) {
        return refuse(scan, for_octet);
    }
    if (next == ' ' && memchr(rest, '>', scan->len - scan->at) != NULL) {
        return refuse(scan, "a space in the address: leave it out, or quote "
                            "the part before the @");
    }
    return refuse(scan, "the closing > is missing: <alice@red.example>");
}

/*
 * REQ(5321-4.1.2-octets) Controls MUST NOT be used in commands that name
 * mailboxes.  REQ(6531-3.3-syntax) What is beyond ASCII is UTF-8.  Looked at
 * first, so that no later rule meets anything else.
 */
static bool
only_characters(struct scan *scan)
{
    unsigned long character = 0;
    size_t used;

    for (size_t i = 0; i < scan->len; i += used) {
        used = utf8_take(scan->text + i, scan->len - i, &character);
        if (used == 0) {
            return refuse(scan, "an octet above 127 that is no UTF-8: write "
                                "ASCII or UTF-8");
        }
        if (character < 32 || character == 127) {
            return refuse(scan, "a control character: only printable "
                                "characters may stand here");
        }
    }
    return true;
}

/* atext of RFC 5322 section 3.2.3, and REQ(6531-3.2-mailbox) UTF8-non-ascii:
 * what needs no quotes. */
static bool
is_atext(char octet)
{
    return domain_is_let_dig(octet) || utf8_part(octet) ||
           (octet != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", octet) != NULL);
}

/*
 * The next octet begins no Atom: say why.  first: it is the first octet of
 * the local part.
 */
static bool
refuse_atom(struct scan *scan, bool first)
{
    char next = peek(scan);

    if (first && (next == '@' || at_end(scan))) {
        return refuse(scan, "the part before the @ is empty: "
                            "alice@red.example");
    }
    if (next == '.') {
        return refuse(scan, first ? "a dot cannot begin the part before the "
                                    "@: alice@red.example"
                                  : "two dots in a row before the @: write "
                                    "one, or quote the part");
    }
    if (next == '@' || at_end(scan)) {
        return refuse(scan, "a dot cannot end the part before the @: "
                            "alice@red.example");
    }
    return refuse_next(scan, "( ) < > [ ] : ; , \\ \" before the @ need "
                             "quotes: \"a,b\"@red.example");
}

/* Dot-string = Atom *("." Atom)            REQ(5321-4.1.2-local) */
static bool
scan_dot_string(struct scan *scan)
{
    size_t begin = scan->at;

    do {
        size_t atom = scan->at;

        while (is_atext(peek(scan))) {
            scan->at++;
        }
        if (scan->at == atom) {
            return refuse_atom(scan, atom == begin);
        }
    } while (take(scan, '.'));
    if (peek(scan) != '@' && !at_end(scan)) {
        return refuse_atom(scan, false);
    }
    return true;
}

/*
 * Quoted-string = DQUOTE *QcontentSMTP DQUOTE      REQ(5321-4.1.2-local)
 * Between the quotes all that is printable may stand, '"' and '\' behind a
 * backslash, which quotes ASCII only.  Even "" is a local part.
 */
static bool
scan_quoted_string(struct scan *scan)
{
    scan->at++;
    while (!take(scan, '"')) {
        if (take(scan, '\\') && utf8_part(peek(scan))) {
            return refuse(scan, "a backslash before a character beyond ASCII: "
                                "leave it out");
        }
        if (peek(scan) == '\0') {
            return refuse(scan, "the closing quote is missing: "
                                "\"alice smith\"@red.example");
        }
        scan->at++;
    }
    if (peek(scan) != '@' && !at_end(scan)) {
        return refuse_next(scan, "after the closing quote comes the @: "
                                 "\"alice smith\"@red.example");
    }
    return true;
}

/* Local-part = Dot-string / Quoted-string */
static bool
scan_local(struct scan *scan, struct path *path)
{
    size_t begin = scan->at;
    bool good = peek(scan) == '"' ? scan_quoted_string(scan)
                                  : scan_dot_string(scan);

    path->local = scan->text + begin;
    path->local_len = scan->at - begin;
    /* REQ(5321-4.5.3.1.1) */
    if (good && path->local_len > PATH_LOCAL_MAX) {
        return refuse(scan, "the part before the @ is too long: at most 64 "
                            "octets");
    }
    return good;
}

/* Domain / address-literal                 REQ(5321-4.1.2) */
static bool
scan_domain(struct scan *scan)
{
    const char *why = NULL;
    size_t used;

    if (at_end(scan)) {
        return refuse(scan, "the domain after the @ is missing: "
                            "alice@red.example");
    }
    used = domain_take(scan->text + scan->at, scan->len - scan->at, &why);
    scan->at += used;
    if (why != NULL) {
        return refuse_next(scan, why);
    }
    /* REQ(5321-4.5.3.1.2) */
    if (used > PATH_DOMAIN_MAX) {
        return refuse(scan, "the domain is too long: at most 255 octets");
    }
    return true;
}

/* The domain is over: so must the address be. */
static bool
scan_end(struct scan *scan)
{
    if (at_end(scan)) {
        return true;
    }
    if (peek(scan) == '@') {
        return refuse(scan, "one @ too many: take it out, or quote the part "
                            "before the last one");
    }
    return refuse_next(scan, domain_refusal(peek(scan)));
}

/*
 * REQ(5321-4.1.1.3) <Postmaster>, in any case, is a forward-path without a
 * domain.
 */
static bool
is_postmaster(const struct scan *scan, enum path_kind kind,
              const struct path *path)
{
    return kind == PATH_FORWARD && !path->routed && peek(scan) == '>' &&
           path_same(path->local, path->local_len, "postmaster", 10);
}

/* Mailbox = Local-part "@" ( Domain / address-literal ) */
static bool
scan_mailbox(struct scan *scan, enum path_kind kind, struct path *path)
{
    if (!scan_local(scan, path)) {
        return false;
    }
    path->mailbox = path->local;
    path->domain = scan->text + scan->at;
    if (!is_postmaster(scan, kind, path)) {
        if (!take(scan, '@')) {
            return refuse(scan, "the @ and the domain are missing: "
                                "alice@red.example");
        }
        path->domain++;
        if (!scan_domain(scan) || !scan_end(scan)) {
            return false;
        }
    }
    path->domain_len = (size_t)(scan->text + scan->at - path->domain);
    path->mailbox_len = (size_t)(scan->text + scan->at - path->mailbox);
    return true;
}

/*
 * REQ(5321-4.1.1.3-route) A-d-l = "@" Domain *( "," "@" Domain ), then ":"
 * REQ(5321-C) A source route MUST be accepted and SHOULD be ignored.  Without a
 * ':' it is no route but a mailbox that lacks its local part.
 */
static bool
scan_route(struct scan *scan, struct path *path)
{
    const char *rest = scan->text + scan->at;
    const char *why = NULL;

    if (peek(scan) != '@' || memchr(rest, ':', scan->len - scan->at) == NULL) {
        return true;
    }
    do {
        if (!take(scan, '@')) {
            why = "";
            break;
        }
        scan->at += domain_take(scan->text + scan->at, scan->len - scan->at,
                                &why);
    } while (why == NULL && take(scan, ','));
    if (why != NULL || !take(scan, ':')) {
        return refuse(scan, "a source route is @one.example,@two.example: and "
                            "best left out");
    }
    path->routed = true;
    return true;
}

static bool
refuse_bracket(struct scan *scan, enum path_kind kind)
{
    if (peek(scan) == ' ') {
        return refuse(scan, kind == PATH_REVERSE
                                ? "no space after the colon: "
                                  "MAIL FROM:<alice@red.example>"
                                : "no space after the colon: "
                                  "RCPT TO:<bob@red.example>");
    }
    if (scan->len > 0 && memchr(scan->text, '<', scan->len) != NULL) {
        return refuse(scan, "only the address may stand here, no name: "
                            "<alice@red.example>");
    }
    return refuse(scan, "the address needs angle brackets: "
                        "<name@domain>");
}

/* Path = "<" [ A-d-l ":" ] Mailbox ">", or "<>" for the reverse-path */
static bool
scan_path(struct scan *scan, enum path_kind kind, struct path *path)
{
    if (!take(scan, '<')) {
        return refuse_bracket(scan, kind);
    }
    if (take(scan, '>')) {
        path->mailbox = path->local = path->domain = scan->text + 1;
        return kind == PATH_REVERSE ||
               refuse(scan, "<> is only for MAIL FROM; a recipient is "
                            "<bob@red.example>");
    }
    return scan_route(scan, path) && scan_mailbox(scan, kind, path) &&
           take(scan, '>');
}

static bool
scan_bare_mailbox(struct scan *scan, struct path *path)
{
    if (peek(scan) == '<') {
        return refuse(scan, "no angle brackets here: alice@red.example");
    }
    return scan_mailbox(scan, PATH_MAILBOX, path);
}

size_t
path_parse(const char *text, size_t len, enum path_kind kind,
           struct path *path, const char **why)
{
    bool bare = kind == PATH_MAILBOX;
    struct scan scan = {text, len, 0, bare ? ' ' : '>', NULL};
    bool good;

    memset(path, 0, sizeof(*path));
    good = only_characters(&scan) && (bare ? scan_bare_mailbox(&scan, path)
                                          : scan_path(&scan, kind, path));
    /* REQ(5321-4.5.3.1.3) A bare mailbox must leave room for its brackets. */
    if (good && scan.at + (bare ? 2 : 0) > PATH_MAX_OCTETS) {
        good = refuse(&scan, "the path is too long: at most 256 octets with "
                             "its brackets");
    }
    *why = scan.why;
    if (!good) {
        memset(path, 0, sizeof(*path));
        return 0;
    }
    for (size_t i = 0; i < scan.at; i++) {
        path->utf8 = path->utf8 || utf8_part(text[i]);
    }
    return scan.at;
}
