#!/bin/bash
# Where a transaction stands has names in C (transaction.h); SQL, screens and what tests write of it have them as
# numbers, which are those that the names make.
set -u
for name in PLACE_DAY PLACE_CUSTOMER PLACE_BUYER; do
	declare "$name=$(sed -nE "s/.*\b$name = ([0-9]+).*/\1/p" src/domain/transaction.h)"
	[ -n "${!name}" ] || { echo "transaction.h: no $name" && exit 1; }
done
customers=$(((1 << (PLACE_DAY - PLACE_CUSTOMER)) - 1)) buyers=$(((1 << (PLACE_CUSTOMER - PLACE_BUYER)) - 1))
shifts="(<<|>>) ($PLACE_DAY|$PLACE_CUSTOMER|$PLACE_BUYER)\b"
masks="(customer|customer_id|u\.id|>> $PLACE_CUSTOMER)\) ?& $customers\b|(customer|customer_id|u\.id) & $customers\b"
masks+="|(card|id|authorisation_id\)|>> $PLACE_BUYER\)) & $buyers\b|place & $(((1 << PLACE_DAY) - 1))\b"
rest="[*+] ($((1 << PLACE_CUSTOMER))|$((1 << PLACE_BUYER)))\b|(<<|>>) 2\b|place [+-] \(1 << [0-9]+\)"
faults=0
# What is left of a line once all that may be there is gone.
left=$(grep -rnE '\bplace\b.*(<<|>>|&)|\b[a-z]\.place\b.*[0-9]{6}|[a-z_]+\.(id|customer|customer_id|card) & [0-9]' data/views data/statements tests --include=*.sql --include=*.py --include=*.test --include=*.sh |
	grep -v '^tests/lint/' | sed -E "s/$masks//g; s/$shifts//g; s/$rest//g" | grep -E '(<<|>>|[^>]&) ?[0-9]|[^0-9][0-9]{6,}')
[ -z "$left" ] || { echo "$left" && faults=1; }
grep -qE "$shifts" data/views/v_purchase.sql || { echo "v_purchase.sql: no day of a place" && faults=1; }
grep -n 'road = "v_purchase_by_day".*id_bits' screens/transactions.cfg | grep -v "id_bits = $PLACE_DAY;" && faults=1
grep -n 'road = "v_purchase_of_customer".*id_bits' screens/transactions.cfg | grep -v "id_bits = $PLACE_CUSTOMER;" && faults=1
grep -n 'road = "v_purchase_of_card".*id_bits' screens/transactions.cfg | grep -v "id_bits = $PLACE_BUYER;" && faults=1
grep -n 'scope_id_bits' screens/transactions.cfg | grep -v "= $PLACE_CUSTOMER;" && faults=1
exit $faults
