#!/bin/bash
# cppcheck over everything: warnings, performance, portability.
set -u
BUILD=${BUILD:-build}
mkdir -p "$BUILD/cppcheck"
cppcheck --quiet --std=c11 --language=c --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
	--suppress=missingIncludeSystem --suppress=normalCheckLevelMaxBranches --suppress=unusedStructMember \
	--library=tests/analyse/cppcheck.cfg --cppcheck-build-dir="$BUILD/cppcheck" -j "${JOBS:-2}" -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE \
	-Iinclude "-I$BUILD/gen" src
