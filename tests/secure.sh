#!/bin/sh
# SPDX-License-Identifier: MIT
# Tries smpp-esme and mini-smsc over TLS, with certificates made for it.
# usage: BUILD=dir secure.sh
. tests/script.sh

program=$build/smpp-esme
run tls_options_need_tls 2 "$program" --ca x ping
says tls_options_are_named err '^smpp-esme: --ca, --cert, --key and --insecure need --tls$'
run centre_tls_options_need_tls 2 "$build/mini-smsc" -p 0 --account=a:b --cert=x
run tls_needs_its_files 2 "$program" --tls --ca="$dir/none" ping
if grep -q 'built without TLS' "$dir/err"; then
	echo '# skipped: programs over TLS: this is a build without it'
	exit $bad
fi
says missing_file_is_named err "^smpp-esme: --tls: $dir/none: No such file"
if ! command -v openssl >"$dir/which"; then
	echo '# skipped: programs over TLS: there is no openssl to make certificates'
	exit $bad
fi

# authority NAME; certify NAME CA ALTERNATIVE_NAMES
authority() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 10 -subj "/CN=$1" \
		-keyout "$dir/$1.key" -out "$dir/$1.crt" 2>"$dir/log"
}
certify() {
	echo "subjectAltName=$3" >"$dir/names"
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" \
		-keyout "$dir/$1.key" -out "$dir/request" 2>"$dir/log"
	openssl x509 -req -in "$dir/request" -CA "$dir/$2.crt" -CAkey "$dir/$2.key" -CAcreateserial \
		-days 10 -extfile "$dir/names" -out "$dir/$1.crt" 2>"$dir/log"
}
authority ca
authority other
certify centre ca DNS:localhost,IP:127.0.0.1
certify elsewhere ca DNS:smsc.example
certify client ca DNS:esme.example

run centre_needs_a_certificate 2 "$build/mini-smsc" -p 0 --account=a:b --tls
run centre_needs_its_own_key 2 "$build/mini-smsc" -p 0 --account=a:b --tls \
	--cert="$dir/centre.crt" --key="$dir/client.key"
says wrong_key_is_named err 'client.key: no private key of the certificate'

# ---- the usual ----
start_smsc -v --tls --cert="$dir/centre.crt" --key="$dir/centre.key"
# two that never say enough, to be dropped by the time when all else was tried
bash -c "exec 3<>/dev/tcp/127.0.0.1/$port; cat <&3 >'$dir/silent'" &
silent=$!
bash -c "exec 3<>/dev/tcp/127.0.0.1/$port; printf '\026\003\001\002\000\001' >&3; cat <&3 >'$dir/slow'" &
slow=$!
tls() { expected=$1 title=$2; shift 2; esme "$expected" "$title" --tls --ca="$dir/ca.crt" "$@"; }
tls 0 message_and_receipt_go_by_tls send 447700900001 hello --wait-receipt=5 \
	--pcap="$dir/tls.pcap" --trace="$dir/tls.trace"
says receipt_comes_by_tls out 'DELIVERED, receipt: id:'
run capture_is_above_tls 0 "$build/smpp-dump" --pcap "$dir/tls.pcap"
says capture_shows_the_message out '0x00000004 submit_sm$'
run trace_is_above_tls 0 "$build/smpp-replay" -q "$dir/tls.trace"
tls 0 many_pdus_go_in_one_record send 447700900001 "$(printf '%30000s' x)" --wait-receipt=15
says their_receipts_come_too out 'message 0000000[0-9]* DELIVERED'
tls 0 the_name_is_checked_too -H localhost ping
tls 0 pair_has_two_tls_links -b pair ping
run port_3550_is_usual 3 "$program" --tls --insecure -v ping
says usual_port_is_named err '127.0.0.1 port 3550'
run tls_from_the_environment 0 env SMPP_TLS=yes SMPP_CA="$dir/ca.crt" SMPP_PORT="$port" \
	SMPP_USER=user SMPP_PASSWORD=secret "$program" ping

# ---- who is refused ----
esme 3 unknown_ca_is_status_3 --tls --ca="$dir/other.crt" ping
says unknown_ca_is_named err 'TLS: its certificate is of an unknown CA'
esme 3 system_does_not_know_it --tls ping
esme 0 insecure_takes_it --tls --insecure ping
says insecure_warns err '^smpp-esme: warning: --insecure'
esme 5 no_tls_to_a_tls_port ping

