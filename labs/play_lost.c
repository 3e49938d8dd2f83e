/*
 * play_lost.c - a connection that is lost or cannot be made, in a sentence.
 *
 * SPDX-License-Identifier: ISC
 */
#include <ctype.h>
#include <stdio.h>

#include "labs/play_inside.h"

void
play_lost(struct play *play)
{
    enum player_outcome outcome = PLAYER_LATER;
    char sentence[CHAT_WHY_MAX + WORLD_PATH_ROOM + 128];
    char option[WORLD_PATH_ROOM];

    play_options(&play->place, option);
    switch (chat_ended(play->chat)) {
    case CHAT_NO_HOST:
    case CHAT_NO_CONNECTION:
        outcome = PLAYER_NO_SERVER;
        break;
    case CHAT_BROKEN:
    case CHAT_UNSAFE:
        outcome = PLAYER_UNEXPECTED;
        break;
    case CHAT_FAULT:
        outcome = PLAYER_NO_MEMORY;
        break;
    case CHAT_OPEN:
    case CHAT_CLOSED:
    case CHAT_HUNG_UP:
    case CHAT_LATE:
        break;
    }
    if (outcome != PLAYER_NO_SERVER) {
        snprintf(sentence, sizeof(sentence), "%s.", chat_why(play->chat));
    } else if (play->place.host != NULL) {
        snprintf(sentence, sizeof(sentence),
                 "%s. Is that the right host, and is the lab world up there?",
                 chat_why(play->chat));
    } else {
        snprintf(sentence, sizeof(sentence),
                 "%s. `mailwalk status%s` shows which servers are up.",
                 chat_why(play->chat), option);
    }
    sentence[0] = (char)toupper((unsigned char)sentence[0]);
    player_lost(play->player, outcome, sentence);
}

void
play_not_up(struct play *play, const char *name)
{
    char sentence[WORLD_PATH_ROOM + 256];
    char option[WORLD_PATH_ROOM];

    play_options(&play->place, option);
    snprintf(sentence, sizeof(sentence),
             "The lab's own %s is not up, so nobody is called at port %u. "
             "`mailwalk status%s` shows which servers are up.",
             play_is_pop3(name) ? "pop3d" : "smtpd",
             (unsigned)play_port(play, name), option);
    player_lost(play->player, PLAYER_NO_SERVER, sentence);
}
