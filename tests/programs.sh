#!/bin/sh
# SPDX-License-Identifier: MIT
# Tries the built programs as their users would: the demo, results, errors, exit statuses.
# usage: BUILD=dir programs.sh
build=${BUILD:-build}
dir=$(mktemp -d)
smsc=
trap '[ -z "$smsc" ] || kill "$smsc" 2>/dev/null; rm -rf "$dir"' EXIT INT TERM
bad=0

ok() { echo "ok $1"; }
not_ok() { echo "not ok $1: $2"; bad=1; sed 's/^/# /' "$dir/out" "$dir/err" 2>/dev/null; }

# run NAME STATUS COMMAND...: the exit status is as said; output in $dir/out, $dir/err
run() {
	name=$1 want=$2
	shift 2
	timeout 20 "$@" >"$dir/out" 2>"$dir/err" </dev/null
	got=$?
	[ $got -eq "$want" ] && ok "$name" || not_ok "$name" "exit status $got, not $want"
}
# says NAME FILE PATTERN: the last run wrote a line like that
says() { grep -q -- "$3" "$dir/$2" && ok "$1" || not_ok "$1" "no '$3' on $2"; }

start_smsc() {
	: >"$dir/smsc"
	"$build/mini-smsc" -p 0 --account=user:secret "$@" >"$dir/smsc" 2>&1 &
	smsc=$!
	n=0
	until grep -q '^listening' "$dir/smsc" || [ $n -gt 100 ]; do n=$((n + 1)); sleep 0.05; done
	port=$(sed -n 's/^listening on .*:\([0-9]*\) pid .*/\1/p' "$dir/smsc")
}
stop_smsc() { kill "$smsc"; wait "$smsc"; smsc_status=$?; smsc=; }

run demo_delivers_and_shows_the_receipt 0 sh examples/demo.sh "$build"
says demo_ends_with_id_state_and_receipt out '^message 0000000001 DELIVERED, receipt: id:0000000001 .*stat:DELIVRD.*text:Hello, world$'

for program in smpp-esme mini-smsc smpp-dump; do
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
run smsc_refuses_foreign_address 3 "$build/mini-smsc" -l 192.0.2.1 -p 0 --account=a:b

esme() { expected=$1 title=$2; shift 2; run "$title" "$expected" "$build/smpp-esme" -p "$port" -u user -w secret "$@"; }
start_smsc
esme 0 send_is_accepted send 447700900001 hello
says send_prints_the_id out '^message [0-9]* accepted$'
esme 0 send_waits_for_its_receipt send 447700900001 hello -s 4477 --wait-receipt=5
says receipt_is_shown out 'DELIVERED, receipt: id:'
esme 1 undeliverable_is_status_1 send 666123 hello --wait-receipt=5
says undeliverable_is_named out 'UNDELIVERABLE, receipt: .*stat:UNDELIV'
esme 0 transmitter_sends -b tx send 447700900001 hello
esme 2 receiver_cannot_send -b rx send 447700900001 hello
esme 2 text_must_be_ascii send 447700900001 "$(printf 'caf\303\251')"
says text_fault_has_its_place err 'TEXT: octet 4 (0x'
esme 2 text_must_fit send 447700900001 "$(printf '%161s' x)"
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

# the example programs
run example_send_works 0 "$build/send" 127.0.0.1 "$port" user secret 447700900001 hello
says example_send_prints_the_id out 'RESPONSE, status 0x00000000, message_id [0-9]'
"$build/receive" 127.0.0.1 "$port" user secret 1 >"$dir/received" 2>&1 &
receiver=$!
sleep 0.5
esme 0 send_with_receipt -b tx send 447700900001 hello -r
wait $receiver
cp "$dir/received" "$dir/out"
says example_receive_prints_the_receipt out 'stat:DELIVRD'

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

# the README's example compiles
sed -n '/^    #include <smpp.h>/,/^Then/p' README | sed '$d; s/^    //' >"$dir/readme.c"
run readme_example_compiles 0 "${CC:-cc}" -std=c99 -Wall -Wextra -Werror -Iinclude -c "$dir/readme.c" -o "$dir/readme.o"
exit $bad
