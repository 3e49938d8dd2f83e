/*
 * rfc2595.c - STLS: encrypted from the +OK on, before anybody logs in.
 *
 * The handshake itself is in tests/sockets/tls.c; here it is the rig's word.
 *
 * RFC 2595 section 4.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/pop3_rig.h"

static int
setup_with_tls(void **state)
{
    pop3_rig_setup(state);
    ((struct pop3_rig *)*state)->site.doors.tls = true;
    return 0;
}

static bool
announced(struct pop3_rig *rig)
{
    return strstr(pop3_rig_say(rig, "CAPA"), "\r\nSTLS\r\n") != NULL;
}

static void
s4__without_a_certificate_it_is_err_and_not_announced(void **state)
{
    struct pop3_rig *rig = *state;

    assert_false(announced(rig));
    pop3_rig_err(rig, "STLS");
    assert_null(strstr(pop3_rig_say(rig, "XYZZY"), "STLS"));
}

/*
 * REQ(2595-4-capa) REQ(2595-4) announced where it is permitted, and nowhere
 * else.
 */
static void
s4__it_is_there_in_authorization_only(void **state)
{
    struct pop3_rig *rig = *state;

    assert_true(announced(rig));
    assert_non_null(strstr(pop3_rig_say(rig, "XYZZY"), " STLS "));
    pop3_rig_log_in(rig);
    assert_false(announced(rig));
    pop3_rig_err(rig, "STLS");
    assert_false(rig->pop3.session.secure);
}

static void
s4__it_takes_no_argument_and_is_not_possible_twice(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_err(rig, "STLS now");
    pop3_rig_ok(rig, "stls");
    assert_true(rig->pop3.session.secure);
    assert_int_equal(rig->pop3.state, POP3_AUTHORIZATION);
    assert_false(announced(rig));
    pop3_rig_err(rig, "STLS");
    pop3_rig_log_in(rig);
    assert_non_null(strstr(pop3_rig_log(rig),
                           "*: tls version=TLSv1.3 cipher=rig"));
}

/* A name that came in the clear is nobody's name under TLS. */
static void
s4__a_user_named_before_is_forgotten(void **state)
{
    struct pop3_rig *rig = *state;

    pop3_rig_ok(rig, "USER alice");
    pop3_rig_ok(rig, "STLS");
    pop3_rig_err(rig, "PASS apple");
    pop3_rig_log_in(rig);
}

static void
s4__if_it_cannot_be_had_now_the_session_goes_on(void **state)
{
    struct pop3_rig *rig = *state;

    rig->fail_tls = true;
    assert_memory_equal(pop3_rig_say(rig, "STLS"), "-ERR [SYS/TEMP] ", 16);
    assert_false(rig->pop3.session.secure);
    assert_true(announced(rig));
    pop3_rig_log_in(rig);
}

#define TEST(name)                                                            \
    cmocka_unit_test_setup_teardown(name, setup_with_tls, pop3_rig_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        POP3_RIG_TEST(s4__without_a_certificate_it_is_err_and_not_announced),
        TEST(s4__it_is_there_in_authorization_only),
        TEST(s4__it_takes_no_argument_and_is_not_possible_twice),
        TEST(s4__a_user_named_before_is_forgotten),
        TEST(s4__if_it_cannot_be_had_now_the_session_goes_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
