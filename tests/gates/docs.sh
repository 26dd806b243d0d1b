#!/bin/sh
# SPDX-License-Identifier: MIT
# The manual is complete, well-formed, and its examples are programs that run.
. tests/gates/gate.sh

dir=$work/docs
rm -rf "$dir"
mkdir -p "$dir"

if has doxygen; then
	verdict docs_doxygen_has_no_warnings "$(
		$make -s --no-print-directory BUILD="$build" docs 2>&1 || echo 'make docs failed')"
else
	skipped 'make docs: doxygen is not installed'
fi
if has mandoc; then
	verdict docs_manual_pages_are_well_formed "$(mandoc -T lint -W warning man/*.[1-9] 2>&1)"
else
	skipped 'manual pages: mandoc is not installed'
fi

# Each header has a page, each function a place in it, where its prototype stands.
verdict docs_every_function_has_a_manual "$(for header in include/smpp/*.h; do
	stem=${header##*/}
	page=man/smpp_${stem%.h}.3
	if [ ! -f "$page" ]; then
		echo "$page is missing"
		continue
	fi
	sed -n 's/^SMPP_API [^(]*[ *]\(smpp_[a-z0-9_]*\)(.*/\1/p' "$header" |
	while read -r name; do
		grep -q "^\.Fn $name \"" "$page" || grep -q "^\.Fn $name void" "$page" ||
			echo "$name is not in $page"
	done
done)"

# Between these comments stands a whole program, with the escapes of a manual page.
for page in man/smpp.7 man/smpp_*.3; do
	stem=${page##*/}
	stem=${stem%.*}
	sed -n '/^\.\\" EXAMPLE BEGIN/,/^\.\\" EXAMPLE END/p' "$page" |
		sed -e '/^\.\\"/d' -e 's/\\-/-/g' -e 's/\\&//g' -e 's/\\(aq/'"'"'/g' \
			-e 's/\\(dq/"/g' -e 's/\\e/\\/g' >"$dir/$stem.c"
	verdict "docs_example_of_$stem" "$(
		if [ ! -s "$dir/$stem.c" ]; then
			echo "$page has no EXAMPLE BEGIN and END"
		elif $cc -std=c99 -Wall -Wextra -Wpedantic -Werror -Iinclude "$dir/$stem.c" \
			"$build/libsmpp.a" -o "$dir/$stem" 2>&1; then
			"$dir/$stem" >"$dir/$stem.out" 2>&1 || echo "exit status $?"
		fi)"
done
exit $bad
