/*
 * pane_way.c - who calls, and which way the mail moves.
 *
 * Two arrows tell it all.  The same way: push.  Opposite ways: pull.  What is
 * done and where we are is told by the dialogue.
 *
 * RFC 5321 section 2.1; RFC 1939 section 3.
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "tui/lesson.h"
#include "tui/pane.h"

enum { POSTS = 4, LEFT = 7, NAME_ROOM = 24 };

/* The posts from left to right, and what stands on them. */
struct way {
    int post[POSTS]; /* columns */
    const char *name[POSTS];
    const char *below[POSTS]; /* the second row of a name */
};

/* How far a leg is. */
enum leg { LEG_LATER, LEG_HERE, LEG_DONE };

/*
 * An arrow between two posts; one that leads to the left is from right to left.
 */
static void
draw_arrow(const struct area *body, int row, int from, int to,
           enum paint_sign line)
{
    int left = from < to ? from : to;
    int right = from < to ? to : from;

    for (int col = left + 1; col < right; col++) {
        paint_text(body, row, col, PAINT_PLAIN, paint_sign(line));
    }
    paint_text(body, row, from < to ? right - 1 : left + 1, PAINT_PLAIN,
               from < to ? ">" : "<");
}

static void
draw_posts(const struct way *way, const struct area *body, int first, int last)
{
    for (int row = first; row <= last; row++) {
        for (int i = 0; i < POSTS; i++) {
            paint_text(body, row, way->post[i], PAINT_PLAIN,
                       paint_sign(PAINT_VLINE));
        }
    }
}

/*
 * A text in the middle of a column, but inside the area.
 */
static void
draw_over(const struct area *body, int row, int middle, const char *text)
{
    int width = paint_width(text);
    int col = middle - width / 2;

    col = col + width > body->cols ? body->cols - width : col;
    pane_put(body, row, col < 1 ? 1 : col, body->cols, PAINT_PLAIN, text);
}

static void
draw_names(const struct way *way, const struct area *body)
{
    for (int i = 0; i < POSTS; i++) {
        draw_over(body, 0, way->post[i], way->name[i]);
        draw_over(body, 1, way->post[i], way->below[i]);
    }
}

/*
 * What a leg is called, and how far it is, between its posts.
 */
static void
draw_leg(const struct way *way, const struct area *body, int row, int i,
         const char *name, enum leg leg)
{
    static const char *const far[] = {"[ ] not yet", "[>] HERE", "[x] done"};
    int middle = (way->post[i] + way->post[i + 1]) / 2 + 1;

    draw_over(body, row, middle, name);
    draw_over(body, row + 1, middle, far[leg]);
}

/*
 * How far push, store and pull are.
 */
static void
find_legs(const struct lesson_view *view, enum leg legs[POSTS - 1])
{
    const struct session_view *session = &view->session;
    bool here = session->connected && !observer_over(&session->observer);

    if (session->observer.service == OBSERVER_POP3) {
        bool stored = view->lesson->play.box_mail;

        legs[0] = legs[1] = stored ? LEG_DONE : LEG_LATER;
        legs[2] = here ? LEG_HERE : session->connected ? LEG_DONE : LEG_LATER;
        return;
    }
    legs[1] = session->observer.smtp.delivered > 0 ? LEG_DONE : LEG_LATER;
    legs[0] = legs[1] == LEG_DONE ? LEG_DONE : here ? LEG_HERE : LEG_LATER;
    legs[2] = LEG_LATER;
}

void
pane_way(const struct lesson_view *view, const struct area *area)
{
    bool pop3 = view->session.observer.service == OBSERVER_POP3;
    struct area body = pane_body(area);
    int step = (body.cols - 2 * LEFT) / (POSTS - 1);
    struct way way = {
        .name = {pop3 ? "the sender" : "you", "smtpd", "mailbox",
                 pop3 ? "you" : "the reader"},
        .below = {"(client)", "(server)", "and pop3d", "(client)"},
    };
    enum leg legs[POSTS - 1];

    paint_rule(area, 0, "Who calls, and which way the mail moves");
    for (int i = 0; i < POSTS; i++) {
        way.post[i] = LEFT + i * step;
    }
    find_legs(view, legs);
    draw_names(&way, &body);
    draw_posts(&way, &body, 2, 5);
    paint_text(&body, 2, 1, PAINT_PLAIN, "calls");
    draw_arrow(&body, 2, way.post[0], way.post[1], PAINT_HLINE);
    draw_arrow(&body, 2, way.post[3], way.post[2], PAINT_HLINE);
    paint_text(&body, 3, 1, PAINT_PLAIN, "mail");
    for (int i = 0; i + 1 < POSTS; i++) {
        draw_arrow(&body, 3, way.post[i], way.post[i + 1], PAINT_DOUBLE);
    }
    draw_leg(&way, &body, 4, 0, "1 PUSH", legs[0]);
    draw_leg(&way, &body, 4, 1, "2 stored", legs[1]);
    draw_leg(&way, &body, 4, 2, "3 PULL", legs[2]);
    pane_line(&body, 7, 1, PAINT_PLAIN,
              "the same way: PUSH          opposite ways: PULL");
}
