/*
 * export.c - find the session in the log, and hand its rows to the format.
 *
 * The log is read twice: once to find where the session begins, once from
 * there on.  Nothing is kept of it but one line.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/export.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "client/arguments.h"
#include "protocol/command.h"

enum { LISTED = 8, WHO_ROOM = 64 };

static const char usage[] =
    "mailwalk export FILE [SESSION] FORMAT [-o OUT]\n"
    "\n"
    "Writes one session of a dialogue log: each line, what it means, and what\n"
    "the server then knows.  SESSION is its name in the log, as smtp#7; if\n"
    "there are several of that name, the last one.\n"
    "\n"
    "  --text               as send and fetch show it, with times\n"
    "  --markdown           for a page\n"
    "  --html               for a browser or a printer; needs no network\n"
    "  --pcap               as packets, for Wireshark\n"
    "  -o OUT               the file to write (default: standard output)\n";

static const struct export_format *const formats[] = {
    &export_text, &export_markdown, &export_html, &export_pcap};

enum { FORMATS = sizeof formats / sizeof formats[0] };

/* ---- What the formats share. -------------------------------------------- */

const char *
export_day(int64_t time_ms, char out[EXPORT_TIME_MAX])
{
    time_t seconds = (time_t)(time_ms / 1000);
    struct tm tm;

    gmtime_r(&seconds, &tm);
    strftime(out, EXPORT_TIME_MAX, "%Y-%m-%d", &tm);
    return out;
}

const char *
export_time(int64_t time_ms, char out[EXPORT_TIME_MAX])
{
    time_t seconds = (time_t)(time_ms / 1000);
    struct tm tm;
    size_t len;

    gmtime_r(&seconds, &tm);
    len = strftime(out, EXPORT_TIME_MAX, "%H:%M:%S", &tm);
    snprintf(out + len, EXPORT_TIME_MAX - len, ".%03d", (int)(time_ms % 1000));
    return out;
}

const char *
export_heading(struct export *export, const struct annotation *row,
               const char **name)
{
    if (export->any && row->state == export->state) {
        return NULL;
    }
    export->any = true;
    export->state = row->state;
    if (row->state == 0) {
        *name = "Connection";
        return "The server speaks first.";
    }
    *name = command_state(export->service, row->state);
    return export->service == OBSERVER_SMTP
               ? smtp_state_row((enum smtp_state)row->state)->what
               : pop3_state_row((enum pop3_state)row->state)->what;
}

const char *
export_who(const struct annotation *row)
{
    return row->speaker == 'C'   ? "C client"
           : row->speaker == 'S' ? "S server"
                                 : "event";
}

/* ---- Finding the session. ----------------------------------------------- */

struct finder {
    FILE *in;
    const char *wanted;         /* "smtp#7", or NULL */
    char *line;                 /* the last one read */
    size_t room;
    char *text;                 /* of it, unescaped */
    struct dialogue_record record;
    char name[EXPORT_NAME_MAX]; /* of its session */
    long strange;               /* lines that are no records */

    char found[EXPORT_NAME_MAX];
    off_t at;                   /* where it begins */
    unsigned long lines;
    unsigned long times;        /* sessions of that name */
    unsigned long sessions;     /* that begin in the log */
    char last[LISTED][EXPORT_NAME_MAX]; /* of these the last */
};

static bool
is_connect(const struct dialogue_record *record)
{
    char name[16] = "";

    dialogue_value(record->text, record->len, NULL, name, sizeof name);
    return record->mark == DIALOGUE_EVENT && strcmp(name, "connect") == 0;
}

/*
 * The next record of any session.  Returns false at the end of the log.
 */
static bool
next_record(struct finder *finder)
{
    const char *why;
    ssize_t got;

    while ((got = getline(&finder->line, &finder->room, finder->in)) > 0) {
        size_t len = (size_t)got - (finder->line[got - 1] == '\n' ? 1 : 0);
        char *text = realloc(finder->text, len + 1);

        if (text == NULL) {
            return false;
        }
        finder->text = text;
        if (dialogue_parse(finder->line, len, &finder->record, text, &why) !=
            0) {
            finder->strange++;
        } else if (finder->record.session != 0) {
            snprintf(finder->name, sizeof finder->name, "%s#%lu",
                     finder->record.service, finder->record.session);
            return true;
        }
    }
    return false;
}

/*
 * Take note of a record that begins at this offset.
 */
static void
find_in(struct finder *finder, off_t offset)
{
    bool begins = is_connect(&finder->record);
    const char *wanted = finder->wanted != NULL ? finder->wanted
                         : finder->found[0]     ? finder->found
                                                : finder->name;

    if (begins) {
        memcpy(finder->last[finder->sessions++ % LISTED], finder->name,
               sizeof finder->name);
    }
    if (strcmp(finder->name, wanted) != 0) {
        return;
    }
    if (begins || finder->found[0] == '\0') {
        memcpy(finder->found, finder->name, sizeof finder->found);
        finder->at = offset;
        finder->lines = 0;
        finder->times++;
    }
    finder->lines++;
}

/*
 * Several sessions, and none was named: which are there?
 */
