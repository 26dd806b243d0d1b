#!/bin/sh
# SPDX-License-Identifier: MIT
# Tries smpp-esme shell: from a pipe and, where there is script(1), at a pseudo-terminal; and the
# completion files.
# usage: BUILD=dir shell.sh
. tests/script.sh

program=$build/smpp-esme
# said FILE PATTERN [TIMES]: waits for that, 20 seconds at most
said() {
	n=0
	until [ "$(grep -c -- "$2" "$dir/$1" 2>/dev/null)" -ge "${3:-1}" ] || [ $n -gt 400 ]; do
		n=$((n + 1))
		sleep 0.05
	done
}
# piped NAME STATUS OPTIONS: the commands are standard input
piped() {
	timeout 60 "$program" -p "$port" -u user -w secret $3 shell >"$dir/out" 2>"$dir/err"
	got=$?
	[ $got -eq "$2" ] && ok "$1" || not_ok "$1" "exit status $got, not $2"
}
# lines_in_order NAME PATTERN...: standard output has them one after the other
lines_in_order() {
	title=$1 from=1
	shift
	for pattern in "$@"; do
		at=$(tail -n +$from "$dir/out" | grep -n -- "$pattern" | head -1 | cut -d: -f1)
		[ -n "$at" ] || { not_ok "$title" "no '$pattern' behind line $from"; return; }
		from=$((from + at))
	done
	ok "$title"
}

start_smsc

# ---- from a pipe ----
piped commands_are_carried_out 0 '' <<'END'
# a comment, and an empty line

send 447700900001 "one and a half" --wait-receipt=10
send -s 4477 447700900002 'it'\''s two' --wait-receipt=10
ping -n 1
END
says quotes_hold_words_together out 'DELIVERED, receipt: .*Text:one and a half$'
says quotes_can_be_within_a_word out "DELIVERED, receipt: .*Text:it's two$"
lines_in_order one_ends_before_the_next_begins 'accepted$' 'Text:one and' 'accepted$' "Text:it's" '^enquire_link_resp'
says_not no_prompt_in_a_pipe out 'smpp>'
says_not nothing_to_say err .

piped errors_do_not_end_it 2 '' <<'END'
fly
send 447700900001
send 447700900001 hello --no-such
ping --validity=3d
send "no end
listen
verbose loud
receipts 0
set fly 1
set source
set hex 1
unset
help fly
reconnect now
shell
send 666123 hello --wait-receipt=10
ping
END
for complaint in "'fly' is not a command; help lists them" 'send takes DST and TEXT' \
	'ping takes no --validity' "the quote before 'no end' has no end" 'listen is of no use here' \
	"verbose: 'loud' is not off, on or pdus" "set: no command here has an option 'fly'" \
	'set source: a value is missing: ADDR' 'set hex takes no value' "help: 'fly' is not a command here" \
	"reconnect takes no argument 'now'" 'shell is of no use here'; do
	says "complaint: $complaint" err "^smpp-esme: $complaint"
done
says_not no_hint_at_a_command_line err 'tells more'
lines_in_order it_goes_on 'UNDELIVERABLE' '^enquire_link_resp'
echo 'send 666123 hello --wait-receipt=10' | piped status_is_that_of_the_first_failure 1 ''
printf 'ping' | piped last_line_may_lack_its_end 0 ''
says last_line_is_carried_out out '^enquire_link_resp'
{ printf 'ping %70000s\n' x; echo ping; } | piped too_long_a_line_is_left_out 2 ''
says too_long_a_line_is_named err 'a line of more than 65536 octets is left out'
says the_line_behind_it_counts out '^enquire_link_resp'
piped quit_ends_it 0 '' <<'END'
quit
fly
END
says_not nothing_behind_quit_counts err .

