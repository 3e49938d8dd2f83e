/*
 * replay_main.c - `mailwalk replay`: which sessions, and where they are shown.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/replay_main.h"

#include <ctype.h>
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "client/arguments.h"
#include "client/world.h"
#include "labs/lab.h"
#include "tui/app.h"
#include "tui/replay_plain.h"
#include "tui/replay_screen.h"
#include "tui/screens.h"

enum { WORDS_MAX = 4, FILES = 2, MUCH = 1 << 30, LISTED = 8 };

static const char usage[] =
    "mailwalk replay [OPTION].. [FILE] [SESSION] [MODEL] [SESSION]\n"
    "\n"
    "Walks through a saved session, line by line, command by command or from\n"
    "refusal to refusal. FILE is any dialogue log; SESSION is a name in it,\n"
    "as smtp#7. With a MODEL, two sessions stand side by side and the\n"
    "differences are marked. Without a FILE: the logs of the lab's servers.\n"
    "\n"
    "  mailwalk send --raw-dialogue .. >mine.log; mailwalk replay mine.log\n"
    "\n"
    "  --plain              in sentences\n"
    "  --ascii              no line of Unicode\n"
    "  --no-color           no colour\n"
    "  --dir DIR            the folder of the lab world\n";

struct file {
    const char *path;
    const char *wanted;     /* the session, or NULL */
};

struct words {
    bool plain, ascii, no_color;
    const char *dir;
    struct file file[FILES];
    size_t files;
    struct world world;
    struct tape tape[FILES];    /* of two sessions, or of one told plainly */
};

/* ---- The command line ---- */

/*
 * "smtp#7"?
 */
static bool
is_session(const char *word)
{
    size_t len = 0;

    while (islower((unsigned char)word[len]) ||
           (len > 0 && isdigit((unsigned char)word[len]))) {
        len++;
    }
    return len > 0 && word[len] == '#' && word[len + 1] != '\0' &&
           strspn(word + len + 1, "0123456789") == strlen(word + len + 1);
}

/*
 * A session belongs to the file before it; a second one is the model's, of the
 * same file.
 */
static const char *
take_word(struct words *words, const char *word)
{
    struct stat st;
    struct file *last = words->files > 0 ? &words->file[words->files - 1]
                                         : &words->file[0];

    if (is_session(word) && stat(word, &st) != 0) {
        if (last->wanted != NULL && words->files == 1) {
            words->file[words->files++] = (struct file){last->path, word};
            return NULL;
        }
        if (last->wanted != NULL) {
            return "one session too many";
        }
        last->wanted = word;
        return NULL;
    }
    if (words->files == FILES) {
        return "one file too many";
    }
    if (words->files == 0 && last->wanted != NULL) {
        return "the file comes before the session";
    }
    words->file[words->files++] = (struct file){.path = word};
    return NULL;
}

static int
check_files(const struct words *words)
{
    for (size_t i = 0; i < words->files; i++) {
        const char *path = words->file[i].path;
        FILE *file = fopen(path, "r");
        struct stat st;
        int wrong = file == NULL ? errno : 0;

        if (wrong == 0 && fstat(fileno(file), &st) == 0 &&
            !S_ISREG(st.st_mode)) {
            wrong = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
        }
        if (file != NULL) {
            fclose(file);
        }
        if (wrong != 0) {
            fprintf(stderr, "mailwalk replay: %s: %s (mailwalk replay "
                    "--help)\n", path, strerror(wrong));
            return EX_NOINPUT;
        }
    }
    return EX_OK;
}

/*
 * Returns -1 to go on, or the exit status.
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
    int status = arguments_read(&argc, argv, WORDS_MAX, known, usage);

    for (int i = 1; status == -1 && i < argc; i++) {
        const char *wrong = take_word(words, argv[i]);

        if (wrong != NULL) {
            return arguments_complain("replay", "%s: %s", wrong, argv[i]);
        }
    }
    if (status == -1 && check_files(words) != EX_OK) {
        return EX_NOINPUT;
    }
    words->plain = words->plain || !term_usable();
    return status;
}

/* ---- Sessions that must be known at once ---- */

/*
 * The session that is wanted, the newest of its name, or the only one.  Returns
 * it, + 1, or 0.
 */
static size_t
find(const struct roster *roster, const char *wanted)
{
    size_t i = roster_count(roster);

    if (wanted == NULL) {
        return i == 1 ? 1 : 0;
    }
    while (i > roster_oldest(roster)) {
        const struct roster_entry *entry = roster_entry(roster, --i);
        char name[TAPE_NAME_MAX];

        snprintf(name, sizeof(name), "%s#%lu", entry->service, entry->number);
        if (strcmp(name, wanted) == 0) {
            return i + 1;
        }
    }
    return 0;
}

