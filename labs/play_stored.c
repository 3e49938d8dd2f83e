/*
 * play_stored.c - one mail, three times: envelope, text as sent, file.
 *
 * What decided the delivery is not what a reader sees, and what is stored is
 * more than what was sent.  All three are real: the dialogue of the lesson, and
 * the file in the mailbox.
 *
 * RFC 5321 sections 2.3.1 and 4.4.
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "labs/play_inside.h"

enum { STORED_MAX = 4096 }; /* octets of the file that are shown */

/*
 * The newest MAIL of the dialogue: where the transaction begins.
 */
static size_t
transaction(const struct player *player)
{
    size_t at = player_events(player);

    while (at > 0) {
        const struct player_event *event = player_event(player, --at);

        if (event->kind == PLAYER_LINE && event->speaker == 'C' &&
            !event->broken && strncasecmp(event->text, "MAIL ", 5) == 0) {
            break;
        }
    }
    return at;
}

/*
 * The lines of the envelope, or those of the text.
 */
static void
tell_lines(FILE *out, const struct player *player, enum dialogue_mark mark)
{
    for (size_t i = transaction(player); i < player_events(player); i++) {
        const struct player_event *event = player_event(player, i);

        if (event->kind != PLAYER_LINE || event->speaker != 'C' ||
            event->mark != mark || event->broken) {
            continue;
        }
        if (mark == DIALOGUE_DATA) {
            fprintf(out, "%s\n", event->text);
        } else if (strncasecmp(event->text, "MAIL FROM:", 10) == 0 ||
                   strncasecmp(event->text, "RCPT TO:", 8) == 0) {
            int verb = (int)strcspn(event->text, ":") + 1;

            fprintf(out, "%.*s\n %s\n", verb, event->text,
                    event->text + verb);
        }
    }
}

/*
 * A file of strangers: each line escaped.
 */
static void
tell_file(FILE *out, const char *text, size_t len)
{
    const char *end = text + len;

    while (text < end) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        size_t count = (size_t)((stop != NULL ? stop : end) - text);
        char *shown = malloc(4 * count + 1);

        if (shown == NULL) {
            return;
        }
        shown[dialogue_escape(text, count, shown)] = '\0';
        fprintf(out, "%s\n", shown);
        free(shown);
        text += count + 1;
    }
}

char *
play_stored(const struct play *play)
{
    struct mailview view;
    char *file = NULL;
    char *page = NULL;
    size_t len = 0;
    size_t size = 0;
    FILE *out = NULL;

    if (play_open_box(play, &view) != 0) {
        return NULL;
    }
    if (view.count > 0 &&
        mailview_text(&view, view.count - 1, STORED_MAX, &file, &len) == 0) {
        out = open_memstream(&page, &size);
    }
    if (out != NULL) {
        fprintf(out,
                "## One mail, three times\n\nSMTP delivers by the envelope; "
                "From: and To: are text. The server wrote Return-Path: (the "
                "envelope's sender) and Received: (where the mail came from) "
                "on top (RFC 5321 section 4.4).\n\n"
                "```columns\nTHE ENVELOPE\n\n");
        tell_lines(out, play->player, DIALOGUE_CLIENT);
        fprintf(out, "---\nTHE TEXT AS SENT\n\n");
        tell_lines(out, play->player, DIALOGUE_DATA);
        fprintf(out, "---\nTHE FILE IN THE MAILBOX\n\n");
        tell_file(out, file, len);
        fprintf(out, "```\n");
        fclose(out);
    }
    free(file);
    mailview_close(&view);
    return page;
}
