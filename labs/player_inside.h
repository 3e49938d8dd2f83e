/*
 * player_inside.h - what the files of the player share, and nobody else sees.
 *
 * player_step.c decides what comes next, player_answer.c takes the student's
 * answers, player_tell.c writes down what happened, player_reply.c what a reply
 * means, player_break.c breaks a rule, player_trouble.c ends the lesson early.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_LABS_PLAYER_INSIDE_H
#define MAILWALK_LABS_PLAYER_INSIDE_H

#include "labs/pattern.h"
#include "labs/player.h"

enum {
    PLAYER_HELD_MAX = 8,    /* questions whose answer is still held back */
    PLAYER_REPLY_MAX = 128, /* lines of a reply that are kept */
    PLAYER_SHOWN_MAX = 60,  /* lines of a reply that become events */
    PLAYER_CODES_MAX = 32,
    PLAYER_LINE_ROOM = 2048
};

/* How far the student has come with an item. */
enum player_stage {
    PLAYER_FRESH,
    PLAYER_GUESSED, /* predicted; the line is still to be typed */
    PLAYER_AGREED   /* now the driver's part */
};

struct player {
    const struct lab *lab;
    size_t card, item; /* where the lesson is */
    enum player_want want;
    enum player_stage stage;
    enum player_outcome outcome;

    char line[PLAYER_LINE_ROOM];
    char prompt[PLAYER_LINE_ROOM];
    char choices[16];
    char why[128]; /* of a wrong answer */
    char guess;    /* of the next reply; 0: none */
    bool guess_asked;
    unsigned misses;
    unsigned put, answered;

    struct player_held { /* predict cards: told after the next step */
        size_t card;
        char answer;
    } held[PLAYER_HELD_MAX];
    size_t held_count;

    void (*kept)(void *ctx, const char *id, const char *value); /* or NULL */
    void *kept_ctx;

    char *later; /* narration for the end of the step */

    struct { /* a rule that is being broken: player_break.c */
        bool on;
        enum player_want want; /* of the student, before */
        const char *line;
        const char *why;
    } broken;

    struct pattern_values values;

    bool observing;
    struct observer observer;
    char asked[PLAYER_LINE_ROOM]; /* the command that a reply answers */
    char *reply[PLAYER_REPLY_MAX];
    size_t reply_kept, reply_lines;
    int codes[PLAYER_CODES_MAX]; /* explained already */
    size_t code_count;
    char *memory; /* as it was told last */
    char *mailbox;

    struct player_event *events;
    size_t event_count, events_room;
};

/* The card and the item where the lesson is. */
const struct lab_card *player_card(const struct player *player);
const struct lab_item *player_item(const struct player *player);

/*
 * The reply that will answer the present item, or NULL.
 */
const struct lab_item *player_reply_item(const struct player *player);

/*
 * Add an event with the text of printf.
 */
#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
void
player_add(struct player *player, enum player_kind kind, const char *format,
           ...);

/*
 * Add text of the lab as an event, with ${names} replaced.
 */
void player_add_text(struct player *player, enum player_kind kind,
                     const char *text);

/* The walk through the cards: player_step.c. */
void player_next_item(struct player *player);
void player_next_card(struct player *player);
void player_go_on(struct player *player);  /* until something is wanted */
void player_agreed(struct player *player); /* now it is the driver's turn */
void player_ask_to_type(struct player *player);

/* Questions. */
void player_ask_card(struct player *player);
void player_ask_reply(struct player *player, const char *what);
void player_tell_verdict(struct player *player, const struct lab_card *card,
                         char answer);
void player_tell_held(struct player *player);

/* Replies. */
void player_add_record(struct player *player,
                       const struct dialogue_record *record);
void player_tell_reply(struct player *player);
void player_tell_meaning(struct player *player);
void player_tell_memory(struct player *player);
void player_forget_reply(struct player *player);

/*
 * Another reply than the lesson needs: say so, and what it means for the mail.
 */
void player_tell_unexpected(struct player *player, const char *expected);

/*
 * The reply to a broken rule is whole.
 */
void player_broke(struct player *player);

/*
 * The lesson ends here.
 */
void player_stop(struct player *player, enum player_outcome outcome);

#endif
