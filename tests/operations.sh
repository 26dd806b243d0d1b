#!/bin/sh
# SPDX-License-Identifier: MIT
# Tries how mini-smsc is watched and steered: control socket, status page, log, messages from a file,
# statistics, ends; and who misuses them.
# usage: BUILD=dir operations.sh
. tests/script.sh
talk="$build/tests/talk"
held=
trap '[ -z "$smsc$held" ] || kill $smsc $held 2>/dev/null; rm -rf "$dir"' EXIT INT TERM

# start OPTIONS...: the centre with a control socket, a status page and a log
start() {
	start_smsc --control="$dir/ctl" --status-port=0 --log="$dir/log" "$@"
	status=$(sed -n 's/^status on 127.0.0.1:\([0-9]*\)$/\1/p' "$dir/smsc")
}
# ctl STATUS NAME COMMAND...
ctl() {
	expected=$1 title=$2
	shift 2
	run "$title" "$expected" "$build/mini-smsc" ctl "$dir/ctl" "$@"
	cat "$dir/out" "$dir/err" >>"$dir/answers"
}
# get NAME STATUS PATH: the answer is in $dir/out
get() {
	printf 'GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n' "$3" | timeout 20 "$talk" --open "$status" >"$dir/out" 2>"$dir/err"
	says "$1" out "^HTTP/1.1 $2 "
	cat "$dir/out" >>"$dir/answers"
}
# http NAME STATUS TEXT: what printf makes of TEXT is answered with that status
http() {
	printf "$3" | timeout 20 "$talk" "$status" >"$dir/out" 2>"$dir/err"
	says "$1" out "^HTTP/1.1 $2 "
}
# await NAME FILE PATTERN: within a minute the file has such a line
await() {
	n=0
	until grep -qs -- "$3" "$dir/$2" || [ $n -gt 1200 ]; do n=$((n + 1)); sleep 0.05; done
	cp "$dir/$2" "$dir/out"
	says "$1" out "$3"
}
# listen ARGUMENTS...: an ESME that listens, in the background: $held; its lines are in $dir/listened
listen() {
	: >"$dir/listening"
	timeout 60 "$build/smpp-esme" -p "$port" -u user -w secret "$@" >"$dir/listened" 2>"$dir/listening" &
	held=$!
	n=0
	until grep -q listening "$dir/listening" || [ $n -gt 1200 ]; do n=$((n + 1)); sleep 0.05; done
}
no_listener() { kill $held 2>/dev/null; wait $held 2>/dev/null; held=; }
# ends NAME STATUS: the centre ends by itself within 20 seconds
ends() {
	n=0
	while kill -0 "$smsc" 2>/dev/null && [ $n -lt 400 ]; do n=$((n + 1)); sleep 0.05; done
	[ $n -lt 400 ] || kill -9 "$smsc"
	wait "$smsc"
	got=$?
	smsc=
	cp "$dir/smsc" "$dir/out"
	[ $got -eq "$2" ] && ok "$1" || not_ok "$1" "status $got"
}

# ---- options ----
printf 'src,dst,text\n4477,99,"one, and"\n4478,99,"two ""quoted"""\n4479,99,caf\303\251 \342\202\254 \320\226\n' >"$dir/mo.csv"
printf '4477,99,good\n4477,99,caf\351\n' >"$dir/latin.csv"
printf '4477,99,good\n4477,,nobody\n' >"$dir/nobody.csv"
check() { expected=$1 title=$2; shift 2; run "$title" "$expected" "$build/mini-smsc" -p 0 --account=a:b -t "$@"; }
check 0 all_are_checked --mo="$dir/mo.csv:20" --mo-repeat --control="$dir/ctl" --status-port=0 --log="$dir/log" \
	--format=json --log-texts --stats=5 --max-time=5 --once --congestion=off
[ ! -e "$dir/ctl" ] && [ ! -e "$dir/log" ] && ok a_check_makes_no_file || not_ok a_check_makes_no_file "there is one"
check 2 a_text_must_be_utf8 --mo="$dir/latin.csv"
says wrong_text_has_its_line err 'latin.csv:2: not UTF-8'
check 2 a_number_must_be_there --mo="$dir/nobody.csv"
says wrong_number_has_its_line err 'nobody.csv:2: '
check 2 a_file_must_be_there --mo="$dir/none.csv"
says missing_file_is_named err 'none.csv: No such file'
check 2 a_rate_has_its_range --mo="$dir/mo.csv:0"
check 2 repeat_needs_a_file --mo-repeat
check 2 a_status_port_is_a_port --status-port=65536
check 2 a_format_is_a_word --format=xml
check 2 congestion_is_a_word --congestion=on
check 2 a_control_path_has_its_length --control="$dir/$(printf '%0120d' 1)"
for shell in bash zsh fish; do
	run "completion_for_$shell" 0 "$build/mini-smsc" --completion=$shell
	says "completion_for_${shell}_has_an_option" out 'status-port'
	! command -v $shell >"$dir/which" || run "completion_for_${shell}_is_read_by_it" 0 $shell -n "$dir/out"
