#!/bin/sh
# SPDX-License-Identifier: MIT
# Tries mini-smsc through the wire: every state of a message, query, cancel, replace, many destinations,
# accounts, routes, retries, and what is left after kill -9.
# usage: BUILD=dir centre.sh
. tests/script.sh

# id NAME: of the message that the last run sent
id() { sed -n 's/^message \([^ ]*\) accepted.*/\1/p' "$dir/out" | head -1; }
# is_state NAME ID STATE [SOURCE]: within 10 seconds
is_state() {
	n=0
	until "$build/smpp-esme" -p "$port" -u user -w secret query "$2" -s "${4:-4477}" \
			>"$dir/out" 2>"$dir/err" && grep -q "$3" "$dir/out"; do
		n=$((n + 1))
		[ $n -lt 50 ] || { not_ok "$1" "not $3"; return; }
		sleep 0.2
	done
	ok "$1"
}
# send_to NAME NUMBER OPTIONS...: sets $message
send_to() {
	title=$1 number=$2
	shift 2
	esme 0 "$title" send "$number" hello -s 4477 "$@"
	message=$(id)
}

start_smsc --retry=200-400 --validity=30 --outcome='551*=accepted,552*=unknown,553*=skipped' \
	--outcome='554*=absent:2,555*=full:2,556*=absent:1000,557*=deleted,558*=delay:300' \
	--outcome='559*=reply:thanks' --account=shop:shop --route=4699=shop \
	--account=only:tx:tx --account=slow:slow:trx:1

# states
send_to a_scheduled_message_is_accepted 447700900001 --schedule=000000000100000R --validity=000000001000000R
is_state state_scheduled "$message" SCHEDULED
esme 0 a_scheduled_message_is_cancelled cancel "$message" -s 4477
is_state state_deleted "$message" DELETED
esme 1 a_final_message_is_not_cancelled cancel "$message" -s 4477
says why_it_is_not_cancelled err 'ESME_RCANCELFAIL'
send_to an_absent_subscriber_is_no_refusal 5561
is_state state_enroute "$message" ENROUTE
esme 0 an_enroute_message_is_replaced replace "$message" 'other text' -s 4477
esme 0 an_enroute_message_is_cancelled cancel "$message" -s 4477
is_state state_deleted_again "$message" DELETED
for pair in 4477:DELIVERED 666:UNDELIVERABLE 668:REJECTED 551:ACCEPTED 552:UNKNOWN 553:SKIPPED 557:DELETED; do
	send_to "send_for_${pair#*:}" "${pair%:*}01"
	is_state "state_${pair#*:}" "$message" "${pair#*:}"
done
send_to send_what_expires 66701 --validity=000000000001000R
is_state state_EXPIRED "$message" EXPIRED
send_to send_what_is_lost 66901 --validity=000000000001000R
is_state state_EXPIRED_of_a_lost_one "$message" EXPIRED
esme 1 a_receipt_tells_of_expiry send 66702 hello -s 4477 --validity=000000000001000R --wait-receipt=15
says the_receipt_has_EXPIRED out 'EXPIRED, receipt: .*stat:EXPIRED'
esme 1 unknown_id_is_not_found query 12345 -s 4477
says unknown_id_has_its_status err 'ESME_RQUERYFAIL'
esme 1 the_source_must_be_the_messages query "$message" -s 4478

# retries
esme 0 an_absent_subscriber_gets_it_later send 5541 hello -s 4477 --wait-receipt=15
esme 0 a_full_memory_gets_it_later send 5551 hello -s 4477 --wait-receipt=15
esme 0 a_slow_handset_gets_it send 5581 hello -s 4477 --wait-receipt=15
esme 0 an_intermediate_notification_comes send 5542 hello -s 4477 --receipt=final --receipt=intermediate --wait-receipt=15
says notification_says_enroute out 'ENROUTE, notification'
esme 2 validity_is_checked send 4477 hello --validity=nonsense
esme 1 an_expired_validity_is_refused send 4477 hello -s 4477 --validity=200101000000000+
says expired_validity_has_its_status err 'ESME_RINVEXPIRY'

