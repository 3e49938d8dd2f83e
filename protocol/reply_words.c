/*
 * reply_words.c - reply codes and enhanced codes, digit by digit in words.
 *
 * Idea: a reply code is a path from the general to the particular.  The first
 * digit says what to do, the second what it is about, the third which case.
 * An enhanced code says the same with finer words: class, subject, detail.
 *
 * Invariant: there is a word for any number, also for those in no RFC.
 *
 * RFC 5321 section 4.2.1; RFC 3463 sections 2 and 3; RFC 4954 section 6 (the
 * details 5.6, 7.8, 7.9, 7.11 and 7.12); RFC 6531 section 3.5 (6.7, 6.9).
 * SPDX-License-Identifier: ISC
 */
#include "protocol/reply.h"

static const char *
result_word(int digit)
{
    switch (digit) {
    case 2:
        return "done";
    case 3:
        return "go on";
    case 4:
        return "try later";
    case 5:
        return "refused";
    }
    return "not used by SMTP";
}

static const char *
topic_word(int digit)
{
    switch (digit) {
    case 0:
        return "syntax";
    case 1:
        return "information";
    case 2:
        return "connection";
    case 3: /* the replies to AUTH took it: 235, 334, 432, 535 */
    case 4:
        return "left free by the RFC";
    case 5:
        return "the mail system";
    }
    return "not used by SMTP";
}

const char *
reply_digit(int code, int place)
{
    switch (place) {
    case 1:
        return result_word(code / 100);
    case 2:
        return topic_word(code / 10 % 10);
    }
    return "the exact case";
}

static const char *
class_word(int class)
{
    switch (class) {
    case 2:
        return "success";
    case 4:
        return "failure that may pass";
    case 5:
        return "failure for good";
    }
    return "no class of the RFC";
}

static const char *const subjects[] = {
    "nothing more particular",
    "the address",
    "the mailbox",
    "the mail system",
    "network and routing",
    "the protocol",
    "the content of the message",
    "security or policy",
};

struct detail {
    short subject;
    short detail;
    const char *word;
};

static const struct detail details[] = {
    {1, 1, "no such mailbox"},
    {1, 2, "the domain is wrong or takes no mail"},
    {1, 3, "the address is written wrongly"},
    {1, 4, "the address fits several mailboxes"},
    {1, 5, "the recipient's address is good"},
    {1, 6, "the mailbox has moved"},
    {1, 7, "the sender's address is written wrongly"},
    {1, 8, "the sender's domain is wrong"},
    {2, 1, "the mailbox is switched off"},
    {2, 2, "the mailbox is full"},
    {2, 3, "the message is too long for the mailbox"},
    {2, 4, "the mailing list could not be expanded"},
    {3, 1, "the mail system has no room"},
    {3, 2, "the host takes no mail now"},
    {3, 3, "the host lacks a feature that was asked for"},
    {3, 4, "the message is too big for the host"},
    {3, 5, "the host is set up wrongly"},
    {4, 1, "the other host did not answer"},
    {4, 2, "the connection broke"},
    {4, 3, "a directory such as DNS could not be asked"},
    {4, 4, "there is no route to the host"},
    {4, 5, "the mail system is overloaded"},
    {4, 6, "the message ran in a loop"},
    {4, 7, "the message waited in the queue too long"},
    {5, 1, "command not supported or out of order"},
    {5, 2, "unknown command or wrong syntax"},
    {5, 3, "too many recipients"},
    {5, 4, "wrong arguments"},
    {5, 5, "the two sides speak different versions"},
    {5, 6, "a line of the login is too long"},
    {6, 1, "this kind of content is not supported"},
    {6, 2, "the content must be converted, but may not be"},
    {6, 3, "the content must be converted, but cannot be"},
    {6, 4, "the content was converted with loss"},
    {6, 5, "converting the content failed"},
    {6, 7, "the address is not ASCII, and the host needs ASCII"},
    {6, 9, "the header needs SMTPUTF8, and a recipient cannot take it"},
    {7, 1, "not permitted"},
    {7, 2, "the sender may not write to this mailing list"},
    {7, 3, "the protection must be converted, but cannot be"},
    {7, 4, "a security feature is not supported"},
    {7, 5, "decrypting or checking a signature failed"},
    {7, 6, "the cryptographic method is not supported"},
    {7, 7, "the message was changed on its way"},
    {7, 8, "wrong name or password"},
    {7, 9, "the login mechanism is too weak"},
    {7, 11, "encryption is needed for this login mechanism"},
    {7, 12, "the login mechanism must be set up for the user first"},
};

static const char *
detail_word(int subject, int detail)
{
    for (size_t i = 0; i < sizeof details / sizeof details[0]; i++) {
        if (details[i].subject == subject && details[i].detail == detail) {
            return details[i].word;
        }
    }
    return "no more detail";
}

const char *
reply_enhanced_word(const struct reply_enhanced *enhanced, int place)
{
    int subject_count = (int)(sizeof subjects / sizeof subjects[0]);

    switch (place) {
    case 1:
        return class_word(enhanced->class);
    case 2:
        return enhanced->subject >= 0 && enhanced->subject < subject_count
                   ? subjects[enhanced->subject]
                   : "no subject of the RFC";
    }
    return detail_word(enhanced->subject, enhanced->detail);
}
