#!/bin/bash
# A file is one noun, a function one thought: past 400 lines, 60 lines, it asks.  Tells, and never fails: a long
# table is fine, five levels are not.
set -u
wc -l src/*/*.[ch] | awk '$1 > 400 && $2 != "total" { print $2 ": " $1 " lines" }'
awk 'FNR == 1 { begin = 0 }
	/^\{/ { begin = FNR; name = before }
	/^\}/ && begin { if (FNR - begin - 1 > 60) print FILENAME ":" begin ": " FNR - begin - 1 " lines: " name; begin = 0 }
	/^[a-z_]+\(/ { before = $0; sub(/\(.*/, "", before) }' src/*/*.c
exit 0
