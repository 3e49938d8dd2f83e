"""figures.py - what is measured, and how.

A Figure knows which servers take part and how one of them is measured once.
All of a figure are measured one right after the other, round by round, so
that a machine which is busy for a while is so for all; what counts is then
the ratio in each round.

SPDX-License-Identifier: ISC
"""
import os
import shutil
import socket
import ssl
import statistics
import subprocess
import tempfile
import time

from servers import Trouble, USERS

SECONDS = 1             # of each load
DRAIN = 30              # seconds for a queue to become empty
STARTS = 5              # starts of a server in a round


class Machine:
    """What the machine does without a mail server (tests/bench/machine.c)."""
    name = "the machine"

    def __init__(self, scratch, build):
        self.folder = scratch
        self.program = os.path.join(build, "bench", "machine")
        self.process = None
        self.port = None

    def disk(self):
        """Files of 1 KiB, flushed with their folder, per second."""
        folder = tempfile.mkdtemp(dir=self.folder)
        said = subprocess.run(
            [self.program, "disk", folder, str(SECONDS)], check=True,
            capture_output=True, text=True).stdout.split()
        shutil.rmtree(folder)
        return int(said[1]) / float(said[3])

    def start(self):
        """Start the echo."""
        self.process = subprocess.Popen([self.program, "echo"], text=True,
                                        stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)
        self.port = int(self.process.stdout.readline())

    def stop(self):
        """Stop the echo."""
        if self.process is not None:
            self.process.communicate()

    def fill(self, folder, count, octets, full=True):
        """Put messages into the new/ of a Maildir."""
        subprocess.run([self.program, "fill" if full else "holes", folder,
                        str(count), str(octets)], check=True)


class Load:
    """The load generator (tests/bench/load.c)."""

    def __init__(self, build):
        self.program = os.path.join(build, "bench", "load")

    def run(self, *words):
        """One load. Returns its result as a dictionary of numbers."""
        try:
            done = subprocess.run([self.program, *map(str, words)],
                                  capture_output=True, text=True, timeout=120)
        except subprocess.TimeoutExpired:
            raise Trouble("not done in time") from None
        if done.returncode != 0:
            raise Trouble(done.stderr.strip())
        said = done.stdout.split()
        return dict(zip(said[::2], map(float, said[1::2])))


class Figure:
    """One row of a table: a number for each server and round."""

    def __init__(self, title, unit, servers, measure):
        self.title = title
        self.unit = unit
        self.servers = servers
        self.measure = measure
        self.values = {server.name: [] for server in servers}
        self.trouble = {}

    def round(self, number, tell):
        """Measure every server once; who begins changes from round to round."""
        turn = number % len(self.servers)
        for server in self.servers[turn:] + self.servers[:turn]:
            if server.name in self.trouble:
                continue
            try:
                value = self.measure(server)
            except (Trouble, OSError) as why:
                self.trouble[server.name] = str(why)
                tell(f"{self.title}: {server.name}: {why}")
                continue
            self.values[server.name].append(value)
            tell(f"{self.title}: {server.name}: {value:.4g} {self.unit}")

    def median(self, name):
        """The median of all rounds, or None."""
        values = self.values.get(name)
        return statistics.median(values) if values else None

    def ratio(self, name, other):
        """How many times `other` the server `name` does: the median of the
        ratios of each round, or None."""
        pairs = list(zip(self.values.get(name, ()),
                         self.values.get(other, ())))
        return statistics.median(a / b for a, b in pairs) if pairs else None


def deliveries(load, octets, sessions, waits=None):
    """Messages per second, until the last one has arrived in its Maildir.
    waits collects how long the 250 took."""
    def measure(server):
        if server.name == Machine.name:
            return server.disk()
        result = load.run("smtp", server.port, sessions, SECONDS, octets)
        seconds = result["seconds"]
        while server.delivers and server.delivered() < result["rounds"]:
            time.sleep(0.01)
            seconds = time.monotonic() - result["begun"]
            if seconds > DRAIN:
                raise Trouble("mail accepted has not arrived")
        server.clear()
        if waits is not None:
            waits.setdefault(server.name, []).append(
                (result["p50"] / 1000, result["p99"] / 1000))
        return result["rounds"] / seconds
    return measure


def exchanges(load, depth):
    """NOOPs per second, so many in flight."""
    def measure(server):
        what = "echo" if server.name == Machine.name else "noop"
        result = load.run(what, server.port, 1, SECONDS, depth)
        return result["rounds"] * depth / result["seconds"]
    return measure


def connections(load, sessions):
    """Connections that say QUIT, per second."""
    def measure(server):
        result = load.run("connect", server.port, sessions, SECONDS)
        return result["rounds"] / result["seconds"]
    return measure


def logins(load, sessions):
    """POP3 sessions (login, STAT, QUIT) per second."""
    def measure(server):
        result = load.run("login", server.port, sessions, SECONDS)
        return result["rounds"] / result["seconds"]
    return measure


def retrievals(load, machine, count, octets):
    """MiB per second of a session that fetches everything."""
    def measure(server):
        server.fill(machine, count, octets)
        load.run("retr", server.port, count)    # what is indexed, is now
        result = load.run("retr", server.port, count)
        server.clear()
        return result["octets"] / result["seconds"] / 1048576
    return measure


def drop_caches():
    """Forget what was read from the disk. Takes root, and Linux."""
    os.sync()
    try:
        with open("/proc/sys/vm/drop_caches", "w") as file:
            file.write("3\n")
    except OSError as why:
        raise Trouble(f"cannot drop the caches: {why.strerror}") from None


def large_box(load, cold):
    """Milliseconds of a session (login, STAT, QUIT); the mailbox is there."""
    def measure(server):
        if cold:
            drop_caches()
        return load.run("login", server.port, 1, 0)["seconds"] * 1000
    return measure


def starts(server):
    """Milliseconds from the start of the program to its greeting."""
    times = []
    for _ in range(STARTS):
        server.stop()
        times.append(server.start() * 1000)
    return statistics.median(times)


def secured(client, protocol):
    """The same client, under TLS."""
    lines = client.makefile("rb")
    if protocol == "smtp":
        client.sendall(b"EHLO pc7.red.example\r\n")
        while not lines.readline().startswith(b"250 "):
            pass
    client.sendall(b"STARTTLS\r\n" if protocol == "smtp" else b"STLS\r\n")
    if lines.readline()[:1] not in b"2+":
        raise Trouble("no TLS")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(client)


def idle(sessions, tls=False):
    """KiB for each session that has been greeted and then says nothing."""
    def measure(server):
        server.stop()
        server.start()
        before = server.memory()
        clients = []
        try:
            for _ in range(sessions):
                client = socket.create_connection(
                    ("127.0.0.1", server.port), DRAIN)
                if not client.recv(512):
                    raise Trouble(f"closed after {len(clients)} sessions")
                clients.append(secured(client, server.protocol)
                               if tls else client)
            return (server.memory() - before) / sessions
        finally:
            for client in clients:
                client.close()
    return measure
