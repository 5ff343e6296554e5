#!/bin/bash
# clang-tidy with .clang-tidy, one file at a time; a file is looked at again when it, a header or the list of
# checks is newer than its last clean look.  QUICK leaves out the walk through every path, which takes minutes and which
# gcc's own does as well (make analyse does both).
set -u
[ -z "${QUICK:-}" ] || quick='--checks=-clang-analyzer-*'
BUILD=${BUILD:-build}
stamps=$BUILD/tidy${QUICK:+-quick}
quick=${quick:-}
mkdir -p "$stamps"
export BUILD stamps quick
look() {
	local file=$1 stamp=$stamps/${1//\//_}
	if clang-tidy --quiet ${quick:+"$quick"} "$file" -- -std=c11 -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE -Iinclude "-I$BUILD/gen" \
		>"$stamp.log" 2>/dev/null; then
		touch "$stamp"
	else
		grep -E 'warning:|error:' "$stamp.log" | sed "s|$PWD/||" | sort -u
		return 1
	fi
}
export -f look
newest=$(find include src -name '*.h' -newer "$stamps/headers" 2>/dev/null | head -n 1)
if [ -n "$newest" ] || [ ! -e "$stamps/headers" ] || [ .clang-tidy -nt "$stamps/headers" ]; then
	rm -f "$stamps"/src_*
	touch "$stamps/headers"
fi
faults=0
for file in src/*/*.c; do
	stamp=$stamps/${file//\//_}
	[ "$stamp" -nt "$file" ] || printf '%s\0' "$file"
done | xargs -0 -r -n 1 -P "${JOBS:-2}" bash -c 'look "$0"' || faults=1
exit $faults
