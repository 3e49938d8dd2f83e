/*
 * send_options.c - the options of `mailwalk send`, checked before anything is
 * sent.
 *
 * An address that breaks the grammar, or a header line that would be two, is
 * refused here: nothing from the command line can add a command or a line.
 *
 * RFC 5321 sections 4.1.2, 4.1.4; RFC 5322 section 2.2.
 * SPDX-License-Identifier: ISC
 */
#include "client/send_options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "client/arguments.h"
#include "protocol/path.h"

enum {
    OPTION_TO = 1, OPTION_FROM, OPTION_SUBJECT, OPTION_HEADER, OPTION_FILE,
    OPTION_SMTP, OPTION_SERVER, OPTION_HELO, OPTION_TIMEOUT, OPTION_RAW,
    OPTION_QUIET, OPTION_HELP
};

static const struct argument known[] = {
    {"--to", OPTION_TO, true},
    {"--from", OPTION_FROM, true},
    {"--subject", OPTION_SUBJECT, true},
    {"--header", OPTION_HEADER, true},
    {"--file", OPTION_FILE, true},
    {"--smtp", OPTION_SMTP, true},
    {"--server", OPTION_SERVER, true},
    {"--helo", OPTION_HELO, true},
    {"--timeout", OPTION_TIMEOUT, true},
    {"--raw-dialogue", OPTION_RAW, false},
    {"--quiet", OPTION_QUIET, false},
    {"--help", OPTION_HELP, false},
    {NULL, 0, false}};

static const char usage[] =
    "mailwalk send --to ADDRESS [--to ADDRESS].. [OPTION]..\n"
    "\n"
    "Sends one mail and prints the dialogue with the server.  The text is\n"
    "read from stdin; if it has no header, one is made.\n"
    "\n"
    "  --to ADDRESS         a recipient; give it once for each\n"
    "  --from ADDRESS       the sender (alice@red.example); <> for nobody\n"
    "  --subject TEXT       the subject\n"
    "  --header 'X: y'      one more line of the header\n"
    "  --file FILE          read the text from FILE, - for stdin\n"
    "  --smtp HOST:PORT     the server (red.example of the lab world)\n"
    "  --server HOST[:OFFSET]  the lab world of another machine\n"
    "  --helo NAME          our name in EHLO\n"
    "  --timeout S          seconds to wait for each reply\n"
    "  --raw-dialogue       the dialogue as the servers log it\n"
    "  --quiet              no dialogue; only what went wrong\n"
    "\n"
    "Exit status: 0 sent, 69 refused for good, 75 try again later, 64 wrong\n"
    "use, 65 the text cannot be sent, 66 no text, 68 no such host, 76 the\n"
    "server broke the protocol.\n";

/*
 * An address as RFC 5321 section 4.1.2 writes it, whole and without brackets.
 */
static int
check_address(const struct arguments *arguments, const char *address)
{
    struct path path;
    const char *why = "something follows it";
    size_t len = strlen(address);

    if (path_parse(address, len, PATH_MAILBOX, &path, &why) != len) {
        return arguments_complain(arguments, "%s is no address: %s", address,
                                  why);
    }
    return EX_OK;
}

static int
add_recipient(struct send_options *options, const struct arguments *arguments)
{
    if (check_address(arguments, arguments->value) != EX_OK) {
        return EX_USAGE;
    }
    options->to[options->rcpt_count] = arguments->value;
    options->rcpts[options->rcpt_count].mailbox = arguments->value;
    options->rcpt_count++;
    return EX_OK;
}

static int
set_sender(struct send_options *options, const struct arguments *arguments)
{
    if (strcmp(arguments->value, "<>") == 0 || arguments->value[0] == '\0') {
        options->from = "";
        return EX_OK;
    }
    options->from = arguments->value;
    return check_address(arguments, arguments->value);
}

/*
 * One line of text for the header: no second line hides in it.
 */
static int
check_line(const struct arguments *arguments, const char *text)
{
    if (strpbrk(text, "\r\n") != NULL) {
        return arguments_complain(arguments, "a header line must be one line");
    }
    if (strlen(text) > MESSAGE_LINE_MAX) {
        return arguments_complain(arguments, "a header line may have %d octets",
                                  MESSAGE_LINE_MAX);
    }
    return EX_OK;
}

static int
add_field(struct send_options *options, const struct arguments *arguments)
{
    const char *text = arguments->value;
    const char *colon = strchr(text, ':');
    const char *at;

    for (at = text; at != colon; at++) {
        if (*at <= ' ' || *at == 0x7F) {
            colon = NULL;
            break;
        }
    }
    if (colon == NULL || colon == text) {
        return arguments_complain(arguments, "--header takes 'Name: text'");
    }
    options->fields[options->field_count++] = text;
    return check_line(arguments, text);
}

