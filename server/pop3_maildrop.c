/*
 * pop3_maildrop.c - TRANSACTION: look at the messages, read them, mark them.
 *
 * The maildrop was numbered when it was opened; number n means the same
 * message until the session ends.  DELE only sets a mark.  A marked message is
 * gone for every command but RSET, which takes all marks away.  Sizes are
 * octets with CRLF line ends, without stuffed dots.
 *
 * RFC 1939 sections 5, 7, 11.
 * SPDX-License-Identifier: ISC
 */
#include "server/pop3.h"

#include <string.h>

#include "protocol/number.h"

/* ---- Arguments ---- */

/*
 * Read one decimal number from the front of *arg and step over it and one
 * space behind it.  Returns 0 or -1.
 */
static int
read_number(const char **arg, size_t *len, uint64_t *number)
{
    size_t i = number_take(*arg, *len, number);

    if (i == 0 || (i < *len && (*arg)[i] != ' ')) {
        return -1;
    }
    i += i < *len;
    *arg += i;
    *len -= i;
    return 0;
}

/*
 * The message that the argument names, all of it; NULL after an -ERR.
 */
static struct maildrop_message *
find_message(struct pop3_session *pop3, uint64_t number)
{
    struct maildrop *drop = pop3->drop;

    if (number < 1 || number > drop->count) {
        pop3_err(pop3, "No such message: the maildrop has %zu", drop->count);
        return NULL;
    }
    if (drop->messages[number - 1].marked) {
        pop3_err(pop3, "Message %llu is marked deleted; RSET takes marks away",
                 (unsigned long long)number);
        return NULL;
    }
    return &drop->messages[number - 1];
}

static struct maildrop_message *
one_message(struct pop3_session *pop3, const char *word, const char *arg,
            size_t len)
{
    uint64_t number;

    if (read_number(&arg, &len, &number) < 0 || len > 0) {
        pop3_err(pop3, "%s needs one message number: %s 1", word, word);
        return NULL;
    }
    return find_message(pop3, number);
}

static unsigned long long
number_of(const struct pop3_session *pop3,
          const struct maildrop_message *message)
{
    return (unsigned long long)(message - pop3->drop->messages) + 1;
}

/* ---- Looking ---- */

/*
 * Messages that are not marked, and their octets.
 */
static size_t
unmarked(const struct pop3_session *pop3, unsigned long long *octets)
{
    *octets = 0;
    for (size_t i = 0; i < pop3->drop->count; i++) {
        if (!pop3->drop->messages[i].marked) {
            *octets += pop3->drop->messages[i].octets;
        }
    }
    return pop3->drop->count - pop3->marked;
}

/*
 * REQ(1939-5-STAT) one line, made for programs; marked messages do not count.
 */
enum pop3_state
pop3_stat(struct pop3_session *pop3, const char *arg, size_t len)
{
    unsigned long long octets;
    size_t count = unmarked(pop3, &octets);

    (void)arg, (void)len;
    return pop3_ok(pop3, pop3->state, "%zu %llu", count, octets);
}

/*
 * REQ(1939-5-LIST) "n octets" for one message or for each.
 */
enum pop3_state
pop3_list(struct pop3_session *pop3, const char *arg, size_t len)
{
    const struct maildrop_message *message;
    unsigned long long octets;
    size_t count;

    if (len > 0) {
        message = one_message(pop3, "LIST", arg, len);
        return message == NULL ? pop3->state
               : pop3_ok(pop3, pop3->state, "%llu %llu",
                         number_of(pop3, message),
                         (unsigned long long)message->octets);
    }
    count = unmarked(pop3, &octets);
    pop3_ok(pop3, pop3->state, "%zu message%s (%llu octets)", count,
            pop3_plural(count), octets);
    for (size_t i = 0; i < pop3->drop->count; i++) {
        message = &pop3->drop->messages[i];
        if (!message->marked) {
            pop3_more(pop3, "%zu %llu", i + 1,
                      (unsigned long long)message->octets);
        }
    }
    pop3_dot(pop3);
    return pop3->state;
}

/*
 * REQ(1939-7-UIDL) names that outlive the session: leave mail, fetch the new.
 */
