#!/bin/bash
# gcc's own analyser over everything.
set -u
BUILD=${BUILD:-build}
export BUILD
look() {
	gcc -std=c11 -O1 -fanalyzer -Werror -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE -Iinclude "-I$BUILD/gen" -c -o /dev/null "$1"
}
export -f look
printf '%s\0' src/*/*.c | xargs -0 -n 1 -P "${JOBS:-2}" bash -c 'look "$0"'
