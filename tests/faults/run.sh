#!/bin/bash
# The fault table of F1 to F24: what breaks around the program, and what must hold.  Ends with one line a row: what was
# done and measured, the seed, "ok" or "short".
#
#   run.sh [--times N] [--rows F4,F6] [SCRIPT...]      without rows or scripts: all of them
#
# --times    how often a writer is killed, the power cut, a byte flipped (1,000 unless told; make check says 40)
# --minutes  of the soak (10)
# SEED=N     the same again
# PART=K/N   of activate, damaged, keys, matrix, memory, paper, parts and sheets the K-th of N parts, all parts with one SEED
#
# A row is short too when a script of it is not there yet.  What cannot be tried on this machine is told, and not short.
set -u
cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
times=1000 minutes=10 rows='' scripts=''
table='F1 crowd|100 clerks, 2 saves a second
F2 flat|32 writers flat out
F3 kill import download|kill -9 in the middle of saves
F4 power|the power is cut
F5 stopped|a writer stopped inside its transaction
F6 memory parts|each allocation fails
F7 writes full readonly|each write fails, the disk is full
F8 two|two clerks, one record
F9 backup|backup beside writers, restore
F10 damaged refused|a store that is not one, cut or altered
F11 sign_in|sign-ins at once, no memory for the hash
F12 brute guess|brute force, kills, a code played twice
F13 activate|an invitation raced
F14 ssh|a real sshd
F15 secrets payment|codes and payment cards read nowhere
F16 vault|the key rotated, killed
F17 paper|invoices printed twice, altered
F18 billing sums|invoice numbers, kills; sums
F19 outbox|real SMTP and SMS
F20 hostile names|hostile addresses and names
F21 mutate sheets|hostile files
F22 keys stale|random keys and windows; others write
F23 soak|ten minutes of it all
F24 matrix canary year|who may what, nights'
while [ $# -gt 0 ]; do
	case $1 in
	--help)
		sed -n '2,12s/^# \{0,1\}//p' "$0"
		echo "$table" | tr '|' '\t'
		exit 0 ;;
	--times) times=$2 && shift 2 ;;
	--minutes) minutes=$2 && shift 2 ;;
	--rows) rows="$rows ${2//,/ }" && shift 2 ;;
	*) scripts="$scripts $1" && shift ;;
	esac
done
export LC_ALL=C.UTF-8 TZ=Europe/Brussels GUICHET_NOW=2026-11-20T15:41 GUICHET_LANG=en PYTHONDONTWRITEBYTECODE=1
export GUICHET=${GUICHET:-$PWD/$BUILD/guichet} TIMES=$times MINUTES=$minutes SEED=${SEED:-$((RANDOM * 32768 + RANDOM + 1))}
export TOOLS=${TOOLS:-$PWD/$BUILD/faults}
unset GUICHET_STORE GUICHET_CONFIG XDG_DATA_HOME
told=$(mktemp "${TMPDIR:-/tmp}/guichet-faults-XXXXXX")
trap 'rm -f "$told"' EXIT

# Sets $verdict and $measured of one script.
try() {
	local folder status begin=$SECONDS
	verdict=short measured='not built yet'
	[ -e "tests/faults/$1.py" ] || return
	folder=$(mktemp -d "${TMPDIR:-/tmp}/guichet-fault-XXXXXX")
	STORE=$folder/guichet.db timeout -k 10 $((7200 + minutes * 60)) python3 "tests/faults/$1.py" "$folder" >"$told" 2>&1
	status=$?
	chmod -R u+w "$folder"
	rm -rf "$folder"
	measured=$(sed -n '/^Traceback/q; s/^    \([^ ]\)/\1/p' "$told" | sed "s/ (seed $SEED)$//; s/ (seed $SEED, / (/" | paste -sd';')
	if [ $status = 0 ]; then
		verdict=ok
		grep -q '^    not tried' "$told" && verdict=-
		sed -n '/^      /p' "$told" # what is too long for a line
	else
		cat "$told"
	fi
	echo "$verdict $1 ($((SECONDS - begin)) s): $measured"
}

lines='' short=0
while IFS='|' read -r names what; do
	row=${names%% *} all='' line=ok
	[ -z "$rows" ] || [[ " $rows " == *" $row "* ]] || continue
	for script in ${names#* }; do
		[ -z "$scripts" ] || [[ " $scripts " == *" $script "* ]] || continue
		try "$script"
		all="$all; $script: $measured"
		[ $verdict = short ] && line=short
		[ $verdict = - ] && [ $line = ok ] && line=-
	done
	[ -n "$all" ] || continue
	[ $line = short ] && short=$((short + 1))
	lines+=$(printf '%-4s %-5s %s. %s' "$row" "$line" "$what" "${all#; }")$'\n'
done <<<"$table"
echo "== the fault table: --times $times, seed $SEED, $(nproc) processors"
printf '%s' "$lines"
echo "$short short"
[ $short = 0 ]
