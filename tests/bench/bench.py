"""bench.py - measures our servers beside others, and prints the tables.

Usage: bench.py BUILD [--into FILE]

BUILD/bench/peers holds the packages of the peers (make deps-bench); a peer
that is not there is left out by name. BENCH_ROUNDS is the number of rounds
(3), BENCH_DIR where the scratch folder is made (the system's place for
temporary files: it should be on the disk that is to be measured). With --into
the tables replace what stands in FILE between its two marks.

SPDX-License-Identifier: ISC
"""
import os
import resource
import shutil
import signal
import sys
import tempfile
import time

import figures
import peers
import report
from servers import Ours, Trouble

KIB, MIB = 1024, 1024 * 1024
LARGE = 100000          # messages of the large maildrop
LARGE_OCTETS = 300


def tell(text):
    """Progress."""
    print(f"bench: {text}", file=sys.stderr, flush=True)


def able(servers):
    """Prepare and start the servers; those that cannot be are left out."""
    ready = []
    for server in servers:
        try:
            server.prepare()
            server.start()
            ready.append(server)
        except (Trouble, OSError) as why:
            tell(why)
            server.stop()
    return ready


def run_rounds(rows, rounds):
    """Measure all figures, round by round."""
    for number in range(rounds):
        for row in rows:
            row.round(number, lambda text: tell(
                f"round {number + 1} of {rounds}: {text}"))


def smtp_rows(load, machine, servers, waits):
    """The figures of SMTP."""
    Figure = figures.Figure
    rows = []
    for octets, size in (KIB, "1 KiB"), (MIB, "1 MiB"):
        for sessions in 1, 20, 200:
            also = [machine] if octets == KIB else []
            rows.append(Figure(
                f"{size}, sessions: {sessions}", "messages/s", servers + also,
                figures.deliveries(load, octets, sessions, waits if
                                   (octets, sessions) == (KIB, 20) else None)))
    rows.append(Figure("NOOP, one by one", "1/s", servers + [machine],
                       figures.exchanges(load, 1)))
    rows.append(Figure("NOOP, 64 at once", "1/s", servers + [machine],
                       figures.exchanges(load, 64)))
    rows.append(Figure("connect and QUIT, 20 sessions", "1/s", servers,
                       figures.connections(load, 20)))
    return rows


def pop3_rows(load, machine, servers):
    """The figures of POP3, but for the large maildrop."""
    Figure = figures.Figure
    # popa3d sends its reply and the message apart, and the second waits for
    # the client's acknowledgement of the first: 44 ms each time.
    quick = [server for server in servers if server.name != "popa3d"]
    return [
        Figure("login, STAT, QUIT, 1 session", "1/s", servers,
               figures.logins(load, 1)),
        Figure("login, STAT, QUIT, 20 sessions", "1/s", servers,
               figures.logins(load, 20)),
        Figure("RETR 1,000 x 10 KiB", "MiB/s", quick,
               figures.retrievals(load, machine, 1000, 10 * KIB)),
        Figure("RETR 10 x 10 MiB", "MiB/s", quick,
               figures.retrievals(load, machine, 10, 10 * MIB))]


def large_rows(load, machine, servers, rounds):
    """A maildrop of 100,000, warm and cold. It is made once."""
    rows = [figures.Figure(f"maildrop of {LARGE:,}, warm", "ms", servers,
                           figures.large_box(load, False)),
            figures.Figure(f"maildrop of {LARGE:,}, cold", "ms", servers,
                           figures.large_box(load, True))]
    for server in servers:
        tell(f"a maildrop of {LARGE:,} for {server.name}")
        server.fill(machine, LARGE, LARGE_OCTETS, False)
        load.run("login", server.port, 1, 0)
    run_rounds(rows, rounds)
    for server in servers:
        server.clear()
    return rows


def life_rows(servers, ours, tls, rounds):
    """Starting, and memory: each server is started anew for it."""
    Figure = figures.Figure
    rows = [Figure("start to greeting", "ms", servers, figures.starts)]
    run_rounds(rows, rounds)
    memory = [Figure("idle session, of 200", "KiB", servers,
                     figures.idle(200)),
              Figure("idle session, of 1,000", "KiB", ours,
                     figures.idle(1000)),
              Figure("idle session, of 10,000", "KiB", ours,
                     figures.idle(10000)),
              Figure("idle session under TLS, of 1,000", "KiB", tls,
                     figures.idle(1000, True)),
              Figure("idle session under TLS, of 10,000", "KiB", tls,
                     figures.idle(10000, True))]
    run_rounds(memory, 1)
    return rows + memory


def measure(build, scratch, rounds):
    """Everything. Returns the tables as text."""
    busy = os.getloadavg()[0]
    load = figures.Load(build)
    machine = figures.Machine(scratch, build)
    packages = os.path.join(build, "bench", "peers")
    ours = [Ours(scratch, build, "smtp"), Ours(scratch, build, "pop3")]
    tls = [Ours(scratch, build, "smtp", True),
           Ours(scratch, build, "pop3", True)]
    theirs = [kind(scratch, packages) for kind in peers.ALL]
    waits = {}
    machine.start()
    try:
        ready = able(ours + theirs)
        tls = able(tls)
        smtp = [server for server in ready if server.protocol == "smtp"]
        pop3 = [server for server in ready if server.protocol == "pop3"]
        tables = {"smtp": smtp_rows(load, machine, smtp, waits),
                  "pop3": pop3_rows(load, machine, pop3)}
        run_rounds(tables["smtp"] + tables["pop3"], rounds)
        tables["pop3"] += large_rows(load, machine, pop3, rounds)
        for name, servers in ("smtp", smtp), ("pop3", pop3):
            tables[name] += life_rows(
                servers, [s for s in ours if s.protocol == name],
                [s for s in tls if s.protocol == name], rounds)
    finally:
        machine.stop()
        for server in ours + tls + theirs:
            server.stop()
    return report.tables(tables, waits, report.facts(scratch, rounds, busy))


def main(build, into):
    """Measure, print, clean up."""
    rounds = int(os.environ.get("BENCH_ROUNDS", "3"))
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    # The peers have users of their own, who must get in.
    scratch = tempfile.mkdtemp(prefix="bench-",
                               dir=os.environ.get("BENCH_DIR"))
    os.chmod(scratch, 0o755)
    begun = time.monotonic()
    try:
        text = measure(build, scratch, rounds)
    finally:
        shutil.rmtree(scratch)
    print(text, end="")
    if into:
        report.replace(into, text)
    tell(f"done in {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    # An end by a signal cleans up too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    main(os.path.abspath(sys.argv[1]),
         sys.argv[3] if sys.argv[2:3] == ["--into"] else None)
