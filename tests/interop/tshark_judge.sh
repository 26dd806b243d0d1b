#!/bin/sh
# SPDX-License-Identifier: MIT
# Lets tshark judge SMPP traffic: PDUs are seen, none is malformed, every request is answered, and
# by a response of its own command. Prints "ok"/"not ok" lines; `#` lines say more.
# usage: tshark_judge.sh [OPTIONS] PORT FILE -- COMMAND...   captures on loopback meanwhile
#        tshark_judge.sh [OPTIONS] PORT FILE                 reads FILE, pcap or pcapng
#   --allow-malformed N   so many frames may be malformed, usual 0
#   --allow-unanswered N  so many requests may stay without an answer, usual 0
#   --list                also shows each frame's PDUs
# exit status: 0 all ok, 1 some not ok, 2 usage
malformed=0
unanswered=0
list=0
while :; do
	case $1 in
	--allow-malformed) malformed=$2; shift 2 ;;
	--allow-unanswered) unanswered=$2; shift 2 ;;
	--list) list=1; shift ;;
	*) break ;;
	esac
done
port=$1
file=$2
if [ -z "$file" ]; then
	sed -n '3,11s/^# \{0,1\}//p' "$0" >&2
	exit 2
fi
shift 2

if [ "$1" = -- ]; then
	shift
	log=$(mktemp)
	rm -f "$file"
	dumpcap -q -i lo -f "tcp port $port" -w "$file" >"$log" 2>&1 &
	capture=$!
	n=0
	until grep -q '^File: ' "$log" || [ $n -ge 100 ] || ! kill -0 $capture 2>/dev/null; do
		n=$((n + 1))
		sleep 0.1
	done
	sleep 0.5
	"$@"
	echo "# command exit status $?"
	sleep 1
	kill -INT $capture 2>/dev/null
	wait $capture || sed 's/^/# dumpcap: /' "$log"
	rm -f "$log"
fi

# One line a frame. Several PDUs in a frame are lists with commas.
timeout 60 tshark -r "$file" -d "tcp.port==$port,smpp" -o smpp.reassemble_smpp_over_tcp:TRUE \
	-Y 'smpp || _ws.malformed' -T fields -E occurrence=a -E aggregator=, -e frame.number \
	-e tcp.stream -e tcp.srcport -e smpp.command_id -e smpp.sequence_number -e _ws.malformed \
	2>/dev/null |
awk -F '\t' -v port="$port" -v malformed="$malformed" -v unanswered="$unanswered" -v list=$list '
function judge(name, good, why) {
	print (good ? "ok " name " # " : "not ok " name ": ") why
	bad += !good
}
# A response takes its request, of the other direction and the same number, off the list.
function answered(id, number, key) {
	if (!(key in waits)) {
		if (id != "0x80000000") {
			print "# " id " number " number " answers nothing"
			wrong++
		}
		return
	}
	if (id != "0x80000000" && substr(id, 4) != substr(waits[key], 4)) {
		print "# " waits[key] " number " number " is answered by " id
		wrong++
	}
	delete waits[key]
}
{
	if (list)
		print "# frame " $1 ", port " $3 ": " $4 ", number " $5
	if ($6 != "") {
		broken++
		print "# frame " $1 " is malformed"
	}
	n = split(tolower($4), ids, ",")
	split($5, numbers, ",")
	own = ($3 == port) ? "centre" : "esme"
	other = ($3 == port) ? "esme" : "centre"
	for (i = 1; i <= n; i++) {
		seen[ids[i]]++
		pdus++
		if (substr(ids[i], 3, 1) == "8")
			answered(ids[i], numbers[i], $2 " " other " " numbers[i])
		else if (ids[i] != "0x00000102" && ids[i] != "0x0000000b")
			waits[$2 " " own " " numbers[i]] = ids[i] # the other two have no answer
	}
}
END {
	for (id in seen)
		print "# " id " x " seen[id]
	for (key in waits) {
		print "# " waits[key] " is not answered: connection, side, number " key
		open++
	}
	judge("smpp_seen", pdus > 0, pdus + 0 " PDUs on port " port)
	judge("not_malformed", broken <= malformed, broken + 0 " frames malformed")
	judge("all_answered", open <= unanswered, open + 0 " requests without an answer")
	judge("responses_match", wrong == 0, wrong + 0 " wrong or unmatched responses")
	exit bad > 0
}'
