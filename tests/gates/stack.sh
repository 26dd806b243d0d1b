#!/bin/sh
# SPDX-License-Identifier: MIT
# The deepest stack below each public function, by gcc's call graph, and the size of the code.
# What the four string functions and the callers' on_event, replace and random use is theirs, and is
# not in the figures.
. tests/gates/gate.sh

stack_octets=2048 # the worst today, rounded up to a multiple of 512; x86-64, -O2

dir=$work/stack
rm -rf "$dir"
mkdir -p "$dir/fast" "$dir/small"

# compile DIRECTORY FLAG...: the library's objects, and their size.
compile() {
	to=$1
	shift
	for file in lib/*.c; do
		name=${file#lib/}
		$cc -std=c99 -Iinclude -Ilib -fvisibility=hidden -w "$@" -c "$file" \
			-o "$to/${name%.c}.o" || return 1
	done
	"${size:-size}" "$to"/*.o | awk -v flag="$1" '
		NR > 1 { text += $1 }
		END { print "# size " flag " " text " octets" }'
}
compile "$dir/small" -Os || exit 1
if has arm-none-eabi-gcc && mkdir "$dir/cortex"; then
	(cc=arm-none-eabi-gcc size=arm-none-eabi-size
	compile "$dir/cortex" -mcpu=cortex-m0 -mthumb -Os) || skipped "size: no C library for Cortex-M0"
fi
if ! compile "$dir/fast" -O2 -fcallgraph-info=su 2>"$dir/log"; then
	compile "$dir/fast" -O2 || exit 1
	skipped "stack: $cc has no -fcallgraph-info"
	exit $bad
fi

# Nodes that are defined in a file have "N bytes (static)" in their label, or (dynamic,bounded).
# The titles of static functions begin with their file.
cat "$dir"/fast/*.ci | awk '
	function field(name,    at, rest) {
		at = index($0, name ": \"")
		if (at == 0)
			return ""
		rest = substr($0, at + length(name) + 3)
		return substr(rest, 1, index(rest, "\"") - 1)
	}
	# Octets below and in one function; a function that is met on its own path calls itself.
	function depth(name,    i, below, worst, callees, count) {
		if (state[name] == 2)
			return total[name]
		if (state[name] == 1) {
			print "recursion: " name
			return 0
		}
		state[name] = 1
		worst = 0
		count = calls[name]
		for (i = 1; i <= count; i++) {
			below = depth(callee[name, i])
			if (below > worst)
				worst = below
		}
		state[name] = 2
		return total[name] = frame[name] + worst
	}
	/^node:/ && match($0, /[0-9]+ bytes \(/) {
		title = field("title")
		frame[title] = substr($0, RSTART) + 0
		if ($0 !~ /\((static|dynamic,bounded)\)/)
			print "no fixed size: " title
	}
	/^edge:/ {
		from = field("sourcename")
		to = field("targetname")
		if (to == "__indirect_call" && from !~ /(^|:)(push|smpp_session_(feed|tick)|replace)$/ &&
		    from !~ /^(lib[/](esme|smsc)[a-z_]*[.]c:|smpp__?(esme|smsc)_)/)
			print "indirect call: " from
		callee[from, ++calls[from]] = to
	}
	END {
		for (title in frame)
			if (title ~ /^smpp_[a-z0-9]/)
				print "# stack " title " " depth(title)
	}' | sort -t ' ' -k 4,4nr >"$dir/depths"

grep '^# stack' "$dir/depths" | head -5
verdict stack_is_bounded "$(grep -v '^# stack' "$dir/depths" | sort -u)"
if expr "$($cc -dumpmachine)" : x86_64 >/dev/null; then
	verdict stack_is_small "$(awk -v limit=$stack_octets '
		/^# stack/ && $4 > limit { print $3 " needs " $4 " octets, more than " limit }
		END { if (NR == 0) print "no public function was found" }' "$dir/depths")"
fi
exit $bad
