# S7, S8: a file of transactions comes in, the whole job, ten purchases for each of 100,000 cards, beside the sqlite3 shell's .import
# of the same file into a bare table; the same where there are --lines-there already, somebody at the gate all the while; a report of twelve months by division, from the sums, beside the same from the transactions of a
# year: 5,000,000 of 100,000 cards, a purchase a week.

# transactions CARDS LINES: sets $lines_file, kept beside the store
transactions() {
	lines_file=$bench/$1/transactions-$2.csv
	[ -s "$lines_file" ] && [ "$lines_file" -nt "$store" ] && return
	/usr/bin/python3 -I tests/bench/transactions.py "$store" "$lines_file" "$2"
}
lines=$([ "$rounds" = 1 ] && echo 50000 || echo 1000000)
# year CARDS: sets $year, kept beside the store
year() {
	year=$bench/$1/year-$lines.db
	store "$1"
	transactions "$1" "$lines"
	[ -s "$year" ] && [ "$year" -nt "$lines_file" ] && return
	copy "$1"
	"$GUICHET" --store "$store" import transactions "$lines_file" >/dev/null 2>&1
	rm -f "$year"
	/usr/bin/python3 -I tests/bench/year.py "$store" "$year" 5
}
if wants S7; then
	store 100000
	transactions 100000 "$lines"
	copy 100000
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
# filled CARDS: sets $filled, a store with $lines_there more transactions, kept beside the store
filled() {
	filled=$bench/$1/there-$lines_there.db
	store "$1"
	[ -s "$filled" ] && [ "$filled" -nt "$bench/$1/stamp" ] && return
	copy "$1"
	/usr/bin/python3 -I tests/bench/there.py "$store" "$lines_there"
	sqlite3 "$store" "PRAGMA wal_checkpoint(TRUNCATE)" >/dev/null
	mv "$store" "$filled"
}
if wants S7; then
	filled 100000
	transactions 100000 "$lines"
	copy 100000
	cp --reflink=auto "$filled" "$store"
	sync -f "$store"
	figures "$bench/gate" "$store" "$GUICHET" --store "$store" import transactions "$lines_file"
	bar S7 "  where there are $lines_there, us a line" "$(calc "$lines / ${figure[ms]} * 1000" 0)/s" "-" "$(calc "${figure[ms]} * 1000 / $lines" 2)" 5
	bar S7 "  the gate held, longest, ms" "${figure[held_p99]} ms p99" "-" "${figure[held_most]}" 50
	note "$(($(stat -c %s "$filled") >> 20)) MiB; whoever came ${figure[came]} times waited so long; the speed is beside them"
fi
if wants S8; then
	year 100000
	echo "SELECT customer_id, division_id, month, SUM(count), SUM(volume), SUM(amount) FROM division_month
	 WHERE month BETWEEN '2025-11' AND '2026-10' GROUP BY customer_id, division_id, month;" >"$work/sums.sql"
	echo "SELECT customer_id, division_id, SUBSTR(day, 1, 7), COUNT(*), SUM(volume), SUM(amount) FROM card_transaction t
	 JOIN purchase_day d ON d.id = t.place >> 48 WHERE day BETWEEN '2025-11-01' AND '2026-10-31' GROUP BY customer_id, division_id, SUBSTR(day, 1, 7);" >"$work/scan.sql"
	by_turns "$rounds" "sqlite3 -readonly -init $work/sums.sql $year .exit" "sqlite3 -readonly -init $work/scan.sql $year .exit"
	read -r bought sums possible <<<"$(sqlite3 -readonly -separator ' ' "$year" "SELECT (SELECT COUNT(*) FROM card_transaction), (SELECT COUNT(*) FROM
	 division_month), (SELECT COUNT(*) * 12 FROM (SELECT DISTINCT customer_id, division_id, product FROM division_month))")"
	bar S8 "12 months by division, of $bought" "$(seconds_of "$ours")" "the scan $(seconds_of "$theirs")" "$ratio" 0.02
	bar S8 "  sums there can be, however many lines" "$possible" "there are $sums" "$(calc "$possible / $sums")" 1.2
	note "the query a report would run: no screen has it yet"
fi
