# SPDX-License-Identifier: MIT
# What the scripts share that try the built programs. Sourced from the top of the sources; sets $build
# and $dir, a directory that goes away with what runs in the background: $smsc, $proxy.
build=${BUILD:-build}
dir=$(mktemp -d)
smsc=
proxy=
trap '[ -z "$smsc$proxy" ] || kill $smsc $proxy 2>/dev/null; rm -rf "$dir"' EXIT INT TERM
bad=0

ok() { echo "ok $1"; }
not_ok() { echo "not ok $1: $2"; bad=1; sed 's/^/# /' "$dir/out" "$dir/err" 2>/dev/null; }

# run NAME STATUS COMMAND...: the exit status is as said; output in $dir/out, $dir/err
run() {
	name=$1 want=$2
	shift 2
	timeout 20 "$@" >"$dir/out" 2>"$dir/err" </dev/null
	got=$?
	[ $got -eq "$want" ] && ok "$name" || not_ok "$name" "exit status $got, not $want"
}
# says NAME FILE PATTERN: the last run wrote a line like that
says() { grep -q -- "$3" "$dir/$2" && ok "$1" || not_ok "$1" "no '$3' on $2"; }
# says_not NAME FILE PATTERN: it wrote none
says_not() { grep -q -- "$3" "$dir/$2" && not_ok "$1" "'$3' on $2" || ok "$1"; }

start_smsc() {
	: >"$dir/smsc" # what the last one wrote is not to be taken for this one's
	"$build/mini-smsc" -p 0 --account=user:secret "$@" >"$dir/smsc" 2>&1 &
	smsc=$!
	n=0
	until grep -q '^listening' "$dir/smsc" || [ $n -gt 100 ]; do n=$((n + 1)); sleep 0.05; done
	port=$(sed -n 's/^listening on .*:\([0-9]*\) pid .*/\1/p' "$dir/smsc")
}
stop_smsc() { kill "$smsc"; wait "$smsc"; smsc_status=$?; smsc=; }

# esme STATUS NAME ARGUMENTS...: runs smpp-esme against it
esme() { expected=$1 title=$2; shift 2; run "$title" "$expected" "$build/smpp-esme" -p "$port" -u user -w secret "$@"; }
