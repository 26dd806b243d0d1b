#!/bin/sh
# SPDX-License-Identifier: MIT
# Tries the built programs as their users would: the demo, results, errors, exit statuses.
# usage: BUILD=dir programs.sh
. tests/script.sh

run demo_delivers_and_shows_the_receipt 0 sh examples/demo.sh "$build"
says demo_ends_with_id_state_and_receipt out '^message 0000000001 DELIVERED, receipt: id:0000000001 .*stat:DELIVRD.*[Tt]ext:Hello, world$'

for program in smpp-esme mini-smsc smpp-dump smpp-replay smpp-proxy; do
	run "${program}_has_help" 0 "$build/$program" --help
	says "${program}_help_says_usage" out '^usage: '
	run "${program}_has_version" 0 "$build/$program" --version
	run "${program}_refuses_unknown_option" 2 "$build/$program" --no-such-option
done
run smsc_without_account_is_usage_error 2 "$build/mini-smsc" -p 0
run smsc_refuses_bad_account 2 "$build/mini-smsc" -p 0 --account=nocolon
run smsc_refuses_an_account_twice 2 "$build/mini-smsc" -p 0 --account=a:b --account=a:c
run smsc_refuses_port_65536 2 "$build/mini-smsc" -p 65536 --account=a:b
says smsc_port_is_named err '65536'
run esme_refuses_port_0 2 "$build/smpp-esme" -p 0 ping
run smsc_refuses_foreign_address 3 "$build/mini-smsc" -l 192.0.2.1 --plain -p 0 --account=a:b

start_smsc
esme 0 send_is_accepted send 447700900001 hello
says send_prints_the_id out '^message [0-9]* accepted$'
esme 0 send_waits_for_its_receipt send 447700900001 hello -s 4477 --wait-receipt=5
says receipt_is_shown out 'DELIVERED, receipt: id:'
esme 1 undeliverable_is_status_1 send 666123 hello --wait-receipt=5
says undeliverable_is_named out 'UNDELIVERABLE, receipt: .*stat:UNDELIV'
esme 0 transmitter_sends -b tx send 447700900001 hello
esme 2 receiver_cannot_send -b rx send 447700900001 hello
esme 0 text_may_be_any_unicode send 447700900001 "$(printf 'caf\303\251 \360\237\221\213')"
esme 2 text_must_be_utf8 send 447700900001 "$(printf 'caf\351')"
says text_fault_has_its_place err 'TEXT: octet 4 (0xE9) is not UTF-8'
esme 2 text_must_be_in_the_alphabet -e gsm7 send 447700900001 "$(printf 'ab\305\274')"
says character_has_its_place err 'TEXT: octet 3 (U+017C) is not in the alphabet'
esme 0 long_text_goes_in_segments send 447700900001 "$(printf '%161s' x)" --wait-receipt=5
says segments_are_counted out 'accepted, segment 2 of 2$'
esme 2 text_must_fit_where_it_is_not_to_be_divided --split=none send 447700900001 "$(printf '%161s' x)"
esme 2 more_than_255_segments_are_refused send 447700900001 "$(printf '%40000s' x)"
esme 2 destination_must_be_an_address send '' hello
esme 2 address_form_is_checked send '447700900001,1' hello
esme 2 command_is_needed
esme 2 unknown_command_is_usage_error fly
esme 2 plus_alone_is_no_address send + hello
esme 0 ping_is_answered ping -n 2
says ping_counts out '^enquire_link_resp, number 3'
run wrong_password_is_status_4 4 "$build/smpp-esme" -p "$port" -u user -w wrong send 1 x
says bind_refusal_is_named err 'ESME_RBINDFAIL'
run long_password_has_its_place 2 "$build/smpp-esme" --strict -p "$port" -u user -w 0123456789 send 1 x
says long_password_is_named err 'CSTRING_TOO_LONG .*password'
run password_from_environment 0 env SMPP_PASSWORD=secret \
	"$build/smpp-esme" -p "$port" -u user send 447700900001 hello

# two ESMEs: one sends to the other's address_range
: >"$dir/listening"
"$build/smpp-esme" -p "$port" -u user -w secret --address-range='4670*' listen -n 1 \
	>"$dir/listened" 2>"$dir/listening" &
listener=$!
n=0
until grep -qs listening "$dir/listening" || [ $n -gt 100 ]; do n=$((n + 1)); sleep 0.05; done
esme 0 send_to_the_listener -b tx send 46701234567 'to you' -s 12345
wait $listener
got=$?
cp "$dir/listened" "$dir/out"
[ $got -eq 0 ] && ok listener_ends_after_its_message || not_ok listener_ends_after_its_message "status $got"
says listener_shows_the_message out '^12345 > 46701234567: to you$'