static int
tell_sessions(const char *path, const struct roster *roster,
              const char *wanted)
{
    size_t count = roster_count(roster);
    size_t i = count > LISTED ? count - LISTED : 0;

    if (count == 0) {
        fprintf(stderr, "mailwalk replay: %s: there is no session in it\n",
                path);
        return EX_DATAERR;
    }
    if (wanted != NULL) {
        fprintf(stderr, "mailwalk replay: %s has no session %s; ", path,
                wanted);
    } else {
        fprintf(stderr, "mailwalk replay: %s has %zu sessions, name one; ",
                path, count);
    }
    fprintf(stderr, i > 0 ? "the last are" : "there are");
    for (; i < count; i++) {
        const struct roster_entry *entry = roster_entry(roster, i);

        fprintf(stderr, " %s#%lu", entry->service, entry->number);
    }
    fprintf(stderr, " (mailwalk replay --help)\n");
    return wanted != NULL ? EX_DATAERR : EX_USAGE;
}

/*
 * Read one session of a file.  Returns 0, or an exit status.
 */
static int
read_tape(const struct file *file, struct tape *tape)
{
    struct logbook *book = logbook_open(file->path);
    size_t session = 0;
    int status = EX_OK;

    if (book == NULL) {
        return EX_OSERR;
    }
    logbook_look(book);
    while (logbook_read(book, MUCH)) {
        continue;
    }
    session = find(book->roster, file->wanted);
    if (session == 0) {
        status = tell_sessions(file->path, book->roster, file->wanted);
    } else if (tape_read(tape, book, session - 1) != 0) {
        fprintf(stderr, "mailwalk replay: %s: a session of more than %d lines "
                "cannot be replayed\n", file->path, LOG_SESSION_MAX);
        status = EX_DATAERR;
    }
    logbook_close(book);
    return status;
}

static const char *
base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

static int
read_both(const struct words *words, struct tape tape[FILES])
{
    for (size_t i = 0; i < FILES; i++) {
        int status = read_tape(&words->file[i], &tape[i]);

        if (status != EX_OK) {
            return status;
        }
    }
    if (tape[0].entry.speaks != tape[1].entry.speaks) {
        fprintf(stderr, "mailwalk replay: one session is SMTP, the other POP3: "
                "they cannot be compared\n");
        return EX_DATAERR;
    }
    return EX_OK;
}

/* ---- The two ways ---- */

static int
run_plain(struct words *words)
{
    struct tape *tape = words->tape;
    int status = EX_OK;

    if (words->files == 0) {
        return arguments_complain("replay", "without a screen a FILE is "
                                  "needed");
    }
    if (words->files == FILES) {
        status = read_both(words, tape);
    } else {
        status = read_tape(&words->file[0], &tape[0]);
    }
    if (status == EX_OK && words->files == FILES) {
        status = replay_plain_compare(&tape[0], base_name(words->file[0].path),
                                      &tape[1],
                                      base_name(words->file[1].path));
    } else if (status == EX_OK) {
        status = replay_plain(&tape[0], base_name(words->file[0].path));
    }
    tape_free(&tape[0]);
    tape_free(&tape[1]);
    return status;
}

/*
 * The first screen; NULL if memory ran out.
 */
static struct screen *
make_screen(struct words *words, struct app *app)
{
    struct replay_source source = {.name = ""};

    if (words->files == FILES) {
        return replay_compare_new(app, &words->tape[0],
                                  base_name(words->file[0].path),
                                  &words->tape[1],
                                  base_name(words->file[1].path), "quit");
    }
    if (words->files == 0) {
        return replay_lab_new(app, &words->world, words->file[0].wanted,
                              "quit");
    }
    source.path = words->file[0].path;
    source.name = base_name(source.path);
    return replay_choose_new(app, &source, 1, words->file[0].wanted, false,
                             "quit");
}

static int
open_screen(struct app *app, struct servers *servers, void *ctx, char *why)
{
    struct screen *screen = make_screen(ctx, app);

    (void)servers;
    if (screen == NULL) {
        snprintf(why, LAB_WHY_MAX, "not enough memory to replay");
        return EX_OSERR;
    }
    app_open(app, screen);
    return 0;
}

static int
run_screen(struct words *words)
{
    const struct screens screens = {.command = "replay",
                                    .plain = "mailwalk replay --plain",
                                    .look = {.ascii = words->ascii,
                                             .no_color = words->no_color},
                                    .open = open_screen,
                                    .ctx = words};
    int status = EX_OK;

    if (words->files == 0 && world_open(&words->world, words->dir) != 0) {
        fprintf(stderr, "mailwalk replay: %s\n", words->world.why);
        return words->world.status;
    }
    if (words->files == FILES) {
        status = read_both(words, words->tape);
    }
    if (status == EX_OK) {
        status = screens_run(&screens);
    }
    tape_free(&words->tape[0]);
    tape_free(&words->tape[1]);
    return status == -1 ? run_plain(words) : status;
}

int
replay_main(int argc, char **argv)
{
    struct words *words = calloc(1, sizeof(*words));
    int status = EX_OSERR;

    setlocale(LC_CTYPE, "");
    if (words == NULL) {
        return status;
    }
    status = take(words, argc, argv);
    if (status == -1) {
        status = words->plain ? run_plain(words) : run_screen(words);
    }
    free(words);
    return status;
}
