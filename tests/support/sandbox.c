/*
 * sandbox.c - a machine of our own for one test program: disks, addresses.
 *
 * SPDX-License-Identifier: ISC
 */
#define _GNU_SOURCE /* unshare */

#include "tests/support/sandbox.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#ifdef __linux__

#include <sched.h>
#include <sys/mount.h>

/* One line into a file of /proc; false if it is refused. */
static bool
tell(const char *path, const char *line)
{
    size_t len = strlen(line);
    int fd = open(path, O_WRONLY);
    bool told = fd >= 0 && write(fd, line, len) == (ssize_t)len;

    if (fd >= 0) {
        close(fd);
    }
    return told;
}

/* Without root we become the root of a world in which we are alone. */
static bool
enter_as_user(void)
{
    char user[32], group[32];

    snprintf(user, sizeof user, "0 %u 1", (unsigned)getuid());
    snprintf(group, sizeof group, "0 %u 1", (unsigned)getgid());
    return unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET) == 0 &&
           tell("/proc/self/setgroups", "deny") &&
           tell("/proc/self/uid_map", user) &&
           tell("/proc/self/gid_map", group);
}

/* An interface is asked by its name. */
static void
ask_interface(unsigned long what, struct ifreq *request)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    assert_true(fd >= 0);
    if (ioctl(fd, what, request) < 0) {
        fail_msg("%s: %s", request->ifr_name, strerror(errno));
    }
    close(fd);
}

bool
sandbox_enter(void)
{
    struct ifreq loopback = {.ifr_name = "lo"};

    if (unshare(CLONE_NEWNS | CLONE_NEWNET) < 0 && !enter_as_user()) {
        print_message("no namespaces here: %s\n", strerror(errno));
        return false;
    }
    /* What is mounted here must not be seen outside. */
    if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) {
        print_message("no mounts here: %s\n", strerror(errno));
        return false;
    }
    ask_interface(SIOCGIFFLAGS, &loopback);
    loopback.ifr_flags |= IFF_UP;
    ask_interface(SIOCSIFFLAGS, &loopback);
    return true;
}

void
sandbox_disk(const char *folder, unsigned long octets, unsigned long files)
{
    char options[80];

    snprintf(options, sizeof options, "mode=0700,size=%lu,nr_inodes=%lu",
             octets, files);
    if (mount("none", folder, "tmpfs", 0, options) < 0) {
        fail_msg("mount %s: %s", folder, strerror(errno));
    }
}

void
sandbox_eject(const char *folder)
{
    if (umount2(folder, MNT_DETACH) < 0 && errno != EINVAL) {
        fail_msg("umount %s: %s", folder, strerror(errno));
    }
}

void
sandbox_read_only(const char *folder, bool read_only)
{
    unsigned long flags = MS_REMOUNT | (read_only ? MS_RDONLY : 0UL);

    if (mount("none", folder, "tmpfs", flags, NULL) < 0) {
        fail_msg("remount %s: %s", folder, strerror(errno));
    }
}

/* lo, lo:1, lo:2 and so on: an interface has one address under each name. */
void
sandbox_address(const char *address)
{
    static unsigned aliases;
    struct ifreq request = {.ifr_name = "lo"};
    struct sockaddr_in *at = (void *)&request.ifr_addr;

    snprintf(request.ifr_name, sizeof request.ifr_name, "lo:%u", ++aliases);
    at->sin_family = AF_INET;
    assert_int_equal(inet_pton(AF_INET, address, &at->sin_addr), 1);
    ask_interface(SIOCSIFADDR, &request);
}

#else

bool
sandbox_enter(void)
{
    print_message("namespaces are Linux's\n");
    return false;
}

void
sandbox_disk(const char *folder, unsigned long octets, unsigned long files)
{
    (void)folder, (void)octets, (void)files;
}

void
sandbox_eject(const char *folder)
{
    (void)folder;
}

void
sandbox_read_only(const char *folder, bool read_only)
{
    (void)folder, (void)read_only;
}

void
sandbox_address(const char *address)
{
    (void)address;
}

#endif
