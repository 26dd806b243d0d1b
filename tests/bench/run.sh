#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds the benchmarks with -O2 and prints codec, session and mini-SMSC beside their floors.
# usage: BUILD=dir CC=compiler [BENCH_QUICK=1] run.sh
# Exit status: 0, also where a ratio is above its target, since time is measured and not asserted;
# 1 when an operation fails, gives other octets than its floor, or allocates.
build=${BUILD:-build}
cc=${CC:-cc}
dir=$build/bench
here=$(dirname "$0")
target=1.5
server=
mkdir -p "$dir/lib" || exit 1
trap 'stop_server' EXIT
trap 'exit 1' INT TERM

# The library again, so that both sides have the same flags whatever the build's are.
compile() {
	flags="-std=c99 -O2 -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE -Iinclude"
	objects=
	for source in lib/*.c; do
		object=$dir/lib/$(basename "$source" .c).o
		$cc $flags -Ilib -fvisibility=hidden -c "$source" -o "$object" || return 1
		objects="$objects $object"
	done
	for source in codec floor session smppload text segment receipt; do
		$cc $flags -Ilib -c "$here/$source.c" -o "$dir/$source.o" || return 1
	done
	$cc -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc -o "$dir/codec" "$dir/codec.o" \
		"$dir/floor.o" $objects &&
	$cc -o "$dir/session" "$dir/session.o" $objects &&
	$cc -o "$dir/smppload" "$dir/smppload.o" &&
	$cc -o "$dir/text" "$dir/text.o" $objects &&
	$cc -o "$dir/segment" "$dir/segment.o" $objects &&
	$cc -o "$dir/receipt" "$dir/receipt.o" $objects
}

# Does the library cost at most so many times its floor? By the median, the last column.
verdict() {
	awk -v op="$1" -v target=$target '
		$1 == op && $2 == "library" && $3 == "submit_sm" {
		printf "%s of the 229-octet submit_sm: %.2f times its floor, target at most %.2f: %s\n",
			op, $8, target, $8 <= target ? "met" : "NOT MET" }' "$dir/codec.txt"
}

# Instructions of one run of an operation, by the difference of two counts.
instructions() {
	for count in 1000 3000; do
		valgrind --tool=callgrind --callgrind-out-file="$dir/callgrind.out" "$dir/codec" \
			"$1" "$2" "$3" $count 2>&1 | sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
	done | awk 'NR == 1 { first = $1 } NR == 2 { printf "%d", ($1 - first) / 2000 }'
}

show_instructions() {
	if [ -n "$BENCH_QUICK" ] || ! command -v valgrind >/dev/null 2>&1; then
		echo "instructions: not counted (no valgrind, or BENCH_QUICK)"
		return
	fi
	printf '%-8s %-16s %8s %8s %8s\n' '#op' pdu floor library /floor
	for operation in decode encode; do
		for pdu in submit_sm deliver_sm enquire_link submit_sm_resp; do
			echo "$operation $pdu $(instructions $operation floor $pdu)" \
				"$(instructions $operation library $pdu)"
		done
	done | awk 'NF == 4 && $3 > 0 {
		printf "%-8s %-16s %8d %8d %8.2f\n", $1, $2, $3, $4, $4 / $3 }'
}

# Instructions of a request and its response: flat, however many others are unanswered.
show_session_instructions() {
	if [ -n "$BENCH_QUICK" ] || ! command -v valgrind >/dev/null 2>&1; then
		echo "instructions: not counted (no valgrind, or BENCH_QUICK)"
		return
	fi
	for outstanding in 16 1024 65536; do
		for pairs in 70000 90000; do
			valgrind --tool=callgrind --callgrind-out-file="$dir/callgrind.out" \
				"$dir/session" $pairs $outstanding 2>&1 |
				sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
		done | awk -v n=$outstanding 'NR == 1 { first = $1 } NR == 2 {
			printf "%6d outstanding: %7.0f instructions\n", n, ($1 - first) / 20000 }'
	done
}

# A mini-SMSC of its own for each window, on a free port, so that its totals are that window's.
start_server() {
	: >"$dir/server.txt" # the port of the one before must not be read again
	"$build/mini-smsc" -p 0 --account=bench:bench >"$dir/server.txt" 2>&1 &
	server=$!
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		port=$(sed -n 's/^listening on .*:\([0-9]*\) pid .*/\1/p' "$dir/server.txt")
		[ -n "$port" ] && return 0
		sleep 0.2
	done
	echo "bench: mini-smsc does not start" >&2
	return 1
}

stop_server() {
	[ -n "$server" ] || return 0
	kill -TERM "$server" 2>/dev/null
	wait "$server"
	server=
}

loads() {
	count=${BENCH_QUICK:+20000}
	count=${count:-200000}
	printf '%-10s %6s %10s %12s %12s %10s %10s  %s\n' '#server' window 'messages/s' \
		'server s/M' 'client s/M' 'PDUs/read' 'PDUs/write' 'PDUs at the server'
	for window in 1 10 100 1000; do
		[ $window -eq 1 ] && messages=$((count / 4)) || messages=$count
		raw=$("$dir/smppload" raw $((messages * (window > 10 ? 10 : 1))) $window) || return 1
		start_server || return 1
		row=$("$dir/smppload" "$port" $messages $window $server) || return 1
		stop_server
		printf '%-10s %s\n' loopback "$raw"
		printf '%-10s %s  %s\n' mini-smsc "$row" \
			"$(sed -n 's/.*; \(.* per read, .* per write\)$/\1/p' "$dir/server.txt")"
	done
}

compile || exit 1
echo "# $($cc --version | head -1), -O2"
echo "# codec: CPU ns for a PDU, median, least and most; floor: straight-line code for four PDUs"
echo "# with the same checks; plain: without them"
"$dir/codec" >"$dir/codec.txt" || { cat "$dir/codec.txt"; exit 1; }
cat "$dir/codec.txt"
awk '$2 == "library" && $7 > 0 { bad = 1 } END { print (bad ? "allocations" : "0 allocations") }' \
	"$dir/codec.txt"
verdict decode
verdict encode
echo "# instructions for a PDU"
show_instructions
echo "# session"
"$dir/session" ${BENCH_QUICK:+200000} || exit 1
show_session_instructions
echo "# text: CPU ns for a message of one segment, beside memcpy of the same octets"
"$dir/text" || exit 1
echo "# segment: from UTF-8 to the best plan"
"$dir/segment" || exit 1
echo "# receipt: from the text of a receipt to its parts"
"$dir/receipt" || exit 1
echo "# 229-octet submit_sm over 127.0.0.1; CPU seconds for a million messages; loopback: the same"
echo "# octets between two processes that do not read them"
loads
