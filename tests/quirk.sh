#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs smpp-esme against every sin that mini-smsc can commit: each message has an outcome, the exit
# status is right, and what was wrong can be seen. Then each row is run against a centre without quirks,
# where it must fail: so it shows the quirk.
# usage: BUILD=dir quirk.sh [NAME]...   (only rows of these quirks)
. tests/script.sh

only=" $* "
long=$(awk 'BEGIN { for (i = 0; i < 30; i++) printf "0123456789" }')
printf '4477,one\n4478,two\n4479,three\n' >"$dir/three.csv"

# row QUIRK STATUS WHERE PATTERN ARGUMENTS...: smpp-esme with these arguments ends with that status, and
# writes a line like PATTERN into WHERE: out, err, or trace of what came and went; !PATTERN: it writes
# none. Another WHERE is a check of its own, below. Of several quirks, with blanks between them, all hold.
rows() {
	# answers
	row mute=submit_sm 6 err 'message: no response in time; unknown whether done' send 4477 hello --response-timeout=1
	row mute=bind 6 err 'session ended: RESPONSE' ping -n 1 -v --bind-timeout=1
	row mute=enquire_link,unbind 6 err 'enquire_link: no response in time' ping -n 1 --response-timeout=1
	row status=submit_sm:0x0B 1 err 'message: refused: ESME_RINVDSTADR' send 4477 hello
	row status=submit_sm:0x0401 1 err 'message: refused: .*0x00000401' send 4477 hello
	row status=bind:0x0D 4 err 'bind refused: ESME_RBINDFAIL' ping -n 1
	row status=enquire_link:0x08 1 err 'enquire_link: refused: ESME_RSYSERR' ping -n 1
	row throttle=on 1 out 'refused: 3 ESME_RTHROTTLED' bulk "$dir/three.csv" -s 99 --retry=none
	row throttle=every:2 0 out 'throttled' bulk "$dir/three.csv" -s 99 -v
	row throttle=2 0 out 'throttled' bulk "$dir/three.csv" -s 99
	row response-delay=submit_sm:600-700 0 out 'latency ms: min [6-9][0-9][0-9]\|min [0-9]\{4\}' bulk "$dir/three.csv" -s 99
	row late=submit_sm:1500 6 err 'LATE submit_sm_resp' bulk "$dir/three.csv" -s 99 -W 1 -v --response-timeout=1
	row reorder=3 0 reversed 3 bulk "$dir/three.csv" -s 99 -v
	row repeat=submit_sm 0 err 'DUPLICATE submit_sm_resp' bulk "$dir/three.csv" -s 99 -v
	row repeat=deliver_sm 0 twice 'receipt: id:' send 4477 hello --wait-receipt=10
	row early-receipt 0 early 'deliver_sm$' send 4477 hello --wait-receipt=10 -vv
	row off=query_sm 1 err 'query: refused by generic_nack: ESME_RINVCMDID' query 1
	row no-sar 1 err 'refused: ESME_RTLVNOTALLWD' send 4477 "$long" --split=sar
	row no-payload 1 err 'refused: ESME_RTLVNOTALLWD' send 4477 "$long" --split=payload
	row udh-length 1 err 'refused: .*0x00000406' send 4477 "$long" --udh=05040B8423F0
	# binds
	row binds=1 4 err 'bind refused: ESME_RALYBND' -b pair ping -n 1
	row 'ghost=2 drop-after=2' 1 err 'ESME_RALYBND' bulk "$dir/three.csv" -s 99 -v -W 1 --reconnect=1
	row system-type=SMS 4 err 'bind refused: ESME_RINVSYSTYP' ping -n 1
	row bind-ton=1,1 4 err 'bind refused: ESME_RBINDFAIL' ping -n 1
	row only-34 4 err 'bind refused: ESME_RBINDFAIL' ping -n 1 --interface-version=5.0
	row deliver-with-bind 0 out '^10001 > 10002: with the bind$' listen -n 1
	row unanswered-first 0 err '^10001 > 10002: answer this first$' send 4477 hello
	# the end
	row drop-after=1 5 err 'message: connection lost; unknown whether done' send 4477 hello
	row drop-after=1:half 5 err 'message: connection lost; unknown whether done' send 4477 hello
	row drop-bind 5 err 'session ended: LOST' ping -n 1
	row unbind-after=2 1 err 'session ended: UNBOUND' bulk "$dir/three.csv" -s 99 -v -W 1
	row unbind-after=1s 1 err 'session ended: UNBOUND' listen -n 1 -v
	row unbind-close 0 err '!unbind_resp' ping -n 1 -vv
	row unbind-close=1 0 err 'session ended: UNBOUND' listen -v
	row idle-close=1 5 err 'session ended: LOST' listen -v
	# keep-alive
	row enquire-min=30 1 err 'enquire_link: refused: ESME_RTHROTTLED' ping -n 2
	row enquire=100 0 err 'sequence_number  *18790481' ping -n 2 -vv
	# octets
	row fragment 0 pieces 10 send 4477 hello --trace="$dir/trace"
	row dribble=200 0 pieces 10 send 4477 hello --trace="$dir/trace"
	row coalesce=400 0 trace ' feed [0-9A-F]\{108\}' bulk "$dir/three.csv" -s 99 -R 10 --trace="$dir/trace"
	row garbage=http 5 err 'session ended: FRAME, COMMAND_LENGTH_TOO_LARGE' send 4477 hello
	row garbage=crlf 0 trace ' feed .*0D0A0D0A' send 4477 hello --trace="$dir/trace"
	row garbage=random 5 err 'session ended: FRAME, COMMAND_LENGTH_TOO_LARGE' send 4477 hello
	row garbage=short 5 err 'session ended: FRAME, COMMAND_LENGTH_TOO_SMALL' send 4477 hello
	row garbage=huge 5 err 'session ended: FRAME, COMMAND_LENGTH_TOO_LARGE' send 4477 hello
	row garbage=headless 5 err 'session ended: FRAME, COMMAND_LENGTH_TOO_LARGE' send 4477 hello
	row garbage=zero 5 err 'session ended: FRAME, COMMAND_LENGTH_TOO_SMALL' send 4477 hello
	row garbage=smpp4 0 err 'command_length  *20$' send 4477 hello -vv
	# what nobody asked for
	row vendor-command 0 err 'command_id  *0x01000001' send 4477 hello -vv
	row submit-to-esme 0 err 'refused submit_sm.*ESME_RINVBNDSTS' send 4477 hello -v
	row sequence=zero 0 err 'sequence_number  *0$' send 4477 hello --wait-receipt=10 -vv
	row sequence=high 0 err 'sequence_number  *2147483649$' send 4477 hello --wait-receipt=10 -vv
	row after-final 0 out 'ENROUTE, receipt:' send 4477 hello --wait-receipt=10
	row phantom-receipts 0 err '99[0-9]* DELIVERED, receipt: id:99' send 4477 hello --wait-receipt=10 -v
}