done
run no_completion_for_others 2 "$build/mini-smsc" --completion=tcsh

# ---- the control socket ----
start --outcome='7*=absent:1000' --trace="$dir" --mask --account=slow:slow:trx:1
echo '4477,hello' >"$dir/throttled.csv"
[ "$(ls -l "$dir/ctl" | cut -c1-10)" = srw------- ] && ok the_socket_is_its_owners || not_ok the_socket_is_its_owners "$(ls -l "$dir/ctl")"
run a_socket_in_use_is_an_error 3 "$build/mini-smsc" -p 0 --account=a:b --control="$dir/ctl"
says why_it_is_an_error err 'another process uses it'
: >"$dir/plain"
run a_file_is_never_replaced 3 "$build/mini-smsc" -p 0 --account=a:b --control="$dir/plain"
[ -f "$dir/plain" ] && ok the_file_is_there_still || not_ok the_file_is_there_still "gone"
run ctl_without_a_path_is_usage 2 "$build/mini-smsc" ctl
run ctl_without_a_centre_is_status_3 3 "$build/mini-smsc" ctl "$dir/nowhere" status
ctl 0 help_lists_commands help
says help_has_outbind out '^outbind HOST PORT'
sed 's/ .*//' "$dir/out" | while read -r command; do
	grep -q "^\.It Cm $command\( \|$\)" man/mini-smsc.1 || echo "$command"
