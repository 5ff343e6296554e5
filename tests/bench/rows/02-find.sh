# S4: finding anything, 20 rows read, in one process; beside LIKE on one folded column of the same cards.
if wants S4; then
	store "$cards"
	[ "$bench/$cards/folded.db" -nt "$store" ] || rm -f "$bench/$cards/folded.db"
	figures "$bench/find" "$store" "$bench/$cards/folded.db" "$([ "$rounds" = 1 ] && echo 400 || echo 2000)"
	bar S4 "find anything, p99, ms of processor" "${figure[find_p50]} ms p50" "-" "${figure[find_p99]}" 1
	bar S4 "  beside LIKE's p99" "${figure[find_p99]} ms" "LIKE ${figure[like_p99]} ms" \
		"$(calc "${figure[find_p99]} / ${figure[like_p99]}" 4)" 0.01
	bar S4 "  cold, p99, ms" "${figure[cold_p50]} ms p50" "-" "${figure[cold_p99]}" 8
	bar S4 "  one typing error, p99, ms of processor" "${figure[typo_p50]} ms p50" "-" "${figure[typo_p99]}" 5
	bar S4 "  one typing error, not found" "-" "-" "${figure[typo_missed]}" 0.02
fi