piped set_is_for_what_follows 0 -vv <<'END'
set source 4477
set receipt=failure
set
send 447700900001 first
send 447700900001 second -s 5566
unset --source
set --receipt final
set
ping
verbose off
ping
END
says set_shows_what_is_set out '^source=4477$'
says set_is_used err 'source_addr .*"4477"'
says option_goes_before_set err 'source_addr .*"5566"'
says set_takes_options_as_commands_do err 'registered_delivery *2$'
says set_again_is_instead out '^receipt=final$'
[ "$(grep -c '^source=' "$dir/out")" -eq 1 ] && ok unset_undoes_it || not_ok unset_undoes_it 'source is still set'
[ "$(grep -c 'command_id .* enquire_link$' "$dir/err")" -eq 1 ] && ok verbose_changes || not_ok verbose_changes 'shown or not shown'

piped status_tells_of_the_connection 0 '' <<'END'
send 447700900001 hello --wait-receipt=10
status
receipts
help
help send
END
says status_has_the_state out '^link 0: BOUND, BOUND_TRX, SMPP 3.4, 0 of 10 requests under way$'
says receipts_are_kept out '^[0-9:]*  [0-9]*  *DELIVERED$'
says help_has_commands out '^  send DST TEXT  *sends one message'
says help_has_the_shells_own out '^  receipts \[N\] '
says help_has_options out '^      --validity=TIME'
printf 'status\nsend 1 x\nreceipts\nset format text\nstatus\n' | piped json_is_one_object_a_line 0 --format=json
says json_has_the_link out '^{.*"ev":"link","link":0,"state":"BOUND"'
says format_changes out '^link 0: BOUND'

piped reconnect_binds_again 0 '' <<'END'
send 447700900001 before
reconnect
send 447700900001 behind
END
says it_says_so err '^smpp-esme: bound again$'
lines_in_order both_are_sent 'accepted$' 'accepted$'
piped transmitter_is_enough 0 '-b tx' <<'END'
send 447700900001 hello
END
piped receiver_can_send_nothing 2 '-b rx' <<'END'
send 447700900001 hello
status
END
says receiver_is_bound out '^link 0: BOUND, BOUND_RX'
run nobody_there_is_status_3 3 "$program" -p 1 shell
run wrong_password_is_status_4 4 "$program" -p "$port" -u user -w wrong shell

# ---- the connection goes and comes ----
mkfifo "$dir/lines"
"$program" -p "$port" -u user -w secret shell <"$dir/lines" >"$dir/out" 2>"$dir/err" &
shell=$!
exec 3>"$dir/lines"
echo 'send 447700900001 before' >&3
said out accepted
kill -9 "$smsc" && wait "$smsc" 2>"$dir/log"
said err 'not connected; next attempt'
echo 'send 447700900001 behind' >&3
start_smsc -p "$port" 3>&-
exec 3>&-
wait $shell
got=$?
[ $got -eq 0 ] && ok it_survives_the_loss || not_ok it_survives_the_loss "status $got"
says loss_is_told err '^smpp-esme: the session ended: LOST'
says return_is_told err '^smpp-esme: bound again$'
[ "$(grep -c accepted "$dir/out")" -eq 2 ] && ok commands_wait_for_the_connection || not_ok commands_wait_for_the_connection "$(grep -c accepted "$dir/out") accepted"

"$program" -p "$port" -u user -w secret shell <"$dir/lines" >"$dir/out" 2>"$dir/err" &
shell=$!
exec 3>"$dir/lines"
echo ping >&3
said out enquire_link_resp
kill -TERM $shell
wait $shell
got=$?
exec 3>&-
[ $got -eq 143 ] && ok signal_ends_it || not_ok signal_ends_it "status $got"

