/*
 * plain_walk.c - a lesson line by line: what is shown, what is asked.
 *
 * The loop is the whole program: show what has happened since the last time,
 * ask the student, then run the event loop until the play asks again.  At the
 * end of a pipe or a file every question is answered with Enter.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <event2/event.h>

#include "labs/plain_inside.h"

void
plain_say(struct plain *plain, const char *text)
{
    plain_lines(&plain->out, "", text);
}

/*
 * Is a line of a session to be typed, or an answer?  It may be QUIT.
 */
static bool
is_typing(const struct plain *plain)
{
    enum player_want want = player_want(plain->play.player);

    return want == PLAYER_TYPE || want == PLAYER_ANSWER;
}

const char *
plain_ask(struct plain *plain, const char *prompt)
{
    ssize_t len = 0;

    if (plain->at_end || plain->left) {
        return "";
    }
    plain_say(plain, prompt);
    fprintf(plain->out.file, "> ");
    plain->before = PLAYER_ANSWERED;
    fflush(stdout);
    len = getline(&plain->line, &plain->line_room, stdin);
    if (len < 0 || !isatty(STDIN_FILENO)) {
        putc('\n', plain->out.file); /* no Enter was echoed */
    }
    if (*plain->interrupted || ferror(stdout)) {
        plain->left = true;
        return "";
    }
    if (len < 0) { /* Ctrl-D leaves; a pipe that ends lets it play on */
        plain->left = isatty(STDIN_FILENO) != 0;
        plain->at_end = true;
        return "";
    }
    while (len > 0 && strchr("\r\n \t", plain->line[len - 1]) != NULL) {
        plain->line[--len] = '\0';
    }
    if (strcasecmp(plain->line, "q") == 0 ||
        (strcasecmp(plain->line, "quit") == 0 && !is_typing(plain))) {
        plain->left = true;
        return "";
    }
    return plain->line;
}

static void
show_line(const struct plain *plain, const struct player_event *event)
{
    char lead[] = {' ', ' ', (char)event->mark, ':', ' ', '\0'};

    if (event->text[0] == '\0') {
        fprintf(plain->out.file, "%s\n", lead);
    }
    plain_lines(&plain->out, lead, event->text);
}

static void
show_event(const struct plain *plain, const struct player_event *event)
{
    FILE *out = plain->out.file;
    enum player_kind before = plain->before;
    char option[WORLD_PATH_ROOM];

    switch (event->kind) {
    case PLAYER_TOLD:
        putc('\n', out);
        plain_prose(&plain->out, event->text);
        break;
    case PLAYER_STAGE:
        fprintf(out, "%sStage: %s. Step %zu of %zu.\n",
                before == PLAYER_TOLD ? "" : "\n", event->text, event->step,
                player_steps(plain->play.player));
        break;
    case PLAYER_ASKED:
        if (before != PLAYER_ASKED) {
            putc('\n', out);
        }
        plain_lines(&plain->out, before != PLAYER_ASKED ? "" : "    ",
                    event->text);
        break;
    case PLAYER_ANSWERED:
        plain_lines(&plain->out, "", event->text);
        break;
    case PLAYER_LINE:
        show_line(plain, event);
        break;
    case PLAYER_MEANS:
        plain_lines(&plain->out, "     ", event->text);
        break;
    case PLAYER_REMEMBERS:
    case PLAYER_MAILBOX:
        plain_lines(&plain->out, "", event->text);
        break;
    case PLAYER_WHY:
        plain_lines(&plain->out, "Why: ", event->text);
        break;
    case PLAYER_TROUBLE:
        plain_lines(&plain->out, "! ", event->text);
        play_options(&plain->place, option);
        fprintf(out, "Start the lesson again: mailwalk walk %s%s\n",
                plain->play.lab->id, option);
        break;
    }
}