done >"$dir/wrong"
[ -s "$dir/wrong" ] && not_ok the_manual_has_all_commands "$(cat "$dir/wrong")" || ok the_manual_has_all_commands
ctl 1 an_unknown_command_is_an_error fly
says an_unknown_command_is_told err 'no such command'
ctl 1 an_argument_too_many status now
listen -b trx --address-range='99' listen
ctl 0 status_is_told status
says status_counts_sessions out '^sessions connections=1 transmitters=0 receivers=0 transceivers=1 '
ctl 0 sessions_are_told sessions
says a_session_has_all_its_figures out '^session=1 account="user" address="127.0.0.1" state=BOUND_TRX version=3.4 since=20[-0-9T:.]*Z in=1 out=1 unanswered=0 waiting=0$'
ctl 0 a_handset_sends mo 4477 99 'caf√ \ two
lines'
await it_arrives listened '^4477 > 99: caf√ \\x5C two\\x0Alines$'
ctl 0 characters_of_gsm_go_as_such mo 4478 99 "$(printf 'caf\303\251')"
ctl 0 a_long_text_goes_in_segments mo 4479 99 "$(printf '%400s' x)"
await the_long_text_is_whole listened '^4479 > 99:  *x$'
ctl 1 a_handset_needs_a_number mo
ctl 1 text_of_a_handset_is_utf8 mo 4477 99 "$(printf 'caf\351')"
esme 0 one_is_sent send 7001 'words unseen' -s 42
ctl 0 a_message_is_told message 0000000006
says a_message_has_its_figures out '^message id="0000000006" account="user" source="42" destination="7001" command=submit_sm state=ENROUTE waits_for=time tries=1 error=27 submitted=.* due=.* expires=.* text_octets=12$'
says_not its_text_is_not_told out 'words unseen'
ctl 1 no_such_message message 12345
ctl 0 the_queue_is_told queue
says the_queue_has_states out '^state .*ENROUTE=1 '
says the_queue_has_what_is_waited_for out '^waits_for .*time=1 '
ctl 0 accounts_are_told accounts
says accounts_are_counted out '^account="user" sessions=1 .*accepted=1 '
printf 'status\r\nfly\n\nhelp' | "$talk" "$dir/ctl" >"$dir/out"
[ "$(grep -c '^ok$' "$dir/out")" -eq 3 ] && says several_commands_go_in_one_write out '^error no such command' || not_ok several_commands_go_in_one_write "$(grep -c '^ok$' "$dir/out")"
printf 'status\nfly\nhelp\n' >"$dir/commands"
"$build/mini-smsc" ctl "$dir/ctl" <"$dir/commands" >"$dir/out" 2>"$dir/err"
[ $? -eq 1 ] && says ctl_reads_commands out '^help ' || not_ok ctl_reads_commands "its status"
ctl 1 who_is_not_there_is_not_dropped drop 77
ctl 0 an_account_is_unbound unbind user
wait $held
held=
cp "$dir/listening" "$dir/err"
ctl 1 it_is_gone unbind user
listen -b rx --reconnect=60 listen
serial=$("$build/mini-smsc" ctl "$dir/ctl" sessions | sed -n 's/^session=\([0-9]*\) .*BOUND_RX.*/\1/p')
ctl 0 a_session_is_dropped drop "$serial"
await its_end_is_logged log "ev=gone session=$serial .*reason=\"CLOSED\""
no_listener
ctl 1 trace_takes_on_or_off trace maybe
ctl 0 traces_are_turned_off trace off
esme 0 one_without_a_trace ping
serial=$(sed -n 's/.*ev=bound session=\([0-9]*\) .*/\1/p' "$dir/log" | tail -1)
[ ! -e "$dir/session-$serial.trace" ] && ok there_is_no_trace || not_ok there_is_no_trace "session $serial"
ctl 0 traces_are_turned_on trace on
ctl 0 reload_begins_the_log_anew reload
ctl 0 throttling_is_turned_on throttle on
ctl 0 twice_is_the_same throttle on
esme 1 then_all_are_throttled bulk "$dir/throttled.csv" --retry=none
says throttling_has_its_status out 'ESME_RTHROTTLED'
ctl 0 quirks_are_listed quirk list
says a_quirk_has_its_figures out '^quirk text="throttle=on" met=1 applied=1$'
ctl 0 throttling_is_turned_off throttle off
ctl 1 a_quirk_has_a_name quirk add nonsense
ctl 1 a_quirk_has_an_account quirk add nobody:fragment
ctl 0 a_quirk_is_added quirk add user:status=submit_sm:0x0B
esme 1 then_it_holds send 4477 hello
says it_has_its_status err 'ESME_RINVDSTADR'
ctl 0 a_quirk_is_dropped quirk drop user:status=submit_sm:0x0B
ctl 1 a_quirk_is_dropped_once quirk drop user:status=submit_sm:0x0B
esme 0 then_it_is_over send 4477 hello
ctl 0 no_quirk_is_left quirk list
says_not none_is_listed out quirk
ctl 1 outbind_takes_no_name outbind example.org 2775
ctl 1 outbind_takes_a_port outbind 127.0.0.1 0
"$build/smpp-esme" listen --outbind=127.0.0.1:0 -u user -w secret -n 1 >"$dir/listened" 2>"$dir/listening" &
held=$!
await an_esme_listens listening 'waiting for an outbind on'
away=$(sed -n 's/.*waiting for an outbind on .*:\([0-9]*\)$/\1/p' "$dir/listening")
ctl 0 an_esme_is_called outbind 127.0.0.1 "$away" centre outpw
await it_is_bound log 'bind="BOUND_RX"'
ctl 0 a_handset_sends_to_it mo 1 2 hello
await it_gets_the_text listened '^1 > 2: hello$'
no_listener

# ---- the status page ----
get health_is_good 200 /health
says health_is_ok out '^ok'
get figures_as_json 200 /status.json
sed '1,/^.$/d' "$dir/out" >"$dir/json"
[ "$(wc -c <"$dir/json")" -eq "$(sed -n 's/^Content-Length: \([0-9]*\).$/\1/p' "$dir/out")" ] && ok json_has_its_length || not_ok json_has_its_length "$(wc -c <"$dir/json")"
says json_has_messages out '"accepted":2,"refused":0,'
says json_has_requests out '"requests":{.*"submit_sm":4'
says json_has_accounts out '"accounts":\[{"gone":false,"account":"user","sessions":0,'
get figures_for_prometheus 200 '/metrics?x=y'
says metrics_have_help out '^# HELP smsc_sessions Bound sessions.$'
says metrics_have_a_type out '^# TYPE smsc_sessions gauge$'
says metrics_have_labels out '^smsc_sessions{bind="transmitter"} 0$'
says metrics_have_commands out '^smsc_requests_total{command="submit_sm"} 4$'
says metrics_have_classes out '^smsc_responses_total{direction="out",class="ok"} [1-9]'
says metrics_have_states out '^smsc_messages_final_total{state="DELIVERED"} [1-9]'
sed '1,/^.$/d' "$dir/out" | awk '
	/^# HELP / { if ($3 in help) print "HELP twice: " $3; help[$3] = 1; next }
	/^# TYPE / { type[$3] = $4; if (!($3 in help)) print "no HELP: " $3; next }
	{ name = $1; sub(/{.*/, "", name) }
	!(name in type) { print "no TYPE: " $0 }
	type[name] == "counter" && name !~ /_total$/ { print "counter without _total: " name }
	$1 in seen { print "twice: " $1 }
	!/^[a-z_]+({[a-z]+="[^"]*"(,[a-z]+="[^"]*")*})? [0-9.]+$/ { print "form: " $0 }
	{ seen[$1] = 1; n++ }
	END { if (n < 50) print "only " n }' >"$dir/wrong"
