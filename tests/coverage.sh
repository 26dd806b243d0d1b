#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs the test programs given, built with --coverage in $BUILD, and prints for each file of lib/
# how much of it they reach, then each line and branch that they do not. No gate: it is read.
# usage: BUILD=dir coverage.sh TEST...
build=${BUILD:-build/coverage}
LC_ALL=C # of what gcov says
export LC_ALL
find "$build" -name '*.gcda' -exec rm -f {} +
BUILD=$build UNITS_ONLY=1 sh tests/run.sh "$@" >"$build/log" || {
	grep -v '^ok' "$build/log"
	exit 1
}
gcov -t -b -c -o "$build/static/lib" lib/*.c >"$build/report" || exit 1

# gcov -t: "  count:  line:text", and below a line "branch  0 taken 7". A header is in the report
# once for each file that includes it: a line of it is reached when it is reached in one of them.
awk '
	/^ *-: *0:Source:/ { file = substr($0, index($0, "Source:") + 7); branch = 0; next }
	/^ *([0-9]+\*?|#####|=====): *[0-9]+:/ {
		split($0, part, ":")
		line = file ":" part[2] + 0
		branch = 0
		if (!(line in text)) {
			order[++lines] = line
			in_file[line] = file
			text[line] = $0
			sub(/^[^:]*:[^:]*:[ \t]*/, "", text[line])
		}
		if (part[1] !~ /#|=/)
			reached[line] = 1
		next
	}
	/^ *-: *[0-9]+:/ { branch = 0; line = "" }
	/^branch/ && line != "" {
		key = line " " branch++
		if (!(key in known)) {
			known[key] = 1
			branches[line]++
		}
		if ($3 == "taken" && $4 > 0 && !(key in taken)) {
			taken[key] = 1
			taken_of[line]++
		}
	}
	END {
		for (i = 1; i <= lines; i++) {
			line = order[i]
			f = in_file[line]
			if (f !~ /^lib\//)
				continue
			if (!(f in all))
				name[++files] = f
			all[f]++
			good[f] += line in reached
			ways[f] += branches[line]
			gone[f] += taken_of[line]
			if (!(line in reached))
				missing[++missed] = "never reached: " line ": " text[line]
			else if (taken_of[line] < branches[line])
				half[++halves] = "never taken: " line ": " \
					branches[line] - taken_of[line] " of " branches[line] ": " text[line]
		}
		for (i = 1; i <= files; i++)
			print_file(name[i], good[name[i]], all[name[i]], gone[name[i]], ways[name[i]])
		print_file("all", sum(good), sum(all), sum(gone), sum(ways))
		for (i = 1; i <= halves; i++)
			print half[i]
		for (i = 1; i <= missed; i++)
			print missing[i]
	}
	function sum(of, i, n) {
		for (i in of)
			n += of[i]
		return n
	}
	function print_file(f, lines_good, lines_all, ways_good, ways_all) {
		printf "%-16s lines %6.2f %% of %4d   branches %6.2f %% of %4d\n", f,
			100 * lines_good / lines_all, lines_all,
			ways_all ? 100 * ways_good / ways_all : 100, ways_all
	}' "$build/report"
