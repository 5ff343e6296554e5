#!/bin/bash
# Every header compiles by itself, and has a guard; in the whole with both compilers.
set -u
BUILD=${BUILD:-build}
compilers=gcc
[ -z "${WHOLE:-}" ] || compilers='gcc clang'
faults=0
for header in include/guichet/*.h src/*/*.h tests/*/*.h; do
	[ -e "$header" ] || continue
	grep -q '^#ifndef ' "$header" || { echo "$header: no guard" && faults=1; }
	for compiler in $compilers; do
		"$compiler" -std=c11 -pedantic -Wall -Wextra -Werror -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE \
			-Iinclude -Isrc "-I$BUILD/gen" -Wno-unused-function -Wno-unused-const-variable -Wno-unused-variable -fsyntax-only -x c - <<<"#include \"$PWD/$header\"
typedef int keeps_the_file_from_being_empty;" || { echo "$header: does not compile alone with $compiler" && faults=1; }
	done
done
exit $faults
