#!/bin/sh
# SPDX-License-Identifier: MIT
# Each public header compiles alone, in every language that may include it, and stays short.
. tests/gates/gate.sh

header_lines=350

# compile_alone COMPILER LANGUAGE STANDARD. Twice each, so that the guards are tried too.
compile_alone() {
	for header in smpp.h $(cd include && echo smpp/*.h); do
		printf '#include <%s>\n#include <%s>\n' "$header" "$header" |
			"$1" -x "$2" "-std=$3" -pedantic -Wall -Wextra -Werror -Iinclude \
				-fsyntax-only - 2>&1 | head -3
	done
}

for compiler in gcc clang g++ clang++; do
	case $compiler in
	*++) language=c++ standards='c++98 c++11 c++17' ;;
	*) language=c standards='c99 c11' ;;
	esac
	if has $compiler; then
		verdict headers_compile_alone_with_$compiler "$(for standard in $standards; do
			compile_alone $compiler $language $standard
		done)"
	else
		skipped "headers with $compiler: it is not installed"
	fi
done
verdict headers_are_short "$(for header in include/smpp.h include/smpp/*.h; do
	lines=$(wc -l <"$header")
	[ "$lines" -le $header_lines ] || echo "$header has $lines lines, more than $header_lines"
done)"
exit $bad
