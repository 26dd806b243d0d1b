#!/bin/sh
# SPDX-License-Identifier: MIT
# Tries smpp-esme decode and encode: every vector there and back, forms of input, errors, statuses.
# usage: BUILD=dir pdu.sh
. tests/script.sh

program=$build/smpp-esme
column() { # column FILE NAME: its values, one a line
	awk -F '\t' -v name="$2" '
		/^#/ { next }
		!at { for (i = 1; i <= NF; i++) if ($i == name) at = i; next }
		{ print $at }' "tests/vectors/$1"
}
same() { cmp -s "$dir/$2" "$dir/$3" && ok "$1" || not_ok "$1" "$(diff "$dir/$2" "$dir/$3" | head -5)"; }

# ---- every vector: octets to words, words to octets ----
column vectors.tsv hex | tr a-f A-F >"$dir/hex"
run every_vector_decodes 0 "$program" decode --interface-version=5.0 --words --show-password "$dir/hex"
sed 's/.*/"$program" encode --lenient --interface-version=5.0 &/' "$dir/out" >"$dir/commands"
. "$dir/commands" >"$dir/again" 2>"$dir/err"
same every_vector_comes_back hex again
[ "$(wc -l <"$dir/again")" -gt 200 ] && ok there_were_vectors || not_ok there_were_vectors "$(wc -l <"$dir/again")"

# ---- every command, empty ----
column commands.tsv command_name | while read -r name; do
	"$program" encode "$name" >"$dir/one" && "$program" decode --words "$dir/one"
done >"$dir/names" 2>&1
column commands.tsv command_name | sed 's/$/ sequence_number=1/' >"$dir/want"
same every_command_comes_back want names

# ---- forms of input ----
pdu='00000010 00000015 00000000 00000007'
shows() { # shows NAME ARGUMENTS...: that enquire_link
	title=$1
	shift
	run "$title" 0 "$program" decode --words "$@"
	says "${title}_right" out '^enquire_link sequence_number=7$'
}
shows quoted_hex "$pdu"
shows hex_in_words $pdu
shows hex_with_0x 0x00000010 0x00000015 0x00000000 0x00000007
shows hex_in_one_word "$(echo "$pdu" | tr -d ' ')"
echo "$pdu # a comment" >"$dir/file"
shows file_of_hex "$dir/file"
printf '00000000: 0000 0010 0000 0015 0000 0000 0000 0007  ................\n' >"$dir/file"
shows columns_of_xxd "$dir/file"
printf '00000000  00 00 00 10 00 00 00 15  00 00 00 00 00 00 00 07  |................|\n00000010\n' >"$dir/file"
shows columns_of_hexdump "$dir/file"
printf '\t0x0000:  0000 0010 0000 0015 0000 0000 0000 0007  ................\n' >"$dir/file"
shows columns_of_tcpdump "$dir/file"
printf '\0\0\0\020\0\0\0\025\0\0\0\0\0\0\0\007' >"$dir/file"
shows file_of_octets "$dir/file"
shows file_said_to_be_octets --input=binary "$dir/file"
"$program" decode --words <"$dir/file" >"$dir/out"
says stdin_is_usual out '^enquire_link sequence_number=7$'
"$program" decode --words - <"$dir/file" >"$dir/out"
says stdin_is_a_hyphen out '^enquire_link sequence_number=7$'
run not_a_capture 2 "$program" decode --input=pcap "$dir/file"
says not_a_capture_is_said err 'neither pcap nor pcapng'

# ---- results ----
run text_is_lines 0 "$program" decode "$pdu"
says text_has_offsets out '^   12  sequence_number          7$'
run json_is_an_object 0 "$program" decode --format=json "$pdu"
says json_has_its_members out '^{"ev":"pdu","offset":0,"length":16,"cmd":"enquire_link","seq":7,"status":0,"status_name":"ESME_ROK","fields":{}}$'
run malformed_is_status_1 1 "$program" decode 0000001300000004000000000000000141424300
says malformed_has_its_place out '^malformed PDU at octet 0 of the input: CSTRING_NOT_TERMINATED at octet 16, service_type'
run malformed_json_is_status_1 1 "$program" decode --format=json 0000001300000004000000000000000141424300
says malformed_json_has_its_place out '"malformed":{"code":"CSTRING_NOT_TERMINATED","offset":16,"field":"service_type"'
run missing_file_is_status_2 2 "$program" decode /nonexistent
run odd_digits_are_status_2 2 "$program" decode 000
says odd_digits_are_said err 'HEX: line 1: the last octet has one digit only$'
run hex_is_asked_for_or_json 2 "$program" decode --words --format=json "$pdu"
bind='bind_transmitter system_id=me password=secret'
run password_is_hidden 0 "$program" decode "$("$program" encode $bind)"
says password_is_a_star out 'password  *\*$'
run password_is_hidden_in_json 0 "$program" decode --format=json "$("$program" encode $bind)"
says password_is_a_star_in_json out '"password":"\*"'
run password_is_shown 0 "$program" decode --show-password "$("$program" encode $bind)"
says password_is_there out 'password  *"secret"$'
reserved=$("$program" encode submit_sm priority_flag=9)
run reserved_value_is_decoded 0 "$program" decode "$reserved"
run strict_refuses_a_reserved_value 1 "$program" decode --strict "$reserved"
says strict_says_which out '^refused PDU .* RESERVED_VALUE at octet 25, priority_flag: ESME_RINVPRTFLG$'

# ---- encode ----
run encode_has_help 0 "$program" encode --help
run encode_needs_a_command 2 "$program" encode
run encode_knows_its_commands 2 "$program" encode submit
says encode_says_so err 'submit: character 1: no command has that name$'
run encode_knows_fields 2 "$program" encode submit_sm text=hi
says encode_names_the_word err 'text=hi: character 1: submit_sm has no such field, and no TLV has that name$'
run encode_has_places 2 "$program" encode submit_sm data_coding=1x
says encode_says_the_character err 'data_coding=1x: character 14: not a digit of a number$'
run encode_shows_no_password 2 "$program" encode query_sm password=secret
says_not no_password_in_errors err secret
run encode_has_limits 1 "$program" encode submit_sm source_addr=123456789012345678901
says limit_has_its_place err 'CSTRING_TOO_LONG at octet 19, source_addr: ESME_RINVSRCADR$'
run lenient_has_none 0 "$program" encode --lenient submit_sm source_addr=123456789012345678901
run limits_are_of_the_version 0 "$program" encode --interface-version=3.3 query_sm message_id=12345678
run limits_of_33_are_lower 1 "$program" encode --interface-version=3.3 query_sm message_id=123456789
run strict_encode_checks_values 1 "$program" encode --strict submit_sm priority_flag=9
"$program" encode --binary enquire_link sequence_number=7 >"$dir/out"
printf '\0\0\0\020\0\0\0\025\0\0\0\0\0\0\0\007' >"$dir/want"
same binary_is_octets want out
run json_of_encode 0 "$program" encode --format=json enquire_link sequence_number=7
says json_has_octets out '^{"ev":"pdu","octets":"00000010000000150000000000000007"}$'
run binary_is_no_json 2 "$program" encode --binary --format=json enquire_link
exit $bad
