/*
 * player_tell.c - what happened in a lesson, written down as events.
 *
 * Events are only ever added.  Text of strangers is escaped before it becomes
 * an event, so whoever shows events need not think of it again.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "labs/player_inside.h"

/*
 * Add an event that owns text from now on (NULL: memory ran out).
 */
static void
add_event(struct player *player, enum player_kind kind, enum dialogue_mark mark,
          char speaker, char *text)
{
    if (player->event_count == player->events_room) {
        size_t room = player->events_room == 0 ? 64 : player->events_room * 2;
        struct player_event *more = realloc(player->events,
                                            room * sizeof(*more));

        if (more == NULL) {
            free(text);
            text = NULL;
        } else {
            player->events = more;
            player->events_room = room;
        }
    }
    if (text == NULL) {
        player_stop(player, PLAYER_NO_MEMORY);
        return;
    }
    player->events[player->event_count++] = (struct player_event){
        .kind = kind,
        .mark = mark,
        .speaker = speaker,
        .step = player_step(player),
        .broken = player->broken.on,
        .text = text};
}

void
player_add(struct player *player, enum player_kind kind, const char *format,
           ...)
{
    va_list args;
    int len = 0;
    char *text = NULL;

    va_start(args, format);
    len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    text = len < 0 ? NULL : malloc((size_t)len + 1);
    if (text != NULL) {
        va_start(args, format);
        vsnprintf(text, (size_t)len + 1, format, args);
        va_end(args);
    }
    add_event(player, kind, DIALOGUE_EVENT, ' ', text);
}

void
player_add_text(struct player *player, enum player_kind kind, const char *text)
{
    size_t room = strlen(text) + 1;
    char *filled = NULL;

    for (const char *at = text; *at != '\0'; at++) {
        room += *at == '{' ? PATTERN_VALUE_MAX : 0;
    }
    filled = malloc(room);
    if (filled != NULL) {
        pattern_insert(&player->values, text, filled, room);
    }
    add_event(player, kind, DIALOGUE_EVENT, ' ', filled);
}

/*
 * Keep a line of the reply for the pattern and the explanation.
 */
static void
keep_line(struct player *player, const struct dialogue_record *record)
{
    size_t at = player->reply_kept;

    player->reply_lines++;
    if (at == PLAYER_REPLY_MAX) {
        return;
    }
    player->reply[at] = strndup(record->text, record->len);
    if (player->reply[at] == NULL) {
        player_stop(player, PLAYER_NO_MEMORY);
        return;
    }
    player->reply_kept++;
}

void
player_add_record(struct player *player, const struct dialogue_record *record)
{
    bool server = record->mark == DIALOGUE_SERVER ||
                  (record->mark == DIALOGUE_DATA &&
                   player->want == PLAYER_HEAR);
    char *text = NULL;

    if (server) {
        keep_line(player, record);
    } else if (record->mark == DIALOGUE_CLIENT) {
        snprintf(player->asked, sizeof(player->asked), "%.*s",
                 (int)(record->len > 1000 ? 1000 : record->len), record->text);
    }
    if (server && player->reply_lines > PLAYER_SHOWN_MAX &&
        record->mark == DIALOGUE_DATA) {
        return;
    }
    text = malloc(4 * record->len + 1);
    if (text != NULL) {
        text[dialogue_escape(record->text, record->len, text)] = '\0';
    }
    add_event(player, PLAYER_LINE, record->mark,
              server                           ? 'S'
              : record->mark == DIALOGUE_EVENT ? '*'
                                               : 'C',
              text);
}

void
player_forget_reply(struct player *player)
{
    for (size_t i = 0; i < player->reply_kept; i++) {
        free(player->reply[i]);
    }
    player->reply_kept = 0;
    player->reply_lines = 0;
}

/*
 * The question of a predict or ask card, with its options.
 */
void
player_ask_card(struct player *player)
{
    const struct lab_card *card = player_card(player);
    size_t options = 0;

    player_add_text(player, PLAYER_ASKED,
                    lab_find(player->lab, card, LAB_Q)->value);
    for (size_t i = 0; i < card->count; i++) {
        const struct lab_item *item = &player->lab->items[card->first + i];

        if (item->key == LAB_OPTION) {
            player_add(player, PLAYER_ASKED, "%c  %s", item->letter,
                       item->value);
            player->choices[options++] = item->letter;
        }
    }
    player->choices[options] = '\0';
    player->want = options > 0 ? PLAYER_CHOOSE : PLAYER_ANSWER;
    snprintf(player->prompt, sizeof(player->prompt),
             options > 0 ? "Type a letter, or only Enter to see."
                         : "Type your answer, or only Enter to see.");
}

/*
 * How will the reply begin?  RFC 5321 section 4.2.1; RFC 1939 section 3.
 */
void
player_ask_reply(struct player *player, const char *what)
{
    bool pop3 = player_reply_item(player)->value[0] == '+' ||
                player_reply_item(player)->value[0] == '-';

    player_add(player, PLAYER_ASKED, "Next %s. How will the reply begin?",
               what);
    player_add(player, PLAYER_ASKED, "%s",
               pop3 ? "+  OK, done      -  ERR, refused"
                    : "2  done      3  go on      4  try later      "
                      "5  refused");
    snprintf(player->choices, sizeof(player->choices), "%s",
             pop3 ? "+-" : "2345");
    snprintf(player->prompt, sizeof(player->prompt), "%s",
             pop3 ? "Type + or -, or only Enter to see."
                  : "Type a digit, or only Enter to see.");
}

/*
 * The right option of a card beside the one that was chosen, and why.
 */
void
player_tell_verdict(struct player *player, const struct lab_card *card,
                    char answer)
{
    const struct lab_item *why = lab_find(player->lab, card, LAB_WHY);

    for (size_t i = 0; i < card->count; i++) {
        const struct lab_item *item = &player->lab->items[card->first + i];

        if (item->key != LAB_OPTION ||
            !lab_is_right(player->lab, card, item, &player->values)) {
            continue;
        }
        if (answer == item->letter) {
            player_add(player, PLAYER_ANSWERED,
                       "You said %c, and so it is: "
                       "%s.",
                       answer, item->value);
        } else if (answer != '\0') {
            player_add(player, PLAYER_ANSWERED, "You said %c. It is %c: %s.",
                       answer, item->letter, item->value);
        } else {
            player_add(player, PLAYER_ANSWERED, "It is %c: %s.", item->letter,
                       item->value);
        }
    }
    if (why != NULL) {
        player_add_text(player, PLAYER_WHY, why->value);
    }
}

/*
 * The step is over: now the questions before it are answered.
 */
void
player_tell_held(struct player *player)
{
    for (size_t i = 0; i < player->held_count; i++) {
        const struct lab_card *card = &player->lab->cards[player->held[i].card];
        const struct lab_item *q = lab_find(player->lab, card, LAB_Q);

        player_add(player, PLAYER_ANSWERED, "The question was: %s", q->value);
        player_tell_verdict(player, card, player->held[i].answer);
    }
    player->held_count = 0;
}
