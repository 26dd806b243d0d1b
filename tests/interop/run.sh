#!/bin/bash
# SPDX-License-Identifier: MIT
# Foreign programs on the other end: node-smpp and Kannel as ESMEs against mini-smsc,
# node-smpp as SMSC for smpp-esme, and tshark as judge of what went over the wire. All on
# loopback, all bounded in time, everything started is stopped by pid. Prints "ok"/"not ok" lines,
# and the totals last.
# usage: BUILD=dir bash run.sh
[ -n "$BASH_VERSION" ] || { echo "run.sh: this needs bash: bash $0" >&2; exit 2; }
cd "$(dirname "$0")/../.." || exit 2
build=$(realpath "${BUILD:-build}") || exit 2
dir=$build/interop
good=0
bad=0
skipped=0
pids=()
trap 'for p in "${pids[@]}"; do kill -KILL "$p" 2>/dev/null; done' EXIT
trap 'exit 130' INT TERM

ok() { echo "ok $1"; good=$((good + 1)); }
not_ok() { echo "not ok $1: $2"; bad=$((bad + 1)); }

# count NAME FILE: prints and counts the lines of a foreign program, with a name before theirs
count() {
	local name=$1 file=$2 line
	while IFS= read -r line; do
		case $line in
		'ok '*) ok "${name}_${line#ok }" ;;
		'not ok '*)
			line=${line#not ok }
			not_ok "${name}_${line%%:*}" "${line#*: }"
			;;
		'Bail out! '*) not_ok "$name" "${line#Bail out! }" ;;
		*) continue ;;
		esac
		[[ $line == *'# SKIP '* ]] && skipped=$((skipped + 1))
	done <"$file"
	grep -q '^\(not \)\{0,1\}ok ' "$file" || not_ok "$name" "it said nothing"
}

# wait_for FILE PATTERN: 10 seconds at most
wait_for() {
	for _ in $(seq 200); do
		grep -q "$2" "$1" && return 0
		sleep 0.05
	done
	return 1
}

# stop PID: by SIGTERM, and after 10 seconds by SIGKILL. Sets $stopped to its exit status.
stop() {
	kill "$1" 2>/dev/null
	for _ in $(seq 200); do
		kill -0 "$1" 2>/dev/null || break
		sleep 0.05
	done
	kill -KILL "$1" 2>/dev/null
	wait "$1"
	stopped=$?
}

BUILD=$build sh tests/interop/setup.sh "$dir" >"$dir.log" 2>&1 || {
	sed 's/^/# /' "$dir.log"
	not_ok interop_setup 'the foreign programs could not be installed'
	echo "$good passed, $bad failed"
	exit 1
}
cd "$dir" || exit 2

# node-smpp as ESME. First the steps of well-formed traffic, judged; then steps that break rules.
well_formed=bind_transmitter_wrong_password,bind_transmitter,bind_receiver_wrong_password
well_formed+=,bind_receiver,bind_transceiver_wrong_password,bind_transceiver,bind_wrong_system_id
well_formed+=,submit_before_bind,submit_as_receiver,bind_twice,enquire_link,submit_sm_plain
well_formed+=,submit_sm_ucs2,submit_sm_latin1,submit_sm_binary,submit_sm_160,submit_sm_254
well_formed+=,submit_sm_empty,submit_sm_long_udh,submit_sm_long_udh16,submit_sm_long_sar
well_formed+=,submit_sm_long_payload,submit_sm_all_tlvs,submit_sm_receipt
well_formed+=,submit_sm_times,query_sm,replace_sm,cancel_sm
well_formed+=,query_sm_unknown_id,cancel_sm_unknown_id,submit_multi,submit_multi_dl,data_sm
well_formed+=,submit_sm_no_destination,window_100,tx_and_rx_pair,unbind
# tshark takes the broadcast_sm of node-smpp for malformed
others=broadcast_sm,unknown_command_id,reserved_command_id,unexpected_response,bad_tlv_length
others+=,unterminated_string,sm_length_overrun,command_length_8,command_length_huge
others+=,byte_by_byte,many_in_one_write,sequence_0x7fffffff,rebind_same_link

