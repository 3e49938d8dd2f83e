/*
 * proof_match.c - is this exchange, or this event, the one that is meant?
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/proof_inside.h"

#include <ctype.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/dialogue.h"
#include "protocol/path.h"

enum { PIECE_MAX = 256 };

/* A word in its pieces: NAME(GLOB)=CODE(GLOB). */
struct pieces {
    char name[PIECE_MAX];
    char name_glob[PIECE_MAX];
    char code[PIECE_MAX];
    char code_glob[PIECE_MAX];
};

/*
 * Take NAME or NAME(GLOB) off the front of at; it ends at a stop sign.
 * Returns what follows, or NULL.
 */
static const char *
take_piece(const char *at, const char *stop, char *name, char *glob)
{
    size_t len = strcspn(at, stop);

    glob[0] = '\0';
    if (len == 0 || len >= PIECE_MAX) {
        return NULL;
    }
    snprintf(name, PIECE_MAX, "%.*s", (int)len, at);
    at += len;
    if (*at == '(') {
        len = strcspn(at, ")");
        if (at[len] != ')' || len >= PIECE_MAX) {
            return NULL;
        }
        snprintf(glob, PIECE_MAX, "%.*s", (int)len - 1, at + 1);
        at += len + 1;
    }
    return at;
}

static bool
cut_exchange(const char *word, struct pieces *pieces)
{
    const char *at = take_piece(word, "(=", pieces->name, pieces->name_glob);

    if (at == NULL || *at != '=') {
        return false;
    }
    at = take_piece(at + 1, "(", pieces->code, pieces->code_glob);
    return at != NULL && *at == '\0';
}

static bool
is_code(const char *code)
{
    if (isdigit((unsigned char)code[0])) {
        return code[0] >= '2' && code[0] <= '5' && strlen(code) == 3 &&
               (strcmp(code + 1, "xx") == 0 ||
                (isdigit((unsigned char)code[1]) &&
                 isdigit((unsigned char)code[2])));
    }
    return strcmp(code, "+OK") == 0 || strcmp(code, "+") == 0 ||
           strncmp(code, "-ERR", 4) == 0 || strcmp(code, "EOF") == 0 ||
           strcmp(code, "*") == 0;
}

bool
proof_is_exchange(const char *word)
{
    struct pieces pieces;

    return cut_exchange(word, &pieces) && is_code(pieces.code);
}

bool
proof_is_event(const char *word)
{
    struct pieces pieces;
    const char *at = take_piece(word, "(#", pieces.name, pieces.name_glob);

    return at != NULL && islower((unsigned char)word[0]) &&
           (*at == '\0' || (*at == '#' && atoi(at + 1) > 0));
}

unsigned
proof_number(const char *word)
{
    const char *sign = strchr(word, '#');

    return sign != NULL ? (unsigned)atoi(sign + 1) : 1;
}

static bool
glob_fits(const char *glob, const char *text)
{
    return glob[0] == '\0' || fnmatch(glob, text, 0) == 0;
}

/*
 * The words of a reply, behind its code.
 */
static const char *
behind_code(const struct evidence_item *item)
{
    size_t len = strlen(item->verdict);

    return strlen(item->reply) > len ? item->reply + len + 1 : "";
}

/*
 * -ERR[IN-USE] wants the response code too.  RFC 2449 section 8.
 */
static bool
code_fits(const char *code, const struct evidence_item *item)
{
    const char *tag = strchr(code, '[');

    if (strcmp(code, "*") == 0) {
        return true;
    }
    if (tag != NULL) {
        return strncmp(item->verdict, code, (size_t)(tag - code)) == 0 &&
               strncmp(behind_code(item), tag, strlen(tag)) == 0;
    }
    return strcmp(code + 1, "xx") == 0 ? item->verdict[0] == code[0]
                                       : strcmp(item->verdict, code) == 0;
}

/*
 * Has the event every key=glob of the list, divided by commas?
 */
static bool
keys_fit(const struct evidence_item *item, char *list)
{
    size_t len = strlen(item->reply);
    char value[PIECE_MAX];
    char *rest = NULL;

    for (char *key = strtok_r(list, ",", &rest); key != NULL;
         key = strtok_r(NULL, ",", &rest)) {
        char *glob = strchr(key, '=');

        if (glob == NULL) {
            return false;
        }
        *glob = '\0';
        if (dialogue_value(item->reply, len, key, value, sizeof value) != 0 ||
            fnmatch(glob + 1, value, 0) != 0) {
            return false;
        }
    }
    return true;
}

bool
proof_fits(const struct evidence_item *item, const char *word)
{
    struct pieces pieces;

    if (item->event) {
        return proof_is_event(word) &&
               take_piece(word, "(#", pieces.name, pieces.name_glob) &&
               strcmp(pieces.name, item->word) == 0 &&
               keys_fit(item, pieces.name_glob);
    }
    return cut_exchange(word, &pieces) &&
           (strcmp(pieces.name, "*") == 0 ||
            path_same(pieces.name, strlen(pieces.name), item->word,
                      strlen(item->word))) &&
           glob_fits(pieces.name_glob, item->said) &&
           code_fits(pieces.code, item) &&
           glob_fits(pieces.code_glob, behind_code(item));
}

bool
proof_counts(const struct proof_case *proof_case, size_t session,
             const char *service)
{
    const struct evidence_session *at;

    if (session == SIZE_MAX) {
        return service == NULL;
    }
    at = &proof_case->evidence->session[session];
    if (service != NULL && strcmp(at->service, service) != 0) {
        return false;
    }
    return (at->ident[0] == '\0' && proof_case->alone) ||
           strcmp(at->service, "out") == 0 || evidence_of(at, proof_case->user);
}

int
proof_compare(double left, const char *operator, double right)
{
    static const struct {
        const char *word;
        int less, equal, more;
    } table[] = {{"==", 0, 1, 0}, {"=", 0, 1, 0},  {"!=", 1, 0, 1},
                 {">=", 0, 1, 1}, {"<=", 1, 1, 0}, {">", 0, 0, 1},
                 {"<", 1, 0, 0}};

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (strcmp(table[i].word, operator) == 0) {
            return left < right   ? table[i].less
                   : left > right ? table[i].more
                                  : table[i].equal;
        }
    }
    return -1;
}
