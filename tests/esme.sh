#!/bin/sh
# SPDX-License-Identifier: MIT
# Tries smpp-esme as its users would: each group of options, each exit status.
# usage: BUILD=dir esme.sh
. tests/script.sh

program=$build/smpp-esme
until_says() { # until_says FILE PATTERN: 10 seconds at most
	n=0
	until grep -q -- "$2" "$dir/$1" 2>/dev/null || [ $n -gt 200 ]; do n=$((n + 1)); sleep 0.05; done
}
# pdu NAME PATTERN: a line of what -vv showed
pdu() { says "$1" err "$2"; }

# ---- help ----
run help_names_all_commands 0 "$program" --help
for command in send data multi listen ping query cancel replace broadcast query-broadcast \
	cancel-broadcast; do
	says "help_names_$command" out "^  $command "
done
[ "$(wc -l <"$dir/out")" -le 50 ] && ok help_fits_a_screen || not_ok help_fits_a_screen "$(wc -l <"$dir/out") lines"
run command_has_help 0 "$program" send --help
says command_help_has_its_words out '^usage: smpp-esme \[CONNECTION\] send DST TEXT \[OPTIONS\]$'
says command_help_has_its_options out '^      --validity=TIME'
run help_needs_a_command_that_exists 2 "$program" fly --help

# ---- usage: nothing is connected to ----
usage() { title=$1; shift; run "$title" 2 "$program" -p 1 "$@"; }
usage option_of_another_command ping --validity=3d
says option_of_another_command_is_named err '^smpp-esme: ping takes no --validity$'
usage number_must_be_one ping -n x
says number_has_its_limits err "'x' is not a number from 1 to 1000000000"
usage word_must_be_one send 1 x --split=halves
says words_are_listed err "'halves' is not udh8, udh16, sar, payload or none$"
usage seconds_must_be_some ping --connect-timeout=soon
usage seconds_must_not_be_none ping --connect-timeout=0
usage port_must_be_one -p 0 ping
usage host_must_be_one -H : ping
usage bind_must_send -b rx ping
usage bind_must_receive -b tx listen
usage receipts_need_a_receiver -b tx send 1 x --wait-receipt
usage receipts_need_two_binds_in_3.3 --interface-version=3.3 send 1 x --wait-receipt
usage validity_must_be_a_time send 1 x --validity=soon
usage tlv_must_have_a_value send 1 x --tlv=dest_port
usage tlv_must_be_known send 1 x --tlv=no_such=1
usage tlv_number_must_fit send 1 x --tlv=dest_port=65536
usage tlv_number_needs_its_octets send 1 x --tlv=0x1400:int=1
usage id_rule_must_be_one send 1 x --id-rule=hex
says id_rules_are_listed err "'hex' is not exact, response-hex, "
usage what_is_added_to_an_id_rule_must_be_known send 1 x --id-rule=exact+zeros
says what_is_added_is_listed err "'zeros' is not strip-zeros, strip-prefix or fold-case$"
usage hex_must_be_hexadecimal --hex send 1 'not hex'
usage raw_text_must_fit -e raw send 1 "$(printf '%300s' x)"
usage list_of_arguments_ends send 1 x y
usage multi_needs_a_destination multi x
usage query_needs_an_id query
usage cancel_needs_something cancel
usage replace_needs_a_text replace 1
usage broadcast_needs_an_area broadcast x
usage broadcast_needs_version_5 --interface-version=3.4 broadcast x --area=a

