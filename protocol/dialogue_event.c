/*
 * dialogue_event.c - the text of an event, taken apart and put together.
 *
 * An event is `name key=value key=value`.  A value is spelled so that it holds
 * neither a space nor '=', so words are found before anything is unescaped.
 *
 * docs/dialogue-log.md lists the events.
 * SPDX-License-Identifier: ISC
 */
#include "protocol/dialogue.h"

#include <stdbool.h>
#include <string.h>

#include "protocol/escape.h"

size_t
dialogue_escape(const char *text, size_t len, char *out)
{
    return escape_spell(text, len, ESCAPE_TEXT, out);
}

size_t
dialogue_escape_value(const char *text, size_t len, char *out)
{
    return escape_spell(text, len, ESCAPE_VALUE, out);
}

/* A word of an event: octets in its text. */
struct word {
    const char *at;
    size_t len;
};

/*
 * Find the next word, from *i on; *i moves behind it.  Returns false behind
 * the last.
 */
static bool
next_word(const char *text, size_t len, size_t *i, struct word *word)
{
    size_t start = *i;

    while (start < len && text[start] == ' ') {
        start++;
    }
    *i = start;
    while (*i < len && text[*i] != ' ') {
        (*i)++;
    }
    word->at = text + start;
    word->len = *i - start;
    return word->len > 0;
}

static int
give_value(const char *spelled, size_t len, char *value, size_t room)
{
    value[escape_undo(spelled, len, value, room - 1)] = '\0';
    return 0;
}

int
dialogue_value(const char *text, size_t len, const char *key, char *value,
               size_t room)
{
    struct word name;
    size_t i = 0;

    if (key != NULL) {
        return dialogue_value_at(text, len, key, 0, value, room);
    }
    if (!next_word(text, len, &i, &name)) {
        return -1;
    }
    return give_value(name.at, name.len, value, room);
}

int
dialogue_value_at(const char *text, size_t len, const char *key, size_t index,
                  char *value, size_t room)
{
    size_t key_len = strlen(key);
    struct word word;
    size_t i = 0;

    next_word(text, len, &i, &word); /* the name of the event */
    while (next_word(text, len, &i, &word)) {
        if (word.len <= key_len || word.at[key_len] != '=' ||
            memcmp(word.at, key, key_len) != 0) {
            continue;
        }
        if (index == 0) {
            return give_value(word.at + key_len + 1, word.len - key_len - 1,
                              value, room);
        }
        index--;
    }
    return -1;
}