# The same of those that are there before anybody knows whose connection it is: a centre each.
lone_rows() {
	row early-enquire 0 err 'sequence_number  *1879048192$' ping -n 1 -vv
	row garbage=http@connect 5 err 'session ended: FRAME, COMMAND_LENGTH_TOO_LARGE' ping -n 1
	row garbage=random@connect 5 err 'session ended: FRAME' ping -n 1
}

# ---- how rows are run ----

# names QUIRK...: what they are called
names() { for quirk in $1; do echo "${quirk%%=*}"; done; }
wanted() { [ "$only" = '  ' ] || for name in $(names "$1"); do case $only in *" $name "*) return 0 ;; esac; done; }

# WHERE besides files: each has the row's PATTERN
in_out() { grep -q -- "$1" "$dir/out"; }
in_err() { grep -q -- "$1" "$dir/err"; }
in_trace() { grep -q -- "$1" "$dir/trace"; }
# it came in at least so many pieces
in_pieces() { [ "$(grep -c ' feed ' "$dir/trace")" -ge "$1" ]; }
# so many messages are accepted, and their ids fall
in_reversed() {
	sed -n 's/^message \([0-9]*\) accepted.*/\1/p' "$dir/out" >"$dir/ids"
	[ "$(wc -l <"$dir/ids")" -eq "$1" ] && sort -rc "$dir/ids" 2>"$dir/sort"
}
# it is there twice
in_twice() { [ "$(grep -c -- "$1" "$dir/out")" -eq 2 ]; }
# it comes before the submit_sm_resp
in_early() { awk -v first="$1" '$0 ~ first { was = 1 } / submit_sm_resp$/ { exit !was }' "$dir/err"; }

# shown WHERE PATTERN: so it is, or it is not where PATTERN begins with '!'
shown() {
	case $2 in
	!*) ! "in_$1" "${2#!}" ;;
	*) "in_$1" "$2" ;;
	esac
}
# esme_at SECONDS ID ARGUMENTS...: sets $got
esme_at() {
	limit=$1 id=$2
	shift 2
	rm -f "$dir/trace"
	timeout "$limit" "$build/smpp-esme" -p "$port" -u "$id" -w pw --response-timeout=3 "$@" \
		>"$dir/out" 2>"$dir/err" </dev/null
	got=$?
}
# What is done with a row: it is counted, then run, then run again where it must fail.
count_row() {
	rows=$((rows + 1))
	for quirk in $1; do options="$options --quirk=q$rows:$quirk"; done
	options="$options --account=q$rows:pw"
	names "$1" >>"$dir/tried"
}
run_row() {
	rows=$((rows + 1))
	quirks=$1 status=$2 where=$3 pattern=$4
	shift 4
	esme_at 20 "q$rows" "$@"
	if [ "$got" -ne "$status" ]; then
		not_ok "$quirks" "exit status $got, not $status"
	elif shown "$where" "$pattern"; then
		ok "$quirks"
	else
		not_ok "$quirks" "no '$pattern' in $where"
	fi
}
doubt_row() {
	quirks=$1 status=$2 where=$3 pattern=$4
	shift 4
	esme_at 3 q1 "$@"
	[ "$got" -eq "$status" ] && shown "$where" "$pattern" && not_ok "without_$quirks" 'it is the same'
}
run_lone() {
	case $1 in *@connect | early-enquire) options="--quirk=$1" ;; esac
	start_smsc --account=q0:pw $options
	rows=-1
	run_row "$@"
	stop_smsc
}
# what row is now
row() { ! wanted "$1" || "$do" "$@"; }

# ---- all of it ----

: >"$dir/tried"
rows=0 options= do=count_row
rows
start_smsc --account=plain:pw $options --outcome='551*=echo,552*=reply:thanks'
rows=0 do=run_row
rows
kill -0 "$smsc" && ok centre_still_runs || not_ok centre_still_runs gone
stop_smsc
do=run_lone
lone_rows

start_smsc --account=q1:pw --outcome='551*=echo,552*=reply:thanks'
bad_before=$bad do=doubt_row
rows
lone_rows
stop_smsc
[ $bad -eq "$bad_before" ] && ok each_row_fails_without_its_quirk
exit $bad
