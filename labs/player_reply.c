/*
 * player_reply.c - what a reply means: the guess, the decoding, the memory.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "labs/explain.h"
#include "labs/player_inside.h"

static void
tell_guess(struct player *player)
{
    char first = player->reply_kept > 0 ? player->reply[0][0] : '\0';
    const char *word = explain_first(first);

    if (!player->guess_asked) {
        return;
    }
    if (player->guess == '\0') {
        player_add(player, PLAYER_ANSWERED, "It was %c (%s).", first, word);
    } else if (player->guess == first) {
        player_add(player, PLAYER_ANSWERED, "You said %c, and %c it was (%s).",
                   first, first, word);
    } else {
        player_add(player, PLAYER_ANSWERED, "You said %c. It was %c (%s).",
                   player->guess, first, word);
    }
}

/*
 * Was this reply code explained before?  From now on it is known.
 */
static bool
code_known(struct player *player)
{
    int code = player->observing ? player->observer.last_code : 0;

    for (size_t i = 0; i < player->code_count; i++) {
        if (player->codes[i] == code) {
            return true;
        }
    }
    if (player->code_count < PLAYER_CODES_MAX) {
        player->codes[player->code_count++] = code;
    }
    return false;
}

/*
 * What the reply means; it is still kept.
 */
void
player_tell_meaning(struct player *player)
{
    enum observer_service service = player->observing ? player->observer.service
                                                      : OBSERVER_SMTP;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL) {
        player_stop(player, PLAYER_NO_MEMORY);
        return;
    }
    if (player->reply_lines > PLAYER_SHOWN_MAX) {
        fprintf(out, "(%zu lines in all; the others are not shown.)\n",
                player->reply_lines);
    }
    explain_reply(out, service, player->asked, player->reply,
                  service == OBSERVER_SMTP ? player->reply_kept
                                           : player->reply_lines,
                  code_known(player));
    fclose(out);
    player_add(player, PLAYER_MEANS, "%s", text);
    free(text);
}

void
player_tell_reply(struct player *player)
{
    char expected[PLAYER_LINE_ROOM];

    tell_guess(player);
    player_tell_meaning(player);
    pattern_insert(&player->values, player_item(player)->value, expected,
                   sizeof(expected));
    if (!pattern_fits(expected, player->reply, player->reply_kept,
                      &player->values)) {
        player_tell_unexpected(player, expected);
    } else {
        player_tell_memory(player);
    }
    player->guess_asked = false;
    player_forget_reply(player);
}

void
player_tell_memory(struct player *player)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL) {
        player_stop(player, PLAYER_NO_MEMORY);
        return;
    }
    explain_memory(out, &player->observer);
    explain_state(out, &player->observer);
    fclose(out);
    if (player->memory != NULL && strcmp(player->memory, text) == 0) {
        player_add(player, PLAYER_REMEMBERS,
                   "The server remembers the same as before.");
        free(text);
        return;
    }
    player_add(player, PLAYER_REMEMBERS, "%s", text);
    free(player->memory);
    player->memory = text;
}
