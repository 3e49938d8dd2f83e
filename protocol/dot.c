/*
 * dot.c - the dot that ends a text, and the dots that must not.
 *
 * The idea: everything happens at the start of a line or at its end, so the
 * encoder runs from LF to LF with memchr and copies what lies between as it
 * is.  Between two pieces it remembers only whether a line is open, and
 * whether its last octet was CR.
 *
 * Invariant: how a message is cut into pieces changes neither its encoding
 * nor its count, and the count is the length of the encoding without the
 * stuffed dots and without the dot line that ends it.
 *
 * RFC 5321 section 4.5.2; RFC 1939 section 3.
 * SPDX-License-Identifier: ISC
 */
#include "protocol/dot.h"

#include <string.h>

/*
 * REQ(5321-4.1.1.4-lf-dot) REQ(5321-4.1.1.4) The text ends at CRLF "." CRLF and
 * at nothing else: the dot starts a line, is alone in it, and a real line end
 * follows.
 */
bool
dot_ends_text(const struct line *line)
{
    return line->len == 1 && line->text[0] == '.' && line->at_start &&
           line->ends_line && !line->too_long;
}

/* REQ(5321-4.5.2) A dot that starts a line was put there by the sender. */
void
dot_unstuff(struct line *line)
{
    if (line->at_start && line->len > 0 && line->text[0] == '.') {
        line->text++;
        line->len--;
    }
}

/* REQ(1939-3-dots) */
size_t
dot_encode(struct dot_encoder *encoder, const char *disk, size_t count,
           char *wire)
{
    const char *at = disk;
    const char *end = disk + count;
    char *out = wire;

    while (at < end) {
        size_t left = (size_t)(end - at);
        const char *lf = memchr(at, '\n', left);
        size_t run = lf != NULL ? (size_t)(lf - at) : left;

        if (run > 0) {
            if (*at == '.' && !encoder->in_line) {
                *out++ = '.';
            }
            memcpy(out, at, run);
            out += run;
            encoder->in_line = true;
            encoder->last_was_cr = at[run - 1] == '\r';
        }
        if (lf == NULL) {
            break;
        }
        if (!encoder->last_was_cr) {
            *out++ = '\r';
        }
        *out++ = '\n';
        *encoder = DOT_ENCODER_START;
        at = lf + 1;
    }
    return (size_t)(out - wire);
}

size_t
dot_encode_end(const struct dot_encoder *encoder, char *wire)
{
    const char *end = "\r\n.\r\n";
    size_t len = DOT_END_MAX;

    if (!encoder->in_line) {
        end += 2;
        len -= 2;
    } else if (encoder->last_was_cr) {
        end++;
        len--;
    }
    memcpy(wire, end, len);
    return len;
}

/* REQ(1939-11) */
void
dot_count_add(struct dot_count *count, const char *disk, size_t len)
{
    const char *at = disk;
    const char *end = disk + len;
    uint64_t bare = 0; /* LFs that get a CR */

    if (len == 0) {
        return;
    }
    while (at < end) {
        const char *lf = memchr(at, '\n', (size_t)(end - at));

        if (lf == NULL) {
            break;
        }
        bare += (lf > disk ? lf[-1] : count->last) != '\r';
        at = lf + 1;
    }
    count->octets += len + bare;
    count->last = end[-1];
}

uint64_t
dot_count_total(const struct dot_count *count)
{
    if (count->octets == 0 || count->last == '\n') {
        return count->octets;
    }
    return count->octets + (count->last == '\r' ? 1 : 2);
}
