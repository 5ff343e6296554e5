#!/bin/bash
# The harness itself: what it must let pass, and what it must catch.  Here the "program" is cat.
set -eu
test=$(mktemp -d /tmp/guichet-harness-XXXXXX)
trap 'rm -rf "$test"' EXIT
unset DEMO
export GUICHET=/bin/cat PATIENCE=1

scenario() { # TEXT: the steps, after a file f with the bytes in $bytes
	printf "shell printf '%s' >f\n%s\n" "$bytes" "$1" >"$test/it.test"
	"$BUILD/screen-test" "$test/it.test" >"$test/out" 2>&1
}
passes() {
	scenario "$1" && return
	echo "should pass: $bytes, $1"
	cat "$test/out"
	exit 1
}
fails() { # TEXT MESSAGE
	if scenario "$1"; then
		echo "should fail: $bytes, $1"
		exit 1
	fi
	grep -q -- "$2" "$test/out" && return
	echo "fails with another message than $2: $bytes"
	cat "$test/out"
	exit 1
}

bytes='caf\303\251 \033[1;7mgras\033[m \033[38;5;12mbleu\033[39;49m\r\n\303\205ngstr\303\266m'
passes $'run f\nwait café gras bleu\nrow 2 Ångström\ncursor 2 9\nreversed 1 6\ncolour some\nexit 0'
fails $'run f\nwait café\ncolour none' 'colour'
fails $'run f\nwithin 50 absent text' 'not on the screen within'
fails $'deadline 100\nrun f\nwait café\ncursor 1 1' 'cursor'
fails $'run f\nexit 3' 'exit status 0'
fails $'run f\nfly' 'no step is called fly'
fails $'run f\nkeys <Nope>' 'no key is called'
fails $'shell false' 'status 1'
fails $'run f\nwait café\nbytes <= 10' 'bytes written'
bytes='one\r\ntwo 12:34\r\n'
passes $'size 20 3\nrun f\nexpect <<END\none\ntwo ~~:~~\n\nEND'
fails $'deadline 100\nsize 20 3\nrun f\nexpect <<END\none\ntwo ~~:~~ \nthree\nEND' 'another than the picture'

# F20: each of these is caught before the emulator sees it.
for bytes in '\033]0;title\007' '\033[c' '\033[6n' '\033[21t' '\033[5i' '\033P1$r\033\\' '\302\233m' '\233m' \
	'\033c' '\033[?9h' '\033[>1m' '\342\200\256evil' '\342\200\213' 'e\314\201\314\201\314\201' '\303' \
	'\177' '\001' '\360\200\200\200' '\033_x\033\\'; do
	fails $'shell printf x >>f\nrun f\nwait Zzz' 'written to the terminal'
done
