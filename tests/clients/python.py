"""python.py - what Python's mail library says to our servers, and hears.

Usage: python.py SMTP-PORT POP3-PORT SUBMISSION-PORT

SPDX-License-Identifier: ISC
"""
import poplib
import smtplib
import sys

SENDER = "alice@red.example"
BOB = "bob@red.example"
HOST = "127.0.0.1"

# What is given to smtplib, and the lines that RETR must then give back.
MAILS = [
    (b"Subject: dots\r\n\r\n.dot\r\n.\r\n..\r\n. end\r\n",
     [b"Subject: dots", b"", b".dot", b".", b"..", b". end"]),
    ("Subject: 8-bit\n\nGr\u00fc\u00dfe \u20ac".encode("utf-8"),
     [b"Subject: 8-bit", b"", b"Gr\xc3\xbc\xc3\x9fe \xe2\x82\xac"]),
    (b"Subject: latin\r\n\r\n\xe9\xff\xff\x9b\x00\r\n",
     [b"Subject: latin", b"", b"\xe9\xff\xff\x9b\x00"]),
    # smtplib mends the line ends of a str, and leaves those of bytes to us.
    ("Subject: line ends\n\nLF\nCR\rCRLF\r\nno end",
     [b"Subject: line ends", b"", b"LF", b"CR", b"CRLF", b"no end"]),
    (b"Subject: line ends\n\nLF\nCR\rCRLF\r\nno end",
     [b"Subject: line ends", b"", b"LF", b"CR CRLF", b"no end"]),
    (b"Subject: long\r\n\r\n" + b"x" * 998 + b"\r\n\r\n\r\n",
     [b"Subject: long", b"", b"x" * 998, b"", b""]),
]


def send(port):
    """Send all mails, and be refused where refusal is due."""
    with smtplib.SMTP(HOST, port, local_hostname="pc7", timeout=20) as smtp:
        assert smtp.ehlo()[0] == 250
        for name in "size", "8bitmime", "pipelining", "enhancedstatuscodes":
            assert smtp.has_extn(name), name
        for text, _ in MAILS:
            refused = smtp.sendmail(SENDER, [BOB], text, ["BODY=8BITMIME"])
            assert refused == {}
        refused = smtp.sendmail(SENDER, ["alice@red.example", "no@red.example"],
                                "Subject: one of two\n\n")
        assert list(refused) == ["no@red.example"], refused
        assert refused["no@red.example"][0] == 550
        try:
            smtp.sendmail(SENDER, ["no@red.example"], "Subject: nobody\n\n")
            raise AssertionError("a stranger was taken")
        except smtplib.SMTPRecipientsRefused:
            pass
        try:
            smtp.sendmail(SENDER, [BOB], b"x" * 70 + b"\r\n" * 6000000)
            raise AssertionError("a message over SIZE was taken")
        except smtplib.SMTPSenderRefused as error:
            assert error.smtp_code == 552
        assert smtp.verify("bob")[0] == 252


def body(lines):
    """The lines behind Return-Path and Received."""
    start = next(i for i, line in enumerate(lines)
                 if line.startswith(b"Subject:"))
    return lines[start:]


def login(port):
    pop3 = poplib.POP3(HOST, port, timeout=20)
    pop3.user("bob")
    pop3.pass_("banana")
    return pop3


def collect(port):
    """Collect all mails; the numbers agree with each other."""
    pop3 = login(port)
    count, octets = pop3.stat()
    sizes = [int(line.split()[1]) for line in pop3.list()[1]]
    uids = [line.split()[1] for line in pop3.uidl()[1]]
    assert count == len(MAILS) == len(sizes) == len(set(uids))
    assert octets == sum(sizes)
    assert "UIDL" in pop3.capa() and "TOP" in pop3.capa()
    assert body(pop3.top(1, 1)[1]) == MAILS[0][1][:3]
    for number, (_, expected) in enumerate(MAILS, 1):
        _, lines, _ = pop3.retr(number)
        assert body(lines) == expected, (body(lines), expected)
        assert sum(len(line) + 2 for line in lines) == sizes[number - 1]
        pop3.dele(number)
    pop3.rset()
    assert pop3.stat() == (count, octets)
    pop3.close()
    pop3 = login(port)
    assert [line.split()[1] for line in pop3.uidl()[1]] == uids
    for number in range(1, count + 1):
        pop3.dele(number)
    pop3.quit()
    pop3 = login(port)
    assert pop3.stat() == (0, 0)
    try:
        pop3.retr(1)
        raise AssertionError("a deleted mail was sent")
    except poplib.error_proto as error:
        assert str(error).find("-ERR") >= 0
    pop3.quit()


def submit(port):
    """Log in by each mechanism; without one no mail is taken."""
    with smtplib.SMTP(HOST, port, local_hostname="pc7", timeout=20) as smtp:
        smtp.ehlo()
        assert smtp.mail(SENDER)[0] == 530
        smtp.user, smtp.password = "alice", "banana"
        for initial in True, False:
            try:
                smtp.auth("PLAIN", smtp.auth_plain,
                          initial_response_ok=initial)
                raise AssertionError("a wrong password was taken")
            except smtplib.SMTPAuthenticationError as error:
                assert error.smtp_code == 535
        assert smtp.login("alice", "apple")[0] == 235
        assert smtp.sendmail(SENDER, [BOB], "Subject: submitted\n\n") == {}
        assert smtp.ehlo()[0] == 250 and not smtp.has_extn("auth")
    with smtplib.SMTP(HOST, port, local_hostname="pc7", timeout=20) as smtp:
        smtp.ehlo()
        smtp.user, smtp.password = "bob", "banana"
        assert smtp.auth("LOGIN", smtp.auth_login,
                         initial_response_ok=False)[0] == 235


def apop(port):
    """The password is not sent; it is proved."""
    try:
        poplib.POP3(HOST, port, timeout=20).apop("bob", "apple")
        raise AssertionError("a wrong digest was taken")
    except poplib.error_proto as error:
        assert str(error).find("[AUTH]") >= 0
    pop3 = poplib.POP3(HOST, port, timeout=20)
    pop3.apop("bob", "banana")
    assert pop3.stat()[0] == 1
    pop3.dele(1)
    pop3.quit()


send(int(sys.argv[1]))
collect(int(sys.argv[2]))
submit(int(sys.argv[3]))
apop(int(sys.argv[2]))
