/*
 * sasl.c - the exchange that AUTH begins, as a little machine.
 *
 * What has been said so far is known by the claim alone: LOGIN has a name once
 * its first response was taken.  So the machine needs no state of its own but
 * whether it is on.
 *
 * DEPARTS(4954-4-saslprep) names and passwords are compared as they are.
 * DEPARTS(5034-4-more) no mechanism here hides the password.
 *
 * RFC 4954 section 4, RFC 5034 section 4, RFC 4616 section 2.
 * SPDX-License-Identifier: ISC
 */
#include "server/sasl.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/base64.h"
#include "protocol/path.h"

/* LOGIN asks in these words; no client reads them as more than a sign. */
static const char ask_name[] = "VXNlcm5hbWU6";      /* "Username:" */
static const char ask_password[] = "UGFzc3dvcmQ6";  /* "Password:" */

static const struct mechanism {
    const char *word;
    enum claim_how how;
    const char *challenge;  /* the first; "": the client begins */
} mechanisms[] = {{"PLAIN", CLAIM_PLAIN, ""}, {"LOGIN", CLAIM_LOGIN, ask_name}};

/* ---- Claims ---- */

int
claim_make(struct claim *claim, enum claim_how how, const char *name,
           size_t name_len, const char *secret, size_t secret_len)
{
    claim_forget(claim);
    claim->how = how;
    claim->name = strndup(name, name_len);
    claim->secret = strndup(secret, secret_len);
    return claim->name != NULL && claim->secret != NULL ? 0 : -1;
}

void
claim_forget(struct claim *claim)
{
    if (claim->secret != NULL) {
        explicit_bzero(claim->secret, strlen(claim->secret));
    }
    free(claim->secret);
    free(claim->name);
    *claim = (struct claim){.how = CLAIM_PASS};
}

const char *
claim_how(enum claim_how how)
{
    static const char *const words[] = {"pass", "apop", "plain", "login"};

    return words[how];
}

/* ---- Responses ---- */

/*
 * REQ(4616-2) REQ(4616-2-nul) REQ(2595-6-long) identity NUL name NUL password.
 * REQ(4616-2-empty) REQ(4954-4-identity) REQ(5034-4-identity) without a name it
 * is no login.  Nobody acts as somebody else here: the identity is the name
 * itself, or empty.
 */
static enum sasl_verdict
take_plain(struct claim *claim, const char *data, size_t len)
{
    const char *end = data + len;
    const char *name = memchr(data, '\0', len);
    const char *secret =
        name ? memchr(name + 1, '\0', (size_t)(end - name - 1)) : NULL;
    size_t identity = name ? (size_t)(name - data) : 0;
    size_t name_len, secret_len;

    if (secret == NULL) {
        return SASL_MALFORMED;
    }
    name_len = (size_t)(secret - ++name);
    secret_len = (size_t)(end - ++secret);
    if (name_len == 0 || secret_len == 0 ||
        memchr(secret, '\0', secret_len) != NULL) {
        return SASL_MALFORMED;
    }
    if (identity > 0 && !path_same(data, identity, name, name_len)) {
        return SASL_DENIED;
    }
    return claim_make(claim, CLAIM_PLAIN, name, name_len, secret,
                      secret_len) < 0 ? SASL_NO_MEMORY : SASL_CHECK;
}

/*
 * First the name, then the password.
 */
static enum sasl_verdict
take_login(struct sasl *sasl, const char *data, size_t len)
{
    char **told = sasl->claim.name == NULL ? &sasl->claim.name
                                           : &sasl->claim.secret;

    if (len == 0 || memchr(data, '\0', len) != NULL) {
        return SASL_MALFORMED;
    }
    *told = strndup(data, len);
    if (*told == NULL) {
        return SASL_NO_MEMORY;
    }
    sasl->challenge = ask_password;
    return told == &sasl->claim.name ? SASL_MORE : SASL_CHECK;
}

/*
 * REQ(4954-4-base64) REQ(4954-4-strict) REQ(5034-4-base64) what is no base64 is
 * refused, not mended.
 */