# texts that take several segments, in every way, come whole
long=$(printf 'The quick brown fox jumps over the lazy dog, number %s. ' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19)
emoji=$(printf 'Hello \360\237\221\213\360\237\217\275, \303\251t\303\251')
: >"$dir/listening"
"$build/smpp-esme" -p "$port" -u user -w secret --address-range='4671*' listen -n 6 \
	>"$dir/listened" 2>"$dir/listening" &
listener=$!
n=0
until grep -qs listening "$dir/listening" || [ $n -gt 100 ]; do n=$((n + 1)); sleep 0.05; done
esme 0 send_an_emoji send 46711 "$emoji" -s 1
for split in udh8 udh16 sar payload; do
	esme 0 "send_a_long_text_by_$split" send 46712 "$long" --split=$split -s $split
done
esme 0 send_a_long_text_in_ucs2 send 46713 "$long $emoji" -s ucs2
wait $listener
cp "$dir/listened" "$dir/out"
whole() { grep -qxF -- "$2" "$dir/out" && ok "$1" || not_ok "$1" "not there: $2"; }
whole an_emoji_comes_whole "1 > 46711: $emoji"
for split in udh8 udh16 sar payload; do
	whole "a_long_text_comes_whole_by_$split" "$split > 46712: $long"
done
whole a_long_text_comes_whole_in_ucs2 "ucs2 > 46713: $long $emoji"

# the example programs
run example_send_works 0 "$build/send" 127.0.0.1 "$port" user secret 447700900001 hello
says example_send_prints_the_id out 'ACCEPTED, status 0x00000000, message_id [0-9]'
"$build/receive" 127.0.0.1 "$port" user secret 1 >"$dir/received" 2>&1 &
receiver=$!
sleep 0.5
esme 0 send_with_receipt -b tx send 447700900001 hello -r
wait $receiver
cp "$dir/received" "$dir/out"
says example_receive_prints_the_receipt out '^[0-9]* DELIVERED$'

# an account that stays: its centre goes and comes back between two lines
mkfifo "$dir/lines"
"$build/account" 127.0.0.1 "$port" user secret <"$dir/lines" >"$dir/answers" 2>"$dir/states" &
account=$!
exec 3>"$dir/lines"
said() { # said FILE PATTERN: 20 seconds at most
	n=0
	until grep -q -- "$2" "$dir/$1" || [ $n -gt 400 ]; do n=$((n + 1)); sleep 0.05; done
}
echo "447700900001 $emoji" >&3
said answers '^line 1 DELIVERED'
kill -9 "$smsc" && wait "$smsc" 2>/dev/null # without an unbind, which it would respect for 30 s
said states '^WAITING'
echo "447700900001 $long" >&3
start_smsc -p "$port" 3>&-
printf '447700900001 no end of line' >&3
exec 3>&-
wait $account
got=$?
cp "$dir/answers" "$dir/out"
[ $got -eq 0 ] && ok account_ends_when_all_is_delivered || not_ok account_ends_when_all_is_delivered "status $got"
says account_prints_results out '^line 1 ACCEPTED [0-9]*$'
says account_sends_after_a_reconnect_what_came_before out '^line 2 ACCEPTED [0-9]* [0-9]*'
says account_sends_the_last_line_without_its_end out '^line 3 DELIVERED'
echo 'without' >"$dir/lines.txt"
run account_says_which_line_is_wrong 1 \
	sh -c 'exec "$@" <"$0"' "$dir/lines.txt" "$build/account" 127.0.0.1 "$port" user secret
says account_names_the_line out '^line 1 has no text$'
run account_goes_on_when_refused 124 \
	timeout 2 sh -c 'echo "447700900001 hi" | "$@"' - "$build/account" 127.0.0.1 "$port" user wrong
says account_says_why_it_is_not_bound err '^WAITING, ESME_RBINDFAIL$'
run account_without_arguments_is_usage_error 2 "$build/account"
says account_shows_its_usage err '^usage: '

# noise into the port: the centre stays
head -c 100000 /dev/urandom | timeout 5 bash -c "cat >/dev/tcp/127.0.0.1/$port" 2>/dev/null
for noise in 'GET / HTTP/1.1\r\n\r\n' '\026\003\001\000\310\001\000\000\304\003\003' '\r\n\r\n\r\n' \
	'\000\000\000\002\000' '\377\377\377\377\000\000\000\000'; do
	printf "$noise" | timeout 5 bash -c "cat >/dev/tcp/127.0.0.1/$port" 2>/dev/null
