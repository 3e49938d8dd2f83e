/*
 * message_sender.c - from a file to the wire, line by line, chunk by chunk.
 *
 * SPDX-License-Identifier: ISC
 */
#include "server/message_sender.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/buffer.h>

#include "protocol/dot.h"

enum {
    CHUNK = 64 * 1024,
    ENOUGH = 256 * 1024     /* output that waits: no more is read */
};

struct message_sender {
    int fd;
    struct dot_encoder encoder;
    uint64_t unread;        /* octets of the file to come */
    bool in_body;           /* the blank line has gone by */
    bool mid_line;          /* a line longer than a chunk goes on */
    uint64_t body_lines;    /* still to be sent */
    size_t len;             /* octets of a line not yet complete */
    char chunk[CHUNK];
};

struct message_sender *
message_sender_new(int fd, uint64_t disk, uint64_t body_lines)
{
    struct message_sender *sender = malloc(sizeof *sender);

    if (sender == NULL) {
        close(fd);
        return NULL;
    }
    sender->fd = fd;
    sender->encoder = DOT_ENCODER_START;
    sender->unread = disk;
    sender->in_body = false;
    sender->mid_line = false;
    sender->body_lines = body_lines;
    sender->len = 0;
    return sender;
}

void
message_sender_free(struct message_sender *sender)
{
    if (sender != NULL) {
        close(sender->fd);
        free(sender);
    }
}

/*
 * The log's view of one line as it goes over the wire.  Of a line longer than
 * a chunk it sees the first piece.
 */
static void
record_line(struct message_sender *sender, struct session *session,
            const char *wire, size_t len)
{
    bool ended = len >= 2 && wire[len - 1] == '\n';
    struct line line = {.text = wire, .len = ended ? len - 2 : len};

    if (!sender->mid_line) {
        session_content(session, &line);
    }
    sender->mid_line = !ended;
}

/*
 * Is TOP done after this line?  The blank line belongs to the header.
 */
static bool
count_line(struct message_sender *sender, const char *line, size_t len)
{
    bool blank = line[0] == '\n' || (len == 2 && line[0] == '\r');

    if (line[len - 1] != '\n') {
        return false;
    }
    if (sender->in_body) {
        sender->body_lines--;
    }
    if (blank && !sender->mid_line) {
        sender->in_body = true;
    }
    return sender->in_body && sender->body_lines == 0;
}

/*
 * Encode the lines of the chunk into wire.  A line that is not whole waits for
 * more; at the start of the chunk it is longer than a chunk, or the last of the
 * file, and is taken as it is.  Returns the octets made; *done is set when TOP
 * has had its lines.
 */
static size_t
encode_lines(struct message_sender *sender, struct session *session,
             char *wire, bool *done)
{
    const char *at = sender->chunk;
    const char *end = at + sender->len;
    size_t made = 0;

    while (at < end && !*done) {
        const char *feed = memchr(at, '\n', (size_t)(end - at));
        size_t len = (size_t)((feed ? feed + 1 : end) - at);
        size_t wired;

        if (feed == NULL && at > sender->chunk) {
            break;
        }
        wired = dot_encode(&sender->encoder, at, len, wire + made);
        *done = count_line(sender, at, len);
        record_line(sender, session, wire + made, wired);
        made += wired;
        at += len;
    }
    sender->len = (size_t)(end - at);
    memmove(sender->chunk, at, sender->len);
    return made;
}

/*
 * Read on.  Returns false at the end of the file, or with errno if it fails or
 * the end is not where it was.
 */
static bool
read_chunk(struct message_sender *sender)
{
    ssize_t got;

    do {
        got = read(sender->fd, sender->chunk + sender->len,
                   CHUNK - sender->len);
    } while (got < 0 && errno == EINTR);
    if (got > 0 && (uint64_t)got <= sender->unread) {
        sender->unread -= (uint64_t)got;
        sender->len += (size_t)got;
        return true;
    }
    if (got >= 0) {
        errno = got == 0 && sender->unread == 0 ? 0 : ESTALE;
    }
    return false;
}

enum message_progress
message_sender_go_on(struct message_sender *sender, struct session *session,
                     struct evbuffer *output)
{
    bool done = false;

    while (!done) {
        struct evbuffer_iovec room;
        bool more;

        if (evbuffer_get_length(output) >= ENOUGH) {
            return MESSAGE_WAIT;
        }
        more = read_chunk(sender);
        if ((!more && errno != 0) ||
            evbuffer_reserve_space(output, 2 * CHUNK + DOT_END_MAX, &room,
                                   1) != 1) {
            return MESSAGE_BROKEN;
        }
        room.iov_len = encode_lines(sender, session, room.iov_base, &done);
        done = done || !more;
        if (done) {
            room.iov_len += dot_encode_end(
                &sender->encoder, (char *)room.iov_base + room.iov_len);
        }
        evbuffer_commit_space(output, &room, 1);
    }
    return MESSAGE_SENT;
}
