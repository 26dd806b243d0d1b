#!/bin/sh
# SPDX-License-Identifier: MIT
# What the libraries need, what they show, and that nothing in them can be written to.
. tests/gates/gate.sh

needs='memchr memcmp memcpy memmove memset strlen'
archive=$build/libsmpp.a
shared=$build/libsmpp.so
soname=libsmpp.so.0

machine=$($cc -dumpmachine)
nm -P -g "$archive" >"$work/symbols"
if [ ! -s "$work/symbols" ] || [ ! -f "$shared" ]; then
	verdict symbols 'the libraries are not built'
	exit 1
fi
awk 'NF > 1 && $2 != "U" { print $1 }' "$work/symbols" | sort -u >"$work/defined"
awk '$2 == "U" { print $1 }' "$work/symbols" | sort -u >"$work/undefined"

# Elsewhere the compiler's own library is used for arithmetic, and checkers bring their own calls.
if ! expr "$machine" : x86_64 >/dev/null; then
	skipped "undefined symbols: the list is that of x86-64, not of $machine"
elif grep -qE '^__(asan|ubsan|tsan|msan|sanitizer|gcov|stack_chk|llvm)_|_chk$' \
	"$work/undefined"; then
	skipped 'undefined symbols: the library is instrumented'
else
	verdict symbols_undefined "$(printf '%s\n' $needs | sort - "$work/defined" |
		comm -13 - "$work/undefined")"
fi
verdict symbols_begin_with_smpp "$(grep -v '^smpp_' "$work/defined")"
# .data.rel.ro is where clang puts names behind a switch: written by the loader and nobody else.
verdict symbols_no_writable_data "$(size -A "$archive" | awk '
	/:$/ { member = $1 }
	/^\.(data|bss|tdata|tbss|init_array|ctors)/ && !/^\.data\.rel\.ro/ && $2 > 0 {
		print member " " $1 " " $2
	}')"

# What is declared SMPP_API is what the shared library exports, under a version.
sed -n 's/^SMPP_API [^(]*[ *]\(smpp_[a-z0-9_]*\)(.*/\1/p' include/smpp.h include/smpp/*.h |
	sort >"$work/declared"
nm -D --defined-only --with-symbol-versions "$shared" | awk '$2 != "A" { print $NF }' |
	sort >"$work/versioned"
sed 's/@.*//' "$work/versioned" | sort >"$work/exported"
verdict symbols_declared_are_exported "$(comm -23 "$work/declared" "$work/exported")"
verdict symbols_exported_are_declared "$(comm -13 "$work/declared" "$work/exported")"
verdict symbols_have_a_version "$(grep -v '@@LIBSMPP_[0-9]*$' "$work/versioned")"
found=$(readelf -d "$shared" | sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p')
verdict symbols_soname "$([ "$found" = $soname ] || echo "it is $found, not $soname")"
exit $bad
