/*
 * fetch_options.c - the options of `mailwalk fetch`.
 *
 * RFC 1939 sections 3 and 7 (USER).
 * SPDX-License-Identifier: ISC
 */
#include "client/fetch_options.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "client/arguments.h"

enum { USER_MAX = 200 };

static const char usage[] =
    "mailwalk fetch --user NAME [OPTION]..\n"
    "\n"
    "Collects mail and prints the dialogue with the server; lines marked D\n"
    "are the mail.  The password is asked for, or read from --password-file\n"
    "or MAILWALK_PASSWORD.\n"
    "\n"
    "  --user NAME          whose mail\n"
    "  --all                every message (so it is if nothing is said)\n"
    "  --number N           message N only\n"
    "  --list               only look: LIST and UIDL\n"
    "  --output DIR         save each message as a file in DIR\n"
    "  --mail-only          print message N and nothing else\n"
    "  --delete             remove from the server what was saved\n"
    "  --password-file FILE the password is the first line of FILE\n"
    "  --pop3 HOST:PORT     the server (that of the user in the lab world)\n"
    "  --server HOST[:OFFSET]  the lab world of another machine\n"
    "  --tls                only by STLS, to a server that can be trusted\n"
    "  --ca FILE            whom to trust (the lab world's authority, and for\n"
    "                       another host those that this system trusts)\n"
    "  --timeout S          seconds to wait for each reply (30)\n"
    "  --raw-dialogue       the dialogue as the servers log it\n"
    "  --quiet              no dialogue; only what went wrong\n"
    "\n"
    "Exit status: 0 done, 69 refused or nobody there, 75 try again later, 77\n"
    "wrong name or password, 64 wrong use, 66 no password, 68 no such host,\n"
    "73 not saved, 76 the server broke the protocol.\n";

static bool
is_user(const char *user)
{
    const char *at = user;

    while ((unsigned char)*at > ' ' && *at != 0x7F) {
        at++;
    }
    return *at == '\0' && at > user && at - user <= USER_MAX;
}

/*
 * The task.  Returns NULL, or what is wrong with it.
 */
static const char *
set_task(struct fetch_options *options)
{
    long number = 0;

    if (options->all + options->list + (options->number != NULL) > 1) {
        return "choose one of --all, --number and --list";
    }
    options->job.task = options->list ? POP3_CLIENT_LIST : POP3_CLIENT_ALL;
    if (options->number != NULL) {
        options->job.task = POP3_CLIENT_ONE;
        number = arguments_number(options->number, 1, 2147483647);
    }
    options->job.number = (uint64_t)number;
    return number < 0 ? "--number takes a number from 1 on" : NULL;
}

/*
 * What is missing, or does not go together; NULL if all is well.
 */
static const char *
refusal(const struct fetch_options *options)
{
    if (options->password != NULL) {
        return "there is no --password: everyone on this machine could read "
               "it in the list of processes; use --password-file or "
               "MAILWALK_PASSWORD";
    }
    if (options->job.user == NULL) {
        return "whose mail? give --user NAME";
    }
    if (!is_user(options->job.user)) {
        return "--user takes a name without blanks";
    }
    if (options->mail_only && options->folder != NULL) {
        return "choose one of --mail-only and --output";
    }
    if (options->mail_only && options->job.task != POP3_CLIENT_ONE) {
        return "--mail-only prints one message: give --number N";
    }
    if (options->job.remove && options->folder == NULL &&
        !options->mail_only) {
        return "--delete removes only what was saved: give --output DIR, or "
               "--mail-only";
    }
    return NULL;
}

static int
read_words(struct fetch_options *options, int argc, char **argv)
{
    const struct argument known[] = {
        {"--user", &options->job.user, NULL, NULL},
        {"--pop3", &options->place, NULL, NULL},
        {"--server", &options->server, NULL, NULL},
        {"--password-file", &options->password_file, NULL, NULL},
        {"--password", &options->password, NULL, NULL},
        {"--delete", NULL, &options->job.remove, NULL},
        {"--number", &options->number, NULL, NULL},
        {"--all", NULL, &options->all, NULL},
        {"--list", NULL, &options->list, NULL},
        {"--output", &options->folder, NULL, NULL},
        {"--mail-only", NULL, &options->mail_only, NULL},
        {"--tls", NULL, &options->job.tls, NULL},
        {"--ca", &options->ca, NULL, NULL},
        {"--timeout", &options->timeout, NULL, NULL},
        {"--raw-dialogue", NULL, &options->raw, NULL},
        {"--quiet", NULL, &options->quiet, NULL},
        {NULL, NULL, NULL, NULL}};

    return arguments_read(&argc, argv, 0, known, usage);
}

int
fetch_options_read(struct fetch_options *options, int argc, char **argv)
{
    const struct world_user *user;
    const char *wrong;
    struct stat st;
    int status;

    *options = (struct fetch_options){.place = NULL};
    status = read_words(options, argc, argv);
    if (status != -1) {
        return status;
    }
    wrong = set_task(options);
    wrong = wrong != NULL ? wrong : refusal(options);
    if (wrong != NULL) {
        return arguments_complain("fetch", "%s", wrong);
    }
    if (arguments_seconds("fetch", options->timeout, &options->timeout_s) !=
        EX_OK) {
        return EX_USAGE;
    }
    if (options->folder != NULL &&
        (stat(options->folder, &st) != 0 || !S_ISDIR(st.st_mode))) {
        fprintf(stderr, "mailwalk fetch: there is no folder %s\n",
                options->folder);
        return EX_CANTCREAT;
    }
    user = world_user_find(options->job.user, strlen(options->job.user));
    if (reach_find(&options->reach, options->place, options->server,
                   user != NULL ? user->domain : WORLD_RED, WORLD_POP3) != 0) {
        return reach_complain(&options->reach, "fetch");
    }
    options->trust = reach_trust(&options->reach, NULL, options->ca);
    return -1;
}
