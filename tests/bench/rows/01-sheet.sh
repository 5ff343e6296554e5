# S1, S2, S3: the fleet status in Excel, beside libxlsxwriter in constant memory writing the same cells, python3-xlsxwriter, and
# the sqlite3 shell writing the CSV of the same rows.

# cells CARDS: sets $cells, the same cells apart by tabs, kept beside the store
cells() {
	cells=$bench/$1/cells.tsv
	[ -s "$cells" ] && [ "$cells" -nt "$store" ] && return
	"$GUICHET" --store "$store" export fleet-status "$work/cells.csv" 2>/dev/null
	python3 -c 'import csv, sys
for row in csv.reader(open(sys.argv[1], encoding="utf-8-sig"), delimiter=sys.argv[2]):
    print("\t".join(cell.replace("\t", " ") for cell in row))' "$work/cells.csv" \
		"$(head -c 300 "$work/cells.csv" | grep -q ';' && echo ';' || echo ,)" >"$cells"
	rm "$work/cells.csv"
}
# sheet ROW CARDS ROUNDS BAR
sheet() {
	local bare
	store "$2"
	cells "$2"
	took 3 "$GUICHET" --version
	bare=$mib
	by_turns "$3" "$GUICHET --store $store export fleet-status $work/ours.xlsx" "$bench/floor $cells $work/floor.xlsx"
	bar "$1" "fleet status, $2 cards, to Excel" "$(seconds_of "$ours")" "libxlsxwriter $(seconds_of "$theirs")" "$ratio" "$4"
	note "$3 rounds; of processor time $ratio_cpu; $(head -n 1 "$cells" | tr '\t' '\n' | wc -l) columns"
	bar "$1" "  memory over a bare start, MiB" "$ours_mib MiB" "a bare start $bare" "$(calc "$ours_mib - $bare" 1)" 16
	bar "$1" "  size" "$(($(stat -c %s "$work/ours.xlsx") >> 10)) KiB" "libxlsxwriter $(($(stat -c %s "$work/floor.xlsx") >> 10)) KiB" \
		"$(calc "$(stat -c %s "$work/ours.xlsx") / $(stat -c %s "$work/floor.xlsx")")" 1.2
	rm -f "$work"/*.xlsx
}
if wants S1; then sheet S1 100000 "$rounds" 0.15; fi
if wants S2; then
	store 100000
	cells 100000
	if python3 -c 'import xlsxwriter' 2>/dev/null || /usr/bin/python3 -I -c 'import xlsxwriter' 2>/dev/null; then
		by_turns 1 "$GUICHET --store $store export fleet-status $work/ours.xlsx" \
			"/usr/bin/python3 -I tests/bench/floor.py $cells $work/floor.xlsx"
		bar S2 "the same, 100000 cards" "$(seconds_of "$ours")" "python3-xlsxwriter $(seconds_of "$theirs")" "$ratio" 0.04
		note "1 round: the other takes most of a minute"
	else
		missing S2 "the same, 100000 cards" python3-xlsxwriter
	fi
	if command -v sqlite3 >/dev/null; then
		{ views && printf '.headers on\n.mode csv\nSELECT * FROM v_fleet_status ORDER BY number;\n'; } >"$work/rows.sql"
		by_turns "$rounds" "$GUICHET --store $store export fleet-status $work/ours.xlsx" "sqlite3 -readonly -init $work/rows.sql $store .exit"
		bar S2 "the same, 100000 cards" "$(seconds_of "$ours")" "sqlite3 -csv $(seconds_of "$theirs")" "$ratio" 0.9
	else
		missing S2 "the same, 100000 cards" sqlite3
	fi
	rm -f "$work"/*.xlsx
fi
if wants S3; then sheet S3 "$cards" "$([ "$cards" -gt 100000 ] && [ "$rounds" -gt 3 ] && echo 3 || echo "$rounds")" 0.12; fi
