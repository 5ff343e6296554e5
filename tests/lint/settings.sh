#!/bin/bash
# Every setting of data/guichet.conf is read somewhere and told in guichet.conf(5), and the page tells no other.
set -u
faults=0
names=$(awk '/^[a-z_]+ = \{/ { group = $1 "."; next } /^\};/ { group = ""; next }
	/^[ \t]*[a-z_]+ = / { print group $1 }' data/guichet.conf)
told=$(sed -n 's/^\.It Cm //p' man/guichet.conf.5)
for name in $names; do
	grep -rqF "\"$name\"" src --include=*.c --exclude=config.c || { echo "data/guichet.conf: nothing reads $name" && faults=1; }
	grep -qxF "$name" <<<"$told" || { echo "man/guichet.conf.5: $name is missing" && faults=1; }
done
for name in $told; do
	grep -qxF "$name" <<<"$names" || { echo "man/guichet.conf.5: there is no setting $name" && faults=1; }
done
exit $faults
