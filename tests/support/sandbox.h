/*
 * sandbox.h - a machine of our own for one test program: disks, addresses.
 *
 * Where the system allows it (Linux, with or without root), the program enters
 * namespaces of its own. What it mounts there, and the addresses that it gives
 * itself, nobody else sees, and they end with it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_TESTS_SUPPORT_SANDBOX_H
#define MAILWALK_TESTS_SUPPORT_SANDBOX_H

#include <stdbool.h>

/*
 * Enter it, once, before any thread or server is started.  Returns false if
 * the system does not allow it, and says why.
 */
bool sandbox_enter(void);

/*
 * A small disk of its own at a folder: at the most so many octets, and so many
 * files if it is not 0.  It is empty.  sandbox_eject takes it away, if there
 * is one.
 */
void sandbox_disk(const char *folder, unsigned long octets,
                  unsigned long files);
void sandbox_eject(const char *folder);

/*
 * Let nothing be written to a disk any more, or again.
 */
void sandbox_read_only(const char *folder, bool read_only);

/*
 * Give this machine the IPv4 address, besides the loopback.
 */
void sandbox_address(const char *address);

#endif
