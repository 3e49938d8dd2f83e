/*
 * states.c - prints docs/states.md from the tables of both protocols.
 *
 * Usage: states >docs/states.md          (make docs)
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "protocol/pop3.h"
#include "protocol/smtp.h"

static const enum smtp_state smtp_states[] = {SMTP_GREETED, SMTP_READY,
                                              SMTP_MAIL,    SMTP_RCPT,
                                              SMTP_DATA,    SMTP_CLOSED};
static const enum pop3_state pop3_states[] = {
    POP3_AUTHORIZATION, POP3_TRANSACTION, POP3_UPDATE, POP3_CLOSED};

enum {
    SMTP_STATES = sizeof smtp_states / sizeof smtp_states[0],
    POP3_STATES = sizeof pop3_states / sizeof pop3_states[0],
    SMTP_SPOKEN = SMTP_STATES - 1,  /* in the last one nothing is legal */
    POP3_SPOKEN = POP3_STATES - 2,
    CODE_FIRST = 200,
    CODE_LAST = 599
};

/*
 * Words of the tables, as Markdown wants them.
 */
static void
put(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '<') {
            fputs("&lt;", stdout);
        } else {
            printf("%s%c", *text == '*' || *text == '|' ? "\\" : "", *text);
        }
    }
}

/*
 * One cell of a table; the first of a row has `first` set.
 */
static void
cell(const char *text)
{
    fputs(" ", stdout);
    put(text);
    fputs(" |", stdout);
}

static void
head(const char *row, unsigned columns)
{
    printf("\n%s\n|", row);
    while (columns-- > 0) {
        fputs("---|", stdout);
    }
    fputs("\n", stdout);
}

/* ---- SMTP ---- */

/*
 * The states that success leads to.  RSET is the one row that depends on where
 * it is said: RFC 5321 section 4.1.4.
 */
static unsigned
smtp_after(enum smtp_verb verb, enum smtp_state state)
{
    unsigned after = smtp_command(verb)->after;

    if (verb == SMTP_VERB_RSET) {
        return state == SMTP_GREETED ? SMTP_GREETED : SMTP_READY;
    }
    return after == SMTP_SAME ? (unsigned)state : after;
}

static void
smtp_cell(enum smtp_verb verb, enum smtp_state state)
{
    const char *between = " ";

    if ((smtp_command(verb)->legal & state) == 0) {
        fputs(" - |", stdout);
        return;
    }
    for (int i = 0; i < SMTP_STATES; i++) {
        if ((smtp_after(verb, state) & smtp_states[i]) != 0) {
            printf("%s%s", between, smtp_state_row(smtp_states[i])->name);
            between = " or ";
        }
    }
    fputs(" |", stdout);
}

static void
smtp_states_table(void)
{
    head("| state | the server | the client's next step |", 3);
    for (int i = 0; i < SMTP_STATES; i++) {
        const struct smtp_state_row *row = smtp_state_row(smtp_states[i]);

        fputs("|", stdout);
        cell(row->name);
        cell(row->what);
        cell(row->stage);
        fputs("\n", stdout);
    }
}

static void
smtp_moves(void)
{
    head("| command | in GREETED | READY | MAIL | RCPT | DATA |", 6);
    for (enum smtp_verb verb = 0; verb < SMTP_VERBS; verb++) {
        fputs("|", stdout);
        cell(smtp_command(verb)->word);
        for (int i = 0; i < SMTP_SPOKEN; i++) {
            smtp_cell(verb, smtp_states[i]);
        }
        fputs("\n", stdout);
    }
}

static void
smtp_commands(void)
{
    head("| command | what it does | replies | section |", 4);
    for (enum smtp_verb verb = 0; verb < SMTP_VERBS; verb++) {
        const struct smtp_command *row = smtp_command(verb);

        printf("| `%s` |", row->syntax);
        cell(row->what);
        for (int i = 0; row->codes[i] != 0; i++) {
            printf(" %d", row->codes[i]);
        }
        fputs(" |", stdout);
        cell(row->section);
        fputs("\n", stdout);
    }
}

static void
smtp_codes(void)
{
    head("| reply | to | meaning | section |", 4);
    for (int code = CODE_FIRST; code <= CODE_LAST; code++) {
        const struct smtp_code *row = smtp_code(code);

        if (row != NULL) {
            printf("| %d |", code);
            cell(row->after);
            cell(row->what);
            cell(row->section);
            fputs("\n", stdout);
        }
    }
}

