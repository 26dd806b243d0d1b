# SPDX-License-Identifier: MIT
# What every gate begins with: `. tests/gates/gate.sh`. Gates run at the top of the sources.
build=${BUILD:-build}
make=${MAKE:-make}
cc=${CC:-cc}
case $build in
/*) work=$build/gate ;;
*) work=$PWD/$build/gate ;;
esac
mkdir -p "$work"
bad=0
LC_ALL=C # of sort and comm, and of what compilers say
export LC_ALL

# verdict NAME WHAT: red when WHAT is wrong, green when it is empty. At most ten lines are shown.
verdict() {
	if [ -z "$2" ]; then
		echo "ok $1"
	else
		echo "not ok $1: $(printf '%s\n' "$2" | head -10 | tr '\n' ';' |
			sed 's/;$//; s/;/; /g')"
		bad=1
	fi
}

has() {
	command -v "$1" >/dev/null 2>&1
}

skipped() {
	echo "# skipped: $1"
}
