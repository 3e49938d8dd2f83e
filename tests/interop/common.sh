# common.sh - what the tests with installed mail programs share: letters to
# send, and ways to tell that they arrived as they were.
#
# The form is that of tests/clients/common.sh; but the servers speak TLS too,
# with the certificates of a lab, $ca is what a client must trust, and $submit
# the port where mail is taken after a login only.
#
# `letters` makes the files below, and $all names them: a program sends each of
# them to alice and bob, or fetches what `fill` has put into a mailbox.
#
#     dots     lines that begin with a dot, and a dot alone
#     long     a line of 998 octets (RFC 5321 section 4.5.3.1.6)
#     utf8     what it says
#     latin    octets above 127 that are no UTF-8
#     empty    a header and nothing else
#
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/../clients/common.sh"

# prepare: a lab has an authority and certificates before it is ever up.
prepare()
{
    lab=$world/lab
    "$build/mailwalk" reset --dir "$lab" >"$world/reset" || return 1
    ca=$lab/tls/ca.pem
    smtpd_options="--submission 127.0.0.1:0
                   --tls-cert $lab/tls/mx.red.example.pem
                   --tls-key $lab/tls/mx.red.example.pem"
    pop3d_options="--tls-cert $lab/tls/pop.red.example.pem
                   --tls-key $lab/tls/pop.red.example.pem"
}

all='dots long utf8 latin empty'
nl='
'

# What is compared: from a line that matches this to the end. What servers and
# clients put in front of a letter is not. A program that writes the whole
# header itself is held to the body: /^$/.
from='/^From: alice@red.example$/'

# letter NAME: what comes in is the body of the letter NAME.
letter()
{
    {
        printf '%s\n' "From: alice@red.example" "To: bob@red.example" \
            "Subject: letter $1" "Date: Mon, 23 Nov 2026 10:00:00 +0000" \
            "Message-ID: <$1@pc7.red.example>" "MIME-Version: 1.0" \
            "Content-Type: text/plain; charset=utf-8" \
            "Content-Transfer-Encoding: 8bit" ""
        cat
    } >"$1"
}

letters()
{
    submit=$(sed -n 's/.* listen at=127.0.0.1:\([0-9]*\) service=.*/\1/p' \
             "$world/smtpd.log")
    printf '.dot\n.\n\n..\n. end\n.\n' | letter dots
    awk 'BEGIN { for (i = 0; i < 998; i++) printf "x"; print "\nend" }' |
        letter long
    printf 'Gr\303\274\303\237e \342\202\254\n' | letter utf8
    printf 'Gr\374\337e \377\233\n' | letter latin
    letter empty </dev/null
}

# fill USER: all letters into a mailbox, by a client that adds nothing.
fill()
{
    for each in $all; do
        {
            printf '%s\r\n' "EHLO pc7" "MAIL FROM:<alice@red.example>" \
                "RCPT TO:<$1@red.example>" DATA
            crlf "$each" | sed 's/^\./../'
            printf '%s\r\n' . QUIT
        } | nc -w 10 127.0.0.1 "$smtp" | grep -q '^250 2.0.0' || return 1
    done
}

# holds FOLDER NAME...: these letters are in the folder or below it, each in a
# file of its own, and nothing else.
holds()
{
    folder=$1
    shift
    if [ "$(find "$folder" -type f | wc -l)" -ne $# ]; then
        ls -lR "$folder"
        return 1
    fi
    for each in "$@"; do
        file=$(grep -rlx "Subject: letter $each" "$folder") || return 1
        sed -n "$from,\$p" "$each" >sent
        sed -n "$from,\$p" "$file" >got
        same sent got || return 1
    done
}

# box USER [NAME...]: the mailbox of USER on the server holds these letters.
box()
{
    user=$1
    shift
    holds "$world/mail/$user/new" "$@"
}

# taker FOLDER: a program `take` that puts each mail it is given into a file
# of the folder.
taker()
{
    mkdir "$1"
    printf '#!/bin/sh\ncat >"$(mktemp "%s/XXXXXX")"\n' "$PWD/$1" >take
    chmod +x take
}

# secret FILE: what comes in; only we may read it, or the program refuses it.
secret()
{
    (umask 077 && cat >"$1")
}

# blameless PROGRAM [DESERVED]: no refusal stands in its log, but for those
# that match this extended regular expression and were the client's own doing.
blameless()
{
    if grep -E ' S: ([45][0-9][0-9]|-ERR)' "$world/$1.log" |
       grep -vE "${2:-^$}"; then
        return 1
    fi
}
