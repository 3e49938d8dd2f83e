/*
 * secret.c - read a password without showing it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "client/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/echo.h"

void
secret_forget(struct secret *secret)
{
    volatile char *text = secret->text;
    size_t i;

    /* volatile: a compiler may not leave this out as useless. */
    for (i = 0; i < sizeof secret->text; i++) {
        text[i] = 0;
    }
    secret->len = 0;
}

static int
sorry(struct secret *secret, const char *what, const char *why)
{
    secret_forget(secret);
    snprintf(secret->why, sizeof secret->why, "%s%s%s", what,
             why[0] != '\0' ? ": " : "", why);
    return -1;
}

/*
 * Read one line from fd, octet by octet: what follows it is not ours.
 */
static int
read_line(struct secret *secret, int fd)
{
    char octet;
    ssize_t got;

    secret->len = 0;
    while ((got = read(fd, &octet, 1)) != 0) {
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return sorry(secret, "the password cannot be read",
                         strerror(errno));
        }
        if (octet == ECHO_CTRL_C) {
            return sorry(secret, "no password was given", "");
        }
        if (octet == '\n') {
            break;
        }
        if (secret->len == SECRET_MAX) {
            return sorry(secret, "the password is too long for a POP3 command",
                         "at most 200 octets");
        }
        secret->text[secret->len++] = octet;
    }
    if (secret->len > 0 && secret->text[secret->len - 1] == '\r') {
        secret->len--;
    }
    secret->text[secret->len] = '\0';
    if (secret->len == 0) {
        return sorry(secret, "the password is empty", "");
    }
    return 0;
}

static int
from_file(struct secret *secret, const char *file)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    int result;

    if (fd < 0) {
        return sorry(secret, file, strerror(errno));
    }
    result = read_line(secret, fd);
    close(fd);
    return result;
}

static int
from_environment(struct secret *secret, const char *value)
{
    if (strlen(value) > SECRET_MAX || strpbrk(value, "\r\n") != NULL) {
        return sorry(secret, "MAILWALK_PASSWORD is no password",
                     "one line of at most 200 octets");
    }
    secret->len = strlen(value);
    memcpy(secret->text, value, secret->len + 1);
    return 0;
}

static int
from_terminal(struct secret *secret, const char *user)
{
    struct echo echo = {.hidden = false};
    int result;
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC);

    if (fd >= 0) {
        echo_hide(&echo, fd);
    }
    if (!echo.hidden) {
        if (fd >= 0) {
            close(fd);
        }
        return sorry(secret, "no terminal to ask for the password",
                     "use --password-file FILE or MAILWALK_PASSWORD");
    }
    tcflush(fd, TCIFLUSH);  /* what was typed so far was no password */
    dprintf(fd, "Password of %.200s: ", user);
    result = read_line(secret, fd);
    echo_show(&echo);
    close(fd);
    return result;
}

int
secret_get(struct secret *secret, const char *file, const char *user)
{
    const char *value = getenv("MAILWALK_PASSWORD");

    *secret = (struct secret){.len = 0};
    if (file != NULL) {
        return from_file(secret, file);
    }
    if (value != NULL && *value != '\0') {
        return from_environment(secret, value);
    }
    return from_terminal(secret, user);
}
