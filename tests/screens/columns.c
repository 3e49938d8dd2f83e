/*
 * columns.c - whatever strangers write, the panes keep their columns.
 *
 * Wide characters, piles of marks, emoji that are joined, marks that turn the
 * line, controls: they come in replies, into the log and into the mailbox.  The
 * lines between the panes must stand in one column, cell by cell.
 *
 * SPDX-License-Identifier: ISC
 */
#include <limits.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <cmocka.h>
#include <vterm.h>

#include "labs/columns.h"
#include "protocol/utf8.h"
#include "tests/support/screen_world.h"
#include "tests/support/stranger.h"
#include "tests/support/wire.h"

enum {
    LAST_CHARACTER = 0x3FFFF,
    VLINE = 0x2502,
    HLINE = 0x2500,
    SMTP_PORT = 2525
};

#define CAT "\xE7\x8C\xAB" /* U+732B, two columns */
#define ACUTE "\xCC\x81"   /* U+0301, a mark */
#define TEN(text) text text text text text text text text text text

/* Each is a reply of a server, or a line of a client. */
static const char *const strange[] = {
    "wide " CAT CAT CAT " half \xEF\xBD\xB1 ideograph \xF0\xA0\x80\x80",
    "pile a" TEN(ACUTE) TEN(ACUTE) " alone " ACUTE " e" ACUTE "o\xCC\x88",
    "joined \xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB skin "
    "\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD flag \xF0\x9F\x87\xA9\xF0\x9F\x87\xAA",
    "new \xF0\x9F\xA5\xB0\xF0\x9F\xA7\x91 heart \xE2\x9D\xA4\xEF\xB8\x8F",
    "turned \xE2\x80\xAE"
    "abc\xE2\x80\xAC \xD8\x9C \xE2\x81\xA6x\xE2\x81\xA9",
    "signs \xD8\x80\xD8\x81\xDB\x9D\xDC\x8F \xE1\x9C\xB4 \xE3\x80\xAE",
    "controls \x9b"
    "2J \xC2\x9B"
    "31m \x1b[1;1H \x07 \xEF\xBB\xBF \xFF\xC0\xAF",
    "long " TEN(CAT CAT CAT CAT CAT CAT CAT CAT CAT CAT CAT),
};

enum { STRANGE = sizeof strange / sizeof strange[0] };

/* ---- Characters ---- */

static int
columns_on_terminal(VTerm *terminal, wchar_t shown)
{
    char octets[MB_LEN_MAX + 2] = "a";
    mbstate_t state = {0};
    size_t len = 1 + wcrtomb(octets + 1, shown, &state);
    VTermPos at;

    octets[len++] = 'b';
    vterm_input_write(terminal, "\r", 1);
    vterm_input_write(terminal, octets, len);
    vterm_state_get_cursorpos(vterm_obtain_state(terminal), &at);
    return at.col - 2;
}

/*
 * All characters that there are, but for private ones.
 */
static void
every_character_takes_the_columns_of_the_terminal(void **state)
{
    VTerm *terminal = vterm_new(5, 80);
    unsigned wrong = 0;

    (void)state;
    vterm_set_utf8(terminal, 1);
    vterm_screen_reset(vterm_obtain_screen(terminal), 1);
    for (wchar_t c = 0xA0; c <= LAST_CHARACTER; c++) {
        char octets[MB_LEN_MAX];
        mbstate_t begin = {0};
        size_t len = wcrtomb(octets, c, &begin);
        wchar_t shown;
        int columns;

        if (len == (size_t)-1 || utf8_is_control((unsigned long)c)) {
            continue;
        }
        assert_int_equal(columns_next(octets, len, &shown, &columns), len);
        if (shown != L'\0' && columns_on_terminal(terminal, shown) != columns) {
            print_error("U+%04X: %d\n", (unsigned)c, columns);
            wrong++;
        }
    }
    vterm_free(terminal);
    assert_int_equal(wrong, 0);
}

/* ---- Panes ---- */

/*
 * Where the lines between the columns of panes stand, in the first row below
 * the rules.  Returns how many there are.
 */
