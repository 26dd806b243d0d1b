#!/bin/sh
# SPDX-License-Identifier: MIT
# Tries bulk and bench of smpp-esme: forms of input, what is wrong with a line, outcomes that outlive
# kills of either side, back-pressure, throttling, load.
# usage: BUILD=dir [BULK_LINES=n] bulk.sh: n lines for the runs that are killed, usual 20000
. tests/script.sh

lines=${BULK_LINES:-20000}
rate=$((lines / 2))
bulk_pid=
trap '[ -z "$smsc$bulk_pid" ] || kill -9 $smsc $bulk_pid 2>/dev/null; rm -rf "$dir"' EXIT INT TERM

bulk() { expected=$1 title=$2; shift 2; esme "$expected" "$title" bulk "$@"; }
# column 5 of the messages whose column 1 is a number
outcomes() { awk -F '\t' '$1 ~ /^[0-9]+$/ { print $5 }' "$1" | sort | uniq -c | awk '{ printf "%s%s %s", n++ ? ", " : "", $1, $2 }'; }
# is NAME WANTED GOT
is() { [ "$2" = "$3" ] && ok "$1" || not_ok "$1" "'$3', not '$2'"; }
# accounts NAME FILE: every line from 1 to $lines once, and nothing else
accounts() {
	is "$1" "$(seq "$lines" | cksum)" \
		"$(awk -F '\t' 'NR > 1 { print $1 }' "$2" | sort -n | cksum)"
}
count_of() { awk -F '\t' -v word="$2" '$5 == word { n++ } END { print n + 0 }' "$1"; }
# until_there FILE N: N outcomes are in it, 60 seconds at most
until_there() {
	n=0
	until [ "$(count_of "$1" accepted 2>/dev/null || echo 0)" -ge "$2" ] || [ $n -gt 1200 ]; do
		n=$((n + 1))
		sleep 0.05
	done
}
# start_bulk OPTIONS...: in the background, $bulk_pid
start_bulk() {
	"$build/smpp-esme" -p "$port" -u user -w secret bulk "$@" >"$dir/out" 2>"$dir/err" </dev/null &
	bulk_pid=$!
}
end_bulk() { wait "$bulk_pid" 2>/dev/null; got=$?; bulk_pid=; }
again_smsc() { kill -9 "$smsc"; wait "$smsc" 2>/dev/null; start_smsc -p "$port"; }

# ---- usage ----
usage() { title=$1; shift; run "$title" 2 "$build/smpp-esme" -p 1 bulk "$@"; }
usage bulk_needs_a_file
usage bulk_file_must_be_there "$dir/none.csv"
says bulk_names_the_file err 'none.csv: No such file or directory$'
usage bulk_file_must_be_none_of_a_folder "$dir"
echo '1,a' >"$dir/one.csv"
usage bulk_window_has_its_limits "$dir/one.csv" -W 0
usage bulk_input_is_a_word "$dir/one.csv" --input=xml
usage bulk_retry_is_a_word "$dir/one.csv" --retry=throttled,always
usage bulk_outcome_must_be_such_a_file "$dir/one.csv" --outcome="$dir/one.csv"
says bulk_says_it_is_another_file err 'line 1 is not one of a file of outcomes$'
is bulk_leaves_it_alone '1,a' "$(cat "$dir/one.csv")"
usage bulk_receipts_need_a_receiver -b tx "$dir/one.csv" --wait-receipt
run bulk_without_a_centre_is_status_3 3 "$build/smpp-esme" -p 1 bulk "$dir/one.csv"

