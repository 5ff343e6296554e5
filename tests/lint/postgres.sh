#!/bin/bash
# The SQL of data/, and what screens may ask, run on PostgreSQL 15 as they stand (decision 3).
set -u -o pipefail
[ -x /usr/lib/postgresql/15/bin/initdb ] || { echo "PostgreSQL 15 is not here: not tried"; exit 0; }
bash tests/lint/plans.sh --sql | python3 tests/lint/postgres.py
