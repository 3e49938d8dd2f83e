/*
 * message.c - make a text a message.
 *
 * RFC 5322 sections 2.1.1, 2.2, 2.3, 3.3 and 3.6; RFC 2047 section 2.
 * SPDX-License-Identifier: ISC
 */
#include "client/message.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "protocol/base64.h"
#include "protocol/dot.h"
#include "protocol/utf8.h"

enum { READ_PIECE = 65536, WORD_OCTETS = 39 };

__attribute__((format(printf, 2, 3)))
static int
wrong(struct message *message, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(message->why, sizeof message->why, format, args);
    va_end(args);
    return -1;
}

int
message_read(struct message *message, FILE *file)
{
    size_t room = 0;
    size_t got;

    *message = (struct message){.text = NULL};
    do {
        if (room - message->len < READ_PIECE) {
            char *larger = realloc(message->text, 2 * room + READ_PIECE);

            if (larger == NULL || room > MESSAGE_MAX) {
                message->text = larger != NULL ? larger : message->text;
                return wrong(message, "the message is too large");
            }
            message->text = larger;
            room = 2 * room + READ_PIECE;
        }
        got = fread(message->text + message->len, 1, READ_PIECE, file);
        message->len += got;
    } while (got > 0);
    if (ferror(file)) {
        return wrong(message, "the message cannot be read: %s",
                     strerror(errno));
    }
    return message->len > 0 ? 0 : wrong(message, "there is no text");
}

/*
 * Make every CR LF a LF.
 */
static void
unify_ends(struct message *message)
{
    size_t to = 0;
    size_t i;

    for (i = 0; i < message->len; i++) {
        if (message->text[i] == '\r' && i + 1 < message->len &&
            message->text[i + 1] == '\n') {
            continue;
        }
        message->text[to++] = message->text[i];
    }
    message->len = to;
}

/*
 * Does a line begin with a field name and its colon?  RFC 5322 section 2.2.
 */
static bool
is_field(const char *line, size_t len)
{
    size_t i = 0;

    while (i < len && line[i] > ' ' && line[i] < 0x7F && line[i] != ':') {
        i++;
    }
    return i > 0 && i < len && line[i] == ':';
}

size_t
message_line(const char *at, const char *end, const char **next)
{
    const char *lf = memchr(at, '\n', (size_t)(end - at));

    *next = lf != NULL ? lf + 1 : end;
    return (size_t)((lf != NULL ? lf : end) - at);
}

/*
 * Does the text begin with a header: fields, and folded lines, up to an empty
 * line or the end?
 */
static bool
has_header(const struct message *message)
{
    const char *at = message->text;
    const char *end = message->text + message->len;
    const char *next;
    bool any = false;

    for (; at < end; at = next) {
        size_t len = message_line(at, end, &next);

        if (len == 0) {
            return any;
        }
        if (is_field(at, len)) {
            any = true;
        } else if (!any || (*at != ' ' && *at != '\t')) {
            return false;
        }
    }
    return any;
}

/*
 * The date of RFC 5322 section 3.3.  Names of days and months are English
 * whatever the locale says, so strftime's own do not serve.
 */
static void
write_date(FILE *out)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed",
                                       "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr",
                                         "May", "Jun", "Jul", "Aug",
                                         "Sep", "Oct", "Nov", "Dec"};
    time_t now = time(NULL);
    struct tm tm;

    gmtime_r(&now, &tm);
    fprintf(out, "Date: %s, %d %s %d %02d:%02d:%02d +0000\n",
            days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900,
            tm.tm_hour, tm.tm_min, tm.tm_sec);
}

static bool
is_eight_bit(const char *text, size_t len)
{
    size_t i;

    for (i = 0; i < len; i++) {
        if ((unsigned char)text[i] > 0x7F) {
            return true;
        }
    }
    return false;
}

/*
 * A subject beyond ASCII travels as encoded words (RFC 2047 section 2), none
 * longer than 75 octets and none ending inside a character.
 */
