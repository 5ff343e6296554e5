# S11, S12: so many clerks at an action a second, 5 of 100 a durable save; then the same while a file comes in and one goes out.
if wants S11; then
	copy "$cards"
	figures "$bench/clerks" "$store" "$clerks" "$seconds"
	[ "${figure[refused]}" = 0 ] || note "${figure[refused]} of ${figure[writes]} saves were refused"
	bar S11 "$clerks clerks, % of two processors" "${figure[reads]} reads" "${figure[writes]} saves" "$(calc "${figure[cpu]} / 2" 1)" 5
	bar S11 "  reads, p99, ms" "${figure[reads_p50]} ms p50" "most ${figure[reads_max]}" "${figure[reads_p99]}" 1.5
	bar S11 "  saves, p99, ms" "${figure[writes_p50]} ms p50" "most ${figure[writes_max]}" "${figure[writes_p99]}" 10
	figures "$bench/pty" -m "$clerks" -f '1,\r,\e[6~,\e[6~' -- "$GUICHET" --store "$store" --as agent
	bar S11 "  $clerks terminals: own memory each, MiB" "-" "-" "$(calc "${figure[private_each]} / 1024" 2)" 2
	bar S11 "  and all of them, PSS, MiB" "-" "-" "$(calc "${figure[pss_all]} / 1024" 0)" 600
fi
if wants S12; then
	copy "$cards"
	line S12 "$clerks clerks beside an import and an export" - "plain busy_timeout" - "<= 0.03" 'short: not built'
fi
