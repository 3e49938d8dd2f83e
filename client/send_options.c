/*
 * send_options.c - the options of `mailwalk send`, checked before anything is
 * sent.
 *
 * An address that breaks the grammar, or a subject that would be two lines, is
 * refused here: nothing from the command line can add a command or a line.
 *
 * RFC 5321 sections 4.1.2, 4.1.4; RFC 5322 section 2.2.
 * SPDX-License-Identifier: ISC
 */
#include "client/send_options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "client/arguments.h"
#include "protocol/path.h"

static const char usage[] =
    "mailwalk send --to ADDRESS [--to ADDRESS].. [OPTION]..\n"
    "\n"
    "Sends one mail and prints the dialogue with the server.  The text is\n"
    "read from stdin; if it has no header, one is made.\n"
    "\n"
    "  --to ADDRESS         a recipient; give it once for each\n"
    "  --from ADDRESS       the sender (alice@red.example); <> for nobody\n"
    "  --subject TEXT       the subject\n"
    "  --file FILE          read the text from FILE, - for stdin\n"
    "  --smtp HOST:PORT     the server (red.example of the lab world)\n"
    "  --server HOST[:OFFSET]  the lab world of another machine\n"
    "  --tls                only by STARTTLS, to a server that can be trusted\n"
    "  --ca FILE            whom to trust (the lab world's authority, and for\n"
    "                       another host those that this system trusts)\n"
    "  --helo NAME          our name in EHLO\n"
    "  --timeout S          seconds to wait for each reply\n"
    "  --raw-dialogue       the dialogue as the servers log it\n"
    "  --quiet              no dialogue; only what went wrong\n"
    "\n"
    "Exit status: 0 sent, 69 refused for good or nobody there, 75 try again\n"
    "later, 64 wrong use, 65 the text cannot be sent, 66 no text, 68 no such\n"
    "host, 76 the server broke the protocol.\n";

/*
 * An address as RFC 5321 section 4.1.2 writes it, whole and without brackets.
 */
static int
check_address(struct send_options *options, const char *address)
{
    struct path path;
    const char *why = "something follows it";
    size_t len = strlen(address);

    if (path_parse(address, len, PATH_MAILBOX, &path, &why) != len) {
        return arguments_complain("send", "%s is no address: %s", address,
                                  strchr(address, '<') == NULL ? why
                                  : "only the address may stand here, without "
                                    "name and < >");
    }
    options->utf8 = options->utf8 || path.utf8;
    return EX_OK;
}

/*
 * One line of text for the header: no second line hides in it.
 */
static int
check_subject(const char *text)
{
    if (strpbrk(text, "\r\n") != NULL || strlen(text) > MESSAGE_LINE_MAX) {
        return arguments_complain("send", "a subject is one line of up to %d "
                                  "octets", MESSAGE_LINE_MAX);
    }
    return EX_OK;
}

/*
 * Everything that becomes part of a command or of the header.
 */
static int
check(struct send_options *options)
{
    const struct message_wish *wish = &options->wish;
    int status = EX_OK;
    size_t i;

    if (wish->to_count == 0) {
        return arguments_complain("send", "no recipient: give --to ADDRESS");
    }
    for (i = 0; i < wish->to_count && status == EX_OK; i++) {
        status = check_address(options, wish->to[i]);
    }
    if (status == EX_OK && wish->from[0] != '\0') {
        status = check_address(options, wish->from);
    }
    if (status == EX_OK && wish->subject != NULL) {
        status = check_subject(wish->subject);
    }
    if (status == EX_OK && options->helo != NULL &&
        !path_domain_ok(options->helo, strlen(options->helo))) {
        return arguments_complain("send", "--helo takes a domain, or an "
                                  "address in brackets as [127.0.0.1]");
    }
    return status;
}

/*
 * Our name, if none was given: the address literal of RFC 5321 section 4.1.4
 * where it is certainly true, else the name of this machine.
 */
