#!/bin/sh
# The SQL of data/ runs unchanged on PostgreSQL 15 (decision 3).  postgres.sh BUILD
exec python3 tests/lint/postgres.py
