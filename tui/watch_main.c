/*
 * watch_main.c - `mailwalk watch`: on the screen where there is one, else
 * plain.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/watch_main.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "client/arguments.h"
#include "client/world.h"
#include "tui/app.h"
#include "tui/screens.h"
#include "tui/watch_plain.h"
#include "tui/watch_screen.h"

enum { SOURCES_MAX = 64 };

static const char usage[] =
    "mailwalk watch [OPTION].. [LOG..]\n"
    "\n"
    "Shows dialogue logs as they grow: each line explained, each session with\n"
    "its state, and who is stuck. Without a LOG: those of the lab's servers\n"
    "for red.example. - is standard input:\n"
    "\n"
    "  ssh host tail -f smtpd.log | mailwalk watch -\n"
    "\n"
    "  --plain              line by line; ends when standard input ends\n"
    "  --ascii              no line of Unicode\n"
    "  --no-color           no colour\n"
    "  --dir DIR            the folder of the lab world\n";

struct words {
    bool plain, ascii, no_color;
    const char *dir;
    struct world world;
    char path[WATCH_LAB_LOGS][WORLD_PATH_ROOM];
    struct watch_source source[SOURCES_MAX];
    size_t count;
    bool lab;       /* the logs are those of the lab world */
};

/* ---- Where the logs come from ---- */

/*
 * The logs of the lab's servers.  Returns 0, or an exit status.
 */
static int
take_lab(struct words *words)
{
    if (world_open(&words->world, words->dir) != 0) {
        fprintf(stderr, "mailwalk watch: %s\n", words->world.why);
        return words->world.status;
    }
    words->lab = true;
    watch_lab(&words->world, words->path, words->source);
    words->count = WATCH_LAB_LOGS;
    return 0;
}

/*
 * A log by its name.  What is no file, but can be read (a pipe), is read as a
 * stream.  Returns 0, or an exit status.
 */
static int
take_file(struct words *words, const char *path)
{
    const char *slash = strrchr(path, '/');
    struct watch_source *source = &words->source[words->count];
    struct stat st;

    *source = (struct watch_source){
        .name = slash != NULL ? slash + 1 : path, .path = path, .fd = -1};
    if (stat(path, &st) != 0) {
        fprintf(stderr, "mailwalk watch: %s: %s (mailwalk watch --help)\n",
                path, strerror(errno));
        return EX_NOINPUT;
    }
    if (!S_ISREG(st.st_mode)) {
        source->fd = S_ISDIR(st.st_mode) ? -1 : open(path, O_RDONLY);
        if (source->fd == -1) {
            fprintf(stderr, "mailwalk watch: %s: %s\n", path,
                    strerror(S_ISDIR(st.st_mode) ? EISDIR : errno));
            return EX_NOINPUT;
        }
        source->path = NULL;
    }
    words->count++;
    return 0;
}

/*
 * Standard input is the log; the keyboard is the terminal then.
 */
static int
take_input(struct words *words)
{
    int keyboard = -1;

    for (size_t i = 0; i < words->count; i++) {
        if (strcmp(words->source[i].name, "-") == 0) {
            return arguments_complain("watch", "- may stand there once");
        }
    }
    words->source[words->count++] = (struct watch_source){
        .name = "-", .fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)};
    keyboard = words->plain ? -1 : open("/dev/tty", O_RDWR);
    if (keyboard != -1) {
        dup2(keyboard, STDIN_FILENO);
        close(keyboard);
    } else {
        words->plain = true;
    }
    return 0;
}

/*
 * Take the words.  Returns -1 to go on, or the exit status.
 */
static int
take(struct words *words, int argc, char **argv)
{
    const struct argument known[] = {
        {"--plain", NULL, &words->plain, NULL},
        {"--ascii", NULL, &words->ascii, NULL},
        {"--no-color", NULL, &words->no_color, NULL},
        {"--dir", &words->dir, NULL, NULL},
        {NULL, NULL, NULL, NULL}};
    int status = arguments_read(&argc, argv, SOURCES_MAX, known, usage);

    if (status != -1) {
        return status;
    }
    status = argc == 1 ? take_lab(words) : 0;
    for (int i = 1; i < argc && status == 0; i++) {
        status = strcmp(argv[i], "-") == 0 ? take_input(words)
                                           : take_file(words, argv[i]);
    }
    words->plain = words->plain || !term_usable();
    return status == 0 ? -1 : status;
}

/* ---- The two ways ---- */

static int
open_screen(struct app *app, struct servers *servers, void *ctx, char *why)
{
    const struct words *words = ctx;
    struct screen *screen = watch_screen_new(app, words->source, words->count,
                                             words->lab, true, why);

    (void)servers;
    if (screen == NULL) {
        return EX_OSERR;
    }
    app_open(app, screen);
    return 0;
}

static int
run_screen(struct words *words)
{
    const struct screens screens = {.command = "watch",
                                    .plain = "mailwalk watch --plain",
                                    .look = {.ascii = words->ascii,
                                             .no_color = words->no_color},
                                    .open = open_screen,
                                    .ctx = words};
    int status = screens_run(&screens);

    return status == -1 ? watch_plain(words->source, words->count, words->lab)
                        : status;
}

int
watch_main(int argc, char **argv)
{
    struct words *words = calloc(1, sizeof(*words));
    int status = EX_OSERR;

    setlocale(LC_CTYPE, "");
    if (words == NULL) {
        return status;
    }
    status = take(words, argc, argv);
    if (status == -1) {
        status = words->plain ? watch_plain(words->source, words->count,
                                            words->lab)
                              : run_screen(words);
    }
    free(words);
    return status;
}
