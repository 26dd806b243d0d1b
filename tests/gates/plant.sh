#!/bin/sh
# SPDX-License-Identifier: MIT
# Plants each fault of tests/gates/plants in a copy of the sources and expects its checker to turn
# red; before that every checker must be green. A patch begins with
#     # plant: what is wrong
#     # expect: unit TEST            the program tests/TEST.c fails
#     # expect: gate GATE CHECK      "not ok CHECK" comes from tests/gates/GATE.sh
# usage: plant.sh [NAME...]: without names, all of them
cd "$(dirname "$0")/../.." || exit 2
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES BUILD
make=${MAKE:-make}
command -v patch >/dev/null || { echo 'plant.sh needs the program patch'; exit 2; }
passed=0
failed=0
top=$(mktemp -d)
trap 'rm -rf "$top"' EXIT
trap 'exit 2' INT TERM
mkdir "$top/clean"
cp -r Makefile VERSION README NEWS COPYING configure.ac include lib examples tests man pkgconfig \
	.ci "$top/clean" || exit 2
rm -rf "$top/clean/tests/interop/node_modules"
cp -r "$top/clean" "$top/tree"
cd "$top/tree" || exit 2

build() {
	$make -s -j2 BUILD=build CFLAGS=-O1 "$@" >log 2>&1
}

good() {
	echo "ok $1"
	passed=$((passed + 1))
}
wrong() {
	echo "not ok $1: $2"
	grep -v '^ok ' log | tail -5 | sed 's/^/#   /'
	failed=$((failed + 1))
}

# run KIND NAME CHECK: 0 when the checker is green, 1 when it is red, 2 when it cannot be run,
# 3 when it does not run on this machine.
run() {
	if [ "$1" = unit ]; then
		build all "build/tests/$2" || return 2
		CK_DEFAULT_TIMEOUT=60 timeout 100 "build/tests/$2" >log 2>&1 || return 1
		return 0
	fi
	case $2 in
	headers | layers | sources) : >log ;; # they read the sources only
	*) build all || return 2 ;;
	esac
	BUILD=build MAKE="$make" sh tests/gates/run.sh "$2" >log 2>&1
	grep -q "^not ok $3:" log && return 1
	grep -qx "ok $3" log && return 0
	grep -q '^# skipped' log && return 3
	return 2
}

if [ $# -eq 0 ]; then
	set -- $(cd tests/gates/plants && ls *.patch)
fi

# Red means something only where green was possible.
for name in "$@"; do
	sed -n 's/^# expect: //p' "tests/gates/plants/${name%.patch}.patch"
done | sort -u >checkers
while read -r checker; do
	set_of=$(echo "$checker" | tr -c 'a-zA-Z0-9_+\n' '_')
	run $checker </dev/null
	case $? in
	0) echo green >"state_$set_of" ;;
	3) echo skipped >"state_$set_of" ;;
	*) wrong "unplanted_$set_of" 'it is not green without a fault' ;;
	esac
done <checkers

for name in "$@"; do
	name=${name%.patch}
	patch=tests/gates/plants/$name.patch
	checker=$(sed -n 's/^# expect: //p' "$patch")
	state=$(cat "state_$(echo "$checker" | tr -c 'a-zA-Z0-9_+\n' '_')" 2>/dev/null)
	title=plant_${name}_is_caught_by_$(echo "$checker" | sed 's/.* //')
	if [ "$state" = skipped ]; then
		echo "# skipped: $title: its gate does not run here"
		continue
	fi
	if [ "$state" != green ]; then
		: >log
		wrong "$title" 'its checker is not green without it'
		continue
	fi
	if ! patch -p1 -s -N -r - --no-backup-if-mismatch <"$patch" >log 2>&1; then
		wrong "$title" 'the patch does not apply'
	else
		run $checker </dev/null
		case $? in
		0) wrong "$title" 'the checker stays green' ;;
		1) good "$title" ;;
		*) wrong "$title" 'the planted sources do not build' ;;
		esac
	fi
	# what the patch touched is as it was, whether all of it applied or not
	for file in $(sed -n 's,^+++ b/\([^[:space:]]*\).*,\1,p' "$patch"); do
		cp "$top/clean/$file" "$file"
	done
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
