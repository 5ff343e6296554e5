# S6: search keys kept by a change of plate, beside the bare change; both durable.
if wants S6; then
	store "$cards"
	figures "$bench/keys" "$store"
	bar S6 "search keys kept by a change of plate" "${figure[kept]} ms" "the bare change ${figure[bare]} ms" \
		"$(calc "${figure[kept]} / ${figure[bare]}")" 1.5
fi
