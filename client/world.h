/*
 * world.h - the lab world: two mail domains on this machine, in one folder.
 *
 *   red.example     smtpd 2525, 2587   pop3d 1110   alice (apple), bob (banana)
 *   blue.example    smtpd 2526, 2588   pop3d 1111   carol (cherry), dave (date)
 *
 * The second port of an smtpd is that for submission (RFC 6409).
 *
 * Everything lies in one folder ($XDG_STATE_HOME/mailwalk, or --dir):
 *
 *   red/users  red/mail/USER/{new,cur,tmp}  red/smtpd.log  red/pop3d.log
 *   red/smtpd.pid  red/pop3d.pid  red/smtpd.out  red/pop3d.out   (blue/ too)
 *   offset (added to all ports)   tls/ (see world_tls.c)
 *
 * A server holds a lock on its pid file as long as it lives.  So whether it
 * is up is a question to the system, not to a number that may be stale.
 *
 * Rules: world_open() first; it makes nothing and starts nothing.  Where a
 * call fails, world->why says what and how to go on, for a person, and
 * world->status is the exit status that fits (sysexits).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_WORLD_H
#define MAILWALK_CLIENT_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum world_domain { WORLD_RED, WORLD_BLUE, WORLD_DOMAINS };
enum world_service { WORLD_SMTP, WORLD_POP3, WORLD_SUBMISSION };

enum {
    WORLD_SERVERS = 4,
    WORLD_DIR_MAX = 1023,   /* octets in the name of the folder */
    WORLD_PATH_ROOM = 1152, /* for any path of the world, NUL included */
    WORLD_WHY_ROOM = 4096,
    WORLD_OFFSET_MAX = 60000, /* so that every port stays below 65536 */
    WORLD_STEP_MS = 10,       /* between two looks at a start */
    WORLD_GREETING_MS = 5000, /* that a server has to say its greeting */
    WORLD_STOP_MS = 10000     /* that a server has to end when told to */
};

/* One of the four servers. */
struct world_server {
    enum world_domain domain;
    enum world_service service;
    const char *program;        /* "smtpd" */
    uint16_t port;              /* without the offset */
    uint16_t submission;        /* the second port of an smtpd, else 0 */
};

struct world_user {
    const char *name;
    const char *password;
    enum world_domain domain;
};

struct world {
    char dir[WORLD_DIR_MAX + 1];
    const char *programs;       /* set it if the servers are to be taken from
                                   this folder and no other; else NULL */
    unsigned offset;            /* added to all ports */
    int status;                 /* of the last failure, as in sysexits.h */
    char why[WORLD_WHY_ROOM];

    /* world's own. */
    bool dir_given;             /* it is not the default */
    int screen;                 /* lock of a screen that uses it, or -1 */
    struct world_start *start;  /* for a screen, under way; else NULL */
    int held;                   /* meanwhile: the lock of the world */
    bool none_up;               /* before it */
    pid_t child[WORLD_SERVERS]; /* started by this process, else 0 */
};

/*
 * Settle which folder: dir, or the default if it is NULL; read the offset kept
 * there.  Returns 0 or -1.  A world needs no closing, except that
 * world_release() follows world_ensure().
 */
int world_open(struct world *world, const char *dir);

/*
 * The folder that holds this program, as the system tells.  Returns false if it
 * does not tell.
 */
bool world_own_folder(char folder[WORLD_PATH_ROOM]);

/*
 * Make what is missing: the folder, the users files, the mailboxes with their
 * seeds.  What is there is left as it is.  Returns 0 or -1.
 */
int world_prepare(struct world *world);

/*
 * Set the offset and keep it in the folder, which is made if it is missing.
 * Returns 0, or -1, also if a server is up with another one.
 */
int world_set_offset(struct world *world, unsigned offset);

/* ---- Up and down.  ------------------------------------------------------ */

/*
 * Make the world and start those servers that are not up, all at once; wait
 * until each has greeted.  They stay up until world_down().  *started gets
 * how many were started.  If one fails, those that were started end again, and
 * -1 is returned.
 */
int world_up(struct world *world, unsigned *started);

/*
 * End the servers that are up, in good order; those that do not end within
 * WORLD_STOP_MS are killed.  *stopped and *killed get how many (the killed are
 * counted in both).  Returns 0 or -1.
 */
int world_down(struct world *world, unsigned *stopped, unsigned *killed);

/*
 * For a screen: as world_up(), but servers that were started by screens only
 * end with the last of them, at its world_release().  May be called again when
 * servers have ended: it starts those, and leaves the others alone.  The offset
 * is read anew: it may have been changed to get away from taken ports.
 */
int world_ensure(struct world *world);

/*
 * The same without waiting.  Returns 1 when all are up, 0 if not yet: then it
 * is to be called again, WORLD_STEP_MS later; -1 with why.
 */
int world_ensure_step(struct world *world);

/*
 * The screen is done with the world.  Fine without world_ensure() too, and in
 * the middle of a start.
 */
void world_release(struct world *world);

/*
 * Does server index live?  *pid (may be NULL) gets its process.
 */
bool world_alive(const struct world *world, size_t index, pid_t *pid);

/*
 * How many of the four servers live?
 */
unsigned world_alive_count(const struct world *world);

/*
 * Write to option what a command that we advise needs to find this world too:
 * " --dir DIR", or "" for the default.  option has room for WORLD_PATH_ROOM.
 */
void world_dir_option(const struct world *world, char *option);

/* ---- Where things are.  Each path has room for WORLD_PATH_ROOM. --------- */

/*
 * Server index, 0 to WORLD_SERVERS - 1: red's smtpd, red's pop3d, blue's ...
 */
const struct world_server *world_server(size_t index);

/*
 * The index of the server for a service of a domain; submission is smtpd's.
 */
size_t world_server_index(enum world_domain domain, enum world_service service);

/*
 * The port it listens on, offset included.
 */
uint16_t world_port(const struct world *world, enum world_domain domain,
                    enum world_service service);

/*
 * "red.example".
 */
const char *world_domain_name(enum world_domain domain);

/*
 * The domain of that name, in any case.  Returns 0, or -1 if it is none of
 * ours.
 */
int world_domain_find(const char *name, size_t len, enum world_domain *domain);

/*
 * User index, in the order of the table above, or NULL behind the last.
 */
const struct world_user *world_user(size_t index);

/*
 * The user of that name, with or without @domain, in any case; or NULL.
 */
const struct world_user *world_user_find(const char *name, size_t len);

/*
 * A file of server index: kind is "log", "pid" or "out".
 */
void world_server_path(const struct world *world, size_t index,
                       const char *kind, char *path);

/*
 * The certificate to trust, and that of server index, its key in the same file.
 */
void world_trust_path(const struct world *world, char *path);
void world_cert_path(const struct world *world, size_t index, char *path);

/*
 * The mailbox folder of a user: for mailview.h and seeds.h.
 */
void world_box_path(const struct world *world, const struct world_user *user,
                    char *path);

#endif
