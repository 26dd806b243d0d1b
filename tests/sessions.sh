#!/bin/sh
# SPDX-License-Identifier: MIT
# Binds many sessions to mini-smsc at once, sends a message on each, and says what one costs; then
# takes its descriptors away.
# usage: BUILD=dir [SESSIONS=n] sessions.sh: usual 1000
. tests/script.sh

sessions=${SESSIONS:-1000}
each=1000   # that one smpp-esme can have
page=$(getconf PAGESIZE)
benches= bird=
trap 'kill -9 $smsc $benches $bird 2>/dev/null; rm -rf "$dir"' EXIT
trap 'exit 1' INT TERM

# descriptors, resident memory in kB, hundredths of a second of processor: of the centre
descriptors() { ls "/proc/$smsc/fd" | wc -l; }
resident() { awk '$1 == "VmRSS:" { print $2 }' "/proc/$smsc/status"; }
ticks() { awk '{ print $14 + $15 }' "/proc/$smsc/stat"; }
# has_descriptors N: within a minute
has_descriptors() {
	n=0
	until [ "$(descriptors)" -ge "$1" ]; do
		n=$((n + 1))
		[ $n -lt 600 ] || return 1
		sleep 0.1
	done
}
ctl() { "$build/mini-smsc" ctl "$dir/control" "$@"; }
is() { [ "$2" = "$3" ] && ok "$1" || not_ok "$1" "'$3', not '$2'"; }
# start_bench NUMBER OPTIONS...: in the background; $bench
start_bench() {
	number=$1
	shift
	"$build/smpp-esme" -p "$port" -u user -w secret bench "$@" >"$dir/bench.$number" 2>&1 4>&- &
	bench=$!
	benches="$benches $bench"
}

[ -r /proc/self/status ] || { echo '# skipped: no /proc here'; exit 0; }
needs=$((sessions + 200))
hard=$(ulimit -Hn)
if [ "$hard" != unlimited ] && [ "$hard" -lt $needs ]; then
	echo "# skipped: $sessions sessions need $needs descriptors, and a process may have $hard"
	exit 0
fi
[ "$(ulimit -n)" = unlimited ] || [ "$(ulimit -n)" -ge $needs ] || ulimit -Sn $needs
free=$(awk '$1 == "MemAvailable:" { print $2 }' /proc/meminfo)
if [ "$sessions" -gt 1000 ] && [ "$free" -lt 2097152 ]; then
	echo "# skipped: $sessions sessions want 2 GB of memory, $free kB are free"
	exit 0
fi

# ---- all at once: the centre has room for so many and not for one more ----
# Handsets 669* never have their message, so each waits for its receipt, and its session stays.
start_smsc --core --max-sessions="$sessions" --session-init=60 --control="$dir/control"
none=$(descriptors)
empty=$(resident)
left=$sessions
while [ "$left" -gt 0 ]; do
	count=$((left < each ? left : each))
	start_bench "$left" --connections=$count -n $count -W 1 --prefix=6690000 --wait-receipt=600
	left=$((left - count))
done
has_descriptors $((none + sessions))
is all_are_connected_at_once "$sessions" $(($(descriptors) - none))
run one_more_is_not_let_in 5 "$build/smpp-esme" -p "$port" -u user -w secret ping
accepted=
n=0
until [ "$accepted" = "$sessions" ] || [ $n -ge 600 ]; do
	n=$((n + 1))
	sleep 0.1
	accepted=$(ctl status | sed -n 's/^messages accepted=\([0-9]*\) .*/\1/p')
done
full=$(resident)
is the_centre_has_a_message_of_each "$sessions" "$accepted"
is to_the_centre_all_are_bound "$sessions" "$(ctl status | sed -n 's/^sessions .* transceivers=\([0-9]*\) .*/\1/p')"
# a bind and a message at least, and all is answered
is each_has_its_answers "$sessions" "$(ctl sessions | sed -n 's/.* state=BOUND_TRX .* in=\([0-9]*\) out=\([0-9]*\) unanswered=0 .*/\1 \2/p' |
	awk '$1 >= 2 && $2 == $1 { n++ } END { print n + 0 }')"
kill -INT $benches
for bench in $benches; do wait "$bench"; done
benches=
cat "$dir"/bench.* >"$dir/out"
is each_message_has_its_answer "$sessions sent, 0 failed" \
	"$(sed -n 's/^sent \([0-9]*\), failed \([0-9]*\),.*/\1 \2/p' "$dir/out" | awk '{ s += $1; f += $2 } END { print s " sent, " f " failed" }')"
stop_smsc
cat "$dir/smsc" >"$dir/out"
says the_centre_has_counted_them out "^sessions $sessions, messages accepted $sessions,"
one=$(((full - empty) * 1024 / sessions))
echo "# $sessions sessions: $one octets each, with a message (resident $empty kB, then $full kB)"
[ $one -le $((16 * page)) ] && ok a_session_takes_16_pages_at_most || not_ok a_session_takes_16_pages_at_most "$one octets"

# ---- no descriptor for the next one ----
limit=40
echo '#!/bin/sh
ulimit -n "$1" && shift && exec "$@"' >"$dir/limited"
: >"$dir/smsc"
sh "$dir/limited" $limit "$build/mini-smsc" -p 0 --account=user:secret --core --session-init=60 >"$dir/smsc" 2>&1 &
smsc=$!
n=0
until grep -q '^listening' "$dir/smsc" || [ $n -gt 100 ]; do n=$((n + 1)); sleep 0.05; done
port=$(sed -n 's/^listening on .*:\([0-9]*\) pid .*/\1/p' "$dir/smsc")
none=$(descriptors)
mkfifo "$dir/bird"
"$build/tests/octets" "$port" 60 <"$dir/bird" >"$dir/answer" &
bird=$!
exec 4>"$dir/bird"
has_descriptors $((none + 1))
start_bench early --connections=20 -n 20 --prefix=6690000 --wait-receipt=600
early=$bench
has_descriptors $((none + 21))
start_bench late --connections=30 -n 30
late=$bench
has_descriptors $limit && ok all_descriptors_are_taken || not_ok all_descriptors_are_taken "$(descriptors)"
before=$(ticks)
sleep 1
after=$(ticks)
[ $((after - before)) -lt 50 ] && ok it_does_not_spin_without_descriptors || not_ok it_does_not_spin_without_descriptors "$((after - before)) hundredths of a second in one"
"$build/smpp-esme" encode --binary bind_transmitter system_id=user password=secret interface_version=0x34 >&4
n=0
until [ -s "$dir/answer" ] || [ $n -ge 100 ]; do n=$((n + 1)); sleep 0.1; done
run who_is_connected_can_bind 0 "$build/smpp-esme" decode --words "$dir/answer"
says and_is_bound out '^bind_transmitter_resp .*system_id=mini-smsc'
kill -0 "$late" 2>/dev/null && ok the_others_wait || not_ok the_others_wait "$(cat "$dir/bench.late")"
kill -INT "$early"
wait "$early"
wait "$late"
is they_bind_when_others_have_left 0 $?
cat "$dir/bench.late" >"$dir/out"
says and_have_their_answers out '^sent 30, failed 0,'
exec 4>&-
kill -9 $bird
wait $bird 2>/dev/null
bird= benches=
stop_smsc
is it_ends_with_status_0 0 "$smsc_status"
exit $bad
