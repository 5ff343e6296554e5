"""year.py STORE FILE TIMES: the transactions of a store so many times over, spread over twelve months, and what they add up to, both in
tables as the store declares them (S8): a year of a fleet whose lines are too many for a bench to let them come in by file."""
import sqlite3
import sys

store, name, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
base = sqlite3.connect(f"file:{name}", uri=True)
base.execute("PRAGMA journal_mode = OFF")
base.execute("PRAGMA synchronous = OFF")
base.execute("ATTACH ? AS store", (f"file:{store}?mode=ro",))
for table in ("division_month", "card_transaction"):
    base.execute(base.execute("SELECT sql FROM store.sqlite_master WHERE type = 'table' AND name = ?", (table,)).fetchone()[0])
last, = base.execute("SELECT MAX(id) FROM store.card_transaction").fetchone()
columns = [row[1] for row in base.execute("PRAGMA store.table_info(card_transaction)")]
month = "STRFTIME('%Y-%m', '2025-11-15', '+' || ((t.id * 7 + :part * 5) % 12) || ' months')"
taken = {"id": f"t.id + :part * {last}", "day": f"{month} || SUBSTR(t.day, 8)"}
for part in range(times):
    base.execute(
        f"INSERT INTO card_transaction ({', '.join(columns)}) SELECT {', '.join(taken.get(c, 't.' + c) for c in columns)}"
        " FROM store.card_transaction t",
        {"part": part},
    )
base.execute(
    "INSERT INTO division_month (customer_id, division_id, month, product, count, volume, amount)"
    " SELECT customer_id, COALESCE(division_id, 0), SUBSTR(day, 1, 7), product, COUNT(*), SUM(COALESCE(volume, 0)), SUM(amount)"
    " FROM main.card_transaction GROUP BY customer_id, COALESCE(division_id, 0), SUBSTR(day, 1, 7), product"
)
base.commit()
