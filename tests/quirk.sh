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
	row reorder=deliver_sm:2 0 last 'sar_segment_seqnum .* 01$' send 5510 "$long" -s 99 --split=sar --wait-receipt=10 -vv
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
	edit_rows
}

# The same of edits: quirks that change one PDU.
edit_rows() {
	# edits of responses
	row 'status=submit_sm:0x0B error-body=77' 1 err 'message_id  *"77"' send 4477 hello -vv
	row bind-resp-empty 0 err '!system_id  *"mini-smsc"' ping -n 1 -vv
	row bind-resp-type 0 err 'tolerated bind_transmitter_resp' ping -n 1 -v
	row no-version 0 err '!sc_interface_version' ping -n 1 -vv
	row version=34 0 err 'sc_interface_version  *0x0210 "\\x22"' ping -n 1 -vv
	row version=0 2 err 'not sent: the centre speaks SMPP 3.3' send 4477 "$long" --split=payload
	row congestion=90 0 err 'congestion_state  *0x0428 "Z"' send 4477 hello -vv
	row long-id 0 out '^message [0-9]\{100\} DELIVERED' send 4477 hello --wait-receipt=10
	row long-id 0 err 'tolerated submit_sm_resp .*CSTRING_TOO_LONG' bulk "$dir/three.csv" -s 99 -v --wait-receipt=10
	row empty-id 0 out 'segment 2 of 2, without an id' send 4477 "$long" --wait-receipt=10
	row empty-id=all 6 err '1 for ids that no response had' send 4477 hello --wait-receipt=2
	row nack=submit_sm 1 err 'refused by generic_nack: ESME_RINVCMDID' send 4477 hello
	row nack=submit_sm:0 1 err 'refused by generic_nack: ESME_ROK' send 4477 hello
	row nack-zero=submit_sm 6 err 'NACK_ZERO generic_nack' send 4477 hello -v --response-timeout=1
	row wrong-response=submit_sm 6 err 'WRONG_TYPE data_sm_resp' send 4477 hello -v --response-timeout=1
	row wrong-sequence=submit_sm 6 err 'UNSOLICITED submit_sm_resp' send 4477 hello -v --response-timeout=1
	# of any PDU
	row no-nul=submit_sm_resp 0 err 'tolerated submit_sm_resp .*CSTRING_NOT_TERMINATED' send 4477 hello -v
	row no-nul=bind_resp 0 err 'tolerated bind_transceiver_resp .*CSTRING_NOT_TERMINATED' ping -n 1 -v
	row tail=enquire_link_resp 0 err 'command_length  *19$' ping -n 1 -vv
	row tail=submit_sm_resp 5 err 'response is malformed: TLV_HEADER_TRUNCATED' send 4477 hello
	row tail=deliver_sm:1 6 err 'refused deliver_sm .*TLV_HEADER_TRUNCATED' send 4477 hello --wait-receipt=2
	row tlv=submit_sm_resp:0x1400:0102 0 err '0x1400 01 02' send 4477 hello -vv
	row tlv=enquire_link_resp:message_state:02 0 err 'command_length  *21$' ping -n 1 -vv
	row tlv-length 0 err 'tolerated deliver_sm .*TLV_BAD_LENGTH .*message_state' send 4477 hello --wait-receipt=10 -v
	row tlv-length=bind_resp 0 err 'sc_interface_version  *0x0210 00 ' ping -n 1 -vv
	row tlv-no-nul 0 err 'receipted_message_id  *0x001E "' send 4477 hello --wait-receipt=10 -vv
	row cut-tlv 6 err 'refused deliver_sm .*TLV_OVERRUN .*message_state' send 4477 hello --wait-receipt=2
	row cut-tlv=bind_resp 5 err 'session ended: CLOSED, TLV_OVERRUN' ping -n 1
	row bare-tlv 6 err 'refused deliver_sm .*TLV_OVERRUN .*tag 0x1400' send 4477 hello --wait-receipt=2
	row bare-tlv=submit_sm_resp 5 err 'response is malformed: TLV_OVERRUN' send 4477 hello
	# of what is delivered; numbers with 551 echo it
	row nul-text=counted 0 err '^5510 > 99: hello@$' send 5510 hello -s 99 --wait-receipt=10
	row nul-text 6 err 'refused deliver_sm .*TLV_OVERRUN' send 4477 hello --wait-receipt=2
	row sm-length=+1 6 err 'refused deliver_sm .*OCTETS_TRUNCATED' send 5510 hello -s 99 --wait-receipt=2
	row sm-length=-1 6 err 'refused deliver_sm .*TLV_HEADER_TRUNCATED' send 5510 hello -s 99 --wait-receipt=2
	row text-255 0 err 'sm_length  *255' send 4477 hello --wait-receipt=10 -vv
	row payload 0 err 'message_payload ' send 5510 hello -s 99 --wait-receipt=10 -vv
	row both-texts 0 err 'message_payload ' send 5510 hello -s 99 --wait-receipt=10 -vv
	row data-coding=0xF5 0 err 'data_coding  *245' send 5510 hello -s 99 --wait-receipt=10 -vv
	row udh-to-sar 0 err 'sar_segment_seqnum ' send 5510 "$long" -s 99 --wait-receipt=10 -vv
	row sar-to-udh 0 err 'esm_class  *64' send 5510 "$long" -s 99 --split=sar --wait-receipt=10 -vv
	row concat-total 0 err '^5510 > 99 (1 of 3 segments): ' send 5510 "$long" -s 99 --wait-receipt=10
	row at-as-nul 0 err 'source_addr  *"551"' send 551@8 hello -s 99 --wait-receipt=10 -vv
	row long-address 0 err '^5510[0-9]\{60\} > 99: hello$' send 5510 hello -s 99 --wait-receipt=10
	row odd-ton 0 err 'source_addr_npi  *127' send 4477 hello --wait-receipt=10 -vv
	# of receipts
	row receipt-id=hex 6 err '1 for ids that no response had: --id-rule' send 4477 hello --wait-receipt=2
	row receipt-id=hex 0 out '^message [1-9A-F][0-9A-F]* DELIVERED' send 4477 hello --wait-receipt=10 --id-rule=receipt-hex+strip-zeros
	row receipt-id=decimal 0 out '^message [1-9][0-9]* DELIVERED' send 4477 hello --wait-receipt=10 --id-rule=response-hex+strip-zeros
	row receipt-id=hex 0 out 'receipts: 3 DELIVERED' bulk "$dir/three.csv" -s 99 --wait-receipt=10 --id-rule=receipt-hex+strip-zeros
	row receipt-id=0x 0 out '^message 0x[0-9A-F]* DELIVERED' send 4477 hello --wait-receipt=10 --id-rule=receipt-hex+strip-zeros+strip-prefix
	row receipt-id=padded 0 out '^message [0-9]\{20\} DELIVERED' send 4477 hello --wait-receipt=10 --id-rule=exact+strip-zeros
	row receipt-id=ascii 0 out '^message 3030[0-9]* DELIVERED' send 4477 hello --wait-receipt=10 --id-rule=hex-of-text
	row receipt-id=suffix 0 out '@mini-smsc DELIVERED' send 4477 hello --wait-receipt=10 --id-rule=no-suffix
	row receipt-id=last 0 out '^message [0-9]\{8\} DELIVERED' send 4477 hello --wait-receipt=10 --id-rule=last
	row receipt-stat=DELIVERD 0 out 'DELIVERED, receipt: .*stat:DELIVERD ' send 4477 hello --wait-receipt=10
	row receipt-stat=DELIVRD:FAILED 1 out 'UNDELIVERABLE, receipt: .*stat:FAILED ' send 4477 hello --wait-receipt=10
	row receipt-stat=ENROUTE 6 out 'ENROUTE, receipt: ' send 4477 hello --wait-receipt=2
	row receipt-stat=ODD 6 out 'UNKNOWN, receipt: .*stat:ODD ' send 4477 hello --wait-receipt=2
	row receipt-dates=12 0 out 'done date:[0-9]\{12\} ' send 4477 hello --wait-receipt=10
	row receipt-dates=14 0 out 'done date:20[0-9]\{12\} ' send 4477 hello --wait-receipt=10
	row receipt-dates=none 0 out 'dlvrd:001 stat:DELIVRD' send 4477 hello --wait-receipt=10
	row receipt-sub=000 0 out 'sub:000 dlvrd:000 ' send 4477 hello --wait-receipt=10
	row receipt-err=00A2 0 out 'err:00A2 ' send 4477 hello --wait-receipt=10
	row receipt-text 0 out 'Text:$' send 4477 hello --wait-receipt=10
	row receipt-order 0 out 'receipt: stat:DELIVRD err:000 .* text:hello$' send 4477 hello --wait-receipt=10
	row receipt-csv 6 err 'UNKNOWN, receipt: DELIVRD,[0-9]*,[0-9]*,000,4477,99,[0-9]*$' send 4477 hello -s 99 --wait-receipt=2
	row receipt-ucs2 0 err 'short_message  *00 69 00 64 00 3A' send 4477 hello --wait-receipt=10 -vv
	row receipt-dcs=8 0 err 'data_coding  *8' send 4477 hello --wait-receipt=10 -vv
	row receipt-mark=0x44 0 err 'esm_class  *68' send 4477 hello --wait-receipt=10 -vv
	row receipt-mark=0 0 err '!esm_class  *4$' send 4477 hello --wait-receipt=10 -vv
	row receipt-blank 0 out 'DELIVERED, receipt: $' send 4477 hello --wait-receipt=10
	row receipt-data-sm 0 err ' data_sm_resp$' send 4477 hello --wait-receipt=10 -vv
	row receipt-swap 0 out '"ev":"receipt".*"source_addr":"99"' send 4477 hello -s 99 --wait-receipt=10 --format=json
	row network-error-ascii 0 err 'network_error_code  *0x0423 "000"' send 4477 hello --wait-receipt=10 -vv
	row reference-text 0 err 'user_message_reference  *0x0204 "order' send 4477 hello --wait-receipt=10 -vv
	# of what the ESME sends
	row mute-tlv 0 err '^5510 > 99: $' send 5510 "$long" -s 99 --split=payload --wait-receipt=10
	row ignore-schedule 0 out 'DELIVERED, receipt: ' send 4477 hello --schedule=000000000100000R --wait-receipt=2
	row unasked-receipts 0 out 'DELIVERED, receipt: ' send 4477 hello --receipt=failure --wait-receipt=2
	row rd-equality 6 err '0 of 1 receipts' send 4477 hello --receipt=final --receipt=intermediate --wait-receipt=2
	row first-receipt 6 err '1 of 2 receipts' send 4477 "$long" --wait-receipt=2
	row 'empty-id first-receipt' 0 out 'segment 2 of 2, without an id' send 4477 "$long" --wait-receipt=10
	row 'stubborn-receipts bare-tlv' 6 again 'refused deliver_sm' send 4477 hello --wait-receipt=4
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
wanted() {
	[ "$only" = '  ' ] && return 0
	for name in $(names "$1"); do case $only in *" $name "*) return 0 ;; esac; done
	return 1
}

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
# it is there again
in_again() { [ "$(grep -c -- "$1" "$dir/err")" -gt 1 ]; }
# so is the last line with the pattern's first word
in_last() { grep -- "${1%% *}" "$dir/err" | tail -1 | grep -q -- "$1"; }
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
	accounts="$accounts --account=q$rows:pw"
	for quirk in $1; do options="$options --quirk=q$rows:$quirk"; done
	names "$1" >>"$dir/tried"
}
run_row() {
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
	esme_at 3 "q$rows" "$@"
	[ "$got" -eq "$status" ] && shown "$where" "$pattern" && not_ok "without_$quirks" 'it is the same'
}
run_lone() {
	names "$1" >>"$dir/tried"
	start_smsc --account="q$rows:pw" --quirk="$1"
	run_row "$@"
	stop_smsc
}
# has NAME FILE PATTERN COUNT: so many lines of it are like that
has() { [ "$(grep -c -- "$3" "$dir/$2")" -eq "$4" ] && ok "$1" || not_ok "$1" "not $4 of '$3' on $2"; }

