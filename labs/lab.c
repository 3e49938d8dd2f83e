/*
 * lab.c - a lab file as a list of cards.
 *
 * Two steps: lab_cut.c knows how a file is written, lab_check.c what a lesson
 * needs.  An error of either becomes one line that begins with file:line.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/lab.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "labs/lab_check.h"
#include "labs/lab_cut.h"
#include "labs/pattern.h"

static void
take_meta(struct lab *lab)
{
    const struct lab_item *minutes = lab_find(lab, lab->cards, LAB_MINUTES);

    lab->id = lab_find(lab, lab->cards, LAB_ID)->value;
    lab->title = lab_find(lab, lab->cards, LAB_TITLE)->value;
    lab->minutes = minutes == NULL ? "" : minutes->value;
}

struct lab *
lab_parse(const char *name, const char *text, size_t len, char *why)
{
    char reason[LAB_WHY_MAX] = "";
    struct lab *lab = calloc(1, sizeof(*lab));
    unsigned line = 0;

    if (lab != NULL && len <= LAB_FILE_MAX) {
        lab->text = malloc(len + 1);
    }
    if (lab == NULL || lab->text == NULL) {
        snprintf(why, LAB_WHY_MAX,
                 "%.200s: expected a file of at most %d "
                 "octets",
                 name, LAB_FILE_MAX);
        free(lab);
        return NULL;
    }
    lab->preface = "";
    memcpy(lab->text, text, len);
    lab->text[len] = '\0';
    if (lab_cut(lab, len, &line, reason) != 0 ||
        lab_check(lab, &line, reason) != 0) {
        snprintf(why, LAB_WHY_MAX, "%.200s:%u: %.280s", name, line, reason);
        lab_free(lab);
        return NULL;
    }
    take_meta(lab);
    return lab;
}

struct lab *
lab_read(const char *path, char *why)
{
    struct lab *lab = NULL;
    char *text = malloc(LAB_FILE_MAX + 1);
    FILE *file = fopen(path, "r");
    size_t len = 0;

    if (text == NULL || file == NULL) {
        snprintf(why, LAB_WHY_MAX, "%.200s: %s", path, strerror(errno));
        goto out;
    }
    len = fread(text, 1, LAB_FILE_MAX + 1, file);
    if (ferror(file)) {
        snprintf(why, LAB_WHY_MAX, "%.200s: %s", path, strerror(errno));
        goto out;
    }
    lab = lab_parse(path, text, len, why);
out:
    if (file != NULL) {
        fclose(file);
    }
    free(text);
    return lab;
}

void
lab_free(struct lab *lab)
{
    if (lab == NULL) {
        return;
    }
    free(lab->cards);
    free(lab->items);
    free(lab->text);
    free(lab);
}

/*
 * Take NAME=HOST:PORT apart, len octets.  Returns 0 if the name is the one.
 */
static int
service_at(const char *need, size_t len, const char *name, size_t name_len,
           char *host, size_t room, unsigned *port)
{
    const char *value = memchr(need, '=', len);
    const char *colon = memchr(need, ':', len);
    size_t host_len = 0;

    if (value == NULL || colon == NULL || colon <= value + 1 ||
        (size_t)(value - need) != name_len ||
        memcmp(need, name, name_len) != 0) {
        return -1;
    }
    host_len = (size_t)(colon - value - 1);
    *port = (unsigned)strtoul(colon + 1, NULL, 10);
    if (host_len >= room || *port == 0 || *port > 65535) {
        return -1;
    }
    memcpy(host, value + 1, host_len);
    host[host_len] = '\0';
    return 0;
}

int
lab_service(const struct lab *lab, const char *name, size_t name_len,
            char *host, size_t room, unsigned *port)
{
    const struct lab_item *needs = lab_find(lab, lab->cards, LAB_NEEDS);
    const char *at = needs == NULL ? "" : needs->value;

    while (*at != '\0') {
        size_t len = strcspn(at, " ");

        if (len > 0 &&
            service_at(at, len, name, name_len, host, room, port) == 0) {
            return 0;
        }
        at += len + strspn(at + len, " ");
    }
    return -1;
}

const struct lab_item *
lab_find(const struct lab *lab, const struct lab_card *card, enum lab_key key)
{
    for (size_t i = 0; i < card->count; i++) {
        if (lab->items[card->first + i].key == key) {
            return &lab->items[card->first + i];
        }
    }
    return NULL;
}

const struct lab_card *
lab_card_named(const struct lab *lab, enum lab_kind kind, const char *id,
               size_t len)
{
    for (size_t i = 0; i < lab->card_count; i++) {
        const struct lab_card *card = &lab->cards[i];

        if (card->kind == kind && strlen(card->id) == len &&
            memcmp(card->id, id, len) == 0) {
            return card;
        }
    }
    return NULL;
}

bool
lab_is_right(const struct lab *lab, const struct lab_card *card,
             const struct lab_item *option,
             const struct pattern_values *values)
{
    const struct lab_item *is = lab_find(lab, card, LAB_IS);
    char right[PATTERN_VALUE_MAX];

    if (is == NULL || option->right) {
        return option->right;
    }
    pattern_insert(values, is->value, right, sizeof(right));
    return strcmp(option->value, right) == 0;
}
