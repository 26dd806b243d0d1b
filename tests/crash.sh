#!/bin/sh
# SPDX-License-Identifier: MIT
# Kills mini-smsc with its store in a file at moments of its own, again and again, under load, and
# counts what is left: in the store, by receipts, and at an ESME that messages are routed to.
# usage: BUILD=dir [CRASH_ROUNDS=n] [CRASH_LINES=n] [CRASH_RATE=n] crash.sh
# rounds: usual 50. lines: so many messages, and the rounds spread over them; usual as many as are
# sent until the rounds are done. rate: messages a second, usual 8000.
#
# What may happen, and no more:
# - A message answered with ESME_ROK is in the store once, one that was refused or never sent is not,
#   and one whose answer was lost with the connection is there once or not at all.
# - "At least once": when the centre dies, what was sent and not answered yet, and what was answered
#   while the store was still writing that down, goes again after the restart. Those are at most two
#   windows of the one session that has them: $window requests wait for their answers, and between
#   two commits a session is read once, which brings $window answers at most. So of one message there
#   are at most 1 + deaths deliveries, and of all together at most 2 * $window * deaths too many. The
#   same holds for receipts.
. tests/script.sh

rounds=${CRASH_ROUNDS:-50}
lines=${CRASH_LINES:-0}
rate=${CRASH_RATE:-8000}
window=25
loops=
trap 'kill $loops $smsc 2>/dev/null; wait; rm -rf "$dir"' EXIT
trap 'exit 1' INT TERM

if "$build/mini-smsc" -p 0 --account=a:b --store="$dir" 2>&1 | grep -q 'without SQLite'; then
	echo '# skipped: built without SQLite'
	exit 0
fi

start() {
	start_smsc -p "${port:-0}" --store="$dir/store" --account=shop:shop --route=4699=shop \
		--outcome='4477*=delay:50-400,4476*=full:1' --retry=200-1000 --receipt-delay=0 \
		--max-kept=10000000 --max-messages=10000000
}
# again STOP FILE COMMAND...: in the background, as often as its connection is lost, until STOP is
# there; it writes behind what is in FILE. smpp-esme's own --reconnect waits longer each time that a
# connection did not last.
again() {
	(
		stop=$1 file=$2
		shift 2
		trap 'kill -9 $child; exit' TERM
		until [ -e "$stop" ]; do
			"$@" >>"$file" 2>>"$dir/log" &
			child=$!
			wait $child
			[ $? -gt 1 ] || exit
			sleep 0.05
		done
	) &
	loops="$loops $!"
}
# listen ACCOUNT PASSWORD FILE
listen() { again "$dir/end" "$3" "$build/smpp-esme" -p "$port" -u "$1" -w "$2" -b rx listen; }
# make_lines N: a fifth is routed, the others go to handsets that are quick, slow, full and quick.
make_lines() {
	awk -v max="$1" 'BEGIN {
		split("4699 4478 4477 4476 4479", prefix, " ")
		for (i = 1; i <= max; i++)
			printf "%s%08d,line %d\n", prefix[i % 5 + 1], i, i
	}'
}
answered() { n=$(grep -c '	accepted	' "$dir/outcome" 2>/dev/null); echo "${n:-0}"; }
# answered_reach N: so many are accepted, 60 seconds at most; fails when there is nobody to send them
answered_reach() {
	tries=0
	until [ "$(answered)" -ge "$1" ]; do
		tries=$((tries + 1))
		[ $tries -le 600 ] && kill -0 "$bulk" 2>/dev/null || return 1
		sleep 0.1
	done
}
# Less than six tenths of a second.
sleep_a_little() { sleep "$(od -An -N2 -tu2 /dev/urandom | awk '{ printf "%.3f", $1 % 600 / 1000 }')"; }
# is_none NAME FILE: it is empty
is_none() { [ ! -s "$2" ] && ok "$1" || not_ok "$1" "$(wc -l <"$2"): $(head -3 "$2" | tr '\n' ' ')"; }

# ---- load, and deaths ----
begun=$(date +%s)
start
listen shop shop "$dir/messages"
# more than can be sent, or those that were asked for, and then by one run
make_lines $((lines > 0 ? lines : rate * (rounds + 10))) >"$dir/lines.csv"
again "$dir/last" "$dir/bulk" "$build/smpp-esme" -p "$port" -u user -w secret -b tx \
	$([ "$lines" -eq 0 ] || echo --reconnect=1) bulk "$dir/lines.csv" -s 99 -r -W 100 -R "$rate" --outcome="$dir/outcome"
bulk=$!
deaths=0
while [ $deaths -lt "$rounds" ]; do
	if [ "$lines" -gt 0 ]; then
		answered_reach $((lines * (deaths + 1) / (rounds + 1))) || break
	else
		answered_reach $(($(answered) + 1)) || break
		sleep_a_little
		[ $deaths -lt $((rounds - 1)) ] || touch "$dir/last"
	fi
	kill -9 "$smsc"
	wait "$smsc" 2>/dev/null
	deaths=$((deaths + 1))
	start
	[ -n "$port" ] || break
	# for the first half of the rounds nobody takes receipts: they wait in the store
	if [ $deaths -eq $(((rounds + 1) / 2)) ]; then
		listen user secret "$dir/receipts"
	fi
