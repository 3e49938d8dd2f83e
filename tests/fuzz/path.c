/*
 * path.c - any text at all, as an address.
 *
 * Always true: the parts lie inside the text and a refusal is fit for a reply
 * line (path_check.h); a mailbox that was taken holds no control, is no longer
 * than the limits allow, and is taken again, as the same mailbox, in brackets
 * or alone; its local part loses nothing but its quoting.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/fuzz.h"
#include "tests/support/path_check.h"

/*
 * What was taken as a mailbox is one, and all of it, alone or in brackets.
 */
static void
taken_again(const struct path *path, enum path_kind kind)
{
    bool alone = kind == PATH_MAILBOX;
    char text[PATH_MAX_OCTETS + 1];
    int len = snprintf(text, sizeof text, "%s%.*s%s", alone ? "" : "<",
                       (int)path->mailbox_len, path->mailbox,
                       alone ? "" : ">");
    struct parsed_path again = parse_path(text, (size_t)len, kind);

    assert_int_equal(again.used, len);
    assert_int_equal(again.path.mailbox_len, path->mailbox_len);
    assert_memory_equal(again.path.mailbox, path->mailbox, path->mailbox_len);
    assert_false(again.path.routed);
    free(again.copy);
}

static void
check_mailbox(const struct path *path)
{
    char name[PATH_LOCAL_MAX + 1];

    assert_true(path->local_len <= PATH_LOCAL_MAX);
    assert_true(path->domain_len <= PATH_DOMAIN_MAX);
    for (size_t i = 0; i < path->mailbox_len; i++) {
        unsigned char octet = (unsigned char)path->mailbox[i];

        assert_in_range(octet, 0x20, path->utf8 ? 0xf4 : 0x7e);
        assert_int_not_equal(octet, 0x7f);
    }
    path_local_name(path, name);
    assert_true(strlen(name) <= path->local_len);
    assert_true(path->local[0] == '"' ||
                (strlen(name) == path->local_len &&
                 memcmp(name, path->local, path->local_len) == 0));
    if (path->domain_len > 0) {
        taken_again(path, PATH_MAILBOX);
        assert_true(path->utf8 ||
                    path_domain_ok(path->domain, path->domain_len));
    }
    taken_again(path, PATH_FORWARD);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum path_kind kinds[] = {PATH_REVERSE, PATH_FORWARD,
                                           PATH_MAILBOX};

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct parsed_path got = parse_path((const char *)data, size,
                                            kinds[i]);

        if (got.used > 0 && got.path.mailbox_len > 0) {
            check_mailbox(&got.path);
        } else if (got.used > 0) {
            assert_int_equal(kinds[i], PATH_REVERSE); /* <> is for reports */
        }
        free(got.copy);
    }
    path_domain_ok((const char *)data, size);
    return 0;
}
