/*
 * player_answer.c - the student's answers.
 *
 * An answer that is none to what was asked changes nothing: it gets a sentence
 * that says what would be one.
 *
 * SPDX-License-Identifier: ISC
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "labs/player_inside.h"

static int
refuse(struct player *player, const char *sentence, const char **why)
{
    snprintf(player->why, sizeof(player->why), "%s", sentence);
    *why = player->why;
    return -1;
}

/*
 * Another key than those of the choices: "abc" are "a, b or c".
 */
static int
refuse_key(struct player *player, const char **why)
{
    char sentence[sizeof(player->why)] = "Answer ";
    size_t count = strlen(player->choices);

    for (size_t i = 0; i < count; i++) {
        size_t used = strlen(sentence);

        snprintf(sentence + used, sizeof(sentence) - used, "%s%c",
                 i == 0           ? ""
                 : i + 1 == count ? " or "
                                  : ", ",
                 player->choices[i]);
    }
    strcat(sentence, ".");
    return refuse(player, sentence, why);
}

void
player_fill(const struct player *player, const char *text, char *out,
            size_t room)
{
    pattern_insert(&player->values, text, out, room);
}

void
player_keep(struct player *player,
            void (*kept)(void *ctx, const char *id, const char *value),
            void *ctx)
{
    player->kept = kept;
    player->kept_ctx = ctx;
}

static void
keep(const struct player *player, const char *value)
{
    const char *id = player_card(player)->id;

    if (player->kept != NULL && id[0] != '\0' && value[0] != '\0') {
        player->kept(player->kept_ctx, id, value);
    }
}

static int
answer_choice(struct player *player, const char *answer, const char **why)
{
    char key = (char)tolower((unsigned char)answer[0]);
    enum lab_kind kind = player_card(player)->kind;

    if (key != '\0' &&
        (answer[1] != '\0' || strchr(player->choices, key) == NULL)) {
        return refuse_key(player, why);
    }
    player->put++;
    player->answered += key != '\0';
    if (kind == LAB_STEP) {
        player->guess = key;
        player->guess_asked = true;
        if (player_item(player)->key == LAB_TYPED) {
            player->stage = PLAYER_GUESSED;
            player_ask_to_type(player);
        } else {
            player_agreed(player);
        }
        return 0;
    }
    keep(player, (char[]){key, '\0'});
    if (kind == LAB_PREDICT && player->held_count < PLAYER_HELD_MAX) {
        player->held[player->held_count++] = (struct player_held){player->card,
                                                                  key};
    } else {
        player_tell_verdict(player, player_card(player), key);
    }
    player_next_card(player);
    player_go_on(player);
    return 0;
}

static int
answer_typed(struct player *player, const char *answer, const char **why)
{
    const struct lab_card *card = player_card(player);
    const struct lab_item *hint = player_item(player) + 1;
    bool has_hint = player->item + 1 < card->count && hint->key == LAB_HINT;

    if (answer[0] != '\0' && strcasecmp(answer, player->line) != 0) {
        player->misses++;
        if (player->misses < 2 || !has_hint) {
            return refuse(player, "Not that line. Try again.", why);
        }
        snprintf(player->why, sizeof(player->why), "Not that line. Hint: %.90s",
                 hint->value);
        *why = player->why;
        return -1;
    }
    if (answer[0] != '\0') { /* the letters' case is the student's own */
        memmove(player->line, answer, strlen(answer) + 1);
    }
    player_agreed(player);
    return 0;
}

static int
answer_words(struct player *player, const char *answer)
{
    const struct lab_card *card = player_card(player);
    const struct lab_item *is = lab_find(player->lab, card, LAB_IS);
    const struct lab_item *reason = lab_find(player->lab, card, LAB_WHY);
    char right[PLAYER_LINE_ROOM];

    keep(player, answer);
    pattern_insert(&player->values, is->value, right, sizeof(right));
    player->put++;
    player->answered += answer[0] != '\0';
    player_add(player, PLAYER_ANSWERED,
               strcasecmp(answer, right) == 0 ? "Yes: %s." : "It is: %s.",
               right);
    if (reason != NULL) {
        player_add_text(player, PLAYER_WHY, reason->value);
    }
    player_next_card(player);
    player_go_on(player);
    return 0;
}

int
player_answer(struct player *player, const char *answer, const char **why)
{
    switch (player->want) {
    case PLAYER_CHOOSE:
        return answer_choice(player, answer, why);
    case PLAYER_GO:
        if (answer[0] != '\0') {
            return refuse(player, "Only Enter is needed here.", why);
        }
        player_agreed(player);
        return 0;
    case PLAYER_TYPE:
        return answer_typed(player, answer, why);
    case PLAYER_ANSWER:
        return answer_words(player, answer);
    case PLAYER_CONNECT:
    case PLAYER_SAY:
    case PLAYER_SAY_TEXT:
    case PLAYER_HEAR:
    case PLAYER_HANG_UP:
    case PLAYER_LOOK:
    case PLAYER_END:
        break;
    }
    return refuse(player, "Nothing is asked now.", why);
}
