/*
 * grade_print.c - the result of a lab, for people, tables and autograders.
 *
 * SPDX-License-Identifier: ISC
 */
#include "labs/grade.h"

#include <string.h>

/* ---- For a person ---- */

/*
 * The line of the log that a check rests on.
 */
static void
print_witness(const struct grade_work *work, const struct evidence_item *item,
              FILE *out)
{
    const char *path, *slash;

    if (item == NULL) {
        return;
    }
    path = work->evidence->log[item->log];
    slash = strrchr(path, '/');
    fprintf(out, "      %s:%zu  ", slash != NULL ? slash + 1 : path,
            item->line);
    if (item->event) {
        fprintf(out, "%.160s\n", item->reply);
    } else {
        fprintf(out, "%.80s -> %.80s\n", item->said,
                item->reply[0] != '\0' ? item->reply : item->verdict);
    }
}

void
grade_print(const struct grade_work *work, const struct grade *grade, FILE *out)
{
    fprintf(out, "Lab %s, %s: %u of %u points.\n", work->lab->id,
            work->student.user, grade->earned, grade->points);
    fprintf(out, "What counts are sessions that say HELO or EHLO "
                 "%s.lab.example, or log in as %s.\n",
            work->student.user, work->student.user);
    for (size_t i = 0; i < grade->checks; i++) {
        const struct grade_check *check = &grade->check[i];

        fprintf(out, "  %u of %u  %s\n", check->earned, check->item->points,
                check->text);
        if (check->result.why[0] != '\0') {
            fprintf(out, "      ! %s\n", check->result.why);
        }
        print_witness(work, check->result.witness, out);
    }
}

/* ---- As a table ---- */

void
grade_csv_head(const struct lab *lab, FILE *out)
{
    unsigned number = 0;

    fputs("student,lab,points,of", out);
    for (size_t i = 0; i < lab->item_count; i++) {
        if (lab->items[i].key == LAB_PROOF) {
            fprintf(out, ",check%u", ++number);
        }
    }
    putc('\n', out);
}

void
grade_csv(const struct grade_work *work, const struct grade *grade, FILE *out)
{
    fprintf(out, "%s,%s,%u,%u", work->student.user, work->lab->id,
            grade->earned, grade->points);
    for (size_t i = 0; i < grade->checks; i++) {
        fprintf(out, ",%u", grade->check[i].earned);
    }
    putc('\n', out);
}

/* ---- As JUnit ---- */

/*
 * XML 1.0 section 2.4; what it does not allow at all becomes '?'.
 */
static void
print_xml(const char *text, FILE *out)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '&':
            fputs("&amp;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        default:
            putc((unsigned char)*text < 0x20 ? '?' : *text, out);
        }
    }
}

void
grade_junit(const struct grade_work *work, const struct grade *grade, FILE *out)
{
    size_t failures = 0;

    for (size_t i = 0; i < grade->checks; i++) {
        failures += grade->check[i].earned < grade->check[i].item->points;
    }
    fprintf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                 "<testsuite name=\"");
    print_xml(work->lab->id, out);
    fprintf(out, "\" tests=\"%zu\" failures=\"%zu\">\n", grade->checks,
            failures);
    for (size_t i = 0; i < grade->checks; i++) {
        const struct grade_check *check = &grade->check[i];

        fputs("  <testcase classname=\"", out);
        print_xml(work->student.user, out);
        fputs("\" name=\"", out);
        print_xml(check->text, out);
        fputs("\">", out);
        if (check->earned < check->item->points) {
            fprintf(out, "<failure message=\"%u of %u: ", check->earned,
                    check->item->points);
            print_xml(check->result.why, out);
            fputs("\"/>", out);
        }
        fputs("</testcase>\n", out);
    }
    fputs("</testsuite>\n", out);
}
