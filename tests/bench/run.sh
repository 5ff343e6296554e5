#!/bin/bash
# The speed table: what is asked of guichet on a store of many cards, beside a rival or a floor that runs in
# the same minute.  One line per bar ends in "ok" or "short".
#
#   run.sh [--cards N] [--keep FOLDER] [ROW...]      rows: demo start find page nearest sheet
#
# --cards  of the demo store, 1,000,000 unless told
# --keep   makes the stores there, and takes those that are there already
#
# Covered so far: the rows below, measured as whole processes, start included.  What is measured inside the
# process (percentiles of one key, 200 clerks at once, imports of a million lines) is not yet.
set -u
cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
GUICHET=$PWD/$BUILD/guichet
measure=$BUILD/bench/measure
cards=1000000 keep='' rows=''
while [ $# -gt 0 ]; do
	case $1 in
	--help)
		sed -n '2,12s/^# \{0,1\}//p' "$0"
		exit 0 ;;
	--cards) cards=$2 && shift 2 ;;
	--keep) keep=$2 && shift 2 ;;
	*) rows="$rows $1" && shift ;;
	esac
done
rows=" ${rows:-demo start find page nearest sheet} "
export LC_ALL=C.UTF-8 TZ=Europe/Brussels GUICHET_NOW=2026-11-20T15:41 GUICHET_LANG=fr
unset GUICHET_STORE GUICHET_CONFIG XDG_DATA_HOME
folder=${keep:-$(mktemp -d "${TMPDIR:-/tmp}/guichet-bench-XXXXXX")}
mkdir -p "$folder/big" "$folder/small"
[ -n "$keep" ] || trap 'rm -rf "$folder"' EXIT
big=$folder/big/guichet.db small=$folder/small/guichet.db
short=0

wants() { case $rows in *" $1 "*) true ;; *) false ;; esac }
# bar NAME MEASURED UNIT BAR TEXT: at most BAR
bar() {
	local verdict
	verdict=$(awk -v m="$2" -v b="$4" 'BEGIN { print m <= b ? "ok" : "short" }')
	[ $verdict = ok ] || short=$((short + 1))
	printf '%-34s %10s %-5s  bar %-8s %-6s %s\n' "$1" "$2" "$3" "$4" "$verdict" "$5"
}
# took N COMMAND...: sets $ms and $mib
took() {
	local told
	told=$("$measure" "$@") || { echo "FAILED: $*" >&2 && exit 1; }
	read -r ms mib <<<"$told"
}
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", a / b }'; }

if [ -e "$big" ]; then
	echo "store of $folder, as it was"
else
	took 1 "$GUICHET" --store "$big" demo --cards "$cards"
	wants demo && bar "demo store, $cards cards" "$(awk "BEGIN { printf \"%.0f\", $ms / 1000 }")" s \
		"$(awk "BEGIN { print ($cards > 1000000 ? $cards / 1000000 : 1) * 180 }")" "$mib MiB"
fi
[ -e "$small" ] || "$GUICHET" --store "$small" demo >/dev/null 2>&1

if wants start; then
	took 9 /bin/true
	nothing=$ms
	took 9 "$GUICHET" --version
	bar "start, nothing opened" "$ms" ms 15 "/bin/true $nothing ms, $mib MiB"
fi

# S4: what is found does not take longer because there are more cards; and LIKE beside it.
if wants find; then
	for words in 1ABC123 1-AB dupont; do
		took 9 "$GUICHET" --store "$small" find "$words"
		few=$ms
		took 9 "$GUICHET" --store "$big" find "$words"
		bar "find $words, against 2,000 cards" "$(ratio "$ms" "$few")" x 1.3 "$ms ms"
	done
	took 3 sqlite3 -readonly "$big" "SELECT number FROM card WHERE plate_key LIKE '%1ABC123%' LIMIT 20"
	like=$ms
	took 9 "$GUICHET" --store "$big" find 1ABC123
	bar "find 1ABC123, against LIKE" "$(ratio "$ms" "$like")" x "$([ "$cards" -ge 1000000 ] && echo 0.5 || echo 5)" "LIKE $like ms"
fi

