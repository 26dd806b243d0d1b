#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs the gates named, or all: what must hold of the sources, the libraries and the package and
# is no behaviour. Prints "ok NAME" or "not ok NAME: why" for each check; # lines are notes.
# usage: [BUILD=dir] [MAKE=make] [CC=cc] run.sh [GATE...]
cd "$(dirname "$0")/../.." || exit 2
red=0
[ $# -gt 0 ] || set -- sources layers headers symbols stack tables docs package
for gate in "$@"; do
	sh "tests/gates/$gate.sh" 2>&1 || red=1
done
exit $red
