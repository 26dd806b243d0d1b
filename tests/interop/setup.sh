#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs the foreign programs: tshark and node from Debian; node-smpp from npm, into the folder
# given, by package-lock.json; Kannel from Debian, whose package may not start its service. What is
# there already is not installed again.
# usage: setup.sh DIR
set -e
dir=$1
here=$(cd "$(dirname "$0")" && pwd)
export DEBIAN_FRONTEND=noninteractive

has() { command -v "$1" >/dev/null; }

install_packages() {
	[ "$(id -u)" -eq 0 ] || { echo "setup.sh: run as root once, to install: $*" >&2; exit 1; }
	timeout 300 apt-get -o DPkg::Lock::Timeout=120 update -qq
	timeout 900 apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "$@" \
		>/dev/null
}

# policy-rc.d decides whether a package may start what it brings.
install_without_service() {
	policy=/usr/sbin/policy-rc.d
	if [ -e $policy ]; then
		policy=
	else
		printf '#!/bin/sh\nexit 101\n' >$policy
		chmod 755 $policy
		trap 'rm -f $policy' EXIT
	fi
	install_packages "$@"
	[ -z "$policy" ] || rm -f $policy
	trap - EXIT
}

has tshark && has dumpcap || install_packages tshark
[ -x /usr/sbin/bearerbox ] || install_without_service kannel
has node || install_packages nodejs ca-certificates
mkdir -p "$dir/lib"
cp "$here"/*.js "$here"/*.json "$here"/*.sh "$dir"/
cp "$here"/lib/*.js "$dir"/lib/
cd "$dir"
if ! node -e 'require("smpp")' 2>/dev/null; then
	has npm || install_packages npm ca-certificates # some packages of nodejs bring it
	timeout 300 npm ci --no-audit --no-fund --loglevel=error >/dev/null
fi
node -e 'require("smpp")'
