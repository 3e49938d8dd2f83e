/*
 * handout.c - a lab on paper.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/handout.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_ROOM = 4096 };

struct page {
    const struct lab *lab;
    const struct pattern_values *values;
    FILE *out;
    bool key;
};

/*
 * Print a text with the values in it.
 */
static void
put(struct page *page, const char *text)
{
    size_t room = strlen(text) + TEXT_ROOM;
    char *filled = malloc(room);

    if (filled != NULL) {
        pattern_insert(page->values, text, filled, room);
        fputs(filled, page->out);
    }
    free(filled);
}

static void
put_line(struct page *page, const char *before, const char *text,
         const char *behind)
{
    fputs(before, page->out);
    put(page, text);
    fputs(behind, page->out);
}

static void
put_why(struct page *page, const struct lab_card *card)
{
    const struct lab_item *why = lab_find(page->lab, card, LAB_WHY);

    if (page->key && why != NULL) {
        put_line(page, "\n> ", why->value, "\n");
    }
}

/*
 * A question: boxes to tick, or a line to write on.
 */
static void
put_question(struct page *page, const struct lab_card *card)
{
    const struct lab_item *is = lab_find(page->lab, card, LAB_IS);
    bool options = false;

    fprintf(page->out, "\n**%s%s** ",
            card->kind == LAB_PREDICT ? "Predict: " : "Question ", card->id);
    put_line(page, "", lab_find(page->lab, card, LAB_Q)->value, "\n\n");
    for (size_t i = card->first; i < card->first + card->count; i++) {
        const struct lab_item *item = &page->lab->items[i];

        if (item->key == LAB_OPTION) {
            fprintf(page->out,
                    "- [%c] %c: ", page->key && item->right ? 'x' : ' ',
                    item->letter);
            put_line(page, "", item->value, "\n");
            options = true;
        }
    }
    if (page->key && is != NULL) {
        put_line(page, "Answer: ", is->value, "\n");
    } else if (!options) {
        fputs("Answer: ________________\n", page->out);
    }
    put_why(page, card);
}

static void
put_connect(struct page *page, const char *service)
{
    char host[LAB_LINE_MAX];
    unsigned port = 0;

    if (lab_service(page->lab, service, strlen(service), host, sizeof host,
                    &port) == 0) {
        fprintf(page->out, "(connect: telnet localhost %u, which is %s)\n",
                port, host);
    }
}

/*
 * What a line of a step looks like on paper.
 */
static void
put_item(struct page *page, const struct lab_item *item)
{
    switch (item->key) {
    case LAB_OPEN:
        put_connect(page, item->value);
        break;
    case LAB_CLOSE:
        fputs("(close the connection, without QUIT)\n", page->out);
        break;
    case LAB_CLIENT:
    case LAB_DATA:
        put_line(page, "C: ", item->value, "\n");
        break;
    case LAB_TYPED:
        if (page->key) {
            put_line(page, "C: ", item->value, "\n");
        } else {
            fputs("C: ____________________\n", page->out);
        }
        break;
    case LAB_REPLY:
        put_line(page, "S: ", item->value, "\n");
        break;
    case LAB_HIDDEN:
        if (page->key) {
            put_line(page, "S: ", item->value, "\n");
        } else {
            fputs("S: ____\n", page->out);
        }
        break;
    case LAB_HINT:
        if (!page->key) {
            put_line(page, "   (hint: ", item->value, ")\n");
        }
        break;
    case LAB_TEXT:
    case LAB_ID:
    case LAB_TITLE:
    case LAB_MINUTES:
    case LAB_NEEDS:
    case LAB_BOX:
    case LAB_PARAM:
    case LAB_WHY:
    case LAB_Q:
    case LAB_OPTION:
    case LAB_IS:
    case LAB_PROOF:
        break;
    }
}

static void
put_step(struct page *page, const struct lab_card *card)
{
    fputs("\n```text\n", page->out);
    for (size_t i = card->first; i < card->first + card->count; i++) {
        put_item(page, &page->lab->items[i]);
    }
    fputs("```\n", page->out);
    for (size_t i = card->first; page->key && i < card->first + card->count;
         i++) {
        if (page->lab->items[i].key == LAB_WHY) {
            put_line(page, "\n> ", page->lab->items[i].value, "\n");
        }
    }
}

static void
put_checks(struct page *page, const struct lab_card *card)
{
    fputs("\n| points | check |\n|---|---|\n", page->out);
    for (size_t i = card->first; i < card->first + card->count; i++) {
        fprintf(page->out, "| %u | `", page->lab->items[i].points);
        put_line(page, "", page->lab->items[i].value, "` |\n");
    }
}

static void
put_card(struct page *page, const struct lab_card *card)
{
    switch (card->kind) {
    case LAB_META:
        break;
    case LAB_PROSE:
        put_line(page, "\n", page->lab->items[card->first].value, "\n");
        break;
    case LAB_PREDICT:
    case LAB_ASK:
        put_question(page, card);
        break;
    case LAB_STEP:
        put_step(page, card);
        break;
    case LAB_CHECK:
        if (page->key) {
            put_checks(page, card);
        }
        break;
    case LAB_NOTE:
        if (page->key) {
            put_line(page, "\n*For the instructor:* ",
                     page->lab->items[card->first].value, "\n");
        }
        break;
    }
}

void
handout_print(const struct lab *lab, const struct pattern_values *values,
              bool key, FILE *out)
{
    struct page page = {.lab = lab, .values = values, .out = out, .key = key};

    if (lab->preface[0] == '\0') {
        fprintf(out, "# Lab %s - %s\n", lab->id, lab->title);
    }
    put_line(&page, "", lab->preface, "\n");
    for (size_t i = 0; i < lab->card_count; i++) {
        put_card(&page, &lab->cards[i]);
    }
}
