#!/bin/sh
# SPDX-License-Identifier: MIT
# How the sources are kept: length of functions, licence lines, no paths of somebody's machine.
. tests/gates/gate.sh

function_lines=60

# A body is between braces of their own line; its declaration begins after the last empty line,
# statement or comment.
verdict sources_functions_fit_a_screen "$(awk -v limit=$function_lines '
	FNR == 1 { start = 0; body = 0 }
	!body && (/^$/ || /;$/ || /\*\/$/ || /^#/ || /^}/) { start = 0; next }
	!body && start == 0 && /^[A-Za-z_]/ { start = FNR; name = $0 }
	/^{$/ { body = 1 }
	body && /^}$/ {
		if (FNR - start + 1 > limit)
			print FILENAME ":" start " has " FNR - start + 1 " lines: " name
		body = 0
		start = 0
	}' include/smpp/*.h lib/*.[ch] $(find examples -name '*.[ch]'))"

files=$(find include lib examples tests pkgconfig man .ci -name node_modules -prune -o \
	-type f -print; ls Makefile README NEWS COPYING VERSION configure.ac)
verdict sources_have_a_licence_line "$(for file in $files; do
	case $file in
	*.[ch] | *.sh | *.in | .ci/* | Makefile | configure.ac)
		head -5 "$file" | grep -q 'SPDX-License-Identifier: MIT' || echo "$file" ;;
	esac
done)"
verdict sources_name_no_machine "$(grep -nE '[.][.]/[s]hared|/[w]ork/|/[h]ome/[a-z]' $files)"

# What stores, forwards, retries and reports is to be read in an evening.
core=$(for part in smsc account route request deliver queue store memory; do
	ls examples/smsc/$part.[ch] 2>/dev/null
done)
code_lines=2500
lines=$(cat $core | awk '
	{ sub(/\/\*.*\*\//, "") }
	/\/\*/ { comment = 1 }
	!comment && !/^[ \t]*$/ { n++ }
	/\*\// { comment = 0 }
	END { print n }')
echo "# core of mini-smsc: $(cat $core | wc -l) lines, $lines of them code"
verdict sources_core_of_mini_smsc_is_small \
	"$([ "$lines" -le $code_lines ] || echo "$lines lines of code, not $code_lines")"

verdict sources_named_tests_are_there "$(sed -n 's/^ *tests: //p' tests/README | tr ' ' '\n' |
	while read -r name; do
		[ -f "tests/gates/plants/$name.patch" ] ||
			grep -qw "$name" tests/*.c tests/*.sh || echo "$name"
	done)"

# What check-gates would find out late.
if has patch; then
	verdict sources_planted_faults_apply "$(for plant in tests/gates/plants/*.patch; do
		patch -p1 -f -s --dry-run -i "$plant" >/dev/null 2>&1 || echo "$plant"
	done)"
else
	skipped 'sources_planted_faults_apply needs patch'
fi
exit $bad
