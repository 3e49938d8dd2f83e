/*
 * type.h - the screen "Type it": a session that is typed, with hints.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_TYPE_H
#define MAILWALK_TUI_TYPE_H

#include <stdio.h>

#include "client/reach.h"
#include "labs/play.h"
#include "tui/screen.h"
#include "tui/servers.h"

/* Which server. */
struct type_place {
    enum chat_protocol protocol;
    const char *at; /* HOST:PORT; NULL: the lab's */
    const char *ca; /* whom to trust for TLS; NULL: as reach_trust() says */
    bool wire;      /* begin with the wire view */
    bool ask;       /* let the student say which; the above is nothing */
    FILE *log;      /* gets the dialogue, or NULL; the caller's */
};

/*
 * Make the screen.  lab says where the lab's servers are; it, the servers and
 * place->at and ca must outlive the screen.  Returns NULL if memory ran out.
 */
struct screen *type_screen_new(struct app *app, const struct type_place *place,
                               const struct play_place *lab,
                               struct servers *servers);

#endif
