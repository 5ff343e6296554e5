#!/bin/bash
# Builds and runs every test, two or more at a time, shows what failed, and ends with one line alone:
# "N passed, N failed".  Parts may be named: lint unit screens verbs faults sanitized analyse.
#
# Unless parts are named or WHOLE=yes (make check-all), what costs most is left to the whole: only what meets strangers' input runs under sanitizers
# besides, and the compilers' own walks through every path (-fanalyzer, clang-tidy) wait.  What is drawn at random is drawn from one SEED there, so that
# the same source passes or fails; the whole draws anew each time.
set -u
cd "$(dirname "$0")/.." || exit 1
BUILD=${BUILD:-build}
JOBS=${JOBS:-$(nproc)}
results=$BUILD/tests
export BUILD JOBS GUICHET_FIXTURE=$PWD/$results/fixture LC_ALL=C.UTF-8 TZ=Europe/Brussels HOME=$PWD/$results/home
# Nothing of the caller's settings, terminal or store reaches a test.
for name in ${!GUICHET_@}; do [ "$name" = GUICHET_FIXTURE ] || unset "$name"; done
unset NO_COLOR LANG LANGUAGE COLORTERM XDG_DATA_HOME MAKEFLAGS MFLAGS MAKELEVEL BUILD_ROOT
# What tests call is what Debian's packages brought: a python of one's own lacks theirs, and through pyenv begins five times as late.
[ ! -x /usr/bin/python3 ] || PATH=/usr/bin:$PATH

