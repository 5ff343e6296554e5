"""transactions.py STORE FILE LINES: a file of so many purchases of October 2026 with the store's active cards, in no order,
every line good and none twice: what a station network delivers (S7)."""
import random
import sqlite3
import sys

store, name, lines = sys.argv[1], sys.argv[2], int(sys.argv[3])
draw = random.Random(7)
base = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
cards = base.execute(
    "SELECT c.number, c.rank FROM card c WHERE c.state = 'active' AND c.product = 'fleet' AND c.created_on < '2026-09-01' ORDER BY c.id"
).fetchall()
goods = (("Gazole", 1720, 200), ("Super 95", 1690, 200), ("AdBlue", 890, 200), ("Super 98", 1810, 200))
with open(name, "w", encoding="utf-8") as out:
    out.write("Carte;Rang;Date;Heure;Produit;Quantité;Unité;Prix unitaire;TVA %;Montant TTC;Devise;Kilométrage;Référence\n")
    for line in range(lines):
        number, rank = cards[draw.randrange(len(cards))]
        product, price, litres = goods[draw.randrange(len(goods))]
        price += draw.randrange(100)
        quantity = draw.randrange(500, 7000)  # hundredths
        cents = (quantity * price + 500) // 1000
        out.write(
            f"{number};{rank};{1 + draw.randrange(31):02}/10/2026;{draw.randrange(24):02}:{draw.randrange(60):02}:{draw.randrange(60):02};"
            f"{product};{quantity // 100},{quantity % 100:02};L;{price // 1000},{price % 1000:03};21;{cents // 100},{cents % 100:02};EUR;"
            f"{draw.randrange(1000, 300000)};TX{line:08}\n"
        )
