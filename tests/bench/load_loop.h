/*
 * load_loop.h - many sessions at once, each walking through the same steps.
 *
 * A step sends some octets and waits for so many replies.  The steps of a plan
 * fall into three parts:
 *
 *     0 .. first        once, after connecting (the greeting, EHLO)
 *     first .. last     a round, again and again until the time is over
 *     last .. count     once, at the end (QUIT)
 *
 * The sessions are opened one after another, each up to its first round; then
 * the clock starts, and all rounds with it.  So a server that lets clients in
 * slowly is not thought to be slow with mail.  Where first is 0, every round is
 * a connection of its own (with `reconnect`), or there is no greeting.
 *
 * A refusal ends the program: a load that is refused measures nothing.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TESTS_BENCH_LOAD_LOOP_H
#define MAILWALK_TESTS_BENCH_LOAD_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum load_form {
    LOAD_LINE,     /* a line, whatever it says (the echo) */
    LOAD_SMTP,     /* 2yz or 3yz, of one line or several */
    LOAD_POP3,     /* +OK */
    LOAD_POP3_LIST /* +OK, then lines up to a dot */
};

struct load_step {
    const char *bytes;
    size_t len;
    unsigned replies;
    enum load_form form;
    bool timed; /* how long its replies took goes to the result */
};

struct load_plan {
    const struct load_step *steps;
    size_t first, last, count;
    bool reconnect;
    /* Where sessions differ: if set, it gives the octets of a step instead. */
    const char *(*bytes)(size_t step, unsigned session, size_t *len);
};

enum { LOAD_TIMES_MAX = 1 << 20 };

struct load_result {
    uint64_t rounds;
    uint64_t octets; /* received */
    double begun;    /* when the clock started: load_now() */
    double seconds;  /* from then until the end of the last round */
    uint32_t *times; /* of the timed steps, in µs */
    size_t time_count;
};

/*
 * Connect to a port on the loopback.  Returns a descriptor, or ends the
 * program.
 */
int load_connect(unsigned port);

/*
 * Run the plan in so many sessions.  No round begins after `seconds`, nor more
 * than `rounds_max` in all (0: no such limit).  result->times is malloc()ed.
 */
void load_run(const struct load_plan *plan, unsigned port, unsigned sessions,
              double seconds, uint64_t rounds_max, struct load_result *result);

/*
 * Monotonic time in seconds.
 */
double load_now(void);

/*
 * End the program with a complaint.
 */
_Noreturn void load_die(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

#endif
