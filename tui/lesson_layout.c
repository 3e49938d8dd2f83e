/*
 * lesson_layout.c - where the panes of a lesson stand, for a size.
 *
 * 80 columns by 24 rows is the norm: one column.  From 120 columns two, from
 * 180 three.  With fewer rows the least needed goes first: the logs, then rows
 * of the reply, then what the server remembers; never the dialogue, the stages
 * or the student's turn.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tui/lesson_layout.h"

enum {
    TWO_COLUMNS = 120,
    THREE_COLUMNS = 180,
    TURN_MIN = 3,
    DIALOGUE_MIN = 5,
    DIALOGUE = 10,   /* rows at 80x24 */
    REPLY_MIN = 2,   /* one line: "250 = DONE, .." */
    REPLY = 5,       /* the digits as a tree */
    REPLY_LARGE = 9, /* with the code's meaning */
    MEMORY = 3,
    MEMORY_LARGE = 5,
    MACHINE_MIN = 8,
    MACHINE = 11,
    WAY = 9,
    BOX = 5,
    MESSAGE_MIN = 4,
    LOGS_MIN = 5,
    LOGS = 11
};

static int
smaller(int a, int b)
{
    return a < b ? a : b;
}

/*
 * Take rows out of *left: all that are wanted, or none if there are fewer.
 */
static int
take(int *left, int wanted)
{
    int rows = *left >= wanted ? wanted : 0;

    *left -= rows;
    return rows;
}

/*
 * Take up to that many.
 */
static int
take_some(int *left, int wanted)
{
    return take(left, smaller(*left, wanted));
}

/*
 * The next rows of a column, from *top on.
 */
static struct area
cut(const struct area *column, int *top, int rows)
{
    struct area part = {*top, column->left, rows, column->cols};

    *top += rows;
    return part;
}

/*
 * Both halves of an area, side by side.
 */
static void
halve(const struct area *area, struct area *one, struct area *two)
{
    *one = *two = *area;
    one->cols = area->cols - area->cols / 2;
    two->left = area->left + one->cols;
    two->cols = area->cols - one->cols;
}

static void
lay_one(struct lesson_layout *at, bool logs)
{
    int left = at->middle.rows;
    int top = at->middle.top;
    int dialogue = take_some(&left, DIALOGUE_MIN);
    int reply = take(&left, REPLY_MIN);
    int memory = take(&left, MEMORY);
    int logged = 0;
    struct area part;

    reply += reply > 0 ? take_some(&left, REPLY - REPLY_MIN) : 0;
    dialogue += take_some(&left, DIALOGUE - DIALOGUE_MIN);
    reply += take_some(&left, REPLY_LARGE - REPLY);
    if (logs && left >= LOGS_MIN) {
        logged = take_some(&left, LOGS);
    }
    at->dialogue = cut(&at->middle, &top, dialogue + left);
    at->spare = cut(&at->middle, &top, reply + memory);
    top = at->spare.top;
    at->reply = cut(&at->middle, &top, reply);
    part = cut(&at->middle, &top, memory);
    halve(&part, &at->memory, &at->mailbox);
    part = cut(&at->middle, &top, logged);
    halve(&part, &at->logs[0], &at->logs[1]);
}

/*
 * The middle as columns that end before these, with the logs below them.
 * Returns the rows of the columns.
 */
static int
cut_logs(struct lesson_layout *at, bool logs)
{
    int rows = at->middle.rows;
    int fewest = MACHINE + REPLY + 2;
    int logged = logs && rows - fewest >= LOGS_MIN
                     ? smaller(rows - fewest, LOGS)
                     : 0;
    int top = at->middle.top + rows - logged;
    struct area part = cut(&at->middle, &top, logged);

    halve(&part, &at->logs[0], &at->logs[1]);
    return rows - logged;
}

/*
 * The state machine, and below it the reply.
 */
static void
lay_machine(struct lesson_layout *at, const struct area *column)
{
    int left = column->rows;
    int top = column->top;
    int reply = take_some(&left, REPLY);
    int machine = left >= MACHINE_MIN ? take_some(&left, MACHINE) : 0;

    reply += take_some(&left, machine > 0 ? REPLY_LARGE - REPLY : left);
    at->machine = cut(column, &top, machine + left);
    at->reply = cut(column, &top, reply);
    at->spare = *column;
}

static void
lay_two(struct lesson_layout *at, bool logs)
{
    int rows = cut_logs(at, logs);
    int width = at->middle.cols * 3 / 5;
    int top = at->middle.top;
    int left = rows - DIALOGUE_MIN;
    int memory = left >= MEMORY ? take_some(&left, MEMORY_LARGE) : 0;
    struct area one = {top, at->middle.left, rows, width};
    struct area two = {top, one.left + width + 1, rows,
                       at->middle.cols - width - 1};
    struct area part;

    at->dividers[0] = (struct area){top, one.left + width, rows, 1};
    at->dialogue = cut(&one, &top, rows - memory);
    part = cut(&one, &top, memory);
    halve(&part, &at->memory, &at->mailbox);
    lay_machine(at, &two);
}

static void
lay_three(struct lesson_layout *at, bool logs)
{
    int rows = cut_logs(at, logs);
    int all = at->middle.cols - 2;
    int top = at->middle.top;
    struct area one = {top, at->middle.left, rows, all * 39 / 100};
    struct area two = {top, one.left + one.cols + 1, rows, all * 28 / 100};
    struct area three = {top, two.left + two.cols + 1, rows,
                         all - one.cols - two.cols};

    at->dividers[0] = (struct area){top, two.left - 1, rows, 1};
    at->dividers[1] = (struct area){top, three.left - 1, rows, 1};
    at->dialogue = one;
    lay_machine(at, &two);
    at->memory = cut(&three, &top, rows / 2);
    at->mailbox = cut(&three, &top, rows - rows / 2);
}

void
lesson_layout(const struct area *area, int turn_rows, bool logs,
              struct lesson_layout *layout)
{
    int most = area->rows - 2 - DIALOGUE_MIN;
    int turn = smaller(turn_rows < TURN_MIN ? TURN_MIN : turn_rows, most);
    int top = area->top;

    *layout = (struct lesson_layout){.header = cut(area, &top, 1)};
    layout->stages = cut(area, &top, 1);
    layout->middle = cut(area, &top, area->rows - 2 - turn);
    layout->turn = cut(area, &top, turn);
    if (area->cols < TWO_COLUMNS) {
        lay_one(layout, logs);
    } else if (area->cols < THREE_COLUMNS) {
        lay_two(layout, logs);
    } else {
        lay_three(layout, logs);
    }
}

void
lesson_layout_story(struct lesson_layout *at)
{
    struct area column = at->memory;
    int left = at->memory.rows + at->mailbox.rows;
    int top = column.top;

    if (at->dividers[1].rows == 0 || left < WAY + MEMORY_LARGE + BOX) {
        return;
    }
    left -= WAY + MEMORY_LARGE + BOX;
    at->way = cut(&column, &top, WAY);
    at->memory = cut(&column, &top, MEMORY_LARGE);
    at->mailbox = cut(&column, &top, left < MESSAGE_MIN ? BOX + left : BOX);
    at->message = cut(&column, &top, left < MESSAGE_MIN ? 0 : left);
}