# ---- at a terminal ----
# typed TEXT: as keys, with printf's escapes
typed() { printf "$1" >&3; }
trap '' PIPE # who would read it may be gone
if command -v script >"$dir/log"; then
	TERM=xterm SMPP_PASSWORD=secret timeout 200 script -qec "stty cols 80 rows 24; exec \
		$program -p $port -u user shell" "$dir/screen" <"$dir/lines" >"$dir/log" 2>&1 3>&- &
	terminal=$!
	exec 3>"$dir/lines"
	said log 'smpp> '
	typed 'send 447700900001 typed -r\n'
	said log 'Text:typed'
	typed 'send 447700900001 waits --wait-rec'
	if grep -q EDITLINE "$build/programs/optional" || grep -q READLINE "$build/programs/optional"; then
		typed '\t\n'
		said log 'Text:waits'
		typed 'send 447700900001 valued --enc\tlatin1 -r\n'
		said log 'Text:valued'
		typed 'pi\t -n 100\n'
		said log enquire_link_resp 2
		typed 'half a line'
		said log enquire_link_resp 3
		typed '\003'
		said log 'broken off'
		typed '\025' # ^U
		typed 'not carried out\003'
		said log '\^C'
		typed '\033[A\033[A\033[A\033[A\n' # the fourth line before
		said log 'Text:typed' 2
		cp "$dir/log" "$dir/out"
		says tab_completes_an_option_that_takes_a_value out 'DELIVERED, receipt: .*Text:valued'
		says tab_completes_a_command out '^.*enquire_link_resp'
		says_not dropped_line_is_not_carried_out out "'not' is not a command"
		[ "$(grep -c Text:typed "$dir/out")" -ge 2 ] && ok history_is_kept || not_ok history_is_kept 'not sent again'
	else
		echo '# skipped: keys at a terminal: this is a build without libedit and readline'
		typed 'eipt\n'
		said log 'Text:waits'
	fi
	typed 'fly\n'
	said log "'fly' is not"
	typed 'quit\n'
	exec 3>&-
	wait $terminal
	got=$?
	cp "$dir/log" "$dir/out"
	[ $got -eq 0 ] && ok quit_at_a_terminal_is_status_0 || not_ok quit_at_a_terminal_is_status_0 "status $got"
	says terminal_has_a_prompt out 'smpp> '
	says terminal_is_greeted out 'smpp-esme: bound; help lists the commands'
	says terminal_shows_what_comes out 'DELIVERED, receipt: .*'
	says terminal_shows_errors out "'fly' is not a command"
else
	echo '# skipped: the shell at a terminal: there is no script(1)'
fi
stop_smsc

# ---- completion ----
run completion_needs_a_known_shell 2 "$program" --completion=csh
for shell in bash zsh fish; do
	run "completion_for_$shell" 0 "$program" --completion=$shell
	cp "$dir/out" "$dir/$shell"
	if ! command -v $shell >"$dir/log"; then
		echo "# skipped: syntax of the completion file: there is no $shell"
		continue
	fi
	run "${shell}_takes_it" 0 $shell -n "$dir/$shell"
done
# completes NAME WORD...: what bash makes of the last word is one a line in $dir/out
completes() {
	title=$1
	shift
	run "$title" 0 bash -c '. "$0" && compopt() { :; }
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_smpp_esme "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
		printf "%s\n" "${COMPREPLY[@]}"' "$dir/bash" smpp-esme "$@"
}
# gives NAME WORDS: exactly those
gives() {
	got=$(tr '\n' ' ' <"$dir/out")
	[ "$got" = "$2 " ] && ok "$1" || not_ok "$1" "'$got'"
}
if command -v bash >"$dir/log"; then
	completes bash_completes_a_command se
	gives command_is_send send
	completes bash_completes_an_option -H host send --val
	gives option_is_validity --validity=
	completes bash_knows_whose_options ping --val
	gives ping_has_no_validity ''
	completes bash_completes_a_value --bind = t
	gives values_are_tx_and_trx 'trx tx'
	completes bash_completes_a_value_of_a_letter send -e gs
	gives value_is_gsm7 gsm7
	completes bash_takes_no_value_for_a_command -s send --password = ping que
	gives commands_are_of_query 'query query-broadcast'
	completes bash_completes_files --ca "$dir/ba"
	gives file_is_there "$dir/bash"
fi
if command -v fish >"$dir/log"; then
	run fish_completes_a_command 0 fish -c "source '$dir/fish'; complete -C 'smpp-esme se'"
	says fish_says_what_it_does out '^send.sends one message'
	run fish_completes_an_option 0 fish -c "source '$dir/fish'; complete -C 'smpp-esme ping --co'"
	says fish_knows_whose_options out '^--count'
fi
exit $bad