[ -s "$dir/wrong" ] && not_ok metrics_are_as_prometheus_reads_them "$(cat "$dir/wrong")" || ok metrics_are_as_prometheus_reads_them
sed -n 's/^# TYPE \([a-z_]*\) .*/\1/p' "$dir/out" | while read -r metric; do
	grep -q "^\.It $metric\( \|$\)" man/mini-smsc.1 || echo "$metric"
done >"$dir/wrong"
[ -s "$dir/wrong" ] && not_ok the_manual_has_all_metrics "$(cat "$dir/wrong")" || ok the_manual_has_all_metrics
get what_is_not_there 404 /
http head_is_known 200 'HEAD /metrics HTTP/1.1\r\nHost: x\r\n\r\n'
says_not head_has_no_body out smsc_
http old_clients_need_no_host 200 'GET /health HTTP/1.0\r\n\r\n'
http a_whole_address_is_known 200 'GET http://localhost/health HTTP/1.1\r\nHost: localhost\r\n\r\n'
http an_empty_line_before_is_passed_over 200 '\r\nGET /health HTTP/1.1\r\nHost: x\r\n\r\n'
http nothing_is_posted 405 'POST /health HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc'
says what_is_allowed_is_told out '^Allow: GET, HEAD'
http a_host_must_be_there 400 'GET /health HTTP/1.1\r\n\r\n'
http one_host_and_no_more 400 'GET /health HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n'
http noise_is_a_bad_request 400 'noise\r\n\r\n'
http smpp_is_a_bad_request 400 '\000\000\000\020\000\000\000\025\000\000\000\000\000\000\000\001\n'
http a_field_needs_its_colon 400 'GET /health HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n'
http another_version_is_a_bad_request 400 'GET /health HTTP/2.0\r\nHost: x\r\n\r\n'
http half_a_request_is_a_bad_request 400 'GET /health HTTP/1.1\r\nHost'
{ printf 'GET /health HTTP/1.1\r\nHost: x\r\nX: '; printf '%020000d' 1; } | "$talk" "$status" >"$dir/out"
says a_long_field_is_too_long out '^HTTP/1.1 431 '
{ printf 'GET /'; printf '%020000d' 1; } | "$talk" --open "$status" >"$dir/out"
says a_long_path_is_too_long out '^HTTP/1.1 431 '

# ---- misuse: nobody else notices ----
head -c 100000 /dev/urandom >"$dir/noise"
"$talk" "$dir/ctl" <"$dir/noise" >"$dir/out" 2>"$dir/err"
says noise_into_the_socket_is_an_error out '^error '
"$talk" "$status" <"$dir/noise" >"$dir/out" 2>"$dir/err"
printf '%020000d' 1 | "$talk" --open "$dir/ctl" >"$dir/out"
says a_long_line_is_an_error out '^error a line has at most'
n=0
while [ $n -lt 200 ]; do echo status; n=$((n + 1)); done >"$dir/questions"
"$talk" --hold=3 "$dir/ctl" <"$dir/questions" >"$dir/holding" &
held=$!
await three_ask_and_never_read holding '^holding 3$'
ctl 0 the_socket_answers_all_the_same status
esme 0 smpp_goes_on_all_the_same send 4477 hello --wait-receipt=5
no_listener
"$talk" --hold=100 "$dir/ctl" </dev/null >"$dir/holding" &
held=$!
await a_hundred_hold_the_socket holding '^holding 100$'
run one_more_is_turned_away 1 "$build/mini-smsc" ctl "$dir/ctl" status
says why_it_is_turned_away err 'too many clients'
esme 0 smpp_goes_on_with_a_hundred send 4477 hello --wait-receipt=5
no_listener
n=0
until "$build/mini-smsc" ctl "$dir/ctl" status >"$dir/out" 2>"$dir/err" || [ $n -gt 200 ]; do n=$((n + 1)); sleep 0.1; done
says then_there_is_room_again out '^uptime'
printf 'GET /health' | "$talk" --hold=100 "$status" >"$dir/holding" &
held=$!
await a_hundred_hold_the_page holding '^holding 100$'
esme 0 smpp_goes_on_while_they_do send 4477 hello --wait-receipt=5
n=0
until printf 'GET /health HTTP/1.0\r\n\r\n' | "$talk" "$status" 2>"$dir/err" | grep -q '200 OK' || [ $n -gt 200 ]; do n=$((n + 1)); sleep 0.1; done
[ $n -le 200 ] && ok who_says_no_more_is_dropped || not_ok who_says_no_more_is_dropped "not within 20 s"
no_listener

