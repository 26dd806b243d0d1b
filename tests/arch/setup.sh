#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs on Debian what tests/arch/run.sh needs. Run as root. Nothing is removed for it: a
# machine whose packages do not fit is left out, and run.sh says so.
cd "$(dirname "$0")" || exit 2
export DEBIAN_FRONTEND=noninteractive

get() {
	apt-get -o DPkg::Lock::Timeout=300 "$@" >/dev/null
}
install() {
	# shellcheck disable=SC2086 # several packages
	get install -y -qq --no-install-recommends --no-remove $1
}

tab=$(printf '\t')
get update -qq || exit 1
if install "qemu-user-static $(grep -v '^#' machines | cut -f 4 | tr '\n' ' ')"; then
	echo "other machines: packages are installed"
	exit 0
fi
install qemu-user-static || exit 1
grep -v '^#' machines | while IFS=$tab read -r name _ _ packages; do
	install "$packages" </dev/null || echo "other machines: no packages for $name"
done
