/*
 * logbook_filter.c - which lines of a log are wanted.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/logbook.h"

#include <string.h>
#include <strings.h>

#include "protocol/number.h"

/*
 * "smtp#7": the newest session of that name.
 */
static bool
take_session(const struct logbook *book, struct logbook_filter *filter,
             const char *word, size_t service_len)
{
    const char *digits = word + service_len + 1;
    size_t session = roster_count(book->roster);
    uint64_t number = 0;

    if (number_take(digits, strlen(digits), &number) != strlen(digits)) {
        return false;
    }
    while (session > roster_oldest(book->roster)) {
        const struct roster_entry *entry = roster_entry(book->roster,
                                                        --session);

        if (entry->number == number && strlen(entry->service) == service_len &&
            strncasecmp(entry->service, word, service_len) == 0) {
            filter->session = session + 1;
            return true;
        }
    }
    return false;
}

/*
 * A class of replies: by the first character, or by the word of POP3.
 */
static char
class_of(const char *word)
{
    if (strcasecmp(word, "+OK") == 0 || strcasecmp(word, "-ERR") == 0 ||
        (word[0] != '\0' && strchr("2345+-", word[0]) != NULL &&
         (word[1] == '\0' || strcasecmp(word + 1, "yz") == 0))) {
        return word[0];
    }
    return '\0';
}

bool
logbook_filter_word(const struct logbook *book, struct logbook_filter *filter,
                    const char *word)
{
    size_t len = strlen(word);
    const char *sign = strchr(word, '#');
    enum smtp_verb smtp = smtp_verb_of(word, len);
    enum pop3_verb pop3 = pop3_verb_of(word, len);

    if (sign != NULL) {
        return take_session(book, filter, word, (size_t)(sign - word));
    }
    if (class_of(word) != '\0') {
        filter->first = class_of(word);
    } else if (smtp != SMTP_VERB_UNKNOWN || pop3 != POP3_VERB_UNKNOWN) {
        filter->by_verb = true;
        filter->smtp_verb = smtp != SMTP_VERB_UNKNOWN ? (int)smtp : -1;
        filter->pop3_verb = pop3 != POP3_VERB_UNKNOWN ? (int)pop3 : -1;
    } else {
        len = len < LOGBOOK_USER_MAX ? len : LOGBOOK_USER_MAX - 1;
        memcpy(filter->user, word, len);
        filter->user[len] = '\0';
    }
    return true;
}

bool
logbook_filter_any(const struct logbook_filter *filter)
{
    return filter->session != 0 || filter->user[0] != '\0' ||
           filter->first != '\0' || filter->by_verb;
}

/*
 * Does part stand in text, in any case of ASCII?
 */
static bool
holds(const char *text, const char *part)
{
    size_t len = strlen(part);

    for (; *text != '\0'; text++) {
        if (strncasecmp(text, part, len) == 0) {
            return true;
        }
    }
    return false;
}

/*
 * DATA is a command and, behind it, a text with its dot.
 */
static bool
is_verb(const struct logbook_filter *filter, enum observer_service speaks,
        int verb)
{
    if (verb < 0) {
        return false;
    }
    if (speaks == OBSERVER_POP3) {
        return verb == filter->pop3_verb;
    }
    return verb == filter->smtp_verb ||
           (verb == (int)SMTP_VERB_TEXT &&
            filter->smtp_verb == (int)SMTP_VERB_DATA);
}

bool
logbook_passes(const struct logbook *book, size_t i,
               const struct logbook_filter *filter)
{
    const struct logbook_line *line = &book->line[i];
    const struct roster_entry *entry = NULL;

    if (filter->session != 0 && line->session != filter->session) {
        return false;
    }
    if (filter->first != '\0' && line->first != filter->first) {
        return false;
    }
    if (!filter->by_verb && filter->user[0] == '\0') {
        return true;
    }
    if (line->session == 0 ||
        line->session - 1 < roster_oldest(book->roster)) {
        return false;
    }
    entry = roster_entry(book->roster, line->session - 1);
    return (!filter->by_verb || is_verb(filter, entry->speaks, line->verb)) &&
           (filter->user[0] == '\0' || holds(entry->who, filter->user));
}
