/*
 * play.c - the driver of a lesson: the player, played against real servers.
 *
 * Every line of the connection comes back as a dialogue record, goes to the
 * player, and becomes an event there.  So the lesson shows what really
 * happened, in the order in which it happened.
 *
 * Callbacks of the chat only note what came and make the turn due; the next
 * want is carried out in the turn, where a chat may also be freed.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/play.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <event2/event.h>

#include "labs/broken_rule.h"
#include "labs/answers.h"
#include "labs/play_inside.h"

enum { CLOSE_SECONDS = 3 }; /* that a server has to close after its goodbye */

static void
on_turn(evutil_socket_t fd, short what, void *ctx)
{
    struct play *play = ctx;

    (void)fd;
    if ((what & EV_TIMEOUT) != 0) {
        chat_hang_up(play->chat); /* it did not close in time */
    }
    play_go(play);
}

/*
 * The answers stay in the folder of the lab world, for `mailwalk lab grade`.  A
 * file that cannot be written costs nobody the lesson.
 */
static void
keep_answer(void *ctx, const char *id, const char *value)
{
    const struct play *play = ctx;
    char path[WORLD_PATH_ROOM];
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    answers_path(play->place.world->dir, world_user(0)->name, play->lab->id,
                 path);
    (void)answers_add(path, (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000,
                      id, value);
}

int
play_open(struct play *play, const char *path, const struct play_place *place,
          struct event_base *base, void (*on_change)(void *ctx), void *ctx,
          char *why)
{
    const struct world_user *user = world_user(0);
    const struct world_user *peer = world_user(1);
    struct player_people people = {user->name, peer->name, user->password};

    *play = (struct play){
        .place = *place, .base = base, .on_change = on_change, .ctx = ctx};
    play->lab = lab_read(path, why);
    if (play->lab == NULL) {
        return -1;
    }
    play->player = player_new(play->lab, &people);
    play->turn = event_new(base, -1, 0, on_turn, play);
    if (play->player == NULL || play->turn == NULL) {
        snprintf(why, LAB_WHY_MAX, "%s", "not enough memory for a lesson");
        play_close(play);
        return -1;
    }
    if (place->world != NULL) {
        player_keep(play->player, keep_answer, play);
    }
    play_take_places(play);
    return 0;
}

void
play_close(struct play *play)
{
    chat_free(play->chat);
    if (play->turn != NULL) {
        event_free(play->turn);
    }
    player_free(play->player);
    lab_free(play->lab);
    memset(play, 0, sizeof(*play));
}

static void
on_record(void *ctx, const struct dialogue_record *record)
{
    struct play *play = ctx;

    player_record(play->player, record);
}

/*
 * Every command of a lab is followed by its reply, so it is wanted already.
 */
static void
on_reply(void *ctx, const struct chat_reply *reply)
{
    struct play *play = ctx;

    (void)reply;
    player_heard(play->player);
    event_active(play->turn, EV_READ, 0);
}

static void
on_end(void *ctx, enum chat_end end, const char *why)
{
    struct play *play = ctx;

    (void)end;
    (void)why;
    event_active(play->turn, EV_READ, 0);
}

static void
open_connection(struct play *play)
{
    const char *name = player_line(play->player);
    char trust[WORLD_PATH_ROOM];
    struct chat_options options = {.protocol = play_is_pop3(name) ? CHAT_POP3
                                                                  : CHAT_SMTP,
                                   .host = play_host(play),
                                   .port = play_port(play, name),
                                   .number = ++play->sessions,
                                   .base = play->base,
                                   .on_record = on_record,
                                   .on_reply = on_reply,
                                   .on_end = on_end,
                                   .ctx = play};

    chat_free(play->chat);
    play->chat = NULL;
    play->leaving = play->over = false;
    if (play->place.host == NULL) {
        world_trust_path(play->place.world, trust);
        options.trust = trust;
    }
    if (!play_server_up(play, name)) {
        play_not_up(play, name);
        return;
    }
    play->chat = chat_open(&options);
    if (play->chat == NULL) {
        player_lost(play->player, PLAYER_NO_MEMORY, "Not enough memory.");
        return;
    }
    player_done(play->player);
}

static void
say(struct play *play, bool text)
{
    const char *line = player_line(play->player);
    int said = text ? chat_text(play->chat, line, strlen(line))
                    : chat_say(play->chat, line, strlen(line));

    if (said != 0) {
        play_lost(play);
        return;
    }
    player_done(play->player);
}

/*
 * Has the server said goodbye?
 */
static bool
is_goodbye(const struct observer *seen)
{
    if (seen == NULL) {
        return false;
    }
    return seen->service == OBSERVER_SMTP
               ? seen->smtp.state == SMTP_CLOSED
               : (seen->pop3.state & (POP3_UPDATE | POP3_CLOSED)) != 0;
}

/*
 * After its goodbye the server closes; that belongs to the dialogue too.  Has
 * it, or is there nothing to wait for?
 */
static bool
has_closed(struct play *play)
{
    struct timeval wait = {.tv_sec = CLOSE_SECONDS};
    bool goodbye = is_goodbye(player_observer(play->player));

    if (goodbye && chat_ended(play->chat) == CHAT_OPEN) {
        if (!play->leaving) {
            event_add(play->turn, &wait);
        }
        play->leaving = true;
        return false;
    }
    if (play->leaving) {
        event_del(play->turn);
    }
    play->over = goodbye;
    return true;
}

/*
 * A mail was accepted since the last look: show what became of it.
 */
static void
look_at_mail(struct play *play)
{
    const struct observer *seen = player_observer(play->player);
    char *page = NULL;

    if (seen == NULL || seen->service != OBSERVER_SMTP ||
        seen->smtp.delivered == play->delivered) {
        return;
    }
    play->delivered = seen->smtp.delivered;
    page = play_stored(play);
    if (page != NULL) {
        player_tell_later(play->player, page);
    }
}

static void
look(struct play *play)
{
    char sentence[PLAY_HOST_MAX + 512];
    char *text = NULL;

    look_at_mail(play);
    if (play->sessions == 0) {
        play_pushed(play, sentence, sizeof(sentence));
        player_set(play->player, "pushed", sentence);
    }
    if (play->over) {
        play_pulled(play, sentence, sizeof(sentence));
        player_set(play->player, "pulled", sentence);
    }
    text = play_mailbox(play);
    if (text == NULL && play->box != NULL && !play->noted) {
        play->noted = true;
        snprintf(sentence, sizeof(sentence),
                 "Mailbox of %.64s: not visible from here (%.200s).", play->box,
                 play->place.host != NULL ? play->place.host : "this machine");
        player_tell(play->player, PLAYER_MAILBOX, sentence);
    }
    player_saw(play->player, text);
    free(text);
}

/*
 * The student is asked.  Nobody is there to ask, or nothing to ask about?
 */
static bool
pass_student(struct play *play)
{
    const char *why = NULL;

    if (player_talks(play->player) && chat_ended(play->chat) != CHAT_OPEN) {
        play_lost(play);
        return false;
    }
    return play->through && player_answer(play->player, "", &why) == 0;
}

/*
 * Carry out one want.  Returns false if it is the student's, or has to be
 * waited for.
 */
static bool
carry_out(struct play *play)
{
    switch (player_want(play->player)) {
    case PLAYER_CONNECT:
        open_connection(play);
        return true;
    case PLAYER_SAY:
        say(play, false);
        return true;
    case PLAYER_SAY_TEXT:
        say(play, true);
        return true;
    case PLAYER_HEAR:
        if (chat_ended(play->chat) == CHAT_OPEN) {
            return false;
        }
        play_lost(play);
        return true;
    case PLAYER_HANG_UP:
        chat_hang_up(play->chat);
        player_done(play->player);
        return true;
    case PLAYER_LOOK:
        if (!has_closed(play)) {
            return false;
        }
        look(play);
        return true;
    case PLAYER_CHOOSE:
    case PLAYER_GO:
    case PLAYER_TYPE:
    case PLAYER_ANSWER:
        return pass_student(play);
    case PLAYER_END:
        break;
    }
    return false;
}

void
play_go(struct play *play)
{
    while (carry_out(play)) {
    }
    play->on_change(play->ctx);
}

void
play_through(struct play *play)
{
    play->through = true;
    play_go(play);
}

bool
play_waits(const struct play *play)
{
    enum player_want want = player_want(play->player);

    return want != PLAYER_END && want > PLAYER_ANSWER;
}

bool
play_is_connected(const struct play *play)
{
    return play->chat != NULL && chat_ended(play->chat) == CHAT_OPEN;
}

bool
play_can_break(const struct play *play)
{
    return player_talks(play->player) && chat_ended(play->chat) == CHAT_OPEN &&
           !chat_in_text(play->chat) &&
           broken_rule(player_observer(play->player), 0) != NULL;
}

void
play_break(struct play *play)
{
    const struct broken_rule *rule = NULL;

    if (!play_can_break(play)) {
        return;
    }
    rule = broken_rule(player_observer(play->player), play->broken++);
    player_break(play->player, rule->line, rule->why);
    play_go(play);
}
