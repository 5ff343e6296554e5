#!/bin/bash
# What a header offers, somebody takes: a function that nothing calls goes, one that only its own file calls is
# static there.
set -u
BUILD=${BUILD:-build}
# What shows the plans of queries, and what tests and the bench go by.
allowed=" many_has many_text query_text rows_goto_id store_in_transaction "
mapfile -t objects < <(find "$BUILD/gen" -name '*.o'
	for source in src/*/*.c; do find "$BUILD/obj/${source:4:-2}.o" 2>/dev/null; done)
# Names each object defines, names it calls; every function has a section, so calls inside a file show as well.
defined=$(nm -A --defined-only "${objects[@]}" | awk '$2 == "T" { sub(/:.*/, "", $1); print $3, $1 }' | sort)
calls=$(objdump -r "${objects[@]}" | awk '/: +file format / { object = substr($1, 1, length($1) - 1) }
	$2 ~ /^R_/ { sub(/[-+]0x.*/, "", $3); if (!seen[$3, object]++) print $3, object }' | sort)
# A test may call what would else be static.
tested=" $(grep -rhowE '[a-z0-9_]+' --include='*.[ch]' tests | sort -u | tr '\n' ' ') "
faults=0
while read -r name object callers; do
	case "$allowed main " in *" $name "*) continue ;; esac
	if [ "$callers" = none ]; then
		echo "${object#"$BUILD"/obj/}: $name is called by nobody, or here alone: gone or static"
	else
		case "$tested" in *" $name "*) continue ;; esac
		echo "${object#"$BUILD"/obj/}: $name is called here alone: static"
	fi
	faults=1
done < <(awk 'NR == FNR { n[$1]++; own[$1, $2] = 1; next }
	!n[$1] { print $1, $2, "none" }
	n[$1] == 1 && own[$1, $2] { print $1, $2, "own" }' <(echo "$calls") <(echo "$defined"))
# A statement is asked by its name.
asked=" $(grep -rhoE '\bSQL_[A-Z0-9_]+' src | sort -u | tr '\n' ' ') "
while read -r name statement; do
	[[ $asked == *" SQL_$statement "* ]] && continue
	echo "data/statements: $name is asked by nobody" && faults=1
done < <(sed -n 's/^-- name: //p' data/statements/*.sql | awk '{ name = $1; gsub(/[.-]/, "_"); print name, toupper($0) }')
exit $faults
