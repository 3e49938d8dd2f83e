/*
 * lesson.h - the lesson on the screen: its model.
 *
 * The play (labs/play.h) goes forward against the real servers and adds events
 * to the player's list.  The lesson holds a cursor into that list.  Everything
 * on the screen is a view of the events up to the cursor; stepping back moves
 * the cursor and never touches the network.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TUI_LESSON_H
#define MAILWALK_TUI_LESSON_H

#include <stdbool.h>
#include <stddef.h>

#include "labs/play.h"
#include "protocol/observer.h"
#include "tui/panes.h"
#include "tui/screen.h"
#include "tui/servers.h"
#include "tui/session_view.h"

enum { LESSON_INPUT_MAX = 512, LESSON_NOTICE_MAX = 1024 };

enum lesson_phase {
    LESSON_STARTS, /* the servers are started for it */
    LESSON_OFFERS, /* the mailbox is not as the lesson wants it */
    LESSON_SENDS,  /* lesson A1 is played for its mail */
    LESSON_PLAYS
};

struct lesson {
    struct screen screen;       /* first */
    struct play play;
    size_t cursor;              /* events shown, never more than there are */
    bool wire;                  /* show CR, LF and stuffed dots */
    bool zoomed;
    enum pane_name pane;        /* that scrolls, and that zoom enlarges */
    int scroll;                 /* rows that the pane is scrolled back */
    char input[LESSON_INPUT_MAX];   /* the line being typed: a string */
    const char *complaint;      /* why the last key was no answer, or NULL */
    struct lesson_log *logs[2]; /* smtpd's and pop3d's; NULL: not visible */
    struct mailwatch *watch;    /* of the mailbox; NULL: not visible */
    char *mailbox;              /* as it is now, in sentences, or NULL */

    /* For the files that drive the lesson: lesson_inside.h. */
    enum lesson_phase phase;
    size_t seen;                /* the furthest that the cursor has been */
    bool stopped;               /* there is more than was shown yet */
    bool cover;                 /* a reply is hidden until P uncovers it */
    char *page;                 /* an explanation above the panes, or NULL */
    int page_scroll;
    char notice[LESSON_NOTICE_MAX]; /* instead of a turn, or "" */
    char path[WORLD_PATH_ROOM]; /* of the lab file */
    struct play_place place;
    struct servers *servers;
    struct play first;          /* lesson A1, that sends the mail for A2 */
};

/* What the panes show: derived from the events up to the cursor. */
struct lesson_view {
    const struct lesson *lesson;
    struct session_view session;    /* its lines, and what they make */
    size_t step;
    const char *answered;       /* the last PLAYER_ANSWERED of the step */
    const char *why;            /* the PLAYER_WHY of the last reply, or NULL */
    const char *asked;          /* the open question, or NULL */
    const char *mailbox;        /* in sentences: that of now, or if one looks */
    bool changed; /* back, of then; NULL: not known.  Is it new? */
    const char *trouble;        /* PLAYER_TROUBLE, or NULL */
    bool live;                  /* the cursor is behind the last event */
    size_t spoken;              /* the event behind the last line of C or S */
    size_t asked_at;            /* if asked: its event; options follow it */
    size_t stages;              /* PLAYER_STAGE events so far */
    bool tells_guess;           /* no pane shows the prediction otherwise */
};

/*
 * Make the view at the lesson's cursor; lesson_view_free() gives it back.
 */
void lesson_view(const struct lesson *lesson, struct lesson_view *view);
void lesson_view_free(struct lesson_view *view);

/*
 * The panes that only a lesson has (the others are in pane.h): each draws into
 * its area (with its rule in row 0, but for the stages) and copes with any
 * size.  Where the real cursor belongs is told in rows and columns of the
 * screen.
 */
void pane_stages(const struct lesson_view *view, const struct area *area);
void pane_mailbox(const struct lesson_view *view, const struct area *area);
void pane_way(const struct lesson_view *view, const struct area *area);
void pane_turn(const struct lesson_view *view, const struct area *area,
               int *cursor_row, int *cursor_col);

/*
 * How many rows, its rule included, pane_turn() needs to show all it has, in
 * an area of this width.  What does not fit is left out from its top; the
 * question stays.
 */
int pane_turn_rows(const struct lesson_view *view, int cols);

/*
 * All panes of the lesson at the view's cursor.
 */
void lesson_panes(const struct lesson_view *view, struct panes *panes);

#endif
