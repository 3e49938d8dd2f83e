/*
 * pop3.c - the commands of POP3 as rows, its states as sets of commands.
 *
 * Idea: the same shape as smtp.c.  POP3 has three states; every command but
 * QUIT, CAPA and LANG belongs to exactly one of them.  Its answers have no
 * numbers, only +OK and -ERR, so what a row has more than in SMTP is whether
 * lines follow the +OK.
 *
 * Invariant: every verb below POP3_VERBS has its row, in the order of the
 * enum; every state has its row.  A hint is true for every command that is not
 * legal in its state, because it completes the text of any -ERR said there.
 *
 * How to read a row: +OK leads to one of the states in after; -ERR leaves the
 * state as it is, except that QUIT always ends the session.  QUIT leads from
 * AUTHORIZATION to CLOSED and from TRANSACTION to UPDATE, never otherwise
 * (RFC 1939 section 6).
 *
 * RFC 1939 sections 3 to 7; RFC 2449 sections 5, 6, 8; RFC 2595 section 4;
 * RFC 3206; RFC 5034; RFC 6856.
 * SPDX-License-Identifier: ISC
 */
#include "protocol/pop3.h"

#include <string.h>

#include "protocol/path.h"

/* clang-format off */

static const struct pop3_command commands[POP3_VERBS] = {
    [POP3_VERB_USER] = {
        "USER", "USER name", POP3_AUTHORIZATION, POP3_SAME, POP3_ONE_LINE,
        "RFC 1939 section 7",
        "Names the mailbox. +OK may come even for a name that does not exist, "
        "so that guessing names is harder."
    },
    [POP3_VERB_PASS] = {
        "PASS", "PASS password", POP3_AUTHORIZATION, POP3_TRANSACTION,
        POP3_ONE_LINE,
        "RFC 1939 section 7",
        "Completes the login in clear text and locks the mailbox. Legal only "
        "right after a good USER; after a wrong PASS begin with USER again."
    },
    [POP3_VERB_APOP] = {
        "APOP", "APOP name digest", POP3_AUTHORIZATION, POP3_TRANSACTION,
        POP3_ONE_LINE,
        "RFC 1939 section 7",
        "Logs in with MD5(stamp in the greeting + secret), so the secret does "
        "not cross the wire. The server must know the secret in the clear."
    },
    [POP3_VERB_AUTH] = {
        "AUTH", "AUTH mechanism [first-answer]", POP3_AUTHORIZATION,
        POP3_TRANSACTION, POP3_ONE_LINE,
        "RFC 5034 section 4",
        "Logs in by a SASL mechanism. While it goes on, a line that begins "
        "with \"+ \" asks for the next line of base64."
    },
    [POP3_VERB_STLS] = {
        "STLS", "STLS", POP3_AUTHORIZATION, POP3_SAME, POP3_ONE_LINE,
        "RFC 2595 section 4",
        "Encrypts this connection from the +OK on, before the login. "
        "Afterwards the client asks CAPA again."
    },
    [POP3_VERB_CAPA] = {
        "CAPA", "CAPA", POP3_AUTHORIZATION | POP3_TRANSACTION, POP3_SAME,
        POP3_MANY_LINES,
        "RFC 2449 section 5",
        "Lists what the server can do beyond the minimum (TOP, UIDL, STLS "
        "...). A client asks once instead of trying each."
    },
    [POP3_VERB_STAT] = {
        "STAT", "STAT", POP3_TRANSACTION, POP3_SAME, POP3_ONE_LINE,
        "RFC 1939 section 5",
        "Number of messages and their octets in all, without those marked as "
        "deleted. One line, made for programs."
    },
    [POP3_VERB_LIST] = {
        "LIST", "LIST [n]", POP3_TRANSACTION, POP3_SAME, POP3_MANY_IF_BARE,
        "RFC 1939 section 5",
        "Size of one message or of each. Numbers stay fixed for the session; "
        "those marked as deleted are left out."
    },
    [POP3_VERB_RETR] = {
        "RETR", "RETR n", POP3_TRANSACTION, POP3_SAME, POP3_MANY_LINES,
        "RFC 1939 section 5",
        "Sends message n whole, up to a line with only a dot. "
        "Reading removes nothing from the server."
    },
    [POP3_VERB_DELE] = {
        "DELE", "DELE n", POP3_TRANSACTION, POP3_SAME, POP3_ONE_LINE,
        "RFC 1939 section 5",
        "Marks message n as deleted. It is removed only after QUIT; "
        "until then RSET brings it back."
    },
    [POP3_VERB_NOOP] = {
        "NOOP", "NOOP", POP3_TRANSACTION, POP3_SAME, POP3_ONE_LINE,
        "RFC 1939 section 5",
        "Does nothing and is answered +OK. "
        "It keeps the server from closing an idle session."
    },
    [POP3_VERB_RSET] = {
        "RSET", "RSET", POP3_TRANSACTION, POP3_SAME, POP3_ONE_LINE,
        "RFC 1939 section 5",
        "Takes back all deletion marks of this session: "
        "the safety net before QUIT."
    },
    [POP3_VERB_TOP] = {
        "TOP", "TOP n lines", POP3_TRANSACTION, POP3_SAME, POP3_MANY_LINES,
        "RFC 1939 section 7",
        "Sends the header of message n, the empty line and the first lines of "
        "the body. Optional; good for a preview."
    },
    [POP3_VERB_UIDL] = {
        "UIDL", "UIDL [n]", POP3_TRANSACTION, POP3_SAME, POP3_MANY_IF_BARE,
        "RFC 1939 section 7",
        "A name for each message that stays the same in later sessions. A "
        "client that leaves mail on the server finds the new ones by it."
    },
    [POP3_VERB_QUIT] = {
        "QUIT", "QUIT", POP3_AUTHORIZATION | POP3_TRANSACTION,
        POP3_UPDATE | POP3_CLOSED, POP3_ONE_LINE,
        "RFC 1939 sections 4, 6",
        "Ends the session. After a login it enters UPDATE: only now the "
        "marked messages are removed, and the lock is released."
    },
    [POP3_VERB_UTF8] = {
        "UTF8", "UTF8", POP3_AUTHORIZATION, POP3_SAME, POP3_ONE_LINE,
        "RFC 6856 section 2",
        "Asks for messages in UTF-8 as they are stored. Rare."
    },
    [POP3_VERB_LANG] = {
        "LANG", "LANG [language]", POP3_AUTHORIZATION | POP3_TRANSACTION,
        POP3_SAME, POP3_MANY_IF_BARE,
        "RFC 6856 section 3",
        "Lists the languages of the server's reply texts, or chooses one. "
        "Rare."
    },
};