# replacing
send_to send_what_is_replaced 5569 --replace-if-present --service-type=ONE
first=$message
send_to send_what_replaces_it 5569 --replace-if-present --service-type=ONE
[ "$first" = "$message" ] && ok a_replaced_message_keeps_its_id || not_ok a_replaced_message_keeps_its_id "$first, $message"
send_to another_service_type_replaces_nothing 5569 --replace-if-present --service-type=TWO
[ "$first" != "$message" ] && ok another_service_type_has_its_own_id || not_ok another_service_type_has_its_own_id "$message"
esme 0 cancel_by_addresses cancel -s 4477 -d 5569
is_state all_with_the_addresses_are_cancelled "$message" DELETED
is_state the_first_too "$first" DELETED

# other operations
esme 0 many_destinations multi 447701 447702 447703 hello -s 4477
esme 0 many_who_are_absent multi 5565 5566 5567 hello -s 4477
message=$(id)
esme 0 one_of_many_is_cancelled cancel "$message" -s 4477 -d 5566
is_state others_of_many_are_not "$message" ENROUTE
esme 0 all_of_many_are_cancelled cancel "$message" -s 4477
is_state all_of_many_are_deleted "$message" DELETED
esme 1 none_of_many_is_left_to_cancel cancel "$message" -s 4477
esme 0 data_is_accepted data 447701 hello -s 4477
esme 0 a_transaction_tells_of_delivery data 447701 hello -s 4477 --esm-class=2
esme 1 a_transaction_tells_of_failure data 5561 hello -s 4477 --esm-class=2 --tlv=set_dpf=1 --pcap="$dir/transaction.pcap"
says a_transaction_has_its_status err 'ESME_RDELIVERYFAILURE'
"$build/smpp-dump" "$dir/transaction.pcap" | sed -n '/data_sm_resp/,/^$/p' >"$dir/out"
says a_transaction_tells_why out 'network_error_code .* 03 00 1B'
says a_transaction_tells_of_the_alert_to_come out 'dpf_result .* 01'
esme 0 a_broadcast_is_accepted broadcast 'hear ye' --area=name:city -s 4477 --interface-version=5.0
message=$(sed -n 's/.* \([0-9]\{10\}\) .*/\1/p' "$dir/out")
esme 0 a_broadcast_can_be_asked_for query-broadcast "$message" -s 4477 --interface-version=5.0
esme 0 a_broadcast_is_repeated broadcast 'hear ye' --area=name:city -s 4477 --repeat=9 --interval=1h --validity=2h
message=$(sed -n 's/^broadcast \([^ ]*\) accepted$/\1/p' "$dir/out")
esme 0 a_broadcast_is_cancelled cancel-broadcast "$message" -s 4477
esme 0 a_cancelled_broadcast_can_be_asked_for query-broadcast "$message" -s 4477
says a_cancelled_broadcast_is_deleted out "^message $message DELETED"
esme 1 a_broadcast_is_cancelled_once cancel-broadcast "$message" -s 4477
says and_then_has_its_status err 'ESME_RBCASTCANCELFAIL'
esme 1 one_destination_of_many_is_bad multi 447701 list:nowhere 447702 hello -s 4477 --wait-receipt=15
says the_bad_one_is_named err 'destination nowhere: refused: ESME_RINVDLNAME'
[ "$(grep -c 'DELIVERED, receipt' "$dir/out")" -eq 2 ] && ok the_others_are_delivered || not_ok the_others_are_delivered "not two receipts"
esme 1 no_destination_is_good multi list:nowhere list:nobody hello -s 4477
says then_that_is_the_status err 'refused: ESME_RINVDLNAME'
esme 0 data_has_its_receipt data 447701 hello -s 4477 --wait-receipt=15
says data_is_delivered out 'DELIVERED, receipt: id:.* Text:hello$'
esme 1 data_that_cannot_be_delivered_has_its_receipt data 66601 hello -s 4477 --wait-receipt=15
says data_is_undeliverable out 'UNDELIVERABLE, receipt: id:.* stat:UNDELIV err:001'

# accounts
run an_unknown_account_is_refused 4 "$build/smpp-esme" -p "$port" -u nobody -w secret send 4477 x
says unknown_account_has_the_usual_status err 'ESME_RBINDFAIL'
run tx_alone_may_not_receive 4 "$build/smpp-esme" -p "$port" -u only -w tx -b rx listen
run tx_alone_may_send 0 "$build/smpp-esme" -p "$port" -u only -w tx -b tx send 4477 x
seq 1 5 | sed 's/.*/4477,text/' >"$dir/five.csv"
run a_rate_is_held_to 1 "$build/smpp-esme" -p "$port" -u slow -w slow bulk "$dir/five.csv" --retry=none -R 100
says what_is_too_fast_is_throttled out 'ESME_RTHROTTLED'