static int
set_helo(struct send_options *options, const struct arguments *arguments)
{
    options->helo = arguments->value;
    if (!path_domain_ok(options->helo, strlen(options->helo))) {
        return arguments_complain(arguments, "--helo takes a domain, or an "
                                  "address in brackets as [127.0.0.1]");
    }
    return EX_OK;
}

static int
set_timeout(struct send_options *options, const struct arguments *arguments)
{
    options->timeout_s = (int)arguments_number(arguments->value, 1, 86400);
    if (options->timeout_s < 0) {
        return arguments_complain(arguments, "--timeout takes seconds, from 1 "
                                  "to 86400");
    }
    return EX_OK;
}

static int
take(struct send_options *options, const struct arguments *arguments, int id)
{
    switch (id) {
    case OPTION_TO:
        return add_recipient(options, arguments);
    case OPTION_FROM:
        return set_sender(options, arguments);
    case OPTION_SUBJECT:
        options->subject = arguments->value;
        return check_line(arguments, options->subject);
    case OPTION_HEADER:
        return add_field(options, arguments);
    case OPTION_FILE:
        options->file = arguments->value;
        return EX_OK;
    case OPTION_SMTP:
        options->place = arguments->value;
        return EX_OK;
    case OPTION_SERVER:
        options->server = arguments->value;
        return EX_OK;
    case OPTION_HELO:
        return set_helo(options, arguments);
    case OPTION_TIMEOUT:
        return set_timeout(options, arguments);
    case OPTION_RAW:
        options->style = TRANSCRIPT_RAW;
        return EX_OK;
    case OPTION_QUIET:
        options->quiet = true;
        return EX_OK;
    case OPTION_HELP:
        options->help = true;
        return EX_OK;
    }
    return arguments_complain(arguments, "%s is not an option",
                              arguments->value);
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
    const char *at = strrchr(options->from, '@');
    enum world_domain domain = WORLD_RED;

    if (at != NULL && world_domain_find(at + 1, strlen(at + 1), &domain) != 0) {
        domain = WORLD_RED;
    }
    return domain;
}

static int
read_message(struct send_options *options, const struct arguments *arguments)
{
    const struct message_wish wish = {.from = options->from,
                                      .to = options->to,
                                      .to_count = options->rcpt_count,
                                      .subject = options->subject,
                                      .fields = options->fields,
                                      .field_count = options->field_count};
    bool use_stdin = options->file == NULL || strcmp(options->file, "-") == 0;
    FILE *file = use_stdin ? stdin : fopen(options->file, "r");
    int result;

    if (file == NULL) {
        fprintf(stderr, "mailwalk %s: %s: %s\n", arguments->argv[0],
                options->file, strerror(errno));
        return EX_NOINPUT;
    }
    if (use_stdin && isatty(STDIN_FILENO)) {
        fprintf(stderr, "Type the text; end it with Ctrl-D.\n");
    }
    result = message_read(&options->message, file);
    if (!use_stdin) {
        fclose(file);
    }
    if (result != 0) {
        fprintf(stderr, "mailwalk %s: %s\n", arguments->argv[0],
                options->message.why);
        return EX_NOINPUT;
    }
    if (message_finish(&options->message, &wish) != 0) {
        fprintf(stderr, "mailwalk %s: %s\n", arguments->argv[0],
                options->message.why);
        return EX_DATAERR;
    }
    return EX_OK;
}

int
send_options_read(struct send_options *options, int argc, char **argv)
{
    struct arguments arguments;
    int status;
    int id;

    *options = (struct send_options){.from = "alice@red.example",
                                     .style = TRANSCRIPT_ANNOTATED};
    options->rcpts = calloc((size_t)argc, sizeof *options->rcpts);
    options->to = calloc((size_t)argc, sizeof *options->to);
    options->fields = calloc((size_t)argc, sizeof *options->fields);
    if (options->rcpts == NULL || options->to == NULL ||
        options->fields == NULL) {
        fprintf(stderr, "mailwalk send: out of memory\n");
        return EX_TEMPFAIL;
    }
    arguments_init(&arguments, known, argc, argv);
    while ((id = arguments_next(&arguments)) != ARGUMENTS_END) {
        status = id == ARGUMENTS_WRONG ? EX_USAGE
                                       : take(options, &arguments, id);
        if (status != EX_OK) {
            return status;
        }
    }
    if (options->help) {
        fputs(usage, stdout);
        return EX_OK;
    }
    if (options->rcpt_count == 0) {
        return arguments_complain(&arguments, "no recipient: give --to "
                                  "ADDRESS");
    }
    if (options->quiet) {
        options->style = TRANSCRIPT_NONE;
    }
    if (reach_find(&options->reach, options->place, options->server,
                   sender_domain(options), WORLD_SMTP) != 0) {
        return arguments_complain(&arguments, "%s", options->reach.why);
    }
    choose_helo(options);
    return read_message(options, &arguments);
}

void
send_options_free(struct send_options *options)
{
    message_free(&options->message);
    free(options->rcpts);
    free(options->to);
    free(options->fields);
}
