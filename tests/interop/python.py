"""python.py - Python's mail library under TLS, with the letters of common.sh.

Usage: python.py SUBMISSION-PORT POP3-PORT CA-FILE

SPDX-License-Identifier: ISC
"""
import poplib
import smtplib
import ssl
import sys

HOST = "localhost"
LETTERS = "dots", "long", "utf8", "latin", "empty"


def refuses(start):
    """Whoever does not trust the authority goes no further."""
    try:
        start(context=ssl.create_default_context())
    except ssl.SSLCertVerificationError:
        return True
    return False


def log_in(port, context):
    """AUTH LOGIN, which smtp.login() takes only if there is no other."""
    with smtplib.SMTP(HOST, port, local_hostname="pc7", timeout=20) as smtp:
        smtp.starttls(context=context)
        smtp.ehlo()
        smtp.user, smtp.password = "alice", "apple"
        assert smtp.auth("LOGIN", smtp.auth_login)[0] == 235


def send(port, context):
    """Send all letters in one session."""
    with smtplib.SMTP(HOST, port, local_hostname="pc7", timeout=20) as smtp:
        smtp.starttls(context=context)
        assert smtp.ehlo()[0] == 250
        assert not smtp.has_extn("starttls")
        assert smtp.login("alice", "apple")[0] == 235
        for letter in LETTERS:
            with open(letter, "rb") as file:
                text = file.read().replace(b"\n", b"\r\n")
            refused = smtp.sendmail("alice@red.example", ["bob@red.example"],
                                    text)
            assert refused == {}
    assert refuses(smtplib.SMTP(HOST, port, timeout=20).starttls)


def fetch(port, context):
    """Fetch and delete them."""
    pop3 = poplib.POP3(HOST, port, timeout=20)
    pop3.stls(context=context)
    assert "STLS" not in pop3.capa()
    pop3.apop("bob", "banana")
    for number, letter in enumerate(LETTERS, 1):
        _, lines, _ = pop3.retr(number)
        with open(letter, "rb") as file:
            sent = file.read().splitlines()
        assert lines[lines.index(sent[0]):] == sent, letter
        pop3.dele(number)
    pop3.quit()
    assert refuses(poplib.POP3(HOST, port, timeout=20).stls)


trusting = ssl.create_default_context(cafile=sys.argv[3])
send(int(sys.argv[1]), trusting)
log_in(int(sys.argv[1]), trusting)
fetch(int(sys.argv[2]), trusting)
