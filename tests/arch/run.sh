#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds library, tests and simulation for the machines of tests/arch/machines and runs them there:
# all unit tests, with check.h of this directory in place of Check, and the simulation, which must
# come to the same events and octets as on this machine. Prints the totals last.
# usage: [BUILD=dir] [MAKE=make] [JOBS=n] run.sh [MACHINE...]: without names, all of them; n at a
# time, usually one for each processor. Needs $BUILD/tests/sim.
cd "$(dirname "$0")/../.." || exit 2
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES
build=${BUILD:-build}
make=${MAKE:-make}
tab=$(printf '\t')

# Minutes under an emulator, or an iconv with its tables, which are not there for each machine. What
# they try depends on the machine no more than what the others try.
CHECK_SKIP='bounds_every_pair_of_tolerances_keeps_its_promises_for_mutated_pdus
bounds_every_set_of_tolerances_keeps_its_promises_for_malformed_pdus
every_split_of_the_vectors_gives_the_same_events_when_bound
every_octet_is_the_character_that_iconv_says'
CHECK_SKIP=$(echo "$CHECK_SKIP" | tr '\n' ' ')
export CHECK_SKIP

# The tests of times compare with libc's calendar, which needs 64 bits for some.
check_flags='-Itests/arch -D_TIME_BITS=64 -D_FILE_OFFSET_BITS=64
-Wno-pedantic -Wno-conversion -Wno-sign-conversion -Wno-cast-align'
check_flags=$(echo "$check_flags" | tr '\n' ' ')

# All but what needs another library, which is not there for each machine.
tests=
for test in tests/*_test.c; do
	test=${test#tests/}
	case $test in
	tls_test.c | classes_test.c) ;; # classes_test runs mini-smsc and looks into /proc
	*) tests="$tests ${test%.c}" ;;
	esac
done

simulate() {
	"$@" --seeds=40 --steps=20000 --hash | sed -n 's/^# hash //p'
}

# verdict NAME WHAT: red when WHAT is wrong, green when it is empty
verdict() {
	if [ -z "$2" ]; then
		echo "ok arch_$1"
	else
		echo "not ok arch_$1: $(printf '%s\n' "$2" | head -10 | tr '\n' ';' |
			sed 's/;$//; s/;/; /g')"
	fi
}

# What COMMAND says, when it fails.
complaint() {
	"$@" >"$dir/log" 2>&1 || echo "exit status $?: $(tail -5 "$dir/log")"
}

# As many tests as the program has in Check's hands must have run.
unit() {
	# shellcheck disable=SC2086 # or nothing
	wrong=$(complaint env BUILD="$dir/here" $emulator "$dir/tests/$1")
	if [ -z "$wrong" ]; then
		ran=$(sed -n 's/^# tests: //p' "$dir/log")
		left_out=$(grep -c '^# skipped: ' "$dir/log")
		want=$(grep -c '^START_TEST' "tests/$1.c")
		[ "$((ran + left_out))" -eq "$want" ] || wrong="$ran of $want tests ran"
	fi
	verdict "${name}_$1" "$wrong"
}

# The compiled simulation tells whether the emulator is needed at all: i686 runs on most x86-64.
choose_emulator() {
	emulator=
	[ "$1" != - ] || return 0
	"$dir/tests/sim" --steps=1 >"$dir/log" 2>&1 || emulator=$1
	[ -z "$emulator" ] || command -v "$emulator" >"$dir/log"
}

build_for() {
	static=LDFLAGS=-static
	[ "$name" != tcc ] || static=DEPENDENCIES= # it knows neither -static nor -MMD
	ar=${1%gcc}ar
	command -v "$ar" >"$dir/log" || ar='ar'
	# shellcheck disable=SC2046 # several targets
	"$1" -std=c99 -O1 -c tests/arch/check.c -o "$dir/check.o" &&
	"$make" -s BUILD="$dir" CC="$1" AR="$ar" CFLAGS=-O2 "$static" \
		CHECK_LIBS="$dir/check.o" CHECK_FLAGS="$check_flags" \
		$(for test in $tests; do echo "$dir/tests/$test"; done) "$dir/tests/sim"
}

# one NAME COMPILER EMULATOR
one() {
	name=$1
	wrong=
	dir=$build/arch/$name
	rm -rf "$dir"
	mkdir -p "$dir/here"
	if ! command -v "$2" >"$dir/log"; then
		echo "# skipped: arch_$name: there is no $2 (tests/arch/setup.sh installs it)"
		return
	fi
	build_for "$2" >"$dir/build.log" 2>&1 || wrong="it does not build: "
	# a static program that looks up names is told of; none does so here
	verdict "${name}_builds_without_warnings" \
		"$wrong$(grep -v "in function \`resolve':\$\|Using 'getaddrinfo'" "$dir/build.log")"
	[ -z "$wrong" ] || return
	if ! choose_emulator "$3"; then
		echo "# skipped: arch_$name: there is no $3 (tests/arch/setup.sh installs it)"
		return
	fi
	# what the tests of the trace run
	printf '#!/bin/sh\nexec %s %s/smpp-replay "$@"\n' "$emulator" "$dir" >"$dir/here/smpp-replay"
	chmod +x "$dir/here/smpp-replay"
	for test in $tests; do
		unit "$test"
	done
	# shellcheck disable=SC2086 # or nothing
	hash=$(simulate $emulator "$dir/tests/sim")
	verdict "${name}_simulation_does_what_it_does_here" \
		"$([ "$hash" = "$SIM_HASH" ] || echo "hash ${hash:-none}, here $SIM_HASH")"
}

if [ "$1" = one ]; then
	start=$(date +%s)
	out=$(one "$2" "$3" "$4")
	printf '%s\n# %s: %d s\n' "$out" "$2" "$(($(date +%s) - start))"
	exit 0
fi

SIM_HASH=$(simulate "$build/tests/sim")
export SIM_HASH
mkdir -p "$build/arch"
grep -v '^#' tests/arch/machines | cut -f 1-3 | while IFS=$tab read -r name compiler emulator; do
	for wanted in "${@:-$name}"; do
		[ "$wanted" != "$name" ] || echo "one $name $compiler $emulator"
	done
done | xargs -L 1 -P "${JOBS:-$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)}" \
	sh tests/arch/run.sh | tee "$build/arch/log"
passed=$(grep -c '^ok ' "$build/arch/log")
failed=$(grep -c '^not ok ' "$build/arch/log")
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