static int
ask_which(const struct finder *finder)
{
    unsigned long first = finder->sessions > LISTED ? finder->sessions - LISTED
                                                    : 0;

    fprintf(stderr, "mailwalk export: which of %lu sessions? %s:",
            finder->sessions, first > 0 ? "The last are" : "There are");
    for (unsigned long i = first; i < finder->sessions; i++) {
        fprintf(stderr, " %s", finder->last[i % LISTED]);
    }
    fprintf(stderr, " (mailwalk export --help)\n");
    return EX_USAGE;
}

static int
find(struct finder *finder, const char *path)
{
    off_t offset = 0;

    while (next_record(finder)) {
        find_in(finder, offset);
        offset = ftello(finder->in);
    }
    if (finder->strange > 0) {
        fprintf(stderr, "mailwalk export: %s: %ld line%s no dialogue\n", path,
                finder->strange, finder->strange == 1 ? " is" : "s are");
    }
    if (finder->wanted == NULL && finder->sessions > finder->times) {
        return ask_which(finder);
    }
    if (finder->found[0] == '\0') {
        fprintf(stderr, "mailwalk export: %s: no session %s\n", path,
                finder->wanted != NULL ? finder->wanted : "in it");
        return EX_DATAERR;
    }
    if (finder->times > 1) {
        fprintf(stderr, "mailwalk export: %s stands there %lu times; this is "
                "the last\n", finder->found, finder->times);
    }
    return EX_OK;
}

/* ---- Writing it. -------------------------------------------------------- */

static void
write_session(struct finder *finder, const struct export_format *format,
              FILE *out)
{
    struct export export = {.out = out, .lines = finder->lines};
    struct annotation row;
    struct annotator annotator;
    unsigned long left = finder->lines;

    fseeko(finder->in, finder->at, SEEK_SET);
    memcpy(export.session, finder->found, sizeof export.session);
    export.service = strncmp(finder->found, "pop3", 4) == 0 ? OBSERVER_POP3
                                                            : OBSERVER_SMTP;
    annotator_init(&annotator, export.service);
    while (left > 0 && next_record(finder)) {
        if (strcmp(finder->name, finder->found) != 0) {
            continue;
        }
        if (left-- == finder->lines) {
            export.begun_ms = finder->record.time_ms;
            format->begin(&export);
        }
        annotate(&annotator, &finder->record, &row);
        format->row(&export, &row);
    }
    format->end(&export);
    annotator_free(&annotator);
}

/*
 * Is that the log itself?
 */
static bool
is_input(const struct finder *finder, const char *path)
{
    struct stat in;
    struct stat out;

    return path != NULL && stat(path, &out) == 0 &&
           fstat(fileno(finder->in), &in) == 0 && in.st_dev == out.st_dev &&
           in.st_ino == out.st_ino;
}

static int
cannot(const char *path, int status)
{
    fprintf(stderr, "mailwalk export: %s: %s\n", path, strerror(errno));
    return status;
}

static int
write_to(struct finder *finder, const struct export_format *format,
         const char *path)
{
    FILE *out = path != NULL ? fopen(path, "w") : stdout;
    bool failed;

    if (out == NULL) {
        return cannot(path, EX_CANTCREAT);
    }
    write_session(finder, format, out);
    failed = ferror(out) != 0;
    failed = (path != NULL ? fclose(out) : fflush(out)) != 0 || failed;
    return failed ? cannot(path != NULL ? path : "standard output", EX_IOERR)
                  : EX_OK;
}

static int
export_file(const char *path, const char *session,
            const struct export_format *format, const char *out)
{
    struct finder finder = {.in = fopen(path, "r"), .wanted = session};
    int status;

    if (finder.in == NULL) {
        return cannot(path, EX_NOINPUT);
    }
    status = is_input(&finder, out)
                 ? arguments_complain("export", "%s is the log itself", out)
                 : find(&finder, path);
    if (status == EX_OK) {
        status = write_to(&finder, format, out);
    }
    fclose(finder.in);
    free(finder.line);
    free(finder.text);
    return status;
}

int
export_main(int argc, char **argv)
{
    const char *out = NULL;
    bool chosen[FORMATS] = {false};
    struct argument known[FORMATS + 2] = {{"-o", &out, NULL, NULL}};
    const struct export_format *format = NULL;
    int status;

    for (size_t i = 0; i < FORMATS; i++) {
        known[i + 1] = (struct argument){formats[i]->option, NULL, &chosen[i],
                                         NULL};
    }
    status = arguments_read(&argc, argv, 2, known, usage);
    if (status != -1) {
        return status;
    }
    for (size_t i = 0; i < FORMATS; i++) {
        if (chosen[i] && format != NULL) {
            return arguments_complain("export", "%s or %s?", format->option,
                                      formats[i]->option);
        }
        format = chosen[i] ? formats[i] : format;
    }
    if (argc < 2) {
        return arguments_complain("export", "which file?");
    }
    if (format == NULL) {
        return arguments_complain("export", "--text, --markdown, --html or "
                                  "--pcap?");
    }
    if (format == &export_pcap && out == NULL && isatty(STDOUT_FILENO)) {
        return arguments_complain("export", "a pcap is nothing for a terminal: "
                                  "-o FILE");
    }
    return export_file(argv[1], argc > 2 ? argv[2] : NULL, format, out);
}