static void
smtp_extensions(void)
{
    const struct smtp_extension *row;

    head("| keyword | parameter | what it allows | section |", 4);
    for (size_t i = 0; (row = smtp_extension(i)) != NULL; i++) {
        fputs("|", stdout);
        cell(row->keyword);
        cell(row->parameter);
        cell(row->what);
        cell(row->section);
        fputs("\n", stdout);
    }
}

/* ---- POP3 ---- */

/*
 * QUIT is the one row that depends on where it is said: RFC 1939 section 6.
 */
static enum pop3_state
pop3_after(enum pop3_verb verb, enum pop3_state state)
{
    unsigned after = pop3_command(verb)->after;

    if (verb == POP3_VERB_QUIT) {
        return state == POP3_TRANSACTION ? POP3_UPDATE : POP3_CLOSED;
    }
    return after == POP3_SAME ? state : (enum pop3_state)after;
}

static void
pop3_states_table(void)
{
    head("| state | the server |", 2);
    for (int i = 0; i < POP3_STATES; i++) {
        const struct pop3_state_row *row = pop3_state_row(pop3_states[i]);

        fputs("|", stdout);
        cell(row->name);
        cell(row->what);
        fputs("\n", stdout);
    }
}

static void
pop3_moves(void)
{
    head("| command | in AUTHORIZATION | TRANSACTION |", 3);
    for (enum pop3_verb verb = 0; verb < POP3_VERBS; verb++) {
        fputs("|", stdout);
        cell(pop3_command(verb)->word);
        for (int i = 0; i < POP3_SPOKEN; i++) {
            bool legal = (pop3_command(verb)->legal & pop3_states[i]) != 0;

            cell(legal ? pop3_state_row(pop3_after(verb, pop3_states[i]))->name
                       : "-");
        }
        fputs("\n", stdout);
    }
}

static void
pop3_commands(void)
{
    static const char *const shapes[] = {
        [POP3_ONE_LINE] = "one line",
        [POP3_MANY_LINES] = "lines, then a dot",
        [POP3_MANY_IF_BARE] = "lines, if it has no argument"};

    head("| command | what it does | behind +OK | section |", 4);
    for (enum pop3_verb verb = 0; verb < POP3_VERBS; verb++) {
        const struct pop3_command *row = pop3_command(verb);

        printf("| `%s` |", row->syntax);
        cell(row->what);
        cell(shapes[row->shape]);
        cell(row->section);
        fputs("\n", stdout);
    }
}

static void
pop3_response_codes(void)
{
    static const char *const tags[] = {"IN-USE", "LOGIN-DELAY", "AUTH",
                                       "SYS/TEMP", "SYS/PERM"};

    head("| behind -ERR | meaning | section |", 3);
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        const struct pop3_response_code *row =
            pop3_response_code(tags[i], strlen(tags[i]));

        printf("| [%s] |", row->tag);
        cell(row->what);
        cell(row->section);
        fputs("\n", stdout);
    }
}

int
main(void)
{
    puts("# States, commands, replies\n\n"
         "Printed by `make docs` from [protocol/smtp.c](../protocol/smtp.c),\n"
         "[smtp_codes.c](../protocol/smtp_codes.c) and "
         "[pop3.c](../protocol/pop3.c):\n"
         "the tables by which the servers answer and the lessons explain. Not "
         "all of this is\n"
         "built into our servers; HELP and CAPA tell what is.\n\n"
         "## SMTP");
    smtp_states_table();
    puts("\nWhat success (2yz, 3yz) leads to. `-` is 503, and a failure leaves "
         "the state as\nit is; but behind the dot the transaction is over, "
         "whatever the verdict.");
    smtp_moves();
    puts("\nEvery command may also be answered with 421, 500, 501, 502 or "
         "503.");
    smtp_commands();
    smtp_codes();
    puts("\nWhat a server may offer in its answer to EHLO:");
    smtp_extensions();
    puts("\n## POP3");
    pop3_states_table();
    puts("\nWhat +OK leads to. `-` is -ERR, and an -ERR leaves the state as it "
         "is; but QUIT\nends the session, and PASS counts right behind a good "
         "USER only.");
    pop3_moves();
    pop3_commands();
    pop3_response_codes();
    return 0;
}
