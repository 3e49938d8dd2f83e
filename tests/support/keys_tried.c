/*
 * keys_tried.c - every key of a hint row is pressed, and must do something.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tests/support/keys_tried.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    SIZES = 4,
    HINTS_MAX = 16,
    KEY_MAX = 16,
    DEAD_MS = 1500,
    FRAME_MS = 40 /* more than between two pictures */
};

static const struct {
    int rows, cols;
} sizes[SIZES] = {{16, 60}, {24, 80}, {40, 120}, {50, 200}};

struct hints {
    char key[HINTS_MAX][KEY_MAX];
    size_t count;
};

/* ---- Looking ---- */

static char *
take_picture(const struct screen_rig *rig)
{
    char *rows = calloc((size_t)rig->rows, SCREEN_ROW_MAX);

    assert_non_null(rows);
    for (int i = 0; i < rig->rows; i++) {
        screen_row(rig, i, rows + (size_t)i * SCREEN_ROW_MAX);
    }
    return rows;
}

static bool
is_another(const struct screen_rig *rig, const char *before)
{
    char row[SCREEN_ROW_MAX];

    for (int i = 0; i < rig->rows && !rig->ended; i++) {
        screen_row(rig, i, row);
        if (strcmp(row, before + (size_t)i * SCREEN_ROW_MAX) != 0) {
            return true;
        }
    }
    return rig->ended;
}

/*
 * The hints stand three blanks apart; the key is the first word of each.
 */
static void
read_hints(const struct screen_rig *rig, struct hints *hints)
{
    char row[SCREEN_ROW_MAX];
    char *at = row + 1;

    screen_row(rig, rig->rows - 1, row);
    hints->count = 0;
    while (at != NULL && *at != '\0') {
        assert_true(hints->count < HINTS_MAX);
        snprintf(hints->key[hints->count++], KEY_MAX, "%.*s",
                 (int)strcspn(at, " "), at);
        at = strstr(at, "   ");
        at = at != NULL ? at + strspn(at, " ") : NULL;
    }
    assert_true(hints->count >= 2);
}

/*
 * Something can be done: a lesson does not wait for the server.
 */
static bool
is_ready(struct screen_rig *rig, void *ctx)
{
    char row[SCREEN_ROW_MAX];

    (void)ctx;
    screen_row(rig, rig->rows - 1, row);
    return !rig->resized && strstr(row, "? help") != NULL &&
           (strstr(row, " Space ") != NULL || strstr(row, " Enter ") != NULL ||
            strstr(row, " r again") != NULL);
}

/* ---- Pressing ---- */

static void
await_quiet(struct screen_rig *rig)
{
    while (screen_pump(rig, FRAME_MS) > 0) {
    }
}

bool
keys_act(struct screen_rig *rig, const char *key)
{
    char *before = take_picture(rig);
    long end = screen_now() + DEAD_MS;
    bool acted = false;

    screen_press(rig, key);
    while (!acted && screen_now() < end) {
        screen_pump(rig, (int)(end - screen_now()));
        acted = is_another(rig, before);
    }
    await_quiet(rig);
    free(before);
    return acted;
}

static void
await_ready(struct screen_rig *rig, const struct key_state *state)
{
    if (strncmp(state->words, "walk", 4) == 0) {
        screen_await_that(rig, is_ready, NULL, "something to do");
    } else {
        screen_await_hints(rig);
        screen_settle(rig);
    }
}

struct screen_rig *
keys_reach(struct screen_world *world, const struct key_state *state, int rows,
           int cols)
{
    struct screen_rig *rig;
    char keys[256];
    char *rest = NULL;

    if (state->mail && screen_world_mail(world, "bob") == 0) {
        screen_world_send(world);
    }
    rig = screen_world_run(world, rows, cols, state->words);

    snprintf(keys, sizeof keys, "%s", state->keys);
    await_ready(rig, state);
    for (char *key = strtok_r(keys, " ", &rest); key != NULL;
         key = strtok_r(NULL, " ", &rest)) {
        assert_true(keys_act(rig, key));
        await_ready(rig, state);
    }
    screen_await(rig, state->awaited);
    await_quiet(rig);
    return rig;
}

/*
 * The key that takes this one back, or NULL.
 */
static const char *
undo_of(const struct key_state *state, const char *key)
{
    static const char *const pairs[][2] = {{"?", "Esc"}, {"z", "z"},
                                           {"v", "v"},   {"e", "Esc"},
                                           {"P", "P"},   {"Down", "Up"}};
    bool back = strstr(state->awaited, "LOOKING") != NULL;
    bool page = strstr(state->awaited, "Explained") != NULL;

    if (page && (strcmp(key, "Space") == 0 || strcmp(key, "Esc") == 0)) {
        return "e";
    }
    if (strcmp(key, "Left") == 0) {
        return back ? "Right" : "End";
    }
    if (strcmp(key, "Enter") == 0) {
        return strstr(state->awaited, "Your line?") != NULL ? NULL : "Esc";
    }
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (strcmp(pairs[i][0], key) == 0) {
            return pairs[i][1];
        }
    }
    return NULL;
}

static unsigned
dead(const struct key_state *state, const struct screen_rig *rig,
     const char *key)
{
    print_error("\"%s\", %s, %dx%d: the key %s does nothing\n", state->words,
                state->awaited, rig->cols, rig->rows, key);
    return 1;
}

/*
 * Is the key to be tried in a run of its own, at this size?  Esc leaves a
 * lesson from everywhere alike, and Tab only chooses the pane for the next z.
 */
static bool
is_final(const struct key_state *state, size_t size, const char *key)
{
    bool long_way = strlen(state->keys) > 80;

    return undo_of(state, key) == NULL && strcmp(key, "Tab") != 0 &&
           (strcmp(key, "Esc") != 0 || strlen(state->keys) < 6) &&
           !(long_way && (size == 1 || size == 2));
}

unsigned
keys_try(struct screen_world *world, const struct key_state *state)
{
    struct screen_rig *rig = keys_reach(world, state, 24, 80);
    struct hints hints[SIZES];
    unsigned count = 0;

    for (size_t s = 0; s < SIZES; s++) {
        screen_resize(rig, sizes[s].rows, sizes[s].cols);
        screen_await_hints(rig);
        await_quiet(rig);
        read_hints(rig, &hints[s]);
        for (size_t i = 0; i < hints[s].count; i++) {
            const char *undo = undo_of(state, hints[s].key[i]);

            if (undo != NULL) {
                count += keys_act(rig, hints[s].key[i])
                             ? 0
                             : dead(state, rig, hints[s].key[i]);
                screen_press(rig, undo);
                await_quiet(rig);
            }
        }
    }
    for (size_t s = 0; s < SIZES; s++) {
        for (size_t i = 0; i < hints[s].count; i++) {
            const char *key = hints[s].key[i];

            if (is_final(state, s, key)) {
                rig = keys_reach(world, state, sizes[s].rows, sizes[s].cols);
                count += keys_act(rig, key) ? 0 : dead(state, rig, key);
            }
        }
    }
    return count;
}

unsigned
keys_try_once(struct screen_world *world, const struct key_state *state)
{
    struct screen_rig *rig = keys_reach(world, state, 40, 119);
    struct hints hints;
    unsigned count = 0;

    read_hints(rig, &hints);
    for (size_t i = 0; i < hints.count; i++) {
        rig = i > 0 ? keys_reach(world, state, 40, 119) : rig;
        if (strcmp(hints.key[i], "Tab") != 0 && !keys_act(rig, hints.key[i])) {
            count += dead(state, rig, hints.key[i]);
        }
    }
    return count;
}
