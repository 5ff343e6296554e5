# demo: a store of so many cards made, within three minutes at 1,000,000.
if wants demo; then
	mkdir -p "$work/demo"
	took 1 "$GUICHET" --store "$work/demo/guichet.db" demo --cards "$cards"
	bar demo "a demo store of $cards cards made, s" "1 round" "$(calc "$cpu / 1000" 1) s of processor" "$(calc "$ms / 1000" 1)" \
		"$(calc "180 * $cards / 1000000" 0)"
	note "$(($(stat -c %s "$work/demo/guichet.db") >> 20)) MiB; memory $mib MiB"
	rm -rf "$work/demo"
fi