# An ESME that waits for an outbind has it, loses the connection, and connects by itself.
try_outbind_close() {
	printf 'account = shop:pw\nroute = 46=shop\n' >"$dir/conf"
	start_smsc -c "$dir/conf" $1
	: >"$dir/shop"
	: >"$dir/err"
	"$build/smpp-esme" -p "$port" -u shop -w pw -v listen -n 1 --outbind=127.0.0.1:0 >>"$dir/shop" 2>&1 &
	proxy=$!
	await "$dir/shop" 'outbind on'
	sed -n 's/.*waiting for an outbind on /outbind = shop=/p' "$dir/shop" >>"$dir/conf"
	kill -HUP "$smsc"
	"$build/smpp-esme" -p "$port" -u user -w secret send 46700 hello >"$dir/out" 2>&1 </dev/null
	await "$dir/shop" '46700: hello'
	cp "$dir/shop" "$dir/out"
	kill "$proxy" 2>/dev/null
	wait "$proxy"
	proxy=
	stop_smsc
}
# await FILE PATTERN: for 10 seconds at most
await() {
	n=0
	until grep -q -- "$2" "$1" || [ $n -gt 200 ]; do n=$((n + 1)); sleep 0.05; done
}
# Whoever unbinds is not let in for a while; then he is.
try_refuse_after_unbind() {
	start_smsc $1
	esme 0 refuse-after-unbind_binds_first ping -n 1
	esme "$2" refuse-after-unbind ping -n 1
	esme 0 refuse-after-unbind_binds_again --reconnect=1 ping -n 1 -v
	stop_smsc
}
# scenario LINE...: starts a centre with these lines
scenario() {
	printf '%s\n' "$@" >"$dir/scenario"
	start_smsc --scenario="$dir/scenario" --account=other:secret
}
wrong_scenario() {
	printf '%s\n' "$2" >"$dir/scenario"
	run "scenario_$1" 2 "$build/mini-smsc" -t --account=a:b --scenario="$dir/scenario"
	says "scenario_$1_says_where" err "scenario:1: $3"
}
try_scenarios() {
	seq 1 20 | sed 's/.*/4478&,text/' >"$dir/twenty.csv"
	scenario '# a comment' '' 'to 4477* from 12 status=submit_sm:0x0B # another' 'to 44789 status=submit_sm:0x0C' \
		'to 4478* after 10 times 2 status=submit_sm:0x45' 'to 4479* every 3 status=submit_sm:0x58' \
		'account other status=query_sm:0x08' 'to 4480* percent 50 status=submit_sm:0x43' \
		'at 86400 for 1 mute=submit_sm' 'to 99 from 448* receipt-err=A1'
	esme 1 scenario_number_matches send 44770 x -s 12
	says scenario_has_its_status err ESME_RINVDSTADR
	esme 0 scenario_source_does_not_match send 44770 x -s 13
	esme 1 scenario_counts bulk "$dir/twenty.csv" -s 99
	says scenario_exact_number out 'refused: .*1 0x0000000C\|refused: .*1 ESME_RINVMSGID'
	has scenario_after_and_times out '2 ESME_RSUBMITFAIL' 1
	sed 's/^4478/4479/' "$dir/twenty.csv" >"$dir/other.csv"
	esme 1 scenario_every_third bulk "$dir/other.csv" -s 99 --retry=none
	has scenario_six_of_twenty out '6 ESME_RTHROTTLED' 1
	sed 's/^4478/4480/' "$dir/twenty.csv" >"$dir/other.csv"
	esme 1 scenario_percent bulk "$dir/other.csv" -s 99 --retry=none -n 200
	says scenario_neither_none_nor_all out 'sent 200, accepted [1-9].*refused [1-9]'
	esme 0 scenario_edits_what_matches send 4481 x -s 99 --wait-receipt=10
	says scenario_edit_is_there out 'err:A1 '
	esme 0 scenario_edits_nothing_else send 4477 x -s 99 --wait-receipt=10
	says scenario_edit_is_not_there out 'err:000 '
	run scenario_account 1 "$build/smpp-esme" -p "$port" -u other -w secret query 1
	says scenario_account_has_its_status err ESME_RSYSERR
	esme 1 scenario_other_account query 1
	says scenario_other_account_is_as_ever err ESME_RQUERYFAIL
	stop_smsc
	wrong_scenario with_an_unknown_quirk 'to 4 no-such' 'no-such: no such quirk'
	wrong_scenario without_a_quirk 'to 4' '4: no quirk follows\|to: no quirk follows'
	wrong_scenario with_a_bad_number 'every x mute=submit_sm' 'every: not such a number'
	wrong_scenario with_words_behind 'fragment at 3' 'at: nothing follows a quirk'
	wrong_scenario about_no_number 'to 44* drop-bind' 'drop-bind: it is about a connection'
	wrong_scenario about_time_only 'times 2 fragment' 'fragment: it can only depend'
}
wrong_quirk() { run "quirk_$1" 2 "$build/mini-smsc" -t --account=a:b --quirk "$2"; says "quirk_$1_says_so" err "$3"; }
try_arguments() {
	run help_lists_quirks 0 "$build/mini-smsc" --quirk help
	wrong_quirk that_is_none no-such 'no such quirk'
	wrong_quirk of_nobody b:mute=submit_sm 'there is no account b'
	wrong_quirk without_its_argument mute 'needs an argument'
	wrong_quirk with_an_argument early-receipt=3 'takes no argument'
	wrong_quirk of_no_command mute=fly 'not the name of a command'
	wrong_quirk of_no_number reorder=1 'not a number from 2 to 1000'
	wrong_quirk of_no_status status=submit_sm:0 'not CMD:0xNN'
	wrong_quirk of_no_garbage garbage=tea 'not one of http'
	printf 'account = a:b\nquirk = mute=fly\n' >"$dir/conf"
	run quirk_in_a_file 2 "$build/mini-smsc" -t -c "$dir/conf"
	says quirk_in_a_file_has_its_line err 'conf:2: quirk: not the name of a command'
}
# Each quirk that there is has a row.
try_names() {
	"$build/mini-smsc" --quirk help | sed -n 's/^\([a-z0-9-][a-z0-9-]*\).*/\1/p' | sort >"$dir/names"
	echo outbind-close >>"$dir/tried"
	echo refuse-after-unbind >>"$dir/tried"
	sort -u "$dir/tried" | comm -23 "$dir/names" - >"$dir/out"
	: >"$dir/err"
	[ -s "$dir/out" ] && not_ok each_quirk_has_a_row 'these have none' || ok each_quirk_has_a_row
	sed -n '/^.Sh MISB/,/^.Sh EXIT/s/^.\(It \)*Cm //p' man/mini-smsc.1 | tr ' ' '\n' | sort -u | comm -23 "$dir/names" - >"$dir/out"
	[ -s "$dir/out" ] && not_ok each_quirk_is_in_the_manual 'these are not' || ok each_quirk_is_in_the_manual
	uniq -d "$dir/names" >"$dir/out"
	[ -s "$dir/out" ] && not_ok no_name_is_there_twice 'these are' || ok no_name_is_there_twice
}

