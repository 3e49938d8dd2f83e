/*
 * broken_rule.h - a rule to break on purpose, fit for the moment.
 *
 * A refusal teaches more than a sentence.  What is illegal now is taken from
 * the tables of protocol/; after the refusal the session is where it was.
 *
 * RFC 5321 sections 4.1.4 and 4.1.2; RFC 1939 section 3.
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_LABS_BROKEN_RULE_H
#define MAILWALK_LABS_BROKEN_RULE_H

#include "protocol/observer.h"

struct broken_rule {
    enum observer_service service;
    int verb;         /* enum smtp_verb or enum pop3_verb */
    bool in_place;    /* its moment is right, its form or argument wrong */
    const char *line; /* to be sent */
    const char *why;  /* it is refused */
};

/*
 * A rule that the client can break now; another turn, another rule.  NULL if
 * there is none: before the greeting, at the end, where a refusal would cost
 * the session something.
 */
const struct broken_rule *broken_rule(const struct observer *observer,
                                      unsigned turn);

#endif
