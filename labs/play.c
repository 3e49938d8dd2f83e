/*
 * play.c - the driver of a lesson: the player, played against real servers.
 *
 * Every line of the connection comes back as a dialogue record, goes to the
 * player, and becomes an event there.  So the lesson shows what really
 * happened, in the order in which it happened.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/play.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "labs/pattern.h"

#ifndef DATADIR
#define DATADIR "/usr/local/share/mailwalk"
#endif

/*
 * The file ID-*.md in a folder.  Returns 0 or -1.
 */
static int
find_in(const char *folder, const char *id, char *path)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry = NULL;
    size_t len = strlen(id);
    int found = -1;

    while (dir != NULL && found != 0 && (entry = readdir(dir)) != NULL) {
        const char *end = strrchr(entry->d_name, '.');

        if (strncmp(entry->d_name, id, len) == 0 && end != NULL &&
            entry->d_name[len] == '-' && strcmp(end, ".md") == 0 &&
            snprintf(path, WORLD_PATH_ROOM, "%s/%s", folder, entry->d_name) <
                WORLD_PATH_ROOM) {
            found = 0;
        }
    }
    if (dir != NULL) {
        closedir(dir);
    }
    return found;
}

/*
 * The labs/ beside the folder of this program.  Linux tells where that is;
 * elsewhere the name does by which we were called.  Returns 0 or -1.
 */
static int
find_beside(const char *argv0, const char *id, char *path)
{
    char own[WORLD_PATH_ROOM];
    char folder[WORLD_PATH_ROOM];
    ssize_t len = readlink("/proc/self/exe", own, sizeof(own) - 1);
    char *slash = NULL;

    if (len <= 0 && argv0 != NULL && strlen(argv0) < sizeof(own)) {
        len = (ssize_t)strlen(argv0);
        memcpy(own, argv0, (size_t)len);
    }
    own[len > 0 ? len : 0] = '\0';
    slash = strrchr(own, '/');
    if (slash == NULL) {
        return -1;
    }
    *slash = '\0';
    return snprintf(folder, sizeof(folder), "%s/../labs", own) <
                   (int)sizeof(folder)
               ? find_in(folder, id, path)
               : -1;
}

int
play_find(const char *argv0, const char *id, char *path)
{
    const char *home = getenv("MAILWALK_HOME");
    char folder[WORLD_PATH_ROOM];

    if (find_beside(argv0, id, path) == 0) {
        return 0;
    }
    if (find_in(DATADIR "/labs", id, path) == 0) {
        return 0;
    }
    if (home != NULL && home[0] != '\0' &&
        snprintf(folder, sizeof(folder), "%s/labs", home) <
            (int)sizeof(folder)) {
        return find_in(folder, id, path);
    }
    return -1;
}

/* A service whose name begins with "pop3" speaks POP3, the others SMTP. */
static bool
is_pop3(const char *name)
{
    return strncmp(name, "pop3", 4) == 0;
}

/*
 * The port of a service that the lab names by domain and standing port.
 */
static uint16_t
port_of(const struct play *play, const char *name)
{
    enum world_domain which = WORLD_RED;
    char domain[256] = "";
    unsigned port = 0;

    lab_service(play->lab, name, strlen(name), domain, sizeof(domain), &port);

    if (play->place.host != NULL) {
        return (uint16_t)(port + play->place.offset);
    }
    if (world_domain_find(domain, strlen(domain), &which) != 0) {
        return (uint16_t)port;
    }
    return world_port(play->place.world, which,
                      is_pop3(name) ? WORLD_POP3 : WORLD_SMTP);
}

static const char *
host_of(const struct play *play)
{
    return play->place.host != NULL ? play->place.host : "127.0.0.1";
}

/*
 * Tell the player where the services of the lab really are.
 */
static void
set_places(struct play *play)
{
    const char *at = lab_find(play->lab, play->lab->cards, LAB_NEEDS)->value;

    while (*at != '\0') {
        char name[PATTERN_NAME_MAX] = "";
        char place[PLAY_HOST_MAX + 32];

        snprintf(name, sizeof(name), "%.*s", (int)strcspn(at, "="), at);
        snprintf(place, sizeof(place), "%s, port %u", host_of(play),
                 (unsigned)port_of(play, name));
        player_set(play->player, name, place);
        at += strcspn(at, " ");
        at += strspn(at, " ");
    }
}

/*
 * Whose mailbox: "box: USER empty|mail".
 */
