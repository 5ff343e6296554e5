"""Invoices put into a demo store by hand, of AUGUST to OCTOBER 2026, in place of its own, with papers that are none: what
is shown, downloaded and sent needs no press.  invoices.py STORE [customers]"""
import hashlib, os, sqlite3, sys

store = sys.argv[1]
customers = int(sys.argv[2]) if len(sys.argv) > 2 else 3
folder = store + ".documents"
os.makedirs(folder, mode=0o700, exist_ok=True)
for name in os.listdir(folder):
    os.unlink(os.path.join(folder, name))
db = sqlite3.connect(store)
for table in ("card_transaction", "passage"):
    db.execute(f"UPDATE {table} SET invoice_id = NULL WHERE invoice_id IS NOT NULL")
for table in ("fee", "invoice_vat", "invoice", "invoice_series"):
    db.execute(f"DELETE FROM {table}")
db.execute("DELETE FROM search_key WHERE kind = 'invoice'")


def keep(text):
    data = (text + "\n").encode() * 400
    name = hashlib.blake2b(data, digest_size=32).hexdigest()
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)
    os.chmod(os.path.join(folder, name), 0o600)
    return name, len(data)


def paper(id, customer, kind, series, position, month, amount):
    number = f"{series}-{position:06d}"
    net = round(amount / 1.21)
    last = {8: 31, 9: 30, 10: 31}[month]
    (original, size), (signature, _) = keep(f"%PDF {number}"), keep(f"signature of {number}")
    (copy, copy_size), (copy_signature, _) = keep(f"%PDF DUPLICATA {number}"), keep(f"signature of the duplicata of {number}")
    db.execute(
        "INSERT INTO invoice (id, number, number_key, kind, series, position, customer_id, from_day, until_day, date, due_on,"
        " currency, language, recipient, net, vat, amount, paper, paper_size, signature, copy, copy_size, copy_signature,"
        " created_at, created_by) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (id, number, number.replace("-", ""), kind, series, position, customer[0], f"2026-{month:02d}-01",
         f"2026-{month:02d}-{last}", f"2026-{month:02d}-{last}", f"2026-{month + 1:02d}-28" if kind == "invoice" else None,
         "EUR", customer[2], customer[1] + "\nRue du Port 1\n1000 Bruxelles", net, amount - net, amount, original, size,
         signature, copy, copy_size, copy_signature, f"2026-{month:02d}-{last}T20:00:00Z", "clerk"))
    db.execute("INSERT INTO search_key (term, kind, id) VALUES (?, 'invoice', ?)", (number.replace("-", ""), id))
    if kind == "statement":
        return
    db.execute("INSERT INTO invoice_vat VALUES (?, 2100, ?, ?, ?)", (id, net, amount - net, amount))


of = db.execute("SELECT id, name, language FROM customer ORDER BY id LIMIT ?", (customers,)).fetchall()
id = 0
for month in (8, 9, 10):
    for customer in of:
        id += 1
        paper(id, customer, "invoice", "2026", id, month, 123456 + 1717 * id)
        db.execute("UPDATE card_transaction SET invoice_id = ? WHERE id IN (SELECT t.id FROM card_transaction t"
                   " JOIN purchase_day d ON d.id = t.place >> 48 WHERE t.customer_id = ? AND d.day BETWEEN ? AND ? AND t.invoice_id IS NULL"
                   " ORDER BY t.id LIMIT 20)",
                   (id, customer[0], f"2026-{month:02d}-01", f"2026-{month:02d}-31"))
db.execute("DELETE FROM unbilled")
db.execute("INSERT INTO unbilled SELECT t.customer_id, MIN(d.day) FROM card_transaction t JOIN purchase_day d ON d.id = t.place >> 48"
           " WHERE t.invoice_id IS NULL GROUP BY t.customer_id")
paper(id + 1, of[0], "credit_note", "A2026", 1, 10, -5500)
paper(id + 2, of[0], "statement", "R2026", 1, 10, 250000)
db.commit()
