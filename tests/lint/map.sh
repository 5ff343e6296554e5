#!/bin/bash
# The README's map is complete: every folder, and every source file of src/ and tests/, is named on it.
set -u
faults=0
map=$(sed -n '/^## The map/,/^## /p' README.md)
[ -n "$map" ] || { echo "README.md has no section 'The map'" && exit 1; }
for folder in src/*/ data/*/ tests/*/ screens/ man/ include/guichet/; do
	grep -qF "$folder" <<<"$map" || { echo "README.md: $folder is not on the map" && faults=1; }
done
for folder in src/*/; do
	words=" $(grep -F "$folder" <<<"$map" | grep -oE '[A-Za-z0-9_-]+' | tr '\n' ' ')"
	for file in "$folder"*.c; do
		noun=${file##*/}
		[[ $words == *" ${noun%.c} "* ]] || { echo "README.md: $file is not on the map" && faults=1; }
	done
done
# and nothing is on it that is not there
while read -r name; do
	[ -e "$name" ] || { echo "README.md: $name is on the map and nowhere else" && faults=1; }
done < <(grep -oE '`(src|data|tests|include|screens|man)/[A-Za-z0-9_./-]*`' <<<"$map" | tr -d '`' | sort -u)
exit $faults