# ---- forms, and lines that are wrong ----
start_smsc
printf 'dst,text,src,validity\n447700900001,"a ""quoted"", text",Shop,4h\n447700900002,two,,\n' >"$dir/good.csv"
printf '{"dst":"447700900001","text":"caf\\u00e9","src":"Shop","receipt":true,"encoding":"ucs2"}\n{"to":447700900002,"text":"b"}\n' >"$dir/good.json"
printf '# comment\n375,1,1;447700900001;one;;two;true;3\n;447700900002;b;0;8\n' >"$dir/good.smppload"
for form in csv json smppload; do
	bulk 0 "bulk_sends_$form" "$dir/good.$form" --outcome="$dir/$form.tsv"
	says "bulk_counts_$form" out '^sent 2, accepted 2, refused 0, timed out 0, unknown 0, not sent 0$'
	is "bulk_notes_$form" '2 accepted' "$(outcomes "$dir/$form.tsv")"
done
esme 0 bulk_shows_pdus_as_others_do bulk "$dir/good.csv" -vv
says bulk_sends_the_source err 'source_addr  *"Shop"'
says bulk_sends_the_options_of_a_line err 'validity_period  *"000000040000000R"'
says bulk_sends_the_text err 'short_message  *"a .x22quoted.x22, text"$'
bulk 0 bulk_sends_json_options "$dir/good.json" -vv
says bulk_json_encoding_is_obeyed err 'data_coding  *8 *[^ ]*$'
says bulk_json_receipt_is_obeyed err 'registered_delivery  *1 *[^ ]*$'

cat >"$dir/bad.json" <<END
{"dst":"4477","text":"x","split":"sar"}
{"dst":"4477","text":"x","validity":"soon"}
{"dst":"4477","text":"x","fly":true}
{"dst":"4477","text":"0g","hex":true}
{"dst":"44\\u000077","text":"x"}
{"dst":"4477","text":"0102ff","hex":true,"tlv":["0x1400=1","0x1401:hex=aabb"]}
END
bulk 1 options_of_lines_are_checked "$dir/bad.json" -vv
says connections_option_has_its_place err 'bad.json:1:34: split holds for all messages$'
says bad_value_has_its_place err "bad.json:2:37: validity: 'soon' is not a duration"
says unknown_option_has_its_place err 'bad.json:3:32: fly: there is no such option$'
says bad_hex_has_its_place err 'bad.json:4:22: the text is not hexadecimal$'
says nul_has_its_place err 'bad.json:5:8: U+0000 cannot stand here$'
says octets_are_sent err 'short_message  *01 02 FF$'
says tlvs_are_sent err '0x1401 AA BB$'

cat >"$dir/bad.csv" <<END
447700900001,fine
,no destination
447700900002
447700900003,"open
447700900004,fine too
123456789012345678901234567890123456789012345678901234567890123456789,x
END
bulk 1 bad_lines_are_status_1 "$dir/bad.csv" --outcome="$dir/bad.tsv"
says bad_line_has_its_place err 'bad.csv:2:1: no destination$'
says bad_line_has_its_column err 'bad.csv:3:13: no text$'
says open_quotation_mark_has_its_place err 'bad.csv:4:14: the quotation mark is not closed$'
says bad_address_has_its_place err 'bad.csv:6:1: .* has no address of 1 to 20 characters$'
says good_lines_are_sent_all_the_same out '^sent 2, accepted 2, .*, not sent 4$'
is bad_lines_are_noted '2 accepted, 4 not-sent' "$(outcomes "$dir/bad.tsv")"
bulk 1 stop_on_error_stops "$dir/bad.csv" --stop-on-error
says stop_on_error_sends_nothing_more out '^sent 1, accepted 1, .*, not sent 1$'
sed -i 's/^,no/447700900009,no/' "$dir/bad.csv"
bulk 1 mended_line_is_sent_next_time "$dir/bad.csv" --outcome="$dir/bad.tsv"
says mended_line_is_sent_alone out '^sent 1, accepted 1, .*, not sent 3$'
sed -i '1s/fine/other/' "$dir/bad.csv"
bulk 2 another_message_is_noticed "$dir/bad.csv" --outcome="$dir/bad.tsv"
says another_message_has_its_place err 'bad.csv:1:1: not the message of which --outcome tells'
printf '447700900001,caf\303\251\n447700900002,\305\274\n' >"$dir/letters.csv"
bulk 1 text_must_be_in_the_alphabet "$dir/letters.csv" --encoding=gsm7
says letter_has_its_place err 'letters.csv:2:14: octet 1 of the text (U+017C) is not in the alphabet$'
bulk 0 count_repeats_the_file "$dir/good.csv" -n 7 --format=json
says summary_is_json out '"ev":"summary","sent":7,"accepted":7,"refused":0,.*"latency_us":{"min":[0-9]*,"p50":'
printf '447700900001,a\n666123,b\n' >"$dir/receipts.csv"
bulk 1 undelivered_is_status_1 "$dir/receipts.csv" --wait-receipt=10 --outcome="$dir/receipts.tsv"
says receipts_are_counted out '^receipts: 1 DELIVERED, 1 UNDELIVERABLE$'
is receipts_are_noted 'DELIVERED UNDELIVERABLE' \
	"$(awk -F '\t' 'NR > 1 { print $8 }' "$dir/receipts.tsv" | sort | paste -sd ' ' -)"
