/*
 * export.c - one session of a log, in every format.
 *
 * tests/golden/export/ holds a log of good sessions, one that somebody hostile
 * wrote, and what each format makes of them (UPDATE_GOLDEN=1 writes these anew:
 * read the difference).  A pcap is taken apart here; that Wireshark reads it
 * the same way is `make test-export`.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

#include "client/export.h"
#include "tests/support/scratch.h"

#define FOLDER "tests/golden/export/"

enum { PCAP_HEAD = 24, PACKET_HEAD = 16, HEADERS = 40 };

static const char lunch[] = FOLDER "lunch.log";
static const char hostile[] = FOLDER "hostile.log";

static int
setup(void **state)
{
    *state = calloc(1, sizeof(struct scratch));
    scratch_make(*state);
    return 0;
}

static int
teardown(void **state)
{
    scratch_remove(*state);
    free(*state);
    return 0;
}

/*
 * Export, and read what was written; the caller frees it.
 */
static char *
export(struct scratch *scratch, const char *log, const char *session,
       const char *format, size_t *len)
{
    char path[SCRATCH_PATH];
    const char *argv[] = {"export", log, session, format, "-o",
                          scratch_path(scratch, "out", path), NULL};

    assert_int_equal(export_main(6, (char **)argv), EX_OK);
    return scratch_read(scratch, "out", len);
}

static void
is_golden(struct scratch *scratch, const char *log, const char *session,
          const char *format, const char *golden)
{
    size_t len;
    size_t wanted_len = 0;
    char *text = export(scratch, log, session, format, &len);
    char *wanted = calloc(1, len + 2);
    FILE *file = fopen(golden, getenv("UPDATE_GOLDEN") != NULL ? "w" : "r");

    assert_non_null(file);
    if (getenv("UPDATE_GOLDEN") != NULL) {
        fwrite(text, 1, len, file);
    } else {
        wanted_len = fread(wanted, 1, len + 1, file);
        wanted[wanted_len < len + 1 ? wanted_len : len] = '\0';
        assert_string_equal(text, wanted);
        assert_int_equal(len, wanted_len);
    }
    fclose(file);
    free(wanted);
    free(text);
}

static void
good_sessions_are_as_in_the_golden_files(void **state)
{
    is_golden(*state, lunch, "smtp#7", "--text", FOLDER "lunch.txt");
    is_golden(*state, lunch, "smtp#7", "--markdown", FOLDER "lunch.md");
    is_golden(*state, lunch, "smtp#7", "--html", FOLDER "lunch.html");
    is_golden(*state, lunch, "pop3#1", "--text", FOLDER "lunch-pop3.txt");
}

static void
a_hostile_log_is_as_in_the_golden_files(void **state)
{
    is_golden(*state, hostile, "smtp#1", "--text", FOLDER "hostile.txt");
    is_golden(*state, hostile, "smtp#1", "--markdown", FOLDER "hostile.md");
    is_golden(*state, hostile, "smtp#1", "--html", FOLDER "hostile.html");
}

/* ---- Nothing of a peer becomes markup. ---------------------------------- */

static void
no_format_writes_a_control_character(void **state)
{
    static const char *const options[] = {"--text", "--markdown", "--html"};

    for (size_t i = 0; i < 3; i++) {
        size_t len;
        char *text = export(*state, hostile, "smtp#1", options[i], &len);

        for (size_t at = 0; at < len; at++) {
            unsigned char octet = (unsigned char)text[at];

            assert_true(octet == '\n' || (octet >= ' ' && octet != 0x7F));
            assert_false(octet == 0xC2 && (unsigned char)text[at + 1] < 0xA0);
        }
        free(text);
    }
}

static void
html_has_no_tag_but_its_own(void **state)
{
    static const char *const tags[] = {
        "tbody>\n", "tr>", "tr class=\"", "th scope=\"", "td>", "code>",
        "/td>", "/tr>", "/th>", "/code>", "/table>\n</body>\n</html>\n"};
    size_t len;
    char *text = export(*state, hostile, "smtp#1", "--html", &len);
    char *at = strstr(text, "</thead>\n");

    assert_non_null(strstr(text, "default-src 'none'"));
    assert_non_null(at);
    for (at = strchr(at + 1, '<'); at != NULL; at = strchr(at + 1, '<')) {
        bool known = false;

        for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
            known = known || strncmp(at + 1, tags[i], strlen(tags[i])) == 0;
        }
        if (!known) {
            fail_msg("a tag that is not ours: %.40s", at);
        }
        if (strncmp(at, "</table>", 8) == 0) {
            break;
        }
    }
    free(text);
}

