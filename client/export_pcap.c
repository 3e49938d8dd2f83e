/*
 * export_pcap.c - the packets that could have carried a session.
 *
 * The lines are those of the log, and so are the times; all below them is made
 * up, and says so by its addresses, which are for documentation (RFC 5737).
 * The server's port is the protocol's own, 25 or 110, so that Wireshark knows
 * what it reads.  Lines of one side in the same millisecond share a segment:
 * so far the log can tell what travelled together.
 *
 * What came behind STARTTLS or STLS was encrypted on the wire.  The log has it
 * in the clear, so it gets a connection of its own here.
 *
 * RFC 791 section 3.1; RFC 9293 section 3.1; the file: libpcap's savefile
 * format, link type RAW.
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "client/export.h"

enum {
    IP_HEADER = 20,
    TCP_HEADER = 20,
    SEGMENT_MAX = 1460,
    FIN = 1, SYN = 2, PSH = 8, ACK = 16,
    CLIENT_PORT = 50000,        /* of the first connection */
    LINK_RAW = 101
};

enum side { CLIENT, SERVER };

struct pcap {
    FILE *out;
    unsigned short port[2];
    unsigned long seq[2];       /* of the next octet of each side */
    unsigned short id[2];
    bool open;
    bool closed[2];             /* that side has sent its FIN */
    int64_t now_us;             /* of the last packet */
    enum side from;             /* of the segment that is being filled */
    int64_t time_ms;            /* its time */
    size_t len;
    char segment[SEGMENT_MAX];
};

/* ---- Packets. ----------------------------------------------------------- */

/*
 * Numbers are big-endian on the wire.  Returns the octets put.
 */
static size_t
put16(unsigned char *out, unsigned long value)
{
    out[0] = (unsigned char)(value >> 8);
    out[1] = (unsigned char)value;
    return 2;
}

static size_t
put32(unsigned char *out, unsigned long value)
{
    put16(out, value >> 16);
    put16(out + 2, value);
    return 4;
}

/*
 * The ones' complement sum that IP and TCP use.  RFC 1071.
 */
static unsigned long
sum(const unsigned char *octets, size_t len, unsigned long start)
{
    for (size_t i = 0; i < len; i++) {
        start += i % 2 == 0 ? (unsigned long)octets[i] << 8 : octets[i];
    }
    while (start > 0xFFFF) {
        start = (start & 0xFFFF) + (start >> 16);
    }
    return start;
}

static void
put_ip(unsigned char *ip, struct pcap *pcap, enum side from, size_t tcp_len)
{
    static const unsigned char address[2][4] = {{192, 0, 2, 1},
                                                {192, 0, 2, 2}};

    memset(ip, 0, IP_HEADER);
    ip[0] = 0x45;               /* version 4, five words */
    put16(ip + 2, IP_HEADER + tcp_len);
    put16(ip + 4, ++pcap->id[from]);
    ip[6] = 0x40;               /* do not fragment */
    ip[8] = 64;                 /* time to live */
    ip[9] = 6;                  /* TCP */
    memcpy(ip + 12, address[from], 4);
    memcpy(ip + 16, address[!from], 4);
    put16(ip + 10, ~sum(ip, IP_HEADER, 0));
}

static void
put_tcp(unsigned char *tcp, const struct pcap *pcap, enum side from,
        unsigned flags, const unsigned char *ip, size_t len)
{
    size_t at = put16(tcp, pcap->port[from]);

    at += put16(tcp + at, pcap->port[!from]);
    at += put32(tcp + at, pcap->seq[from]);
    at += put32(tcp + at, (flags & ACK) != 0 ? pcap->seq[!from] : 0);
    at += put16(tcp + at, 0x5000 | flags);  /* five words */
    at += put16(tcp + at, 65535);           /* the window */
    put32(tcp + at, 0);                     /* checksum, urgent pointer */
    put16(tcp + at,
          ~sum(tcp, TCP_HEADER + len,
               sum(ip + 12, 8, 6 + TCP_HEADER + (unsigned long)len)));
}

/*
 * In the file's own head numbers are as on this machine; its magic tells.
 */
static void
put_native(FILE *out, unsigned long value)
{
    uint32_t number = (uint32_t)value;

    fwrite(&number, sizeof number, 1, out);
}

/*
 * Write one packet.  Each comes a little later than the one before.
 */
static void
send_packet(struct pcap *pcap, enum side from, unsigned flags,
            const char *octets, size_t len, int64_t time_ms)
{
    unsigned char packet[IP_HEADER + TCP_HEADER + SEGMENT_MAX];
    size_t total = IP_HEADER + TCP_HEADER + len;

    pcap->now_us = pcap->now_us < time_ms * 1000 ? time_ms * 1000
                                                 : pcap->now_us + 1;
    if (len > 0) {
        memcpy(packet + IP_HEADER + TCP_HEADER, octets, len);
    }
    put_ip(packet, pcap, from, TCP_HEADER + len);
    put_tcp(packet + IP_HEADER, pcap, from, flags, packet, len);
    put_native(pcap->out, (unsigned long)(pcap->now_us / 1000000));
    put_native(pcap->out, (unsigned long)(pcap->now_us % 1000000));
    put_native(pcap->out, total);
    put_native(pcap->out, total);
    fwrite(packet, 1, total, pcap->out);
    pcap->seq[from] += len + ((flags & (SYN | FIN)) != 0 ? 1 : 0);
}

