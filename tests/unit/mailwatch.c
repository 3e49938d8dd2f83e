/*
 * mailwatch.c - changes of a mailbox are told, and told once.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>
#include <event2/event.h>

#include "client/mailwatch.h"
#include "tests/support/scratch.h"

enum { BURST = 50 };

struct fixture {
    struct scratch scratch;
    struct event_base *base;
    struct mailwatch *watch;
    unsigned told;
};

static void
count(void *ctx)
{
    struct fixture *fixture = ctx;

    fixture->told++;
}

static void
begin(struct fixture *fixture)
{
    *fixture = (struct fixture){.base = event_base_new()};
    scratch_make(&fixture->scratch);
    scratch_folder(&fixture->scratch, "bob");
    scratch_folder(&fixture->scratch, "bob/new");
    scratch_folder(&fixture->scratch, "bob/cur");
}

static void
watch(struct fixture *fixture, const char *box)
{
    char path[SCRATCH_PATH];

    fixture->watch = mailwatch_open(scratch_path(&fixture->scratch, box, path),
                                    fixture->base, count, fixture);
    assert_non_null(fixture->watch);
    event_base_loop(fixture->base, EVLOOP_NONBLOCK);
    assert_int_equal(fixture->told, 1);
}

static void
end(struct fixture *fixture)
{
    mailwatch_close(fixture->watch);
    event_base_free(fixture->base);
    scratch_remove(&fixture->scratch);
}

/*
 * Turn the loop until it was told so often.
 */
static void
await(struct fixture *fixture, unsigned told)
{
    while (fixture->told < told) {
        event_base_loop(fixture->base, EVLOOP_ONCE);
    }
    assert_int_equal(fixture->told, told);
}

static void
what_comes_and_goes_is_told(void **state)
{
    struct fixture fixture;
    char path[SCRATCH_PATH];

    (void)state;
    begin(&fixture);
    watch(&fixture, "bob");
    scratch_write(&fixture.scratch, "bob/new/1", "x", 1);
    await(&fixture, 2);
    scratch_write(&fixture.scratch, "bob/cur/2", "x", 1);
    await(&fixture, 3);
    unlink(scratch_path(&fixture.scratch, "bob/new/1", path));
    await(&fixture, 4);
    end(&fixture);
}

static void
a_burst_is_told_once(void **state)
{
    struct fixture fixture;
    char name[32];

    (void)state;
    begin(&fixture);
    watch(&fixture, "bob");
    for (int i = 0; i < BURST; i++) {
        snprintf(name, sizeof name, "bob/new/%d", i);
        scratch_write(&fixture.scratch, name, "x", 1);
    }
    await(&fixture, 2);
    event_base_loop(fixture.base, EVLOOP_NONBLOCK);
    assert_int_equal(fixture.told, 2);
    end(&fixture);
}

/*
 * A mailbox that is not there yet is looked at now and then.
 */
static void
a_missing_mailbox_is_awaited(void **state)
{
    struct fixture fixture;

    (void)state;
    begin(&fixture);
    watch(&fixture, "nobody");
    await(&fixture, 2);
    end(&fixture);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_comes_and_goes_is_told),
        cmocka_unit_test(a_burst_is_told_once),
        cmocka_unit_test(a_missing_mailbox_is_awaited),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