# a route to an account that is away: it waits there
esme 0 send_to_an_absent_account send 469901 'wait for me' -s 4477
run the_account_gets_it_when_it_binds 0 "$build/smpp-esme" -p "$port" -u shop -w shop listen -n 1
says the_account_has_the_text out '^4477 > 469901: wait for me$'
esme 0 data_for_an_absent_account data 469901 'by data' -s 4477
run the_account_gets_data 0 "$build/smpp-esme" -p "$port" -u shop -w shop listen -n 1 -vv
says it_comes_as_data err ' data_sm$'
says data_has_its_text out '^4477 > 469901: by data$'

# what was replaced: the account has the new text, with all else of the old
shop_has() {
	run "$1" 0 "$build/smpp-esme" -p "$port" -u shop -w shop listen -n 1 -vv
	says "$1:_the_new_text" out "^4477 > 469902: $2\$"
	[ "$(grep -c '^4477' "$dir/out")" -eq 1 ] && ok "$1:_no_other" || not_ok "$1:_no_other" "more than one"
}
send_to send_what_replace_sm_replaces 469902 --tlv=user_message_reference=77
esme 0 replace_sm_replaces replace "$message" 'second text' -s 4477
shop_has the_account_has_the_replaced_text 'second text'
says its_reference_is_the_old_one err 'user_message_reference .* 00 4D$'
long=$(printf '%300s' x | tr ' ' y)
esme 0 send_a_payload send 469902 "$long" -s 4477 --split=payload --tlv=user_message_reference=77
message=$(id)
esme 0 replace_sm_replaces_a_payload replace "$message" 'short text' -s 4477
shop_has the_account_has_the_text_for_the_payload 'short text'
says_not the_payload_is_gone err 'message_payload'
says the_reference_of_it_is_the_old_one err 'user_message_reference .* 00 4D$'
esme 0 send_what_is_replaced_if_present send 469902 'first text' -s 4477 --service-type=ONE
esme 0 replace_if_present_replaces send 469902 'third text' -s 4477 --service-type=ONE --replace-if-present
shop_has the_account_has_what_replaced 'third text'

# receipts: of the versions, and for who is away
esme 0 send_in_3.3 send 447701 hello -s 4477 --interface-version=3.3 -b pair --wait-receipt=15 -vv
says the_id_of_3.3_has_8_hex_digits out '^message [0-9A-F]\{8\} accepted$'
says the_receipt_of_3.3_has_it out '^message [0-9A-F]\{8\} DELIVERED, receipt: id:[0-9A-F]\{8\} '
says_not the_receipt_of_3.3_has_no_TLV err '^ .* 0x0[0-9A-F]\{3\} .*'
esme 0 send_by_a_transmitter -b tx send 447701 'far away' -s 4477 -r
message=$(id)
esme 0 the_receipt_waited listen -n 1
says the_receipt_is_of_that_message out "^message $message DELIVERED, receipt: id:$message .* Text:far away\$"

# a handset that answers: to the account that wrote
esme 0 send_to_one_who_answers send 5591 hello -s 4477
run the_answer_comes 0 "$build/smpp-esme" -p "$port" -u user -w secret listen -n 1
says the_answer_is_there out '^5591 > 4477: thanks$'

kill -0 "$smsc" && ok centre_still_runs || not_ok centre_still_runs "gone"
stop_smsc
[ "$smsc_status" -eq 0 ] && ok centre_ends_with_status_0 || not_ok centre_ends_with_status_0 "$smsc_status"

# forms of ids and receipts
for form in 'decimal [0-9]\{10\}' 'hex [0-9A-F]\{8\}' 'random [0-9a-f]\{16\}' \
	'uuid [0-9a-f]\{8\}-[0-9a-f]\{4\}-4[0-9a-f]\{3\}-[89ab][0-9a-f]\{3\}-[0-9a-f]\{12\}'; do
	start_smsc --message-id="${form%% *}"
	esme 0 "send_for_a_${form%% *}_id" send 447701 hello -s 4477 --wait-receipt=15
	says "the_id_is_${form%% *}" out "^message ${form#* } accepted\$"
	says "its_receipt_has_the_${form%% *}_id" out "^message $(id) DELIVERED, receipt: id:$(id) "
	stop_smsc
