/*
 * player.c - a lesson being played: its beginning, its end, and the driver.
 *
 * The rest of the player: player_step.c decides what comes next, player_tell.c
 * writes down what happened, player_answer.c takes the student's answers,
 * player_trouble.c says why the lesson cannot go on.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/player.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "labs/param.h"
#include "labs/player_inside.h"

struct player *
player_new(const struct lab *lab, const struct player_people *people)
{
    const struct param_student student = {.user = people->user,
                                          .peer = people->peer,
                                          .pass = people->pass};
    struct player *player = calloc(1, sizeof(*player));
    char why[LAB_WHY_MAX];

    if (player == NULL ||
        param_set(lab, &student, &player->values, why) != 0) {
        free(player);
        return NULL;
    }
    player->lab = lab;
    player->want = PLAYER_LOOK; /* first of all: the mailbox */
    return player;
}

void
player_free(struct player *player)
{
    if (player == NULL) {
        return;
    }
    for (size_t i = 0; i < player->event_count; i++) {
        free((char *)player->events[i].text);
    }
    player_forget_reply(player);
    if (player->observing) {
        observer_free(&player->observer);
    }
    free(player->events);
    free(player->memory);
    free(player->mailbox);
    free(player->later);
    free(player);
}

void
player_done(struct player *player)
{
    if (player->want == PLAYER_END) {
        return;
    }
    if (player->broken.on) {
        player->want = PLAYER_HEAR;
        return;
    }
    player_next_item(player);
    player_go_on(player);
}

void
player_heard(struct player *player)
{
    if (player->want != PLAYER_HEAR) {
        return;
    }
    if (player->broken.on) {
        player_broke(player);
        return;
    }
    player_tell_reply(player);
    if (player->want != PLAYER_END) {
        player_next_item(player);
        player->want = PLAYER_LOOK;
    }
}

void
player_saw(struct player *player, const char *mailbox)
{
    if (player->want != PLAYER_LOOK) {
        return;
    }
    if (mailbox != NULL &&
        (player->mailbox == NULL || strcmp(player->mailbox, mailbox) != 0)) {
        player_add(player, PLAYER_MAILBOX,
                   player->mailbox == NULL ? "%s" : "Changed! %s", mailbox);
        free(player->mailbox);
        player->mailbox = strdup(mailbox);
    }
    player_go_on(player);
}

const struct lab_card *
player_card(const struct player *player)
{
    return player->card < player->lab->card_count
               ? &player->lab->cards[player->card]
               : NULL;
}

const struct lab_item *
player_item(const struct player *player)
{
    const struct lab_card *card = player_card(player);

    return card != NULL && player->item < card->count
               ? &player->lab->items[card->first + player->item]
               : NULL;
}

const struct lab_item *
player_reply_item(const struct player *player)
{
    const struct lab_card *card = player_card(player);

    for (size_t i = player->item + 1; i < card->count; i++) {
        const struct lab_item *item = &player->lab->items[card->first + i];

        if (item->key == LAB_REPLY || item->key == LAB_HIDDEN) {
            return item;
        }
        if (item->key != LAB_HINT && item->key != LAB_WHY) {
            break;
        }
    }
    return NULL;
}

void
player_stop(struct player *player, enum player_outcome outcome)
{
    player->outcome = outcome;
    player->want = PLAYER_END;
}

void
player_record(struct player *player, const struct dialogue_record *record)
{
    player_add_record(player, record);
    if (record->mark == DIALOGUE_EVENT) {
        char name[16] = "";

        dialogue_value(record->text, record->len, NULL, name, sizeof(name));
        if (strcmp(name, "connect") == 0) {
            if (player->observing) {
                observer_free(&player->observer);
            }
            observer_init(&player->observer,
                          strcmp(record->service, "pop3") == 0 ? OBSERVER_POP3
                                                               : OBSERVER_SMTP);
            player->observing = true;
            player->asked[0] = '\0';
        }
    }
    if (player->observing && observer_record(&player->observer, record) != 0) {
        player_stop(player, PLAYER_NO_MEMORY);
    }
}

void
player_set(struct player *player, const char *name, const char *value)
{
    pattern_set(&player->values, name, strlen(name), value, strlen(value));
}

void
player_tell(struct player *player, enum player_kind kind, const char *text)
{
    player_add(player, kind, "%s", text);
}

enum player_want
player_want(const struct player *player)
{
    return player->want;
}

const char *
player_choices(const struct player *player)
{
    return player->choices;
}

const char *
player_prompt(const struct player *player)
{
    return player->prompt;
}

const char *
player_line(const struct player *player)
{
    return player->broken.on ? player->broken.line : player->line;
}

void
player_tell_later(struct player *player, char *text)
{
    free(player->later);
    player->later = text;
}

size_t
player_events(const struct player *player)
{
    return player->event_count;
}

const struct player_event *
player_event(const struct player *player, size_t i)
{
    return &player->events[i];
}

const struct observer *
player_observer(const struct player *player)
{
    return player->observing ? &player->observer : NULL;
}

/*
 * Is item i of the card a step of its own?  Lines of one text are one step.
 */
static bool
is_step(const struct lab *lab, const struct lab_card *card, size_t i)
{
    const struct lab_item *item = &lab->items[card->first + i];

    return item->key == LAB_Q || item->key == LAB_OPEN ||
           item->key == LAB_CLOSE || item->key == LAB_CLIENT ||
           item->key == LAB_TYPED ||
           (item->key == LAB_DATA && (i == 0 || item[-1].key != LAB_DATA));
}

/*
 * Count the steps before the item `last` of the card with this number.
 */
static size_t
count_steps(const struct player *player, size_t cards, size_t last)
{
    const struct lab *lab = player->lab;
    size_t steps = 0;

    for (size_t c = 0; c <= cards && c < lab->card_count; c++) {
        size_t end = c < cards ? lab->cards[c].count : last;

        for (size_t i = 0; i < end && i < lab->cards[c].count; i++) {
            steps += is_step(lab, &lab->cards[c], i);
        }
    }
    return steps;
}

size_t
player_step(const struct player *player)
{
    size_t steps = count_steps(player, player->card, player->item + 1);

    return steps == 0 ? 1 : steps;
}

size_t
player_steps(const struct player *player)
{
    return count_steps(player, player->lab->card_count, 0);
}

void
player_score(const struct player *player, unsigned *put, unsigned *answered)
{
    *put = player->put;
    *answered = player->answered;
}

enum player_outcome
player_outcome(const struct player *player)
{
    return player->outcome;
}
