/*
 * smtp.c - the commands of SMTP as rows, its states as sets of commands.
 *
 * Idea: a state is nothing but the set of commands that are legal in it, and
 * what success leads to is one column further.  Whoever wants to know what may
 * be said now, or what it means, looks it up here and decides nothing himself.
 *
 * Invariant: every verb below SMTP_VERBS has its row, in the order of the
 * enum; every state has its row.  A hint is true for every command that is not
 * legal in its state, because it completes the text of any 503 said there.
 *
 * How to read a row: success (a 2yz or 3yz reply) leads to one of the states
 * in after; failure leaves the state as it is (RFC 5321 section 4.1.4).  One
 * exception: after the dot the transaction is over, whatever the verdict.
 *
 * The replies are those of RFC 5321 section 4.3.2; a row that lists more says
 * where they come from.
 *
 * RFC 5321 sections 2.4, 4.1.1, 4.1.4, 4.3.2.
 * SPDX-License-Identifier: ISC
 */
#include "protocol/smtp.h"

#include <string.h>

#include "protocol/path.h"

/* clang-format off */

/*
 * REQ(5321-4.1.4) REQ(5321-4.3.2) REQ(5321-4.1.4-any) REQ(5321-4.1.5)
 * REQ(5321-4.3.1)
 */
