"""peers.py - the mail servers of other people, each in a root of its own.

Their packages are unpacked, not installed, into a folder that is the root of
the file system for them (chroot): they find their users, settings and queues
where they expect them, and nothing of this system is changed. It takes root.

Each is set up to take mail for u0 .. u19 at red.example into Maildirs, with no
limit that would hold up a load, and with its own rules for what is flushed to
the disk. What they log goes nowhere: ours is the only one with a log.

SPDX-License-Identifier: ISC
"""
import glob
import os
import shutil
import stat
import subprocess

from servers import Server, Trouble, USERS, PASSWORD

MAIL_ID = 1001          # the user and group that mail belongs to

ACCOUNTS = """\
root:x:0:0::/root:/bin/sh
nobody:x:65534:65534::/:/bin/sh
mail:x:1001:1001::/:/bin/sh
postfix:x:1002:1002::/:/bin/sh
opensmtpd:x:1003:1003::/var/lib/opensmtpd/empty:/bin/sh
opensmtpq:x:1004:1004::/var/lib/opensmtpd/empty:/bin/sh
Debian-exim:x:1005:1005::/:/bin/sh
dovecot:x:1006:1006::/:/bin/sh
dovenull:x:1007:1007::/:/bin/sh
popa3d:x:1009:1009::/var/lib/popa3d:/bin/sh
"""
GROUPS = """\
root:x:0:
nogroup:x:65534:
mail:x:1001:
postfix:x:1002:
opensmtpd:x:1003:
opensmtpq:x:1004:
Debian-exim:x:1005:
dovecot:x:1006:
dovenull:x:1007:
postdrop:x:1008:
popa3d:x:1009:
"""


class Peer(Server):
    """A server in a root of its own."""
    packages = "?"          # its folder below that of all packages
    told = None             # name and version, when it is known
    inside = ()             # the command, as seen in its root

    def __init__(self, scratch, packages):
        super().__init__(scratch)
        self.debs = os.path.join(packages, self.packages)
        self.root = os.path.join(self.folder, "root")
        self.mail = os.path.join(self.root, "mail")

    def prepare(self):
        if not os.path.exists(os.path.join(self.debs, "done")):
            raise Trouble(f"{self.name}: not there (make deps-bench)")
        if os.geteuid() != 0:
            raise Trouble(f"{self.name}: needs root, for a root of its own")
        os.makedirs(self.root, exist_ok=True)
        for deb in glob.glob(os.path.join(self.debs, "*.deb")):
            subprocess.run(["dpkg-deb", "-x", deb, self.root], check=True)
            name, version = os.path.basename(deb).split("_")[:2]
            if name.startswith(self.packages):
                type(self).told = f"{self.name} {version.split('%3a')[-1]}"
        self.copy_program("/bin/sh")
        self.copy_libraries()
        self.write("etc/passwd", ACCOUNTS)
        self.write("etc/group", GROUPS)
        self.write("etc/hosts", "127.0.0.1 localhost mx.red.example\n")
        self.write("etc/nsswitch.conf",
                   "passwd: files\ngroup: files\nhosts: files\n")
        self.write("etc/resolv.conf", "lookup file\n")
        self.make("dev", "tmp", "run", "var/run", "var/tmp", "var/log")
        os.chmod(os.path.join(self.root, "tmp"), 0o1777)
        for name, minor in ("null", 3), ("zero", 5), ("urandom", 9):
            path = os.path.join(self.root, "dev", name)
            os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, minor))
            os.chmod(path, 0o666)
        self.make("mail", owner=MAIL_ID)
        self.settle()

    def settle(self):
        """Write the settings of this server."""

    def command(self):
        return ["chroot", self.root, *self.inside]

    @classmethod
    def version(cls):
        """Name and version, once it has been prepared."""
        return cls.told

    def own(self, path):
        subprocess.run(["chown", "-R", f"{MAIL_ID}:{MAIL_ID}", path],
                       check=True)

    def make(self, *paths, owner=0, group=None, mode=0o755):
        """Make folders in the root."""
        for path in paths:
            where = os.path.join(self.root, path)
            os.makedirs(where, exist_ok=True)
            os.chown(where, owner, owner if group is None else group)
            os.chmod(where, mode)

    def write(self, path, text):
        """Write a file in the root."""
        where = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(where), exist_ok=True)
        with open(where, "w") as file:
            file.write(text)

    def copy_program(self, path):
        """A program of this system, at the same place."""
        where = self.root + path
        os.makedirs(os.path.dirname(where), exist_ok=True)
        shutil.copy(path, where)

    def copy_libraries(self):
        """What the programs need of this system's libraries."""
        programs, folders = [], set()
        for top, _, names in os.walk(self.root):
            for name in names:
                path = os.path.join(top, name)
                if ".so" in name:
                    folders.add(top)
                with open(path, "rb") as file:
                    if file.read(4) == b"\x7fELF":
                        programs.append(path)
        env = dict(os.environ, LD_LIBRARY_PATH=":".join(sorted(folders)))
        told = subprocess.run(["ldd", *programs], env=env, text=True,
                              capture_output=True).stdout
        for word in set(told.split()):
            if word.startswith("/") and ".so" in word and \
               not word.startswith(self.root) and os.path.isfile(word):
                self.copy_program(word)


