/*
 * screen_rig_keys.c - a program on a terminal: what the person before it does.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cmocka.h>
#include <vterm.h>

#include "tests/support/screen_rig.h"

void
screen_type(struct screen_rig *rig, const char *text)
{
    size_t len = strlen(text);

    assert_int_equal(write(rig->master, text, len), len);
}

void
screen_press(struct screen_rig *rig, const char *key)
{
    static const struct {
        const char *name;
        VTermKey key;
    } keys[] = {
        {"Enter", VTERM_KEY_ENTER}, {"Esc", VTERM_KEY_ESCAPE},
        {"Tab", VTERM_KEY_TAB},     {"Backspace", VTERM_KEY_BACKSPACE},
        {"Up", VTERM_KEY_UP},       {"Down", VTERM_KEY_DOWN},
        {"Left", VTERM_KEY_LEFT},   {"Right", VTERM_KEY_RIGHT},
        {"Home", VTERM_KEY_HOME},   {"End", VTERM_KEY_END},
        {"PgUp", VTERM_KEY_PAGEUP}, {"PgDn", VTERM_KEY_PAGEDOWN},
    };
    char control[2] = "";

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (strcmp(keys[i].name, key) == 0) {
            vterm_keyboard_key(rig->vt, keys[i].key, VTERM_MOD_NONE);
            return;
        }
    }
    if (strncmp(key, "Ctrl-", 5) == 0) {
        control[0] = (char)(key[5] & 0x1F);
        screen_type(rig, control);
        return;
    }
    screen_type(rig, strcmp(key, "Space") == 0 ? " " : key);
}

void
screen_resize(struct screen_rig *rig, int rows, int cols)
{
    struct winsize size = {.ws_row = (unsigned short)rows,
                           .ws_col = (unsigned short)cols};

    if (rows == rig->rows && cols == rig->cols) {
        return; /* the system would tell nobody */
    }
    screen_pump(rig, 0);
    rig->rows = rows;
    rig->cols = cols;
    if (rig->alternate) {
        rig->resized = true;
    } else {
        vterm_set_size(rig->vt, rows, cols);
    }
    assert_int_equal(ioctl(rig->master, TIOCSWINSZ, &size), 0);
}

void
screen_wipe(struct screen_rig *rig)
{
    static const char wipe[] = "\x1b[2J";

    vterm_input_write(rig->vt, wipe, sizeof wipe - 1);
}

void
screen_signal(struct screen_rig *rig, int number)
{
    if (number == SIGCONT) {
        rig->stopped = false;
    }
    assert_int_equal(kill(-rig->pid, number), 0);
}
