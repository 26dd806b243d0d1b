#!/bin/sh
# SPDX-License-Identifier: MIT
# Plants each fault of tests/gates/plants in a copy of the sources and expects its checker to turn
# red; before that every checker must be green. A patch begins with
#     # plant: what is wrong
#     # expect: unit TEST            the program tests/TEST.c fails
#     # expect: gate GATE CHECK      "not ok CHECK" comes from tests/gates/GATE.sh
#     # expect: sim ARGS...          build/tests/sim, a target of the Makefile, run with these
#                                    arguments says 1 (red) where without the fault it says 0
# usage: [JOBS=n] plant.sh [NAME...]: without names, all of them; n at a time, usually one for
# each processor
cd "$(dirname "$0")/../.." || exit 2
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES BUILD
make=${MAKE:-make}
command -v patch >/dev/null || { echo 'plant.sh needs the program patch'; exit 2; }
jobs=${JOBS:-$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)}
top=$(mktemp -d)
workers=
trap 'rm -rf "$top"' EXIT
trap '[ -z "$workers" ] || kill $workers 2>/dev/null; exit 2' INT TERM
mkdir "$top/clean" "$top/log" "$top/task" "$top/done"
cp -r Makefile VERSION README NEWS COPYING configure.ac include lib examples tests man pkgconfig \
	.ci "$top/clean" || exit 2
rm -rf "$top/clean/tests/interop/node_modules"

build() {
	$make -s -j2 BUILD=build CFLAGS=-O1 "$@" >log 2>&1
}

expectation() {
	sed -n 's/^# expect: //p' "$top/clean/tests/gates/plants/$1.patch"
}

# What is run for a checker: all checks of a gate are one run. As a name of a file, too.
program_of() {
	case $1 in
	gate*) echo "${1% *}" ;;
	*) echo "$1" ;;
	esac
}
file_of() {
	echo "$1" | tr -c 'a-zA-Z0-9_+\n' '_'
}

# run KIND NAME [ARGS...]: fills log. 0 when it ran to its end and found nothing, 1 when it found
# something, 2 when it could not be run.
run() {
	case $1 in
	unit)
		build "build/tests/$2" || return 2
		CK_DEFAULT_TIMEOUT=60 timeout 100 "build/tests/$2" >log 2>&1 || return 1
		;;
	sim)
		shift
		build build/tests/sim || return 2
		timeout 100 build/tests/sim "$@" >log 2>&1
		case $? in
		0) ;;
		1 | 124 | 13?) return 1 ;; # found something, never ended, crashed
		*) return 2 ;;
		esac
		;;
	gate)
		case $2 in
		headers | layers | sources | stack) ;; # they read the sources only
		docs | tables) build build/libsmpp.a || return 2 ;;
		*) build all || return 2 ;;
		esac
		BUILD=build MAKE="$make" sh tests/gates/run.sh "$2" >log 2>&1 || return 1
		;;
	*) return 2 ;;
	esac
}

# verdict STATUS CHECKER: the same of one checker. 3 when its gate does not run on this machine.
verdict() {
	case $2 in
	gate*)
		grep -q "^not ok ${2##* }:" log && return 1
		grep -qx "ok ${2##* }" log && return 0
		grep -q '^# skipped' log && return 3
		return 2
		;;
	*) return "$1" ;;
	esac
}

good() {
	echo "ok $1"
	echo "$1" >>"$top/done/passed"
}
wrong() {
	printf '%s\n' "not ok $1: $2$(echo; grep -v '^ok ' log | tail -5 | cut -c1-200 | sed 's/^/#   /')"
	echo "$1" >>"$top/done/failed"
}

# A checker without a fault. Its log is kept for each_plant.
each_program() {
	run $1 </dev/null
	echo $? >"$top/log/$(file_of "$1").status"
	cp log "$top/log/$(file_of "$1")"
}

# What the checker says without a fault, as verdict does.
unplanted() {
	kept=$top/log/$(file_of "$(program_of "$1")")
	cp "$kept" log
	verdict "$(cat "$kept.status")" "$1"
}

each_plant() {
	patch=$top/clean/tests/gates/plants/$1.patch
	checker=$(expectation "$1")
	case $checker in
	sim*) title=plant_$1_is_caught_by_sim ;;
	*) title=plant_$1_is_caught_by_${checker##* } ;;
	esac
	if [ -z "$checker" ]; then
		: >log
		wrong "plant_$1" 'it names no checker' && return
	fi
	unplanted "$checker"
	case $? in
	0) ;;
	3) echo "# skipped: $title: its gate does not run here" && return ;;
	*) wrong "$title" 'its checker is not green without it' && return ;;
	esac
	if ! patch -p1 -s -N -r - --no-backup-if-mismatch <"$patch" >log 2>&1; then
		wrong "$title" 'the patch does not apply'
	else
		run $(program_of "$checker") </dev/null
		verdict $? "$checker"
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
}

# work FUNCTION FILE: calls it for each line of the file, in as many trees as there are jobs. Who
# takes a line first has it.
work() {
	mkdir "$top/task/$1"
	workers=
	for job in $(seq "$jobs"); do
		(
			cd "$top/tree$job" || exit 2
			number=0
			while read -r line; do
				number=$((number + 1))
				mkdir "$top/task/$1/$number" 2>/dev/null && $1 "$line"
			done <"$2"
		) &
		workers="$workers $!"
	done
	wait
	workers=
}

if [ $# -eq 0 ]; then
	set -- $(cd tests/gates/plants && ls *.patch)
fi
for name in "$@"; do
	echo "${name%.patch}"
done >"$top/plants"
while read -r name; do
	if [ ! -f "$top/clean/tests/gates/plants/$name.patch" ]; then
		echo "there is no plant $name" >&2
		exit 2
	fi
	program_of "$(expectation "$name")"
done <"$top/plants" >"$top/expected"
sort -u "$top/expected" | sed '/^$/d' >"$top/programs"

cp -r "$top/clean" "$top/tree1"
(cd "$top/tree1" && build -k all $(sed -n 's,^unit ,build/tests/,p' "$top/programs"))
for job in $(seq 2 "$jobs"); do
	cp -a "$top/tree1" "$top/tree$job" # with the times of its files, so it is built too
done
# Red means something only where green was possible.
work each_program "$top/programs"
work each_plant "$top/plants"
: >>"$top/done/passed"
: >>"$top/done/failed"
passed=$(wc -l <"$top/done/passed")
failed=$(wc -l <"$top/done/failed")
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
