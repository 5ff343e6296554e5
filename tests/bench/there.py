"""there.py STORE LINES: so many more transactions in a store, with their sums, as if a million had come in by file each month up to September
2026 (S7): of the active fleet cards, in the order an import writes them, every index kept as they come.  Without a journal: a copy."""
import sqlite3
import sys

MONTH, YEAR, LAST = 1_000_000, 2026, 9
store, wanted = sys.argv[1], int(sys.argv[2])
base = sqlite3.connect(store, isolation_level=None)
for setting in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1000000", "temp_store = MEMORY", "locking_mode = EXCLUSIVE"):
    base.execute(f"PRAGMA {setting}").fetchall()
base.execute("CREATE TEMP TABLE buyer (place INTEGER PRIMARY KEY, card, customer, division, rank, country)")
base.execute(
    "INSERT INTO buyer SELECT ROW_NUMBER() OVER (ORDER BY c.customer_id, c.id) - 1, c.id, c.customer_id, c.division_id, c.rank, c.country"
    " FROM card c WHERE c.state = 'active' AND c.product = 'fleet' AND c.created_on < '2026-09-01'"
)
buyers, = base.execute("SELECT COUNT(*) FROM buyer").fetchone()


def month_of(back):
    year, month = divmod(YEAR * 12 + LAST - 1 - back, 12)
    return f"{year}-{month + 1:02}"


def bring(month, lines):
    """A month's lines, each card's one after the other in time; the same sums that an import keeps."""
    first, = base.execute("SELECT next FROM sequence WHERE name = 'card_transaction'").fetchone()
    each = lines // buyers + 2
    line = {"first": first, "lines": lines, "buyers": buyers, "start": month + "-01", "step": 28 * 86400 // each}
    base.execute(
        "INSERT OR IGNORE INTO card_transaction (id, place, customer_id, card_id, rank, division_id, at, product, volume, unit_price, vat_rate, amount,"
        " country, odometer, reference)"
        " WITH RECURSIVE line (n, place, turn, moment) AS ("
        "  SELECT 0, 0, 0, CAST(STRFTIME('%s', :start) AS INTEGER)"
        "  UNION ALL SELECT n + 1, (n + 1) * :buyers / :lines, CASE WHEN (n + 1) * :buyers / :lines = place THEN turn + 1 ELSE 0 END,"
        "   CAST(STRFTIME('%s', :start) AS INTEGER) + CASE WHEN (n + 1) * :buyers / :lines = place THEN turn + 1 ELSE 0 END * :step"
        "   + (n * 7919) % :step FROM line WHERE n + 1 < :lines)"
        " SELECT :first + l.n, (l.moment / 86400 << 48) + ((b.customer & 131071) << 31) + ((b.card & 4095) << 19) + (l.moment % 86400 << 2),"
        " b.customer, b.card, b.rank, b.division, l.moment, CASE l.n % 4 WHEN 0 THEN 'diesel' WHEN 1 THEN 'petrol95' WHEN 2 THEN 'adblue' ELSE 'petrol98' END,"
        " 5000 + l.n % 60000, 1700, 2100, (5000 + l.n % 60000) * 17 / 100, b.country, l.n % 300000, PRINTF('TY%08d', l.n)"
        " FROM line l JOIN buyer b ON b.place = l.place",
        line,
    )
    base.execute(
        "INSERT OR IGNORE INTO purchase_day (id, day) SELECT DISTINCT place >> 48, DATE((place >> 48) * 86400, 'unixepoch') FROM card_transaction"
        " WHERE id >= :first",
        line,
    )
    bought = "FROM card_transaction t JOIN purchase_day d ON d.id = t.place >> 48 WHERE t.id >= :first"
    base.execute(
        "INSERT INTO card_month (month, card_id, count, volume, energy, amount)"
        f" SELECT SUBSTR(d.day, 1, 7), t.card_id, COUNT(*), SUM(t.volume), 0, SUM(t.amount) {bought} GROUP BY 1, 2"
        " ON CONFLICT (month, card_id) DO UPDATE SET count = card_month.count + excluded.count,"
        " volume = card_month.volume + excluded.volume, amount = card_month.amount + excluded.amount",
        line,
    )
    base.execute(
        "INSERT INTO division_month (customer_id, division_id, month, product, count, volume, amount)"
        f" SELECT t.customer_id, COALESCE(t.division_id, 0), SUBSTR(d.day, 1, 7), t.product, COUNT(*), SUM(t.volume), SUM(t.amount) {bought}"
        " GROUP BY 1, 2, 3, 4 ON CONFLICT (customer_id, division_id, month, product) DO UPDATE SET count = division_month.count + excluded.count,"
        " volume = division_month.volume + excluded.volume, amount = division_month.amount + excluded.amount",
        line,
    )
    base.execute(
        f"INSERT INTO unbilled (customer_id, since) SELECT t.customer_id, MIN(d.day) {bought} GROUP BY 1"
        " ON CONFLICT (customer_id) DO UPDATE SET since = excluded.since WHERE excluded.since < unbilled.since",
        line,
    )
    base.execute("UPDATE sequence SET next = :first + :lines WHERE name = 'card_transaction'", line)


months = -(-wanted // MONTH)
for back in reversed(range(months)):
    bring(month_of(back), min(MONTH, wanted - back * MONTH))
base.execute("PRAGMA locking_mode = NORMAL").fetchall()
base.execute("SELECT 1 FROM sequence").fetchall()
base.execute("PRAGMA journal_mode = WAL").fetchall()