/* ---- A connection. ------------------------------------------------------ */

static void
flush(struct pcap *pcap)
{
    if (pcap->len > 0) {
        send_packet(pcap, pcap->from, PSH | ACK, pcap->segment, pcap->len,
                    pcap->time_ms);
        send_packet(pcap, !pcap->from, ACK, NULL, 0, pcap->time_ms);
        pcap->len = 0;
    }
}

static void
open_connection(struct pcap *pcap, int64_t time_ms)
{
    pcap->port[CLIENT]++;
    pcap->seq[CLIENT] = 1000;
    pcap->seq[SERVER] = 2000;
    pcap->closed[CLIENT] = pcap->closed[SERVER] = false;
    send_packet(pcap, CLIENT, SYN, NULL, 0, time_ms);
    send_packet(pcap, SERVER, SYN | ACK, NULL, 0, time_ms);
    send_packet(pcap, CLIENT, ACK, NULL, 0, time_ms);
    pcap->open = true;
}

static void
close_connection(struct pcap *pcap, enum side first, int64_t time_ms)
{
    flush(pcap);
    if (pcap->open) {
        send_packet(pcap, first, FIN | ACK, NULL, 0, time_ms);
        send_packet(pcap, !first, FIN | ACK, NULL, 0, time_ms);
        send_packet(pcap, first, ACK, NULL, 0, time_ms);
        pcap->open = false;
    }
}

/*
 * Octets of one side.
 */
static void
say(struct pcap *pcap, enum side from, const char *octets, size_t len,
    int64_t time_ms)
{
    if (!pcap->open) {
        open_connection(pcap, time_ms);
    }
    if (pcap->from != from || pcap->time_ms != time_ms) {
        flush(pcap);
    }
    pcap->from = from;
    pcap->time_ms = time_ms;
    while (len > 0) {
        size_t part = SEGMENT_MAX - pcap->len;

        part = part < len ? part : len;
        memcpy(pcap->segment + pcap->len, octets, part);
        pcap->len += part;
        octets += part;
        len -= part;
        if (pcap->len == SEGMENT_MAX) {
            flush(pcap);
        }
    }
}

/* ---- The format. -------------------------------------------------------- */

static void
begin(struct export *export)
{
    static const uint16_t version[] = {2, 4};
    struct pcap *pcap = calloc(1, sizeof *pcap);

    export->pcap = pcap;
    if (pcap == NULL) {
        return;
    }
    pcap->out = export->out;
    pcap->port[CLIENT] = CLIENT_PORT - 1;
    pcap->port[SERVER] = export->service == OBSERVER_SMTP ? 25 : 110;
    put_native(pcap->out, 0xA1B2C3D4);
    fwrite(version, sizeof version, 1, pcap->out);
    put_native(pcap->out, 0);
    put_native(pcap->out, 0);
    put_native(pcap->out, IP_HEADER + TCP_HEADER + SEGMENT_MAX);
    put_native(pcap->out, LINK_RAW);
}

static void
take_event(struct pcap *pcap, const struct dialogue_record *record)
{
    char name[16] = "";
    char by[16] = "";

    dialogue_value(record->text, record->len, NULL, name, sizeof name);
    dialogue_value(record->text, record->len, "by", by, sizeof by);
    if (strcmp(name, "connect") == 0) {
        open_connection(pcap, record->time_ms);
    } else if (strcmp(name, "close") == 0) {
        close_connection(pcap, strcmp(by, "client") == 0 ? CLIENT : SERVER,
                         record->time_ms);
    } else if (strcmp(name, "tls") == 0) {
        fprintf(stderr, "mailwalk export: behind the handshake of TLS all was "
                "encrypted on the wire; here it is a second connection, in "
                "the clear\n");
        close_connection(pcap, CLIENT, record->time_ms);
        open_connection(pcap, record->time_ms);
    } else if (strcmp(name, "cut") == 0) {
        fprintf(stderr, "mailwalk export: the log has only a part of a "
                "message, and so has the pcap\n");
    }
}

static void
row(struct export *export, const struct annotation *row)
{
    const struct dialogue_record *record = row->record;
    struct pcap *pcap = export->pcap;
    enum side from = row->speaker == 'C' ? CLIENT : SERVER;

    if (pcap == NULL) {
        return;
    }
    if (record->mark == DIALOGUE_EVENT) {
        take_event(pcap, record);
        return;
    }
    say(pcap, from, record->text, record->len, record->time_ms);
    say(pcap, from, record->end == LINE_END_LF ? "\n" : "\r\n",
        record->end == LINE_END_LF ? 1 : 2, record->time_ms);
}

static void
end(struct export *export)
{
    if (export->pcap != NULL) {
        flush(export->pcap);
    }
    free(export->pcap);
}

const struct export_format export_pcap = {"--pcap", begin, row, end};