bulk 0 delivered_is_status_0 "$dir/good.csv" --wait-receipt=10
run standard_input_is_read 0 sh -c 'exec "$@" <"$0"' "$dir/good.csv" \
	"$build/smpp-esme" -p "$port" -u user -w secret bulk -
says standard_input_was_sent out '^sent 2, accepted 2,'

# ---- the bar ----
seq 1 3000 | sed 's/.*/4477009&,number &/' >"$dir/3000.csv"
bulk 0 bar_is_drawn "$dir/3000.csv" -R 3000 --progress=always
tr '\r' '\n' <"$dir/err" | sed 's/^.\[K//' >"$dir/bars"
cp "$dir/bars" "$dir/err"
says bar_shows_counts_rate_and_window err '^\[#*  *\] [0-9]*/~*[0-9]*  [0-9]*/s  window [0-9]*/10  err 0'
says bar_ends_full err '^\[##########\] 3000/3000 '
is bar_fits_80_columns '' "$(awk 'length > 79' "$dir/bars")"
bulk 0 bar_is_for_terminals "$dir/one.csv"
is without_a_terminal_nothing_is_drawn '' "$(cat "$dir/err")"

# ---- window, segments, rate ----
bulk 0 window_of_thousands "$dir/3000.csv" -W 2000
long=$(printf '%400s' x)
printf '4477,%s\n4478,%s\n' "$long" "$long" >"$dir/long.csv"
bulk 0 long_texts_go_in_segments "$dir/long.csv" --wait-receipt=10 --outcome="$dir/long.tsv"
says segments_are_counted out 'segments accepted 6$'
is segments_have_their_ids '6' "$(awk -F '\t' 'NR > 1 { print $7 }' "$dir/long.tsv" | tr ',' '\n' | sort -u | grep -c .)"
stop_smsc

# ---- input is read only as fast as messages go out ----
start_smsc
mkfifo "$dir/pipe"
(seq 1 200000 | sed 's/.*/4477009&,number & and some more text to fill the pipe/' >"$dir/pipe" && : >"$dir/all-read") 2>/dev/null &
writer=$!
start_bulk "$dir/pipe" -R 5 --outcome="$dir/pipe.tsv"
until_there "$dir/pipe.tsv" 5
[ -e "$dir/all-read" ] && not_ok input_waits_for_messages "all of it was read" || ok input_waits_for_messages
kill -INT "$bulk_pid"
end_bulk
wait $writer
is interrupted_bulk_has_the_signals_status 130 $got
is what_was_under_way_has_come_to_its_end "$(count_of "$dir/pipe.tsv" accepted) accepted" "$(outcomes "$dir/pipe.tsv")"
stop_smsc

