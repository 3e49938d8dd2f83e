/*
 * lab_main.c - `mailwalk lab ..`: what an instructor does with labs.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/lab_main.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "client/arguments.h"
#include "client/world.h"

#include "labs/grade.h"
#include "labs/handout.h"
#include "labs/play.h"

static const char usage[] =
    "mailwalk lab check-file FILE        is this lab file right?\n"
    "mailwalk lab handout LAB [USER]     the lab on paper, Markdown\n"
    "mailwalk lab key LAB [USER]         the same with all answers\n"
    "mailwalk lab values LAB [USER]      what stands for ${..} in the lab\n"
    "mailwalk lab grade LAB [USER]       points, by the servers' logs\n"
    "\n"
    "LAB is an id (a1) or a file, USER one of the lab world (alice).\n"
    "\n"
    "  --answers FILE       the student's answers, lines NAME = VALUE; else\n"
    "                       those that the lessons left in the lab world\n"
    "  --key KEY            of the course, for the student's own values\n"
    "  --csv, --junit       another form of the result\n"
    "  --dir DIR            the folder of the lab world\n";

struct lab_options {
    const char *dir, *answers, *key;
    const char *lab, *user;
    bool csv, junit;
    struct world world;
};

/* ---- What every command needs ---- */

/*
 * Read the lab: a file if there is one of that name, else by its id.  Returns
 * NULL after a complaint.
 */
static struct lab *
read_lab(const char *name)
{
    char path[WORLD_PATH_ROOM], why[LAB_WHY_MAX];
    struct lab *lab;

    if (strchr(name, '/') != NULL || strchr(name, '.') != NULL) {
        snprintf(path, sizeof path, "%s", name);
    } else if (play_find(name, path) != 0) {
        fprintf(stderr,
                "mailwalk lab: there is no lab \"%s\" beside mailwalk "
                "(a file is named with its path: ./%s)\n",
                name, name);
        return NULL;
    }
    lab = lab_read(path, why);
    if (lab == NULL) {
        fprintf(stderr, "%s\n", why);
    }
    return lab;
}

/*
 * The student; the peer is the other user of the same domain.
 */
static int
find_student(const struct lab_options *options, struct param_student *student)
{
    const char *name = options->user != NULL ? options->user : "alice";
    const struct world_user *user = world_user_find(name, strlen(name));

    if (user == NULL) {
        return arguments_complain("lab", "%s is no user of the lab world",
                                  name);
    }
    *student = (struct param_student){.key = options->key,
                                      .user = user->name,
                                      .peer = user->name,
                                      .pass = user->password};
    for (size_t i = 0; world_user(i) != NULL; i++) {
        if (world_user(i)->domain == user->domain && world_user(i) != user) {
            student->peer = world_user(i)->name;
        }
    }
    return -1;
}

/* ---- The commands.  Each returns the exit status. ---- */

static int
check_file(struct lab_options *options)
{
    char why[LAB_WHY_MAX];
    struct lab *lab = lab_read(options->lab, why);
    unsigned cards = 0, points = 0;

    if (lab == NULL) {
        fprintf(stderr, "%s\n", why);
        return EX_DATAERR;
    }
    for (size_t i = 0; i < lab->card_count; i++) {
        cards += lab->cards[i].kind != LAB_PROSE;
    }
    for (size_t i = 0; i < lab->item_count; i++) {
        points += lab->items[i].points;
    }
    printf("%s: lab %s, %u cards, %u points\n", options->lab, lab->id, cards,
           points);
    lab_free(lab);
    return EX_OK;
}

/*
 * The lab, and the values of the student in it, are given to print.
 */
static int
with_values(struct lab_options *options,
            void (*print)(const struct lab *lab,
                          const struct pattern_values *values))
{
    struct lab *lab = read_lab(options->lab);
    struct pattern_values values = {.count = 0};
    struct param_student student;
    char why[LAB_WHY_MAX];
    int status;

    if (lab == NULL) {
        return EX_NOINPUT;
    }
    status = find_student(options, &student);
    if (status == -1 && param_set(lab, &student, &values, why) == 0) {
        print(lab, &values);
        status = EX_OK;
    }
    lab_free(lab);
    return status == -1 ? EX_DATAERR : status;
}

static void
print_handout(const struct lab *lab, const struct pattern_values *values)
{
    handout_print(lab, values, false, stdout);
}

static void
print_key(const struct lab *lab, const struct pattern_values *values)
{
    handout_print(lab, values, true, stdout);
}

