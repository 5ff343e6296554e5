#!/bin/bash
# C as .clang-format makes it (headers set their columns by hand); shell that shellcheck, where there is one, finds nothing in.
set -u
faults=0
find src tests -name '*.c' -print0 | xargs -0 clang-format --dry-run -Werror >/tmp/guichet-format.$$ 2>&1 || {
	grep -E 'error:' /tmp/guichet-format.$$ | cut -d: -f1,2 | sort -u | awk -F: '{ n[$1]++ } END { for (f in n) print f ": " n[f] " lines are not as clang-format makes them" }'
	faults=1
}
rm -f /tmp/guichet-format.$$
if command -v shellcheck >/dev/null; then
	shellcheck -S warning tests/*.sh tests/*/*.sh .ci/run || faults=1
fi
exit $faults