"$build/mini-smsc" -p 0 --account=user:secret --outcome='5591=reply:thanks' >mini_smsc.log 2>&1 &
smsc=$!
pids+=("$smsc")
if wait_for mini_smsc.log '^listening on '; then
	port=$(sed -n 's/^listening on .*:\([0-9]*\) pid .*/\1/p' mini_smsc.log)
	esme=(timeout 60 node node_esme.js 127.0.0.1 "$port")
	sh tshark_judge.sh "$port" node_esme.pcapng -- \
		"${esme[@]}" --only "$well_formed" >node_esme.tap 2>&1
	count node_esme node_esme.tap
	"${esme[@]}" --only "$others" >node_esme_others.tap 2>&1
	count node_esme node_esme_others.tap
	sh tshark_judge.sh "$port" kannel.pcapng -- \
		timeout -k 10 150 sh kannel_as_esme.sh "$port" >kannel.tap 2>&1
	count kannel kannel.tap
else
	not_ok mini_smsc_listens "$(cat mini_smsc.log)"
fi
stop "$smsc"
[ $stopped -eq 0 ] && ok mini_smsc_ends_with_0 || not_ok mini_smsc_ends_with_0 "status $stopped"

total() {
	[ $skipped -eq 0 ] || echo "# $skipped of these were skipped: operations that are not offered"
	echo "$good passed, $bad failed"
}

# centre NAME OPTIONS...: starts node-smpp as SMSC
centre() {
	name=$1
	if [ $SECONDS -ge 240 ]; then
		not_ok interop_ends_in_time "no time is left for $name and what follows"
		total
		exit 1
	fi
	runs=0
	shift
	node node_smsc.js 127.0.0.1 0 --max-time 40 "$@" >"$name.tap" 2>&1 &
	centre=$!
	pids+=("$centre")
	wait_for "$name.tap" '^# listening on ' || not_ok "node_smsc_$name" 'it does not listen'
	port=$(sed -n 's/^# listening on .*:\([0-9]*\) mode .*/\1/p' "$name.tap")
}
# esme STATUS ARGUMENTS...: smpp-esme ends with that exit status
esme() {
	local want=$1 got
	shift
	timeout -k 5 20 "$build/smpp-esme" -p "$port" -u user -w secret "$@" \
		>>"$name.out" 2>>"$name.err"
	got=$?
	judge_status "$want" $got
}
# judged_esme STATUS ARGUMENTS...: the same, and tshark judges the traffic
judged_esme() {
	local want=$1
	shift
	sh tshark_judge.sh "$port" "$name.pcapng" -- \
		timeout -k 5 20 "$build/smpp-esme" -p "$port" -u user -w secret "$@" \
		>"$name.judged" 2>"$name.err"
	count "node_smsc_$name" "$name.judged"
	judge_status "$want" "$(sed -n 's/^# command exit status //p' "$name.judged")"
}
# interrupted_esme STATUS ARGUMENTS...: the same, but it gets SIGINT after 4 seconds
interrupted_esme() {
	local want=$1
	shift
	timeout --preserve-status -s INT -k 5 4 "$build/smpp-esme" -p "$port" -u user -w secret \
		"$@" >>"$name.out" 2>>"$name.err"
	judge_status "$want" $?
}
judge_status() { # WANTED GOT
	local title=smpp_esme_${name}_ends_with_$1
	runs=$((runs + 1))
	[ $runs -eq 1 ] || title+=_run_$runs
	[ "$1" = "$2" ] && ok "$title" && return
	not_ok "$title" "exit status $2"
	tail -5 "$name.err" | sed 's/^/# /'
}
# The centre ends, and what it has seen counts.
end() {
	stop "$centre"
	count "node_smsc_$name" "$name.tap"
}

