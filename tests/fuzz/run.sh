#!/bin/bash
# Fuzzers, each for a while, on what its corpus holds and what it made of it before (build/fuzzing/grown).
#
#   run.sh [--seconds N] [NAME...]
#
# A find is left in build/fuzzing/found/NAME-...; made small (-minimize_crash=1) and mended, it goes to the corpus, where make
# check reads it.
set -u
cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build} JOBS=${JOBS:-2}
folder=$BUILD/fuzzing
seconds=60 names=''
while [ $# -gt 0 ]; do
	case $1 in
	--help)
		sed -n '2,7s/^# \{0,1\}//p' "$0"
		exit 0 ;;
	--seconds) seconds=$2 && shift 2 ;;
	*) names="$names $1" && shift ;;
	esac
done
[ -n "$names" ] || names=$(find "$folder/fuzz" -maxdepth 1 -type f -printf '%f\n' | sort)

# Workbooks are binary: the program makes those to begin from.
mkdir -p "$folder/grown/rows"
if [ ! -e "$folder/grown/rows/template.xlsx" ]; then
	"$BUILD/guichet" --store "$folder/demo.db" demo --cards 20 >/dev/null 2>&1
	"$BUILD/guichet" --store "$folder/demo.db" template card.create "$folder/grown/rows/template.xlsx" || exit 1
fi
# libconfig forgets the text of a string that never ends.
echo 'leak:libconfig' >"$folder/leaks"

fuzz_one() {
	local name=$1
	mkdir -p "$folder/grown/$name" "$folder/found"
	if LSAN_OPTIONS=suppressions="$folder/leaks":print_suppressions=0 ASAN_OPTIONS=detect_stack_use_after_return=1 "$folder/fuzz/$name" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 \
		-max_len=8192 -artifact_prefix="$folder/found/$name-" "$folder/grown/$name" "tests/fuzz/corpus/$name" \
		>"$folder/$name.log" 2>&1; then
		echo "ok    $name $(grep -ao 'Done [0-9]* runs' "$folder/$name.log")"
	else
		echo "short $name: $(grep -aE 'ERROR|runtime error|fuzz/.*: ' "$folder/$name.log" | head -n 1); $folder/$name.log"
		return 1
	fi
}
export -f fuzz_one
export folder seconds
failed=0
# shellcheck disable=SC2086 # names are words
printf '%s\n' $names | xargs -n 1 -P "$JOBS" bash -c 'fuzz_one "$0"' || failed=1
exit $failed
