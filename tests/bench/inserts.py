"""inserts.py BEFORE AFTER EMPTY: the rows that AFTER has and BEFORE has not, put by bare inserts into EMPTY, a new store of
the same tables and indexes, in one durable transaction.  Prints "rows" and "ms"."""
import sqlite3
import sys
import time

before, after = (sqlite3.connect(f"file:{path}?mode=ro", uri=True) for path in sys.argv[1:3])
empty = sqlite3.connect(sys.argv[3], isolation_level=None)
empty.execute("PRAGMA journal_mode = WAL")
empty.execute("PRAGMA synchronous = FULL")
made = {}
for name, sql in after.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'").fetchall():
    empty.execute(sql)
    columns = [row[1] for row in after.execute(f"PRAGMA table_info({name})")]
    if "id" not in columns:
        where = f"{name}.rowid > {before.execute(f'SELECT COALESCE(MAX(rowid), 0) FROM {name}').fetchone()[0]}" \
            if "WITHOUT ROWID" not in sql else None
    else:
        where = f"id > {before.execute(f'SELECT COALESCE(MAX(id), 0) FROM {name}').fetchone()[0]}"
    if name == "search_key":
        cards = before.execute("SELECT MAX(id) FROM card").fetchone()[0]
        where = f"kind = 'card' AND id > {cards}"
    if where:
        made[name] = (len(columns), after.execute(f"SELECT * FROM {name} WHERE {where}").fetchall())
for (sql,) in after.execute("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").fetchall():
    empty.execute(sql)
begin = time.monotonic()
work = time.process_time()
empty.execute("BEGIN")
for name, (columns, rows) in made.items():
    empty.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * columns)})", rows)
empty.execute("COMMIT")
print("ms", round((time.monotonic() - begin) * 1000, 3))
print("cpu", round((time.process_time() - work) * 1000, 3))
print("rows", sum(len(rows) for _, rows in made.values()))
print("tables", " ".join(f"{name}:{len(rows)}" for name, (_, rows) in made.items() if rows))
