# S5: a page of the list of cards anywhere, in every order that is offered; how many there are.
if wants S5; then
	store "$cards"
	figures "$bench/page" "$store"
	worst='' most=''
	for name in "${!figure[@]}"; do
		case $name in
		order_*)
			read -r one _ <<<"${figure[$name]}"
			if [ "$(calc "$one > ${most:-0}" 0)" = 1 ]; then worst=${name#order_} most=$one; fi ;;
		esac
	done
	bar S5 "any page, of processor time" "${figure[deep_p50]} ms" "the first page ${figure[first_p50]} ms" \
		"$(calc "${figure[deep_p50]} / ${figure[first_p50]}")" 1.2
	bar S5 "  in the worst order, $worst" "-" "its first page" "$most" 1.2
	bar S5 "  p99, ms of processor" "-" "-" "${figure[deep_p99]}" 0.25
	bar S5 "  a count on the screen, ms" "-" "-" "${figure[shown]}" 1
	bar S5 "  the exact count, ms" "-" "-" "${figure[exact]}" 150
fi
