"""year.py STORE FILE TIMES: the transactions of a store so many times over, spread over twelve months, and what they add up to, both in
tables as the store declares them (S8): a year of a fleet whose lines are too many for a bench to let them come in by file."""
import sqlite3
import sys

store, name, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
base = sqlite3.connect(f"file:{name}", uri=True)
base.execute("PRAGMA journal_mode = OFF")
base.execute("PRAGMA synchronous = OFF")
base.execute("ATTACH ? AS store", (f"file:{store}?mode=ro",))
for table in ("division_month", "card_transaction", "purchase_day"):
    base.execute(base.execute("SELECT sql FROM store.sqlite_master WHERE type = 'table' AND name = ?", (table,)).fetchone()[0])
last, = base.execute("SELECT MAX(id) FROM store.card_transaction").fetchone()
columns = [row[1] for row in base.execute("PRAGMA store.table_info(card_transaction)")]
month = "STRFTIME('%Y-%m', '2025-11-15', '+' || ((t.id * 7 + :part * 5) % 12) || ' months')"
day = f"CAST(JULIANDAY({month} || SUBSTR(d.day, 8)) - JULIANDAY('1970-01-01') AS INTEGER)"
taken = {"id": f"t.id + :part * {last}", "place": f"({day} << 48) + (t.place & 281474976710655)"}
for part in range(times):
    base.execute(
        f"INSERT INTO card_transaction ({', '.join(columns)}) SELECT {', '.join(taken.get(c, 't.' + c) for c in columns)}"
        " FROM store.card_transaction t JOIN store.purchase_day d ON d.id = t.place >> 48",
        {"part": part},
    )
base.execute("INSERT INTO main.purchase_day (id, day) SELECT DISTINCT place >> 48, DATE((place >> 48) * 86400, 'unixepoch') FROM main.card_transaction")
base.execute(
    "INSERT INTO division_month (customer_id, division_id, month, product, count, volume, amount)"
    " SELECT t.customer_id, COALESCE(t.division_id, 0), SUBSTR(d.day, 1, 7), t.product, COUNT(*), SUM(COALESCE(t.volume, 0)), SUM(t.amount)"
    " FROM main.card_transaction t JOIN main.purchase_day d ON d.id = t.place >> 48 GROUP BY 1, 2, 3, 4"
)
base.commit()