static size_t
find_dividers(const struct screen_rig *rig, int cols[2])
{
    size_t count = 0;

    for (int col = 0; col < rig->cols; col++) {
        if (screen_char(rig, 3, col) == VLINE && count < 2) {
            cols[count++] = col;
        }
    }
    return count;
}

/*
 * From there on they stand in every row, down to a rule over the whole width.
 */
static void
check_dividers(struct screen_rig *rig, size_t want)
{
    char row[SCREEN_ROW_MAX];
    int cols[2] = {0, 0};
    int i = 3;

    assert_int_equal(find_dividers(rig, cols), want);
    for (; screen_char(rig, i, 0) != HLINE ||
           screen_char(rig, i, cols[0]) == VLINE;
         i++) {
        for (size_t k = 0; k < want; k++) {
            if (screen_char(rig, i, cols[k]) != VLINE) {
                screen_fail(rig, "the line between panes is broken at",
                            screen_row(rig, i, row));
            }
        }
    }
    assert_true(i > 10);
}

static void
check_all_sizes(struct screen_rig *rig)
{
    screen_resize(rig, 50, 200);
    screen_await_hints(rig);
    screen_settle(rig);
    check_dividers(rig, 2);
    screen_resize(rig, 40, 120);
    screen_await_hints(rig);
    screen_settle(rig);
    check_dividers(rig, 1);
}

/*
 * A server that replies so to everything.
 */
static void
replies_of_strangers_keep_the_columns(void **state)
{
    static char reply[STRANGE][1024];
    struct stranger_line script[STRANGE];
    struct stranger stranger = {0};
    struct screen_rig *rig;
    char words[64];

    for (size_t i = 0; i < STRANGE; i++) {
        snprintf(reply[i], sizeof reply[i], "%s %s\r\n",
                 i == 0   ? "220"
                 : i == 2 ? "503"
                 : i == 5 ? "354"
                          : "250",
                 strange[i]);
        script[i] = (struct stranger_line){reply[i], 1};
    }
    stranger_start(&stranger, script, STRANGE);
    snprintf(words, sizeof words, "walk --server 127.0.0.1:%u a1",
             (unsigned)stranger.port - SMTP_PORT);
    rig = screen_world_run(*state, 40, 120, words);
    screen_world_ask(rig);
    for (int i = 0; i < 24; i++) {
        screen_press(rig, "Space");
        screen_settle(rig);
        check_all_sizes(rig);
    }
    screen_await(rig, "wide " CAT CAT CAT " half");
    stranger_stop(&stranger);
}

/*
 * A client in the log, and a mail in the mailbox.
 */
static void
logs_and_mailbox_of_strangers_keep_the_columns(void **state)
{
    struct screen_world *world = *state;
    struct screen_rig *rig = screen_world_run(world, 40, 120, "walk a1");
    struct wire wire = {.fd = -1};

    screen_world_ask(rig);
    screen_await(rig, "Mailbox of bob: empty.");
    screen_await(rig, "S: 220 mx.red.example");
    wire_open(&wire, SMTP_PORT + world->offset);
    wire_expect(&wire, "220 ");
    for (size_t i = 0; i < STRANGE; i++) {
        char name[64];
        char mail[2048];

        wire_say(&wire, strange[i]);
        wire_expect(&wire, "5");
        snprintf(mail, sizeof mail, "From: %s\nSubject: %s\n\nx\n", strange[i],
                 strange[i]);
        snprintf(name, sizeof name, "mailwalk/red/mail/bob/new/%zu", i);
        scratch_write(&world->scratch, name, mail, strlen(mail));
        screen_settle(rig);
        check_all_sizes(rig);
    }
    screen_await(rig, "Mailbox of bob: 8 messages.");
    wire_close(&wire);
}

#define CASE(name)                                                             \
    cmocka_unit_test_setup_teardown(name, screen_world_setup,                  \
                                    screen_world_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_character_takes_the_columns_of_the_terminal),
        CASE(replies_of_strangers_keep_the_columns),
        CASE(logs_and_mailbox_of_strangers_keep_the_columns),
    };

    assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
