/*
 * log_session.c - the session that a line of a log belongs to, up to that line.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/log_session.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/escape.h"

void
log_session_free(struct log_session *session)
{
    session_view_free(&session->view);
    for (size_t i = 0; i < session->texts; i++) {
        free(session->text[i]);
    }
    free(session->text);
    memset(session, 0, sizeof(*session));
}

/*
 * Keep the text of a record, spelled as in the log.  NULL if memory ran out.
 */
static const char *
keep(struct log_session *session, const struct dialogue_record *record)
{
    size_t room = 2 * session->room + 64;
    char **larger = NULL;
    char *text = malloc(4 * record->len + 1);

    if (session->texts == session->room) {
        larger = realloc(session->text, room * sizeof(*larger));
        if (larger != NULL) {
            session->text = larger;
            session->room = room;
        }
    }
    if (text == NULL || session->texts == session->room) {
        free(text);
        return NULL;
    }
    text[escape_spell(record->text, record->len,
                      record->mark == DIALOGUE_EVENT ? ESCAPE_EVENT
                                                     : ESCAPE_TEXT,
                      text)] = '\0';
    session->text[session->texts++] = text;
    return text;
}

static void
take(struct log_session *session, struct logbook *book, uint64_t offset)
{
    struct dialogue_record record;
    struct session_line line = {.begins = false};
    struct follow_line octets;
    const char *why = NULL;

    if (follow_line(book->follow, offset, &octets) != 0 ||
        logbook_parse(book, &octets, &record, &why) != 0) {
        return;
    }
    line.mark = record.mark;
    line.speaker = (char)record.mark;
    if (record.mark == DIALOGUE_DATA) {
        line.speaker = session->view.observer.service == OBSERVER_POP3 ? 'S'
                                                                       : 'C';
    }
    line.text = keep(session, &record);
    if (line.text != NULL) {
        session_view_add(&session->view, &line);
    }
}

/*
 * Begin with the first line of the session.
 */
static void
begin(struct log_session *session, const struct logbook *book, size_t which)
{
    const struct roster_entry *entry = roster_entry(book->roster, which - 1);

    log_session_free(session);
    session_view_init(&session->view, entry->speaks);
    session_view_connect(&session->view, entry->speaks);
    session->book = book;
    session->anew = book->anew;
    session->session = which;
    session->next = logbook_find(book, entry->first);
}

void
log_session_choose(struct log_session *session, struct logbook *book,
                   uint64_t offset)
{
    size_t at = logbook_find(book, offset);
    const struct logbook_line *line = &book->line[at];

    session->known = false;
    if (at == book->count || line->offset != offset || line->session == 0 ||
        line->session - 1 < roster_oldest(book->roster) ||
        roster_entry(book->roster, line->session - 1)->lines >
            LOG_SESSION_MAX) {
        session->session = 0;
        return;
    }
    if (session->book != book || session->anew != book->anew ||
        session->session != line->session || session->next > at + 1) {
        begin(session, book, line->session);
    }
    for (; session->next <= at; session->next++) {
        if (book->line[session->next].session == line->session) {
            take(session, book, book->line[session->next].offset);
        }
    }
    session->verb = line->verb;
    session->known = true;
}
