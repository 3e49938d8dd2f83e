/*
 * talk.c - `mailwalk talk`.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/talk.h"

#include "client/talk.h"

int
talk_main(int argc, char **argv)
{
    struct talk_options options;
    int status = talk_options_take(&options, argc, argv);

    return status != -1 ? status : talk_plain(&options);
}
