/*
 * path_check.c - parse an address and hold what comes out against the contract.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tests/support/path_check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *
exact_copy(const char *text, size_t len)
{
    char *copy = malloc(len);

    assert_true(copy != NULL || len == 0);
    if (len > 0) {
        memcpy(copy, text, len);
    }
    return copy;
}

/* A refusal must be fit for a reply line; a success must be inside the text. */
struct parsed_path
parse_path(const char *text, size_t len, enum path_kind kind)
{
    static const struct path none;
    struct parsed_path result = {.copy = exact_copy(text, len)};
    const struct path *path = &result.path;

    result.used = path_parse(result.copy, len, kind, &result.path,
                             &result.why);
    assert_true(result.used <= len);
    if (result.used == 0) {
        assert_non_null(result.why);
        assert_in_range(strlen(result.why), 10, PATH_WHY_MAX);
        for (const char *at = result.why; *at != '\0'; at++) {
            assert_in_range(*at, 0x20, 0x7E);
        }
        assert_memory_equal(path, &none, sizeof(none));
    } else {
        const char *end = result.copy + result.used;

        assert_null(result.why);
        assert_true(path->mailbox >= result.copy);
        assert_true(path->mailbox + path->mailbox_len <= end);
        assert_true(path->local + path->local_len <= end);
        assert_true(path->domain >= path->mailbox);
        assert_true(path->domain + path->domain_len <= end);
    }
    return result;
}

/* The whole text is one good path with these parts. */
void
check_parts(const char *text, enum path_kind kind, const char *local,
            const char *domain)
{
    struct parsed_path got = parse_path(text, strlen(text), kind);

    if (got.used != strlen(text)) {
        fail_msg("%s: %s", text, got.why != NULL ? got.why : "stops early");
    }
    assert_int_equal(got.path.local_len, strlen(local));
    assert_memory_equal(got.path.local, local, strlen(local));
    assert_int_equal(got.path.domain_len, strlen(domain));
    assert_memory_equal(got.path.domain, domain, strlen(domain));
    assert_int_equal(got.path.mailbox_len,
                     strlen(local) + (*domain != '\0') + strlen(domain));
    assert_ptr_equal(got.path.mailbox, got.path.local);
    free(got.copy);
}

void
check_both(const char *text, const char *local, const char *domain)
{
    check_parts(text, PATH_REVERSE, local, domain);
    check_parts(text, PATH_FORWARD, local, domain);
}

void
check_octets_refused(const char *text, size_t len, enum path_kind kind,
                     const char *words)
{
    struct parsed_path got = parse_path(text, len, kind);

    if (got.used != 0) {
        fail_msg("%.*s: accepted", (int)len, text);
    } else if (strstr(got.why, words) == NULL) {
        fail_msg("%.*s: %s", (int)len, text, got.why);
    }
    free(got.copy);
}

void
check_refused(const char *text, const char *words)
{
    check_octets_refused(text, strlen(text), PATH_REVERSE, words);
    check_octets_refused(text, strlen(text), PATH_FORWARD, words);
}

void
check_mailbox_refused(const char *text, const char *words)
{
    check_octets_refused(text, strlen(text), PATH_MAILBOX, words);
}