static const struct smtp_command commands[SMTP_VERBS] = {
    [SMTP_VERB_EHLO] = {
        "EHLO", "EHLO domain", SMTP_ANY, SMTP_READY,
        {250, 502, 504, 550},
        "RFC 5321 section 4.1.1.1",
        "Introduces the client by name and asks which extensions the server "
        "speaks. A new EHLO also clears a half-built message."
    },
    [SMTP_VERB_HELO] = {
        "HELO", "HELO domain", SMTP_ANY, SMTP_READY,
        {250, 502, 504, 550},
        "RFC 5321 section 4.1.1.1",
        "The old greeting, which lists no extensions. Use it when the server "
        "does not know EHLO, and then do without extensions."
    },
    /* 530: RFC 4954 section 6; 554: RFC 3207 section 4.1 */
    [SMTP_VERB_MAIL] = {
        "MAIL", "MAIL FROM:<reverse-path> [parameters]",
        SMTP_READY, SMTP_MAIL,
        {250, 451, 452, 455, 503, 530, 550, 552, 553, 554, 555},
        "RFC 5321 section 4.1.1.2",
        "Starts a mail transaction and names where failure reports go; <> "
        "means that none are wanted. Nothing is delivered yet."
    },
    /* 554: RFC 6409 section 4.2; 556: RFC 7504 section 4 */
    [SMTP_VERB_RCPT] = {
        "RCPT", "RCPT TO:<forward-path> [parameters]",
        SMTP_MAIL | SMTP_RCPT, SMTP_RCPT,
        {250, 251, 450, 451, 452, 455, 503, 550, 551, 552, 553, 554, 555, 556},
        "RFC 5321 section 4.1.1.3",
        "Adds one recipient; repeat it for each. Every recipient gets its own "
        "reply, so some may be refused while others are accepted."
    },
    /* 451: RFC 821 section 4.3; 452 and 552: RFC 1870 section 6.2 */
    [SMTP_VERB_DATA] = {
        "DATA", "DATA", SMTP_RCPT, SMTP_DATA,
        {354, 451, 452, 503, 552, 554},
        "RFC 5321 section 4.1.1.4",
        "Asks leave to send the message text; only 354 grants it. The text "
        "ends with a line that holds a single dot."
    },
    [SMTP_VERB_RSET] = {
        "RSET", "RSET", SMTP_ANY, SMTP_GREETED | SMTP_READY,
        {250},
        "RFC 5321 section 4.1.1.5",
        "Throws away sender, recipients and text, and keeps the connection. "
        "It is always 250, unless something follows the word (501)."
    },
    [SMTP_VERB_NOOP] = {
        "NOOP", "NOOP [text]", SMTP_ANY, SMTP_SAME,
        {250},
        "RFC 5321 section 4.1.1.9",
        "Does nothing and is answered 250: a sign of life. "
        "Words behind it are ignored."
    },
    [SMTP_VERB_QUIT] = {
        "QUIT", "QUIT", SMTP_ANY, SMTP_CLOSED,
        {221},
        "RFC 5321 section 4.1.1.10",
        "Says goodbye and waits for 221. It sends nothing: an accepted "
        "message is already the server's, an unfinished one is dropped."
    },
    [SMTP_VERB_VRFY] = {
        "VRFY", "VRFY user", SMTP_ANY, SMTP_SAME,
        {250, 251, 252, 502, 504, 550, 551, 553},
        "RFC 5321 section 4.1.1.6",
        "Asks whether a mailbox exists. Many servers answer 252 (\"cannot "
        "say, will try\") in order not to reveal who their users are."
    },
    [SMTP_VERB_EXPN] = {
        "EXPN", "EXPN list", SMTP_ANY, SMTP_SAME,
        {250, 252, 502, 504, 550},
        "RFC 5321 section 4.1.1.7",
        "Asks for the members of a mailing list. Often not implemented (502); "
        "a server that has it but hides the answer says 252."
    },
    [SMTP_VERB_HELP] = {
        "HELP", "HELP [command]", SMTP_ANY, SMTP_SAME,
        {211, 214, 502, 504},
        "RFC 5321 section 4.1.1.8",
        "Prints help for people, in general or about one command. "
        "Programs never depend on it."
    },
    [SMTP_VERB_STARTTLS] = {
        "STARTTLS", "STARTTLS", SMTP_READY, SMTP_GREETED,
        {220, 454},
        "RFC 3207 section 4",
        "Encrypts this connection from the 220 on. Both sides forget all that "
        "was said before, so the client sends EHLO again."
    },
    [SMTP_VERB_AUTH] = {
        "AUTH", "AUTH mechanism [first-answer]", SMTP_READY, SMTP_SAME,
        {235, 334, 432, 454, 503, 504, 534, 535, 538},
        "RFC 4954 section 4",
        "Logs the sending user in, once per session, mostly on port 587. 334 "
        "asks for a line of base64, 235 says \"you are in\", a lone * gives up."
    },
    [SMTP_VERB_BDAT] = {
        "BDAT", "BDAT octets [LAST]", SMTP_RCPT, SMTP_RCPT | SMTP_READY,
        {250, 450, 451, 452, 503, 550, 552, 554},
        "RFC 3030 section 2",
        "Sends a counted chunk of the message, if CHUNKING was offered. No "
        "dot ends it, so none is stuffed; the reply after LAST is the verdict."
    },
    [SMTP_VERB_ETRN] = {
        "ETRN", "ETRN domain", SMTP_READY, SMTP_SAME,
        {250, 251, 252, 253, 458, 459},
        "RFC 1985 section 5",
        "Asks a server to send now what waits in its queue for a domain. The "
        "mail then comes over a new connection: still push, not pull."
    },
    [SMTP_VERB_TURN] = {
        "TURN", "TURN", SMTP_READY, SMTP_SAME,
        {250, 502, 503},
        "RFC 5321 appendix F.1",
        "A relic: client and server swap roles. Deprecated, because anybody "
        "could collect the mail of others with it; answer 502."
    },
    [SMTP_VERB_SEND] = {
        "SEND", "SEND FROM:<reverse-path>", SMTP_READY, SMTP_MAIL,
        {250, 451, 452, 502, 503, 552},
        "RFC 5321 appendix F.6",
        "A relic of RFC 821: show the message on the user's terminal screen "
        "instead of storing it. Rarely implemented; answer 502."
    },
    [SMTP_VERB_SOML] = {
        "SOML", "SOML FROM:<reverse-path>", SMTP_READY, SMTP_MAIL,
        {250, 451, 452, 502, 503, 552},
        "RFC 5321 appendix F.6",
        "A relic of RFC 821: show the message on the user's terminal screen, "
        "or store it if that cannot be done. Answer 502."
    },
    [SMTP_VERB_SAML] = {
        "SAML", "SAML FROM:<reverse-path>", SMTP_READY, SMTP_MAIL,
        {250, 451, 452, 502, 503, 552},
        "RFC 5321 appendix F.6",
        "A relic of RFC 821: show the message on the user's terminal screen, "
        "and store it as well. Answer 502."
    },
    /* not a word on the wire: the reply to the dot answers it */
    [SMTP_VERB_TEXT] = {
        "(text)", "message lines, then a line with only a dot",
        SMTP_DATA, SMTP_READY,
        {250, 450, 451, 452, 550, 552, 554},
        "RFC 5321 section 4.1.1.4",
        "The dot line ends the text and asks for the verdict. 250 makes the "
        "server responsible. A text line that begins with a dot gets one more."
    },
};