# ---- connection ----
start_smsc
esme 0 ping_is_answered ping -n 2
says ping_says_how_long out '^enquire_link_resp, number 3, [0-9]*\.[0-9]* ms$'
run host_may_have_its_port 0 "$program" -H "127.0.0.1:$port" -u user -w secret ping
run next_host_is_taken 0 "$program" -H 127.0.0.1:1 -H "127.0.0.1:$port" -u user -w secret ping
says host_that_failed_is_named err '^smpp-esme: 127.0.0.1 port 1: Connection refused$'
run hosts_may_be_a_list 0 "$program" -H "127.0.0.1:1,127.0.0.1:$port" -u user -w secret ping
run nobody_there_is_3 3 "$program" -H 127.0.0.1:1,127.0.0.1:2 -u user -w secret ping
run unknown_host_is_3 3 "$program" -H no-such-host.invalid -u user ping
run connection_that_is_not_answered_is_3 3 "$program" -H 192.0.2.1 --connect-timeout=0.3 ping
run wrong_password_is_4 4 "$program" -p "$port" -u user -w wrong ping
says refusal_is_said_once err '^smpp-esme: bind refused: ESME_RBINDFAIL (0x0000000D)'
[ "$(grep -c refused "$dir/err")" -eq 1 ] && ok refusal_is_not_repeated || not_ok refusal_is_not_repeated "it is"
esme 0 bound_as_a_pair -b pair send 447700900001 hello --wait-receipt=5
says pair_has_its_receipt out 'DELIVERED, receipt'
esme 0 bound_by_3.3 --interface-version=3.3 send 447700900001 hello
esme 0 shows_pdus -vv -t sys --address-range='^46' -b trx ping
pdu bind_has_its_system_type 'system_type  *"sys"'
pdu bind_has_its_address_range 'address_range  *"^46"'
says_not password_is_not_shown err secret

# ---- passwords, environment, file ----
echo secret >"$dir/password"
run password_from_a_file 0 "$program" -p "$port" -u user --password-file="$dir/password" ping
run password_file_must_be_there 2 "$program" -p "$port" -u user --password-file="$dir/none" ping
run environment_is_read 0 env SMPP_HOST=127.0.0.1 SMPP_PORT="$port" SMPP_USER=user \
	SMPP_PASSWORD=secret "$program" ping
run option_goes_before_environment 4 env SMPP_PASSWORD=secret "$program" -p "$port" -u user -w wrong ping
cat >"$dir/esme.ini" <<-END
	# of the whole program
	port = $port
	system-id = user
	password = secret
	address-range = ^46
	source = 46700
	[ping]
	count = 2
	[listen]
	count = 7
END
run file_is_read 0 "$program" -c "$dir/esme.ini" ping
says section_of_the_command_is_read out 'number 3,'
run file_has_options_of_messages 0 "$program" -vv -c "$dir/esme.ini" send 447700900001 hello
pdu source_is_from_the_file 'source_addr  *"46700"'
run environment_goes_before_file 4 env SMPP_PASSWORD=wrong "$program" -c "$dir/esme.ini" ping
run option_goes_before_file 0 "$program" -c "$dir/esme.ini" ping -n 1
says_not option_counts out 'number 3,'
run file_by_environment 0 env SMPP_CONFIG="$dir/esme.ini" "$program" ping
echo 'no-such-key = 1' >"$dir/bad.ini"
run file_with_an_unknown_key 2 "$program" -c "$dir/bad.ini" ping
says unknown_key_has_its_line err 'bad.ini:1: no-such-key: there is no such option$'
printf '\n[fly]\n' >"$dir/bad.ini"
run file_with_an_unknown_section 2 "$program" -c "$dir/bad.ini" ping
says unknown_section_has_its_line err "bad.ini:2: 'fly' is not a command$"
printf 'port = 0\n' >"$dir/bad.ini"
run file_with_a_bad_value 2 "$program" -c "$dir/bad.ini" ping
run file_must_be_there 2 "$program" -c "$dir/none.ini" ping

# What others see of the arguments.
if [ -r "/proc/$$/cmdline" ]; then
	: >"$dir/err"
	"$program" -p "$port" -u user -wsecret listen >"$dir/out" 2>"$dir/err" &
	listener=$!
	until_says err listening
	tr '\0' ' ' <"/proc/$listener/cmdline" >"$dir/out"
	says arguments_are_there out 'user'
	says_not password_is_not_among_the_arguments out secret
	kill -INT $listener
	wait $listener
	got=$?
	[ $got -eq 0 ] && ok listen_ends_by_interrupt || not_ok listen_ends_by_interrupt "status $got"
