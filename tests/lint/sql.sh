#!/bin/bash
# SQL is in data/: no other C makes any than the store, what turns a screen's file into a query, and the one
# statement that reads a touched row before and after.
set -u
found=$(grep -rnE '"[^"]*\b(SELECT|INSERT INTO|UPDATE [a-z_%]+ SET|DELETE FROM|CREATE (TABLE|VIEW|INDEX)|DROP (VIEW|TABLE|INDEX)|PRAGMA)\b' \
	src --include=*.c | grep -vE '^src/(store/[a-z]+|screen/(query|query_count|query_many|query_near|query_sorted|near|sql|lint)|command/ledger|build/[a-z]+)\.c:')
[ -z "$found" ] || { echo "$found" && exit 1; }
