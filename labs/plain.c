/*
 * plain.c - `mailwalk walk --plain`: a lesson line by line.
 *
 * The loop is the whole program: show what has happened since the last time,
 * then either ask the student or let the play take its turn.  At the end of
 * the input every question is answered with Enter.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/plain.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "client/seeds.h"
#include "client/world.h"

#include "labs/plain_text.h"
#include "labs/play.h"

struct plain {
    struct plain_out out;
    struct world world;
    struct play play;
    struct play_place place;
    const char *argv0;
    const char *dir;
    const char *server;         /* HOST[:OFFSET] */
    const char *id;
    char host[PLAY_HOST_MAX + 1];
    bool started;               /* the servers were not up before */
    bool at_end;                /* of the input: nobody is asked any more */
    bool left;                  /* the student typed q, or pressed Ctrl-C */
    char *line;                 /* of input */
    size_t line_room;
    size_t shown;               /* events shown so far */
    enum player_kind before;    /* the last one's; ANSWERED after a prompt */
};

/* Ctrl-C may come at any moment; the servers we started must end with us. */
static volatile sig_atomic_t interrupted;

static void
on_signal(int number)
{
    (void)number;
    interrupted = 1;
}

static void
say(struct plain *plain, const char *text)
{
    plain_lines(&plain->out, "", text);
}

/*
 * Read one answer: "" for Enter, at the end of the input, and when the student
 * leaves.
 */
static const char *
ask(struct plain *plain, const char *prompt)
{
    ssize_t len = 0;

    if (plain->at_end || plain->left) {
        return "";
    }
    plain_lines(&plain->out, "> ", prompt);
    plain->before = PLAYER_ANSWERED;
    fflush(stdout);
    len = getline(&plain->line, &plain->line_room, stdin);
    if (interrupted || ferror(stdout)) {
        plain->left = true;
        return "";
    }
    if (len < 0) {
        plain->at_end = true;
        return "";
    }
    while (len > 0 && strchr("\r\n \t", plain->line[len - 1]) != NULL) {
        plain->line[--len] = '\0';
    }
    if (strcmp(plain->line, "q") == 0) {
        plain->left = true;
        return "";
    }
    return plain->line;
}

static void
show_line(const struct plain *plain, const struct player_event *event)
{
    const char *lead = event->speaker == 'C'   ? "  C: "
                       : event->speaker == 'S' ? "  S: "
                                               : "  *  ";

    if (event->text[0] == '\0') {
        fprintf(plain->out.file, "  %c:\n", event->speaker);
    }
    plain_lines(&plain->out, lead, event->text);
}

