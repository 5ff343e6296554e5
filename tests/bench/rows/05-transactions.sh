# S7, S8: a file of transactions comes in, the whole job, beside the sqlite3 shell's .import of the same file into a bare table; a
# report of twelve months by division, from the sums, beside the same from the transactions.

# transactions CARDS LINES: sets $lines_file, kept beside the store
transactions() {
	lines_file=$bench/$1/transactions-$2.csv
	[ -s "$lines_file" ] && [ "$lines_file" -nt "$store" ] && return
	/usr/bin/python3 -I tests/bench/transactions.py "$store" "$lines_file" "$2"
}
lines=$([ "$rounds" = 1 ] && echo 50000 || echo 1000000)
if wants S7 || wants S8; then
	store "$cards"
	transactions "$cards" "$lines"
	copy "$cards"
fi
if wants S7; then
	printf '.mode csv\n.separator ;\n.import %s bare\n' "$lines_file" >"$work/import.sql"
	took 1 "$GUICHET" --store "$store" import transactions "$lines_file"
	ours=$ms ours_cpu=$cpu
	ratios=()
	for ((i = 0; i < 3; i++)); do
		rm -f "$work/bare.db"
		took 1 sqlite3 -init "$work/import.sql" "$work/bare.db" .exit
		ratios+=("$ms")
	done
	theirs=$(printf '%s\n' "${ratios[@]}" | median)
	bar S7 "a file of $lines transactions" "$(seconds_of "$ours")" "sqlite3 .import $(seconds_of "$theirs")" "$(calc "$ours / $theirs")" 1.8
	note "1 round, the other 3; $(calc "$lines / $ours * 1000" 0) lines a second, $(calc "$ours_cpu / 1000" 1) s of processor"
fi
if wants S8; then
	echo "SELECT division_id, month, SUM(amount) FROM division_month GROUP BY division_id, month;" >"$work/sums.sql"
	echo "SELECT division_id, SUBSTR(day, 1, 7), SUM(amount) FROM card_transaction GROUP BY division_id, SUBSTR(day, 1, 7);" >"$work/scan.sql"
	wants S7 || "$GUICHET" --store "$store" import transactions "$lines_file" >/dev/null 2>&1
	by_turns "$rounds" "sqlite3 -readonly -init $work/sums.sql $store .exit" "sqlite3 -readonly -init $work/scan.sql $store .exit"
	bar S8 "months by division, of $lines" "$(seconds_of "$ours")" "the scan $(seconds_of "$theirs")" "$ratio" 0.02
	note "the query a report would run: no screen has it yet; $(sqlite3 -readonly "$store" 'SELECT COUNT(*) FROM division_month') sums"
fi
