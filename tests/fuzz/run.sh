#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs the fuzz targets given, each for FUZZ_SECONDS. What they find is kept in BUILD/fuzz.
# usage: BUILD=dir FUZZ_SECONDS=20 run.sh PROGRAM...
build=${BUILD:-build}
seconds=${FUZZ_SECONDS:-20}
passed=0
failed=0
for program in "$@"; do
	name=${program##*/}
	name=${name%_fuzz}
	corpus=$build/fuzz/corpus-$name
	log=$build/fuzz/$name.log
	sh tests/fuzz/corpus.sh "$name" "$corpus"
	case $name in
	smpptime) length=40 ;;
	receipt) length=600 ;;
	*) length=2048 ;;
	esac
	if "$program" -max_total_time="$seconds" -max_len=$length -rss_limit_mb=1024 \
		-timeout=10 -artifact_prefix="$build/fuzz/$name-" -print_final_stats=1 \
		"$corpus" >"$log" 2>&1; then
		runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
		echo "ok fuzz_$name: $runs runs"
		passed=$((passed + 1))
	else
		echo "not ok fuzz_$name: see $log"
		grep -E '^broken|ERROR|runtime error|SUMMARY' "$log" | head -5 | sed 's/^/#   /'
		failed=$((failed + 1))
	fi
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
