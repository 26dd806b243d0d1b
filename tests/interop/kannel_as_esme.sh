#!/bin/sh
# SPDX-License-Identifier: MIT
# Kannel (Debian's package kannel, 1.4.5) as ESME: its bearerbox binds to the centre at 127.0.0.1,
# its smsbox is told by HTTP what to send. Prints "ok"/"not ok" lines, stops what it started by pid.
# usage: kannel_as_esme.sh PORT, with account user:secret, and 5591 a handset that answers
smsc=$1
[ -n "$smsc" ] || { sed -n '3,5s/^# //p' "$0" >&2; exit 2; }
PATH=$PATH:/usr/sbin
dir=$(mktemp -d)
bearerbox=
smsbox=
sink=
trap 'kill -KILL $bearerbox $smsbox $sink 2>/dev/null; rm -rf "$dir"' EXIT
bad=0
ok() { echo "ok $1"; }
not_ok() { echo "not ok $1: $2"; bad=1; }

free_ports() { # N
	node -e 'const net = require("net"), all = [];
		for (let i = 0; i < process.argv[1]; i++)
			all.push(net.createServer().listen(0, "127.0.0.1"));
		setTimeout(() => all.forEach(s => { console.log(s.address().port); s.close(); }), 100);
		' "$1"
}
get() { # URL...: all at once; prints statuses and bodies
	timeout 20 node -e 'process.argv.slice(1).forEach(u => fetch(u)
			.then(r => r.text().then(t => console.log(r.status, t)))
			.catch(e => console.log(e.message)))' "$@"
}
within() { # SECONDS COMMAND...
	n=$(($1 * 5))
	shift
	until "$@"; do
		n=$((n - 1))
		[ $n -gt 0 ] || return 1
		sleep 0.2
	done
}
# shellcheck disable=SC2046
set -- $(free_ports 4)
admin=$1 box=$2 http=$3 mo=$4
configure() { # PASSWORD
	cat >"$dir/kannel.conf" <<CONF
group = core
admin-port = $admin
admin-interface = 127.0.0.1
admin-password = admin
status-password = status
smsbox-port = $box
smsbox-interface = 127.0.0.1
log-file = $dir/bearerbox.log
access-log = $dir/access.log
log-level = 0
dlr-storage = internal

group = smsc
smsc = smpp
smsc-id = centre
host = 127.0.0.1
port = $smsc
transceiver-mode = true
smsc-username = user
smsc-password = $1
system-type = VMA
address-range = ""
enquire-link-interval = 2
max-pending-submits = 100

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = $box
sendsms-port = $http
sendsms-interface = 127.0.0.1
log-file = $dir/smsbox.log
log-level = 0

group = sendsms-user
username = tester
password = tester
concatenation = true
max-messages = 10

group = sms-service
keyword = default
catch-all = true
max-messages = 0
get-url = "http://127.0.0.1:$mo/mo?from=%p&to=%P&text=%a"
CONF
}
node -e 'require("http").createServer((request, response) => {
		console.log(request.url);
		response.end();
	}).listen(process.argv[1], "127.0.0.1")' "$mo" >"$dir/mo" &
sink=$!
seen() { grep -ac "type_name: $1" "$dir/bearerbox.log" 2>/dev/null; }
seen_at_least() { [ "$(seen "$1")" -ge "$2" ]; }
online() { get "http://127.0.0.1:$admin/status.xml?password=status" | grep -q '<status>online'; }
send="http://127.0.0.1:$http/cgi-bin/sendsms?username=tester&password=tester"
send="$send&from=46700&to=46701234567"

# submit NAME N PARAMETERS: so many submit_sm are answered for it
submit() {
	before=$(seen submit_sm_resp)
	answer=$(get "$send&$3")
	case $answer in
	202*) ;;
	*) not_ok "$1" "smsbox says $answer"; return ;;
	esac
	within 10 seen_at_least submit_sm_resp $((before + $2)) && ok "$1" ||
		not_ok "$1" "$(($(seen submit_sm_resp) - before)) of $2 submit_sm are answered"
}

configure wrong
bearerbox -v 4 "$dir/kannel.conf" >"$dir/out" 2>&1 &
bearerbox=$!
refused() { grep -asq 'rejected login.*0x0000000d' "$dir/bearerbox.log"; }
within 10 refused && ok bind_wrong_password || not_ok bind_wrong_password "no refusal is seen"
kill -TERM $bearerbox
wait $bearerbox
rm -f "$dir/bearerbox.log"

configure secret
bearerbox -v 4 "$dir/kannel.conf" >"$dir/out" 2>&1 &
bearerbox=$!
sleep 0.5
smsbox -v 4 "$dir/kannel.conf" >>"$dir/out" 2>&1 &
smsbox=$!
if within 15 online; then
	ok bind
else
	not_ok bind "not online: $(grep -a ERROR "$dir/bearerbox.log" "$dir/out" | tail -1)"
	exit 1
fi
sleep 1
submit submit_plain 1 'text=Hello+from+Kannel'
submit submit_gsm 1 'charset=UTF-8&text=5%E2%82%AC+%7Bx%7D+%C3%A5'
submit submit_ucs2 1 'charset=UTF-8&coding=2&text=%D0%96%D0%98'
submit submit_binary 1 'coding=1&text=%00%01%ff%fe'
submit submit_long 3 "text=$(printf '%400s' '' | tr ' ' a)"
submit submit_long_ucs2 3 "charset=UTF-8&coding=2&text=$(printf '%150s' '' | sed 's/ /%D0%B6/g')"
submit submit_receipt 1 "text=receipt&dlr-mask=31&dlr-url=http%3A%2F%2F127.0.0.1%3A$admin%2F"
receipt_logged() { grep -aq 'DLR.*stat:DELIVRD' "$dir/access.log"; }
within 10 receipt_logged && ok receipt || not_ok receipt "$(tail -1 "$dir/access.log")"

get "${send%&to=*}&to=5591&text=question" >"$dir/question"
answered() { grep -q '^/mo?from=.*5591&to=46700&text=thanks' "$dir/mo"; }
within 10 answered && ok mo || not_ok mo "$(cat "$dir/question" "$dir/mo")"

before=$(seen submit_sm_resp)
set --
while [ $# -lt 100 ]; do set -- "$@" "$send&text=number+$#"; done
get "$@" >"$dir/burst"
within 20 seen_at_least submit_sm_resp $((before + 100)) && ok window_100 ||
	not_ok window_100 "$(($(seen submit_sm_resp) - before)) are answered"
within 10 seen_at_least enquire_link_resp 2 && ok enquire_link ||
	not_ok enquire_link "$(seen enquire_link_resp) are answered"

kill -TERM $smsbox $bearerbox 2>/dev/null
within 10 seen_at_least unbind_resp 1 && ok unbind ||
	not_ok unbind "$(seen unbind) sent, none answered"
gone() { ! kill -0 $bearerbox 2>/dev/null; }
within 10 gone
exit $bad
