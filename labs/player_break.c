/*
 * player_break.c - a rule broken on purpose, in the middle of a lesson.
 *
 * The line and its refusal are events like all others, marked as broken; they
 * are real dialogue, so an observer that reads them knows what the server
 * remembers.  Then the lesson is where it was, and asks again.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "labs/player_inside.h"

bool
player_talks(const struct player *player)
{
    const struct lab_card *card = player_card(player);

    return player->want <= PLAYER_ANSWER && player->observing &&
           card != NULL && card->kind == LAB_STEP &&
           player_item(player)->key != LAB_OPEN;
}

void
player_break(struct player *player, const char *line, const char *why)
{
    player->broken.on = true;
    player->broken.want = player->want;
    player->broken.line = line;
    player->broken.why = why;
    player->want = PLAYER_SAY;
}

/*
 * Put the question again that was open before: its lines are the last ones
 * that were asked.
 */
static void
ask_again(struct player *player)
{
    size_t end = player->event_count;
    size_t first = 0;

    while (end > 0 && player->events[end - 1].kind != PLAYER_ASKED) {
        end--;
    }
    first = end;
    while (first > 0 && player->events[first - 1].kind == PLAYER_ASKED) {
        first--;
    }
    for (size_t i = first; i < end; i++) {
        player_add(player, PLAYER_ASKED, "%s", player->events[i].text);
    }
}

void
player_broke(struct player *player)
{
    bool closed = player->observer.smtp.state == SMTP_CLOSED;
    bool refused = player->observer.last == OBSERVER_BAD;

    player_tell_meaning(player);
    player_forget_reply(player);
    if (player->want == PLAYER_END) {
        return;
    }
    if (refused && !closed) {
        player_add(player, PLAYER_WHY, "%s The lesson goes on where it was.",
                   player->broken.why);
    } else if (refused) {
        player_add(player, PLAYER_TROUBLE,
                   "The server ends the session: perhaps that was one wrong "
                   "command too many.");
        player_stop(player, PLAYER_LATER);
    } else {
        player_add(player, PLAYER_TROUBLE,
                   "This server has taken what it should refuse. %s So it is "
                   "not where the lesson is any more.",
                   player->broken.why);
        player_stop(player, PLAYER_UNEXPECTED);
    }
    if (player->want != PLAYER_END) {
        player->want = player->broken.want;
        player->broken.on = false;
        if (player->want == PLAYER_CHOOSE) {
            ask_again(player);
        }
    }
}
