#!/bin/bash
# What is sealed, and what macs are for, each stand in one list: src/command/vault.c and src/base/key_file.c name all of it,
# or a rotation would leave something behind.
set -u
faults=0
fault() {
	echo "$*"
	faults=1
}
listed=$(sed -nE 's/^\t\{ "([a-z_]+)", "([a-z_]+)", SQL_VAULT.*/\1.\2/p' src/command/vault.c | sort -u)
[ -n "$listed" ] || fault "src/command/vault.c: no list"

# Columns of the tables that are named as sealed ones, and the whole texts of messages.
columns=$(awk '
	/^(CREATE|ALTER) TABLE/ { table = $3; sub(/_new$/, "", table) }
	!/^(\t|ALTER TABLE)/ { next }
	{ for (i = 1; i <= NF; i++) if ($i ~ /_sealed$/) print table "." $i }
	table == "outbox" && / secret / { print "outbox.secret" }' data/migrations/*.sql | grep -v -e ':' -e '^outbox.sealed' | sort -u)
# What src seals and opens: two words one after the other, a table and its column.
used=$(cat src/command/*.c src/domain/*.c src/exchange/*.c | tr '\n\t' '  ' |
	grep -oE '"[a-z_]+", *"[a-z_]*_sealed"|"outbox", *"secret"' | sed -E 's/"([a-z_]+)", *"([a-z_]+)"/\1.\2/' | sort -u)
for place in $columns $used; do
	grep -qx "$place" <<<"$listed" || fault "$place is sealed, and src/command/vault.c does not list it"
done
for place in $listed; do
	grep -q "'$place'" data/statements/vault.sql || fault "vault.counts does not count $place"
	grep -qx "$place" <<<"$columns" || fault "src/command/vault.c lists $place, which is no sealed column"
done
# Every use of a mac.
uses=$(cat src/*/*.c | tr '\n\t' '  ' | grep -oE 'secret_mac(_parts)?\([^;]*' | grep -oE '"[a-z_-]+"' | tr -d '"' | sort -u)
for use in $uses; do
	grep -q "\"$use\"" src/base/key_file.c || fault "a mac is used for $use, which src/base/key_file.c does not list"
done
exit $faults