fi
# A terminal is asked, and does not show the answer.
if command -v script >"$dir/which"; then
	(sleep 1; echo secret) | timeout 20 script -qec "$program -p $port -u user ping" "$dir/typescript" >"$dir/out" 2>&1
	got=$?
	[ $got -eq 0 ] && ok terminal_is_asked || not_ok terminal_is_asked "status $got"
	says terminal_shows_the_question out 'password of user: '
	says_not terminal_does_not_show_the_password out secret
else
	echo '# skipped terminal_is_asked: no script(1)'
fi

# ---- messages ----
sent() { title=$1; shift; esme 0 "$title" -vv send 447700900001 "$@"; }
sent address_has_ton_and_npi hello -s 12345,3,9
pdu ton_is_as_said 'source_addr_ton  *3'
pdu npi_is_as_said 'source_addr_npi  *9'
sent letters_are_alphanumeric hello -s Acme
pdu letters_have_ton_5 'source_addr_ton  *5'
sent text_in_ucs2 hi -e ucs2
pdu ucs2_is_8 'data_coding  *8'
pdu ucs2_is_utf16 'short_message  *00 68 00 69$'
sent text_in_latin1 "$(printf 'caf\303\251')" -e latin1
pdu latin1_is_3 'data_coding  *3'
pdu latin1_is_one_octet 'short_message  *63 61 66 E9$'
sent alphabet_is_chosen "$(printf 'caf\303\251 \316\261\316\262\316\262')"
says alphabet_has_its_reason err 'data_coding 8 because of U+03B1 at octet 7$'
sent data_coding_is_as_said hello --data-coding=0xF0
pdu data_coding_is_F0 'data_coding  *240'
sent data_coding_0_may_be_latin1 "$(printf '\303\251')" -e latin1 --data-coding=0
pdu latin1_by_default 'short_message  *E9$'
sent octets_are_binary 'DE:AD be ef' --hex
pdu binary_is_4 'data_coding  *[24]'
pdu octets_are_as_said 'short_message  *DE AD BE EF$'
sent octets_may_be_raw 'raw text' -e raw --data-coding=0xF5
pdu raw_has_its_data_coding 'data_coding  *245'
pdu raw_is_as_it_is 'short_message  *"raw text"'
sent raw_may_be_a_payload "$(printf '%300s' x)" -e raw --split=payload
pdu raw_payload_is_a_tlv 'message_payload'
sent flags_are_as_said hello --esm-class=3 --priority=2 --protocol-id=65 --service-type=CMT \
	--replace-if-present --validity=3d -r=failure
pdu esm_class_is_as_said 'esm_class  *0x03\|esm_class  *3'
pdu priority_is_as_said 'priority_flag  *2'
pdu protocol_id_is_as_said 'protocol_id  *65'
pdu service_type_is_as_said 'service_type  *"CMT"'
pdu replace_is_as_said 'replace_if_present_flag  *1'
pdu validity_is_a_duration 'validity_period  *"000003000000000R"'
pdu receipt_of_failure 'registered_delivery  *2'
"$program" -p "$port" -u user -w secret -vv send 447700900001 hello --schedule=90s >"$dir/out" 2>"$dir/err"
pdu schedule_is_a_duration 'schedule_delivery_time  *"000000000130000R"' # a centre may refuse it
sent receipts_add_up hello --receipt=success --receipt=intermediate
pdu receipt_of_success_and_steps 'registered_delivery  *19'
sent time_may_be_absolute hello --validity=371231235959000+
pdu time_is_as_said 'validity_period  *"371231235959000+"'
sent tlvs_are_added hello --tlv=user_message_reference=7 --tlv=0x1400:hex=DEAD --tlv=0x1401:str=abc \
	--tlv=0x1402:int16=258 --tlv=callback_num:hex=0101013434
