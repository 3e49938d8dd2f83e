/*
 * lab.h - a lab file as a list of cards.
 *
 * A lab is one Markdown file.  Each fenced block whose info string begins with
 * "lab" is a card; inside it, one "key: value" a line, and the lines of the
 * wire in the notation of the RFCs, "C:" and "S:".  All between the cards is
 * narration.  So one file is a hand-out in any Markdown viewer, and a lesson
 * in the player.  What stands before the meta card is for the paper only (the
 * same steps by telnet, say, which would give the answers away).
 *
 *   meta     id: title: minutes: needs: NAME=HOST:PORT..
 *            box: USER empty|mail       param: NAME = .. (labs/param.h)
 *   predict  q: a: b*: .. why:          ("*" marks the right one)
 *   step     open: NAME  close:
 *            C: line, sent on Enter     T: line that the student types
 *            hint: after two misses     D: line of content (dot-stuffed)
 *            S: reply expected          S?: the same, hidden until predicted
 *            why: shown after the replies
 *   ask      q: a: b*: .. or is: answer  why:
 *   check    POINTS: a check (labs/proof.h)
 *   note     for the instructor only
 *
 * A step's id names the stage of the dialogue that it belongs to.  A value may
 * go on in following lines that begin with two spaces.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_LABS_LAB_H
#define MAILWALK_LABS_LAB_H

#include <stdbool.h>
#include <stddef.h>

enum {
    LAB_LINE_MAX = 998,     /* octets in a line, as in mail: RFC 5322 2.1.1 */
    LAB_CARDS_MAX = 200,    /* cards in a file, narration not counted */
    LAB_FILE_MAX = 1048576, /* octets in a file */
    LAB_WHY_MAX = 512       /* room for an error message */
};

enum lab_kind {
    LAB_PROSE, /* narration between the cards: one item */
    LAB_META,
    LAB_PREDICT,
    LAB_STEP,
    LAB_ASK,
    LAB_CHECK,
    LAB_NOTE /* one item */
};

enum lab_key {
    LAB_TEXT, /* of LAB_PROSE and LAB_NOTE: many lines */
    LAB_ID,
    LAB_TITLE,
    LAB_MINUTES,
    LAB_NEEDS,
    LAB_BOX,
    LAB_PARAM,
    LAB_OPEN,
    LAB_CLOSE,
    LAB_CLIENT,
    LAB_TYPED,
    LAB_DATA,
    LAB_REPLY,
    LAB_HIDDEN,
    LAB_HINT,
    LAB_WHY,
    LAB_Q,
    LAB_OPTION,
    LAB_IS,
    LAB_PROOF /* of LAB_CHECK: a check, and what it is worth */
};

/* One "key: value"; the value belongs to the lab. */
struct lab_item {
    enum lab_key key;
    unsigned line;     /* in the file, from 1 */
    char letter;       /* of an option: 'a'.. */
    bool right;        /* an option marked with a star */
    unsigned points;   /* of LAB_PROOF */
    const char *value; /* "" if there is none */
};

struct lab_card {
    enum lab_kind kind;
    unsigned line;  /* of its opening fence, or first line */
    const char *id; /* "" if it has none */
    size_t first;   /* its items: lab->items[first] .. */
    size_t count;
};

struct lab {
    const char *id;
    const char *title;
    const char *minutes;    /* "" if it does not say */
    const char *preface;    /* what stands before the meta card, or "" */
    struct lab_card *cards; /* the first one is the meta card */
    size_t card_count;
    struct lab_item *items;
    size_t item_count;
    char *text; /* all the values lie in here */
};

/*
 * Parse a lab from len octets of text; name is what errors call it.  Returns
 * the lab, or NULL with a message in why (LAB_WHY_MAX octets):
 * "labs/a1-send.md:17: expected ..".
 */
struct lab *lab_parse(const char *name, const char *text, size_t len,
                      char *why);

/*
 * Read and parse a lab file.  Returns as above.
 */
struct lab *lab_read(const char *path, char *why);

/*
 * Free a lab; NULL is allowed.
 */
void lab_free(struct lab *lab);

/*
 * Where a service of the lab's needs lies: host (room octets) and port.  name
 * is of name_len octets.  Returns 0, or -1 if the lab does not need it.
 */
int lab_service(const struct lab *lab, const char *name, size_t name_len,
                char *host, size_t room, unsigned *port);

/*
 * The card of this kind with this id, of len octets; NULL if there is none.
 */
const struct lab_card *lab_card_named(const struct lab *lab,
                                      enum lab_kind kind, const char *id,
                                      size_t len);

/*
 * The first item of a key in a card, or NULL.
 */
const struct lab_item *lab_find(const struct lab *lab,
                                const struct lab_card *card, enum lab_key key);

/*
 * Is the option the right one of its card: marked with a star, or what "is:"
 * says once the values stand in it?
 */
struct pattern_values;
bool lab_is_right(const struct lab *lab, const struct lab_card *card,
                  const struct lab_item *option,
                  const struct pattern_values *values);

#endif
