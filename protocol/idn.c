/*
 * idn.c - the two spellings of a domain beyond ASCII.
 *
 * Punycode, read: behind the last hyphen stand numbers.  Each says how far to
 * step through all pairs of (character, place) to the next character to be
 * inserted; the ASCII letters before the hyphen are there from the start.
 *
 * RFC 3492 sections 5, 6.1, 6.2.
 * SPDX-License-Identifier: ISC
 */
#include "protocol/idn.h"

#include <stdint.h>
#include <string.h>

#include "protocol/utf8.h"

enum {
    BASE = 36, T_MIN = 1, T_MAX = 26, SKEW = 38, DAMP = 700,
    FIRST_BIAS = 72,
    FIRST = 0x80,               /* the first character that is not ASCII */
    LAST = 0x10FFFF,
    PREFIX = 4,                 /* "xn--" */
    LABEL_MAX = 63
};

/* A label on its way: its characters. */
struct label {
    uint64_t characters[LABEL_MAX];
    size_t count;
};

static unsigned long
digit_value(char octet)
{
    if (octet >= '0' && octet <= '9') {
        return (uint64_t)(octet - '0') + 26;
    }
    if (octet >= 'a' && octet <= 'z') {
        return (uint64_t)(octet - 'a');
    }
    return octet >= 'A' && octet <= 'Z' ? (uint64_t)(octet - 'A') : BASE;
}

/* Small numbers shall have few digits: guess from the last step. */
static unsigned long
adapt(uint64_t delta, size_t count, bool first)
{
    uint64_t k = 0;

    delta /= first ? DAMP : 2;
    delta += delta / count;
    while (delta > (BASE - T_MIN) * T_MAX / 2) {
        delta /= BASE - T_MIN;
        k += BASE;
    }
    return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

/*
 * Take one number off the front of len octets.  Returns how many it has, 0 if
 * it is broken or too big.
 */
static size_t
take_step(const char *text, size_t len, uint64_t bias,
          uint64_t *step)
{
    uint64_t weight = 1;

    *step = 0;
    for (size_t i = 0; i < len; i++) {
        uint64_t k = BASE * (i + 1);
        uint64_t t = k <= bias ? T_MIN
                          : k >= bias + T_MAX ? T_MAX : k - bias;
        uint64_t digit = digit_value(text[i]);

        if (digit >= BASE || weight > (uint64_t)LAST * LABEL_MAX) {
            return 0;
        }
        *step += digit * weight;
        if (digit < t) {
            return i + 1;
        }
        weight *= BASE - t;
    }
    return 0;
}

static bool
insert(struct label *label, size_t place, uint64_t character)
{
    if (label->count == LABEL_MAX || character > LAST ||
        (character >= 0xD800 && character <= 0xDFFF) ||
        utf8_is_control((unsigned long)character)) {
        return false;
    }
    memmove(label->characters + place + 1, label->characters + place,
            (label->count - place) * sizeof label->characters[0]);
    label->characters[place] = character;
    label->count++;
    return true;
}

/*
 * Read the part of an A-label behind its prefix.  Returns whether it is good.
 */
static bool
read_label(struct label *label, const char *text, size_t len)
{
    uint64_t character = FIRST, bias = FIRST_BIAS;
    size_t at = 0, place = 0;

    label->count = 0;
    for (size_t i = len; i > 0 && at == 0; i--) {
        at = text[i - 1] == '-' ? i : 0; /* behind the last hyphen */
    }
    for (size_t i = 0; i + 1 < at; i++) {
        if (utf8_part(text[i])) {
            return false;
        }
        label->characters[label->count++] = (unsigned char)text[i];
    }
    while (at < len) {
        uint64_t step;
        size_t used = take_step(text + at, len - at, bias, &step);

        if (used == 0) {
            return false;
        }
        at += used;
        bias = adapt(step, label->count + 1, place == 0);
        step += place;
        character += step / (label->count + 1);
        place = (size_t)(step % (label->count + 1));
        if (!insert(label, place, character)) {
            return false;
        }
        place++;
    }
    return label->count > 0;
}

/*
 * Write one label.  Returns how many octets it has now.
 */
static size_t
write_label(const char *text, size_t len, char *out)
{
    struct label label;
    size_t made = 0;

    if (len <= PREFIX || len > LABEL_MAX ||
        !path_same(text, PREFIX, "xn--", PREFIX) ||
        !read_label(&label, text + PREFIX, len - PREFIX)) {
        memcpy(out, text, len);
        return len;
    }
    for (size_t i = 0; i < label.count; i++) {
        made += utf8_put((unsigned long)label.characters[i], out + made);
    }
    return made;
}

void
idn_unicode(const char *domain, size_t len, char *out)
{
    size_t made = 0;

    for (size_t at = 0; at < len;) {
        const char *dot = memchr(domain + at, '.', len - at);
        size_t end = dot != NULL ? (size_t)(dot - domain) : len;

        made += write_label(domain + at, end - at, out + made);
        if (end < len) {
            out[made++] = '.';
        }
        at = end + 1;
    }
    out[made] = '\0';
}

bool
idn_same(const char *a, size_t a_len, const char *b, size_t b_len)
{
    char ours[IDN_ROOM], theirs[IDN_ROOM];

    if (path_same(a, a_len, b, b_len)) {
        return true;
    }
    idn_unicode(a, a_len, ours);
    idn_unicode(b, b_len, theirs);
    return path_same(ours, strlen(ours), theirs, strlen(theirs));
}
