/*
 * quiz.c - the quiz on the screen: a question, your answer, the reason.
 *
 * The answers given are the whole model: one character a question.  Going back
 * shows what was answered, and counts no second answer.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/quiz.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "client/arguments.h"

#include "labs/quiz.h"

#include "tui/app.h"

enum { MARGIN = 1, INDENT = 3 };

static const char UNSEEN = '\0', SHOWN = ' '; /* else: the letter answered */

struct quiz_screen {
    struct screen screen; /* first */
    struct quiz quiz;
    char *given; /* per question; quiz.count, and a NUL */
    size_t at;   /* the question shown; count: the result */
};

static const struct key_row keys[] = {
    {REQUEST_NEXT, "Space Right l Enter", "next",
     "show the answer; then the next question"},
    {REQUEST_BACK, "Left h", "back", "the question before"},
    {REQUEST_FIRST, "Home g", "", "the first question"},
    {REQUEST_LEAVE, "Esc", "leave", "leave the quiz"},
    {REQUEST_NONE, NULL, NULL, NULL},
};

/* ---- Drawing ---- */

static void
count_answers(const struct quiz_screen *quiz, size_t *answered, size_t *right)
{
    *answered = *right = 0;
    for (size_t i = 0; i < quiz->quiz.count; i++) {
        struct quiz_question question;

        quiz_question(&quiz->quiz, i, &question);
        *answered += quiz->given[i] != UNSEEN && quiz->given[i] != SHOWN;
        *right += quiz->given[i] == question.right;
    }
}

static void
draw_title(const struct quiz_screen *quiz, const struct area *area)
{
    size_t answered, right;
    char score[64];

    count_answers(quiz, &answered, &right);
    snprintf(score, sizeof score, "%zu of %zu right", right, answered);
    paint_text(area, 0, MARGIN, PAINT_TITLE, "mailwalk");
    if (quiz->at < quiz->quiz.count) {
        paint_format(area, 0, 11, PAINT_PLAIN, "Quiz: question %zu of %zu",
                     quiz->at + 1, quiz->quiz.count);
    } else {
        paint_text(area, 0, 11, PAINT_PLAIN, "Quiz: the end");
    }
    if (answered > 0) {
        paint_text(area, 0, area->cols - (int)strlen(score) - MARGIN,
                   PAINT_PLAIN, score);
    }
}

/*
 * The right option has a sign as soon as it may be known; so has the one that
 * was chosen.  Returns the row behind the options.
 */
static int
draw_options(const struct quiz_screen *quiz, const struct area *area, int row,
             const struct quiz_question *question)
{
    char given = quiz->given[quiz->at];

    for (size_t o = 0; o < question->options; o++) {
        const struct lab_item *option = question->option[o];
        const char *sign = given == UNSEEN                     ? " "
                           : option->letter == question->right ? "+"
                           : option->letter == given           ? "-"
                                                               : " ";

        paint_text(area, row, MARGIN, PAINT_TITLE, sign);
        paint_format(area, row, INDENT, PAINT_KEY, "%c", option->letter);
        row += paint_wrapped(
            area, row, INDENT + 3, 0,
            given != UNSEEN && option->letter == question->right ? PAINT_TITLE
                                                                 : PAINT_PLAIN,
            option->value);
    }
    return row;
}

static void
draw_answer(const struct quiz_screen *quiz, const struct area *area, int row,
            const struct quiz_question *question)
{
    char given = quiz->given[quiz->at];

    if (given == UNSEEN) {
        paint_rule(area, row, "Your turn");
        paint_format(area, row + 1, MARGIN, PAINT_PLAIN,
                     "Press a letter from a to %c, or Space to see the answer.",
                     'a' + (int)question->options - 1);
        return;
    }
    paint_rule(area, row,
               given == SHOWN             ? "The answer"
               : given == question->right ? "Right"
                                          : "Not so");
    if (given == SHOWN || given == question->right) {
        paint_format(area, row + 1, MARGIN, PAINT_PLAIN, "It is %c.",
                     question->right);
    } else {
        paint_format(area, row + 1, MARGIN, PAINT_PLAIN,
                     "You said %c. It is %c.", given, question->right);
    }
    paint_wrapped(area, row + 2, MARGIN, 0, PAINT_PLAIN, question->why);
}

static void
draw(struct screen *screen, const struct area *area, int *row, int *col)
{
    const struct quiz_screen *quiz = (const struct quiz_screen *)screen;
    struct quiz_question question;
    char text[128];
    size_t answered, right;
    int below;

    draw_title(quiz, area);
    *row = 2;
    *col = MARGIN;
    if (quiz->at == quiz->quiz.count) {
        paint_rule(area, 1, "The end");
        count_answers(quiz, &answered, &right);
        quiz_result(&quiz->quiz, answered, right, text, sizeof text);
        paint_wrapped(area, 2, MARGIN, 0, PAINT_PLAIN, text);
        return;
    }
    quiz_question(&quiz->quiz, quiz->at, &question);
    paint_rule(area, 1, question.id);
    below = 2 + paint_wrapped(area, 2, MARGIN, 0, PAINT_TITLE, question.text);
    below = draw_options(quiz, area, below, &question);
    draw_answer(quiz, area, below, &question);
}

