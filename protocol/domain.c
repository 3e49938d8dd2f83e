/*
 * domain.c - the part after the @, read by the grammar.
 *
 * Labels and literals are read from left to right, each rule by a function of
 * its own.  The IPv6 forms are read by hand: inet_pton takes forms that the
 * grammar does not have, and this folder asks the system nothing.
 *
 * RFC 5321 sections 4.1.2, 4.1.3; RFC 6531 section 3.3; RFC 1035 section
 * 2.3.4.
 * SPDX-License-Identifier: ISC
 */
#include "protocol/domain.h"

#include <string.h>

#include "protocol/path.h"
#include "protocol/utf8.h"

enum {
    IPV6_GROUPS = 8,
    IPV6_GROUPS_BESIDE_GAP = 6  /* "::" stands for at least two */
};

static bool
is_digit(char octet)
{
    return octet >= '0' && octet <= '9';
}

bool
domain_is_let_dig(char octet)
{
    return is_digit(octet) || (octet >= 'a' && octet <= 'z') ||
           (octet >= 'A' && octet <= 'Z');
}

static bool
is_hex_digit(char octet)
{
    return is_digit(octet) || (octet >= 'a' && octet <= 'f') ||
           (octet >= 'A' && octet <= 'F');
}

/* Snum = 1*3DIGIT, 0 to 255.  Returns the octets taken, 0 if there is none. */
static size_t
take_snum(const char *text, size_t len)
{
    unsigned value = 0;
    size_t at = 0;

    while (at < len && at < 3 && is_digit(text[at])) {
        value = value * 10 + (unsigned)(text[at] - '0');
        at++;
    }
    return value <= 255 ? at : 0;
}

/* IPv4-address-literal = Snum 3("." Snum)      REQ(5321-4.1.3) */
static bool
is_ipv4(const char *text, size_t len)
{
    size_t at = 0;

    for (int number = 1; number <= 4; number++) {
        size_t used = take_snum(text + at, len - at);

        at += used;
        if (used == 0) {
            return false;
        }
        if (number < 4) {
            if (at == len || text[at] != '.') {
                return false;
            }
            at++;
        }
    }
    return at == len;
}

/* IPv6-hex = 1*4HEXDIG.  Returns the octets taken, 0 if there is none. */
static size_t
take_ipv6_hex(const char *text, size_t len)
{
    size_t at = 0;

    while (at < len && at < 4 && is_hex_digit(text[at])) {
        at++;
    }
    return at;
}

/*
 * IPv6-full, IPv6-comp, IPv6v4-full, IPv6v4-comp   REQ(5321-4.1.3)
 *
 * All four are one rule: groups of 16 bits, of which an IPv4 address at the
 * end makes two; 8 of them, or at most 6 beside one "::".
 */
static bool
is_ipv6(const char *text, size_t len)
{
    unsigned groups = 0;
    bool gap = len >= 2 && text[0] == ':' && text[1] == ':';
    size_t at = gap ? 2 : 0;

    while (at < len) {
        size_t used = take_ipv6_hex(text + at, len - at);

        if (is_ipv4(text + at, len - at)) {
            groups += 2;
            break;
        }
        groups++;
        at += used;
        if (used == 0 || (at < len && text[at] != ':')) {
            return false;
        }
        if (at == len) {
            break;
        }
        at++;
        if (at < len && text[at] == ':' && !gap) {
            gap = true;
            at++;
        } else if (at == len) {
            return false;
        }
    }
    return gap ? groups <= IPV6_GROUPS_BESIDE_GAP : groups == IPV6_GROUPS;
}

/*
 * General-address-literal = Standardized-tag ":" 1*dcontent
 * REQ(5321-4.1.3) No tag but IPv6 is registered, yet the syntax has room.
 */
static bool
is_general(const char *text, size_t len)
{
    size_t tag = 0;

    while (tag < len && (domain_is_let_dig(text[tag]) || text[tag] == '-')) {
        tag++;
    }
    if (tag == 0 || text[tag - 1] == '-' || tag + 1 >= len ||
        text[tag] != ':') {
        return false;
    }
    for (size_t i = tag + 1; i < len; i++) {
        if (text[i] < 33 || text[i] > 126 || strchr("[\\]", text[i]) != NULL) {
            return false;
        }
    }
    return true;
}

