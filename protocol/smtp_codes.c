/*
 * smtp_codes.c - what the answers of an SMTP server mean.
 *
 * Idea: one row for each reply code, one for each EHLO keyword or for each
 * parameter that a keyword brings.  The words are for students: what happened,
 * and what a client does about it.  A program decides by the first digit
 * alone, also for a code that is not listed (RFC 5321 section 4.3.2).
 *
 * Invariant: the codes are in ascending order, each once, and every code that
 * a row of smtp.c lists is here.
 *
 * RFC 5321 sections 4.2.2, 4.2.3; RFC 1985; RFC 3207; RFC 4954; RFC 7504.
 * SPDX-License-Identifier: ISC
 */
#include "protocol/smtp.h"

/* clang-format off */

static const struct smtp_code codes[] = {
    {211, "HELP",
     "Status or help text for people. Programs just go on.",
     "RFC 5321 section 4.2.3"},
    {214, "HELP",
     "Help text for people. Programs just go on.",
     "RFC 5321 section 4.2.3"},
    {220, "connect STARTTLS",
     "I am ready: now the client speaks.",
     "RFC 5321 section 4.3.2; RFC 3207 section 4"},
    {221, "QUIT",
     "Goodbye. The server closes its side.",
     "RFC 5321 section 4.1.1.10"},
    {235, "AUTH",
     "The login succeeded: you are in.",
     "RFC 4954 section 6"},
    {250, "EHLO HELO MAIL RCPT dot RSET NOOP VRFY EXPN BDAT ETRN",
     "Done. After the dot it also means: the message is now the server's "
     "duty.",
     "RFC 5321 sections 4.2.3, 4.2.5"},
    {251, "RCPT VRFY ETRN",
     "Not a user here, but the server knows where and forwards the message. "
     "The new address stands in <>. (ETRN: no mail is waiting.)",
     "RFC 5321 section 3.4; RFC 1985 section 5"},
    {252, "VRFY EXPN ETRN",
     "The server does not confirm the mailbox, yet will take mail for it and "
     "try. (ETRN: sending of the waiting mail has begun.)",
     "RFC 5321 sections 3.5.3, 7.3; RFC 1985 section 5"},
    {253, "ETRN",
     "Sending has begun; the text tells how many messages were waiting.",
     "RFC 1985 section 5"},
    {334, "AUTH",
     "Half done: the server asks for the next line of the login, in base64.",
     "RFC 4954 section 4"},
    {354, "DATA",
     "Go ahead with the text and end it with a dot line. "
     "Half done: nothing is accepted so far.",
     "RFC 5321 section 4.1.1.4"},
    {421, "connect any",
     "The server must close the connection now. "
     "Connect again later and send what was unfinished.",
     "RFC 5321 sections 3.8, 4.3.2"},
    {432, "AUTH",
     "This login mechanism is not set up for the user yet. "
     "Usually one login with PLAIN makes it work.",
     "RFC 4954 section 6"},
    {450, "RCPT dot BDAT",
     "The mailbox is not available now: busy, or held back by policy such as "
     "greylisting. Keep the message and try again.",
     "RFC 5321 section 4.2.3"},
    {451, "MAIL RCPT DATA dot BDAT",
     "Something broke inside the server. Nothing is wrong with your message: "
     "try again later.",
     "RFC 5321 section 4.2.3"},
    {452, "MAIL RCPT DATA dot BDAT",
     "No room now, or too many recipients at once. Try again later; send to "
     "the recipients that are left in another transaction.",
     "RFC 5321 sections 4.2.3, 4.5.3.1.10"},
    {454, "STARTTLS AUTH",
     "Encryption or login does not work for the moment; the password is not "
     "to blame. Try later.",
     "RFC 3207 section 4; RFC 4954 section 6"},
    {455, "MAIL RCPT",
     "The server cannot serve a parameter now. "
     "Send the same command again later.",
     "RFC 5321 section 4.1.1.11"},
    {458, "ETRN",
     "The queue for this domain could not be started now. Try later.",
     "RFC 1985 section 5"},
    {459, "ETRN",
     "The queue for this domain is not started on your request. "
     "The first digit says try later; the text says why.",
     "RFC 1985 section 5"},
    {500, "any",
     "The server does not know this command, or the line is too long. Look "
     "for a typing error or for text that follows an early dot.",
     "RFC 5321 sections 4.2.3, 4.3.2"},
    {501, "any",
     "A known command with a wrong argument: brackets are missing, or there "
     "is a word too many. Correct it and send it again.",
     "RFC 5321 sections 4.2.3, 4.3.2"},
    {502, "EHLO HELO VRFY EXPN HELP TURN SEND SOML SAML",
     "A known command that this server does not have. Do without it.",
     "RFC 5321 section 4.2.4"},
    {503, "MAIL RCPT DATA BDAT AUTH",
     "The right command at the wrong moment. "
     "Look which state you are in; RSET drops an open transaction.",
     "RFC 5321 section 4.1.4"},
    {504, "EHLO HELO VRFY EXPN HELP AUTH",
     "The server understands the argument but does not support it. "
     "Choose another, such as another AUTH mechanism.",
     "RFC 5321 section 4.2.3; RFC 4954 section 4"},
    {521, "connect",
     "This host takes no mail at all. For good: report it to the sender.",
     "RFC 7504 section 3"},
    {530, "MAIL any",
     "First log in (or first STARTTLS), then send this again.",
     "RFC 4954 section 6; RFC 3207 section 4"},
    {534, "AUTH",
     "This login mechanism is too weak for this user. Choose a stronger one.",
     "RFC 4954 section 6"},
    {535, "AUTH",
     "The name or the password is wrong. Ask the user, do not just repeat.",
     "RFC 4954 section 6"},
    {538, "AUTH",
     "This login mechanism works under encryption only: STARTTLS first. "
     "Kept for history; better not to offer it at all.",
     "RFC 4954 section 6"},
    {550, "RCPT MAIL dot BDAT VRFY EXPN EHLO HELO",
     "No such mailbox, or refused by policy (such as: we do not relay). Do "
     "not try again; report it to the sender.",
     "RFC 5321 sections 4.2.3, 3.6.2"},
    {551, "RCPT VRFY",
     "Not a user here, but the server knows where and leaves sending to you. "
     "The address to try stands in <>.",
     "RFC 5321 section 3.4"},
    {552, "MAIL RCPT DATA dot BDAT",
     "Too big: over a limit of the server or of the mailbox. Make it smaller. "
     "An old server may mean too many recipients: then see 452.",
     "RFC 5321 sections 4.2.3, 4.5.3.1.10; RFC 1870 section 6.1"},
    {553, "MAIL RCPT VRFY",
     "The name of the mailbox itself is not allowed, or it is ambiguous. "
     "Check the spelling.",
     "RFC 5321 sections 4.2.3, 3.5.1"},
    {554, "connect MAIL RCPT DATA dot BDAT",
     "The transaction failed as a whole: report it to the sender. "
     "As a greeting: no mail service here, say QUIT.",
     "RFC 5321 sections 3.1, 4.2.3"},
    {555, "MAIL RCPT",
     "The server does not know a parameter behind the address. "
     "Send the command again without it.",
     "RFC 5321 section 4.1.1.11"},
    {556, "RCPT",
     "The recipient's domain takes no mail at all. "
     "For good: report it to the sender.",
     "RFC 7504 section 4"},
};