static void
take_box(struct play *play)
{
    const struct lab_item *box = lab_find(play->lab, play->lab->cards, LAB_BOX);
    size_t len = box == NULL ? 0 : strcspn(box->value, " ");

    if (len == 0 || len >= sizeof(play->box_name)) {
        return;
    }
    memcpy(play->box_name, box->value, len);
    play->box_name[len] = '\0';
    play->box = play->box_name;
    play->box_mail = strcmp(box->value + len, " mail") == 0;
}

int
play_open(struct play *play, const char *path, const struct play_place *place,
          char *why)
{
    const struct world_user *user = world_user(0);
    const struct world_user *peer = world_user(1);
    struct player_people people = {user->name, peer->name, user->password};

    memset(play, 0, sizeof(*play));
    play->place = *place;
    play->lab = lab_read(path, why);
    if (play->lab == NULL) {
        return -1;
    }
    play->player = player_new(play->lab, &people);
    if (play->player == NULL) {
        snprintf(why, LAB_WHY_MAX, "%s", "not enough memory for a lesson");
        lab_free(play->lab);
        return -1;
    }
    take_box(play);
    set_places(play);
    return 0;
}

void
play_close(struct play *play)
{
    chat_free(play->chat);
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
 * The connection ended before the lesson did.
 */
static void
lost(struct play *play)
{
    enum player_outcome outcome = PLAYER_LATER;
    char sentence[CHAT_WHY_MAX + 128];

    switch (chat_ended(play->chat)) {
    case CHAT_NO_HOST:
    case CHAT_NO_CONNECTION:
        outcome = PLAYER_NO_SERVER;
        break;
    case CHAT_BROKEN:
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
    snprintf(sentence, sizeof(sentence), "%s.%s", chat_why(play->chat),
             outcome != PLAYER_NO_SERVER ? ""
             : play->place.host != NULL
                 ? " Is that the right host, and is the lab world up there?"
                 : " `mailwalk status` shows which servers are up.");
    sentence[0] = (char)toupper((unsigned char)sentence[0]);
    player_lost(play->player, outcome, sentence);
}

static void
open_connection(struct play *play)
{
    const char *name = player_line(play->player);
    struct chat_options options = {.protocol = is_pop3(name) ? CHAT_POP3
                                                             : CHAT_SMTP,
                                   .host = host_of(play),
                                   .port = port_of(play, name),
                                   .number = ++play->sessions,
                                   .on_record = on_record,
                                   .ctx = play};

    chat_free(play->chat);
    play->over = false;
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
        lost(play);
        return;
    }
    player_done(play->player);
}

static void
hear(struct play *play)
{
    if (chat_wait(play->chat) == NULL) {
        lost(play);
        return;
    }
    player_heard(play->player);
}

/*
 * After its goodbye the server closes; that belongs to the dialogue too.
 */
static void
see_it_close(struct play *play)
{
    const struct observer *seen = player_observer(play->player);

    if (seen == NULL || play->chat == NULL || play->over) {
        return;
    }
    if (seen->service == OBSERVER_SMTP) {
        play->over = seen->smtp.state == SMTP_CLOSED;
    } else {
        play->over = seen->pop3.state == POP3_UPDATE ||
                     seen->pop3.state == POP3_CLOSED;
    }
    if (play->over) {
        chat_wait_end(play->chat);
    }
}

static void
look(struct play *play)
{
    char sentence[PLAY_HOST_MAX + 512];
    char *text = NULL;

    see_it_close(play);
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

void
play_turn(struct play *play)
{
    switch (player_want(play->player)) {
    case PLAYER_CONNECT:
        open_connection(play);
        break;
    case PLAYER_SAY:
        say(play, false);
        break;
    case PLAYER_SAY_TEXT:
        say(play, true);
        break;
    case PLAYER_HEAR:
        hear(play);
        break;
    case PLAYER_HANG_UP:
        chat_hang_up(play->chat);
        player_done(play->player);
        break;
    case PLAYER_LOOK:
        look(play);
        break;
    case PLAYER_CHOOSE:
    case PLAYER_GO:
    case PLAYER_TYPE:
    case PLAYER_ANSWER:
    case PLAYER_END:
        break;
    }
}

void
play_through(struct play *play)
{
    const char *why = NULL;

    while (player_want(play->player) != PLAYER_END) {
        if (player_answer(play->player, "", &why) != 0) {
            play_turn(play);
        }
    }
}
