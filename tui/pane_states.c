/*
 * pane_states.c - how far a session has come, in one row.
 *
 * SMTP by the stages of a mail, POP3 by its three states.  What was done is
 * told by the states that the session has passed.
 *
 * RFC 5321 section 4.1.4; RFC 1939 section 3.
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "tui/pane.h"
#include "tui/stage_row.h"

enum { STAGES_MAX = 6, WORDS_COLS = 78 };

static const struct {
    enum smtp_state state;
    unsigned done; /* passed one of these: the stage is behind us */
} SMTP[] = {{SMTP_GREETED, SMTP_READY},
            {SMTP_READY, SMTP_MAIL},
            {SMTP_MAIL, SMTP_RCPT},
            {SMTP_RCPT, SMTP_DATA},
            {SMTP_CLOSED, 0}};

static const struct {
    enum pop3_state state;
    const char *words;
} POP3[] = {{POP3_AUTHORIZATION, " who are you?"},
            {POP3_TRANSACTION, " read, mark"},
            {POP3_UPDATE, " remove"}};

/*
 * In an open session what is behind the present stage is not done (again); of
 * one that is over, what it has passed is.
 */
static size_t
smtp_stages(const struct session_view *view, struct stage *stages)
{
    const struct observer *observer = &view->observer;
    enum smtp_state state = observer->smtp.state == SMTP_DATA
                                ? SMTP_RCPT
                                : observer->smtp.state;
    bool behind = state != SMTP_CLOSED;
    size_t count = 0;

    stages[count++] = (struct stage){.text = "connect",
                                     .done = observer->greeted,
                                     .here = view->connected &&
                                             !observer->greeted};
    for (size_t i = 0; i < sizeof(SMTP) / sizeof(SMTP[0]); i++) {
        struct stage *stage = &stages[count++];

        snprintf(stage->text, STAGE_ROOM, "%s",
                 smtp_state_row(SMTP[i].state)->stage);
        stage->here = observer->greeted && SMTP[i].state == state;
        behind = behind && !stage->here;
        stage->done = observer->greeted &&
                      (behind || (state == SMTP_CLOSED &&
                                  (view->passed & SMTP[i].done) != 0));
    }
    return count;
}

static size_t
pop3_stages(const struct session_view *view, struct stage *stages, bool words)
{
    size_t count = 0;

    for (size_t i = 0; i < sizeof(POP3) / sizeof(POP3[0]); i++) {
        struct stage *stage = &stages[count++];

        snprintf(stage->text, STAGE_ROOM, "%s%s",
                 pop3_state_row(POP3[i].state)->name,
                 words ? POP3[i].words : "");
        stage->here = view->connected &&
                      view->observer.pop3.state == POP3[i].state;
        stage->done = view->connected && (view->passed & POP3[i].state) != 0;
    }
    return count;
}

void
pane_states(const struct session_view *view, const struct area *area)
{
    struct stage stages[STAGES_MAX];
    size_t count = view->observer.service == OBSERVER_SMTP
                       ? smtp_stages(view, stages)
                       : pop3_stages(view, stages, area->cols >= WORDS_COLS);

    stage_row(stages, count, area);
}