# S5: a page costs the same in any order and on any size of store.
if wants page; then
	for order in number -number plate expires_on; do
		took 9 "$GUICHET" --store "$small" list cards --limit 20 --sort "$order" --format json
		few=$ms
		took 9 "$GUICHET" --store "$big" list cards --limit 20 --sort "$order" --format json
		bar "20 cards by $order, against 2,000" "$(ratio "$ms" "$few")" x 1.3 "$ms ms, $mib MiB"
	done
fi

# STN-01: the nearest of as many stations as France has, clustered round 300 towns as those are; the whole process.
if wants nearest; then
	near=$folder/near/guichet.db
	if [ ! -e "$near" ]; then
		mkdir -p "$folder/near"
		"$GUICHET" --store "$near" demo --cards 20 >/dev/null 2>&1
		awk 'BEGIN {
			srand(7)
			print "Code;Ville;Pays;Adresse;Services;Latitude;Longitude"
			for (i = 0; i < 13500; i++) {
				town = int(300 * rand())
				if (!(town in y)) { y[town] = 43 + 7 * rand(); x[town] = 6 * rand() }
				printf "N%05d;Ville %03d;FR;Rue %d;%s;%.5f;%.5f\n", i, town, i, i % 200 ? "" : "secured", y[town] + rand() / 5, x[town] + rand() / 5
			}
		}' >"$folder/near/stations.csv"
		took 1 "$GUICHET" --store "$near" import stations "$folder/near/stations.csv"
		echo "13,500 stations come in: $ms ms, $mib MiB"
	fi
	took 9 "$GUICHET" --version
	nothing=$ms
	for point in '46.5, 3.2' '48.39, -4.49' 'Ville 042'; do
		for more in '' secured=yes; do
			took 49 "$GUICHET" --store "$near" list stations near="$point" $more --limit 20 --format json
			bar "20 nearest to $point${more:+, secured}" "$ms" ms 50 "a bare start $nothing ms, $mib MiB"
		done
	done
	took 5 "$GUICHET" --store "$near" list stations near="$point" --format json
	echo "  all 13,500 of them in that order: $ms ms, $mib MiB"
fi

# S1, S3: the fleet status in Excel, against libxlsxwriter in constant memory writing the same cells.
if wants sheet; then
	"$GUICHET" --store "$big" export fleet-status "$folder/rows.csv" 2>/dev/null
	python3 -c 'import csv, sys
for row in csv.reader(open(sys.argv[1], encoding="utf-8-sig"), delimiter=sys.argv[2]):
    print("\t".join(cell.replace("\t", " ") for cell in row))' "$folder/rows.csv" \
		"$(head -c 300 "$folder/rows.csv" | grep -q ';' && echo ';' || echo ,)" >"$folder/rows.tsv"
	echo "$(($(wc -l <"$folder/rows.tsv") - 1)) rows of $(head -n 1 "$folder/rows.tsv" | tr '\t' '\n' | wc -l) columns"
	took 1 "$BUILD/bench/floor" "$folder/rows.tsv" "$folder/floor.xlsx"
	plain=$ms size=$(stat -c %s "$folder/floor.xlsx")
	took 1 "$GUICHET" --version
	bare=$mib
	took 3 "$GUICHET" --store "$big" export fleet-status "$folder/out.xlsx"
	bar "fleet status to Excel" "$(ratio "$ms" "$plain")" x 0.15 "$(ratio "$ms" 1000) s, libxlsxwriter $(ratio "$plain" 1000) s"
	bar "  its memory, more than a bare start" "$(awk "BEGIN { print $mib - $bare }")" MiB 16 "$mib MiB"
	bar "  its size, against libxlsxwriter's" "$(ratio "$(stat -c %s "$folder/out.xlsx")" "$size")" x 1.2 \
		"$(stat -c %s "$folder/out.xlsx") bytes"
	took 1 "$GUICHET" --store "$big" export fleet-status "$folder/out.csv"
	echo "  as CSV: $ms ms, $mib MiB"
	rm -f "$folder"/out.* "$folder"/floor.xlsx "$folder"/rows.*
fi

echo "$short short"
[ $short = 0 ]
