/*
 * reach.c - what people say about a server becomes a host and a port.
 *
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "client/reach.h"

static void
place_is(const char *place, const char *host, int port)
{
    struct reach reach;

    assert_int_equal(reach_place(&reach, place), 0);
    assert_string_equal(reach.host, host);
    assert_int_equal(reach.port, port);
}

static void
a_place_is_a_host_and_a_port(void **state)
{
    (void)state;
    place_is("mx.example:25", "mx.example", 25);
    place_is("[::1]:2525", "::1", 2525);
    place_is(":1110", "127.0.0.1", 1110);
    place_is("65535", "127.0.0.1", 65535);
}

static void
what_is_no_place_is_named(void **state)
{
    static const char *const wrong[] = {
        "mx.example", "mx.example:", "mx.example:0", "mx.example:65536",
        "mx.example:25x", "::1", "[::1]", "[::1", "[::1]25", "a b:25", ""};
    struct reach reach;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(reach_place(&reach, wrong[i]), -1);
        assert_true(strlen(reach.why) > 10);
    }
}

static void
a_server_has_the_ports_of_the_lab_and_an_offset(void **state)
{
    struct reach reach;

    (void)state;
    assert_int_equal(reach_world(&reach, "pc1.example:100", WORLD_BLUE,
                                 WORLD_POP3), 0);
    assert_string_equal(reach.host, "pc1.example");
    assert_int_equal(reach.port, 1111 + 100);
    assert_int_equal(reach_world(&reach, "pc1.example", WORLD_RED,
                                 WORLD_SMTP), 0);
    assert_int_equal(reach.port, 2525);
    assert_int_equal(reach_world(&reach, "pc1.example:x", WORLD_RED,
                                 WORLD_SMTP), -1);
    assert_int_equal(reach_world(&reach, ":5", WORLD_RED, WORLD_SMTP), -1);
}

static void
the_environment_names_the_server_if_nobody_else_does(void **state)
{
    struct reach reach;

    (void)state;
    setenv("MAILWALK_SERVER", "class.example:7", 1);
    assert_int_equal(reach_find(&reach, NULL, NULL, WORLD_RED, WORLD_POP3), 0);
    assert_string_equal(reach.host, "class.example");
    assert_int_equal(reach.port, 1110 + 7);
    assert_int_equal(reach_find(&reach, NULL, "pc1.example", WORLD_RED,
                                WORLD_POP3), 0);
    assert_string_equal(reach.host, "pc1.example");
    assert_int_equal(reach_find(&reach, "pc2.example:9", "pc1.example",
                                WORLD_RED, WORLD_POP3), 0);
    assert_string_equal(reach.host, "pc2.example");
    unsetenv("MAILWALK_SERVER");
}

static void
loopback_is_known(void **state)
{
    (void)state;
    assert_true(reach_is_loopback("127.0.0.1"));
    assert_true(reach_is_loopback("::1"));
    assert_true(reach_is_loopback("localhost"));
    assert_false(reach_is_loopback("mx.example"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_place_is_a_host_and_a_port),
        cmocka_unit_test(what_is_no_place_is_named),
        cmocka_unit_test(a_server_has_the_ports_of_the_lab_and_an_offset),
        cmocka_unit_test(the_environment_names_the_server_if_nobody_else_does),
        cmocka_unit_test(loopback_is_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