# ---- the log ----
printf '4477,a\n4477,b\n4477,c\n' >"$dir/three.csv"
run a_rate_is_held_to 1 "$build/smpp-esme" -p "$port" -u slow -w slow bulk "$dir/three.csv" --retry=none -R 100
await who_is_throttled_is_logged log 'ev=throttled account="slow" why="[12] messages beyond rate or window"$'
strange=$(printf 'a\033[31m"\nb')
esme 0 a_strange_destination_is_sent_to send "$strange" hello -s "$strange"
run a_strange_name_is_refused 4 "$build/smpp-esme" -p "$port" -u "$strange" -w secret ping
run a_wrong_password_is_refused 4 "$build/smpp-esme" -p "$port" -u user -w wrongpw ping
await a_name_is_escaped log 'ev=bind_refused .*system_id="a\\x1B\[31m\\"\\x0Ab" why="wrong system_id or password"$'
await a_destination_is_escaped log 'ev=accepted .*source="a\\x1B\[31m\\"\\x0Ab" destination="a\\x1B'
ctl 0 ends_when_told shutdown
ends it_ends_with_status_0 0
says totals_are_printed out '^sessions [0-9]*, messages accepted'
[ ! -e "$dir/ctl" ] && ok the_socket_is_gone || not_ok the_socket_is_gone "it is there"
tr -d ' -~\n' <"$dir/log" >"$dir/out"
[ -s "$dir/out" ] && not_ok the_log_is_printable "$(od -c "$dir/out" | head -3)" || ok the_log_is_printable
awk '!/^t=20[0-9][0-9]-[0-9-]*T[0-9:.]*Z ev=[a-z_]+( [a-z_]+=("([^"\\]|\\.)*"|[^ "]+))*$/' "$dir/log" >"$dir/out"
[ -s "$dir/out" ] && not_ok each_line_is_logfmt "see" || ok each_line_is_logfmt
sed 's/.* ev=\([a-z_]*\).*/\1/' "$dir/log" | sort -u | while read -r event; do
	grep -q "\(^\|[ ,]\)$event[ ,;(]" man/mini-smsc.1 || echo "$event"
done >"$dir/wrong"
[ -s "$dir/wrong" ] && not_ok the_manual_has_all_events "$(cat "$dir/wrong")" || ok the_manual_has_all_events
cp "$dir/log" "$dir/out"
for event in connected bound gone accepted final receipt retry from_handset bind_refused; do
	says "the_log_has_$event" out " ev=$event "
done
says_not the_log_has_no_text out 'text='