done
wait "$bulk"
[ $deaths -eq "$rounds" ] && ok all_rounds_were_done || not_ok all_rounds_were_done "$deaths of $rounds"
kill -0 "$smsc" 2>/dev/null && ok the_centre_runs_after_them || not_ok the_centre_runs_after_them "$(cat "$dir/smsc")"

# ---- what is reported: number, destination, outcome, id ----
awk -F '\t' '$1 ~ /^[0-9]+$/ { print $3, $7 > (dir "/" $5) }' dir="$dir" "$dir/outcome"
for outcome in accepted refused not-sent unknown timed-out; do
	touch "$dir/$outcome"
	sort -o "$dir/$outcome" "$dir/$outcome"
done
accepted=$(wc -l <"$dir/accepted")
lost=$(cat "$dir/unknown" "$dir/timed-out" | wc -l)
[ "$accepted" -ge "$rounds" ] && ok messages_were_accepted || not_ok messages_were_accepted "$accepted"
if [ "$lines" -gt 0 ]; then
	all=$(cat "$dir/accepted" "$dir/refused" "$dir/not-sent" "$dir/unknown" "$dir/timed-out" | cut -d ' ' -f 1 | sort -u | wc -l)
	[ "$all" -eq "$lines" ] && ok every_line_has_an_outcome || not_ok every_line_has_an_outcome "$all of $lines"
fi

# ---- receipts: of the restart too ----
cut -d ' ' -f 2 "$dir/accepted" | sort >"$dir/ids"
until=$(($(date +%s) + 60))
while :; do
	sed -n 's/^message \([^ ]*\) [A-Z]*, receipt:.*/\1/p' "$dir/receipts" | sort >"$dir/receipted"
	comm -23 "$dir/ids" "$dir/receipted" >"$dir/owed"
	[ -s "$dir/owed" ] && [ "$(date +%s)" -lt $until ] || break
	sleep 0.5
done
is_none a_receipt_came_for_each_accepted_message "$dir/owed"

# ---- the store: it opens again, and is whole ----
touch "$dir/end"
stop_smsc
cat "$dir/smsc" >"$dir/out"
[ "$smsc_status" -eq 0 ] && ok the_centre_ends_with_status_0 || not_ok the_centre_ends_with_status_0 "$smsc_status"
start
stop_smsc
run the_store_can_be_read 0 "$build/tests/store_list" "$dir/store"
awk -F '\t' '{ print $5, $2 }' "$dir/out" | sort >"$dir/kept"
if command -v sqlite3 >"$dir/which"; then
	run sqlite_finds_nothing_wrong 0 sqlite3 "$dir/store" 'pragma integrity_check'
	says sqlite_says_so out '^ok$'
fi
comm -23 "$dir/accepted" "$dir/kept" >"$dir/missing"
is_none nothing_accepted_is_missing "$dir/missing"
cut -d ' ' -f 1 "$dir/kept" | sort | uniq -d >"$dir/twice"
is_none no_destination_is_there_twice "$dir/twice"
cut -d ' ' -f 2 "$dir/kept" | sort | uniq -d >"$dir/twice"
is_none no_id_is_there_twice "$dir/twice"
cat "$dir/accepted" "$dir/unknown" "$dir/timed-out" | cut -d ' ' -f 1 | sort >"$dir/may-be"
cut -d ' ' -f 1 "$dir/kept" | comm -23 - "$dir/may-be" >"$dir/made-up"
is_none nothing_else_is_there "$dir/made-up"
"$build/tests/store_list" "$dir/store" | grep -v '	DELIVERED	keep$' >"$dir/unfinished"
is_none all_have_come_to_their_end "$dir/unfinished"

# ---- deliveries ----
# too_many NAME FILE: of sorted lines; sets $again
too_many() {
	uniq -c "$2" >"$dir/counts"
	again=$(awk '{ n += $1 - 1 } END { print n + 0 }' "$dir/counts")
	most=$(awk '$1 > n { n = $1 } END { print n + 0 }' "$dir/counts")
	[ "$most" -le $((1 + deaths)) ] && [ "$again" -le $((2 * window * deaths)) ] && ok "$1" ||
		not_ok "$1" "$again too many in $deaths deaths, of one $most"
}
sed -n 's/^99 > \(4699[0-9]*\): .*/\1/p' "$dir/messages" | sort >"$dir/delivered"
grep '^4699' "$dir/kept" | cut -d ' ' -f 1 | comm -23 - "$dir/delivered" >"$dir/undelivered"
is_none each_routed_message_was_delivered "$dir/undelivered"
uniq "$dir/delivered" | comm -23 - "$dir/may-be" >"$dir/made-up"
is_none nothing_else_was_delivered "$dir/made-up"
too_many deliveries_come_again_only_as_allowed "$dir/delivered"
messages_again=$again
too_many receipts_come_again_only_as_allowed "$dir/receipted"

echo "# $deaths deaths in $(($(date +%s) - begun)) s: $accepted messages accepted, $(wc -l <"$dir/refused") refused," \
	"$lost of unknown outcome, $(wc -l <"$dir/not-sent") not sent; in the store $(wc -l <"$dir/kept");" \
	"$(wc -l <"$dir/delivered") deliveries, $messages_again of them again;" \
	"$(wc -l <"$dir/receipted") receipts, $again of them again"
exit $bad