# What row is now, for one in so many of them.
row() {
	wanted "$1" || return 0
	rows=$((rows + 1))
	[ $((rows % workers)) -ne "$worker" ] || "$do" "$@"
}
# Most rows wait: several work at them at once, each in a directory of its own.
share() {
	do=$1 workers=6 pids=
	for worker in 0 1 2 3 4 5; do
		(
			dir=$dir/$worker rows=0
			mkdir "$dir"
			cp "${dir%/*}/three.csv" "$dir"
			rows
		) >"$dir/$worker.log" 2>&1 &
		pids="$pids $!"
	done
	wait $pids
	cat "$dir"/?.log
	! cat "$dir"/?.log | grep -q '^not ok' || bad=1
	rm -rf "$dir"/? "$dir"/?.log
	workers=1 worker=0
}

# ---- all of it ----

: >"$dir/tried"
rows=0 options= accounts= do=count_row workers=1 worker=0
rows
shared=$rows
start_smsc $accounts $options --outcome='551*=echo,552*=reply:thanks'
share run_row
kill -0 "$smsc" && ok centre_still_runs || not_ok centre_still_runs gone
stop_smsc
do=run_lone
lone_rows
lone=$((rows - shared))
for n in $(seq $((shared + 1)) "$rows"); do accounts="$accounts --account=q$n:pw"; done
if [ "$only" = '  ' ]; then
	try_outbind_close --quirk=outbind-close
	says outbind-close out 'outbind from'
	says outbind-close_makes_it_connect out 'connecting to'
	says outbind-close_loses_nothing out '46700: hello'
	try_outbind_close ''
	says_not without_outbind-close out 'connecting to'
	says without_outbind-close_the_same_comes out '46700: hello'
	try_refuse_after_unbind --quirk=refuse-after-unbind=2 5
	try_refuse_after_unbind '' 0
	try_scenarios
	try_arguments
	try_names
fi

start_smsc $accounts --outcome='551*=echo,552*=reply:thanks'
bad_before=$bad
share doubt_row
rows=$((rows - lone)) do=doubt_row
lone_rows
stop_smsc
[ $bad -eq "$bad_before" ] && ok each_row_fails_without_its_quirk
exit $bad
