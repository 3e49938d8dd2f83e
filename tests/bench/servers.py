"""servers.py - a mail server that is measured: started, asked, stopped.

Every server listens on a free port of the loopback and keeps all that it
writes in a folder of its own. Mail for u0 .. u19 at red.example (password
pear) goes to the Maildirs mail/u0 .. mail/u19 in it.

SPDX-License-Identifier: ISC
"""
import os
import shutil
import signal
import socket
import subprocess
import time

USERS = 20
PASSWORD = "pear"
PATIENCE = 20           # seconds for a server to start or to stop


class Trouble(Exception):
    """A server cannot be measured; the words say why."""


def free_port():
    """A port that nobody has just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def greeting(port):
    """The first line that the server says, or None if it is not there."""
    try:
        with socket.create_connection(("127.0.0.1", port), 5) as client:
            return client.makefile("rb").readline()
    except OSError:
        return None


def children(pid):
    """The process and all below it."""
    found = [pid]
    try:
        tasks = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return []
    for task in tasks:
        try:
            with open(f"/proc/{pid}/task/{task}/children") as file:
                for child in file.read().split():
                    found += children(int(child))
        except OSError:
            pass
    return found


def shared_out(pid):
    """The memory of a process in KiB; what is shared is shared out (PSS)."""
    try:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            for line in file:
                if line.startswith("Pss:"):
                    return int(line.split()[1])
    except OSError:
        pass
    return 0


class Server:
    """What all of them have in common. A kind of server gives the command."""
    name = "?"
    protocol = "smtp"       # or "pop3"
    delivers = True         # its mail is found in Maildirs

    def __init__(self, scratch):
        self.folder = os.path.join(scratch, self.name.replace(" ", "-"))
        self.mail = os.path.join(self.folder, "mail")
        self.port = free_port()
        self.process = None

    def prepare(self):
        """Write what the server needs, once."""
        os.makedirs(self.mail)

    def command(self):
        """The words of the command that runs the server in the foreground."""
        raise NotImplementedError

    def start(self):
        """Start it. Returns the seconds until its greeting was read."""
        log = open(os.path.join(self.folder, "output"), "ab")
        begun = time.monotonic()
        self.process = subprocess.Popen(
            self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True)
        log.close()
        while not greeting(self.port):
            if time.monotonic() - begun > PATIENCE:
                raise Trouble(f"{self.name} does not greet: {self.said()}")
            if self.process.poll() is not None:
                raise Trouble(f"{self.name} has ended: {self.said()}")
        return time.monotonic() - begun

    def said(self):
        """The end of what it said, for complaints."""
        with open(os.path.join(self.folder, "output"), "rb") as file:
            return file.read()[-400:].decode("utf-8", "replace").strip()

    def stop(self):
        """Stop it, with all its children."""
        if self.process is None:
            return
        family = children(self.process.pid)
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for pid in family[1:]:
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
        self.process = None

    def memory(self):
        """The memory of all its processes, in KiB."""
        return sum(shared_out(pid) for pid in children(self.process.pid))

    def box(self, number):
        """Where the mail of a user arrives."""
        return os.path.join(self.mail, f"u{number}", "new")

    def delivered(self):
        """How many messages have arrived."""
        count = 0
        for number in range(USERS):
            if os.path.isdir(self.box(number)):
                count += len(os.listdir(self.box(number)))
        return count

    def own(self, path):
        """Make what we have put into a mailbox the server's own."""

    def fill(self, machine, count, octets, full=True):
        """A mailbox of u0 with so many messages; not full: only to look at."""
        box = os.path.join(self.mail, "u0")
        shutil.rmtree(box, ignore_errors=True)
        for folder in "tmp", "new", "cur":
            os.makedirs(os.path.join(box, folder))
        machine.fill(os.path.join(box, "new"), count, octets, full)
        self.own(box)

    def clear(self):
        """Remove all mail."""
        for user in os.listdir(self.mail):
            shutil.rmtree(os.path.join(self.mail, user))


class Ours(Server):
    """smtpd or pop3d, with its whole log."""

    def __init__(self, scratch, build, protocol, tls=False):
        self.name = "smtpd" if protocol == "smtp" else "pop3d"
        self.protocol = protocol
        super().__init__(os.path.join(scratch, "tls") if tls else scratch)
        self.program = os.path.join(build, self.name)
        self.users = os.path.join(self.folder, "users")
        self.tls = [os.path.join(self.folder, "cert.pem"),
                    os.path.join(self.folder, "key.pem")] if tls else []

    def prepare(self):
        super().prepare()
        if self.tls:
            self.make_certificate(*self.tls)
        with open(self.users, "w") as file:
            for number in range(USERS):
                file.write(f"u{number}:{{PLAIN}}{PASSWORD}\n")

    def make_certificate(self, cert, key):
        """A certificate that nobody checks."""
        try:
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes",
                 "-subj", "/CN=localhost", "-days", "2", "-out", cert,
                 "-keyout", key], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            raise Trouble(f"{self.name} under TLS: needs openssl") from None

    def command(self):
        return [self.program, "--domain", "red.example",
                "--listen", f"127.0.0.1:{self.port}", "--mail", self.mail,
                "--users", self.users, "--max-sessions", "20000",
                "--log", os.path.join(self.folder, "log"),
                *sum(zip(("--tls-cert", "--tls-key"), self.tls), ())]