pdu tlv_by_name '0x0204 00 07'
pdu tlv_in_hexadecimal '0x1400 DE AD'
pdu tlv_as_text '0x1401 "abc"'
pdu tlv_of_two_octets '0x1402 01 02'
sent reference_is_as_said "$(printf '%200s' x)" --ref=171
pdu reference_is_in_the_header 'short_message  *05 00 03 AB 02 01 '
sent split_by_sar "$(printf '%200s' x)" --split=sar --ref=513
pdu sar_has_its_reference 'sar_msg_ref_num  *0x020C 02 01'
sent hexdump_is_shown hello -x
says_not hexdump_has_no_password err 'secret\|73 65 63 72'
pdu hexdump_has_octets '^000000  00 00 00 [0-9a-f ]*  \.\.\.'
esme 2 field_that_is_too_long_is_usage --strict send 447700900001 hello --service-type=TOOLONG
says field_is_named err 'service_type'

# ---- results ----
esme 1 refusal_is_1 query 12345
says refusal_is_named err '^smpp-esme: query: refused.*: ESME_'
esme 0 quiet_says_the_result_only -q send 447700900001 hello
[ -s "$dir/err" ] && not_ok quiet_is_quiet "it is not" || ok quiet_is_quiet
esme 0 json_is_one_object_an_event --format=json -vv send 447700900001 hello --wait-receipt=5
grep -qv '^{"t":[0-9.]*,"ev":"[a-z]*",.*}$' "$dir/out" && not_ok json_lines "not all are" || ok json_lines
says json_has_the_result out '"ev":"result".*"cmd":"submit_sm","seq":2,"latency_us":[0-9]*,"status":0,"status_name":"ESME_ROK","message_id":"[0-9]*"'
says json_has_the_receipt out '"ev":"receipt","dir":"in",.*"state":"DELIVERED"'
says json_has_pdus out '"ev":"pdu",.*"dir":"out","cmd":"submit_sm","seq":2'
says json_has_states out '"ev":"state",.*"state":"BOUND"'
says_not json_has_no_password out secret
esme 0 stats_are_counted --stats send 447700900001 hello
says stats_have_pdus err 'link 0: PDUs in [0-9]* out 3,'
esme 0 stats_come_every_second --stats=1 --format=json ping -n 3
[ "$(grep -c '"ev":"stats"' "$dir/out")" -ge 2 ] && ok stats_come_again || not_ok stats_come_again "$(grep -c '"ev":"stats"' "$dir/out") times"

# What a peer sends is shown without what a terminal would obey.
: >"$dir/listening"
"$program" -p "$port" -u user -w secret --address-range='4672*' listen -n 1 >"$dir/listened" 2>"$dir/listening" &
listener=$!
until_says listening listening
esme 0 send_control_characters send 46721 "$(printf 'a\033[2Jb\302\233c')" -s 1 -e ucs2
wait $listener
cp "$dir/listened" "$dir/out"
says control_characters_are_escaped out '^1 > 46721: a\\x1B\[2Jb\\xC2\\x9Bc$'
: >"$dir/listening"
"$program" -p "$port" -u user -w secret --format=json --address-range='4672*' listen -n 1 >"$dir/listened" 2>"$dir/listening" &
listener=$!
until_says listening listening
esme 0 send_control_characters_again send 46721 "$(printf 'a\033"b\\')" -s 1
wait $listener
cp "$dir/listened" "$dir/out"
says json_escapes_too out '"ev":"message".*"source":"1","destination":"46721".*"text":"a\\u001B\\"b\\\\"'

# Who cannot show a message does not take it.
if [ -c /dev/full ]; then
	: >"$dir/listening"
	"$program" -p "$port" -u user -w secret --address-range='4672*' listen >/dev/full 2>"$dir/listening" &
	listener=$!
	until_says listening listening
	esme 0 send_what_cannot_be_shown send 46721 'for the next one' -s 1
	wait $listener
	got=$?
	[ $got -eq 1 ] && ok full_disk_is_1 || not_ok full_disk_is_1 "status $got"
	run message_that_was_not_shown_comes_again 0 "$program" -p "$port" -u user -w secret \
		--address-range='4672*' listen -n 1
	says it_is_shown_then out '^1 > 46721: for the next one$'