done
for form in 3.4 tlv both; do
	start_smsc --receipt-form=$form
	esme 0 "send_for_a_receipt_as_$form" send 447701 hello -s 4477 --wait-receipt=15 -vv
	message=$(id)
	says "the_receipt_as_$form_names_the_message" out "^message $message DELIVERED, receipt: "
	[ $form = tlv ] && no=_not || no=
	says$no "the_text_of_a_receipt_as_$form" err "short_message .*id:$message"
	[ $form = 3.4 ] && no=_not || no=
	says$no "the_id_of_a_receipt_as_$form" err 'receipted_message_id '
	says$no "the_state_of_a_receipt_as_$form" err 'message_state .* DELIVERED$'
	stop_smsc
done
start_smsc --echo
esme 0 send_what_comes_back send 447701 'hello, hello' -s 4477
esme 0 it_comes_back listen -n 1
says its_addresses_are_changed_over out '^447701 > 4477: hello, hello$'
stop_smsc

# configuration
printf '# accounts\naccount = user:secret\nroute = 46=user\nport = 0\n' >"$dir/conf"
run a_configuration_is_checked 0 "$build/mini-smsc" -c "$dir/conf" -t
printf 'account = user:secret\nvalidity = long\n' >"$dir/bad"
run a_bad_configuration_is_refused 2 "$build/mini-smsc" -c "$dir/bad" -t
says it_has_its_line err 'bad:2: validity: not a number'
run an_account_given_twice_is_refused 2 "$build/mini-smsc" -p 0 --account=user:secret -c "$dir/conf"
says that_is_said err 'there is an account with that ID already'
sed -i '/^account/d' "$dir/conf"
sed -i '/^route/d' "$dir/conf"
start_smsc -c "$dir/conf" --account=shop:shop --route=4699=shop
printf 'account = new:new\nroute = 4698=shop\n' >>"$dir/conf"
kill -HUP "$smsc"
n=0
until "$build/smpp-esme" -p "$port" -u new -w new ping >"$dir/out" 2>&1 || [ $n -gt 50 ]; do n=$((n + 1)); sleep 0.1; done
[ $n -le 50 ] && ok an_account_is_added_by_SIGHUP || not_ok an_account_is_added_by_SIGHUP "it cannot bind"
esme 0 send_by_a_route_of_the_command_line send 469901 'by the old one' -s 4477
esme 0 send_by_a_route_of_the_file send 469801 'by the new one' -s 4477
run routes_are_there_after_SIGHUP 0 "$build/smpp-esme" -p "$port" -u shop -w shop listen -n 2
says the_old_route_holds out '^4477 > 469901: by the old one$'
says the_new_route_holds out '^4477 > 469801: by the new one$'
stop_smsc

# a store in a file
if "$build/mini-smsc" -p 0 --account=a:b --store="$dir" 2>&1 | grep -q 'without SQLite'; then
	echo '# skipped: built without SQLite'
	exit $bad
fi
start_smsc --store="$dir/store" --outcome='7*=absent:1000' --receipt-delay=10000
send_to send_to_the_store 7001
stored=$message
send_to send_what_is_delivered 4477001 -r
delivered=$message
is_state it_is_delivered_before_the_crash "$delivered" DELIVERED
run a_second_centre_is_refused 3 "$build/mini-smsc" -p 0 --account=a:b --store="$dir/store"
kill -9 "$smsc" && wait "$smsc" 2>/dev/null
run the_store_can_be_read 0 "$build/tests/store_list" "$dir/store"
says a_receipt_is_owed out "	$delivered	user	4477	4477001	DELIVERED	receipt\$"
start_smsc --store="$dir/store" --receipt-delay=0
is_state a_message_is_there_after_the_crash "$stored" "ENROUTE\|DELIVERED"
is_state the_final_state_is_there_too "$delivered" DELIVERED
esme 0 the_receipt_owed_comes_after_the_crash listen -n 1
says it_is_of_that_message out "^message $delivered DELIVERED, receipt: id:$delivered "
send_to numbers_go_on_after_the_crash 7002
[ "$message" != "$stored" ] && [ "$message" != "$delivered" ] && ok no_number_is_used_twice || not_ok no_number_is_used_twice "$message"

stop_smsc
exit $bad