# ---- more than fits anywhere: a peer that does not read at first ----
printf '\0\0\0\041\0\0\0\011\0\0\0\0\0\0\0\001user\0secret\0\0\064\0\0\0' >"$dir/many"
n=0
while [ $n -lt 256 ]; do
	printf "\\0\\0\\0\\020\\0\\0\\0\\025\\0\\0\\0\\0\\0\\0\\0\\$(printf %03o $n)"
	n=$((n + 1))
done >"$dir/block"
n=0
while [ $n -lt 12 ]; do
	cat "$dir/block" "$dir/block" >"$dir/twice"
	mv "$dir/twice" "$dir/block"
	n=$((n + 1))
done # 4096 times
cat "$dir/block" >>"$dir/many"
printf '\0\0\0\020\0\0\0\006\0\0\0\0\0\0\007\322' >>"$dir/many"
timeout 60 openssl s_client -quiet -connect "127.0.0.1:$port" <"$dir/many" 2>"$dir/log" |
	{ sleep 2; wc -c; } >"$dir/out"
got=$(tr -d ' ' <"$dir/out")
want=$((31 + 16 * 256 * 4096 + 16))
[ "$got" -eq $want ] && ok all_is_answered_when_it_reads_again || not_ok all_is_answered_when_it_reads_again "$got octets, not $want"

# ---- noise, then the silent ones ----
for noise in '\0\0\0\020\0\0\0\025\0\0\0\0\0\0\0\001' 'GET / HTTP/1.1\r\n\r\n' '\026\003\001\0\0'; do
	printf "$noise" | timeout 5 bash -c "cat >/dev/tcp/127.0.0.1/$port" 2>"$dir/log"
done
head -c 100000 /dev/urandom | timeout 5 bash -c "cat >/dev/tcp/127.0.0.1/$port" 2>"$dir/log"
tls 0 centre_survives_noise ping
kill -0 $silent 2>"$dir/log" && ok silent_one_was_not_in_the_way || not_ok silent_one_was_not_in_the_way "gone too early"
n=0
until [ "$(grep -c 'reason="SESSION_INIT"' "$dir/smsc")" -ge 2 ] || [ $n -gt 600 ]; do n=$((n + 1)); sleep 0.05; done
cp "$dir/smsc" "$dir/out"
[ "$(grep -c 'reason="SESSION_INIT"' "$dir/smsc")" -ge 2 ] && ok silent_ones_are_dropped || not_ok silent_ones_are_dropped "not after 30 s"
wait $silent $slow
says who_has_no_tls_is_named out 'TLS: the peer does not speak TLS'

# ---- an end without goodbye ----
: >"$dir/listening"
"$program" -p "$port" -u user -w secret --tls --ca="$dir/ca.crt" listen >"$dir/out" 2>"$dir/listening" &
listener=$!
n=0
until grep -q listening "$dir/listening" || [ $n -gt 200 ]; do n=$((n + 1)); sleep 0.05; done
kill -9 "$smsc" && wait "$smsc" 2>"$dir/log"
smsc=
wait $listener
got=$?
cp "$dir/listening" "$dir/err"
[ $got -eq 5 ] && ok lost_connection_is_status_5 || not_ok lost_connection_is_status_5 "status $got"
says no_goodbye_is_named err "without the peer's goodbye"

# ---- certificates of clients; a certificate of another host ----
start_smsc -v --tls --cert="$dir/elsewhere.crt" --key="$dir/elsewhere.key" --ca="$dir/ca.crt"
tls 3 other_host_is_status_3 --cert="$dir/client.crt" --key="$dir/client.key" ping
says other_host_is_named err 'TLS: name mismatch: its certificate is not for 127.0.0.1 but for smsc.example'
esme 3 demanded_certificate_is_status_3 --tls --insecure ping
says demanded_certificate_is_named err 'TLS: the peer demands a certificate$'
esme 0 demanded_certificate_is_taken --tls --insecure --cert="$dir/client.crt" --key="$dir/client.key" ping
cat "$dir/client.crt" "$dir/client.key" >"$dir/client.pem"
esme 0 key_may_be_in_the_same_file --tls --insecure --cert="$dir/client.pem" ping
stop_smsc
[ "$smsc_status" -eq 0 ] && ok tls_centre_ends_with_status_0 || not_ok tls_centre_ends_with_status_0 "$smsc_status"
cp "$dir/smsc" "$dir/out"
says centre_says_who_has_none out 'TLS: the peer has shown no certificate'

start_smsc
esme 3 tls_to_a_plain_port --tls --insecure ping
says plain_port_is_named err 'TLS: the peer does not speak TLS'
esme 0 plain_centre_survives_tls ping
stop_smsc
exit $bad
