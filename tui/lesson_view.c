/*
 * lesson_view.c - what the lesson's events say at the cursor.
 *
 * Idea: a view is made anew from the first event to the cursor, each time.
 * The observer reads the lines again, so looking back shows what the server
 * remembered then.  A lesson has some hundred events; that is quick enough.
 *
 * Invariant: nothing behind the cursor is looked at, but for one thing: which
 * protocol a connection speaks is told by its greeting.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/lesson.h"

#include <string.h>

#include "tui/lesson_steps.h"

static const char CHANGED[] = "Changed! "; /* before the text of the player */

/*
 * Which protocol does the connection speak that begins at event i?  A reply of
 * POP3 begins with a sign, one of SMTP with a digit.
 */
static enum observer_service
service_at(const struct player *player, size_t i)
{
    const struct observer *now = player_observer(player);

    for (; i < player_events(player); i++) {
        const struct player_event *event = player_event(player, i);

        if (event->kind == PLAYER_LINE && event->speaker == 'S') {
            return event->text[0] == '+' || event->text[0] == '-'
                       ? OBSERVER_POP3
                       : OBSERVER_SMTP;
        }
    }
    return now != NULL ? now->service : OBSERVER_SMTP;
}

static void
take_line(struct lesson_view *view, size_t i, const struct player_event *event)
{
    const struct session_line line = {.speaker = event->speaker,
                                      .mark = event->mark,
                                      .text = event->text};

    if (event->speaker == '*' && strncmp(event->text, "connect", 7) == 0) {
        session_view_connect(&view->session,
                             service_at(view->lesson->play.player, i));
    }
    session_view_add(&view->session, &line);
    view->asked = NULL;
    if (event->speaker == '*') { /* the end of a connection: of neither */
        return;
    }
    view->spoken = i + 1;
    view->session.meaning = NULL;
    view->answered = NULL;
    view->session.guessed = NULL;
    view->why = NULL;
}

/*
 * A question is one event, each of its options another: "a  the client".
 */
static void
take_asked(struct lesson_view *view, size_t i, const char *text)
{
    if (view->asked == NULL || !lesson_is_option(text)) {
        view->asked = text;
        view->asked_at = i;
    }
}

static void
take_event(struct lesson_view *view, size_t i, const struct player_event *event)
{
    view->step = event->step;
    switch (event->kind) {
    case PLAYER_TOLD:
        view->asked = NULL;
        break;
    case PLAYER_STAGE:
        view->stages++;
        view->asked = NULL;
        break;
    case PLAYER_ASKED:
        take_asked(view, i, event->text);
        break;
    case PLAYER_ANSWERED:
        view->answered = event->text;
        view->asked = NULL;
        break;
    case PLAYER_LINE:
        take_line(view, i, event);
        break;
    case PLAYER_MEANS:
        view->session.meaning = event->text;
        view->session.guessed = view->answered;
        break;
    case PLAYER_MAILBOX:
        view->changed = strncmp(event->text, CHANGED, strlen(CHANGED)) == 0;
        view->mailbox = event->text + (view->changed ? strlen(CHANGED) : 0);
        break;
    case PLAYER_WHY:
        view->why = event->text;
        break;
    case PLAYER_TROUBLE:
        view->trouble = event->text;
        break;
    case PLAYER_REMEMBERS: /* the observer tells it */
        break;
    }
}

/*
 * Before the first connection: the service that the lab names first.
 */
static enum observer_service
first_service(const struct lab *lab)
{
    const struct lab_item *needs = lab_find(lab, lab->cards, LAB_NEEDS);

    return needs != NULL && strncmp(needs->value, "pop3", 4) == 0
               ? OBSERVER_POP3
               : OBSERVER_SMTP;
}

/*
 * Is there a reply at the cursor that is covered?
 */
static bool
is_covered(const struct lesson *lesson)
{
    return lesson->cover && lesson->cursor == lesson->seen &&
           lesson_reply_at(lesson->play.player, lesson->cursor);
}

/*
 * The mailbox as it is now, unless one looks back, or a reply is covered that
 * it would give away.
 */
static void
take_mailbox(struct lesson_view *view)
{
    const struct lesson *lesson = view->lesson;

    if (lesson->mailbox == NULL || is_covered(lesson) ||
        lesson->cursor < lesson->seen) {
        return;
    }
    view->changed = view->changed ||
                    (view->mailbox != NULL &&
                     strcmp(view->mailbox, lesson->mailbox) != 0);
    view->mailbox = lesson->mailbox;
}

void
lesson_view(const struct lesson *lesson, struct lesson_view *view)
{
    const struct player *player = lesson->play.player;

    memset(view, 0, sizeof(*view));
    view->lesson = lesson;
    view->live = lesson->cursor == player_events(player);
    view->step = 1;
    session_view_init(&view->session, first_service(lesson->play.lab));
    view->session.strange = lesson->play.place.host != NULL;
    view->session.wire = lesson->wire;
    if (lesson->pane == PANE_DIALOGUE) {
        view->session.whole = lesson->zoomed;
        view->session.scroll = lesson->scroll;
    }
    view->session.opens = !view->live || (player_want(player) != PLAYER_TYPE &&
                                          player_want(player) != PLAYER_ANSWER);
    for (size_t i = 0; i < lesson->cursor; i++) {
        take_event(view, i, player_event(player, i));
    }
    take_mailbox(view);
    if (view->live && player_want(player) != PLAYER_CHOOSE &&
        player_want(player) != PLAYER_ANSWER) {
        view->asked = NULL; /* it was answered, and nothing happened since */
    }
}

void
lesson_view_free(struct lesson_view *view)
{
    session_view_free(&view->session);
}

static void
draw_mailbox(const void *ctx, const struct area *area)
{
    pane_mailbox(ctx, area);
}

void
lesson_panes(const struct lesson_view *view, struct panes *panes)
{
    const struct lesson *lesson = view->lesson;

    *panes = (struct panes){.session = &view->session,
                            .logs = lesson->logs,
                            .host = lesson->play.place.host,
                            .covered = is_covered(lesson),
                            .chosen = lesson->pane,
                            .zoomed = lesson->zoomed,
                            .scroll = lesson->scroll,
                            .box = draw_mailbox,
                            .ctx = view};
}
