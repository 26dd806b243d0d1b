#!/bin/sh
# SPDX-License-Identifier: MIT
# Prints the flags of an optional part of the programs, if a program that uses it compiles and links
# as all others will; with "yes" in any case, with "no" never.
# usage: optional.sh tls|editline|sqlite|crypt yes|no|auto "COMPILE..."
part=$1 wanted=$2 compile=$3
[ "$wanted" != no ] || exit 0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# works PACKAGE LIBRARIES: tries standard input; the flags are in $flags
works() {
	cat >"$dir/try.c"
	flags=$(pkg-config --cflags --libs "$1" 2>"$dir/log" || echo "$2")
	$compile "$dir/try.c" -o "$dir/try" $flags >"$dir/log" 2>&1
}
# uses DEFINE
uses() {
	echo "$1" $flags
	exit 0
}

case $part in
tls)
	works openssl '-lssl -lcrypto' <<-'END' && uses -DWITH_TLS
		#include <openssl/ssl.h>
		int main(void) { return SSL_CTX_set_num_tickets(SSL_CTX_new(TLS_method()), 0); }
	END
	[ "$wanted" != yes ] || uses -DWITH_TLS
	;;
editline)
	# readline does the same, but what is linked with it is under its licence, the GPL
	works libedit -ledit <<-'END' && uses -DWITH_EDITLINE
		#include <stdio.h>
		#include <editline/readline.h>
		int main(void) { rl_callback_read_char(); return 0; }
	END
	works readline -lreadline <<-'END' && uses -DWITH_READLINE
		#include <stdio.h>
		#include <readline/readline.h>
		int main(void) { rl_callback_read_char(); return 0; }
	END
	[ "$wanted" != yes ] || uses -DWITH_EDITLINE
	;;
sqlite)
	works sqlite3 -lsqlite3 <<-'END' && uses -DWITH_SQLITE
		#include <sqlite3.h>
		int main(void) { return sqlite3_libversion_number() == 0; }
	END
	[ "$wanted" != yes ] || uses -DWITH_SQLITE
	;;
crypt)
	works libxcrypt -lcrypt <<-'END' && uses -DWITH_CRYPT
		#include <crypt.h>
		int main(void) { struct crypt_data data; return crypt_r("", "", &data) == 0; }
	END
	[ "$wanted" != yes ] || uses -DWITH_CRYPT
	;;
esac
exit 0