static void
print_values(const struct lab *lab, const struct pattern_values *values)
{
    (void)lab;
    for (size_t i = 0; i < values->count; i++) {
        printf("%s = %s\n", values->at[i].name, values->at[i].value);
    }
}

static int
handout(struct lab_options *options)
{
    return with_values(options, print_handout);
}

static int
key(struct lab_options *options)
{
    return with_values(options, print_key);
}

static int
values(struct lab_options *options)
{
    return with_values(options, print_values);
}

static int
find_box(void *ctx, const char *name, const char *domain, char *path,
         size_t room)
{
    const struct world *world = ctx;
    const struct world_user *user = world_user_find(name, strlen(name));
    char where[WORLD_PATH_ROOM];
    size_t len = strlen(domain);

    if (user == NULL ||
        strncmp(world_domain_name(user->domain), domain, len) != 0) {
        return -1;
    }
    world_box_path(world, user, where);
    return snprintf(path, room, "%s", where) < (int)room ? 0 : -1;
}

/*
 * All four logs.  Returns 0, or -1 with errno.
 */
static int
read_logs(const struct world *world, struct evidence *evidence)
{
    for (size_t i = 0; i < WORLD_SERVERS; i++) {
        char path[WORLD_PATH_ROOM];

        world_server_path(world, i, "log", path);
        if (evidence_read(evidence, path) != 0) {
            return -1;
        }
    }
    evidence_sort(evidence);
    return 0;
}

static void
print_grade(const struct lab_options *options, const struct grade_work *work,
            const struct grade *grade)
{
    if (options->junit) {
        grade_junit(work, grade, stdout);
    } else if (options->csv) {
        grade_csv_head(work->lab, stdout);
        grade_csv(work, grade, stdout);
    } else {
        grade_print(work, grade, stdout);
    }
}

static int
grade(struct lab_options *options)
{
    struct evidence evidence = {.count = 0};
    struct answers answers = {.count = 0};
    struct grade_work work = {.answers = &answers,
                              .evidence = &evidence,
                              .alone = options->key == NULL,
                              .ctx = &options->world,
                              .box = find_box};
    struct grade result;
    char why[LAB_WHY_MAX], path[ANSWERS_PATH_ROOM];
    int status = find_student(options, &work.student);
    struct lab *lab = status == -1 ? read_lab(options->lab) : NULL;

    work.lab = lab;
    if (lab == NULL) {
        return status == -1 ? EX_NOINPUT : status;
    }
    answers_path(options->world.dir, work.student.user, lab->id, path);
    status = EX_DATAERR;
    if (read_logs(&options->world, &evidence) != 0 ||
        answers_read(&answers, options->answers != NULL ? options->answers
                                                        : path) != 0) {
        fprintf(stderr, "mailwalk lab: %s\n", strerror(errno));
        status = EX_NOINPUT;
    } else if (grade_lab(&work, &result, why) != 0) {
        fprintf(stderr, "mailwalk lab: %s\n", why);
    } else {
        print_grade(options, &work, &result);
        status = EX_OK;
    }
    answers_free(&answers);
    evidence_free(&evidence);
    lab_free(lab);
    return status;
}

static const struct {
    const char *name;
    int (*run)(struct lab_options *options);
} commands[] = {
    {"check-file", check_file},
    {"handout", handout},
    {"key", key},
    {"values", values},
    {"grade", grade},
};

/* ---- The sub-command ---- */

int
lab_main(int argc, char **argv)
{
    static struct lab_options options;
    const struct argument known[] = {
        {"--dir", &options.dir, NULL, NULL},
        {"--answers", &options.answers, NULL, NULL},
        {"--key", &options.key, NULL, NULL},
        {"--csv", NULL, &options.csv, NULL},
        {"--junit", NULL, &options.junit, NULL},
        {NULL, NULL, NULL, NULL}};
    int status = arguments_read(&argc, argv, 3, known, usage);

    if (status != -1) {
        return status;
    }
    if (argc < 3) {
        return arguments_complain("lab", "what is to be done with which lab?");
    }
    options.lab = argv[2];
    options.user = argc > 3 ? argv[3] : NULL;
    if (world_open(&options.world, options.dir) != 0) {
        fprintf(stderr, "mailwalk lab: %s\n", options.world.why);
        return options.world.status;
    }
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            return commands[i].run(&options);
        }
    }
    return arguments_complain("lab", "there is no command \"%s\"", argv[1]);
}