class Sink(Peer):
    """Postfix's smtp-sink: takes mail and throws it away."""
    name = "smtp-sink"
    packages = "postfix"
    delivers = False

    def settle(self):
        self.inside = ("/usr/sbin/smtp-sink", "-u", "nobody",
                       "-h", "mx.red.example", f"127.0.0.1:{self.port}",
                       "1024")


class Postfix(Peer):
    """Postfix, with its virtual delivery agent."""
    name = "Postfix"
    packages = "postfix"
    inside = ("/usr/lib/postfix/sbin/master", "-d")

    def settle(self):
        spool = "var/spool/postfix/"
        self.make("var/spool/postfix")
        self.make(*(spool + name for name in (
            "active bounce corrupt defer deferred flush hold incoming "
            "private saved trace".split())), owner=1002, mode=0o700)
        self.make(spool + "public", owner=1002, group=1008, mode=0o710)
        self.make(spool + "maildrop", owner=1002, group=1008, mode=0o730)
        self.make(spool + "pid")
        self.make("var/lib/postfix", owner=1002)
        self.write("etc/postfix/boxes",
                   "".join(f"/^u{n}@/ u{n}/\n" for n in range(USERS)))
        self.write("etc/postfix/main.cf", f"""\
compatibility_level = 3.6
queue_directory = /var/spool/postfix
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
data_directory = /var/lib/postfix
myhostname = mx.red.example
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_peername_lookup = no
smtpd_client_connection_count_limit = 0
smtpd_junk_command_limit = 1000000000
default_process_limit = 300
message_size_limit = 20000000
virtual_mailbox_limit = 0
virtual_mailbox_domains = red.example
virtual_mailbox_base = /mail
virtual_mailbox_maps = regexp:/etc/postfix/boxes
virtual_uid_maps = static:{MAIL_ID}
virtual_gid_maps = static:{MAIL_ID}
alias_maps =
""")
        self.write("etc/postfix/master.cf", f"""\
127.0.0.1:{self.port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
tlsmgr unix - - n 1000? 1 tlsmgr
""")


class OpenSMTPD(Peer):
    """OpenSMTPD, delivering by its mail.maildir."""
    name = "OpenSMTPD"
    packages = "opensmtpd"
    inside = ("/usr/sbin/smtpd", "-F")

    def settle(self):
        self.make("var/lib/opensmtpd/empty")
        self.make("var/spool/smtpd", mode=0o711)
        self.write("etc/mailname", "mx.red.example\n")
        self.write("etc/boxes",
                   "".join(f"u{n} {MAIL_ID}:{MAIL_ID}:/mail/u{n}\n"
                           for n in range(USERS)))
        self.write("etc/smtpd.conf", f"""\
table boxes file:/etc/boxes
listen on 127.0.0.1 port {self.port}
smtp max-message-size 20M
smtp limit max-mails 1000000
action in maildir "/mail/%{{user.username}}" userbase <boxes>
match from any for domain "red.example" action in
""")


