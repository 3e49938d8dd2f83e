/*
 * player_step.c - what comes next in a lesson.
 *
 * player_go_on() walks through the cards until something is wanted.  An item of
 * a step is first the student's (predict, agree, type), then the driver's
 * (connect, say, hear); PLAYER_FRESH, GUESSED and AGREED say how far it is.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "labs/player_inside.h"

void
player_next_item(struct player *player)
{
    player->item++;
    player->stage = PLAYER_FRESH;
}

void
player_next_card(struct player *player)
{
    player->card++;
    player->item = 0;
    player->stage = PLAYER_FRESH;
}

/*
 * Ask the student: predict the reply if it is hidden, else only agree.
 */
static void
ask_for(struct player *player, const char *what)
{
    const struct lab_item *reply = player_reply_item(player);

    if (reply != NULL && reply->key == LAB_HIDDEN &&
        strcmp(reply->value, "EOF") != 0) {
        player_ask_reply(player, what);
        player->want = PLAYER_CHOOSE;
        return;
    }
    snprintf(player->prompt, sizeof(player->prompt),
             "Next %.1900s. Press Enter.", what);
    player->want = PLAYER_GO;
}

static void
ask_to_connect(struct player *player)
{
    const char *name = player->line;
    const char *place = pattern_get(&player->values, name, strlen(name));
    char host[256] = "";
    char what[PLAYER_LINE_ROOM];
    unsigned port = 0;

    lab_service(player->lab, name, strlen(name), host, sizeof(host), &port);
    if (place != NULL) {
        snprintf(what, sizeof(what), "you connect to %.1000s", place);
    } else {
        snprintf(what, sizeof(what), "you connect to %s, port %u", host, port);
    }
    ask_for(player, what);
}

/*
 * A run of content lines is agreed to once.
 */
static void
ask_to_send_text(struct player *player)
{
    const struct lab_card *card = player_card(player);
    size_t lines = 0;

    if (player->item > 0 && player_item(player)[-1].key == LAB_DATA) {
        player->want = PLAYER_SAY_TEXT;
        return;
    }
    while (player->item + lines < card->count &&
           player_item(player)[lines].key == LAB_DATA) {
        lines++;
    }
    snprintf(player->prompt, sizeof(player->prompt),
             "Next you send the text, %zu lines, up to the dot. Press Enter.",
             lines);
    player->want = PLAYER_GO;
}

static void
ask_to_say(struct player *player)
{
    char what[PLAYER_LINE_ROOM];

    if (strcmp(player->line, ".") == 0) {
        snprintf(what, sizeof(what), "you send a line with a single dot");
    } else {
        snprintf(what, sizeof(what), "you send  %.1900s", player->line);
    }
    ask_for(player, what);
}

void
player_ask_to_type(struct player *player)
{
    const struct lab_item *reply = player_reply_item(player);

    if (player->stage == PLAYER_FRESH && reply->key == LAB_HIDDEN) {
        player_ask_reply(player, "you type the line yourself");
        player->want = PLAYER_CHOOSE;
        return;
    }
    snprintf(player->prompt, sizeof(player->prompt),
             "Your line? Type it, or only Enter to have it sent.");
    player->misses = 0;
    player->want = PLAYER_TYPE;
}

/*
 * An item of a step that nobody has agreed to yet.  Sets what is wanted, or
 * passes the item.
 */
static void
begin_item(struct player *player)
{
    const struct lab_item *item = player_item(player);

    pattern_insert(&player->values, item->value, player->line,
                   sizeof(player->line));
    switch (item->key) {
    case LAB_OPEN:
        ask_to_connect(player);
        break;
    case LAB_CLOSE:
        snprintf(player->prompt, sizeof(player->prompt),
                 "Next you close the connection, without QUIT. Press Enter.");
        player->want = PLAYER_GO;
        break;
    case LAB_CLIENT:
        ask_to_say(player);
        break;
    case LAB_TYPED:
        player_ask_to_type(player);
        break;
    case LAB_DATA:
        ask_to_send_text(player);
        break;
    case LAB_REPLY:
    case LAB_HIDDEN:
        player->want = PLAYER_HEAR;
        break;
    case LAB_WHY:
        player_add_text(player, PLAYER_WHY, item->value);
        player_next_item(player);
        break;
    case LAB_HINT:
    case LAB_TEXT:
    case LAB_ID:
    case LAB_TITLE:
    case LAB_MINUTES:
    case LAB_NEEDS:
    case LAB_BOX:
    case LAB_PARAM:
    case LAB_Q:
    case LAB_OPTION:
    case LAB_IS:
    case LAB_PROOF:
        player_next_item(player);
        break;
    }
}

void
player_agreed(struct player *player)
{
    enum lab_key key = player_item(player)->key;

    player->stage = PLAYER_AGREED;
    player->want = key == LAB_OPEN    ? PLAYER_CONNECT
                   : key == LAB_CLOSE ? PLAYER_HANG_UP
                   : key == LAB_DATA  ? PLAYER_SAY_TEXT
                                      : PLAYER_SAY;
}

static void
step_card(struct player *player)
{
    if (player->item == 0 && player->stage == PLAYER_FRESH) {
        player_add(player, PLAYER_STAGE, "%s", player_card(player)->id);
    }
    while (player->want == PLAYER_LOOK && player_item(player) != NULL) {
        begin_item(player);
    }
    if (player_item(player) == NULL) {
        player_tell_held(player);
        if (player->later != NULL) {
            player_add(player, PLAYER_TOLD, "%s", player->later);
            player_tell_later(player, NULL);
        }
        player_next_card(player);
    }
}

/*
 * Go through the cards until something is wanted.  PLAYER_LOOK stands for
 * "nothing yet" meanwhile: no card wants it by itself.
 */
void
player_go_on(struct player *player)
{
    player->want = PLAYER_LOOK;
    while (player->want == PLAYER_LOOK) {
        const struct lab_card *card = player_card(player);

        if (card == NULL) {
            player_tell_held(player);
            player_stop(player, PLAYER_FINISHED);
            return;
        }
        switch (card->kind) {
        case LAB_PROSE:
            player_add_text(player, PLAYER_TOLD, player_item(player)->value);
            player_next_card(player);
            break;
        case LAB_META:
        case LAB_NOTE:
        case LAB_CHECK:
            player_next_card(player);
            break;
        case LAB_PREDICT:
        case LAB_ASK:
            player_ask_card(player);
            break;
        case LAB_STEP:
            step_card(player);
            break;
        }
    }
}
