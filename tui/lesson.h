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
#include "tui/screen.h"

enum { LESSON_INPUT_MAX = 512 };

enum lesson_pane {
    LESSON_DIALOGUE, LESSON_REPLY, LESSON_MEMORY, LESSON_MACHINE,
    LESSON_SMTP_LOG, LESSON_POP3_LOG, LESSON_PANES
};

/* One live log: the last lines of a growing file. */
struct lesson_log;

struct lesson {
    struct screen screen;       /* first */
    struct play play;
    size_t cursor;              /* events shown; all of them: live */
    bool wire;                  /* show CR, LF and stuffed dots */
    bool zoomed;
    enum lesson_pane pane;      /* that scrolls, and that zoom enlarges */
    int scroll;                 /* rows that the pane is scrolled back */
    char input[LESSON_INPUT_MAX];   /* the line being typed: a string */
    const char *complaint;      /* why the last key was no answer, or NULL */
    struct lesson_log *logs[2]; /* smtpd's and pop3d's; NULL: not visible */
};

/* What the panes show: derived from the events up to the cursor. */
struct lesson_view {
    const struct lesson *lesson;
    struct observer observer;   /* of the connection, at the cursor */
    bool connected;             /* there was a connection */
    size_t step;
    const char *stage;          /* of the step: "recipient" */
    const char *reply;          /* the last PLAYER_MEANS, or NULL */
    const char *answered;       /* the last PLAYER_ANSWERED of the step */
    const char *why;            /* the PLAYER_WHY of the last reply, or NULL */
    const char *told;           /* narration since the last line, or NULL */
    const char *asked;          /* the open question, or NULL */
    const char *mailbox;        /* the last PLAYER_MAILBOX, or NULL */
    const char *trouble;        /* PLAYER_TROUBLE, or NULL */
};

/*
 * Make the view at the lesson's cursor; lesson_view_free() gives it back.
 */
void lesson_view(const struct lesson *lesson, struct lesson_view *view);
void lesson_view_free(struct lesson_view *view);

/* The panes: each draws into its area (with its rule in row 0). */
void pane_dialogue(const struct lesson_view *view, const struct area *area,
                   int *cursor_row);
void pane_stages(const struct lesson_view *view, const struct area *area);
void pane_reply(const struct lesson_view *view, const struct area *area);
void pane_memory(const struct lesson_view *view, const struct area *area);
void pane_mailbox(const struct lesson_view *view, const struct area *area);
void pane_machine(const struct lesson_view *view, const struct area *area);
void pane_turn(const struct lesson_view *view, const struct area *area,
               int *cursor_row, int *cursor_col);
void pane_log(const struct lesson_view *view, int which,
              const struct area *area);

#endif