# ---- JSON; messages from a file; statistics; the log's file; the load ----
mv "$dir/log" "$dir/log.text"
start --format=json --log-texts --stats=1 --mo="$dir/mo.csv:50" --max-messages=50 --outcome='7*=absent:1000'
listen listen -n 3
wait $held
held=
cp "$dir/listened" "$dir/out"
says the_file_has_a_comma out '^4477 > 99: one, and$'
says the_file_has_quotation_marks out '^4478 > 99: two "quoted"$'
says the_file_has_any_character out "^4479 > 99: $(printf 'caf\303\251 \342\202\254 \320\226')\$"
esme 0 one_for_json send 4477 "$(printf 'caf\303\251 "quoted"')" -s "$strange"
run a_strange_name_for_json 4 "$build/smpp-esme" -p "$port" -u "$strange" -w secret ping
await a_line_of_statistics smsc '^up [0-9]* s, in [0-9.]*/s, out [0-9.]*/s, sessions [0-9]*, queue [0-9]*, receipts '
await json_has_a_text log '^{"t":"20.*Z","ev":"accepted",.*"text":"caf'"$(printf '\303\251')"' \\"quoted\\""}$'
await json_has_an_escaped_name log '"ev":"bind_refused",.*"system_id":"a\\u001B\[31m\\"\\u000Ab"'
mv "$dir/log" "$dir/log.1"
kill -HUP "$smsc"
await a_new_log_is_begun log '"ev":"reload"'
n=0
while [ $n -lt 53 ]; do echo '7001,fill'; n=$((n + 1)); done >"$dir/fill.csv"
run it_is_full 1 "$build/smpp-esme" -p "$port" -u user -w secret bulk "$dir/fill.csv" --retry=none
await who_is_refused_is_logged log '"ev":"refused",.*"status":"ESME_RMSGQFUL","command":"submit_sm"'
ctl 0 load_is_told status
says load_is_full out '^load congestion_state=100$'
get a_full_centre_is_not_healthy 503 /health
get its_figures_are_there 200 /status.json
says refusals_are_counted_by_status out '"refusals":{.*"ESME_RMSGQFUL":[0-9]'
cat "$dir/log.1" "$dir/log" >"$dir/json"
awk '!/^{"t":"[^"]*","ev":"[a-z_]+"(,"[a-z_]+":("([^"\\]|\\.)*"|[0-9]+))*}$/' "$dir/json" >"$dir/out"
[ -s "$dir/out" ] && not_ok each_line_is_json "see" || ok each_line_is_json
! command -v python3 >"$dir/which" || run each_line_is_read_as_json 0 python3 -c 'import json, sys
for line in open(sys.argv[1]): json.loads(line)' "$dir/json"
kill -9 "$smsc" && wait "$smsc" 2>/dev/null
[ -S "$dir/ctl" ] && ok a_killed_one_leaves_its_socket || not_ok a_killed_one_leaves_its_socket "it does not"

# ---- a pipe that nobody reads; ends ----
mkfifo "$dir/pipe"
exec 4<>"$dir/pipe" # so that it is open
start --log="$dir/pipe" --log-texts --congestion=off --outcome='7*=absent:1000' --once 4>&-
ctl 0 the_socket_of_a_dead_one_is_replaced status
n=0
while [ $n -lt 1000 ]; do echo '666,'"$(printf '%0150d' $n)"; n=$((n + 1)); done >"$dir/many.csv"
run nobody_waits_for_the_log 0 "$build/smpp-esme" -p "$port" -u user -w secret --interface-version=5.0 -vv bulk "$dir/many.csv"
cat "$dir/out" "$dir/err" | grep -q congestion_state && not_ok congestion_can_be_off "it is told" || ok congestion_can_be_off
ends it_ends_with_its_first_session 0
exec 4>&-
start_smsc --max-time=1 -v
await a_line_on_standard_error smsc '^listening'
ends it_ends_after_its_time 0
start_smsc --mo="$dir/mo.csv:100" --mo-repeat
listen listen -n 7
wait $held
held=
cp "$dir/listened" "$dir/out"
[ "$(grep -c ': one, and$' "$dir/out")" -ge 2 ] && ok the_file_comes_again || not_ok the_file_comes_again "it does not"
stop_smsc
start_smsc -v --max-messages=10 --outcome='7*=absent:1000'
head -5 "$dir/fill.csv" >"$dir/five.csv"
esme 0 half_full bulk "$dir/five.csv"
esme 0 a_peer_of_5_0_is_told --interface-version=5.0 -vv send 7001 hello
cat "$dir/out" "$dir/err" | grep -q 'congestion_state .*"<"' && ok congestion_is_in_the_answer || not_ok congestion_is_in_the_answer "it is not"
await verbose_is_a_log_on_standard_error smsc '^t=.* ev=bound '
stop_smsc

# ---- no password anywhere ----
cat "$dir/smsc" >>"$dir/answers"
[ -s "$dir/session-1.trace" ] && ok there_is_a_trace_to_look_at || not_ok there_is_a_trace_to_look_at "none"
grep -l 'secret\|wrongpw\|outpw\|736563726574\|77726F6E677077\|6F75747077' "$dir/answers" "$dir/log" "$dir/log.1" \
	"$dir/log.text" "$dir"/*.trace >"$dir/out"
[ -s "$dir/out" ] && not_ok no_password_is_told "there:" || ok no_password_is_told
exit $bad
