/*
 * player_trouble.c - why a lesson cannot go on, and what became of the mail.
 *
 * Idea: whatever goes wrong, one question is open: who has the mail now?  It
 * hangs on the final dot alone.  Before the dot nothing can have been
 * delivered; a reply to it settles the matter; without one nobody can tell.
 *
 * RFC 5321 sections 3.8, 4.1.1.10, 4.2.1, 4.2.5, 4.5.3.2.6; RFC 1939 section 6.
 * SPDX-License-Identifier: ISC
 */
#include <string.h>
#include <strings.h>

#include "labs/player_inside.h"

/*
 * Is the reply to the final dot the one that is wanted, or that just came?
 */
static bool
at_the_dot(const struct player *player)
{
    return player->observing &&
           player->observer.service == OBSERVER_SMTP &&
           strcmp(player->asked, ".") == 0;
}

/*
 * What a lost connection means for the mail.
 */
static const char *
what_is_lost(const struct player *player)
{
    bool waiting = player->want == PLAYER_HEAR;

    if (!player->observing) {
        return "";
    }
    if (player->observer.service == OBSERVER_POP3) {
        return waiting && strcasecmp(player->asked, "QUIT") == 0
                   ? " Look into the mailbox to see whether the marked "
                     "messages were removed."
                   : " Nothing was removed: marks count only after QUIT (RFC "
                     "1939 section 6).";
    }
    if (waiting && at_the_dot(player)) {
        return " The dot got no reply, so the mail is stored or it is not: "
               "nobody can tell from here. A client keeps it and sends it "
               "again later; then Bob may find it twice (RFC 5321 sections "
               "3.8 and 4.5.3.2.6).";
    }
    return player->observer.smtp.delivered > 0
               ? " The mail is safe: its dot was answered with 250, and a lost "
                 "connection does not undo that (RFC 5321 section 4.1.1.10)."
               : " Nothing was delivered: without the final dot the server "
                 "must cancel what was begun (RFC 5321 section 4.1.1.10).";
}

void
player_lost(struct player *player, enum player_outcome outcome, const char *why)
{
    const struct lab_item *item = player_item(player);

    if (player->want == PLAYER_END) {
        return;
    }
    if (player->want == PLAYER_HEAR && item != NULL &&
        strcmp(item->value, "EOF") == 0 && player->reply_lines == 0) {
        player_heard(player);
        return;
    }
    player_add(player, PLAYER_TROUBLE, "%s%s", why, what_is_lost(player));
    player_stop(player, outcome);
}

/*
 * The dot was answered, but not with 2yz: the mail is the client's as before.
 */
static const char *
what_is_refused(const struct player *player, char first)
{
    if (!at_the_dot(player)) {
        return "";
    }
    return first == '4' ? "The server has not taken the mail and must not "
                          "deliver it; the client keeps it and tries again "
                          "later (RFC 5321 section 4.2.5). "
                        : "The server has not taken the mail; the client keeps "
                          "it, and a person should look before it is sent "
                          "again (RFC 5321 section 4.2.5). ";
}

/*
 * Does the reply ask to come back later?
 * RFC 5321 section 4.2.1 (4yz), RFC 2449 section 8, RFC 3206 section 4.
 */
void
player_tell_unexpected(struct player *player, const char *expected)
{
    const char *got = player->reply_kept > 0 ? player->reply[0] : "";
    char shown[4 * 128 + 1];
    size_t len = strlen(got);
    bool in_use = strncmp(got, "-ERR [IN-USE]", 13) == 0;
    bool later = in_use || got[0] == '4' ||
                 strncmp(got, "-ERR [SYS/TEMP]", 15) == 0;

    shown[dialogue_escape(got, len > 128 ? 128 : len, shown)] = '\0';
    player_add(player, PLAYER_TROUBLE,
               "The lesson needs \"%s\" here, but the server said \"%s\". "
               "%s%s",
               expected, shown, what_is_refused(player, got[0]),
               in_use  ? "End the other session of this user, then start the "
                         "lesson again."
               : later ? "That may pass: start the lesson again in a moment."
                       : "So the lesson cannot go on from here: start it "
                         "again.");
    player_stop(player, later ? PLAYER_LATER : PLAYER_UNEXPECTED);
}
