/*
 * tape.c - one session of a log, whole, to be looked at step by step.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/tape.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Reading ---- */

static bool
is_command(const struct session_line *line, int verb)
{
    return line->mark == DIALOGUE_CLIENT && verb != TAPE_NONE;
}

static struct tape_exchange *
add(struct tape *tape, size_t line, int verb)
{
    struct tape_exchange *exchange = &tape->exchange[tape->exchanges++];

    *exchange = (struct tape_exchange){.command = line,
                                       .begin = line,
                                       .reply = tape->lines,
                                       .end = line + 1,
                                       .verb = verb};
    return exchange;
}

/*
 * The first line of a text whose dot is line `dot`.
 */
static size_t
text_begin(const struct tape *tape, size_t dot)
{
    while (dot > 0 && tape->session.view.line[dot - 1].mark == DIALOGUE_DATA) {
        dot--;
    }
    return dot;
}

/*
 * A reply begins: it answers the oldest command without one; before the first
 * command it is the greeting.
 */
static struct tape_exchange *
answered(struct tape *tape, size_t line, size_t *open)
{
    struct tape_exchange *exchange = NULL;

    if (*open < tape->exchanges) {
        exchange = &tape->exchange[(*open)++];
    } else {
        exchange = add(tape, line, TAPE_NONE);
        *open = tape->exchanges;
    }
    exchange->reply = line;
    exchange->first = tape->session.view.line[line].text[0];
    return exchange;
}

static void
find_exchanges(struct tape *tape)
{
    const struct session_view *view = &tape->session.view;
    struct tape_exchange *current = NULL;
    size_t open = 0; /* the oldest exchange that has no reply yet */

    for (size_t i = 0; i < tape->lines; i++) {
        if (is_command(&view->line[i], tape->verb[i])) {
            struct tape_exchange *exchange = add(tape, i, tape->verb[i]);

            exchange->begin = text_begin(tape, i);
        } else if (view->line[i].speaker == 'S') {
            if (view->line[i].begins) {
                current = answered(tape, i, &open);
            }
            if (current != NULL) {
                current->end = i + 1;
            }
        }
    }
}

/*
 * The verbs of the lines, as the book knows them.
 */
static void
take_verbs(struct tape *tape, const struct logbook *book, size_t which)
{
    size_t taken = 0;

    for (size_t i = logbook_find(book, tape->entry.first);
         i < book->count && taken < tape->lines; i++) {
        if (book->line[i].session == which + 1) {
            tape->verb[taken++] = book->line[i].verb;
        }
    }
}

int
tape_read(struct tape *tape, struct logbook *book, size_t which)
{
    memset(tape, 0, sizeof(*tape));
    tape->entry = *roster_entry(book->roster, which);
    snprintf(tape->name, sizeof(tape->name), "%s#%lu", tape->entry.service,
             tape->entry.number);
    log_session_choose(&tape->session, book, tape->entry.last);
    tape->lines = tape->session.view.count;
    tape->verb = calloc(tape->lines + 1, sizeof(*tape->verb));
    tape->exchange = calloc(tape->lines + 1, sizeof(*tape->exchange));
    if (!tape->session.known || tape->lines == 0 || tape->verb == NULL ||
        tape->exchange == NULL) {
        tape_free(tape);
        return -1;
    }
    take_verbs(tape, book, which);
    find_exchanges(tape);
    return 0;
}

void
tape_free(struct tape *tape)
{
    log_session_free(&tape->session);
    free(tape->verb);
    free(tape->exchange);
    memset(tape, 0, sizeof(*tape));
}

/* ---- Looking ---- */

void
tape_view(const struct tape *tape, size_t lines, struct session_view *view)
{
    session_view_init(view, tape->entry.speaks);
    session_view_connect(view, tape->entry.speaks);
    for (size_t i = 0; i < lines && i < tape->lines; i++) {
        session_view_add(view, &tape->session.view.line[i]);
    }
}

size_t
tape_exchange_at(const struct tape *tape, size_t lines)
{
    size_t at = tape->exchanges;

    for (size_t i = 0; i < tape->exchanges; i++) {
        if (tape->exchange[i].begin < lines) {
            at = i;
        }
    }
    return at;
}

bool
tape_is_refused(const struct tape_exchange *exchange)
{
    return exchange->first == '4' || exchange->first == '5' ||
           exchange->first == '-';
}

size_t
tape_step(const struct tape *tape, size_t lines, bool back, bool refusals)
{
    size_t best = lines;

    for (size_t i = 0; i < tape->exchanges; i++) {
        size_t end = tape->exchange[i].end;

        if (refusals && !tape_is_refused(&tape->exchange[i])) {
            continue;
        }
        if (back ? end < lines && (best == lines || end > best)
                 : end > lines && (best == lines || end < best)) {
            best = end;
        }
    }
    return best;
}

const char *
tape_word(const struct tape *tape, const struct tape_exchange *exchange)
{
    if (exchange->verb == TAPE_NONE) {
        return "connect";
    }
    if (tape->entry.speaks == OBSERVER_SMTP &&
        exchange->verb == (int)SMTP_VERB_TEXT) {
        return "text";
    }
    return roster_verb_word(tape->entry.speaks, exchange->verb);
}

const char *
tape_line(const struct tape *tape, size_t i)
{
    return tape->session.view.line[i].text;
}