static const struct smtp_state_row states[] = {
    {SMTP_GREETED, "GREETED", "hello",
     "The server has greeted with 220 and does not know the client yet.",
     "say EHLO or HELO first"},
    {SMTP_READY, "READY", "sender",
     "The client has said its name. No mail transaction is open.",
     "say MAIL FROM:<you@your.domain> first"},
    {SMTP_MAIL, "MAIL", "recipient",
     "A transaction is open: the server knows the sender and no recipient.",
     "a transaction is open: name a recipient with RCPT TO:<name@domain>, "
     "or drop it with RSET"},
    {SMTP_RCPT, "RCPT", "text",
     "A transaction is open: the server knows the sender and at least one "
     "recipient.",
     "a transaction is open: send the text with DATA, or drop it with RSET"},
    {SMTP_DATA, "DATA", "text",
     "Every line is message text, until a line that holds only a dot.",
     "end the text first, with a line that holds only a dot"},
    {SMTP_CLOSED, "CLOSED", "goodbye",
     "The server has said 221 or 421, or the connection has ended. Whatever "
     "was unfinished is dropped.",
     "the session is over, connect again"},
};

/* clang-format on */

/* Replies that every command may get; see smtp_code_allowed. */
static const short codes_of_all[] = {421, 500, 501, 502, 503};

enum smtp_verb
smtp_verb_of(const char *line, size_t len)
{
    const char *space = len > 0 ? memchr(line, ' ', len) : NULL;
    size_t word_len = space != NULL ? (size_t)(space - line) : len;

    /* The text has a row too, but no word that could be sent. */
    for (int verb = 0; verb < SMTP_VERB_TEXT; verb++) {
        const char *word = commands[verb].word;

        /* REQ(5321-2.4): verbs in any mixture of cases */
        if (path_same(line, word_len, word, strlen(word))) {
            return (enum smtp_verb)verb;
        }
    }
    return SMTP_VERB_UNKNOWN;
}

const struct smtp_command *
smtp_command(enum smtp_verb verb)
{
    return verb < SMTP_VERBS ? &commands[verb] : NULL;
}

const struct smtp_state_row *
smtp_state_row(enum smtp_state state)
{
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        if (states[i].state == state) {
            return &states[i];
        }
    }
    return NULL;
}

int
smtp_code_allowed(enum smtp_verb verb, int code)
{
    const struct smtp_command *command = smtp_command(verb);

    for (size_t i = 0; i < sizeof codes_of_all / sizeof codes_of_all[0]; i++) {
        if (codes_of_all[i] == code) {
            return 1;
        }
    }
    if (command == NULL) {
        return 0;
    }
    for (size_t i = 0; i < SMTP_CODES_MAX && command->codes[i] != 0; i++) {
        if (command->codes[i] == code) {
            return 1;
        }
    }
    return 0;
}
