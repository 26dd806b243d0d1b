#!/bin/bash
# SPDX-License-Identifier: MIT
# Capture SMPP on loopback while a command runs, then let tshark judge every PDU. Prints TAP.
# usage: tshark_judge.sh PORT OUT.pcapng -- COMMAND...     or     tshark_judge.sh PORT FILE.pcap(ng)
#   --allow-malformed N  tolerated malformed PDUs (default 0)   --allow-unanswered N (default 0)
#   --json FILE  also write the full JSON dissection        --list  print one line a PDU
TJ=$(mktemp); AM=0 AU=0 JSON= LIST=0 POS=(); while [ $# -gt 0 ]; do case $1 in --allow-malformed) AM=$2; shift;; --allow-unanswered) AU=$2; shift;; --json) JSON=$2; shift;; --list) LIST=1;; --) shift; break;; *) POS+=("$1");; esac; shift; done
PORT=${POS[0]} F=${POS[1]}; [ -n "$F" ] || { sed -n 3,7p "$0"; exit 2; }
if [ $# -gt 0 ]; then dumpcap -q -i lo -f "tcp port $PORT" -w "$F" >/dev/null 2>&1 & CP=$!; sleep 1.5; "$@"; RC=$?; sleep 1.5; kill -INT $CP; wait $CP 2>/dev/null; echo "# command exit status $RC"; fi
TS() { tshark -r "$F" -d tcp.port==$PORT,smpp -o smpp.reassemble_smpp_over_tcp:TRUE "$@" 2>/dev/null; }
[ -n "$JSON" ] && TS -Y smpp -T json > "$JSON"
N=0 BAD=0; ok() { N=$((N+1)); echo "ok $1${2:+ # $2}"; }; notok() { N=$((N+1)); BAD=$((BAD+1)); echo "not ok $1: $2"; }
[ $LIST = 1 ] && TS -Y smpp -T fields -E occurrence=a -E aggregator=';' -e frame.number -e tcp.srcport -e smpp.command_id -e smpp.command_status -e smpp.sequence_number | sed 's/^/# /'
P=$(TS -Y smpp -T fields -E occurrence=a -E aggregator=$'\n' -e smpp.command_id | grep -c .); [ $P -gt 0 ] && ok smpp_seen "$P PDUs" || notok smpp_seen "no SMPP PDU on port $PORT"
TS -Y smpp -T fields -E occurrence=a -E aggregator=$'\n' -e smpp.command_id | sort | uniq -c | awk '{printf "# %s x %d\n", $2, $1}'
M=$(TS -Y "_ws.malformed" -T fields -e frame.number -e _ws.col.Info | wc -l); [ $M -le $AM ] && ok not_malformed "$M malformed" || { notok not_malformed "$M frames malformed"; TS -Y "_ws.malformed" -T fields -e frame.number -e tcp.srcport -e _ws.col.Info | head -10 | sed 's/^/# frame /'; }
E=$(TS -Y "smpp && _ws.expert.severity >= 6291456" -T fields -e frame.number -e _ws.expert.message | wc -l); [ $E = 0 ] || { echo "# $E frames with expert warnings:"; TS -Y "smpp && _ws.expert.severity >= 6291456" -T fields -e _ws.expert.message | sort | uniq -c | sort -rn | head -6 | sed 's/^/# /'; }
# every request answered in its own direction with the same sequence number (generic_nack counts; alert_notification and outbind have no answer)
TS -Y smpp -T fields -E occurrence=a -E aggregator=, -e tcp.stream -e tcp.srcport -e smpp.command_id -e smpp.sequence_number | awk -F'\t' -v port=$PORT '
 { n=split($3,c,","); split($4,q,","); d=($2==port)?"S":"E"; for(i=1;i<=n;i++){ id=tolower(c[i]); s=q[i]; o=(d=="S")?"E":"S";
   if (substr(id,3,1)=="8") { if (id=="0x80000000" || 1) { k=$1 "/" o "/" s; if (k in w) { r=w[k]; if (id!="0x80000000" && substr(id,4)!=substr(r,4)) { print "mismatch " r " answered by " id " seq " s } delete w[k] } else if (id!="0x80000000") print "unmatched " id " seq " s } }
   else if (id!="0x00000102" && id!="0x0000000b") w[$1 "/" d "/" s]=id } }
 END { for (k in w) print "unanswered " w[k] " " k }' > $TJ; U=$(grep -c ^unanswered $TJ); X=$(grep -cE '^(mismatch|unmatched)' $TJ)
[ $U -le $AU ] && ok all_answered "$U unanswered" || { notok all_answered "$U requests without an answer"; }; grep ^unanswered $TJ | awk '{print $2}' | sort | uniq -c | head -8 | sed 's/^/# unanswered /'
[ $X = 0 ] && ok responses_match || { notok responses_match "$X wrong or unmatched responses"; grep -E '^(mismatch|unmatched)' $TJ | head -5 | sed 's/^/# /'; }; rm -f $TJ
echo "1..$N"; echo "# $((N - BAD)) ok, $BAD not ok"; exit $((BAD > 0))
