#!/bin/sh
# SPDX-License-Identifier: MIT
# A message from end to end: bind, submit, store, deliver, receipt. usage: demo.sh BUILD
build=${1:-build}
log=$(mktemp)
trap 'kill "$smsc" 2>/dev/null; rm -f "$log"' EXIT INT TERM
"$build/mini-smsc" -p 0 --account=demo:secret >"$log" &
smsc=$!
tries=0
until grep -q '^listening' "$log"; do
	tries=$((tries + 1))
	[ $tries -lt 100 ] || { echo 'the mini-SMSC did not start' >&2; exit 1; }
	sleep 0.05
done
port=$(sed -n 's/^listening on .*:\([0-9]*\) pid .*/\1/p' "$log")
sed -n 's/^/mini-smsc: /p' "$log"
echo "smpp-esme: send 447700900123 'Hello, world' to port $port and wait for the receipt"
"$build/smpp-esme" -p "$port" -u demo -w secret send 447700900123 'Hello, world' \
	-s Demo --wait-receipt=5