hello=(send 46701234567 hello -s 46700)
rm -f ./*.out ./*.err

centre normal --expect submit_sm=1,unbind=1
judged_esme 0 "${hello[@]}" --wait-receipt=5
end
centre undeliverable --expect submit_sm=1,unbind=1
esme 1 send 666123 hello -s 46700 --wait-receipt=5
end
centre wrong_password --password other
esme 4 "${hello[@]}"
stop "$centre"
centre reorder --mode reorder
esme 0 "${hello[@]}" --wait-receipt=5
end
centre fragment --mode fragment
esme 0 "${hello[@]}" --wait-receipt=5
end
centre coalesce --mode coalesce
esme 0 "${hello[@]}" --wait-receipt=5
end
centre throttle --mode throttle --count 1
esme 1 "${hello[@]}"
esme 0 "${hello[@]}"
end
centre nack --mode nack --count 1
esme 1 "${hello[@]}"
end
centre badseq --mode badseq --count 1
esme 6 --response-timeout=2 "${hello[@]}"
end
centre mute --mode mute
esme 6 --response-timeout=1 "${hello[@]}"
end
centre mute_enquire --mode mute
esme 6 --response-timeout=1 --enquire-interval=1 listen
end
centre mute_bind --mode mute-bind
esme 6 --bind-timeout=1 "${hello[@]}"
end
centre drop --mode drop --count 1
esme 5 "${hello[@]}"
esme 5 "${hello[@]}"
esme 0 "${hello[@]}"
end
centre drop_midpdu --mode drop-midpdu --count 1
esme 5 "${hello[@]}"
esme 5 "${hello[@]}"
esme 0 "${hello[@]}"
end
# 30 requests; two of them are the segments of one message
centre mo --mode mo
judged_esme 0 -b trx listen -n 29
end
centre early --mode early
esme 0 -b trx listen -n 1
end
centre enquire --mode enquire
interrupted_esme 0 listen
end
centre ping --expect enquire_link=2,unbind=1
judged_esme 0 ping -n 2
end
centre unbind --mode unbind
esme 0 listen
end
centre requests --receipt-ms 20000 --expect query_sm=3,replace_sm=2,cancel_sm=2
esme 0 "${hello[@]}" -r
esme 0 query 00000001 -s 46700
esme 0 replace 00000001 'hello again' -s 46700
esme 0 cancel 00000001 -s 46700
esme 0 query 00000001 -s 46700
esme 1 replace 00000001 'too late' -s 46700
esme 1 cancel -s 46700 -d 46701234567
esme 1 query 99 -s 46700
end
centre many --expect submit_multi=3,data_sm=1
esme 0 multi 46701234567 46701234568 hello -s 46700
esme 0 multi 46701234567 hello -s 46700 --wait-receipt=5
esme 1 multi 46701234567 666123 list:friends hello -s 46700
esme 0 data 46701234567 hello -s 46700 --wait-receipt=5
end
centre broadcast --version 0x50 --expect broadcast_sm=1
esme 0 broadcast 'high water' --area=Oslo --area=polygon:0102 --repeat=2 --interval=5m -s 46700
end
centre broadcast_to_3_4
esme 2 broadcast 'high water' --area=Oslo
end

# This one calls: smpp-esme waits for it, and binds when it has said who it is.
name=outbind
timeout -k 5 20 "$build/smpp-esme" -u user -w secret -b trx listen --outbind=127.0.0.1:0 -n 2 \
	>outbind.out 2>outbind.err &
esme=$!
pids+=("$esme")
wait_for outbind.err 'waiting for an outbind'
port=$(sed -n 's/.*waiting for an outbind on .*:\([0-9]*\)$/\1/p' outbind.err)
node node_smsc.js 127.0.0.1 "$port" --mode outbind --mo 2 --max-time 20 >outbind.tap 2>&1 &
centre=$!
pids+=("$centre")
wait "$esme"
judge_status 0 $?
end
# Four kinds of octets end a session, the other eight do not: each run meets one of the four.
centre garbage --mode garbage
esme 5 -b trx listen
esme 5 -b trx listen
esme 5 -b trx listen
esme 5 -b trx listen
end

total
[ $bad -eq 0 ]
