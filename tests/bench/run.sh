#!/bin/bash
# The speed table: each row beside a rival, or the least that can be done, in the same run.  One line per bar:
#
#   row  work  measured  rival or floor  ratio or figure, at most the bar  ok or short
#
#   run.sh [--rows S4,S5] [--cards N] [--clerks N] [--seconds N] [--lines-there N] [--quick]
#
# --rows     S1 to S14 unless told; besides them demo, the making of a store: 180 s at 1,000,000 cards
# --cards    of the store, 1,000,000 unless told; rows of 100,000 cards have a store of their own
# --clerks   of S11 and S12, 200 unless told, for --seconds 20
# --lines-there  transactions in the store of S7 before the file comes, 5,000,000 unless told; 50,000,000 take 12 GiB while they are made
# --quick    100,000 cards, fewer rounds, 20 clerks for 5 seconds: to see that it runs, not what it says
#
# Stores are made once, in build/bench/CARDS, and made anew when the program's data changed.  Medians are of 5 rounds and more,
# but where a line says so.  The status is 1 when a bar is short.  "make bench-deps" installs the rivals.
# shellcheck disable=SC2034 # most is for the rows
cd "$(dirname "$0")/../.." || exit 1
export BUILD=${BUILD:-build}
bench=$PWD/$BUILD/bench
GUICHET=$PWD/$BUILD/guichet
rows='' cards=1000000 clerks=200 seconds=20 rounds=5 lines_there=5000000
while [ $# -gt 0 ]; do
	case $1 in
	--help)
		sed -n '2,15s/^# \{0,1\}//p' "$0"
		exit 0 ;;
	--rows) rows=${2//,/ } && shift 2 ;;
	--cards) cards=$2 && shift 2 ;;
	--clerks) clerks=$2 && shift 2 ;;
	--seconds) seconds=$2 && shift 2 ;;
	--lines-there) lines_there=$2 && shift 2 ;;
	--quick) cards=100000 clerks=20 seconds=5 rounds=1 lines_there=200000 && shift ;;
	*) echo "run.sh: $1?" >&2 && exit 2 ;;
	esac
done
rows=" ${rows:-S1 S2 S3 S4 S5 S6 S7 S8 S9 S10 S11 S12 S13 S14} "
export LC_ALL=C.UTF-8 TZ=Europe/Brussels GUICHET_NOW=2026-11-20T15:41 GUICHET_LANG=fr
unset GUICHET_STORE GUICHET_CONFIG XDG_DATA_HOME
short=0
declare -A figure

wants() { case $rows in *" $1 "*) true ;; *) false ;; esac }
calc() { awk "BEGIN { printf \"%.${2:-3}f\", ($1) }" 2>/dev/null; }

# line ROW WORK MEASURED RIVAL FIGURE BAR VERDICT
line() {
	case $7 in ok) ;; *) short=$((short + 1)) ;; esac
	printf '%-4s %-38s %14s  %-30s %9s  %-9s %s\n' "$@"
}
# bar ROW WORK MEASURED RIVAL FIGURE BAR: the figure may be the bar at most
bar() {
	line "$1" "$2" "$3" "${4:--}" "$5" "<= $6" "$(awk -v f="$5" -v b="$6" 'BEGIN { print f == "" || f ~ /nan|inf/ ? "short: not measured" : f + 0 <= b ? "ok" : "short" }')"
}
missing() { line "$1" "$2" - "$3 is not installed" - - 'short: make bench-deps'; }
note() { printf '     %s\n' "$*"; }

# took N COMMAND...: sets $ms, $cpu (milliseconds) and $mib
took() {
	local told
	told=$("$bench/measure" "$@") || note "failed: $*"
	read -r ms cpu mib <<<"$told"
}
# figures COMMAND...: its lines "name value" into figure[name]
figures() {
	local name value told
	figure=()
	told=$("$@") || { note "failed: $*" && return; }
	while read -r name value; do figure[$name]=$value; done <<<"$told"
}
median() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# by_turns N OURS THEIRS: two commands (words apart by blanks); sets $ours and $theirs (medians, ms), $ratio (median of the
# rounds' ratios), $ratio_cpu and $ours_mib
by_turns() {
	local i one=() other=() ratios=() works=() own
	for ((i = 0; i < $1; i++)); do
		# shellcheck disable=SC2086 # words are wanted
		took 1 $2
		one+=("$ms") own=$cpu ours_mib=$mib
		# shellcheck disable=SC2086
		took 1 $3
		other+=("$ms")
		ratios+=("$(calc "${one[-1]} / $ms" 4)")
		works+=("$(calc "$own / ($cpu + 0.01)" 4)")
	done
	ours=$(printf '%s\n' "${one[@]}" | median) theirs=$(printf '%s\n' "${other[@]}" | median)
	ratio=$(printf '%s\n' "${ratios[@]}" | median) ratio_cpu=$(printf '%s\n' "${works[@]}" | median)
}
seconds_of() { echo "$(calc "$1 / 1000" 2) s"; }

# What a store is made of: another program of the same data makes the same store.
stamp=$(cat data/migrations/*.sql data/reference/*.csv src/domain/demo*.[ch] | sha256sum | cut -c 1-16)
# store CARDS: sets $store, in a folder of its own
store() {
	local folder=$bench/$1 told
	store=$folder/guichet.db
	if [ "$(cat "$folder/stamp" 2>/dev/null)" = "$stamp" ]; then
		"$GUICHET" --store "$store" migrate >/dev/null 2>&1 # its views may be of another program
		return
	fi
	rm -rf "$folder"
	mkdir -p "$folder"
	took 1 "$GUICHET" --store "$store" demo --cards "$1"
	told=$(seconds_of "$ms")
	echo "$stamp" >"$folder/stamp"
	note "a store of $1 cards made in $told, $(($(stat -c %s "$store") >> 20)) MiB"
}
# copy CARDS: sets $store, one that may be changed
copy() {
	store "$1"
	rm -rf "$bench/copy.$$"
	mkdir -p "$bench/copy.$$"
	cp -a --reflink=auto "$(dirname "$store")"/guichet.db* "$bench/copy.$$"
	sync -f "$bench/copy.$$" # or the first that puts its log back waits for the copy to reach the disk
	store=$bench/copy.$$/guichet.db
}
# What the sqlite3 shell is told before it reads a view: a store has none.
views() { sed 's/^CREATE VIEW/CREATE TEMP VIEW/' data/views/*.sql; }
trap 'rm -rf "$bench/copy.$$" "$bench/work.$$"' EXIT
mkdir -p "$bench/work.$$"
work=$bench/work.$$

echo "guichet $(git describe --always --dirty 2>/dev/null), $(date '+%F %H:%M')"
echo "$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1), $(nproc) processors, $(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo), $(
	. /etc/os-release && echo "$PRETTY_NAME"), $(stat -f -c %T "$bench"); load $(cut -d ' ' -f 1-3 /proc/loadavg)"
figures "$bench/append" "$work/append"
echo "one durable append of 8 KiB: ${figure[p50]} ms, p99 ${figure[p99]} ms"
for file in tests/bench/rows/*.sh; do
	# shellcheck disable=SC1090 # each of them
	. "$file"
done
echo "load $(cut -d ' ' -f 1-3 /proc/loadavg) at the end"
echo "$short short"
[ $short = 0 ]
