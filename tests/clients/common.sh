# common.sh - what the client tests share: two servers, a mailbox, and TAP.
#
# A test script sources this, says what tools it needs and how many checks it
# makes, and then makes them:
#
#     . "$(dirname "$0")/common.sh"
#     need curl nc
#     begin 3
#     check "a name" command...
#
# The folder of work goes away in the end, $smtp, $submission and $pop3 are the
# ports, users are alice (apple) and bob (banana). The last check of each script is
# made here: the servers end with status 0 and without a complaint. HOME is the
# folder of work too: nobody's own settings are read.
#
# SPDX-License-Identifier: ISC
set -u
LC_ALL=C
export LC_ALL

: "${MAILWALK_BUILD:=build}"
home=$(cd "$(dirname "$0")/../.." && pwd)
case $MAILWALK_BUILD in
/*) build=$MAILWALK_BUILD ;;
*) build=$home/$MAILWALK_BUILD ;;
esac
count=0
broken=0
smtpd_pid=
pop3d_pid=
smtpd_options='--submission 127.0.0.1:0'
pop3d_options=

# prepare: a script may need something between the world and its servers.
prepare()
{
    :
}

# need TOOL...: a tool that is missing is named, and the script ends.
need()
{
    for tool in "$@"; do
        if ! command -v "$tool" >/dev/null 2>&1; then
            echo "1..1"
            echo "ok 1 # SKIP $tool is not installed"
            exit 0
        fi
    done
}

# start PROGRAM [OPTION...]: its port is then in the file PROGRAM.port.
start()
{
    program=$1
    shift
    "$build/$program" "$@" --domain red.example --listen 127.0.0.1:0 \
        --mail "$world/mail" --users "$world/users" \
        --log "$world/$program.log" >"$world/$program.err" 2>&1 &
    echo $! >"$world/$program.pid"
    tries=0
    until grep -q 'listen at=' "$world/$program.log" 2>/dev/null; do
        tries=$((tries + 1))
        [ "$tries" -lt 200 ] || return 1
        sleep 0.05
    done
    # shellcheck disable=SC2016 # a dollar of sed
    ports='s/.* listen at=127.0.0.1:\([0-9]*\)'
    sed -n "$ports"'$/\1/p' "$world/$program.log" >"$world/$program.port"
    sed -n "$ports service=submission/\1/p" "$world/$program.log" \
        >"$world/$program.submission"
}

# begin N: N checks are made; a world and its servers start.
begin()
{
    echo "1..$(($1 + 1))"
    world=$(mktemp -d) || exit 1
    trap 'stop_all >/dev/null 2>&1; rm -rf "$world"' EXIT
    trap 'exit 1' HUP INT PIPE TERM
    printf 'alice:{PLAIN}apple\nbob:{PLAIN}banana\n' >"$world/users"
    prepare || exit 1
    # shellcheck disable=SC2086 # several words
    start smtpd $smtpd_options && start pop3d $pop3d_options || exit 1
    smtp=$(cat "$world/smtpd.port")
    submission=$(cat "$world/smtpd.submission")
    pop3=$(cat "$world/pop3d.port")
    smtpd_pid=$(cat "$world/smtpd.pid")
    pop3d_pid=$(cat "$world/pop3d.pid")
    mkdir "$world/work" && cd "$world/work" || exit 1
    HOME=$world/work
    export HOME
    unset XDG_CONFIG_HOME
}

# check NAME COMMAND...: one line of TAP; what went wrong is shown.
check()
{
    name=$1
    shift
    count=$((count + 1))
    if "$@" >"$world/out" 2>&1; then
        echo "ok $count - $name"
    else
        broken=1
        echo "not ok $count - $name"
        sed 's/^/# /' "$world/out"
    fi
}

# end: the last check, and the status of the script.
end()
{
    check "the servers end in order" stop_all
    exit "$broken"
}

stop_all()
{
    [ -n "$smtpd_pid" ] || return 0
    kill "$smtpd_pid" "$pop3d_pid"
    wait "$smtpd_pid" && wait "$pop3d_pid" || return 1
    smtpd_pid=
    cat "$world/smtpd.err" "$world/pop3d.err"
    [ ! -s "$world/smtpd.err" ] && [ ! -s "$world/pop3d.err" ]
}

# same FILE FILE: or the difference.
same()
{
    cmp "$1" "$2" || { diff "$1" "$2" | head -20; return 1; }
}

# stored USER FILE: the only mail of USER has, behind the trace lines of the
# server, exactly the octets of FILE.
stored()
{
    set -- "$2" "$world/mail/$1/new"/*
    [ $# -eq 2 ] || { echo "$(($# - 1)) mails"; return 1; }
    awk 'body { print; next }
         NR == 1 { next }
         /^Received: / || /^ / { next }
         { body = 1; print }' "$2" >"$world/stored"
    same "$1" "$world/stored"
}

# empty USER...: there is no mail.
empty()
{
    for user in "$@"; do
        for file in "$world/mail/$user/new"/*; do
            [ ! -e "$file" ] || { echo "$file"; return 1; }
        done
    done
}

# logged PROGRAM TEXT...: these texts stand in lines of the log, in this
# order, in upper or lower case. The log is written when the replies are out: wait for the last.
logged()
{
    log=$world/$1.log
    shift
    tries=0
    until printf '%s\n' "$@" | awk -v tell="$tries" '
            FNR == NR { text[++n] = tolower($0); next }
            at < n && index(tolower($0), text[at + 1]) { at++ }
            END {
                if (at < n && tell == 40) {
                    print "not in the log: " text[at + 1]
                }
                exit at < n
            }' - "$log"; do
        [ "$tries" -lt 40 ] || { cat "$log"; return 1; }
        tries=$((tries + 1))
        sleep 0.05
    done
}

# covered: no log holds a password, nor its base64 in PLAIN or LOGIN.
covered()
{
    ! grep -iE 'apple|banana|AGFsaWNlAGFwcGxl|YXBwbGU|AGJvYgBiYW5hbmE|YmFuYW5h' \
        "$world"/*.log
}

# crlf FILE: the file with CRLF line ends, as it goes over the wire.
crlf()
{
    awk '{ printf "%s\r\n", $0 }' "$1"
}
