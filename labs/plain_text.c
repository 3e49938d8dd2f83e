/*
 * plain_text.c - text as lines of a terminal: wrapped, and nothing but text.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/plain_text.h"

#include <string.h>

#include "labs/columns.h"

/* Does this octet begin a character?  RFC 3629 section 3. */
static bool
starts(char octet)
{
    return ((unsigned char)octet & 0xC0) != 0x80;
}

static void
put(const struct plain_out *out, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (out->utf8 || (unsigned char)text[i] < 0x80) {
            putc(text[i], out->file);
        } else if (starts(text[i])) {
            putc('?', out->file);
        }
    }
}

/*
 * How many octets of the line fit into width columns: up to a blank if one is
 * there, else up to the last column.
 */
static size_t
fitting(const char *text, size_t len, size_t width)
{
    size_t at = columns_fit(text, len, (int)width);
    size_t blank = at;

    if (at == len || text[at] == ' ') {
        return at;
    }
    while (blank > 0 && (text[blank] != ' ' || text[blank - 1] == ' ')) {
        blank--;
    }
    return blank > width / 4 ? blank : at > 0 ? at : len;
}

static void
put_wrapped(const struct plain_out *out, const char *lead, const char *text,
            size_t len)
{
    size_t indent = (size_t)columns_of(lead, strlen(lead));
    bool first = true;

    do {
        size_t fit = fitting(text, len, out->width - indent);

        if (first) {
            put(out, lead, strlen(lead));
        } else {
            fprintf(out->file, "%*s", (int)indent, "");
        }
        put(out, text, fit);
        putc('\n', out->file);
        text += fit;
        len -= fit;
        while (len > 0 && *text == ' ') {
            text++;
            len--;
        }
        first = false;
    } while (len > 0);
}

void
plain_lines(const struct plain_out *out, const char *lead, const char *text)
{
    while (*text != '\0') {
        size_t len = strcspn(text, "\n");

        put_wrapped(out, lead, text, len);
        text += len + (text[len] == '\n');
    }
}

/*
 * Does a line of narration stand alone: a heading, or the start of an item?
 */
static bool
stands_alone(const char *line)
{
    return line[0] == '#' || strncmp(line, "- ", 2) == 0 || line[0] == '\n' ||
           line[0] == '\0' || strncmp(line, "```", 3) == 0;
}

/*
 * One paragraph, line ends taken for blanks.  Returns what follows it.
 */
static const char *
put_paragraph(const struct plain_out *out, const char *text)
{
    char filled[4096];
    size_t used = 0;

    do {
        size_t len = 0;

        text += strspn(text, " ");
        len = strcspn(text, "\n");
        if (used + len + 2 > sizeof(filled)) {
            break;
        }
        if (used > 0) {
            filled[used++] = ' ';
        }
        memcpy(filled + used, text, len);
        used += len;
        text += len + (text[len] == '\n');
    } while (!stands_alone(text));
    filled[used] = '\0';
    plain_lines(out, "", filled);
    return text;
}

void
plain_prose(const struct plain_out *out, const char *text)
{
    bool fenced = false;

    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        bool fence = strncmp(text, "```", 3) == 0;

        if (!fence && !fenced && text[0] != '#' && len > 0) {
            text = put_paragraph(out, text);
            continue;
        }
        if (!fence && text[0] == '#') {
            size_t marks = strspn(text, "# ");

            put(out, text + marks, len - marks);
            putc('\n', out->file);
        } else if (!fence) {
            put_wrapped(out, "", text, len);
        }
        fenced = fenced != fence;
        text += len + (text[len] == '\n');
    }
}
