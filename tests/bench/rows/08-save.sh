# S13: what a clerk waits for.
if wants S13; then
	copy 100000
	figures "$bench/save" "$store"
	bar S13 "sign-in" "${figure[sign_in]} ms" "the argon2 itself ${figure[argon2]} ms" "$(calc "${figure[sign_in]} / ${figure[argon2]}")" 1.1
	bar S13 "a theft blocked, with duplicate" "${figure[block]} ms" "two bare commits ${figure[bare]} ms" \
		"$(calc "${figure[block]} / ${figure[bare]}" 2)" 3
	bar S13 "an airCODE" "${figure[aircode]} ms" "two bare commits ${figure[bare]} ms" \
		"$(calc "${figure[aircode]} / ${figure[bare]}" 2)" 3
fi
