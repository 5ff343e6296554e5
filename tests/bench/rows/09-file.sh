# S14: files of 20,000 lines: a fleet comes in; a batch of card.create beside the bare inserts of the same rows.
if wants S14; then
	lines=$([ "$rounds" = 1 ] && echo 2000 || echo 20000)
	copy 100000
	awk -v n="$lines" 'BEGIN {
		print "Numéro de carte;Produit;Statut;Pays;Plaque;Conducteur;Division;Carburants;Expiration"
		for (i = 0; i < n; i++) {
			body = sprintf("700200009%08d", i); body = body sprintf("%d", i % 10)
			sum = 0
			for (j = length(body); j > 0; j--) { d = substr(body, j, 1); if ((length(body) - j) % 2 == 0) { d *= 2; if (d > 9) d -= 9 } sum += d }
			printf "%s%d;Carte;Active;BE;2-%c%c%c-%03d;Jean DUPONT %d;;Gazole;2028-09-30\n", body, (10 - sum % 10) % 10, 65 + i / 1000 % 26, 65 + i / 26000 % 26, 65 + i / 676000 % 26, i % 1000, i
		}
	}' >"$work/fleet.csv"
	customer=$(sqlite3 -readonly "$store" "SELECT number FROM customer WHERE state = 'active' AND country = 'BE' ORDER BY id LIMIT 1")
	took 1 "$GUICHET" --store "$store" import fleet "$work/fleet.csv" --customer "$customer"
	bar S14 "a fleet file of $lines lines, s" "1 round" "$(calc "$cpu / 1000" 1) s of processor" "$(calc "$ms / 1000" 1)" 10
	note "$("$GUICHET" --store "$store" import fleet "$work/fleet.csv" --customer "$customer" --dry-run 2>&1 | head -n 1)"
	copy 100000
	awk -v n="$lines" -v customer="$customer" 'BEGIN {
		print "customer;product;category;country;plate;driver;fuels;code_kind"
		for (i = 0; i < n; i++)
			printf "%s;fleet;vehicle;BE;3-%c%c%c-%03d;Anne MARTIN %d;diesel;card_computed\n", customer, 65 + i / 1000 % 26, 65 + i / 26000, 65, i % 1000, i
	}' >"$work/order.csv"
	took 1 "$GUICHET" --store "$store" batch card.create "$work/order.csv"
	batch=$ms batch_cpu=$cpu
	rm -f "$work/empty.db"*
	figures /usr/bin/python3 -I tests/bench/inserts.py "$bench/100000/guichet.db" "$store" "$work/empty.db"
	bar S14 "a batch of $lines card.create" "$(seconds_of "$batch")" "${figure[rows]} bare inserts $(seconds_of "${figure[ms]}")" \
		"$(calc "$batch / ${figure[ms]}" 2)" 8
	note "1 round; of processor time $(calc "$batch_cpu / ${figure[cpu]}" 2); ${figure[tables]}"
	rm -f "$work/empty.db"*
fi