/* address-literal = "[" what is one of the three "]" */
static size_t
take_literal(const char *text, size_t len, const char **why)
{
    static const char tag[] = "IPv6:";
    const size_t tag_len = sizeof(tag) - 1;
    const char *inside = text + 1;
    const char *close = memchr(text, ']', len);
    size_t inside_len;

    if (close == NULL) {
        *why = "the closing ] is missing: alice@[127.0.0.1]";
        return 0;
    }
    inside_len = (size_t)(close - inside);
    if (inside_len >= tag_len && path_same(inside, tag_len, tag, tag_len)) {
        if (!is_ipv6(inside + tag_len, inside_len - tag_len)) {
            *why = "this is no IPv6 address: write it like "
                   "[IPv6:2001:db8::1]";
            return 0;
        }
    } else if (!is_ipv4(inside, inside_len) &&
               !is_general(inside, inside_len)) {
        *why = "in [ ] stands an address: [127.0.0.1] or [IPv6:2001:db8::1]";
        return 0;
    }
    return inside_len + 2;
}

/*
 * REQ(5321-4.1.2-labels) Nothing but letters, digits and hyphen makes a label;
 * "in particular, the underscore character is not permitted".
 */
const char *
domain_refusal(char octet)
{
    if (octet == '_') {
        return "no _ in a domain: only letters, digits, - and dots";
    }
    return "only letters, digits, - and dots make a domain: red.example";
}

/*
 * sub-domain = Let-dig [Ldh-str] / U-label, the label that begins at
 * text[begin].  Of a U-label (RFC 5890) only the form is looked at: characters
 * beyond ASCII.  No A-label of 63 octets stands for more than 63 of them, so
 * characters are counted.  Returns the octets taken, or 0 with *why set.
 */
static size_t
take_label(const char *text, size_t len, size_t begin, const char **why)
{
    size_t at = begin;
    size_t characters = 0;

    while (at < len && (domain_is_let_dig(text[at]) || text[at] == '-' ||
                        utf8_part(text[at]))) {
        characters += (text[at] & 0xC0) != 0x80; /* begins one */
        at++;
    }
    if (at == begin) {
        char next = at < len ? text[at] : '\0';
        bool misplaced_dot = next == '.' ||
                             (begin > 0 && strchr(",:> ", next) != NULL);

        *why = misplaced_dot ? "a dot too many in the domain: red.example"
                             : domain_refusal(next);
        return 0;
    }
    if (text[begin] == '-' || text[at - 1] == '-') {
        *why = "no part of a domain begins or ends with -: pc-7.red.example";
        return 0;
    }
    if (characters > DOMAIN_LABEL_MAX) {
        *why = "a part of the domain is too long: at most 63 characters "
               "between dots";
        return 0;
    }
    return at - begin;
}

/* Domain = sub-domain *("." sub-domain)            REQ(5321-4.1.2) */
static size_t
take_name(const char *text, size_t len, const char **why)
{
    size_t at = 0;

    for (;;) {
        size_t used = take_label(text, len, at, why);

        at += used;
        if (used == 0 || at == len || text[at] != '.') {
            return at;
        }
        at++;
    }
}

size_t
domain_take(const char *text, size_t len, const char **why)
{
    if (len > 0 && text[0] == '[') {
        return take_literal(text, len, why);
    }
    return take_name(text, len, why);
}

/*
 * REQ(6531-3.7.1-names) the name of a host is ASCII.
 */
bool
path_domain_ok(const char *domain, size_t len)
{
    const char *why = NULL;

    for (size_t i = 0; i < len; i++) {
        if (utf8_part(domain[i])) {
            return false;
        }
    }
    return len <= PATH_DOMAIN_MAX &&
           domain_take(domain, len, &why) == len && why == NULL;
}
