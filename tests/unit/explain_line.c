/*
 * explain_line.c - what is told of one line of a log, and of its session.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "labs/explain_line.h"

/*
 * Explain a line "smtp C: EHLO a"; what is told must hold these words.
 */
static void
tells(const char *line, int verb, const char *words)
{
    struct dialogue_record record = {.session = 1};
    size_t service = strcspn(line, " ");
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    memcpy(record.service, line, service);
    record.mark = (enum dialogue_mark)line[service + 1];
    record.text = line + service + 4;
    record.len = strlen(record.text);
    explain_line(out, &record, verb);
    fclose(out);
    if (strstr(text, words) == NULL) {
        fail_msg("\"%s\" is told of \"%s\", without \"%s\"", text, line,
                 words);
    }
    free(text);
}

static void
lines_of_smtp(void **state)
{
    (void)state;
    tells("smtp S: 503 5.5.1 no", -1, "503 = refused, syntax. The right");
    tells("smtp S: 503 5.5.1 no", SMTP_VERB_RCPT, "It answers RCPT.");
    tells("smtp S: 220 mx", -1, "220 = done, connection. I am ready");
    tells("smtp S: 250-SIZE 1", SMTP_VERB_EHLO, "more lines follow");
    tells("smtp S: 250 ok", SMTP_VERB_MAIL, "mail system. It answers MAIL.");
    tells("smtp S: 250 ok", SMTP_VERB_TEXT, "the message is now the server's");
    tells("smtp S: 299 odd", -1, "acts on the first digit alone");
    tells("smtp S: hello", -1, "This is no SMTP reply: ");
    tells("smtp C: mail FROM:<>", SMTP_VERB_MAIL, "(RFC 5321 section 4.1.1.2)");
    tells("smtp C: BLA", SMTP_VERB_UNKNOWN, "SMTP has no such command");
    tells("smtp C: .", SMTP_VERB_TEXT, "The dot line ends the text");
    tells("smtp C: ********", SMTP_VERB_AUTH, "answer to what AUTH has asked");
    tells("smtp D: text", SMTP_VERB_TEXT, "it gets no reply, only the dot");
}

static void
lines_of_pop3(void **state)
{
    (void)state;
    tells("pop3 S: +OK 1", POP3_VERB_STAT, "+OK = done. It answers STAT.");
    tells("pop3 S: -ERR [IN-USE] no", POP3_VERB_PASS, "another session holds");
    tells("pop3 S: 1 200", POP3_VERB_LIST, "A line of the answer to LIST");
    tells("pop3 S: .", POP3_VERB_LIST, "one dot ends the answer to LIST");
    tells("pop3 S: + ", POP3_VERB_AUTH, "asks for the next line of the login");
    tells("pop3 C: dele 1", POP3_VERB_DELE, "(RFC 1939 section 5)");
    tells("pop3 C: BLA", -1, "POP3 has no such command");
    tells("pop3 D: text", POP3_VERB_RETR, "the message that the client asked");
}

static void
events(void **state)
{
    (void)state;
    tells("smtp *: connect from=a:1", -1, "has opened a TCP connection.");
    tells("pop3 *: mark n=1 uid=x", -1, "still there. (RFC 1939 section 5)");
    tells("smtp *: what ever=1", -1, "An event");
}

static void
session(const struct roster_entry *entry, const struct observer *observer,
        bool now, const char *wanted)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    explain_session(out, entry, observer, now);
    fclose(out);
    assert_string_equal(text, wanted);
    free(text);
}

static void
a_session_is_told_as_it_was_or_is(void **state)
{
    struct roster_entry entry = {.service = "smtp",
                                 .number = 7,
                                 .speaks = OBSERVER_SMTP,
                                 .state = SMTP_CLOSED,
                                 .refused_verb = SMTP_VERB_RCPT,
                                 .refused_code = 503,
                                 .refused_times = 3,
                                 .whole = true,
                                 .who = "a\x1b" "b"};
    struct observer observer;

    (void)state;
    session(&entry, NULL, false, "smtp#7 a\\x1Bb: state CLOSED.");
    session(&entry, NULL, true, "smtp#7 a\\x1Bb: state CLOSED, stuck: RCPT "
                                "refused with 503, 3 times in a row.");
    observer_init(&observer, OBSERVER_SMTP);
    observer.last = OBSERVER_GOOD;
    observer.greeted = true;
    observer.smtp.state = SMTP_DATA;
    entry.whole = false;
    entry.who[0] = '\0';
    session(&entry, &observer, false,
            "smtp#7: state DATA as far as the log tells, which begins later. "
            "Legal now: (text).");
    observer_free(&observer);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_of_smtp),
        cmocka_unit_test(lines_of_pop3),
        cmocka_unit_test(events),
        cmocka_unit_test(a_session_is_told_as_it_was_or_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