# ---- the centre is killed twice ----
seq 1 "$lines" | sed 's/.*/4477009&,message &/' >"$dir/many.csv"
start_smsc
start_bulk "$dir/many.csv" -R $rate -W 50 --reconnect=1 --outcome="$dir/many.tsv"
until_there "$dir/many.tsv" $((lines / 4))
again_smsc
until_there "$dir/many.tsv" $((lines / 2))
again_smsc
end_bulk
unknown=$(count_of "$dir/many.tsv" unknown)
is killed_centre_status $([ "$unknown" -gt 0 ] && echo 1 || echo 0) $got
accounts killed_centre_every_line_once "$dir/many.tsv"
is killed_centre_all_accepted_or_unknown "$lines" $((unknown + $(count_of "$dir/many.tsv" accepted)))
[ "$unknown" -le 100 ] && ok killed_centre_unknown_are_those_under_way || not_ok killed_centre_unknown_are_those_under_way "$unknown"
bulk $([ "$unknown" -gt 0 ] && echo 1 || echo 0) nothing_is_sent_again_by_itself "$dir/many.csv" --outcome="$dir/many.tsv"
says nothing_was_sent_again out '^sent 0, accepted 0,'
bulk 0 unknown_are_sent_when_asked_for "$dir/many.csv" --outcome="$dir/many.tsv" --resend-unknown
says unknown_were_sent out "^sent $unknown, accepted $unknown,"
is at_last_all_are_accepted "$lines accepted" "$(outcomes "$dir/many.tsv")"
accounts at_last_every_line_once "$dir/many.tsv"
stop_smsc

# the same, and what may be lost is sent again at once
start_smsc
rm -f "$dir/many.tsv"
start_bulk "$dir/many.csv" -R $rate -W 50 --reconnect=1 --outcome="$dir/many.tsv" --resend-unknown
until_there "$dir/many.tsv" $((lines / 4))
again_smsc
end_bulk
is resent_at_once_status 0 $got
is resent_at_once_all_are_accepted "$lines accepted" "$(outcomes "$dir/many.tsv")"
accounts resent_at_once_every_line_once "$dir/many.tsv"
stop_smsc

# ---- the ESME is killed ----
start_smsc
rm -f "$dir/many.tsv"
for part in 3 2; do
	start_bulk "$dir/many.csv" -R $rate -W 50 --outcome="$dir/many.tsv"
	until_there "$dir/many.tsv" $((lines / part))
	kill -9 "$bulk_pid"
	end_bulk
done
start_bulk "$dir/many.csv" -W 50 --outcome="$dir/many.tsv"
end_bulk
unknown=$(count_of "$dir/many.tsv" unknown)
is killed_esme_status $([ "$unknown" -gt 0 ] && echo 1 || echo 0) $got
accounts killed_esme_every_line_once "$dir/many.tsv"
is killed_esme_all_accepted_or_unknown "$lines" $((unknown + $(count_of "$dir/many.tsv" accepted)))
[ "$unknown" -le 100 ] && ok killed_esme_unknown_are_those_under_way || not_ok killed_esme_unknown_are_those_under_way "$unknown"
stop_smsc
cp "$dir/smsc" "$dir/out"
arrived=$(sed -n 's/.*messages accepted \([0-9]*\),.*/\1/p' "$dir/smsc")
[ "$arrived" -le "$lines" ] && [ "$arrived" -ge $((lines - unknown)) ] && ok killed_esme_sent_nothing_twice ||
	not_ok killed_esme_sent_nothing_twice "$arrived arrived, $unknown are unknown"

# an outcome that cannot be noted ends it, and nothing goes out of which the file does not know
start_smsc
rm -f "$dir/many.tsv"
run full_disk_is_status_1 1 sh -c 'trap "" XFSZ; ulimit -f 64; exec "$@"' sh \
	"$build/smpp-esme" -p "$port" -u user -w secret bulk "$dir/many.csv" -W 50 --outcome="$dir/many.tsv"
