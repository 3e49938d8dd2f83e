/*
 * quiz_plain.c - the quiz line by line.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/quiz.h"

#include <ctype.h>
#include <langinfo.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "labs/plain_text.h"

struct asker {
    struct plain_out out;
    char *line; /* of input */
    size_t room;
    bool at_end; /* nobody answers any more */
    bool left;
    size_t answered;
    size_t right;
};

static void
show(const struct asker *asker, const struct quiz_question *question, size_t i,
     size_t count)
{
    char lead[] = "    a ";

    fprintf(asker->out.file, "\n");
    fprintf(asker->out.file, "Question %zu of %zu (%s).\n", i + 1, count,
            question->id);
    plain_lines(&asker->out, "", question->text);
    for (size_t o = 0; o < question->options; o++) {
        lead[4] = question->option[o]->letter;
        plain_lines(&asker->out, lead, question->option[o]->value);
    }
}

/*
 * Ask until the answer is one of the letters, or Enter: 0 then, and at the end
 * of the input.
 */
static char
listen(struct asker *asker, const struct quiz_question *question)
{
    while (!asker->at_end && !asker->left) {
        ssize_t len;
        char key;

        fputs("A letter answers, Enter shows, q leaves.\n> ", asker->out.file);
        fflush(asker->out.file);
        len = getline(&asker->line, &asker->room, stdin);
        if (len < 0 || !isatty(STDIN_FILENO)) {
            putc('\n', asker->out.file); /* no Enter was echoed */
        }
        if (len < 0) {
            asker->at_end = true;
            asker->left = isatty(STDIN_FILENO) != 0; /* Ctrl-D */
            return '\0';
        }
        asker->line[strcspn(asker->line, "\r\n")] = '\0';
        key = (char)tolower((unsigned char)asker->line[0]);
        if (key == '\0') {
            return '\0';
        }
        if (strcmp(asker->line, "q") == 0) {
            asker->left = true;
        } else if (asker->line[1] == '\0' && key >= 'a' &&
                   key < 'a' + (char)question->options) {
            return key;
        }
    }
    return '\0';
}

static void
ask(struct asker *asker, const struct quiz_question *question)
{
    char key = listen(asker, question);
    char text[64];

    if (asker->left) {
        return;
    }
    if (key == '\0') {
        snprintf(text, sizeof text, "It is %c.", question->right);
    } else {
        asker->answered++;
        asker->right += key == question->right;
        snprintf(text, sizeof text, "You said %c. It is %c.", key,
                 question->right);
    }
    plain_lines(&asker->out, "", text);
    plain_lines(&asker->out, "Why: ", question->why);
}

int
quiz_plain(const struct quiz *quiz)
{
    struct asker asker = {
        .out = {.file = stdout,
                .width = PLAIN_WIDTH,
                .utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0}};
    char text[128];

    for (size_t i = 0; i < quiz->count && !asker.left; i++) {
        struct quiz_question question;

        quiz_question(quiz, i, &question);
        show(&asker, &question, i, quiz->count);
        ask(&asker, &question);
    }
    quiz_result(quiz, asker.answered, asker.right, text, sizeof text);
    putc('\n', asker.out.file);
    plain_lines(&asker.out, "", text);
    free(asker.line);
    return fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}