# Runs COMMAND... into LOG; sets took and spent, ms of the clock and of the processor (whatever else runs).
timed() {
	local log=$1 begin=${EPOCHREALTIME/./} status user system TIMEFORMAT='%U %S'
	shift
	{ time "$@" >"$log" 2>&1 </dev/null; } 2>"$log.time"
	status=$?
	took=$(((${EPOCHREALTIME/./} - begin) / 1000))
	read -r user system <"$log.time"
	spent=$((10#${user/./} + 10#${system/./}))
	rm -f "$log.time"
	return $status
}

# One test: its output is kept aside and shown only when it failed.  "--one NAME COMMAND"
one() {
	local name=$1 log status took spent passed failed
	log=$results/log/${name//[^A-Za-z0-9._-]/_}
	case $name in
	*' sanitized') # half as fast, or less
		export PATIENCE=4
		export ASAN_OPTIONS=exitcode=99:detect_stack_use_after_return=1 UBSAN_OPTIONS=print_stacktrace=1 ;;
	esac
	case ${WHOLE:-}$name in analyse/* | yes*) LIMIT=900 ;; esac
	timed "$log" timeout -k 10 "${LIMIT:-170}" sh -c "$2"
	status=$?
	case $name in
	unit/*) # one line a case; a crash leaves none for the case it was in
		passed=$(grep -c '^ok ' "$log")
		failed=$(grep -c '^not ok ' "$log")
		if [ "$status" != 0 ] && [ "$failed" = 0 ]; then failed=1; fi
		if [ "$status" = 0 ] && [ $((passed + failed)) = 0 ]; then failed=1; fi ;;
	*)
		passed=0 failed=0
		if [ "$status" = 0 ]; then passed=1; else failed=1; fi ;;
	esac
	echo "$passed $failed $took $spent $name" >>"$results/list"
	[ "$failed" = 0 ] && return
	{
		echo "FAILED $name (status $status, $took ms)"
		grep -av '^ok ' "$log" | head -n 60 | sed 's/^/    /'
	} >"$log.told"
	cat "$log.told"
}
if [ "${1:-}" = --one ]; then
	one "$2" "$3"
	exit 0
fi

# Tests wait in a queue: name and command, each ended by a NUL.  Those that take longest begin first: most of it they wait.
long=" faults/ssh lint/postgres screens/idle faults/outbox verbs/intake lint/plans unit/test_rows faults/flat faults/sums screens/monkey analyse/cppcheck "
long+="screens/by-file unit/test_import unit/test_sheet "
queue() {
	local which=queue
	[[ $long == *" ${1% *} "* || $long == *" $1 "* ]] && which=first
	printf '%s\0%s\0' "$1" "$2" >>"$results/$which"
}
go() {
	# twice as many as there are processors: most of a scenario is waiting
	cat "$results/first" "$results/queue" | xargs -0 -r -n 2 -P $((2 * JOBS)) bash "$0" --one
	: >"$results/first"
	: >"$results/queue"
}
say() { echo "== $* ($((SECONDS)) s)"; }

build() { # NAME COMMAND...: a build that fails is a test that fails
	local name=$1 log=$results/log/$1 status took spent
	shift
	timed "$log" "$@"
	status=$?
	echo "$((status == 0)) $((status != 0)) $took $spent $name" >>"$results/list"
	[ $status = 0 ] && return
	echo "FAILED $name"
	grep -E 'error|warning|\*\*\*|undefined' "$log" | head -n 40 | sed 's/^/    /'
	return 1
}

# FLAVOUR FOLDER: queues what runs on the programs of that folder.
unit() {
	local test
	for test in "$2"/test/test_*; do # those that were built
		[ -x "$test" ] && queue "unit/$(basename "$test") $1" \
			"CMOCKA_MESSAGE_OUTPUT=TAP GUICHET='$PWD/$2/guichet' '$test'"
	done
}
# What a fuzzer once found, or might begin from.
fuzz() {
	local target
	for target in "$2"/fuzz/*; do
		[ -f "$target" ] && queue "fuzz/$(basename "$target") $1" "'$target' tests/fuzz/corpus/$(basename "$target")/*"
	done
}
# NAME FOLDER: the program and the demo store of a test.  Hashes of passwords would be half of what the processor does for the
# scenarios: they cost next to nothing, but where the cost is part of what is proved.
given() {
	local cheap='-cheap'
	case $1 in sign-in | signin | init) cheap= ;; esac
	echo "${cheap:+LD_PRELOAD='$PWD/$BUILD/faults/cheap.so' }GUICHET='$PWD/$2/guichet' DEMO='$PWD/$results/demo$cheap'"
}
screens() { # and, when not all of them, which
	local test name
	for test in tests/screens/${3:-*}.test; do
		[ -e "$test" ] || continue
		name=$(basename "$test" .test)
		queue "screens/$name $1" "$(given "$name" "$2") '$BUILD/screen-test' '$test'"
	done
	[ -n "${3:-}" ] && return
	for test in tests/screens/*.sh; do
		[ -e "$test" ] || continue
		name=$(basename "$test" .sh)
		queue "screens/$name $1" "$(given "$name" "$2") bash '$test'"
	done
}
verbs() {
	local test name
	for test in tests/verbs/*.test; do
		[ -e "$test" ] || continue
		name=$(basename "$test" .test)
		queue "verbs/$name $1" "$(given "$name" "$2") bash tests/verbs/run.sh '$test'"
	done
}
# FLAVOUR FOLDER TIMES ROW...: rows of the fault table, each a test.
rows() {
	local flavour=$1 folder=$2 times=$3 row
	shift 3
	for row; do
		queue "faults/$row $flavour" "GUICHET='$PWD/$folder/guichet' bash tests/faults/run.sh --times $times $row"
	done
}
# Every row that is short can be shorter still; those that cost most, or must be long to be sure, wait for the whole.
faults() {
	rows plain "$BUILD" 40 matrix canary download
	if whole; then
		rows plain "$BUILD" 40 power year secrets import brute kill stopped full readonly damaged ssh guess activate outbox hostile mutate parts
		rows plain "$BUILD" 3 memory writes
	else
		rows plain "$BUILD" 4 kill stopped full readonly damaged ssh guess activate outbox hostile mutate
	fi
	rows plain "$BUILD" 3 paper
	rows plain "$BUILD" 10 crowd flat two payment vault billing sums stale
}
# Not what is loaded into the program, which would come before them, nor what searches memory, of which they make too much.
faults_sanitized() {
	rows sanitized "$BUILD/asan" 8 kill stopped full readonly damaged hostile import mutate sheets
}
lint() {
	local test
	for test in tests/lint/*.sh; do
		[ -e "$test" ] && queue "lint/$(basename "$test" .sh)" "bash '$test'"
	done
}

# The demo store that tests copy: made once, at the hour that they all live in, and once with hashes that cost nothing.
demo() { # FOLDER [NAME=VALUE...]
	rm -rf "$1"
	mkdir -p "$1"
	env "${@:2}" GUICHET_NOW=2026-11-20T15:41 "$BUILD/guichet" --store "$1/guichet.db" demo
}
demos() {
	demo "$results/demo-cheap" "LD_PRELOAD=$PWD/$BUILD/faults/cheap.so" &
	demo "$results/demo" && wait $!
}

finish() {
	local passed failed
	passed=$(awk '{ n += $1 } END { print n + 0 }' "$results/list")
	failed=$(awk '{ n += $2 } END { print n + 0 }' "$results/list")
	echo "slowest: $(sort -k3,3nr "$results/list" | head -n 5 | awk '{ printf "%s%s %s %.1f s", (NR > 1 ? ", " : ""), $5, $6, $3 / 1000 }')"
	echo "took $((SECONDS)) s; logs in $results/log"
	echo "$passed passed, $failed failed" | tee "$results/summary"
	[ "$failed" = 0 ]
	exit
}

rm -rf "$results/fixture"* "$results/log" "$results/list" "$results/queue" "$results/summary"
mkdir -p "$results/log" "$results/home"
: >"$results/list"
: >"$results/first"
: >"$results/queue"
parts=" ${*:-lint unit screens verbs faults sanitized analyse} "
[ $# -eq 0 ] || WHOLE=yes
if [ -n "${WHOLE:-}" ]; then
	export WHOLE
else
	unset WHOLE
	export SEED=${SEED:-20261120}
fi
whole() { [ "${WHOLE:-}" = yes ]; }
wants() { case $parts in *" $1 "*) true ;; *) false ;; esac }

say "build"
strangers="test_arena test_csv test_sheet test_text test_value test_import test_config test_mime test_payment_number"
build build make -j"$JOBS" BUILD="$BUILD" all tests fault-tools "$BUILD/screen-test" || finish
# The sanitizer build is made beside the tests, when they leave a processor.
rm -f "$BUILD/asan/built"
if wants sanitized; then
	# shellcheck disable=SC2086 # words
	if whole; then asan="tests broken-files"; else asan="fuzzers $(printf 'test/%s ' $strangers)"; fi
	{ build build-asan nice make -j"$JOBS" BUILD="$BUILD" ASAN="$asan" asan && touch "$BUILD/asan/built"; } &
fi
if wants screens || wants verbs || wants sanitized; then
	build demo demos || { wait && finish; }
fi
wants lint && lint
wants unit && unit plain "$BUILD" && fuzz plain "$BUILD"
wants screens && screens plain "$BUILD"
wants verbs && verbs plain "$BUILD"
wants faults && faults
say "tests"
go
wait
if [ -e "$BUILD/asan/built" ]; then
	unit sanitized "$BUILD/asan"
	fuzz sanitized "$BUILD/asan"
	if whole; then
		screens sanitized "$BUILD/asan"
		verbs sanitized "$BUILD/asan"
		faults_sanitized
	else
		for name in monkey hostile form by-file; do screens sanitized "$BUILD/asan" "$name"; done
	fi
fi
say "the same under address and undefined behaviour sanitizers; the analysers"
if wants analyse; then
	[ $# -gt 0 ] || export QUICK=yes
	analysers=(tests/analyse/cppcheck.sh)
	if whole; then analysers=(tests/analyse/*.sh); fi
	for test in "${analysers[@]}"; do queue "analyse/$(basename "$test" .sh)" "bash '$test'"; done
fi
go
finish