says full_disk_is_named err 'smpp-esme: --outcome: .*many.tsv: File too large$'
stop_smsc
arrived=$(sed -n 's/.*messages accepted \([0-9]*\),.*/\1/p' "$dir/smsc")
marked=$(awk '$1 == "mark" { n = $2 > n ? $2 : n } END { print n + 0 }' "$dir/many.tsv")
[ "$arrived" -gt 0 ] && [ "$arrived" -le "$marked" ] && ok full_disk_nothing_goes_out_unknown ||
	not_ok full_disk_nothing_goes_out_unknown "$arrived arrived, $marked are marked"

# what only waits for its turn is not unknown after a kill
start_smsc
rm -f "$dir/many.tsv"
start_bulk "$dir/many.csv" -R 25 -W 100 --outcome="$dir/many.tsv"
until_there "$dir/many.tsv" 10
kill -9 "$bulk_pid"
end_bulk
bulk 1 killed_at_a_low_rate "$dir/many.csv" -n $((lines / 4)) -W 100 --outcome="$dir/many.tsv"
unknown=$(count_of "$dir/many.tsv" unknown)
[ "$unknown" -ge 1 ] && [ "$unknown" -le 10 ] && ok killed_at_a_low_rate_few_are_unknown || not_ok killed_at_a_low_rate_few_are_unknown "$unknown"
stop_smsc

# ---- throttled, full ----
start_smsc --max-messages=20
bulk 0 full_store_is_tried_again "$dir/3000.csv" -n 200 -r -W 50 --outcome="$dir/full.tsv" --retry-max=100
says full_store_is_counted out '^throttled [1-9][0-9]*, resent [1-9]'
is full_store_all_are_accepted '200 accepted' "$(outcomes "$dir/full.tsv")"
bulk 1 full_store_is_an_end_when_said_so "$dir/3000.csv" -n 200 -r -W 50 --retry=none
says full_store_refuses out '^refused: [0-9]* ESME_RMSGQFUL$'
stop_smsc
modules=$(cd "$build" && pwd)/interop/node_modules
if command -v node >"$dir/which" && [ -d "$modules/smpp" ]; then
	: >"$dir/smsc"
	NODE_PATH=$modules node tests/interop/node_smsc.js 127.0.0.1 0 --mode throttle --count 12 --max-time 60 >"$dir/smsc" 2>&1 &
	smsc=$!
	n=0
	until grep -q '^# listening on' "$dir/smsc" || [ $n -gt 200 ]; do n=$((n + 1)); sleep 0.05; done
	port=$(sed -n 's/^# listening on .*:\([0-9]*\) mode .*/\1/p' "$dir/smsc")
	bulk 0 throttled_are_sent_again "$dir/3000.csv" -n 100 -R 200 --outcome="$dir/throttled.tsv"
	says throttled_are_counted out '^throttled 12, resent 12$'
	is throttled_are_accepted '100 accepted' "$(outcomes "$dir/throttled.tsv")"
	kill "$smsc"
	wait "$smsc"
	smsc=
else
	echo "# skipped throttled_are_sent_again: no node-smpp, make interop installs it"
fi

# ---- bench ----
start_smsc
esme 0 bench_measures bench -n 3000
says bench_has_one_line out '^sent 3000, failed 0, [0-9.]* s, [0-9]*/s, p50 [0-9.]* p95 [0-9.]* p99 [0-9.]* max [0-9.]* ms$'
esme 0 bench_takes_many_connections bench -n 5000 --connections=20 -W 50 --wait-receipt=15 --format=json
says bench_json_is_one_object out '^{"t":[0-9.]*,"ev":"bench","sent":5000,"accepted":5000,.*"receipts":{"DELIVERED":5000},"receipts_missing":0,'
esme 0 bench_ends_in_time bench --duration=0.3 -R 1000 --length=200
says bench_rate_is_obeyed out '^sent [1-9][0-9]\{1,2\}, failed 0,'
esme 2 bench_takes_no_words bench 447700900001
esme 4 bench_tells_a_refused_bind -w wrong bench
says bench_names_the_refusal err 'bind refused: ESME_RBINDFAIL'
run bench_without_a_centre_is_status_3 3 "$build/smpp-esme" -p 1 bench
stop_smsc
exit $bad
