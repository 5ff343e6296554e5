#!/bin/bash
# What a header offers, somebody takes: a function that nothing calls goes, one that only its own file calls is
# static there.
set -u
BUILD=${BUILD:-build}
# Faces of later sections: sealed secrets, the 06:00 rule, plates that look wrong, new cards; what shows the
# plans of queries; what completes a public face.
allowed=" secret_seal secret_open secret_equal secret_mac stamp_next_local date_weekday plate_plausible value_blob "
allowed+="card_new_number many_has many_text query_text rows_asked rows_goto_id store_in_transaction "
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
exit $faults
