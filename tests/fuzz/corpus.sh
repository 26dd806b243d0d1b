#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes the first corpus of a fuzz target from tests/vectors. usage: corpus.sh NAME DIRECTORY
name=$1
dir=$2
vectors=tests/vectors
mkdir -p "$dir"
LC_ALL=C
export LC_ALL

# column FILE NAME: its values, one a line
column() {
	awk -F '\t' -v name="$2" '
		/^#/ { next }
		!at { for (i = 1; i <= NF; i++) if ($i == name) at = i; next }
		{ print $at }' "$vectors/$1"
}

# put NUMBER HEX: one file. printf knows octal escapes everywhere.
put() {
	printf "$(printf '%s' "$2" | awk '
		BEGIN { digits = "0123456789abcdef" }
		{
			$0 = tolower($0)
			gsub(" ", "")
			for (i = 1; i < length($0); i += 2)
				printf "\\%03o", (index(digits, substr($0, i, 1)) - 1) * 16 + \
					index(digits, substr($0, i + 1, 1)) - 1
		}')" >"$dir/$1"
}

pdus() {
	{
		column vectors.tsv hex
		column malformed.tsv hex
	} | grep -E '^([0-9a-fA-F]{2}){4,600}$' | sort -u
}
# length HEX: its octets as two hexadecimal digits
length() {
	printf '%02x' $((${#1} / 2))
}

number=0
case $name in
decode)
	pdus | while read -r hex; do
		number=$((number + 1))
		put "$number" "${hex}0000ff3f$(printf '%02x' $((number % 3)))"
	done ;;
field)
	pdus | while read -r hex; do
		for version in 00 01 02; do
			number=$((number + 1))
			put "$number" "$hex$version"
		done
	done ;;
session)
	bind=0000002f000000090000000000000001534d5050335445535400
	bind=${bind}7365637265743038005355424d4954310034010100
	bound=0000001480000009000000000000000131000000
	pdus | while read -r hex; do
		[ ${#hex} -lt 500 ] || continue
		number=$((number + 1))
		fed=00$(length "$hex")$hex
		put "smsc$number" "0700000000000000 00$(length $bind)$bind 0300 $fed 0300 01ff"
		put "esme$number" "0600000000000000 0200 00$(length $bound)$bound 0203 $fed 0500"
	done ;;
centre) # an ESME binds and submits; it is safe, delivered, answered; time passes
	for to in 0 1 3 4 6 7 9 a c d; do
		number=$((number + 1))
		submit="0${to}0102686f" # to one of the numbers, a receipt, two octets
		put "$number" "040020$submit 0a 0840 0d03 0a 0840 0d06 0a 0840"
		put "both$number" "0400e0 1${to}0102686f 0a 140064 1${to}0102686f 0a 0840 1840 0d04 0a 0842 0d07"
		put "changed$number" "040020${submit} 0a 0700 0a 0710 0a 0840 $(printf '04%s' "$submit") 0a 0741026f6b 0a 0730 0d07"
	done
	pdus | while read -r hex; do
		[ ${#hex} -lt 400 ] || continue
		number=$((number + 1))
		put "pdu$number" "08002000 00$(length "$hex")$hex 0a 0840 0d04 0a 0840"
	done ;;
receipt)
	{
		column receipts_open.tsv text
		column receipts.tsv text
	} | grep -v '[\\%]' | sort -u | while IFS= read -r text; do
		number=$((number + 1))
		printf '%s\004\000\310\377' "$text" >"$dir/$number"
	done
	column receipts_open.tsv text | grep '^\\x00' | while IFS= read -r text; do
		number=$((number + 1))
		text=$(printf '%s' "$text" | sed 's/\\x00/\\000/g; s/\\x04/\\004/g')
		printf "$text"'\004\010\310\377' >"$dir/ucs2_$number"
	done ;;
smpptime)
	{
		column times.tsv text
		column times_open.tsv input
	} | grep -v '[\\(]' | sort -u | while IFS= read -r text; do
		number=$((number + 1))
		printf '\000\000\000\000\000\146\146\146\146%s' "$text" >"$dir/$number"
	done ;;
esac
