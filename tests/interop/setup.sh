#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs the foreign programs: tshark and node from Debian; node-smpp from npm, into the folder
# given, by package-lock.json. Starts no service. What is there already is not installed again.
# Kannel is not installed, since its package starts one; where it is there, run.sh uses it.
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

has tshark && has dumpcap || install_packages tshark
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