/*
 * CommonMark section 6.1: a code span ends at a run of backticks as long as
 * the one that began it.  So outside of code spans no "<" may stand alone.
 */
static void
markdown_keeps_what_a_peer_said_in_code(void **state)
{
    size_t len;
    char *text = export(*state, hostile, "smtp#1", "--markdown", &len);
    const char *at = text;

    while (*at != '\0') {
        size_t fence = strspn(at, "`");

        if (fence == 0) {
            assert_true(*at != '<' || at[-1] == '\\');
            at++;
            continue;
        }
        do {
            at += strspn(at, "`");
            at += strcspn(at, "`\n");
            assert_true(*at == '`');    /* it ends in its own line */
        } while (strspn(at, "`") != fence);
        at += fence;
    }
    free(text);
}

/* ---- Packets. ----------------------------------------------------------- */

struct flow {
    unsigned long next[2];      /* sequence numbers; 0: no SYN yet */
    char said[2][4096];
    size_t len[2];
    unsigned syns, fins;
    uint64_t last_us;
};

static unsigned long
big(const unsigned char *at, int octets)
{
    unsigned long value = 0;

    for (int i = 0; i < octets; i++) {
        value = value << 8 | at[i];
    }
    return value;
}

/* RFC 1071: with the checksum in it the sum is all ones. */
static unsigned long
sum(const unsigned char *at, size_t len, unsigned long start)
{
    for (size_t i = 0; i < len; i++) {
        start += i % 2 == 0 ? (unsigned long)at[i] << 8 : at[i];
    }
    while (start > 0xFFFF) {
        start = (start & 0xFFFF) + (start >> 16);
    }
    return start;
}

static void
take_packet(struct flow *flow, const unsigned char *ip, size_t len,
            unsigned port)
{
    const unsigned char *tcp = ip + 20;
    size_t from = big(tcp, 2) == port;
    size_t data = len - HEADERS;
    unsigned flags = tcp[13];

    assert_int_equal(ip[0], 0x45);
    assert_int_equal(big(ip + 2, 2), len);
    assert_int_equal(ip[15], from + 1);
    assert_int_equal(sum(ip, 20, 0), 0xFFFF);
    assert_int_equal(sum(tcp, len - 20, sum(ip + 12, 8, 6 + len - 20)),
                     0xFFFF);
    assert_int_equal(big(tcp + (from ? 0 : 2), 2), port);
    if ((flags & 2) != 0) { /* SYN */
        flow->next[from] = big(tcp + 4, 4);
        flow->syns++;
    }
    assert_int_equal(big(tcp + 4, 4), flow->next[from]);
    if ((flags & 16) != 0) { /* ACK */
        assert_int_equal(big(tcp + 8, 4), flow->next[!from]);
    }
    flow->fins += flags & 1;
    flow->next[from] += data + ((flags & 3) != 0 ? 1 : 0);
    assert_true(flow->len[from] + data < sizeof flow->said[0]);
    memcpy(flow->said[from] + flow->len[from], ip + HEADERS, data);
    flow->len[from] += data;
}

static void
take_apart(struct scratch *scratch, const char *session, unsigned port,
           struct flow *flow)
{
    size_t len;
    unsigned char *file = (unsigned char *)export(scratch, lunch, session,
                                                  "--pcap", &len);
    size_t at = PCAP_HEAD;
    uint32_t head[6];

    memset(flow, 0, sizeof *flow);
    memcpy(head, file, sizeof head);
    assert_int_equal(head[0], 0xA1B2C3D4);
    assert_int_equal(head[5], 101); /* RAW */
    while (at < len) {
        uint32_t packet[4];
        uint64_t us;

        memcpy(packet, file + at, sizeof packet);
        us = (uint64_t)packet[0] * 1000000 + packet[1];
        assert_true(us > flow->last_us);
        flow->last_us = us;
        assert_int_equal(packet[2], packet[3]);
        at += PACKET_HEAD;
        assert_true(at + packet[2] <= len && packet[2] >= HEADERS);
        take_packet(flow, file + at, packet[2], port);
        at += packet[2];
    }
    assert_int_equal(at, len);
    free(file);
}

