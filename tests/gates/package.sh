#!/bin/sh
# SPDX-License-Identifier: MIT
# What `make install` leaves is enough for a program outside the tree, and `make uninstall` takes
# all of it away again.
. tests/gates/gate.sh

version=$(cat VERSION)
flags='-Wall -Wextra -Wpedantic -Werror'
case $cc in
*clang*) cxx=${CXX:-clang++} ;;
*) cxx=${CXX:-g++} ;;
esac
dir=$work/package
prefix=$dir/prefix
rm -rf "$dir"
mkdir -p "$dir"
cp tests/gates/package.c "$dir"

installed() {
	$make -s --no-print-directory BUILD="$build" CC="$cc" "$@" 2>&1 || echo "make $* failed"
}
files_in() {
	find "$1" ! -type d 2>/dev/null
}
# prints_version COMMAND...: what is wrong with what the program says.
prints_version() {
	said=$("$@" 2>&1) || echo "exit status $?"
	[ "$said" = "$version" ] || echo "it says '$said', not $version"
}
library() {
	PKG_CONFIG_LIBDIR=$prefix/lib/pkgconfig pkg-config "$@" libsmpp 2>&1
}

verdict package_installs "$(installed prefix="$prefix" install
	for file in bin/smpp-esme bin/mini-smsc bin/smpp-dump lib/libsmpp.a lib/libsmpp.so \
		lib/libsmpp.so.0 "lib/libsmpp.so.$version" include/smpp.h include/smpp/codec.h \
		share/man/man3/smpp_codec.3 share/man/man7/smpp.7 \
		share/bash-completion/completions/smpp-esme; do
		[ -f "$prefix/$file" ] || echo "$file is not there"
	done)"

if has pkg-config; then
	verdict package_compiles_as_c99 "$(cd "$dir" && {
		$cc -std=c99 $flags package.c $(library --cflags --libs) -o c99 2>&1 &&
			prints_version env LD_LIBRARY_PATH="$prefix/lib" ./c99; })"
	if has "$cxx"; then
		verdict package_compiles_as_cxx17 "$(cd "$dir" && {
			$cxx -x c++ -std=c++17 $flags package.c -x none \
				$(library --cflags --libs) -o cxx17 2>&1 &&
				prints_version env LD_LIBRARY_PATH="$prefix/lib" ./cxx17; })"
	else
		skipped "package as C++17: there is no $cxx"
	fi
	verdict package_links_statically "$(cd "$dir" && {
		$cc -std=c99 $flags package.c $(library --cflags) "$prefix/lib/libsmpp.a" \
			-o static 2>&1 && prints_version ./static; })"
	verdict package_says_its_version "$(found=$(library --modversion)
		[ "$found" = "$version" ] || echo "libsmpp.pc says $found")"
	verdict package_can_be_moved "$(found=$(library --define-variable=prefix=/moved --libs)
		[ "${found% }" = "-L/moved/lib -lsmpp" ] || echo "$found")"
else
	skipped 'package with pkg-config: it is not installed'
fi

# Both targets, each found and linked by CMake alone.
if has cmake; then
	mkdir "$dir/cmake"
	cat >"$dir/cmake/CMakeLists.txt" <<-'END'
		cmake_minimum_required(VERSION 3.5)
		project(package C)
		find_package(libsmpp ${WANTED} REQUIRED CONFIG)
		add_executable(shared ../package.c)
		target_link_libraries(shared libsmpp::libsmpp)
		add_executable(static ../package.c)
		target_link_libraries(static libsmpp::static)
	END
	# configured DIRECTORY VERSION
	configured() {
		cmake -S "$dir/cmake" -B "$dir/$1" -DCMAKE_PREFIX_PATH="$prefix" \
			-DCMAKE_C_COMPILER="$(command -v "${cc%% *}")" -DWANTED="$2" \
			>"$dir/log" 2>&1
	}
	verdict package_is_found_by_cmake "$(
		if configured built "${version%.*}" &&
			cmake --build "$dir/built" >"$dir/log" 2>&1; then
			prints_version "$dir/built/shared"
			prints_version "$dir/built/static"
		else
			tail -5 "$dir/log"
		fi)"
	verdict package_of_another_version_is_refused "$(
		! configured earlier 0.0 || echo 'CMake takes it for 0.0'
		! configured later 0.999 || echo 'CMake takes it for 0.999')"
else
	skipped 'package with CMake: it is not installed'
fi
verdict package_uninstalls "$(installed prefix="$prefix" uninstall; files_in "$prefix")"

# As a distribution does it: staged, and with a libdir of its own.
multiarch=/usr/lib/x86_64-linux-gnu
stage="DESTDIR=$dir/stage prefix=/usr libdir=$multiarch"
verdict package_is_staged "$(installed $stage install
	grep -qx 'libdir=${prefix}/lib/x86_64-linux-gnu' \
		"$dir/stage$multiarch/pkgconfig/libsmpp.pc" || echo 'libsmpp.pc has another libdir'
	files_in "$dir" | grep "^$dir/stage" | grep -v "^$dir/stage/usr/"
	grep -rl "$dir" "$dir/stage" --include='*.pc' --include='*.cmake')"
verdict package_is_unstaged "$(installed $stage uninstall; files_in "$dir/stage")"
exit $bad
