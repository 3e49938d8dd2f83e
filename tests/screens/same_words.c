/*
 * same_words.c - the plain way and the screen say the same.
 *
 * Both lessons are walked both ways, and nothing is answered.  Each line of the
 * dialogue, each question, verdict, reason and piece of narration that the
 * plain way prints must stand on the screen at one of its stops, whatever is
 * folded opened by Enter.  What only the plain way has is listed below.
 *
 * SPDX-License-Identifier: ISC
 */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/screen_golden.h"
#include "tests/support/screen_world.h"

enum { STOPS_MAX = 90, TEXT_MAX = 4 * 1024 * 1024, SENTENCE_MAX = 1024 };

/* The screen shows these in panes of their own, or needs no such words. */
static const char *const plain_only[] = {
    "Lesson a",
    "The lab's server",
    "Enter goes on",
    "The mailbox of ",
    "Type ",
    "Press Enter",
    "Stage: ",
    "The server remembers",
    "State ",
    "Legal now",
    "Mailbox of ",
    "Changed! ",
    "1: ",
    "Your line?",
    "Look at the mailboxes",
    "Next, Bob",
    "Next you send the text",
    "they are files in",
    "THE ENVELOPE",
};

struct text {
    char *octets;
    size_t len;
};

/* ---- Text without its lines ---- */

/*
 * Add a line, masked, its blanks made one each.
 */
static void
add_line(struct text *text, const char *line)
{
    char masked[SCREEN_ROW_MAX];
    char last = ' ';

    snprintf(masked, sizeof masked, "%s", line);
    screen_mask(masked);
    for (const char *at = masked; *at != '\0'; at++) {
        if (*at != ' ' || last != ' ') {
            assert_true(text->len + 2 < TEXT_MAX);
            text->octets[text->len++] = *at;
        }
        last = *at;
    }
    if (last != ' ') {
        text->octets[text->len++] = ' ';
    }
    text->octets[text->len] = '\0';
}

static struct text
new_text(void)
{
    struct text text = {calloc(1, TEXT_MAX), 0};

    assert_non_null(text.octets);
    return text;
}

/* ---- The screen ---- */

static void
gather(const struct screen_rig *rig, struct text *text)
{
    char row[SCREEN_ROW_MAX];

    for (int i = 0; i < rig->rows; i++) {
        add_line(text, screen_row(rig, i, row));
    }
}

static bool
is_ready(struct screen_rig *rig, void *ctx)
{
    char row[SCREEN_ROW_MAX];

    (void)ctx;
    screen_row(rig, rig->rows - 1, row);
    return strstr(row, " Space ") != NULL || strstr(row, " Enter ") != NULL ||
           strstr(row, " r again") != NULL;
}

/*
 * All that stands on the screen at any stop.
 */
static struct text
walk_on_screen(struct screen_world *world, const char *words)
{
    struct screen_rig *rig = screen_world_run(world, 50, 200, words);
    struct text text = new_text();
    int stops = 0;

    screen_await(rig, "step 1 of");
    screen_settle(rig);
    for (; stops < STOPS_MAX && screen_find(rig, "The lesson is over.") < 0;
         stops++) {
        bool typing = screen_find(rig, "Your line?") >= 0;

        gather(rig, &text);
        if (!typing && screen_find(rig, "Enter open") >= 0) {
            screen_press(rig, "Enter");
            screen_await(rig, "Space or Esc goes back");
            gather(rig, &text);
            screen_press(rig, "Esc");
            screen_await_gone(rig, "Space or Esc goes back");
        }
        screen_press(rig, typing ? "Enter" : "Space");
        screen_settle(rig);
        screen_await_that(rig, is_ready, NULL, "the next stop");
    }
    assert_true(stops < STOPS_MAX);
    gather(rig, &text);
    screen_press(rig, "q");
    assert_int_equal(screen_await_end(rig), 0);
    return text;
}

/* ---- The plain way, held against it ---- */

static bool
begins(const char *line, const char *with)
{
    return strncmp(line, with, strlen(with)) == 0;
}

static bool
is_plain_only(const char *sentence)
{
    for (size_t i = 0; i < sizeof plain_only / sizeof plain_only[0]; i++) {
        if (begins(sentence, plain_only[i])) {
            return true;
        }
    }
    return false;
}

/*
 * Returns 1 if the screen does not have this text.
 */
