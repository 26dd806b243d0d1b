#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs the test programs given, then the scripts that try the built programs and the gates.
# Prints the totals last. usage: BUILD=dir [UNITS_ONLY=1] run.sh TEST...
build=${BUILD:-build}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0
failed=0

# Check's summary: "100%: Checks: 12, Failures: 0, Errors: 0"
for test in "$@"; do
	CK_DEFAULT_TIMEOUT=${CK_DEFAULT_TIMEOUT:-240} "$test" >"$log" 2>&1
	status=$?
	line=$(grep 'Checks:' "$log" | tail -1)
	checks=$(printf '%s\n' "$line" | sed -n 's/.*Checks: \([0-9]*\).*/\1/p')
	bad=$(printf '%s\n' "$line" | sed -n 's/.*Failures: \([0-9]*\), Errors: \([0-9]*\).*/\1 + \2/p')
	bad=$((${bad:-1}))
	[ $status -eq 0 ] || [ $bad -gt 0 ] || bad=1
	passed=$((passed + ${checks:-0} - (bad < ${checks:-0} ? bad : ${checks:-0})))
	failed=$((failed + bad))
	if [ $bad -gt 0 ]; then
		echo "not ok ${test##*/} (exit status $status)"
		cat "$log"
	else
		echo "ok ${test##*/}: $checks tests"
		grep '^#' "$log"
	fi
done

# The simulations without options are their smoke runs; they say "ok sim: ..." themselves.
for sim in sim sim_centre; do
	[ -x "$build/tests/$sim" ] || continue
	if "$build/tests/$sim" >"$log" 2>&1; then
		grep "^ok $sim" "$log"
		passed=$((passed + 1))
	else
		echo "not ok $sim: $(grep -m 1 '^broken promise' "$log")"
		cat "$log"
		failed=$((failed + 1))
	fi
done

# "ok NAME" and "not ok NAME: why", one line a check.
if [ -z "$UNITS_ONLY" ]; then
	for script in tests/programs.sh tests/esme.sh tests/centre.sh tests/access.sh \
		tests/operations.sh tests/quirk.sh tests/crash.sh tests/sessions.sh tests/bulk.sh \
		tests/secure.sh tests/shell.sh tests/pdu.sh tests/gates/run.sh; do
		BUILD=$build CRASH_ROUNDS=${CRASH_ROUNDS:-8} sh "$script" >"$log" 2>&1
		status=$?
		cat "$log"
		good=$(grep -c '^ok ' "$log")
		bad=$(grep -c '^not ok ' "$log")
		[ $status -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
		passed=$((passed + good))
		failed=$((failed + bad))
	done
fi
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
