#!/bin/sh
# SPDX-License-Identifier: MIT
# The pages that are written from the library say what it does: man/smpp_tables.7 is what
# tests/manual_tables.c prints, man/smpp_states.7 what tests/manual_states.c prints.
. tests/gates/gate.sh

for page in tables states; do
	program=$build/gate/manual_$page
	if ! ${CC:-cc} -std=c99 -Wall -Wextra -Iinclude -Ilib -o "$program" \
		"tests/manual_$page.c" "$build/libsmpp.a"; then
		verdict "${page}_page" "tests/manual_$page.c does not build"
	elif "$program" >"$program.7" && cmp -s "$program.7" "man/smpp_$page.7"; then
		verdict "${page}_page" ''
	else
		verdict "${page}_page" "run $program > man/smpp_$page.7 and commit"
	fi
done
exit $bad
