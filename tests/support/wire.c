/*
 * wire.c - a client that sends what it is told and reads with a deadline.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tests/support/wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/ssl.h>

enum { READ_AT_ONCE = 65536 };

long long
wire_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool
wire_try(struct wire *wire, unsigned port)
{
    struct sockaddr_in where = {.sin_family = AF_INET,
                                .sin_port = htons((uint16_t)port)};
    int on = 1;

    *wire = (struct wire){.fd = socket(AF_INET, SOCK_STREAM, 0)};
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_true(wire->fd >= 0);
    setsockopt(wire->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(wire->fd, (struct sockaddr *)&where, sizeof where) < 0) {
        wire_close(wire);
        return false;
    }
    return true;
}

void
wire_open(struct wire *wire, unsigned port)
{
    if (!wire_try(wire, port)) {
        fail_msg("nobody listens at port %u", port);
    }
}

void
wire_close(struct wire *wire)
{
    SSL_free(wire->ssl);
    if (wire->fd >= 0) {
        close(wire->fd);
    }
    free(wire->bytes);
    *wire = (struct wire){.fd = -1};
}

void
wire_reset(struct wire *wire)
{
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};

    setsockopt(wire->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    wire_close(wire);
}

bool
wire_shake(struct wire *wire, const char *ca, bool old)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    struct timeval patience = {.tv_sec = WIRE_MS / 1000};

    assert_non_null(ctx);
    setsockopt(wire->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(wire->fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    assert_int_equal(SSL_CTX_load_verify_locations(ctx, ca, NULL), 1);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    if (old) {
        SSL_CTX_set_security_level(ctx, 0);
        SSL_CTX_set_min_proto_version(ctx, TLS1_VERSION);
        SSL_CTX_set_max_proto_version(ctx, TLS1_1_VERSION);
    }
    wire->ssl = SSL_new(ctx);
    SSL_CTX_free(ctx);
    assert_non_null(wire->ssl);
    SSL_set1_host(wire->ssl, "localhost");
    SSL_set_fd(wire->ssl, wire->fd);
    return SSL_connect(wire->ssl) == 1;
}

void
wire_secure(struct wire *wire, const char *ca)
{
    if (!wire_shake(wire, ca, false)) {
        fail_msg("the handshake fails");
    }
}

bool
wire_bid_goodbye(const struct wire *wire)
{
    return (SSL_get_shutdown(wire->ssl) & SSL_RECEIVED_SHUTDOWN) != 0;
}

/* One attempt to send, and to read, whatever the connection is. */
static ssize_t
put(struct wire *wire, const void *bytes, size_t len)
{
    if (wire->ssl != NULL) {
        return SSL_write(wire->ssl, bytes, (int)len);
    }
    return send(wire->fd, bytes, len, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static ssize_t
get(struct wire *wire, void *bytes, size_t room)
{
    struct pollfd ready = {.fd = wire->fd, .events = POLLIN};
    bool at_hand = wire->ssl != NULL && SSL_pending(wire->ssl) > 0;

    if (!at_hand && poll(&ready, 1, WIRE_MS) != 1) {
        fail_msg("no answer; read so far: %.*s", (int)wire->len, wire->bytes);
    }
    return wire->ssl != NULL ? SSL_read(wire->ssl, bytes, (int)room)
                             : recv(wire->fd, bytes, room, 0);
}

void
wire_send(struct wire *wire, const void *bytes, size_t len)
{
    struct pollfd ready = {.fd = wire->fd, .events = POLLOUT};
    size_t done = 0;

    while (done < len) {
        ssize_t sent = put(wire, (const char *)bytes + done, len - done);

        if (sent > 0) {
            done += (size_t)sent;
        } else if (errno != EAGAIN) {
            fail_msg("send: %s", strerror(errno));
        } else if (poll(&ready, 1, WIRE_MS) != 1) {
            fail_msg("the server does not read");
        }
    }
}

void
wire_say(struct wire *wire, const char *line)
{
    char bytes[4096];
    int len = snprintf(bytes, sizeof bytes, "%s\r\n", line);

    assert_true(len > 0 && (size_t)len < sizeof bytes);
    wire_send(wire, bytes, (size_t)len);
}

void
wire_end(struct wire *wire)
{
    shutdown(wire->fd, SHUT_WR);
}

/* Let go what the last call handed out. */
static void
drop_taken(struct wire *wire)
{
    wire->len -= wire->taken;
    if (wire->taken > 0) {
        memmove(wire->bytes, wire->bytes + wire->taken, wire->len + 1);
    }
    wire->taken = 0;
}

/* Read more; false at the end of the stream. */
static bool
read_more(struct wire *wire)
{
    ssize_t got;

    if (wire->room - wire->len < READ_AT_ONCE + 1) {
        wire->room = 2 * wire->room + READ_AT_ONCE + 1;
        wire->bytes = realloc(wire->bytes, wire->room);
        assert_non_null(wire->bytes);
    }
    got = get(wire, wire->bytes + wire->len, READ_AT_ONCE);
    wire->len += got > 0 ? (size_t)got : 0;
    wire->bytes[wire->len] = '\0';
    return got > 0;
}

const char *
wire_line(struct wire *wire)
{
    char *end;
    size_t from = 0;

    drop_taken(wire);
    while ((end = wire->len > from ? memchr(wire->bytes + from, '\n',
                                            wire->len - from) : NULL) == NULL) {
        from = wire->len;
        if (!read_more(wire)) {
            fail_msg("closed by the server; left: %.*s", (int)wire->len,
                     wire->bytes);
        }
    }
    wire->taken = (size_t)(end - wire->bytes) + 1;
    if (wire->taken < 2 || end[-1] != '\r') {
        fail_msg("a reply line that does not end in CRLF");
    }
    end[-1] = '\0';
    return wire->bytes;
}

const char *
wire_reply(struct wire *wire)
{
    const char *line = wire_line(wire);

    while (strspn(line, "0123456789") == 3 && line[3] == '-') {
        line = wire_line(wire);
    }
    return line;
}

void
wire_expect(struct wire *wire, const char *begin)
{
    const char *line = wire_reply(wire);

    if (strncmp(line, begin, strlen(begin)) != 0) {
        fail_msg("expected %s, not \"%s\"", begin, line);
    }
}

void
wire_ask(struct wire *wire, const char *line, const char *begin)
{
    const char *reply;

    wire_say(wire, line);
    reply = wire_reply(wire);
    if (strncmp(reply, begin, strlen(begin)) != 0) {
        fail_msg("%s: expected %s, not \"%s\"", line, begin, reply);
    }
}

/* How many octets there are up to the dot line and with it, 0: not yet. */
static size_t
find_dot(const struct wire *wire, size_t from)
{
    const char *end;

    if (wire->len >= 3 && memcmp(wire->bytes, ".\r\n", 3) == 0) {
        return 3;
    }
    if (wire->len == 0) {
        return 0;
    }
    end = wire->bytes + (from > 4 ? from - 4 : 0);
    while ((end = memchr(end, '\r', wire->len - (size_t)(end - wire->bytes)))
           != NULL) {
        if (strncmp(end, "\r\n.\r\n", 5) == 0) {
            return (size_t)(end - wire->bytes) + 5;
        }
        end++;
    }
    return 0;
}

const char *
wire_listing(struct wire *wire, size_t *len)
{
    size_t from = 0;

    drop_taken(wire);
    while ((wire->taken = find_dot(wire, from)) == 0) {
        from = wire->len;
        if (!read_more(wire)) {
            fail_msg("closed by the server within a listing");
        }
    }
    wire->bytes[wire->taken - 2] = '\0'; /* the dot is the end of the string */
    if (len != NULL) {
        *len = wire->taken;
    }
    return wire->bytes;
}

const char *
wire_rest(struct wire *wire, size_t *len)
{
    drop_taken(wire);
    while (read_more(wire)) {
    }
    wire->taken = wire->len;
    if (len != NULL) {
        *len = wire->len;
    }
    return wire->bytes;
}

void
wire_gone(struct wire *wire)
{
    size_t len;
    const char *rest = wire_rest(wire, &len);

    if (len > 0) {
        fail_msg("said before closing: %s", rest);
    }
    wire_close(wire);
}

const char *
wire_codes(const char *text, char *codes, size_t room)
{
    size_t len = 0;

    codes[0] = '\0';
    while (text != NULL && *text != '\0') {
        if (strspn(text, "0123456789") >= 3 && text[3] != '-') {
            len += (size_t)snprintf(codes + len, room - len, "%.3s ", text);
            assert_true(len < room);
        }
        text = strstr(text, "\r\n");
        text += text != NULL ? 2 : 0;
    }
    return codes;
}
