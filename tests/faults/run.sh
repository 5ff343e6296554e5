#!/bin/bash
# The fault table: what breaks around the program, and what must hold.  One line each, "ok" or "short".
#
#   run.sh [--times N] [ROW...]      rows: kill full readonly damaged stopped year secrets ssh brute guess activate matrix canary
#                                    outbox hostile import mutate
#
# --times  how often a writer is killed (1,000 unless told; make check says 40)
#
# Covered so far: F3 kill -9 of writers and of imports, F5 a writer stopped inside its transaction, F7 a disk that is full, a
# store that may not be written, F10 a store cut short or with flipped bytes, a year of nights killed and missed,
# F12 brute force, codes guessed at and played twice, F13 an invitation raced, F14 a real sshd with the shipped snippet,
# F15 a day of secret codes, F19 the outbox to a real SMTP server and a real gammu-smsd, F20 (its messages) hostile addresses,
# subjects and numbers, F24 every profile at every command and screen (matrix), nothing of another customer (canary), files of
# stations, prices and passages broken in every way (mutate).  The others of the table are not yet.
set -u
cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
times=1000 rows=''
while [ $# -gt 0 ]; do
	case $1 in
	--help)
		sed -n '2,11s/^# \{0,1\}//p' "$0"
		exit 0 ;;
	--times) times=$2 && shift 2 ;;
	*) rows="$rows $1" && shift ;;
	esac
done
export LC_ALL=C.UTF-8 TZ=Europe/Brussels GUICHET_NOW=2026-11-20T15:41 GUICHET_LANG=en
unset GUICHET_STORE GUICHET_CONFIG XDG_DATA_HOME
export PYTHONDONTWRITEBYTECODE=1
failed=0
for row in ${rows:-kill stopped full readonly damaged year secrets ssh brute guess activate matrix canary outbox hostile import mutate}; do
	folder=$(mktemp -d "${TMPDIR:-/tmp}/guichet-fault-XXXXXX")
	if GUICHET=${GUICHET:-$PWD/$BUILD/guichet} STORE=$folder/guichet.db TIMES=$times timeout 1800 \
		python3 "tests/faults/$row.py" "$folder"; then
		echo "ok    $row"
	else
		echo "short $row"
		failed=$((failed + 1))
	fi
	chmod -R u+w "$folder"
	rm -rf "$folder"
done
echo "$failed short"
[ $failed = 0 ]
