"""busy.py STORE FILE: the lines of a file into a table with an index, 2,000 a transaction, beside others who all wait by SQLite's
busy_timeout: what the gate is held against (S12).  The store is changed: a copy."""
import csv
import itertools
import sqlite3
import sys

base = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
base.execute("PRAGMA synchronous = FULL")
base.execute("CREATE TABLE bench (card TEXT, day TEXT, hour TEXT, product TEXT, amount TEXT, reference TEXT)")
base.execute("CREATE UNIQUE INDEX bench_once ON bench (card, day, hour, reference)")
with open(sys.argv[2], encoding="utf-8") as lines:
    rows = csv.reader(lines, delimiter=";")
    next(rows)
    while batch := [(r[0], r[2], r[3], r[4], r[9], r[12]) for r in itertools.islice(rows, 2000)]:
        base.execute("BEGIN IMMEDIATE")
        base.executemany("INSERT INTO bench VALUES (?, ?, ?, ?, ?, ?)", batch)
        base.execute("COMMIT")
