#!/bin/sh
# SPDX-License-Identifier: MIT
# Each file includes only what is on its own floor or on one below that it may know.
. tests/gates/gate.sh

# file: its floor
floors='
	smpp/span.h 0  wire.h 0  span.c 0  print.h 0  print.c 0
	smpp/const.h 1  const.c 1
	smpp/pdu.h 2  table.h 2  table.c 2
	smpp/codec.h 3  fault.h 3  fault.c 3  smpp/field.h 3  field.c 3
	frame.c 3  decode.c 3  encode.c 3  check.c 3  dump.c 3  tlv.c 3
	smpp/profile.h 3  smpp/text.h 3  alphabet.h 3  text.c 3  gsm7.c 3  latin.c 3  ucs2.c 3
	smpp/udh.h 3  udh.c 3  smpp/segment.h 3  segment.c 3  smpp/assemble.h 3  assemble.c 3
	smpp/receipt.h 3  receipt.c 3  smpp/smpptime.h 3  smpptime.c 3
	window.h 4  window.c 4  outq.h 4  outq.c 4  stitch.h 4  stitch.c 4  limit.h 4  limit.c 4
	smpp/event.h 5  event.c 5  state.h 5  state.c 5
	smpp/session.h 6  session.h 6  session.c 6  inbound.c 6  outbound.c 6
	smpp/esme.h 7  esme.h 7  esme.c 7  esme_message.c 7  esme_rate.c 7  esme_receive.c 7
	smpp/smsc.h 7  smsc.h 7  smsc.c 7  smsc_account.c 7  smsc_answer.c 7
	smsc_due.c 7
	smpp.h 8
'
# floor: what it may include. The fourth knows numbers and octets, not what a PDU is.
sees='0:0  1:01  2:012  3:0123  4:04  5:01235  6:0123456  7:01234567  8:01234567'
# Of the seventh, helpers: below it they see public headers only.
# Known and to be mended, "file>header" each. Printed, so that nobody forgets them.
exceptions=
system='stddef.h stdint.h string.h limits.h'

# Each file as in the list, and before it what it includes: "session.c smpp/session.h".
includes() {
	for file in include/smpp.h include/smpp/*.h lib/*.[ch]; do
		name=${file#include/}
		name=${name#lib/}
		sed -n "s,^[[:blank:]]*# *include *[<\"]\([^>\"]*\)[>\"].*,$name \1,p" "$file"
		echo "$name"
	done
}

includes | awk -v floors="$floors" -v sees="$sees" -v system_list="$system" \
	-v exceptions="$exceptions" '
	BEGIN {
		n = split(floors, f)
		for (i = 1; i < n; i += 2)
			floor[f[i]] = f[i + 1]
		n = split(sees, s)
		for (i = 1; i <= n; i++) {
			split(s[i], pair, ":")
			may[pair[1]] = pair[2]
		}
		n = split(system_list, s)
		for (i = 1; i <= n; i++)
			allowed[s[i]] = 1
		n = split(exceptions, s)
		for (i = 1; i <= n; i++)
			excepted[s[i]] = 1
	}
	!($1 in floor) { print $1 " is on no floor"; next }
	NF == 1 || $2 in allowed { next }
	!($2 in floor) { print $1 " includes " $2; next }
	($1 ">" $2) in excepted { print "# layers: " $1 " includes " $2 " from above"; next }
	floor[$1] == 7 && floor[$2] < 7 && $2 !~ /^smpp[/]/ {
		print $1 " is a helper and includes " $2 ", which is private"
		next
	}
	index(may[floor[$1]], floor[$2]) == 0 {
		print $1 " (floor " floor[$1] ") includes " $2 " (floor " floor[$2] ")"
	}' | sort -u >"$work/layers"
grep '^#' "$work/layers"
verdict layers_include_downward "$(grep -v '^#' "$work/layers")"

# The same of names that need no header: nothing is allocated, printed or asked of a system.
calls='malloc|calloc|realloc|free|alloca|aligned_alloc|posix_memalign|strdup|abort|exit|assert'
calls="$calls|printf|fprintf|sprintf|snprintf|time|clock_gettime|gettimeofday|getenv"
verdict layers_library_calls_no_system "$(grep -nE \
	"(^|[^A-Za-z0-9_])($calls)[[:space:]]*\(|(^|[^A-Za-z0-9_])errno([^A-Za-z0-9_]|$)" \
	include/smpp.h include/smpp/*.h lib/*.[ch])"

# Examples are applications: their own headers and the public ones.
verdict layers_examples_are_applications "$(
	grep -nE '#[[:space:]]*include[[:space:]]*"' $(find examples -name '*.[ch]') |
	while IFS=: read -r file line text; do
		header=$(expr "$text" : '[^"]*"\([^"]*\)"')
		[ -f "${file%/*}/$header" ] || [ -f "examples/$header" ] ||
			echo "$file:$line includes $header"
	done
	grep -nE 'smpp__|lib/' $(find examples -name '*.[ch]'))"
exit $bad