enum pop3_state
pop3_uidl(struct pop3_session *pop3, const char *arg, size_t len)
{
    const struct maildrop_message *message;

    if (len > 0) {
        message = one_message(pop3, "UIDL", arg, len);
        return message == NULL ? pop3->state
               : pop3_ok(pop3, pop3->state, "%llu %.*s",
                         number_of(pop3, message), (int)message->uid_len,
                         message->uid);
    }
    pop3_ok(pop3, pop3->state, "Unique-ids follow");
    for (size_t i = 0; i < pop3->drop->count; i++) {
        message = &pop3->drop->messages[i];
        if (!message->marked) {
            pop3_more(pop3, "%zu %.*s", i + 1, (int)message->uid_len,
                      message->uid);
        }
    }
    pop3_dot(pop3);
    return pop3->state;
}

/* ---- Reading ---- */

/*
 * Open the message and wish for it to be sent.  A file that somebody took away
 * meanwhile is told; the session goes on.
 */
static int
begin_sending(struct pop3_session *pop3,
              const struct maildrop_message *message, uint64_t body_lines)
{
    size_t index = (size_t)(message - pop3->drop->messages);

    pop3->sending = pop3->site->open_message(pop3->site->ctx, pop3->drop,
                                             index);
    if (pop3->sending < 0) {
        pop3_err(pop3, "[SYS/PERM] Message %zu has vanished or was changed",
                 index + 1);
        return -1;
    }
    pop3->disk = message->disk;
    pop3->body_lines = body_lines;
    pop3->session.wish = WISH_SEND;
    return 0;
}

/*
 * REQ(1939-5-RETR) the whole message; reading changes nothing.
 * DEPARTS(6856-2.1) a header in UTF-8 goes out as it is.
 */
enum pop3_state
pop3_retr(struct pop3_session *pop3, const char *arg, size_t len)
{
    const struct maildrop_message *message =
        one_message(pop3, "RETR", arg, len);

    if (message == NULL || begin_sending(pop3, message, POP3_WHOLE) < 0) {
        return pop3->state;
    }
    return pop3_ok(pop3, pop3->state, "%llu octets",
                   (unsigned long long)message->octets);
}

/*
 * REQ(1939-7-TOP) the header, the blank line and the first lines of the body.
 */
enum pop3_state
pop3_top(struct pop3_session *pop3, const char *arg, size_t len)
{
    const struct maildrop_message *message;
    uint64_t number, lines;

    if (read_number(&arg, &len, &number) < 0 ||
        read_number(&arg, &len, &lines) < 0 || len > 0) {
        return pop3_err(pop3, "TOP needs a message and a number of lines: "
                              "TOP 1 10");
    }
    message = find_message(pop3, number);
    if (message == NULL || begin_sending(pop3, message, lines) < 0) {
        return pop3->state;
    }
    return pop3_ok(pop3, pop3->state, "Top of message %llu",
                   (unsigned long long)number);
}

void
pop3_sent(struct pop3_session *pop3)
{
    session_content_end(&pop3->session, DIALOGUE_SERVER, LINE_END_CRLF);
    pop3->sending = -1;
    pop3->session.wish = WISH_READ;
}

/* ---- Marking ---- */

/*
 * REQ(1939-5-DELE) a mark, no more: the message stays until UPDATE.
 */
enum pop3_state
pop3_dele(struct pop3_session *pop3, const char *arg, size_t len)
{
    struct maildrop_message *message = one_message(pop3, "DELE", arg, len);
    char uid[SESSION_VALUE_MAX];

    if (message == NULL) {
        return pop3->state;
    }
    message->marked = true;
    pop3->marked++;
    session_event(&pop3->session, "mark n=%llu uid=%s",
                  number_of(pop3, message),
                  session_value(message->uid, message->uid_len, uid));
    return pop3_ok(pop3, pop3->state,
                   "Message %llu marked; QUIT will remove it",
                   number_of(pop3, message));
}

/* REQ(1939-5-NOOP) */
enum pop3_state
pop3_noop(struct pop3_session *pop3, const char *arg, size_t len)
{
    (void)arg, (void)len;
    return pop3_ok(pop3, pop3->state, "Still here");
}

/*
 * REQ(1939-5-RSET) the safety net before QUIT.
 */
enum pop3_state
pop3_rset(struct pop3_session *pop3, const char *arg, size_t len)
{
    unsigned long long octets;

    (void)arg, (void)len;
    for (size_t i = 0; i < pop3->drop->count; i++) {
        pop3->drop->messages[i].marked = false;
    }
    pop3->marked = 0;
    unmarked(pop3, &octets);
    return pop3_ok(pop3, pop3->state,
                   "No marks: the maildrop has %zu message%s (%llu octets)",
                   pop3->drop->count, pop3_plural(pop3->drop->count), octets);
}
