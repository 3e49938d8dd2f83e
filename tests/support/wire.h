/*
 * wire.h - a client that sends what it is told and reads with a deadline.
 *
 * It knows nothing about mail but how a reply ends, so a test can send what no
 * client would.  Whatever takes longer than WIRE_MS fails the test.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TESTS_SUPPORT_WIRE_H
#define MAILWALK_TESTS_SUPPORT_WIRE_H

#include <stdbool.h>
#include <stddef.h>

struct ssl_st;

enum { WIRE_MS = 15000 };

struct wire {
    int fd;         /* -1: not connected */
    struct ssl_st *ssl; /* NULL: in the clear */
    char *bytes;    /* what was read and not yet taken */
    size_t len;
    size_t room;
    size_t taken;   /* octets at the front that the last call handed out */
};

/*
 * Connect to 127.0.0.1:port, without Nagle's delay.  wire_try does not mind
 * if nobody listens there, and returns false.
 */
bool wire_try(struct wire *wire, unsigned port);
void wire_open(struct wire *wire, unsigned port);

/*
 * End it: wire_close in good order, wire_reset with a RST as if the machine
 * had vanished.  A wire that is not connected is left alone.
 */
void wire_close(struct wire *wire);
void wire_reset(struct wire *wire);

/*
 * Go over to TLS, as a client that trusts the certificate in the file ca and
 * wants it to name localhost.  wire_secure fails the test if that does not
 * succeed; wire_shake returns false then.  old: it knows TLS up to 1.1 only.
 */
void wire_secure(struct wire *wire, const char *ca);
bool wire_shake(struct wire *wire, const char *ca, bool old);

/*
 * Has the server said TLS's own goodbye (close_notify)?
 */
bool wire_bid_goodbye(const struct wire *wire);

/*
 * Send octets; a line, to which CRLF is added; the end of the stream, while
 * reading goes on.
 */
void wire_send(struct wire *wire, const void *bytes, size_t len);
void wire_say(struct wire *wire, const char *line);
void wire_end(struct wire *wire);

/*
 * The next line, without its CRLF, as a string that is good until the next
 * call.  wire_reply skips the lines of an SMTP reply that are not its last.
 */
const char *wire_line(struct wire *wire);
const char *wire_reply(struct wire *wire);

/*
 * The next reply must begin so; wire_ask says a line first.
 */
void wire_expect(struct wire *wire, const char *begin);
void wire_ask(struct wire *wire, const char *line, const char *begin);

/*
 * Everything up to the next line that holds one dot; or up to the end of the
 * stream.  A string, good until the next call, that ends behind the dot; *len,
 * if it is not NULL, counts the CRLF of that line too.
 */
const char *wire_listing(struct wire *wire, size_t *len);
const char *wire_rest(struct wire *wire, size_t *len);

/*
 * The server must close now, and say nothing more.
 */
void wire_gone(struct wire *wire);

/*
 * The codes of the last lines of all SMTP replies in text, one blank after
 * each: "220 250 221 ".  Returns codes, which has that much room.
 */
const char *wire_codes(const char *text, char *codes, size_t room);

/* Milliseconds of a clock that nobody sets. */
long long wire_now_ms(void);

#endif
