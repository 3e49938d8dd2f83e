/*
 * authority.c - the lab's certificates: whom they name, and how long they last.
 *
 * RFC 5280 sections 4.2.1.10, 6; RFC 6125.
 * SPDX-License-Identifier: ISC
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "client/authority.h"
#include "client/world.h"
#include "tests/support/scratch.h"
#include "tests/support/world_rig.h"

static struct scratch folder;
static struct authority authority;
static char ca[SCRATCH_PATH], key[SCRATCH_PATH], host[SCRATCH_PATH];

static int
setup(void **state)
{
    (void)state;
    scratch_make(&folder);
    scratch_path(&folder, "ca.pem", ca);
    scratch_path(&folder, "ca.key", key);
    scratch_path(&folder, "host.pem", host);
    return authority_make(&authority, ca, key);
}

static int
teardown(void **state)
{
    (void)state;
    authority_free(&authority);
    scratch_remove(&folder);
    return 0;
}

/* Does a client that trusts ca accept the certificate in path, for this name
 * or address?  Returns an X509_V_ code. */
static int
verdict(const char *trusted, const char *path, const char *name)
{
    FILE *file = fopen(path, "r");
    X509 *cert = file != NULL ? PEM_read_X509(file, NULL, NULL, NULL) : NULL;
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *check = X509_STORE_CTX_new();
    X509_VERIFY_PARAM *wants;
    int result;

    assert_non_null(cert);
    fclose(file);
    assert_int_equal(X509_STORE_load_locations(store, trusted, NULL), 1);
    assert_int_equal(X509_STORE_CTX_init(check, store, cert, NULL), 1);
    wants = X509_STORE_CTX_get0_param(check);
    X509_VERIFY_PARAM_set_purpose(wants, X509_PURPOSE_SSL_SERVER);
    if (X509_VERIFY_PARAM_set1_ip_asc(wants, name) != 1) {
        X509_VERIFY_PARAM_set1_host(wants, name, 0);
    }
    X509_verify_cert(check);
    result = X509_STORE_CTX_get_error(check);
    X509_STORE_CTX_free(check);
    X509_STORE_free(store);
    X509_free(cert);
    return result;
}

static void
a_host_has_four_names_and_no_other(void **state)
{
    static const char *const names[] = {"mx.red.example", "localhost",
                                        "127.0.0.1", "::1"};

    (void)state;
    assert_int_equal(authority_issue(&authority, names[0], true, 1, host),
                     0);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(verdict(ca, host, names[i]), X509_V_OK);
    }
    assert_int_equal(verdict(ca, host, "pop.red.example"),
                     X509_V_ERR_HOSTNAME_MISMATCH);
    assert_int_equal(verdict(ca, host, "127.0.0.2"),
                     X509_V_ERR_IP_ADDRESS_MISMATCH);
}

/* Whoever steals the key can play no host of the real world. */
static void
it_can_name_no_host_of_the_real_world(void **state)
{
    (void)state;
    assert_int_equal(
        authority_issue(&authority, "mail.ietf.org", true, 1, host), 0);
    assert_int_equal(verdict(ca, host, "mail.ietf.org"),
                     X509_V_ERR_PERMITTED_VIOLATION);
}

static void
what_has_expired_is_not_accepted(void **state)
{
    (void)state;
    assert_int_equal(
        authority_issue(&authority, "mx.red.example", true, -1, host), 0);
    assert_int_equal(verdict(ca, host, "localhost"),
                     X509_V_ERR_CERT_HAS_EXPIRED);
    assert_false(authority_vouches(&authority, host));
}

/* A month ahead: nobody starts a lab on the day when it ends. */
static void
it_vouches_for_what_is_its_own_and_lasts(void **state)
{
    struct authority other;
    char path[SCRATCH_PATH];

    (void)state;
    assert_false(authority_vouches(&authority, host));
    assert_int_equal(authority_issue(&authority, "a.example", true, 29, host),
                     0);
    assert_false(authority_vouches(&authority, host));
    assert_int_equal(authority_issue(&authority, "a.example", true, 31, host),
                     0);
    assert_true(authority_vouches(&authority, host));
    assert_int_equal(authority_make(&other, scratch_path(&folder, "o", path),
                                    key), 0);
    assert_false(authority_vouches(&other, host));
    authority_free(&other);
    assert_int_equal(authority_read(&other, ca, key), -1);
    scratch_write(&folder, "host.pem", "-----BEGIN", 10);
    assert_false(authority_vouches(&authority, host));
}

/* ---- In the lab world ---- */

static const char *const files[] = {
    "world/tls/ca.pem",           "world/tls/ca.key",
    "world/tls/mx.red.example.pem",  "world/tls/pop.red.example.pem",
    "world/tls/mx.blue.example.pem", "world/tls/pop.blue.example.pem"};

enum { FILES = sizeof files / sizeof files[0] };

/* Prepare the world; which of the files are others now, as a set? */
static unsigned
prepare(void **state)
{
    struct world_rig *rig = *state;
    struct world world = world_rig_open(state);
    char path[SCRATCH_PATH];
    char *before[FILES];
    unsigned changed = 0;
    struct stat st;
    size_t len;

    for (size_t i = 0; i < FILES; i++) {
        scratch_path(&rig->scratch, files[i], path);
        before[i] = access(path, F_OK) == 0
                        ? scratch_read(&rig->scratch, files[i], &len)
                        : calloc(1, 1);
    }
    assert_int_equal(world_prepare(&world), 0);
    for (size_t i = 0; i < FILES; i++) {
        char *now = scratch_read(&rig->scratch, files[i], &len);

        changed |= strcmp(now, before[i]) != 0 ? 1U << i : 0;
        scratch_path(&rig->scratch, files[i], path);
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
        free(now);
        free(before[i]);
    }
    return changed;
}

static void
a_world_gets_what_is_missing_and_keeps_the_rest(void **state)
{
    struct world_rig *rig = *state;
    struct authority own;
    char trust[SCRATCH_PATH], cert[SCRATCH_PATH], secret[SCRATCH_PATH];

    assert_int_equal(prepare(state), 0x3f);
    assert_int_equal(prepare(state), 0);
    scratch_path(&rig->scratch, files[0], trust);
    scratch_path(&rig->scratch, files[1], secret);
    scratch_path(&rig->scratch, files[3], cert);
    assert_int_equal(verdict(trust, cert, "pop.red.example"), X509_V_OK);
    assert_int_equal(authority_read(&own, trust, secret), 0);
    assert_int_equal(
        authority_issue(&own, "pop.red.example", true, -1, cert), 0);
    authority_free(&own);
    assert_int_equal(prepare(state), 1U << 3);
    assert_int_equal(unlink(secret), 0);
    assert_int_equal(prepare(state), 0x3f);
    assert_int_equal(verdict(trust, cert, "pop.red.example"), X509_V_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(a_host_has_four_names_and_no_other),
        TEST(it_can_name_no_host_of_the_real_world),
        TEST(what_has_expired_is_not_accepted),
        TEST(it_vouches_for_what_is_its_own_and_lasts),
        cmocka_unit_test_setup_teardown(
            a_world_gets_what_is_missing_and_keeps_the_rest, world_rig_setup,
            world_rig_teardown),
    };
    int status = world_rig_main(argc, argv);

    return status != -1 ? status : cmocka_run_group_tests(tests, NULL, NULL);
}