fi

# ---- signals ----
interrupted() { # interrupted NAME STATUS SIGNAL ARGUMENTS...
	name=$1 want=$2 signal=$3
	shift 3
	: >"$dir/out"
	"$program" -p "$port" -u user -w secret --format=json "$@" >"$dir/out" 2>"$dir/err" &
	pid=$!
	until_says out BOUND
	kill "-$signal" $pid
	wait $pid
	got=$?
	[ $got -eq "$want" ] && ok "$name" || not_ok "$name" "exit status $got, not $want"
}
interrupted sigterm_is_143 143 TERM listen
says signal_unbinds out '"state":"IDLE","reason":"UNBOUND"'
interrupted sigint_is_130 130 INT ping -n 1000
interrupted sigint_ends_a_count 130 INT listen -n 5
interrupted sigint_ends_listen 0 INT listen

# ---- a centre that says nothing, and one that goes ----
esme 6 inactivity_is_6 --enquire-interval=0 --inactivity-timeout=0.3 listen
says inactivity_is_named err 'the session ended: INACTIVITY$'
: >"$dir/out"
"$program" -p "$port" -u user -w secret --format=json ping -n 1000 >"$dir/out" 2>"$dir/err" &
pid=$!
until_says out '"cmd":"enquire_link"'
kill -STOP "$smsc"
sleep 1.5 # the next ping is under way, and will have no answer
kill -TERM $pid
until_says err 'once more to end at once'
kill -TERM $pid
wait $pid
got=$?
[ $got -eq 143 ] && ok second_signal_ends_at_once || not_ok second_signal_ends_at_once "status $got"
esme 6 bind_without_answer_is_6 --bind-timeout=0.3 ping
kill -CONT "$smsc"
: >"$dir/out"
"$program" -p "$port" -u user -w secret --format=json ping -n 1000 >"$dir/out" 2>"$dir/err" &
pid=$!
until_says out '"cmd":"enquire_link"'
kill -9 "$smsc" && wait "$smsc" 2>"$dir/which"
wait $pid
got=$?
[ $got -eq 5 ] && ok lost_connection_is_5 || not_ok lost_connection_is_5 "status $got"
says lost_connection_is_named out '"state":"WAITING","reason":"LOST"'
start_smsc -p "$port"

# ---- reconnect ----
: >"$dir/out"
"$program" -p "$port" -u user -w secret --trace="$dir/re.trace" --reconnect=1 --format=json listen -n 1 >"$dir/out" 2>"$dir/err" &
listener=$!
until_says out BOUND
kill -9 "$smsc" && wait "$smsc" 2>"$dir/which"
until_says out WAITING
: >"$dir/out.before" && cp "$dir/out" "$dir/out.before"
start_smsc -p "$port"
n=0
until [ "$(grep -c '"state":"BOUND"' "$dir/out")" -ge 2 ] || [ $n -gt 400 ]; do n=$((n + 1)); sleep 0.05; done
says reconnect_is_bound_again out BOUND
[ "$(grep -c '"state":"BOUND"' "$dir/out")" -ge 2 ] && ok reconnect_binds_twice || not_ok reconnect_binds_twice "it did not"
kill -TERM $listener
wait $listener
got=$?
[ $got -eq 143 ] && ok reconnect_ends_by_signal || not_ok reconnect_ends_by_signal "status $got"
for trace in re.trace re.trace.2; do
	run "${trace}_replays" 0 "$build/smpp-replay" "$dir/$trace"
	says "${trace}_has_a_bind" out 'NOTICE bind_receiver_resp'
done
stop_smsc
run outbind_needs_its_address 3 "$program" listen --outbind=192.0.2.1:0
run outbind_port_is_checked 2 "$program" listen --outbind=none
exit $bad