static void
choose_helo(struct send_options *options)
{
    char *name = options->own_name;

    if (options->helo != NULL) {
        return;
    }
    options->helo = "[127.0.0.1]";
    if (!reach_is_loopback(options->reach.host) &&
        gethostname(name, sizeof options->own_name - 1) == 0 &&
        path_domain_ok(name, strlen(name))) {
        options->helo = name;
    }
}

/*
 * A sender of blue.example hands in the mail at blue's server.
 */
static enum world_domain
sender_domain(const struct send_options *options)
{
    const char *at = strrchr(options->wish.from, '@');
    enum world_domain domain = WORLD_RED;

    if (at != NULL && world_domain_find(at + 1, strlen(at + 1), &domain) != 0) {
        domain = WORLD_RED;
    }
    return domain;
}

static int
read_message(struct send_options *options)
{
    bool use_stdin = strcmp(options->file, "-") == 0;
    FILE *file = use_stdin ? stdin : fopen(options->file, "r");
    int status = -1;

    if (file == NULL) {
        fprintf(stderr, "mailwalk send: %s: %s\n", options->file,
                strerror(errno));
        return EX_NOINPUT;
    }
    if (use_stdin && isatty(STDIN_FILENO)) {
        fprintf(stderr, "Type the text; end it with Ctrl-D.\n");
    }
    if (message_read(&options->message, file) != 0) {
        status = EX_NOINPUT;
    } else if (message_finish(&options->message, &options->wish) != 0) {
        status = EX_DATAERR;
    }
    if (status != -1) {
        fprintf(stderr, "mailwalk send: %s\n", options->message.why);
    }
    if (!use_stdin) {
        fclose(file);
    }
    return status;
}

static int
read_words(struct send_options *options, int argc, char **argv)
{
    struct message_wish *wish = &options->wish;
    const char **to = calloc((size_t)argc, sizeof *to);
    const struct argument known[] = {
        {"--to", to, NULL, &wish->to_count},
        {"--from", &wish->from, NULL, NULL},
        {"--subject", &wish->subject, NULL, NULL},
        {"--file", &options->file, NULL, NULL},
        {"--smtp", &options->place, NULL, NULL},
        {"--server", &options->server, NULL, NULL},
        {"--helo", &options->helo, NULL, NULL},
        {"--tls", NULL, &options->tls, NULL},
        {"--ca", &options->ca, NULL, NULL},
        {"--timeout", &options->timeout, NULL, NULL},
        {"--raw-dialogue", NULL, &options->raw, NULL},
        {"--quiet", NULL, &options->quiet, NULL},
        {NULL, NULL, NULL, NULL}};

    wish->to = to;
    options->rcpts = calloc((size_t)argc, sizeof *options->rcpts);
    if (to == NULL || options->rcpts == NULL) {
        fprintf(stderr, "mailwalk send: out of memory\n");
        return EX_TEMPFAIL;
    }
    return arguments_read(&argc, argv, 0, known, usage);
}

int
send_options_read(struct send_options *options, int argc, char **argv)
{
    int status;
    size_t i;

    *options = (struct send_options){.wish = {.from = "alice@red.example"},
                                     .file = "-"};
    status = read_words(options, argc, argv);
    if (status != -1) {
        return status;
    }
    if (strcmp(options->wish.from, "<>") == 0) {
        options->wish.from = "";
    }
    if (check(options) != EX_OK ||
        arguments_seconds("send", options->timeout, &options->timeout_s) !=
            EX_OK) {
        return EX_USAGE;
    }
    for (i = 0; i < options->wish.to_count; i++) {
        options->rcpts[i].mailbox = options->wish.to[i];
    }
    if (reach_find(&options->reach, options->place, options->server,
                   sender_domain(options), WORLD_SMTP) != 0) {
        return reach_complain(&options->reach, "send");
    }
    options->trust = reach_trust(&options->reach, NULL, options->ca);
    choose_helo(options);
    return read_message(options);
}

void
send_options_free(struct send_options *options)
{
    message_free(&options->message);
    free(options->rcpts);
    free((void *)options->wish.to);
}