done
esme 0 centre_survives_noise ping
kill -0 "$smsc" && ok centre_still_runs || not_ok centre_still_runs "gone"
stop_smsc
[ "$smsc_status" -eq 0 ] && ok centre_ends_with_status_0 || not_ok centre_ends_with_status_0 "$smsc_status"
cp "$dir/smsc" "$dir/out"
says centre_prints_totals out '^sessions [0-9]*, messages accepted'
run nobody_listens_is_status_3 3 "$build/smpp-esme" -p "$port" -u user -w secret send 1 x

start_smsc --max-messages=1
esme 0 first_message_is_kept -b tx send 447700900001 hello -r
esme 1 full_store_is_status_1 -b tx send 447700900001 hello -r
says full_store_is_named err 'ESME_RMSGQFUL'
stop_smsc

# trace and replay
mkdir "$dir/traces"
start_smsc --trace="$dir/traces" --pcap="$dir/centre.pcap"
esme 0 send_with_trace --trace="$dir/esme.trace" --pcap="$dir/esme.pcap" \
	send 447700900001 hello --wait-receipt=5
esme 0 send_with_masked_trace --mask --trace="$dir/masked.trace" --pcap="$dir/masked.pcap" \
	send 447700900001 hello
esme 0 ping_with_trace --trace="$dir/ping.trace" ping
run noise_with_trace 0 bash -c "head -c 3000 /dev/urandom >/dev/tcp/127.0.0.1/$port"
stop_smsc
run esme_trace_replays 0 "$build/smpp-replay" "$dir/esme.trace"
says replay_prints_events out 'event NOTICE bind_transceiver_resp$'
run centre_trace_shows_the_bind 0 "$build/smpp-replay" "$dir/traces/session-1.trace"
says centre_trace_shows_the_bind out 'event NOTICE bind_transceiver$'
run masked_trace_replays 0 "$build/smpp-replay" -q "$dir/masked.trace"
[ -s "$dir/out" ] && not_ok quiet_replay_is_quiet "it is not" || ok quiet_replay_is_quiet
grep -q 736563726574 "$dir/esme.trace" && ok trace_holds_the_password || not_ok trace_holds_the_password "it does not"
grep -q 736563726574 "$dir/masked.trace" && not_ok mask_hides_the_password "it is there" || ok mask_hides_the_password
for n in 1 2 3 4; do
	run "centre_trace_${n}_replays" 0 "$build/smpp-replay" -q "$dir/traces/session-$n.trace"
done
# one octet of the first feed, in bind_transceiver_resp: the event in the next line is another
sed '0,/ feed 0000001F8/s/ feed 0000001F8/ feed 0000001F0/' "$dir/esme.trace" >"$dir/changed.trace"
line=$(($(grep -n ' feed ' "$dir/esme.trace" | head -1 | cut -d: -f1) + 1))
run changed_trace_differs 1 "$build/smpp-replay" -q "$dir/changed.trace"
says difference_has_its_line out "changed.trace:$line: differs"
says difference_shows_what_was out '^  recorded: .* event NOTICE bind_transceiver_resp'
says difference_shows_what_is out '^  now:      .* event NOTICE (CSTRING_NOT_TERMINATED .*bind_transceiver/raw'
sed "${line}d" "$dir/esme.trace" >"$dir/changed.trace"
run missing_event_differs 1 "$build/smpp-replay" -q "$dir/changed.trace"
sed 's/ = SMPP_OK 2$/ = SMPP_OK 3/' "$dir/esme.trace" >"$dir/changed.trace"
run other_result_differs 1 "$build/smpp-replay" -q "$dir/changed.trace"
sed 's/ sent \([0-9]*\) 0000/ sent \1 0001/' "$dir/esme.trace" >"$dir/changed.trace"
run other_output_differs 1 "$build/smpp-replay" -q "$dir/changed.trace"
sed 's/ feed 00/ feed 0G/' "$dir/esme.trace" >"$dir/changed.trace"
run unreadable_trace_is_status_2 2 "$build/smpp-replay" -q "$dir/changed.trace"
says unreadable_trace_has_its_line err "changed.trace:$((line - 1)): not hexadecimal"
head -c 700 "$dir/esme.trace" >"$dir/cut.trace"
run cut_trace_replays_as_far_as_it_goes 0 "$build/smpp-replay" -q "$dir/cut.trace"
says cut_trace_is_said_to_be err 'the trace was cut here'
run replay_needs_a_trace 2 "$build/smpp-replay" README
run replay_makes_a_capture 0 "$build/smpp-replay" -q --pcap="$dir/replay.pcap" "$dir/esme.trace"
for capture in esme centre replay; do
	run "dump_reads_${capture}_capture" $([ $capture = centre ] && echo 1 || echo 0) \
		"$build/smpp-dump" --pcap "$dir/$capture.pcap"
	says "${capture}_capture_has_submit_sm" out 'command_id .*0x00000004 submit_sm'
	if command -v tshark >"$dir/which"; then
		tshark -r "$dir/$capture.pcap" >"$dir/out" 2>"$dir/err"
		says "tshark_shows_${capture}_capture" out "127.0.0.1 .* SMPP .*Submit_sm"
	else
		echo "# skipped tshark_shows_${capture}_capture: no tshark"
	fi