static void
pcap_carries_what_was_said(void **state)
{
    struct flow flow;

    take_apart(*state, "smtp#7", 25, &flow);
    assert_int_equal(flow.syns, 2);
    assert_int_equal(flow.fins, 2);
    assert_string_equal(
        flow.said[0],
        "EHLO pc7.red.example\r\nRCPT TO:<bob@red.example>\r\n"
        "MAIL FROM:<alice@red.example>\r\nRCPT TO:<bob@red.example>\r\n"
        "DATA\r\nSubject: Lunch?\r\n\r\n..hidden\r\ncaf\xC3 or caf\xC3\xA9\n"
        "Noon?\r\n.\r\nQUIT\r\n");
    assert_memory_equal(flow.said[1], "220 mx.red.example ESMTP Mailwalk "
                                      "ready\r\n250-mx", 47);
    assert_int_equal(flow.last_us / 1000, 1795425162002); /* 09:12:42.002 */
}

/* What came behind the handshake of TLS has a connection of its own. */
static void
pcap_begins_anew_behind_tls(void **state)
{
    struct flow flow;

    take_apart(*state, "pop3#1", 110, &flow);
    assert_int_equal(flow.syns, 4);
    assert_int_equal(flow.fins, 4);
    assert_string_equal(flow.said[0], "STLS\r\nAUTH PLAIN\r\n********\r\n"
                                      "RETR 1\r\nDELE 1\r\n");
}

/* ---- Which session? ----------------------------------------------------- */

static int
status_of(int argc, const char **argv)
{
    return export_main(argc, (char **)argv);
}

static void
each_wrong_use_has_its_status(void **state)
{
    char path[SCRATCH_PATH];
    const char *out = scratch_path(*state, "none/out", path);

    assert_int_equal(status_of(2, (const char *[]){"export", lunch, NULL}),
                     EX_USAGE);
    assert_int_equal(status_of(3, (const char *[]){"export", "--text",
                                                   "--html", NULL}), EX_USAGE);
    assert_int_equal(status_of(3, (const char *[]){"export", lunch, "--text",
                                                   NULL}), EX_USAGE);
    assert_int_equal(status_of(4, (const char *[]){"export", lunch, "smtp#9",
                                                   "--text", NULL}),
                     EX_DATAERR);
    assert_int_equal(status_of(3, (const char *[]){"export", "none", "--text",
                                                   NULL}), EX_NOINPUT);
    assert_int_equal(status_of(6, (const char *[]){"export", lunch, "smtp#7",
                                                   "--text", "-o", out, NULL}),
                     EX_CANTCREAT);
}

static void
a_log_is_not_overwritten_by_its_export(void **state)
{
    static const char text[] = "2026-11-23T09:12:31.402Z smtp#1 S: 220 mx\n";
    char path[SCRATCH_PATH];
    size_t len;
    char *left;

    scratch_write(*state, "log", text, sizeof text - 1);
    scratch_path(*state, "log", path);
    assert_int_equal(status_of(5, (const char *[]){"export", path, "--text",
                                                   "-o", path, NULL}),
                     EX_USAGE);
    left = scratch_read(*state, "log", &len);
    assert_string_equal(left, text);
    free(left);
}

/* A number is used again when a server begins anew: the last one counts. */
static void
of_several_sessions_of_a_name_it_is_the_last(void **state)
{
    static const char text[] =
        "2026-11-23T09:12:31.402Z smtp#1 *: connect from=127.0.0.1:1\n"
        "2026-11-23T09:12:31.403Z smtp#1 S: 220 first\n"
        "2026-11-23T09:12:32.402Z smtp#1 *: connect from=127.0.0.1:2\n"
        "2026-11-23T09:12:32.403Z smtp#1 S: 220 second\n";
    char path[SCRATCH_PATH];
    size_t len;
    char *out;

    scratch_write(*state, "log", text, sizeof text - 1);
    out = export(*state, scratch_path(*state, "log", path), "smtp#1", "--text",
                 &len);
    assert_null(strstr(out, "first"));
    assert_non_null(strstr(out, "09:12:32.403 S: 220 second\n"));
    free(out);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(good_sessions_are_as_in_the_golden_files),
        CASE(a_hostile_log_is_as_in_the_golden_files),
        CASE(no_format_writes_a_control_character),
        CASE(html_has_no_tag_but_its_own),
        CASE(markdown_keeps_what_a_peer_said_in_code),
        CASE(pcap_carries_what_was_said),
        CASE(pcap_begins_anew_behind_tls),
        CASE(each_wrong_use_has_its_status),
        CASE(a_log_is_not_overwritten_by_its_export),
        CASE(of_several_sessions_of_a_name_it_is_the_last),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
