/*
 * plain_box.c - the mailbox that a lesson begins with.
 *
 * A lesson never removes mail unasked: it says what lies there, and offers.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "client/seeds.h"

#include "labs/plain_inside.h"

/*
 * The mailbox is to be empty and is not.
 */
static void
offer_reset(struct plain *plain, long count)
{
    char text[256];
    char why[SEEDS_WHY_MAX];
    const char *answer = NULL;

    snprintf(text, sizeof(text),
             "The mailbox of %.64s holds %ld %s. The lesson is easier to "
             "follow with an empty mailbox.",
             plain->play.box, count, count == 1 ? "message" : "messages");
    plain_say(plain, text);
    do {
        answer = plain_ask(plain,
                           "Type r to reset this mailbox (what lies in it is "
                           "removed), or only Enter to go on.");
    } while (answer[0] != '\0' && strcmp(answer, "r") != 0);
    if (answer[0] == 'r') {
        if (play_box_reset(&plain->play, why) == 0) {
            plain_say(plain, "The mailbox is as it was at the beginning.");
        } else {
            plain_say(plain, why);
        }
    }
}

/*
 * The mailbox has to hold mail and is empty: send the mail of lesson A1, by
 * SMTP as ever.  Returns 0, or an exit status.
 */
static int
offer_mail(struct plain *plain)
{
    char path[WORLD_PATH_ROOM];
    char why[LAB_WHY_MAX];
    struct play first;
    int status = EX_NOINPUT;

    plain_say(plain,
              "The mailbox is empty, and this lesson needs a mail in it.");
    while (plain_ask(plain, "Press Enter to send the mail of lesson A1 now, by "
                            "SMTP; q leaves.")[0] != '\0') {
    }
    if (plain->left) {
        return 0;
    }
    if (play_find_near(plain->path, "a1", path) != 0 ||
        play_open(&first, path, &plain->place, plain->base, plain_changed,
                  plain, why) != 0) {
        fprintf(stderr, "mailwalk walk: lesson a1 cannot be read\n");
        return EX_NOINPUT;
    }
    play_through(&first);
    plain_wait(plain, &first);
    status = (int)player_outcome(first.player);
    if (status == 0) {
        plain_say(plain, "Sent: Alice's program called smtpd, and the server "
                         "answered the final dot with 250.");
    } else {
        plain_say(
            plain,
            player_event(first.player, player_events(first.player) - 1)->text);
    }
    play_close(&first);
    return status;
}

int
plain_box(struct plain *plain)
{
    long count = play_box_count(&plain->play);

    if (count < 0) {
        return 0;
    }
    if (!plain->play.box_mail && count > 0) {
        offer_reset(plain, count);
    }
    if (plain->play.box_mail && count == 0) {
        return offer_mail(plain);
    }
    return 0;
}
