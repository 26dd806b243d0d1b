#!/bin/sh
# SPDX-License-Identifier: MIT
# man/smpp_tables.7 says what the library's tables say: it is what tests/manual.c prints.
build=${BUILD:-build}
program=$build/gate/manual
mkdir -p "$build/gate"
if ! ${CC:-cc} -std=c99 -Wall -Wextra -Iinclude -Ilib -o "$program" tests/manual.c \
	"$build/libsmpp.a"; then
	echo "not ok tables-page: tests/manual.c does not build"
	exit 1
fi
if "$program" >"$program.7" && cmp -s "$program.7" man/smpp_tables.7; then
	echo "ok tables-page"
else
	echo "not ok tables-page: run $program > man/smpp_tables.7 and commit"
	exit 1
fi
