/*
 * mailview_field.c - one field out of the header of a stored message.
 *
 * The idea: a header is lines up to the first empty one; a line that begins
 * with a blank goes on with the field before it.  That is all that a list of
 * messages needs to know about RFC 5322.
 *
 * Invariant: what leaves this file is escaped; a Subject that wants to paint
 * the terminal red is shown, not obeyed.
 *
 * RFC 5322 sections 2.2 and 2.2.3.
 * SPDX-License-Identifier: ISC
 */
#include "client/mailview.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/dialogue.h"
#include "protocol/path.h"

/* The line that begins at `at`: its end, without LF and a CR before it. */
static const char *
line_stop(const char *at, const char *end, const char **next)
{
    const char *lf = memchr(at, '\n', (size_t)(end - at));
    const char *stop = lf != NULL ? lf : end;

    *next = lf != NULL ? lf + 1 : end;
    return stop > at && stop[-1] == '\r' ? stop - 1 : stop;
}

/*
 * Find the field in a header; raw gets its body, unfolded and cut.  Returns
 * the octets of it.  RFC 5322 section 2.2.3: to unfold is to take the line
 * ends away, not the blanks behind them.
 */
static size_t
find_field(const char *at, const char *end, const char *field, char *raw)
{
    size_t name_len = strlen(field);
    size_t len = 0;
    bool inside = false;
    const char *next;

    for (; at < end; at = next) {
        const char *stop = line_stop(at, end, &next);
        const char *body = at;

        if (stop == at || (inside && *at != ' ' && *at != '\t')) {
            break;  /* the empty line that ends the header; another field */
        }
        if (!inside) {
            inside = (size_t)(stop - at) > name_len && at[name_len] == ':' &&
                     path_same(at, name_len, field, name_len);
            body = at + name_len + 1;
        }
        for (; inside && body < stop && len < MAILVIEW_FIELD_MAX; body++) {
            raw[len++] = *body == '\t' ? ' ' : *body;
            len -= len == 1 && raw[0] == ' ';   /* leading blanks */
        }
    }
    return len;
}

/* A cut in the middle of a UTF-8 character takes the rest of it too. */
static size_t
whole_characters(const char *text, size_t len)
{
    size_t start = len;

    if (len < MAILVIEW_FIELD_MAX) {
        return len;
    }
    while (start > 0 && len - start < 4 && (text[start - 1] & 0xC0) == 0x80) {
        start--;
    }
    return start > 0 && (text[start - 1] & 0x80) != 0 ? start - 1 : len;
}

int
mailview_field(const struct mailview *view, size_t index, const char *field,
               char *value)
{
    char raw[MAILVIEW_FIELD_MAX];
    char *header;
    size_t len;

    value[0] = '\0';
    if (mailview_text(view, index, MAILVIEW_HEADER_MAX, &header, &len) == -1) {
        return -1;
    }
    len = find_field(header, header + len, field, raw);
    len = dialogue_escape(raw, whole_characters(raw, len), value);
    value[len] = '\0';
    free(header);
    return 0;
}
