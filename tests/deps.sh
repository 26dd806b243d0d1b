#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs on Debian what `make check`, `make docs` and `make configure` need. Run as root.
set -e
export DEBIAN_FRONTEND=noninteractive
apt-get -o DPkg::Lock::Timeout=300 update -qq
apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends \
	gcc g++ make libc6-dev binutils pkg-config check doxygen autoconf mandoc patch \
	libssl-dev libedit-dev libsqlite3-dev openssl >/dev/null
echo "tests and documentation: packages are installed"
