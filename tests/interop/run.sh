#!/bin/bash
# SPDX-License-Identifier: MIT
# Foreign programs on the other end: node-smpp as ESME against mini-smsc, node-smpp as SMSC for
# smpp-esme, and tshark as judge of what went over the wire. All on loopback, all bounded in time,
# everything started is stopped by pid. Prints "ok"/"not ok" lines and the totals.
# usage: BUILD=dir run.sh
cd "$(dirname "$0")/../.." || exit 2
build=$(realpath "${BUILD:-build}")
dir=$build/interop
sh tests/interop/setup.sh "$dir" || { echo 'not ok interop_setup: installation failed'; exit 1; }
pids=()
trap 'for p in "${pids[@]}"; do kill "$p" 2>/dev/null; done' EXIT
good=0
bad=0

# Counts the TAP lines of a file, prints them with a prefix.
count() {
	sed -n "s/^\(not ok\|ok\) /\1 $1_/p" "$2"
	good=$((good + $(grep -c '^ok ' "$2")))
	bad=$((bad + $(grep -c '^not ok ' "$2")))
	grep -q '^Bail out' "$2" && { echo "not ok $1: $(grep '^Bail out' "$2")"; bad=$((bad + 1)); }
}
check() { # NAME STATUS: a command's own result
	if [ "$2" -eq 0 ]; then echo "ok $1"; good=$((good + 1)); else echo "not ok $1: exit status $2"; bad=$((bad + 1)); fi
}
free_port() { node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }
wait_for() { for _ in $(seq 100); do grep -q "$2" "$1" && return 0; sleep 0.05; done; return 1; }

# node-smpp as ESME. First the steps of well-formed traffic, judged; then those that break rules.
"$build/mini-smsc" -p 0 --account=user:secret >"$dir/smsc.log" 2>&1 & smsc=$!
pids+=("$smsc")
wait_for "$dir/smsc.log" '^listening'
port=$(sed -n 's/^listening on .*:\([0-9]*\) pid .*/\1/p' "$dir/smsc.log")
sound=bind_transmitter_wrong_password,bind_transmitter,bind_receiver_wrong_password,bind_receiver
sound=$sound,bind_transceiver_wrong_password,bind_transceiver,bind_wrong_system_id
sound=$sound,submit_before_bind,submit_as_receiver,bind_twice,enquire_link,submit_sm_plain
sound=$sound,submit_sm_ucs2,submit_sm_latin1,submit_sm_binary,submit_sm_160,submit_sm_254
sound=$sound,submit_sm_empty,submit_sm_long_udh,submit_sm_long_udh16,submit_sm_long_sar
sound=$sound,submit_sm_long_payload,submit_sm_all_tlvs,submit_sm_receipt
sound=$sound,submit_sm_no_destination,window_100,tx_and_rx_pair,unbind
unsound=unknown_command_id,reserved_command_id,unexpected_response,bad_tlv_length
unsound=$unsound,unterminated_string,sm_length_overrun,command_length_8,command_length_huge
unsound=$unsound,byte_by_byte,many_in_one_write,sequence_0x7fffffff,rebind_same_link
(cd "$dir" && bash tshark_judge.sh "$port" "$dir/node_esme.pcapng" -- \
	sh -c "node node_esme.js 127.0.0.1 $port --only $sound >'$dir/node_esme.tap' 2>&1") >"$dir/judge.tap"
count node_esme "$dir/node_esme.tap"
count node_esme_judged "$dir/judge.tap"
(cd "$dir" && timeout 120 node node_esme.js 127.0.0.1 "$port" --only "$unsound" --lenient) >"$dir/node_esme2.tap" 2>&1
count node_esme "$dir/node_esme2.tap"
kill "$smsc"
wait "$smsc"
check mini_smsc_ends_cleanly $?

# node-smpp as SMSC. scenario MODE EXPECTED_STATUS JUDGED NODE_OPTIONS -- ESME_ARGUMENTS
scenario() {
	local mode=$1 want=$2 judged=$3 options=()
	shift 3
	while [ "$1" != -- ]; do options+=("$1"); shift; done
	shift
	port=$(free_port)
	(cd "$dir" && exec node node_smsc.js 127.0.0.1 "$port" --mode "$mode" --max-time 30 "${options[@]}") \
		>"$dir/node_smsc_$mode.tap" 2>&1 & local p=$!
	pids+=("$p")
	wait_for "$dir/node_smsc_$mode.tap" '^# listening'
	local esme=(timeout 25 "$build/smpp-esme" -p "$port" -u user -w secret "$@")
	if [ "$judged" = judged ]; then
		(cd "$dir" && bash tshark_judge.sh "$port" "$dir/$mode.pcapng" -- "${esme[@]}") >"$dir/judge_$mode.tap"
		count "node_smsc_${mode}_judged" "$dir/judge_$mode.tap"
		got=$(sed -n 's/^# command exit status //p' "$dir/judge_$mode.tap")
	else
		"${esme[@]}" >"$dir/esme_$mode.log" 2>&1
		got=$?
	fi
	kill "$p" 2>/dev/null
	wait "$p"
	count "node_smsc_$mode" "$dir/node_smsc_$mode.tap"
	[ "$got" -eq "$want" ]
	check "smpp_esme_${mode}_ends_with_$want" $?
}
scenario normal 0 judged --expect submit_sm=1,unbind=1 -- send 46701234567 hello -s 46700 --wait-receipt=5
scenario reorder 0 plain -- send 46701234567 hello -s 46700 --wait-receipt=5
scenario fragment 0 plain -- send 46701234567 hello -s 46700 --wait-receipt=5
scenario nack 1 plain --count 1 -- send 46701234567 hello -s 46700
scenario badseq 6 plain --count 1 -- --response-timeout=2 send 46701234567 hello -s 46700
scenario mo 0 judged -- -b trx listen -n 10
scenario early 0 plain -- -b trx listen -n 1
scenario garbage 5 plain --case http_text -- -b trx listen
scenario unbind 0 plain --count 1 -- -b trx listen
echo "# interop: $good passed, $bad failed"
[ $bad -eq 0 ]
