#!/bin/bash
# Every statement's query plan (decision 4): tables are read from end to end, and walks are sorted, only where
# tests/lint/plans.slow says so and why; a line there that nothing needs any more is a fault too.
# With --sql: the SQL of all that screens may ask, and no check.
set -u
BUILD=${BUILD:-build}
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
gcc -std=c11 -pedantic -Wall -Wextra -Werror -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE -Iinclude -Isrc \
	"-I$BUILD/gen" -o "$folder/plans" tests/lint/plans.c "$BUILD/libguichet.a" \
	-lncursesw -ltinfo -lsqlite3 -lconfig -lsodium -loath -lutf8proc -lm || exit 1
if [ "${1:-}" = --sql ]; then
	PLANS_SQL=1 "$folder/plans" "$folder/store.db" | sort -u
	exit "${PIPESTATUS[0]}"
fi
"$folder/plans" "$folder/store.db" >"$folder/all" || exit 1
sort -u "$folder/all" >"$folder/found"
sed 's/[[:space:]]*#.*//' tests/lint/plans.slow | grep -v '^$' | sort -u >"$folder/allowed"
# An allowed line stands for all that begin with it; after a * for all that have it.
awk -v allowed="$folder/allowed" '
	BEGIN { while ((getline line < allowed) > 0) lines[++count] = line }
	{
		for (i = 1; i <= count; i++)
			if (lines[i] ~ /^\*/ ? index($0, substr(lines[i], 2)) : index($0, lines[i]) == 1) { used[i] = 1; next }
		print "not listed: " $0
		faults++
	}
	END {
		for (i = 1; i <= count; i++)
			if (!used[i]) { print "listed and not needed: " lines[i]; faults++ }
		exit faults > 0
	}' "$folder/found"
