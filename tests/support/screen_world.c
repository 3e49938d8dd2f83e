/*
 * screen_world.c - mailwalk on a terminal, in a lab world of its own.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tests/support/screen_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "client/world.h"
#include "tests/support/world_rig.h"

enum { WORDS_MAX = 12, COMMAND_MAX = 4096, OUTPUT_MAX = 65536 };

int
screen_world_setup(void **state)
{
    struct screen_world *world = calloc(1, sizeof *world);
    const char *home = getenv("MAILWALK_HOME");
    char here[SCRATCH_PATH - 32];
    char text[16];

    assert_non_null(world);
    assert_non_null(getcwd(here, sizeof here));
    scratch_make(&world->scratch);
    world->offset = world_rig_offset();
    scratch_folder(&world->scratch, "mailwalk");
    snprintf(text, sizeof text, "%u\n", world->offset);
    scratch_write(&world->scratch, "mailwalk/offset", text, strlen(text));
    snprintf(world->home, sizeof world->home, "MAILWALK_HOME=%.900s",
             home != NULL ? home : here);
    snprintf(world->state, sizeof world->state, "XDG_STATE_HOME=%.900s",
             world->scratch.root);
    screen_world_env(world, world->home);
    screen_world_env(world, world->state);
    *state = world;
    return 0;
}

int
screen_world_teardown(void **state)
{
    struct screen_world *world = *state;
    char dir[SCRATCH_PATH];
    struct world servers;
    unsigned stopped;
    unsigned killed;

    screen_close(&world->rig);
    scratch_path(&world->scratch, "mailwalk", dir);
    if (world_open(&servers, dir) == 0) {
        (void)world_down(&servers, &stopped, &killed);
    }
    scratch_remove(&world->scratch);
    free(world);
    return 0;
}

void
screen_world_env(struct screen_world *world, const char *pair)
{
    assert_true(world->env_count < SCREEN_ENV_MAX);
    world->env[world->env_count++] = pair;
}

struct screen_rig *
screen_world_run(struct screen_world *world, int rows, int cols,
                 const char *words)
{
    const char *argv[WORDS_MAX + 2] = {BUILD_DIR "/mailwalk"};
    char copy[COMMAND_MAX];
    char *word;
    char *rest;
    size_t count = 1;

    snprintf(copy, sizeof copy, "%s", words);
    for (word = strtok_r(copy, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        assert_true(count <= WORDS_MAX);
        argv[count++] = word;
    }
    if (world->program != NULL) {
        argv[0] = world->program;
    }
    screen_close(&world->rig);
    screen_open(&world->rig, rows, cols, argv, world->env);
    return &world->rig;
}

static bool
has_hints(struct screen_rig *rig, void *ctx)
{
    char row[SCREEN_ROW_MAX];

    (void)ctx;
    return !rig->resized &&
           strstr(screen_row(rig, rig->rows - 1, row), "? help") != NULL;
}

void
screen_await_hints(struct screen_rig *rig)
{
    screen_await_that(rig, has_hints, NULL, "? help in the last row");
}

static bool
is_read_or_asked(struct screen_rig *rig, void *ctx)
{
    (void)ctx;
    return screen_find(rig, "Your turn: ") >= 0 && has_hints(rig, NULL);
}

void
screen_world_ask(struct screen_rig *rig)
{
    screen_await_that(rig, is_read_or_asked, NULL, "something to do");
    if (screen_find(rig, "Your turn: read") >= 0) {
        screen_press(rig, "Space");
    }
    screen_await(rig, "Who speaks first?");
}

char *
screen_world_pipe(struct screen_world *world, const char *words, int *status)
{
    char command[COMMAND_MAX] = "env LC_ALL=C.UTF-8";
    size_t len = strlen(command);
    char *text = calloc(1, OUTPUT_MAX);
    FILE *pipe;

    assert_non_null(text);
    for (size_t i = 0; i < world->env_count; i++) {
        len += (size_t)snprintf(command + len, sizeof command - len, " '%s'",
                                world->env[i]);
        assert_true(len < sizeof command);
    }
    snprintf(command + len, sizeof command - len,
             " %s/mailwalk %s </dev/null 2>&1", BUILD_DIR, words);
    pipe = popen(command, "r");
    assert_non_null(pipe);
    len = fread(text, 1, OUTPUT_MAX - 1, pipe);
    *status = WEXITSTATUS(pclose(pipe));
    text[len] = '\0';
    return text;
}

size_t
screen_world_mail(const struct screen_world *world, const char *user)
{
    char name[64];

    snprintf(name, sizeof name, "mailwalk/red/mail/%s/new", user);
    return scratch_count(&world->scratch, name);
}

void
screen_world_send(struct screen_world *world)
{
    int status;
    size_t before = screen_world_mail(world, "bob");

    free(screen_world_pipe(world, "walk --plain a1", &status));
    assert_int_equal(status, 0);
    assert_int_equal(screen_world_mail(world, "bob"), before + 1);
}