done
run masked_capture_is_whole 0 "$build/smpp-dump" --show-password "$dir/masked.pcap"
says masked_capture_has_no_password out 'password  *"\*\*\*\*\*\*"'

# the proxy, between smpp-esme and mini-smsc
run proxy_needs_a_goal 2 "$build/smpp-proxy" -p 0
run proxy_refuses_bad_goal 2 "$build/smpp-proxy" -p 0 --to=nowhere
run proxy_refuses_foreign_address 3 "$build/smpp-proxy" -l 192.0.2.1 -p 0 --to=127.0.0.1:1
start_smsc
: >"$dir/proxy"
"$build/smpp-proxy" -v -p 0 --to="127.0.0.1:$port" >"$dir/proxy" 2>"$dir/passed" &
proxy=$!
n=0
until grep -q '^listening' "$dir/proxy" || [ $n -gt 100 ]; do n=$((n + 1)); sleep 0.05; done
port=$(sed -n 's/^listening on .*:\([0-9]*\) pid .*/\1/p' "$dir/proxy")
esme 0 message_passes_the_proxy send 447700900001 hello --wait-receipt=5
says receipt_passes_the_proxy out 'DELIVERED, receipt: id:'
esme 4 bind_refusal_passes_the_proxy -w wrong send 447700900001 hello
cp "$dir/passed" "$dir/out"
says proxy_prints_what_it_passes out '^session 1 > submit_sm 2$'
says proxy_prints_answers_with_status out '^session 1 < submit_sm_resp 2 0x00000000$'

# bind_transceiver, 2000 enquire_links, unbind, in one go
{
	printf '\0\0\0\041\0\0\0\011\0\0\0\0\0\0\0\001user\0secret\0\0\064\0\0\0'
	n=2
	while [ $n -le 2001 ]; do
		printf "\\0\\0\\0\\020\\0\\0\\0\\025\\0\\0\\0\\0\\0\\0\\$(printf %03o $((n / 256)))\\$(printf %03o $((n % 256)))"
		n=$((n + 1))
	done
	printf '\0\0\0\020\0\0\0\006\0\0\0\0\0\0\007\322'
} >"$dir/many"
run many_are_answered 0 bash -c "exec 3<>/dev/tcp/127.0.0.1/$port; cat '$dir/many' >&3 & cat <&3 >'$dir/answers'"
"$build/smpp-dump" --binary "$dir/answers" 2>"$dir/err" | sed -n 's/.*sequence_number *//p' >"$dir/out"
seq 2002 | cmp -s - "$dir/out" && ok many_pass_the_proxy_in_order || not_ok many_pass_the_proxy_in_order "$(wc -l <"$dir/out") answers"

head -c 100000 /dev/urandom | timeout 5 bash -c "cat >/dev/tcp/127.0.0.1/$port" 2>/dev/null
for noise in 'GET / HTTP/1.1\r\n\r\n' '\r\n\r\n\r\n' '\000\000\000\002\000' \
	'\000\000\000\020\000\000' '\377\377\377\377\000\000\000\000'; do
	printf "$noise" | timeout 5 bash -c "cat >/dev/tcp/127.0.0.1/$port" 2>/dev/null
done
esme 0 proxy_survives_noise ping
stop_smsc
esme 5 proxy_without_centre_ends_the_connection ping
cp "$dir/passed" "$dir/err"
says proxy_says_why err 'Connection refused$'
kill "$proxy"
wait "$proxy"
got=$?
proxy=
[ $got -eq 0 ] && ok proxy_ends_with_status_0 || not_ok proxy_ends_with_status_0 "$got"
cp "$dir/proxy" "$dir/out"
says proxy_prints_totals out '^sessions [0-9]*, PDUs there [0-9]*, back [0-9]*$'

# the README's example compiles
sed -n '/^    #include <smpp.h>/,/^Then/p' README | sed '$d; s/^    //' >"$dir/readme.c"
run readme_example_compiles 0 "${CC:-cc}" -std=c99 -Wall -Wextra -Werror -Iinclude -c "$dir/readme.c" -o "$dir/readme.o"
exit $bad