static void
show_event(const struct plain *plain, const struct player_event *event)
{
    FILE *out = plain->out.file;
    enum player_kind before = plain->before;

    switch (event->kind) {
    case PLAYER_TOLD:
        putc('\n', out);
        plain_prose(&plain->out, event->text);
        break;
    case PLAYER_STAGE:
        fprintf(out, "%sStage: %s. Step %zu of %zu.\n",
                before == PLAYER_TOLD ? "" : "\n", event->text,
                event->step, player_steps(plain->play.player));
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

/*
 * The lesson itself.
 */
static void
walk(struct plain *plain)
{
    struct player *player = plain->play.player;

    while (player_want(player) != PLAYER_END && !plain->left) {
        const char *why = "";
        enum player_want want = player_want(player);

        show_events(plain);
        plain->left = plain->left || interrupted || ferror(stdout);
        if (want > PLAYER_ANSWER) {
            play_turn(&plain->play);
        } else if (player_answer(player, ask(plain, player_prompt(player)),
                                 &why) != 0) {
            say(plain, why);
        }
    }
    show_events(plain);
}

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
    say(plain, text);
    do {
        answer = ask(plain, "Type r to reset this mailbox (what lies in it is "
                            "removed), or only Enter to go on.");
    } while (answer[0] != '\0' && strcmp(answer, "r") != 0);
    if (answer[0] == 'r') {
        if (play_box_reset(&plain->play, why) == 0) {
            say(plain, "The mailbox is as it was at the beginning.");
        } else {
            say(plain, why);
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

    say(plain, "The mailbox is empty, and this lesson needs a mail in it.");
    ask(plain, "Press Enter to send the mail of lesson A1 now, by SMTP.");
    if (plain->left) {
        return 0;
    }
    if (play_find(plain->argv0, "a1", path) != 0 ||
        play_open(&first, path, &plain->place, why) != 0) {
        fprintf(stderr, "mailwalk walk: lesson a1 cannot be read\n");
        return EX_NOINPUT;
    }
    play_through(&first);
    status = (int)player_outcome(first.player);
    if (status == 0) {
        say(plain, "Sent: Alice's program called smtpd, and the server "
                   "answered the final dot with 250.");
    } else {
        say(plain, player_event(first.player,
                                player_events(first.player) - 1)->text);
    }
    play_close(&first);
    return status;
}

/*
 * Is the mailbox as the lesson wants it?  Returns 0, or an exit status.
 */
static int
prepare_box(struct plain *plain)
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

static void
tell_beginning(struct plain *plain)
{
    const struct lab *lab = plain->play.lab;
    unsigned offset = 0;
    char text[1024];

    snprintf(text, sizeof(text), "Lesson %.32s: %.200s%s%.8s%s.", lab->id,
             lab->title, lab->minutes[0] != '\0' ? ", " : "", lab->minutes,
             lab->minutes[0] != '\0' ? " minutes" : "");
    say(plain, text);
    if (plain->place.host != NULL) {
        snprintf(text, sizeof(text), "The servers are those of %.255s.",
                 plain->place.host);
    } else {
        snprintf(text, sizeof(text),
                 plain->started ? "The lab's servers were not up: they run "
                                  "for this lesson, on this machine."
                                : "The lab's servers are up, on this "
                                  "machine.");
    }
    say(plain, text);
    offset = plain->place.host != NULL ? plain->place.offset
                                       : plain->world.offset;
    if (offset > 0) {
        snprintf(text, sizeof(text), "All ports are %u higher than the lesson "
                                     "says.", offset);
        say(plain, text);
    }
    say(plain, "Enter goes on, q and Enter leaves.");
}

static void
tell_end(struct plain *plain)
{
    unsigned put = 0;
    unsigned answered = 0;
    char text[WORLD_PATH_ROOM + 256];

    player_score(plain->play.player, &put, &answered);
    putc('\n', plain->out.file);
    if (plain->left) {
        say(plain, "You left the lesson. What was said so far stays said; "
                   "start it again whenever you like.");
        return;
    }
    snprintf(text, sizeof(text),
             "The lesson is over. You answered %u of %u questions before you "
             "saw; right or wrong does not count.", answered, put);
    say(plain, text);
    if (plain->place.host == NULL) {
        snprintf(text, sizeof(text),
                 "Mailboxes and logs are files, look at them: %s",
                 plain->world.dir);
        say(plain, text);
    }
    if (strcmp(plain->play.lab->id, "a1") == 0) {
        say(plain, "Next: mailwalk walk a2, where Bob collects the mail.");
    }
}

/*
 * HOST[:OFFSET], or [ADDRESS][:OFFSET].  Returns 0 or -1.
 */
static int
take_server(struct plain *plain)
{
    const char *host = plain->server;
    const char *end = host + strcspn(host, ":");
    char *rest = NULL;

    if (host[0] == '[') {
        host++;
        end = host + strcspn(host, "]");
    }
    if (end == host || end - host > PLAY_HOST_MAX) {
        return -1;
    }
    memcpy(plain->host, host, (size_t)(end - host));
    plain->host[end - host] = '\0';
    end += *end == ']';
    plain->place.host = plain->host;
    if (*end == ':') {
        plain->place.offset = (unsigned)strtoul(end + 1, &rest, 10);
        return rest == end + 1 || *rest != '\0' ||
                       plain->place.offset > WORLD_OFFSET_MAX
                   ? -1
                   : 0;
    }
    return *end == '\0' ? 0 : -1;
}

/*
 * Settle where the servers are, and that they are up.  Returns 0, or an exit
 * status.
 */
static int
find_servers(struct plain *plain)
{
    if (plain->server != NULL) {
        if (take_server(plain) != 0) {
            fprintf(stderr, "mailwalk walk: expected --server HOST[:OFFSET], "
                            "found \"%s\"\n", plain->server);
            return EX_USAGE;
        }
        return 0;
    }
    plain->place.world = &plain->world;
    if (world_open(&plain->world, plain->dir, plain->argv0) != 0) {
        fprintf(stderr, "mailwalk walk: %s\n", plain->world.why);
        return plain->world.status;
    }
    plain->started = world_alive_count(&plain->world) < WORLD_SERVERS;
    if (world_ensure(&plain->world) != 0) {
        fprintf(stderr, "mailwalk walk: %s\n", plain->world.why);
        return plain->world.status;
    }
    return 0;
}

/*
 * From the lab file to the end of the lesson, with the servers up.
 */
static int
play_lesson(struct plain *plain, const char *path)
{
    char why[LAB_WHY_MAX];
    int status = 0;

    if (play_open(&plain->play, path, &plain->place, why) != 0) {
        fprintf(stderr, "mailwalk walk: %s\n", why);
        return EX_DATAERR;
    }
    tell_beginning(plain);
    status = prepare_box(plain);
    if (status == 0) {
        if (!plain->left) {
            walk(plain);
        }
        status = plain->left ? 0 : (int)player_outcome(plain->play.player);
        if (status == 0) {
            tell_end(plain);
        }
    }
    play_close(&plain->play);
    return status;
}

static int
usage(const char *found)
{
    fprintf(stderr, "mailwalk walk: \"%s\" is not understood; expected walk "
                    "[--plain] [--dir DIR] [--server HOST[:OFFSET]] [a1|a2]\n",
            found);
    return EX_USAGE;
}

static int
take_options(struct plain *plain, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        bool more = i + 1 < argc;

        if (strcmp(argv[i], "--plain") == 0) {
            continue;
        }
        if (strcmp(argv[i], "--dir") == 0 && more) {
            plain->dir = argv[++i];
        } else if (strcmp(argv[i], "--server") == 0 && more) {
            plain->server = argv[++i];
        } else if (argv[i][0] != '-' && plain->id == NULL) {
            plain->id = argv[i];
        } else {
            return usage(argv[i]);
        }
    }
    return 0;
}

static void
catch_signals(void)
{
    struct sigaction action;

    memset(&action, 0, sizeof(action));
    sigemptyset(&action.sa_mask);
    action.sa_handler = on_signal;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, NULL);
}

int
walk_main(int argc, char **argv)
{
    struct plain plain;
    char path[WORLD_PATH_ROOM];
    int status = 0;

    memset(&plain, 0, sizeof(plain));
    setlocale(LC_CTYPE, "");
    plain.out.file = stdout;
    plain.out.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    plain.argv0 = argv[0];
    plain.server = getenv("MAILWALK_SERVER");
    status = take_options(&plain, argc, argv);
    if (status != 0) {
        return status;
    }
    plain.id = plain.id == NULL ? "a1" : plain.id;
    if (strchr(plain.id, '/') != NULL ||
        play_find(plain.argv0, plain.id, path) != 0) {
        fprintf(stderr, "mailwalk walk: there is no lesson \"%s\"; there are "
                        "a1 and a2\n", plain.id);
        return EX_NOINPUT;
    }
    catch_signals();
    status = find_servers(&plain);
    if (status == 0) {
        status = play_lesson(&plain, path);
        fflush(stdout);
    }
    if (plain.place.world != NULL) {
        world_release(&plain.world);
    }
    free(plain.line);
    return status;
}