static void
show_events(struct plain *plain)
{
    const struct player *player = plain->play.player;

    for (; plain->shown < player_events(player); plain->shown++) {
        const struct player_event *event = player_event(player, plain->shown);

        show_event(plain, event);
        plain->before = event->kind;
    }
}

void
plain_wait(struct plain *plain, struct play *play)
{
    while (play_waits(play) && !*plain->interrupted) {
        event_base_loop(plain->base, EVLOOP_ONCE);
    }
    plain->left = plain->left || *plain->interrupted || ferror(stdout);
}

void
plain_walk(struct plain *plain)
{
    struct player *player = plain->play.player;

    play_go(&plain->play);
    plain_wait(plain, &plain->play);
    show_events(plain);
    while (player_want(player) != PLAYER_END && !plain->left) {
        const char *answer = plain_ask(plain, player_prompt(player));
        const char *why = "";

        if (plain->left) {
            break;
        }
        if (player_answer(player, answer, &why) != 0) {
            plain_say(plain, why);
            continue;
        }
        play_go(&plain->play);
        plain_wait(plain, &plain->play);
        show_events(plain);
    }
}

void
plain_begin(struct plain *plain)
{
    const struct lab *lab = plain->play.lab;
    char text[1024];

    snprintf(text, sizeof(text), "Lesson %.32s: %.200s%s%.8s%s.", lab->id,
             lab->title, lab->minutes[0] != '\0' ? ", " : "", lab->minutes,
             lab->minutes[0] != '\0' ? " minutes" : "");
    plain_say(plain, text);
    if (plain->place.host != NULL) {
        snprintf(text, sizeof(text), "The servers are those of %.255s.",
                 plain->place.host);
    } else if (plain->started > 0 && plain->started < WORLD_SERVERS) {
        snprintf(text, sizeof(text),
                 "%u of the lab's %d servers had ended and %s up again, on "
                 "this machine.",
                 plain->started, WORLD_SERVERS,
                 plain->started == 1 ? "is" : "are");
    } else {
        snprintf(text, sizeof(text),
                 plain->started ? "The lab's servers were not up: they run "
                                  "for this lesson, on this machine."
                                : "The lab's servers are up, on this "
                                  "machine.");
    }
    plain_say(plain, text);
    plain_say(plain, "Enter goes on, q and Enter leaves.");
}

/*
 * RFC 1939 section 6: only QUIT removes what is marked.
 */
static bool
marks_pending(const struct plain *plain)
{
    const struct observer *seen = player_observer(plain->play.player);

    return seen != NULL && seen->service == OBSERVER_POP3 &&
           seen->pop3.state == POP3_TRANSACTION && seen->pop3.mark_count > 0;
}

void
plain_end(struct plain *plain)
{
    unsigned put = 0;
    unsigned answered = 0;
    char text[WORLD_PATH_ROOM + 256];
    char option[WORLD_PATH_ROOM];

    player_score(plain->play.player, &put, &answered);
    putc('\n', plain->out.file);
    if (plain->left) {
        plain_say(plain,
                  marks_pending(plain)
                      ? "You left the lesson. What was said so far stays said, "
                        "but without QUIT nothing was removed; start it again "
                        "whenever you like."
                      : "You left the lesson. What was said so far stays said; "
                        "start it again whenever you like.");
        return;
    }
    snprintf(text, sizeof(text),
             "The lesson is over. You answered %u of %u questions before you "
             "saw; right or wrong does not count.",
             answered, put);
    plain_say(plain, text);
    if (plain->place.host == NULL) {
        snprintf(text, sizeof(text),
                 "Look at the mailboxes (red/mail) and the logs (red/*.log): "
                 "they are files in %s",
                 plain->place.world->dir);
        plain_say(plain, text);
    }
    if (strcmp(plain->play.lab->id, "a1") == 0) {
        play_options(&plain->place, option);
        snprintf(text, sizeof(text),
                 "Next, Bob collects the mail: mailwalk walk a2%s", option);
        plain_say(plain, text);
    }
}