class Exim(Peer):
    """Exim, delivering at once."""
    name = "Exim"
    packages = "exim"
    inside = ("/usr/sbin/exim4", "-bdf", "-q30m")

    def settle(self):
        self.make("var/spool/exim4", "var/log/exim4", owner=1005, mode=0o750)
        self.write("etc/boxes", "".join(f"u{n}: u{n}\n" for n in range(USERS)))
        self.write("etc/exim4/exim4.conf", f"""\
primary_hostname = mx.red.example
local_interfaces = 127.0.0.1
daemon_smtp_ports = {self.port}
log_selector = -all
log_file_path = /var/log/exim4/%slog
smtp_accept_max = 300
smtp_accept_max_per_connection = 1000000
smtp_accept_queue_per_connection = 0
smtp_accept_max_nonmail_hosts = !*
message_size_limit = 20M
host_lookup =
tls_advertise_hosts =
acl_smtp_rcpt = accept
never_users =
begin routers
boxes:
  driver = accept
  domains = red.example
  local_parts = lsearch;/etc/boxes
  transport = maildir
begin transports
maildir:
  driver = appendfile
  maildir_format
  directory = /mail/$local_part_data
  create_directory
  user = mail
  group = mail
""")


class Dovecot(Peer):
    """Dovecot's POP3; its processes serve one client after another."""
    name = "Dovecot"
    packages = "dovecot"
    protocol = "pop3"
    inside = ("/usr/sbin/dovecot", "-F")

    def settle(self):
        self.write("etc/dovecot/dovecot.conf", f"""\
protocols = pop3
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
log_path = /dev/null
first_valid_uid = 1
mail_location = maildir:/mail/%u
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={MAIL_ID} gid={MAIL_ID} home=/mail/%u
}}
service pop3-login {{
  inet_listener pop3 {{
    port = {self.port}
  }}
  inet_listener pop3s {{
    port = 0
  }}
  service_count = 0
  process_min_avail = {os.cpu_count()}
}}
service pop3 {{
  service_count = 0
}}
""")


class Popa3d(Peer):
    """popa3d, a process for each client; its mail lies in mbox files."""
    name = "popa3d"
    packages = "popa3d"
    protocol = "pop3"
    inetd = "/machine"      # tests/bench/machine.c

    def __init__(self, scratch, packages):
        super().__init__(scratch, packages)
        self.mail = os.path.join(self.root, "var/mail")
        self.inside = (self.inetd, "inetd", str(self.port),
                       "/usr/sbin/popa3d")

    def prepare(self):
        os.makedirs(self.root)
        shutil.copy(os.path.join(self.debs, "../../machine"),
                    self.root + self.inetd)
        library = subprocess.run(["ldconfig", "-p"], text=True,
                                 capture_output=True).stdout
        for word in library.split():
            if word.endswith("/libpam.so.0"):
                self.copy_program(os.path.join(os.path.dirname(word),
                                               "security/pam_permit.so"))
        super().prepare()

    def settle(self):
        self.make("var/lib/popa3d", "var/mail")
        self.write("etc/passwd", ACCOUNTS + "".join(
            f"u{n}:x:{2000 + n}:1001::/:/bin/sh\n" for n in range(USERS)))
        self.write("etc/pam.d/popa3d", "auth required pam_permit.so\n"
                                       "account required pam_permit.so\n")
        self.clear()

    def clear(self):
        for number in range(USERS):
            self.write(f"var/mail/u{number}", "")
            path = os.path.join(self.mail, f"u{number}")
            os.chown(path, 2000 + number, MAIL_ID)
            os.chmod(path, 0o600)

    def fill(self, machine, count, octets, full=True):
        line = "x" * 76 + "\n"
        message = ("From alice@red.example Mon Nov 23 10:00:00 2026\n"
                   "Subject: a load\n\n" + line * (octets // 77) + "\n")
        with open(os.path.join(self.mail, "u0"), "w") as file:
            for _ in range(count):
                file.write(message)


ALL = (Sink, Postfix, OpenSMTPD, Exim, Dovecot, Popa3d)
