/*
 * proof_box.c - what lies in a mailbox, for a check.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/proof_inside.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/mailview.h"

enum { TEXT_MAX = 1 << 20, NAME_MAX_HERE = 64, PATH_ROOM = 2048 };

/*
 * "Hdr=glob and Hdr=glob": does message i have all of these?  The text is cut
 * up.
 */
static bool
fields_fit(const struct mailview *view, size_t i, char *conditions)
{
    char value[MAILVIEW_FIELD_ROOM];

    while (conditions != NULL) {
        char *next = strstr(conditions, " and ");
        char *glob = strchr(conditions, '=');

        if (next != NULL) {
            *next = '\0';
            next += strlen(" and ");
        }
        if (glob == NULL) {
            return false;
        }
        *glob++ = '\0';
        if (mailview_field(view, i, conditions, value) != 0 ||
            fnmatch(glob, value, 0) != 0) {
            return false;
        }
        conditions = next;
    }
    return true;
}

static size_t
count_where(const struct mailview *view, const char *conditions)
{
    size_t count = 0;

    for (size_t i = 0; i < view->count; i++) {
        char *copy = strdup(conditions);

        count += copy != NULL &&
                 (conditions[0] == '\0' || fields_fit(view, i, copy));
        free(copy);
    }
    return count;
}

/*
 * Is this a whole line of any message?
 */
static bool
has_line(const struct mailview *view, const char *line)
{
    size_t want = strlen(line), len;
    bool found = false;

    for (size_t i = 0; i < view->count && !found; i++) {
        char *text = NULL;

        if (mailview_text(view, i, TEXT_MAX, &text, &len) != 0) {
            continue;
        }
        for (const char *at = text; at < text + len && !found;) {
            const char *end = memchr(at, '\n', (size_t)(text + len - at));
            size_t have = end != NULL ? (size_t)(end - at)
                                      : (size_t)(text + len - at);

            found = have == want && memcmp(at, line, want) == 0;
            at += have + 1;
        }
        free(text);
    }
    return found;
}

/* ---- The two forms ---- */

/*
 * count OP N [where ..]
 */
static int
try_count(char *rest, const char *box, const struct mailview *view,
          struct proof_result *result)
{
    char *where = strstr(rest, " where ");
    const char *conditions = "";
    struct proof_words words;
    size_t count;
    char *end = NULL;
    double limit;

    if (where != NULL) {
        *where = '\0';
        conditions = where + strlen(" where ");
    }
    if (proof_cut(rest, &words) != 0 || words.count != 3 ||
        proof_compare(0, words.word[1], 0) < 0 ||
        (limit = strtod(words.word[2], &end), *end != '\0') ||
        (where != NULL && strchr(conditions, '=') == NULL)) {
        return proof_expected(result,
                              "\"mbox BOX: count >= N where Field=glob\"");
    }
    if (view == NULL) {
        return 0;
    }
    count = count_where(view, conditions);
    result->good = proof_compare((double)count, words.word[1], limit) == 1;
    if (result->good == 0) {
        proof_missing(result,
                      "%s's mailbox has %zu such messages, wanted %s %g", box,
                      count, words.word[1], limit);
    }
    return 0;
}

/*
 * line "text", not line "text"
 */
static int
try_line(char *rest, const char *box, const struct mailview *view,
         struct proof_result *result)
{
    bool unwanted = strncmp(rest, "not ", 4) == 0;
    char *text = rest + (unwanted ? 4 : 0) + strlen("line \"");
    size_t len;

    if (strncmp(rest + (unwanted ? 4 : 0), "line \"", 6) != 0 ||
        (len = strlen(text)) == 0 || text[len - 1] != '"') {
        return proof_expected(result, "\"mbox BOX: line \"TEXT\"\"");
    }
    text[len - 1] = '\0';
    if (view != NULL) {
        result->good = has_line(view, text) != unwanted;
        if (result->good == 0) {
            proof_missing(result,
                          "%s's mailbox has %s message with the line "
                          "that the lab %s",
                          box, unwanted ? "a" : "no",
                          unwanted ? "does not want" : "wants");
        }
    }
    return 0;
}

static int
try_form(char *rest, const char *box, const struct mailview *view,
         struct proof_result *result)
{
    return strncmp(rest, "count ", 6) == 0 ? try_count(rest, box, view, result)
                                           : try_line(rest, box, view, result);
}

int
proof_box(const char *check, const struct proof_case *proof_case,
          struct proof_result *result)
{
    char text[PROOF_LINE_MAX], path[PATH_ROOM];
    char *rest, *domain;
    struct mailview view;
    int done;

    if (snprintf(text, sizeof text, "%s", check) >= (int)sizeof text ||
        (rest = strstr(text, ": ")) == NULL || strlen(text) == 0) {
        return proof_expected(result, "\"mbox BOX: ..\"");
    }
    *rest = '\0';
    rest += 2;
    domain = strchr(text, '@');
    if (domain != NULL) {
        *domain++ = '\0';
    }
    if (proof_case == NULL) {
        return try_form(rest, text, NULL, result);
    }
    if (proof_case->box(proof_case->box_ctx, text, domain ? domain : "red",
                        path, sizeof path) != 0) {
        proof_missing(result, "there is no mailbox %s", text);
        return 0;
    }
    if (mailview_open(&view, path) != 0) {
        proof_missing(result, "%s's mailbox: %s", text, strerror(errno));
        return 0;
    }
    done = try_form(rest, text, &view, result);
    mailview_close(&view);
    return done;
}
