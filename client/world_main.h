/*
 * world_main.h - the lab world by hand: mailwalk up, down, status, reset.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAILWALK_CLIENT_WORLD_MAIN_H
#define MAILWALK_CLIENT_WORLD_MAIN_H

/*
 * Each carries out one sub-command; argv[0] is its name, the options follow.
 * They return an exit status: 0, or one of sysexits.h with a sentence on
 * stderr.
 *
 *   up [--dir DIR] [--offset N]      0: up (also if it was up before)
 *   down [--dir DIR]                 0: down (also if it was down before)
 *   status [--dir DIR]               0: all four servers are up; 69: not all
 *   reset [--dir DIR] [USER..]       75: a POP3 session has a mailbox open
 */
int world_up_main(int argc, char **argv);
int world_down_main(int argc, char **argv);
int world_status_main(int argc, char **argv);
int world_reset_main(int argc, char **argv);

#endif
