/*
 * keys_tried.h - every key of a hint row is pressed, and must do something.
 *
 * In a state the hint row is read from the screen.  Each key in it is pressed,
 * and the screen must become another one, or the program must end.  A hint that
 * does nothing teaches distrust.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TESTS_SUPPORT_KEYS_TRIED_H
#define MAILWALK_TESTS_SUPPORT_KEYS_TRIED_H

#include "tests/support/screen_world.h"

/* Where the program is: its words, the keys pressed one after the other, and
 * text that stands there then. */
struct key_state {
    const char *words;
    const char *keys;
    const char *awaited;
    bool mail; /* bob has some */
};

/*
 * Run the program into the state.
 */
struct screen_rig *keys_reach(struct screen_world *world,
                              const struct key_state *state, int rows,
                              int cols);

/*
 * Press the key.  Does anything happen?
 */
bool keys_act(struct screen_rig *rig, const char *key);

/*
 * Try the keys of a lesson at 60x16, 80x24, 120x40 and 200x50.  A key that can
 * be taken back is, so that the next one is tried in the same run; for the
 * others the state is reached anew.  Returns how many keys are dead, and names
 * them.
 */
unsigned keys_try(struct screen_world *world, const struct key_state *state);

/*
 * The same at 119x40 alone, for any screen: each key in a run of its own.
 */
unsigned keys_try_once(struct screen_world *world,
                       const struct key_state *state);

#endif