/* A keyword with several parameters has a row for each of them. */
static const struct smtp_extension extensions[] = {
    {"SIZE", "SIZE",
     "The server tells the largest message it takes. With SIZE=octets behind "
     "MAIL a client learns before it sends whether its message fits.",
     "RFC 1870 sections 3, 6"},
    {"8BITMIME", "BODY",
     "Text may hold octets above 127. BODY=8BITMIME behind MAIL says that "
     "this message does, BODY=7BIT that it does not.",
     "RFC 6152 section 3"},
    {"PIPELINING", "",
     "A client may send several commands before it reads the replies, "
     "which come in the same order.",
     "RFC 2920 section 3"},
    {"ENHANCEDSTATUSCODES", "",
     "Replies carry a second, finer code such as 5.1.1 in front of the text.",
     "RFC 2034 section 4"},
    {"SMTPUTF8", "SMTPUTF8",
     "Addresses and header may be in UTF-8. The bare word SMTPUTF8 behind "
     "MAIL says that this message needs it.",
     "RFC 6531 sections 3.1, 3.4"},
    {"DSN", "RET",
     "RET=FULL or RET=HDRS behind MAIL: a failure report returns the whole "
     "message, or its header only.",
     "RFC 3461 section 4.3"},
    {"DSN", "ENVID",
     "ENVID=text behind MAIL: a name for this sending, "
     "which comes back in the reports.",
     "RFC 3461 section 4.4"},
    {"DSN", "NOTIFY",
     "NOTIFY= behind RCPT: report NEVER, or on any of SUCCESS, FAILURE, "
     "DELAY.",
     "RFC 3461 section 4.1"},
    {"DSN", "ORCPT",
     "ORCPT=type;address behind RCPT: the recipient as the sender first "
     "wrote it, for the reports.",
     "RFC 3461 section 4.2"},
    {"CHUNKING", "",
     "The client may send the message in counted chunks with BDAT, "
     "instead of with DATA and a dot.",
     "RFC 3030 section 2"},
    {"STARTTLS", "",
     "The client may switch this connection to encryption.",
     "RFC 3207 section 4"},
    {"AUTH", "AUTH",
     "The client may log in by one of the listed mechanisms. AUTH= behind "
     "MAIL names who first handed the message in; <> if unknown.",
     "RFC 4954 sections 3, 5"},
    {"EXPN", "",
     "The server has the command EXPN.",
     "RFC 5321 section 4.1.1.1"},
    {"HELP", "",
     "The server has the command HELP.",
     "RFC 5321 section 4.1.1.1"},
};

/* clang-format on */

const struct smtp_code *
smtp_code(int code)
{
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (codes[i].code == code) {
            return &codes[i];
        }
    }
    return NULL;
}

const struct smtp_extension *
smtp_extension(size_t i)
{
    size_t count = sizeof extensions / sizeof extensions[0];

    return i < count ? &extensions[i] : NULL;
}
