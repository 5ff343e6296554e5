#!/bin/bash
# Nothing left for later in a word of the source, no trailing blanks.
set -u
faults=0
places=(src include tests data man screens Makefile README.md .ci)
words='TO''DO|FIX''ME|X''XX|HA''CK'
grep -rnIE "\b($words)\b" "${places[@]}" 2>/dev/null && faults=1
grep -rnIE '[[:blank:]]+$' "${places[@]}" --exclude='*.test' 2>/dev/null && faults=1
exit $faults
