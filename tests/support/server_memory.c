/*
 * server_memory.c - how much memory a server holds.
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

#include "tests/support/server_process.h"

/* Where there is no /proc, ps tells; a bare Linux may be without ps. */
long
server_memory_kb(const struct server_process *server)
{
    char text[128];
    long pages = 0;
    long kb = 0;
    FILE *in;

    snprintf(text, sizeof text, "/proc/%ld/statm", (long)server->pid);
    in = fopen(text, "r");
    if (in != NULL) {
        assert_int_equal(fscanf(in, "%*d %ld", &pages), 1);
        fclose(in);
        return pages * (sysconf(_SC_PAGESIZE) / 1024);
    }
    snprintf(text, sizeof text, "ps -o rss= -p %ld", (long)server->pid);
    in = popen(text, "r");
    assert_non_null(in);
    assert_int_equal(fscanf(in, "%ld", &kb), 1);
    pclose(in);
    return kb;
}
