/*
 * session_view.h - a session up to a point, as panes show it.
 *
 * A lesson, a typed session and a saved log all become this: the lines of the
 * dialogue in their order, and what the observer makes of them.  Who looks
 * back makes the view of fewer lines.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_SESSION_VIEW_H
#define MAILWALK_TUI_SESSION_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "protocol/observer.h"

/* A line of the dialogue, or an event of the connection. */
struct session_line {
    char speaker; /* 'C', 'S', '*' an event */
    enum dialogue_mark mark;
    const char *text;    /* escaped: a string of somebody else's */
    bool lf;             /* it ended in a bare LF */
    unsigned long batch; /* lines of one number travelled together; 0: who
                            knows */
    bool begins;         /* a reply begins here; the view sets it */
};

struct session_view {
    struct observer observer;  /* of the last connection */
    struct session_line *line; /* of all connections, count of them */
    size_t count, room;
    size_t reply;       /* lines of the reply that came last: the */
    size_t reply_lines; /* first, how many (0: the client spoke) */
    bool more;          /* SMTP: that reply is not yet whole */
    bool connected;     /* there was a connection */
    unsigned passed;    /* set of states that it has been in */

    /* How it is looked at; set by the screen. */
    bool strange;        /* the server need not be smtpd or pop3d */
    bool watched;        /* the client is somebody else */
    bool wire;           /* show CR, LF and stuffed dots */
    bool whole;          /* fold nothing */
    bool opens;          /* Enter opens what is folded, if current */
    int scroll;          /* rows of the dialogue, from its end */
    const char *guessed; /* a prediction beside the reply, or NULL */
    const char *meaning; /* sentences about the reply, or NULL */
};

/*
 * An empty view; until the first connection it shows this service.  All else
 * is zero.  session_view_free() gives back what it comes to own.
 */
void session_view_init(struct session_view *view,
                       enum observer_service service);
void session_view_free(struct session_view *view);

/*
 * A new connection begins with the next line.
 */
void session_view_connect(struct session_view *view,
                          enum observer_service service);

/*
 * Add a line.  If memory runs out it is left out: then the view is behind, not
 * wrong.
 */
void session_view_add(struct session_view *view,
                      const struct session_line *line);

/*
 * What is lost if the connection ends now, in a few words.
 */
const char *session_stake(const struct observer *observer);

/*
 * The last line that one of the two said, or NULL.
 */
const struct session_line *session_view_last(const struct session_view *view);

#endif
