# S11, S12: so many clerks at an action a second, 5 of 100 a durable save, and what it costs real terminals to look on; then the
# same while a file comes in and one goes out.
# looking KEYS: real terminals who look on while ten others save, each of them once a second
looking() {
	"$bench/clerks" "$store" 10 $((seconds + clerks)) save >"$work/saving" &
	figures "$bench/pty" -m "$clerks" -l "$seconds" -f "$1" -- "$GUICHET" --store "$store" --as agent
	kill $! 2>/dev/null # its clerks go with it
	wait $! 2>/dev/null
}
if wants S11; then
	copy "$cards"
	figures "$bench/clerks" "$store" "$clerks" "$seconds"
	[ "${figure[refused]}" = 0 ] || note "${figure[refused]} of ${figure[writes]} saves were refused"
	bar S11 "$clerks clerks, % of two processors" "${figure[reads]} reads" "${figure[writes]} saves" "$(calc "${figure[cpu]} / 2" 1)" 5
	bar S11 "  reads, p99, ms" "${figure[reads_p50]} ms p50" "most ${figure[reads_max]}" "${figure[reads_p99]}" 1.5
	bar S11 "  saves, p99, ms" "${figure[writes_p50]} ms p50" "most ${figure[writes_max]}" "${figure[writes_p99]}" 10
	looking '1,\r,\e[6~,\e[6~'
	bar S11 "  $clerks lists beside them, left alone, %" "10 saves a second" "${figure[looking_bytes]} B/s each" "$(calc "${figure[looking_cpu]} / 2" 1)" 5
	bar S11 "  $clerks terminals: own memory each, MiB" "-" "-" "$(calc "${figure[private_each]} / 1024" 2)" 2
	bar S11 "  and all of them, PSS, MiB" "-" "-" "$(calc "${figure[pss_all]} / 1024" 0)" 600
fi
# busy_work COMMAND: the export and that import, from when the clerks are at work
busy_work() {
	until [ -e "$store.begun" ]; do sleep 0.1; done
	begun=$SECONDS
	"$GUICHET" --store "$store" export fleet-status "$work/beside.xlsx" >/dev/null 2>&1 &
	"$@" >"$work/beside" 2>&1
	echo $((SECONDS - begun)) >"$work/ended"
	wait
}
if wants S12; then
	store "$cards"
	transactions "$cards" "$lines"
	copy "$cards"
	busy_work "$GUICHET" --store "$store" import transactions "$lines_file" &
	figures "$bench/clerks" "$store" "$clerks" "$seconds"
	wait $!
	reads=${figure[reads_p99]} writes=${figure[writes_p99]} most=${figure[writes_max]} refused=${figure[refused]}
	bar S12 "beside an import and an export: reads, p99" "${figure[reads_p50]} ms p50" "most ${figure[reads_max]}" "$reads" 2
	bar S12 "  saves, p99, ms" "${figure[writes_p50]} ms p50" "most $most" "$writes" 40
	note "$refused saves refused; the import of $lines ended after $(cat "$work/ended") s, the clerks after $seconds"
	rm -f "$work/beside.xlsx"
	copy "$cards"
	busy_work /usr/bin/python3 -I tests/bench/busy.py "$store" "$lines_file" &
	figures "$bench/clerks" "$store" "$clerks" "$seconds" busy
	wait $!
	bar S12 "  saves beside plain busy_timeout's" "$writes ms" "busy_timeout ${figure[writes_p99]} ms" \
		"$(calc "$writes / ${figure[writes_p99]}")" 0.03
	rm -f "$work/beside.xlsx"
fi