static unsigned
miss(const struct text *screen, const char *what)
{
    if (what[0] == '\0' || is_plain_only(what) ||
        strstr(screen->octets, what) != NULL) {
        return 0;
    }
    print_error("not on the screen: \"%s\"\n", what);
    return 1;
}

/*
 * The end of the sentence at text: behind its mark, before a blank.
 */
static size_t
sentence_len(const char *text)
{
    size_t len = 0;

    while (text[len] != '\0' && !(strchr(".?!", text[len]) != NULL &&
                                  (text[len + 1] == '\0' ||
                                   (text[len + 1] == ' ' &&
                                    isupper((unsigned char)text[len + 2]))))) {
        len++;
    }
    return len + (text[len] != '\0');
}

/*
 * Hold a paragraph of the plain way against the screen, sentence by sentence.
 */
static unsigned
check_paragraph(const struct text *screen, struct text *paragraph)
{
    unsigned missed = 0;
    const char *at = paragraph->octets;

    while (*at != '\0' && !is_plain_only(at)) {
        char sentence[SENTENCE_MAX];
        size_t len = sentence_len(at);

        snprintf(sentence, sizeof sentence, "%.*s", (int)len, at);
        while (len > 0 && sentence[len - 1] == ' ') {
            sentence[--len] = '\0';
        }
        missed += miss(screen, sentence);
        at += sentence_len(at);
        at += strspn(at, " ");
    }
    paragraph->len = 0;
    paragraph->octets[0] = '\0';
    return missed;
}

/*
 * A line of the dialogue, or an option: "  S: 250 a", "    b  the server".
 */
static unsigned
check_line(const struct text *screen, const char *line)
{
    struct text one = new_text();
    unsigned missed;

    add_line(&one, line + strspn(line, " "));
    one.octets[one.len > 0 ? one.len - 1 : 0] = '\0';
    missed = miss(screen, one.octets + (one.octets[1] == ':' ? 3 : 0));
    free(one.octets);
    return missed;
}

/*
 * Returns how much of the plain way's words the screen does not have.
 */
static unsigned
check_words(const struct text *screen, char *plain)
{
    struct text paragraph = new_text();
    bool why = false;
    bool table = false; /* the mail three times: columns on the screen */
    unsigned missed = 0;

    while (*plain != '\0') {
        char *line = plain;
        bool goes_on = begins(line, "     ");

        plain += strcspn(plain, "\n");
        if (*plain == '\n') {
            *plain++ = '\0';
        }
        table = (table || begins(line, "THE ENVELOPE")) &&
                !begins(line, "Stage: ") && !begins(line, "Goodbye");
        if (table || (goes_on && !why)) {
            continue; /* what a reply means: the screen has a tree */
        }
        if (!goes_on &&
            (line[0] == ' ' || line[0] == '\0' || begins(line, "Why: ") ||
             begins(line, "It ") || begins(line, "Stage: ") ||
             begins(line, "The question was") ||
             begins(line, "The server remembers") || begins(line, "State ") ||
             begins(line, "Legal now"))) {
            missed += check_paragraph(screen, &paragraph);
        }
        why = begins(line, "Why: ") || (why && goes_on);
        if (line[0] == ' ' && !goes_on) {
            missed += begins(line, "  *:") ? 0 : check_line(screen, line);
        } else {
            add_line(&paragraph, line);
        }
    }
    missed += check_paragraph(screen, &paragraph);
    free(paragraph.octets);
    return missed;
}

static void
both_ways_say_the_same(void **state)
{
    static const char *const ids[] = {"a1", "a2"};
    char words[32];
    char *plain[2];
    unsigned missed = 0;
    int status;

    for (size_t i = 0; i < 2; i++) {
        snprintf(words, sizeof words, "walk --plain %s", ids[i]);
        plain[i] = screen_world_pipe(*state, words, &status);
        assert_int_equal(status, 0);
        assert_non_null(strstr(plain[i], "The lesson is over."));
    }
    for (size_t i = 0; i < 2; i++) {
        struct text screen;

        snprintf(words, sizeof words, "walk %s", ids[i]);
        screen = walk_on_screen(*state, words);
        missed += check_words(&screen, plain[i]);
        free(plain[i]);
        free(screen.octets);
    }
    assert_int_equal(missed, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            both_ways_say_the_same, screen_world_setup, screen_world_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