static const struct pop3_state_row states[] = {
    {POP3_AUTHORIZATION, "AUTHORIZATION",
     "The server asks who you are. No mailbox is open.",
     "log in first: USER name, then PASS password"},
    {POP3_TRANSACTION, "TRANSACTION",
     "The maildrop is open and locked: read messages and mark them. Nothing "
     "is removed yet.",
     "you are logged in already; for another login QUIT, then connect again"},
    {POP3_UPDATE, "UPDATE",
     "QUIT was said: the marked messages are removed, the lock is released.",
     "the session is over, connect again"},
    {POP3_CLOSED, "CLOSED",
     "The connection is closed. Without QUIT after a login nothing was "
     "removed.",
     "the session is over, connect again"},
};

static const struct pop3_response_code response_codes[] = {
    {"IN-USE",
     "The password was right, but another session holds the mailbox. "
     "Try again later.",
     "RFC 2449 section 8.1.2"},
    {"LOGIN-DELAY",
     "You logged in a short while ago. Wait before the next login.",
     "RFC 2449 section 8.1.1"},
    {"SYS/TEMP",
     "The server has a fault that will probably pass. Try again later.",
     "RFC 3206 section 4"},
    {"SYS/PERM",
     "The server has a fault that does not go away by itself. "
     "Ask its keeper.",
     "RFC 3206 section 4"},
    {"AUTH",
     "The name or the password is wrong, or this login is not permitted. "
     "Ask the user, do not just repeat.",
     "RFC 3206 section 5"},
};

/* clang-format on */

/* REQ(1939-3-case) */
enum pop3_verb
pop3_verb_of(const char *line, size_t len)
{
    const char *space = len > 0 ? memchr(line, ' ', len) : NULL;
    size_t word_len = space != NULL ? (size_t)(space - line) : len;

    for (int verb = 0; verb < POP3_VERBS; verb++) {
        const char *word = commands[verb].word;

        /* REQ(1939-3): keywords in any case */
        if (path_same(line, word_len, word, strlen(word))) {
            return (enum pop3_verb)verb;
        }
    }
    return POP3_VERB_UNKNOWN;
}

const struct pop3_command *
pop3_command(enum pop3_verb verb)
{
    return verb < POP3_VERBS ? &commands[verb] : NULL;
}

const struct pop3_state_row *
pop3_state_row(enum pop3_state state)
{
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        if (states[i].state == state) {
            return &states[i];
        }
    }
    return NULL;
}

const struct pop3_response_code *
pop3_response_code(const char *tag, size_t len)
{
    size_t count = sizeof response_codes / sizeof response_codes[0];

    for (size_t i = 0; i < count; i++) {
        const char *known = response_codes[i].tag;

        /* RFC 2449 section 8: in any case */
        if (path_same(tag, len, known, strlen(known))) {
            return &response_codes[i];
        }
    }
    return NULL;
}

bool
pop3_is_multiline(const char *line, size_t len)
{
    const struct pop3_command *command = pop3_command(pop3_verb_of(line, len));

    if (command == NULL) {
        return false;
    }
    switch (command->shape) {
    case POP3_ONE_LINE:
        return false;
    case POP3_MANY_LINES:
        return true;
    case POP3_MANY_IF_BARE:
        break;
    }
    /* Bare: nothing but spaces behind the word. */
    for (size_t i = strlen(command->word); i < len; i++) {
        if (line[i] != ' ') {
            return false;
        }
    }
    return true;
}
