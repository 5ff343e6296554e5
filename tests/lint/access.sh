#!/bin/bash
# data/reference/access.csv says who may what: a line for every command and every screen, in order of name, none
# besides; and what the program says of itself (guichet commands --access) is just that.
set -u
faults=0
table=data/reference/access.csv
guichet=${BUILD:-build}/guichet
said=$(GUICHET_LANG=en "$guichet" commands --access --format tsv | tr -d '\r' | tr '\t' ';') || exit 1
LC_ALL=C sort -c -t ';' -k 1,2 <(tail -n +2 "$table") || faults=1
[ "$(head -n 1 "$table" | cut -d ';' -f 4-)" = "$(head -n 1 <<<"$said" | cut -d ';' -f 4-)" ] ||
	{ echo "$table: other profiles than data/reference/profiles.csv" && faults=1; }
tail -n +2 "$table" | cut -d ';' -f 1-2 | uniq -d | sed "s|^|$table: twice: |" | grep . && faults=1
diff <(tail -n +2 "$table" | LC_ALL=C sort) <(tail -n +2 <<<"$said" | LC_ALL=C sort) |
	sed -n -e "s|^< |$table says       |p" -e 's|^> |the program says                |p' | grep . && faults=1
[ "$faults" = 0 ] || echo "A command or a screen is opened to those profiles that its line of $table names: one line each, kind;name;level;..."
exit $faults
