#!/bin/sh
# SPDX-License-Identifier: MIT
# Tries whom mini-smsc lets in, how long it bears with those who say nothing or nonsense, and how it
# says goodbye.
# usage: BUILD=dir access.sh
. tests/script.sh

others=
trap 'kill -9 $smsc $others 2>/dev/null; rm -rf "$dir"' EXIT
trap 'exit 1' INT TERM

# as ACCOUNT PASSWORD STATUS NAME ARGUMENTS...: runs smpp-esme for that account
as() {
	account=$1 password=$2 status=$3 title=$4
	shift 4
	run "$title" "$status" "$build/smpp-esme" -p "$port" -u "$account" -w "$password" "$@"
}
is() { [ "$2" = "$3" ] && ok "$1" || not_ok "$1" "'$3', not '$2'"; }
# until_says FILE PATTERN: within 20 seconds
until_says() {
	n=0
	until grep -q -- "$2" "$1" 2>/dev/null; do
		n=$((n + 1))
		[ $n -lt 200 ] || return 1
		sleep 0.1
	done
}
# stay NAME: a listener that is bound from now on; $listener
stay() {
	"$build/smpp-esme" -p "$port" -u user -w secret listen >"$dir/$1.out" 2>"$dir/$1.err" &
	listener=$!
	others="$others $listener"
	until_says "$dir/$1.err" 'bound, listening' && ok "$1_is_bound" || not_ok "$1_is_bound" "$(cat "$dir/$1.err")"
}
bind_octets() { "$build/smpp-esme" encode --binary bind_transceiver system_id=user password=secret interface_version=0x34 "$@"; }

# ---- so many, and no more ----
start_smsc --max-sessions=2
stay first
one=$listener
stay second
esme 5 a_third_session_is_not_let_in ping
kill $one
wait $one
esme 0 when_one_has_left_there_is_room ping
stop_smsc
wait $listener

start_smsc --max-per-address=1
stay only
esme 5 a_second_one_of_the_address_is_not_let_in ping
stop_smsc
wait $listener
is SIGTERM_unbinds_who_listens 0 $?
is SIGTERM_ends_it_with_status_0 0 "$smsc_status"
cp "$dir/smsc" "$dir/out"
says the_unbind_was_answered out '^PDUs in 2, out 2,' # a bind, and the response to the unbind

# ---- who is who ----
hash='$6$libsmpp$j9yF8aFs4c3N.BXruipH9.FWbHzrFSASo1GZDs8S9XR0ZV3ePFl.oq9uSJxSKrk0L8ghMrNPgYCV9jaDjfboV.'
start_smsc --account=old:old --only-34=old
as old old 0 the_account_for_3.4_binds_with_3.4 ping
as old old 4 it_binds_not_with_5.0 --interface-version=5.0 ping
as old old 4 it_binds_not_with_3.3 --interface-version=3.3 -b tx send 4477 x
as user secret 0 others_bind_with_5.0 --interface-version=5.0 ping
stop_smsc
if "$build/mini-smsc" -t --account="hashed:$hash" >"$dir/out" 2>&1; then
	start_smsc --account="hashed:$hash"
	as hashed secret 0 a_hashed_password_is_known ping
	as hashed Secret 4 another_one_is_not ping
	as hashed "$hash" 4 nor_the_hash_itself ping
	stop_smsc
else
	echo "# skipped: $(head -1 "$dir/out")"
fi

# What a guess costs. The first three are answered at once, the fourth after half a second, then a
# second and so on; here only what must be so is looked at, not how long anything took.
start_smsc
as user wrong 4 a_wrong_password_is_refused ping
cp "$dir/err" "$dir/wrong"
as nobody secret 4 an_unknown_id_is_refused ping
cmp -s "$dir/err" "$dir/wrong" && ok both_are_answered_alike || not_ok both_are_answered_alike "$(cat "$dir/wrong")"
says with_the_same_status err 'ESME_RBINDFAIL'
before=$(date +%s)
for guess in 3 4 5 6; do
	as user "wrong$guess" 4 "guess_$guess" ping
done
[ $(($(date +%s) - before)) -ge 3 ] && ok guesses_become_slow || not_ok guesses_become_slow "$(($(date +%s) - before)) s for 0.5 s, 1 s and 2 s"
"$build/smpp-esme" -p "$port" -u nobody -w secret ping >"$dir/slow" 2>&1 &
slow=$!
others="$others $slow"
esme 0 who_knows_it_is_not_slowed ping
kill -0 $slow 2>/dev/null && ok an_unknown_id_is_slowed_too || not_ok an_unknown_id_is_slowed_too "$(cat "$dir/slow")"
wait $slow
is and_refused_in_the_end 4 $?
stop_smsc

