#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs the foreign programs: tshark and node from Debian, node-smpp (pinned) from npm, into the
# folder given. Starts no service. usage: setup.sh DIR
set -e
dir=$1
here=$(cd "$(dirname "$0")" && pwd)
export DEBIAN_FRONTEND=noninteractive
missing=
command -v tshark >/dev/null || missing="$missing tshark"
command -v node >/dev/null || missing="$missing nodejs npm"
if [ -n "$missing" ]; then
	apt-get -o DPkg::Lock::Timeout=300 update -qq
	apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends $missing >/dev/null
fi
mkdir -p "$dir"
cp -r "$here"/*.js "$here"/*.sh "$here"/package.json "$here"/lib "$dir"/
[ -d "$dir/node_modules/smpp" ] || (cd "$dir" && npm install --no-audit --no-fund >/dev/null)
