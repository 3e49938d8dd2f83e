"""report.py - the tables of `make bench`, in Markdown.

Beside a peer's number stands in brackets how many times as much ours is (of
what is better when it is less, how many times as little): the median of the
ratios of each round, not the ratio of the medians.

SPDX-License-Identifier: ISC
"""
import datetime
import os
import platform
import statistics

from figures import Machine
from peers import ALL

BEGIN = "<!-- figures: made by make bench INTO=docs/benchmarks.md -->"
END = "<!-- end of the figures -->"
LESS = ("ms", "KiB")    # units of which less is better


def number(value):
    """A number with three digits that count."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def columns(rows):
    """The servers of a table, in their order."""
    names = []
    for row in rows:
        names += [s.name for s in row.servers if s.name not in names]
    return names


def cell(row, name, ours):
    """What one server did."""
    value = row.median(name)
    if value is None:
        return "-"
    if name == ours:
        return f"**{number(value)}**"
    less = row.unit in LESS
    ratio = row.ratio(name, ours) if less else row.ratio(ours, name)
    return f"{number(value)} ({ratio:.2g})"


def table(rows, ours):
    """One table."""
    names = columns(rows)
    lines = ["| | " + " | ".join(names) + " |",
             "|---|" + "---|" * len(names)]
    for row in rows:
        cells = [cell(row, name, ours) for name in names]
        lines.append(f"| {row.title}, {row.unit} | " + " | ".join(cells) +
                     " |")
    return "\n".join(lines) + "\n"


def wait_table(waits):
    """How long a client waited for the 250 to its message."""
    lines = ["| wait for the 250, ms | " + " | ".join(waits) + " |",
             "|---|" + "---|" * len(waits)]
    for place, what in enumerate(("half of them", "99 of 100")):
        cells = [number(statistics.median(pair[place] for pair in pairs))
                 for pairs in waits.values()]
        lines.append(f"| {what} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


class Aims:
    """What we wanted to reach, and whether we did."""

    def __init__(self, tables, waits):
        self.all = [row for rows in tables.values() for row in rows]
        self.rows = {row.title: row for row in self.all}
        self.waits = waits
        self.lines = ["| what | aim | measured | |", "|---|---|---|---|"]

    def add(self, what, aim, values, good):
        """One line; values without a measure (None) are left out."""
        values = [value for value in values if value is not None]
        if values:
            met = "met" if all(map(good, values)) else "**not met**"
            shown = " / ".join(map(number, values))
            self.lines.append(f"| {what} | {aim} | {shown} | {met} |")

    def at_least(self, what, aim, titles, ours, other):
        """In each of these rows ours does so many times what other does."""
        self.add(what, f"at least {aim:g} times",
                 [self.rows[title].ratio(ours, other) for title in titles],
                 lambda value: value >= aim)

    def medians(self, title, names):
        """What each of these servers did; each protocol has such a row."""
        return [row.median(name) for name in names for row in self.all
                if row.title == title]

    def below(self, what, aim, unit, values):
        """These values are less than the aim."""
        self.add(what, f"less than {aim:g} {unit}", values,
                 lambda value: value < aim)

    def text(self):
        """All of them."""
        each = ["1", "20", "200"]
        small = [f"1 KiB, sessions: {n}" for n in each]
        large = [f"1 MiB, sessions: {n}" for n in each]
        both = ("smtpd", "pop3d")
        self.at_least("1 KiB messages to the disk rate of the machine, "
                      "1 / 20 / 200 sessions", 0.8, small, "smtpd",
                      Machine.name)
        self.at_least("to Postfix", 3, small, "smtpd", "Postfix")
        self.at_least("to OpenSMTPD", 1, small, "smtpd", "OpenSMTPD")
        self.at_least("to Exim", 1, small, "smtpd", "Exim")
        self.at_least("1 MiB messages to Postfix", 1, large, "smtpd",
                      "Postfix")
        self.at_least("to OpenSMTPD", 1, large, "smtpd", "OpenSMTPD")
        self.below("wait for the 250, 20 sessions, 99 of 100", 30, "ms",
                   [statistics.median(b for _, b in self.waits["smtpd"])])
        self.at_least("NOOP, one by one, to the echo", 0.85,
                      ["NOOP, one by one"], "smtpd", Machine.name)
        self.at_least("NOOP, 64 at once, to the echo", 0.45,
                      ["NOOP, 64 at once"], "smtpd", Machine.name)
        self.at_least("connect and QUIT, to smtp-sink", 1.5,
                      ["connect and QUIT, 20 sessions"], "smtpd", "smtp-sink")
        self.below("memory of an idle session, of 10,000, SMTP / POP3", 2,
                   "KiB", self.medians("idle session, of 10,000", both))
        self.below("the same under TLS", 30, "KiB",
                   self.medians("idle session under TLS, of 10,000", both))
        self.at_least("POP3 logins, 20 sessions, to Dovecot", 3,
                      ["login, STAT, QUIT, 20 sessions"], "pop3d", "Dovecot")
        self.at_least("RETR 1,000 x 10 KiB, to Dovecot", 3,
                      ["RETR 1,000 x 10 KiB"], "pop3d", "Dovecot")
        self.at_least("RETR 10 x 10 MiB, to Dovecot", 1.5,
                      ["RETR 10 x 10 MiB"], "pop3d", "Dovecot")
        self.below("maildrop of 100,000, cold", 500, "ms",
                   self.medians("maildrop of 100,000, cold", ["pop3d"]))
        self.below("start to greeting, smtpd / pop3d", 10, "ms",
                   self.medians("start to greeting", both))
        return "\n".join(self.lines) + "\n"


def file_system(path):
    """The type of the file system that a path is on."""
    best, found = "", "?"
    try:
        with open("/proc/mounts") as file:
            for line in file:
                _, where, kind = line.split()[:3]
                if path.startswith(where) and len(where) >= len(best):
                    best, found = where, kind
    except OSError:
        pass
    return found


def processor():
    """The model of the processor."""
    try:
        with open("/proc/cpuinfo") as file:
            for line in file:
                if line.startswith("model name"):
                    return line.split(":")[1].strip()
    except OSError:
        pass
    return platform.machine()


def facts(scratch, rounds, busy):
    """The machine and the day; busy is the load that was there before."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    kernel = platform.release().split("-")[0]
    return (f"{datetime.date.today()}: {os.cpu_count()} cores "
            f"({processor()}), {pages / 2**30:.0f} GiB, "
            f"{platform.system()} {kernel}, {file_system(scratch)}; "
            f"medians of {rounds} rounds; load average before: {busy:.1f}.\n")


def tables(found, waits, facts_line):
    """All that `make bench` prints."""
    versions = ", ".join(kind.version() for kind in ALL if kind.version())
    return "\n".join([
        facts_line + (f"Peers: {versions}.\n" if versions else ""),
        "### SMTP\n", table(found["smtp"], "smtpd"), wait_table(waits),
        "### POP3\n", table(found["pop3"], "pop3d"),
        "### Aims\n", Aims(found, waits).text()])


def replace(path, text):
    """Put the tables between the marks of a file."""
    with open(path) as file:
        page = file.read()
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    with open(path, "w") as file:
        file.write(f"{before}{BEGIN}\n{text}{END}{after}")