# ---- outbind ----
"$build/smpp-esme" -u user -w secret listen --outbind=127.0.0.1:0 -n 1 >"$dir/outbind.out" 2>"$dir/outbind.err" &
listener=$!
others="$others $listener"
until_says "$dir/outbind.err" 'waiting for an outbind'
esme_port=$(sed -n 's/.*waiting for an outbind on .*:\([0-9]*\)$/\1/p' "$dir/outbind.err")
start_smsc --route=4699=user --account=shop:shop --outbind="user=127.0.0.1:$esme_port:pw" --retry=100-500
as shop shop 0 send_to_who_waits_for_an_outbind send 469901 'come and get it' -s 4477
until_says "$dir/outbind.out" 'come and get it' || kill $listener
wait $listener
is an_outbind_makes_him_bind 0 $?
cp "$dir/outbind.out" "$dir/out"
cp "$dir/outbind.err" "$dir/err"
says the_outbind_names_the_centre err 'outbind from mini-smsc'
says he_has_his_message out '^4477 > 469901: come and get it$'
stop_smsc

# ---- silence ----
start_smsc --session-init=1 --inactivity-timeout=2
run who_does_not_bind_is_sent_away 0 "$build/tests/octets" "$port" 8
is without_a_word 0 "$(wc -c <"$dir/out")"
bind_octets >"$dir/bind"
timeout 20 "$build/tests/octets" "$port" 15 <"$dir/bind" >"$dir/answer"
is who_says_nothing_more_is_sent_away 0 $?
run what_he_is_told 0 "$build/smpp-esme" decode --words "$dir/answer"
says he_was_bound out '^bind_transceiver_resp .*system_id=mini-smsc'
is and_no_more 1 "$(wc -l <"$dir/out")"
stop_smsc

# ---- nonsense, while somebody works ----
# throw NAME: octets of standard input into a connection of its own, which the centre is to close
throw() {
	cat >"$dir/throw"
	timeout 20 "$build/tests/octets" "$port" 15 <"$dir/throw" >"$dir/answer" 2>"$dir/err"
	is "$1_is_sent_away$behind" 0 $?
	esme 0 "after_$1_it_is_there$behind" ping
}
# nacked NAME STATUS SEQUENCE: that was the whole answer
nacked() {
	run "$1_is_answered$behind" 0 "$build/smpp-esme" decode --words "$dir/answer"
	is "$1_is_answered_by$behind" "generic_nack sequence_number=$3 command_status=$2" "$(cat "$dir/out")"
}
# nonsense BEHIND OPTIONS...: with these options of the centre; BEHIND stands in the names
nonsense() {
	behind=$1
	shift
	start_smsc --session-init=2 "$@"
	"$build/smpp-esme" -p "$port" -u user -w secret bench -R 200 --duration=3600 >"$dir/bench" 2>&1 &
	bench=$!
	others="$others $bench"
	for round in 1 2 3 4 5 6 7 8; do
		head -c 2000 /dev/urandom | throw "random_$round"
	done
	printf 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n' | throw HTTP
	nacked HTTP ESME_RINVCMDLEN 0
	printf '\026\003\001\002\000\001\000\001\374\003\003%032d\040' 0 | throw a_TLS_hello
	nacked a_TLS_hello ESME_RINVCMDLEN 0
	printf '\377\377\377\377\000\000\000\011\000\000\000\000\000\000\000\001' | throw a_length_of_4_GB
	nacked a_length_of_4_GB ESME_RINVCMDLEN 0
	printf '\000\377\377\377\000\000\000\011\000\000\000\000\000\000\000\052' | throw a_length_of_16_MB
	nacked a_length_of_16_MB ESME_RINVCMDLEN 42
	printf '\000\000\000\017\000\000\000\011\000\000\000\000\000\000\000\001' | throw a_length_too_short
	nacked a_length_too_short ESME_RINVCMDLEN 0
	bind_octets | head -c 20 | throw half_a_bind
	is "half_a_bind_has_no_answer$behind" 0 "$(wc -c <"$dir/answer")"
	head -c 100000 /dev/zero | throw zeros
	(bind_octets; head -c 40 /dev/zero) | throw a_bind_and_zeros
	(bind_octets; head -c 3000 /dev/urandom) | throw a_bind_and_random
	# a message that says it is longer than it is, behind a bind: the partial PDU has its time
	(bind_octets; printf '\000\000\001\000\000\000\000\004\000\000\000\000\000\000\000\002short') | throw half_a_message
	kill -0 $bench && ok "who_worked_still_does$behind" || not_ok "who_worked_still_does$behind" "$(cat "$dir/bench")"
	kill -INT $bench
	wait $bench
	cp "$dir/bench" "$dir/out"
	says "all_of_his_were_answered$behind" out '^sent [1-9][0-9]*, failed 0,'
	stop_smsc
	is "it_ends_with_status_0$behind" 0 "$smsc_status"
}
nonsense ''
nonsense _behind_quirks --quirk=reorder=2
exit $bad