static enum sasl_verdict
take_response(struct sasl *sasl, const char *text, size_t len)
{
    char data[SASL_LINE_MAX];
    enum sasl_verdict verdict = SASL_NOT_BASE64;
    size_t octets = 0;

    assert(len <= sizeof data);
    if (base64_decode(text, len, data, &octets) == 0) {
        verdict = sasl->claim.how == CLAIM_PLAIN
                      ? take_plain(&sasl->claim, data, octets)
                      : take_login(sasl, data, octets);
    }
    explicit_bzero(data, len);
    return verdict;
}

/*
 * An exchange goes on only if there is more to ask; of one that failed nothing
 * is kept.
 */
static enum sasl_verdict
end_step(struct sasl *sasl, enum sasl_verdict verdict)
{
    if (verdict != SASL_MORE && verdict != SASL_CHECK) {
        sasl_forget(sasl);
    }
    sasl->on = verdict == SASL_MORE;
    return verdict;
}

/*
 * REQ(4954-8-case) The mechanism that the first word, word octets, of AUTH's
 * argument names.
 */
static const struct mechanism *
find_mechanism(const char *arg, size_t len, size_t *word)
{
    const char *space = len > 0 ? memchr(arg, ' ', len) : NULL;

    *word = space != NULL ? (size_t)(space - arg) : len;
    for (size_t i = 0; i < sizeof mechanisms / sizeof *mechanisms; i++) {
        if (path_same(arg, *word, mechanisms[i].word,
                      strlen(mechanisms[i].word))) {
            return &mechanisms[i];
        }
    }
    return NULL;
}

size_t
sasl_mechanism_len(const char *arg, size_t len)
{
    size_t word;

    return find_mechanism(arg, len, &word) != NULL ? word : 0;
}

/*
 * REQ(4954-4-no-initial) REQ(5034-4-no-initial) without a response a challenge
 * asks for it.  DEPARTS(4954-4-initial) the name may come with AUTH LOGIN.
 */
enum sasl_verdict
sasl_begin(struct sasl *sasl, const char *arg, size_t len, bool strict)
{
    size_t word;
    const struct mechanism *mechanism = find_mechanism(arg, len, &word);

    sasl_forget(sasl);
    if (mechanism == NULL) {
        return SASL_UNKNOWN;
    }
    sasl->claim.how = mechanism->how;
    sasl->challenge = mechanism->challenge;
    if (len <= word + 1) {
        return end_step(sasl, SASL_MORE);
    }
    arg += word + 1;
    len -= word + 1;
    if (len == 1 && *arg == '=') {
        len = 0; /* a response that is there, and empty */
    }
    if (strict && mechanism->challenge[0] != '\0') {
        return end_step(sasl, SASL_NOT_FIRST);
    }
    return end_step(sasl, take_response(sasl, arg, len));
}

/*
 * REQ(4954-4-cancel) REQ(5034-4-cancel) a lone star gives up.
 */
enum sasl_verdict
sasl_response(struct sasl *sasl, const char *line, size_t len)
{
    if (len == 1 && *line == '*') {
        return end_step(sasl, SASL_CANCELLED);
    }
    if (len > SASL_LINE_MAX - 2) {
        return end_step(sasl, SASL_TOO_LONG);
    }
    return end_step(sasl, take_response(sasl, line, len));
}

void
sasl_forget(struct sasl *sasl)
{
    claim_forget(&sasl->claim);
    sasl->on = false;
    sasl->challenge = NULL;
}

const char *
sasl_words(enum sasl_verdict verdict)
{
    static const char *const words[] = {
        [SASL_MORE] = "", [SASL_CHECK] = "",
        [SASL_UNKNOWN] = "No such mechanism; there are " SASL_MECHANISMS,
        [SASL_NOT_FIRST] = "LOGIN asks first: AUTH LOGIN and no more",
        [SASL_CANCELLED] = "Login cancelled",
        [SASL_TOO_LONG] = "Response too long",
        [SASL_NOT_BASE64] = "The response is not base64: begin anew with AUTH",
        [SASL_MALFORMED] = "PLAIN sends NUL name NUL password, LOGIN a name, "
                           "then a password",
        [SASL_DENIED] = "You may act as yourself only: leave the identity "
                        "before the first NUL empty",
        [SASL_NO_MEMORY] = "Out of memory"};

    return words[verdict];
}
