/*
 * replay_plain.c - Replay without a screen: told in sentences.
 *
 *   Step 3 of 9. The client says: RCPT TO:<bob@red.example>
 *     Adds one recipient; repeat it for each. (RFC 5321 section 4.1.1.3)
 *     The server replies: 503 5.5.1 RCPT not now: say MAIL FROM first
 *     503 = refused, syntax. The right command at the wrong moment. ..
 *     The server remembers: client pc7, no sender, no recipient, no text.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/replay_plain.h"

#include <langinfo.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "labs/explain.h"
#include "labs/explain_line.h"
#include "labs/plain_text.h"
#include "protocol/escape.h"
#include "tui/tape_compare.h"

enum { REPLY_SHOWN = 12 };

static const char LEAD[] = "  ";

static struct plain_out
standard_output(void)
{
    return (struct plain_out){.file = stdout,
                              .width = PLAIN_WIDTH,
                              .utf8 = strcmp(nl_langinfo(CODESET),
                                             "UTF-8") == 0};
}

/*
 * Write a text that was made in memory; it ends here.
 */
static void
put(const struct plain_out *out, const char *lead, FILE *made, char **text,
    size_t *size)
{
    char *clean = NULL;

    fclose(made);
    clean = malloc(4 * *size + 1);
    if (clean != NULL) { /* a name may hold anything */
        size_t len = 0;

        for (const char *line = *text; *line != '\0';) {
            size_t part = strcspn(line, "\n");

            len += escape_spell(line, part, ESCAPE_EVENT, clean + len);
            clean[len++] = '\n';
            line += part + (line[part] == '\n');
        }
        clean[len > 0 ? len - 1 : 0] = '\0';
        plain_lines(out, lead, clean);
    }
    free(clean);
    free(*text);
}

/*
 * What line i is.
 */
static void
tell_line(const struct plain_out *out, const struct tape *tape, size_t i)
{
    const char *spelled = tape_line(tape, i);
    size_t len = strlen(spelled);
    char *plain = malloc(len + 1);
    struct dialogue_record record = {.mark = tape->session.view.line[i].mark,
                                     .text = plain};
    char *text = NULL;
    size_t size = 0;
    FILE *made = open_memstream(&text, &size);

    if (made != NULL && plain != NULL) {
        memcpy(record.service, tape->entry.service, sizeof(record.service));
        record.len = escape_undo(spelled, len, plain, len);
        explain_line(made, &record, tape->verb[i]);
    }
    if (made != NULL) {
        put(out, LEAD, made, &text, &size);
    }
    free(plain);
}

static void
tell_reply(const struct plain_out *out, const struct tape *tape,
           const struct tape_exchange *exchange)
{
    size_t last = exchange->reply;

    if (exchange->reply >= tape->lines) {
        plain_lines(out, LEAD, "Nobody replies to it.");
        return;
    }
    printf("%sThe server replies: %s\n", LEAD,
           tape_line(tape, exchange->reply));
    for (size_t i = exchange->reply + 1; i < exchange->end; i++) {
        if (tape->session.view.line[i].speaker != 'S') {
            continue;
        }
        if (i - exchange->reply < REPLY_SHOWN) {
            printf("%s                    %s\n", LEAD, tape_line(tape, i));
        }
        last = i;
    }
    if (exchange->end - exchange->reply > REPLY_SHOWN) {
        printf("%s                    (%zu lines in all)\n", LEAD,
               exchange->end - exchange->reply);
    }
    tell_line(out, tape,
              tape->entry.speaks == OBSERVER_SMTP ? last : exchange->reply);
}

/*
 * What the server remembers behind the exchange, and its state.
 */
static void
tell_state(const struct plain_out *out, const struct tape *tape,
           const struct tape_exchange *exchange)
{
    struct session_view view;
    char *text = NULL;
    size_t size = 0;
    FILE *made = open_memstream(&text, &size);

    if (made == NULL) {
        return;
    }
    tape_view(tape, exchange->end, &view);
    explain_memory(made, &view.observer);
    explain_state(made, &view.observer);
    session_view_free(&view);
    put(out, LEAD, made, &text, &size);
}

static void
tell_said(const struct tape *tape, const struct tape_exchange *exchange)
{
    size_t lines = exchange->command - exchange->begin;

    if (exchange->verb == TAPE_NONE) {
        printf("The client connects.\n");
    } else if (strcmp(tape_word(tape, exchange), "text") == 0) {
        printf("The client sends the text: %zu line%s, and the dot.\n", lines,
               lines == 1 ? "" : "s");
    } else {
        printf("The client says: %s\n", tape_line(tape, exchange->command));
    }
}

int
replay_plain(const struct tape *tape, const char *from)
{
    struct plain_out out = standard_output();
    size_t refused = 0;

    for (size_t i = 0; i < tape->exchanges; i++) {
        refused += tape_is_refused(&tape->exchange[i]);
    }
    printf("%s of %s: %zu lines, %zu steps, %zu refused.\n", tape->name, from,
           tape->lines, tape->exchanges, refused);
    for (size_t i = 0; i < tape->exchanges; i++) {
        const struct tape_exchange *exchange = &tape->exchange[i];

        printf("\nStep %zu of %zu. ", i + 1, tape->exchanges);
        tell_said(tape, exchange);
        if (exchange->verb != TAPE_NONE) {
            tell_line(&out, tape, exchange->command);
        }
        tell_reply(&out, tape, exchange);
        tell_state(&out, tape, exchange);
    }
    return 0;
}

/* ---- Two of them ---- */

static void
tell_side(const char *name, const struct tape *tape, size_t i)
{
    const struct tape_exchange *exchange = NULL;

    if (i == SIZE_MAX) {
        printf("  %s  -\n", name);
        return;
    }
    exchange = &tape->exchange[i];
    printf("  %s  ", name);
    tell_said(tape, exchange);
    if (exchange->reply < tape->lines) {
        printf("         The server replies: %s\n",
               tape_line(tape, exchange->reply));
    }
}

int
replay_plain_compare(const struct tape *mine, const char *mine_from,
                     const struct tape *model, const char *model_from)
{
    size_t count = 0;
    struct tape_pair *pair = tape_compare(mine, model, &count);

    if (pair == NULL) {
        return EX_OSERR;
    }
    printf("Mine: %s of %s. The model: %s of %s.\n"
           "%zu of %zu steps differ.\n",
           mine->name, mine_from, model->name, model_from,
           tape_differences(pair, count), count);
    for (size_t i = 0; i < count; i++) {
        const char *word = tape_difference_word(pair[i].difference);

        printf("\nStep %zu of %zu: %s.\n", i + 1, count,
               word[0] != '\0' ? word : "the same");
        tell_side("mine ", mine, pair[i].mine);
        if (pair[i].difference != TAPE_SAME) {
            tell_side("model", model, pair[i].model);
        }
    }
    free(pair);
    return 0;
}
