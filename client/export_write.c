/*
 * export_write.c - the rows of a session as text, Markdown and HTML.
 *
 * Text from the log is spelled as in the log (no control characters), and then
 * for the format: in HTML by character references, in Markdown inside a code
 * span whose fence is longer than any run of backticks in it.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "client/export.h"
#include "client/transcript.h"

/* ---- Text. -------------------------------------------------------------- */

static void
begin_text(struct export *export)
{
    char day[EXPORT_TIME_MAX];

    fprintf(export->out, "== %s, %s (UTC), %lu lines\n\n", export->session,
            export_day(export->begun_ms, day), export->lines);
}

static void
row_text(struct export *export, const struct annotation *row)
{
    char time[EXPORT_TIME_MAX];
    char lead[EXPORT_TIME_MAX + 1];

    snprintf(lead, sizeof lead, "%s ",
             export_time(row->record->time_ms, time));
    transcript_write(export->out, lead, row);
}

static void
end_nothing(struct export *export)
{
    (void)export;
}

const struct export_format export_text = {"--text", begin_text, row_text,
                                          end_nothing};

/* ---- Markdown. ---------------------------------------------------------- */

/*
 * A code span; nothing inside it is markup.  CommonMark section 6.1.
 */
static void
put_code(FILE *out, const char *text)
{
    size_t longest = 0;

    for (const char *at = text; *at != '\0';) {
        size_t run = strspn(at, "`");

        longest = run > longest ? run : longest;
        at += run > 0 ? run : 1;
    }
    for (size_t i = 0; i <= longest; i++) {
        putc('`', out);
    }
    fprintf(out, " %s ", text);
    for (size_t i = 0; i <= longest; i++) {
        putc('`', out);
    }
}

/*
 * Words of ours, which may hold "<>" and the like.
 */
static void
put_words(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (strchr("\\`*_[]<>&#|~", *text) != NULL) {
            putc('\\', out);
        }
        putc(*text, out);
    }
}

static void
begin_markdown(struct export *export)
{
    char day[EXPORT_TIME_MAX];

    fprintf(export->out, "# Session %s\n\n%s, %s (UTC), %lu lines.\n",
            export->session,
            export->service == OBSERVER_SMTP ? "SMTP" : "POP3",
            export_day(export->begun_ms, day), export->lines);
}

static void
row_markdown(struct export *export, const struct annotation *row)
{
    char *text = transcript_text(row->record);
    char time[EXPORT_TIME_MAX];
    const char *name;
    const char *state = export_heading(export, row, &name);
    FILE *out = export->out;

    if (text == NULL) {
        return;
    }
    if (state != NULL) {
        fprintf(out, "\n## %s\n\n", name);
        put_words(out, state);
        fprintf(out, "\n\n");
    }
    fprintf(out, "- %s **%s:** ", export_time(row->record->time_ms, time),
            export_who(row));
    if (text[strspn(text, " ")] != '\0') {
        put_code(out, text);
    } else {
        fprintf(out, "(an empty line)");
    }
    free(text);
    if (row->means[0] != '\0') {
        fprintf(out, "  \n  ");
        put_words(out, row->means);
        fprintf(out, row->section[0] != '\0' ? " (%s)" : "%s", row->section);
    }
    if (row->memory[0] != '\0') {
        fprintf(out, "  \n  *The server now knows:* ");
        put_code(out, row->memory);
    }
    fprintf(out, "\n");
}

const struct export_format export_markdown = {"--markdown", begin_markdown,
                                              row_markdown, end_nothing};

/* ---- HTML. -------------------------------------------------------------- */

/* No script, no network: the policy holds even if the escaping had a hole.  No
 * hue tells what a word does not. */
static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
    "'none'; style-src 'unsafe-inline'\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n"
    "<title>Session %s</title>\n<style>\n"
    "body { font: 16px/1.4 sans-serif; color: #000; background: #fff; "
    "max-width: 80em; margin: 1em auto; padding: 0 1em }\n"
    "table { border-collapse: collapse; width: 100%% }\n"
    "th, td { text-align: left; vertical-align: top; padding: .2em .5em; "
    "border-bottom: 1px solid #999 }\n"
    "tbody th { background: #eee; border-top: 2px solid #000 }\n"
    "code { white-space: pre-wrap; overflow-wrap: anywhere }\n"
    "td:first-child { font-variant-numeric: tabular-nums }\n"
    "td:nth-child(2) { white-space: nowrap }\n"
    "td:nth-child(3), td:nth-child(4) { width: 32%% }\n"
    ".c td:nth-child(2) { border-left: .4em solid #0072b2 }\n"
    ".s td:nth-child(2) { border-left: .4em double #b35900 }\n"
    ".e { font-style: italic }\n"
    "@media print { body { font-size: 9pt; margin: 0; padding: 0 } "
    "thead { display: table-header-group } tr { break-inside: avoid } "
    "tbody th { break-after: avoid } }\n"
    "</style>\n</head>\n<body>\n<h1>Session %s</h1>\n"
    "<p>%s, %s (UTC), %lu lines. C is the client, S the server.</p>\n"
    "<h2>The dialogue</h2>\n<table>\n<thead><tr><th scope=\"col\">Time</th>"
    "<th scope=\"col\">Who</th><th scope=\"col\">Line</th>"
    "<th scope=\"col\">What it means</th>"
    "<th scope=\"col\">What the server then knows</th></tr></thead>\n";

static void
put_html(FILE *out, const char *text)
{
    static const char special[] = "&<>\"'";

    while (*text != '\0') {
        size_t plain = strcspn(text, special);

        fwrite(text, 1, plain, out);
        text += plain;
        if (*text != '\0') {
            fprintf(out, "&#%d;", *text++);
        }
    }
}

static void
begin_html(struct export *export)
{
    char day[EXPORT_TIME_MAX];

    fprintf(export->out, head, export->session, export->session,
            export->service == OBSERVER_SMTP ? "SMTP" : "POP3",
            export_day(export->begun_ms, day), export->lines);
}

static void
row_html(struct export *export, const struct annotation *row)
{
    char *text = transcript_text(row->record);
    char time[EXPORT_TIME_MAX];
    const char *name;
    const char *state = export_heading(export, row, &name);
    FILE *out = export->out;

    if (text == NULL) {
        return;
    }
    if (state != NULL) {
        fprintf(out, "<tbody>\n<tr><th scope=\"rowgroup\" colspan=\"5\">%s: ",
                name);
        put_html(out, state);
        fprintf(out, "</th></tr>\n");
    }
    fprintf(out, "<tr class=\"%c\"><td>%s</td><td>%s</td><td><code>",
            row->speaker == '*' ? 'e' : row->speaker == 'C' ? 'c' : 's',
            export_time(row->record->time_ms, time), export_who(row));
    put_html(out, text);
    free(text);
    fprintf(out, "</code></td><td>");
    put_html(out, row->means);
    fprintf(out, row->section[0] != '\0' ? " (%s)" : "%s", row->section);
    fprintf(out, "</td><td>");
    put_html(out, row->memory);
    fprintf(out, "</td></tr>\n");
}

static void
end_html(struct export *export)
{
    fprintf(export->out, "</table>\n</body>\n</html>\n");
}

const struct export_format export_html = {"--html", begin_html, row_html,
                                          end_html};
