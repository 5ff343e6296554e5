#!/bin/bash
# Runs one test of the command line: FILE.test is shell, in a new empty folder, with $GUICHET (the program,
# also on the path as guichet), $DEMO (a folder with a demo store to copy), $TMP (that new folder), $ROOT (the
# source tree) and the words below.  The first command that fails ends it.
set -u
test_file=$(realpath "$1")
ROOT=$(realpath "$(dirname "$0")/../..")
GUICHET=$(realpath "${GUICHET:-$ROOT/build/guichet}")
[ -z "${DEMO:-}" ] || DEMO=$(realpath "$DEMO")
TMP=$(mktemp -d /tmp/guichet-verb-XXXXXX)
trap 'chmod -R u+w "$TMP"; rm -rf "$TMP"' EXIT
PATH=$(dirname "$GUICHET"):$PATH
export ROOT GUICHET DEMO TMP TMPDIR=$TMP HOME=$TMP PATH
export LC_ALL=C.UTF-8 TZ=Europe/Brussels
cd "$TMP" || exit 1

# A demo store of one's own: sets GUICHET_STORE and the hour it was made at.
demo_store() {
	cp -a "${DEMO:?no demo store to copy}"/. "$TMP"
	export GUICHET_STORE=$TMP/guichet.db GUICHET_NOW=2026-11-20T15:41
}

# status N COMMAND...: it must end with that status; what it wrote is in ./out and ./err.
status() {
	local wanted=$1 got=0
	shift
	"$@" >out 2>err || got=$?
	[ "$got" = "$wanted" ] && return
	echo "status $got, not $wanted: $*"
	head -n 20 out err
	return 1
}

# says FILE TEXT, says_not FILE TEXT: in ./out or ./err, word for word.
says() {
	grep -qF -- "$2" "$1" && return
	echo "$1 does not say: $2"
	head -n 20 "$1"
	return 1
}
says_not() {
	grep -qF -- "$2" "$1" || return 0
	echo "$1 says: $2"
	return 1
}

# same A B: two texts are one.
same() {
	[ "$1" = "$2" ] && return
	printf 'not the same:\n  %s\n  %s\n' "$1" "$2"
	return 1
}

trap 'echo "$(basename "$test_file"), line $LINENO"' ERR
set -eE
# shellcheck source=/dev/null
. "$test_file"