/* ---- Keys ---- */

static void
answer(struct quiz_screen *quiz, wchar_t key)
{
    struct quiz_question question;

    if (quiz->at == quiz->quiz.count || quiz->given[quiz->at] != UNSEEN) {
        return;
    }
    quiz_question(&quiz->quiz, quiz->at, &question);
    if (key >= L'a' && key < L'a' + (wchar_t)question.options) {
        quiz->given[quiz->at] = (char)key;
    }
}

static void
go_on(struct quiz_screen *quiz)
{
    if (quiz->at == quiz->quiz.count) {
        app_leave(quiz->screen.app);
    } else if (quiz->given[quiz->at] == UNSEEN) {
        quiz->given[quiz->at] = SHOWN;
    } else {
        quiz->at++;
    }
}

static void
press(struct screen *screen, enum request request, wchar_t key)
{
    struct quiz_screen *quiz = (struct quiz_screen *)screen;

    if (request == REQUEST_CHOICE) {
        answer(quiz, key);
    } else if (request == REQUEST_NEXT) {
        go_on(quiz);
    } else if (request == REQUEST_BACK && quiz->at > 0) {
        quiz->at--;
    } else if (request == REQUEST_FIRST) {
        quiz->at = 0;
    } else if (request == REQUEST_LEAVE) {
        app_leave(screen->app);
    }
}

static bool
can(const struct screen *screen, enum request request)
{
    const struct quiz_screen *quiz = (const struct quiz_screen *)screen;

    return request != REQUEST_BACK || quiz->at > 0;
}

static void
free_quiz(struct screen *screen)
{
    struct quiz_screen *quiz = (struct quiz_screen *)screen;

    quiz_close(&quiz->quiz);
    free(quiz->given);
    free(quiz);
}

static const struct screen_ops quiz_ops = {
    .title = "Quiz",
    .keys = keys,
    .draw = draw,
    .press = press,
    .can = can,
    .free = free_quiz,
};

struct screen *
quiz_screen_new(struct app *app, const char *topic, char *why)
{
    struct quiz_screen *quiz = calloc(1, sizeof *quiz);

    if (quiz == NULL) {
        snprintf(why, LAB_WHY_MAX, "not enough memory for a screen");
        return NULL;
    }
    if (quiz_open(&quiz->quiz, topic, why) != 0) {
        free(quiz);
        return NULL;
    }
    quiz->screen = (struct screen){.ops = &quiz_ops, .app = app};
    quiz->given = calloc(1, quiz->quiz.count + 1);
    if (quiz->given == NULL) {
        snprintf(why, LAB_WHY_MAX, "not enough memory for a screen");
        free_quiz(&quiz->screen);
        return NULL;
    }
    return &quiz->screen;
}

/* ---- The sub-command ---- */

static const char usage[] =
    "mailwalk quiz [TOPIC] [OPTION]..\n"
    "\n"
    "Questions about SMTP and POP3, each with its reason.  A topic that does\n"
    "not exist is answered with those that do.\n"
    "\n"
    "  --plain              line by line\n"
    "  --gift               print the questions for Moodle (GIFT format)\n"
    "  --ascii              no line of Unicode\n"
    "  --no-color           no colour\n";

/*
 * On the screen.  Returns the exit status, or -1 if there is no terminal that
 * could show it.
 */
static int
run_screen(const struct term_options *look, const char *topic, char *why)
{
    struct app *app = NULL;
    struct screen *screen = NULL;
    int status = EX_OSERR;

    if (!term_usable()) {
        return -1;
    }
    app = app_new(look, "mailwalk quiz --plain");
    if (app == NULL) {
        return -1;
    }
    screen = quiz_screen_new(app, topic, why);
    if (screen != NULL) {
        app_open(app, screen);
        status = app_run(app);
    }
    app_free(app);
    return status;
}

int
quiz_main(int argc, char **argv)
{
    struct term_options look = {.ascii = false};
    struct quiz quiz;
    bool plain = false, gift = false;
    const struct argument known[] = {{"--plain", NULL, &plain, NULL},
                                     {"--gift", NULL, &gift, NULL},
                                     {"--ascii", NULL, &look.ascii, NULL},
                                     {"--no-color", NULL, &look.no_color, NULL},
                                     {NULL, NULL, NULL, NULL}};
    char why[LAB_WHY_MAX] = "";
    int status = arguments_read(&argc, argv, 1, known, usage);
    const char *topic = argc > 1 ? argv[1] : "";

    if (status != -1) {
        return status;
    }
    setlocale(LC_CTYPE, "");
    if (quiz_open(&quiz, topic, why) != 0) {
        return arguments_complain("quiz", "%s", why);
    }
    if (gift) {
        quiz_gift(&quiz, stdout);
        status = fflush(stdout) == 0 ? EX_OK : EX_IOERR;
    } else if (!plain) {
        status = run_screen(&look, topic, why);
    }
    if (status == -1) {
        status = quiz_plain(&quiz);
    }
    quiz_close(&quiz);
    if (why[0] != '\0') {
        fprintf(stderr, "mailwalk quiz: %s\n", why);
    }
    return status;
}
