/*
 * lesson_steps.c - where a lesson stands still: steps in its list of events.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/lesson_steps.h"

#include <string.h>

enum { PAGE_OCTETS = 320 }; /* longer narration is a page of its own */

static bool
is_page(const char *told)
{
    return strlen(told) > PAGE_OCTETS || strstr(told, "```") != NULL;
}

bool
lesson_is_option(const char *asked)
{
    return asked[0] != '\0' && asked[1] == ' ' && asked[2] == ' ';
}

const char *
lesson_page_at(const struct player *player, size_t at)
{
    const struct player_event *event = NULL;

    if (at == 0 || at > player_events(player)) {
        return NULL;
    }
    event = player_event(player, at - 1);
    return event->kind == PLAYER_TOLD && is_page(event->text)
               ? event->text
               : NULL;
}

static bool
is_said(const struct player *player, size_t at, char speaker)
{
    const struct player_event *event = player_event(player, at);

    return event->kind == PLAYER_LINE && event->speaker == speaker;
}

bool
lesson_reply_at(const struct player *player, size_t at)
{
    return at < player_events(player) && is_said(player, at, 'S') &&
           (at == 0 || !is_said(player, at - 1, 'S'));
}

/*
 * Does something new begin here: narration, a stage, a question?
 */
static bool
begins(enum player_kind kind)
{
    return kind == PLAYER_TOLD || kind == PLAYER_STAGE || kind == PLAYER_ASKED;
}

static bool
stops(const struct player *player, size_t at, enum lesson_step step)
{
    enum player_kind kind = player_event(player, at)->kind;
    enum player_kind before = player_event(player, at - 1)->kind;

    if (lesson_page_at(player, at) != NULL) {
        return true;
    }
    if (begins(kind) && !begins(before) && before != PLAYER_LINE && at > 1) {
        return true;
    }
    if (step != LESSON_LIVE && lesson_reply_at(player, at)) {
        return true;
    }
    return step == LESSON_BACK &&
           (before == PLAYER_ASKED
                ? kind != PLAYER_ASKED
                : is_said(player, at, 'C') && !is_said(player, at - 1, 'C'));
}

size_t
lesson_step_on(const struct player *player, size_t at, enum lesson_step step)
{
    size_t count = player_events(player);

    if (at >= count) {
        return count;
    }
    do {
        at++;
    } while (at < count && !stops(player, at, step));
    return at;
}

/*
 * The nearest stop before `at`, or first.
 */
static size_t
stop_before(const struct player *player, size_t at, enum lesson_step step,
            size_t first)
{
    do {
        at--;
    } while (at > first && !stops(player, at, step));
    return at;
}

size_t
lesson_step_begin(const struct player *player, size_t at)
{
    return at <= 1 ? 0 : stop_before(player, at, LESSON_LIVE, 0);
}

size_t
lesson_step_back(const struct player *player, size_t at)
{
    return at <= 1 ? at : stop_before(player, at, LESSON_BACK, 1);
}