static void
write_subject(FILE *out, const char *subject)
{
    char word[BASE64_LEN(WORD_OCTETS) + 1];
    size_t left = subject != NULL ? strlen(subject) : 0;
    const char *fold = "";

    if (subject == NULL) {
        return;
    }
    if (!is_eight_bit(subject, left) && left < MESSAGE_LINE_MAX - 16) {
        fprintf(out, "Subject: %s\n", subject);
        return;
    }
    fprintf(out, "Subject: ");
    while (left > 0) {
        size_t len = left < WORD_OCTETS ? left : WORD_OCTETS;

        while (len < left && len > 1 &&
               ((unsigned char)subject[len] & 0xC0) == 0x80) {
            len--;
        }
        base64_encode(subject, len, word);
        fprintf(out, "%s=?UTF-8?B?%s?=", fold, word);
        fold = "\n ";
        subject += len;
        left -= len;
    }
    fputc('\n', out);
}

static void
write_header(FILE *out, const struct message_wish *wish, bool eight_bit)
{
    const char *domain = strrchr(wish->from, '@');
    struct timespec now;
    size_t i;

    clock_gettime(CLOCK_REALTIME, &now);
    write_date(out);
    fprintf(out, "From: %s\n", wish->from[0] != '\0'
                ? wish->from : "Mail System <postmaster@localhost>");
    for (i = 0; i < wish->to_count; i++) {
        fprintf(out, "%s%s", i == 0 ? "To: " : ",\n    ", wish->to[i]);
    }
    fputc('\n', out);
    write_subject(out, wish->subject);
    fprintf(out, "Message-ID: <%lld.%09ld.%ld@%s>\n", (long long)now.tv_sec,
            now.tv_nsec, (long)getpid(),
            domain != NULL ? domain + 1 : "localhost");
    if (eight_bit) {
        fprintf(out, "MIME-Version: 1.0\n"
                     "Content-Type: text/plain; charset=utf-8\n"
                     "Content-Transfer-Encoding: 8bit\n");
    }
    fputc('\n', out);
}

/*
 * What must not go on the wire.  RFC 5321 section 2.3.8: no CR but before LF;
 * section 4.5.3.1.6: no line above 1000 octets with its CR LF; RFC 2045 section
 * 2.7: no NUL.
 */
static int
check(struct message *message)
{
    const char *at = message->text;
    const char *end = message->text + message->len;
    const char *next;
    unsigned long number = 1;

    for (; at < end; at = next, number++) {
        size_t len = message_line(at, end, &next);
        bool cr = memchr(at, '\r', len) != NULL;

        if (len > MESSAGE_LINE_MAX) {
            return wrong(message, "line %lu of the message has %zu octets; a "
                         "line may have %d (RFC 5322 section 2.1.1)", number,
                         len, MESSAGE_LINE_MAX);
        }
        if (cr || memchr(at, '\0', len) != NULL) {
            return wrong(message, "line %lu of the message holds a %s, which "
                         "must not be sent (%s)", number,
                         cr ? "CR without LF" : "NUL",
                         cr ? "RFC 5321 section 2.3.8"
                            : "RFC 2045 section 2.7");
        }
    }
    return 0;
}

/*
 * RFC 6532 section 3: does the header, up to the empty line, hold UTF-8?
 */
static bool
is_utf8_header(const struct message *message)
{
    const char *at = message->text;
    const char *end = at + message->len;
    const char *next;

    while (at < end && message_line(at, end, &next) > 0) {
        at = next;
    }
    return is_eight_bit(message->text, (size_t)(at - message->text)) &&
           utf8_ok(message->text, (size_t)(at - message->text));
}

int
message_finish(struct message *message, const struct message_wish *wish)
{
    struct dot_count count = {.octets = 0};
    char *whole = NULL;
    size_t len = 0;
    FILE *out;

    unify_ends(message);
    out = open_memstream(&whole, &len);
    if (out == NULL) {
        return wrong(message, "out of memory");
    }
    if (has_header(message)) {
        write_subject(out, wish->subject);
    } else {
        write_header(out, wish, is_eight_bit(message->text, message->len));
    }
    fwrite(message->text, 1, message->len, out);
    if (fclose(out) != 0) {
        free(whole);
        return wrong(message, "out of memory");
    }
    free(message->text);
    message->text = whole;
    message->len = len;
    message->eight_bit = is_eight_bit(whole, len);
    message->utf8_header = is_utf8_header(message);
    dot_count_add(&count, whole, len);
    message->octets = dot_count_total(&count);
    return check(message);
}

void
message_free(struct message *message)
{
    free(message->text);
    message->text = NULL;
}
