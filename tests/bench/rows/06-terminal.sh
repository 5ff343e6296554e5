# S9, S10: the terminal from outside, through a pseudo-terminal of 80x24: first paint, keys, bytes, what an idle screen writes.
if wants S9; then
	store "$cards"
	figures "$bench/pty" -n "$((rounds * 3))" -- "$bench/hello"
	hello=${figure[first]}
	figures "$bench/pty" -u 'F9/' -n "$((rounds * 3))" -- "$GUICHET" --store "$store" --as agent
	bar S9 "first paint of the home screen" "${figure[first]} ms" "an ncurses hello $hello ms" "$(calc "${figure[first]} / $hello")" 3
	home=${figure[first]}
	lists=()
	for ((i = 0; i < rounds * 3; i++)); do
		figures "$bench/pty" -u 'F9/' -f '1' -k 'list:\r:1' -- "$GUICHET" --store "$store" --as agent
		lists+=("${figure[list_p50]}")
	done
	list=$(printf '%s\n' "${lists[@]}" | median)
	bar S9 "  of a list over $cards cards, beside it" "$list ms" "an ncurses hello $hello ms" "$(calc "$list / $hello")" 3
	both=$(calc "$home + $list" 1)
	if command -v vd >/dev/null; then
		[ -s "$bench/$cards/cards.csv" ] || { views && echo 'SELECT number, rank, plate, driver, state, expires_on, customer FROM v_card;'; } |
			sqlite3 -readonly -csv -header "$store" >"$bench/$cards/cards.csv"
		figures "$bench/pty" -q 2000 -n 1 -- vd "$bench/$cards/cards.csv"
		bar S9 "  both, beside visidata on the same CSV" "$both ms" "visidata ${figure[first]} ms" \
			"$(calc "$both / ${figure[first]}" 4)" 0.005
		note "1 round of visidata"
	else
		missing S9 "  beside visidata on the same CSV" visidata
	fi
fi
if wants S10; then
	store "$cards"
	times=$((rounds * 12)) many=$((rounds * 100)) # the p99 of fewer is the slowest
	figures "$bench/pty" -e 1000 -f '1,\r' -k "down:\\eOB:12" -k 'bottom:\eOB:4' -k "scroll:\\eOB:$times" -k "lines:\\eOB:$many" -k "page:\\e[6~:$many" -k "end:\\eOF:1" -k 'slash:/:1' -k 'letter:d:1' -k 'more:u:1' \
		-k 'word:p:1' -- "$GUICHET" --store "$store" --as agent
	bar S10 "a line down, key to paint, p99, ms" "${figure[lines_p50]} ms p50" "its work ${figure[lines_work_p99]}, an echo ${figure[lines_echo_p99]}" "${figure[lines_p99]}" 5
	bar S10 "  a page down, p99, ms" "${figure[page_p50]} ms p50" "its work ${figure[page_work_p99]}, an echo ${figure[page_echo_p99]}" "${figure[page_p99]}" 5
	bar S10 "  bytes a line down" "most ${figure[down_most]} B" "-" "${figure[down_bytes]}" 120
	bar S10 "  bytes a line down that scrolls" "most ${figure[scroll_most]} B" "-" "${figure[scroll_bytes]}" 120
	bar S10 "  bytes a page" "most ${figure[page_most]} B" "-" "${figure[page_bytes]}" 1800
	bar S10 "  bytes a letter of a search" "-" "-" "$(printf '%s\n' "${figure[letter_most]}" "${figure[more_most]}" "${figure[word_most]}" | sort -g | tail -n 1)" 1800
	ours=${figure[down_p50]} bytes=${figure[down_bytes]}
	figures "$bench/pty" -f '1,\r' -i 10000 -- "$GUICHET" --store "$store" --as agent
	bar S10 "  left alone, bytes a second" "-" "-" "$(calc "${figure[idle_bytes]} / 10" 1)" 1
	for other in mc tig; do
		if ! command -v $other >/dev/null; then
			missing S10 "  beside $other" $other
			continue
		fi
		figures "$bench/pty" -k "down:\\eOB:$times" -- env -C src/domain $other # a folder of many files
		bar S10 "  a line down beside $other" "$ours ms, $bytes B" "$other ${figure[down_p50]} ms, ${figure[down_bytes]} B" \
			"$(calc "$bytes / (${figure[down_bytes]} + 0.1)" 2)" 1
	done
fi
