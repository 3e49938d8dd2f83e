/*
 * reply.c - one line of a server's reply, read strictly.
 *
 * Idea: what is no reply by the grammar is never guessed at.  A server that
 * sends it is out of step with us, and to go on would mean to take the answer
 * to one command for the answer to another.
 *
 * Invariant: reading never looks behind the given length, and the texts it
 * hands out lie inside the given octets.  A reply without any text, "550" and
 * nothing more, is a good reply: its text is empty (RFC 5321 section 4.2).
 *
 * Strict is only what a program decides by: digits, hyphen, +OK, -ERR.  The
 * text is for people; it may hold any octet, and who shows it escapes it.
 *
 * RFC 5321 sections 4.2, 4.2.1; RFC 2034 section 4; RFC 1939 section 3;
 * RFC 2449 sections 3, 8; RFC 5034 section 4.
 * SPDX-License-Identifier: ISC
 */
#include "protocol/reply.h"

#include <assert.h>
#include <string.h>

enum { CODE_DIGITS = 3 };

static bool
is_digit(char octet)
{
    return octet >= '0' && octet <= '9';
}

static void
skip_spaces(const char **text, size_t *len)
{
    while (*len > 0 && **text == ' ') {
        (*text)++;
        (*len)--;
    }
}

/*
 * Read a number of one to three digits at *at.  Returns it and moves *at
 * behind it; or returns -1.
 */
static int
take_number(const char *text, size_t len, size_t *at)
{
    size_t start = *at;
    int number = 0;

    while (*at < len && *at - start < CODE_DIGITS && is_digit(text[*at])) {
        number = number * 10 + (text[*at] - '0');
        (*at)++;
    }
    return *at > start ? number : -1;
}

static bool
take_dot(const char *text, size_t len, size_t *at)
{
    if (*at >= len || text[*at] != '.') {
        return false;
    }
    (*at)++;
    return true;
}

/*
 * The enhanced code at the head of the text, if there is a whole one whose
 * class agrees with the code.  3yz replies carry none.
 * RFC 2034 section 4.
 */
static void
take_enhanced(struct reply_line *line)
{
    const char *text = line->text;
    size_t len = line->text_len;
    size_t at = 1;
    int class = line->code / 100;
    int subject;
    int detail;

    if (class == 3 || len == 0 || text[0] != '0' + class ||
        !take_dot(text, len, &at)) {
        return;
    }
    subject = take_number(text, len, &at);
    if (subject < 0 || !take_dot(text, len, &at)) {
        return;
    }
    detail = take_number(text, len, &at);
    if (detail < 0 || (at < len && text[at] != ' ')) {
        return;
    }
    line->enhanced = (struct reply_enhanced){class, subject, detail};
    line->text += at;
    line->text_len -= at;
    skip_spaces(&line->text, &line->text_len);
}

/*
 * The three digits as a number, or 0 if they are no reply code.
 */
static int
code_of(const char *text, size_t len)
{
    if (len < CODE_DIGITS || text[0] < '2' || text[0] > '5' ||
        !is_digit(text[1]) || !is_digit(text[2])) {
        return 0;
    }
    return (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
}

int
reply_parse_smtp(const char *text, size_t len, struct reply_line *line,
                 const char **why)
{
    memset(line, 0, sizeof *line);
    line->kind = REPLY_SMTP;

    /* REQ(5321-4.3.2): three digits, the first of them 2 to 5 */
    line->code = code_of(text, len);
    if (line->code == 0) {
        *why = "a reply begins with three digits, the first between 2 and 5 "
               "(RFC 5321 section 4.2)";
        return -1;
    }
    if (len > CODE_DIGITS && text[CODE_DIGITS] != ' ' &&
        text[CODE_DIGITS] != '-') {
        *why = "behind the three digits of a reply comes a space, a hyphen or "
               "the end of the line (RFC 5321 section 4.2)";
        return -1;
    }
    /* REQ(5321-4.2.1): the last line may lack the space and the text */
    line->last = len == CODE_DIGITS || text[CODE_DIGITS] == ' ';
    line->text = text + CODE_DIGITS;
    line->text_len = len - CODE_DIGITS;
    if (line->text_len > 0) {
        line->text++;
        line->text_len--;
    }
    take_enhanced(line);
    return 0;
}

/*
 * A response code in brackets at the head of the text: printable octets, no
 * space.  What begins with a bracket but is none stays text.
 * RFC 2449 sections 3 and 8.
 */
static void
take_tag(struct reply_line *line)
{
    const char *text = line->text;
    size_t len = line->text_len;
    size_t end = 1;

    if (len == 0 || text[0] != '[') {
        return;
    }
    while (end < len && text[end] > ' ' && text[end] <= '~' &&
           text[end] != ']') {
        end++;
    }
    if (end == 1 || end == len || text[end] != ']') {
        return;
    }
    line->tag = text + 1;
    line->tag_len = end - 1;
    line->text += end + 1;
    line->text_len -= end + 1;
    skip_spaces(&line->text, &line->text_len);
}

/*
 * Does the line begin with this indicator, followed by a space or its end?
 * Then *text_at is where the words behind it begin.
 */
static bool
has_indicator(const char *text, size_t len, const char *indicator,
              size_t *text_at)
{
    size_t indicator_len = strlen(indicator);

    if (len < indicator_len || memcmp(text, indicator, indicator_len) != 0) {
        return false;
    }
    *text_at = len > indicator_len ? indicator_len + 1 : indicator_len;
    return len == indicator_len || text[indicator_len] == ' ';
}

int
reply_parse_pop3(const char *text, size_t len, struct reply_line *line,
                 const char **why)
{
    size_t text_at;

    memset(line, 0, sizeof *line);
    line->last = true;
    /* REQ(1939-3): +OK and -ERR are sent in upper case */
    if (has_indicator(text, len, "+OK", &text_at)) {
        line->kind = REPLY_OK;
    } else if (has_indicator(text, len, "-ERR", &text_at)) {
        line->kind = REPLY_ERR;
    } else if (len > 1 && has_indicator(text, len, "+", &text_at)) {
        line->kind = REPLY_CONTINUE;
    } else {
        *why = "a POP3 response begins with +OK or -ERR in upper case, and "
               "then a space or the end of the line (RFC 1939 section 3)";
        return -1;
    }
    line->text = text + text_at;
    line->text_len = len - text_at;
    if (line->kind != REPLY_CONTINUE) {
        take_tag(line);
    }
    return 0;
}

int
reply_gather_add(struct reply_gather *gather, const struct reply_line *line,
                 const char **why)
{
    assert(line->kind == REPLY_SMTP);
    if (gather->complete) {
        *why = "this reply had ended already: its last line has no hyphen "
               "behind the code (RFC 5321 section 4.2.1)";
        return -1;
    }
    /* REQ(5321-4.2.1): the same code on each line */
    if (gather->lines > 0 && line->code != gather->code) {
        *why = "all lines of one reply carry the same code (RFC 5321 section "
               "4.2.1)";
        return -1;
    }
    if (gather->lines == REPLY_LINES_MAX) {
        *why = "the reply has more lines than this client takes";
        return -1;
    }
    gather->code = line->code;
    gather->lines++;
    gather->complete = line->last;
    return 0;
}
