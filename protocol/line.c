/*
 * line.c - cut a stream of octets into lines, and tell how each one ended.
 *
 * The idea: find the next LF with memchr, look one octet back for its CR, and
 * ask whether that ending counts here.  Nothing is copied and no octet is
 * looked at twice, however the network has cut the stream.
 *
 * Invariant: how the octets arrive never changes the lines.  Whatever the
 * splits, the same stream gives the same lines with the same flags; all that
 * is remembered between two calls stands in struct line_reader.
 *
 * The dangerous case is message text in which one reader sees the end of the
 * text where another sees a line of it ("SMTP smuggling").  So only CRLF ends
 * a line of text in a CRLF session, and `mid_line` remembers after a bare LF
 * that the next piece, be it a dot, does not start a line.
 *
 * RFC 5321 sections 2.3.8, 4.1.1.4, 4.5.3.1; RFC 1939 section 3.
 * SPDX-License-Identifier: ISC
 */
#include "protocol/line.h"

#include <assert.h>
#include <string.h>

enum { CRLF_LEN = 2, KEY_BS = 0x08, KEY_DEL = 0x7F };

void
line_reader_init(struct line_reader *reader, bool strict)
{
    /* A strict session has nothing to settle: RFC 5321 section 2.3.8. */
    *reader = (struct line_reader){
        .style = strict ? LINE_STYLE_CRLF : LINE_UNSETTLED,
        .strict = strict,
    };
}

/*
 * Does a bare LF end a line, or a piece of text, here?  Not in a command of a
 * CRLF session: there it is an octet like any other, and a wrong one.
 */
static bool
bare_lf_ends(const struct line_reader *reader, enum line_phase phase)
{
    return phase == LINE_TEXT || reader->style != LINE_STYLE_CRLF ||
           reader->strict;
}

/*
 * Find the LF that ends a line, from offset `from` on.  cr_before says whether
 * a CR stands before the first octet.  Returns NULL if there is none yet.
 */
static const char *
find_end(const char *bytes, size_t count, size_t from, bool cr_before,
         bool bare_ends, enum line_end *end)
{
    while (from < count) {
        const char *lf = memchr(bytes + from, '\n', count - from);
        bool cr;

        if (lf == NULL) {
            return NULL;
        }
        cr = lf > bytes ? lf[-1] == '\r' : cr_before;
        if (cr || bare_ends) {
            *end = cr ? LINE_END_CRLF : LINE_END_LF;
            return lf;
        }
        from = (size_t)(lf - bytes) + 1;
    }
    return NULL;
}

/*
 * Note that a line, or a piece of text, has ended in this way.  Returns
 * whether this is a line end in this session.  DEPARTS(5321-4.1.1.4-lf) a bare
 * LF is one, if the first line ended so.
 */
static bool
note_end(struct line_reader *reader, enum line_phase phase, enum line_end end)
{
    bool ends_line;

    if (reader->style == LINE_UNSETTLED) {
        reader->style = end == LINE_END_CRLF ? LINE_STYLE_CRLF : LINE_STYLE_LF;
    }
    ends_line = end == LINE_END_CRLF || reader->style == LINE_STYLE_LF;
    /* After a command a line starts, however that command ended. */
    reader->mid_line = phase == LINE_TEXT && !ends_line;
    reader->scanned = 0;
    return ends_line;
}

/*
 * Throw away the tail of an overlong line, its ending included.  Returns the
 * octets thrown away; all of them if the ending is not at hand yet.
 */
static size_t
skip_tail(struct line_reader *reader, enum line_phase phase, const char *bytes,
          size_t count)
{
    enum line_end end;
    const char *lf = find_end(bytes, count, 0, reader->last_was_cr,
                              bare_lf_ends(reader, phase), &end);

    if (lf == NULL) {
        if (count > 0) {
            reader->last_was_cr = bytes[count - 1] == '\r';
        }
        return count;
    }
    reader->skipping = false;
    note_end(reader, phase, end);
    return (size_t)(lf - bytes) + 1;
}

/*
 * Hand out the front of an overlong line; its tail is skipped from now on.
 */
static size_t
cut_line(struct line_reader *reader, size_t text_max, struct line *line)
{
    line->len = text_max;
    line->end = reader->style == LINE_STYLE_LF ? LINE_END_LF : LINE_END_CRLF;
    line->ends_line = true;
    line->too_long = true;
    reader->skipping = true;
    reader->last_was_cr = false;
    return text_max;
}

/*
 * Take the line that starts at bytes, if it is whole or too long.  Returns the
 * octets it takes up, 0 if more are needed.  A text of text_max octets fits,
 * so a CR at the very end may still be the first half of its CRLF.
 */
static size_t
take_one(struct line_reader *reader, enum line_phase phase, size_t text_max,
         const char *bytes, size_t count, struct line *line)
{
    size_t window = count < text_max + CRLF_LEN ? count : text_max + CRLF_LEN;
    enum line_end end;
    const char *lf = find_end(bytes, window, reader->scanned, false,
                              bare_lf_ends(reader, phase), &end);
    size_t len = window;

    if (lf != NULL) {
        len = (size_t)(lf - bytes) - (end == LINE_END_CRLF ? 1 : 0);
    } else if (len > 0 && bytes[len - 1] == '\r') {
        len--;
    }
    line->text = bytes;
    line->at_start = !reader->mid_line;
    if (len > text_max) {
        return cut_line(reader, text_max, line);
    }
    if (lf == NULL) {
        reader->scanned = window;
        return 0;
    }
    line->len = len;
    line->end = end;
    line->ends_line = note_end(reader, phase, end);
    line->too_long = false;
    return (size_t)(lf - bytes) + 1;
}

bool
line_take(struct line_reader *reader, enum line_phase phase, size_t limit,
          const char *bytes, size_t count, struct line *line, size_t *used)
{
    size_t skipped = 0;
    size_t taken;

    assert(limit > CRLF_LEN);
    /* What was no end in a command may be one in text, so look again. */
    if (reader->phase != phase || reader->scanned > count) {
        reader->phase = phase;
        reader->scanned = 0;
    }
    if (reader->skipping) {
        skipped = skip_tail(reader, phase, bytes, count);
        if (reader->skipping) {
            *used = skipped;
            return false;
        }
    }
    taken = take_one(reader, phase, limit - CRLF_LEN, bytes + skipped,
                     count - skipped, line);
    *used = skipped + taken;
    return taken > 0;
}

/*
 * How many octets the last character of a text has: a character typed beyond
 * ASCII arrives as one octet 11xxxxxx and one to three 10xxxxxx (UTF-8).
 */
static size_t
last_character(const char *text, size_t len)
{
    size_t n;

    for (n = 1; n <= 4 && n <= len; n++) {
        unsigned char octet = (unsigned char)text[len - n];

        if (octet < 0x80) {
            break;
        }
        if (octet >= 0xC0) {
            return n;
        }
    }
    return len > 0 ? 1 : 0;
}

size_t
line_erase(char *text, size_t *len)
{
    size_t keys = 0;
    size_t to = 0;
    size_t i;

    if (memchr(text, KEY_BS, *len) == NULL &&
        memchr(text, KEY_DEL, *len) == NULL) {
        return 0;
    }
    for (i = 0; i < *len; i++) {
        if (text[i] == KEY_BS || text[i] == KEY_DEL) {
            to -= last_character(text, to);
            keys++;
        } else {
            text[to++] = text[i];
        }
    }
    *len = to;
    return keys;
}
