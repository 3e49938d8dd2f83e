/*
 * handout.c - what a lesson prints for telnet is what the lesson does.
 *
 * Idea: each lesson opens with its dialogue, to be typed by hand.  The lines
 * there must be the cards' lines in their order, and every reply there must
 * begin as the card expects it.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "labs/lab.h"

struct page {
    FILE *file;
    char line[LAB_LINE_MAX + 2];
};

/*
 * The next line of the hand-out's dialogue that the mark begins ("C:"), without
 * the remark behind two blanks; NULL when the dialogue is over.
 */
static const char *
next_line(struct page *page, const char *mark)
{
    while (fgets(page->line, sizeof(page->line), page->file) != NULL) {
        char *text = page->line + 3;
        char *remark = NULL;

        page->line[strcspn(page->line, "\n")] = '\0';
        if (strcmp(page->line, "```") == 0) {
            return NULL;
        }
        if (strncmp(page->line, mark, 2) != 0) {
            continue;
        }
        remark = strstr(text, "  ");
        if (remark != NULL) {
            *remark = '\0';
        }
        return text;
    }
    return NULL;
}

static void
agree(const char *name)
{
    const char *home = getenv("MAILWALK_HOME");
    char why[LAB_WHY_MAX] = "";
    char path[1024];
    struct page page;
    struct lab *lab = NULL;

    snprintf(path, sizeof(path), "%s/labs/%s", home != NULL ? home : ".", name);
    lab = lab_read(path, why);
    assert_string_equal(why, "");
    page.file = fopen(path, "r");
    assert_non_null(page.file);
    for (size_t i = 0; i < lab->item_count; i++) {
        const struct lab_item *item = &lab->items[i];
        const char *line = NULL;

        if (item->key == LAB_CLIENT || item->key == LAB_TYPED ||
            item->key == LAB_DATA) {
            line = next_line(&page, "C:");
            assert_non_null(line);
            assert_string_equal(line, item->value);
        } else if (item->key == LAB_REPLY || item->key == LAB_HIDDEN) {
            line = next_line(&page, "S:");
            assert_non_null(line);
            assert_memory_equal(line, item->value, strcspn(item->value, " "));
        }
    }
    assert_null(next_line(&page, "C:"));
    fclose(page.file);
    lab_free(lab);
}

static void
handout__a1_by_telnet_is_what_the_lesson_does(void **state)
{
    (void)state;
    agree("a1-send.md");
}

static void
handout__a2_by_telnet_is_what_the_lesson_does(void **state)
{
    (void)state;
    agree("a2-collect.md");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(handout__a1_by_telnet_is_what_the_lesson_does),
        cmocka_unit_test(handout__a2_by_telnet_is_what_the_lesson_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
