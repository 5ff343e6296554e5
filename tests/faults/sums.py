"""INV-05, INV-07: many invoices of a demo fleet, and their sums worked out again from the file that came in, with whole
numbers: transactions, invoices, VAT of each rate and TID are equal to the cent."""
import csv
import datetime
import fractions
import random
import time

from common import FOLDER, SEED, STORE, TIMES, ask, demo, good, must, rows, sound

INVOICES = max(50, TIMES)
CUSTOMERS = min(200, max(10, INVOICES // 5))
ROUNDS = -(-INVOICES // CUSTOMERS)
LINES = 30  # of an invoice, more or less
RATES = (2100, 2000, 1900, 1700, 600)

demo(100 * CUSTOMERS)
good('--as', 'clerk', 'do', 'billing.run', 'from=2026-01-01', 'until=2026-11-20', wait=3600)  # what the demo has bought
before = dict(ask('SELECT series, last FROM invoice_series'))
cards = {}
for number, customer in ask("SELECT c.number, u.number FROM card c JOIN customer u ON u.id = c.customer_id WHERE c.product = 'fleet' AND c.state = 'active'"):
    cards.setdefault(customer, []).append(number)
must(len(cards) >= CUSTOMERS, f'only {len(cards)} customers with cards')


def text(number, decimals):
    whole = f'{abs(number):0{decimals + 1}d}'
    return ('-' if number < 0 else '') + whole[:-decimals] + ',' + whole[-decimals:]


wanted, reference = {}, 0
with open(f'{FOLDER}/in.csv', 'w', encoding='utf-8', newline='') as file:
    out = csv.writer(file, delimiter=';')
    out.writerow('Carte;Rang;Code conducteur;Station;Date;Heure;Produit;Quantité;Unité;Prix unitaire;TVA %;Montant TTC;Devise;Kilométrage;Référence'.split(';'))
    for day in range(ROUNDS):
        date = datetime.date(2026, 11, 1) + datetime.timedelta(days=day)
        for customer in sorted(cards)[:CUSTOMERS]:
            for _ in range(random.randrange(1, 2 * LINES)):
                reference += 1
                volume, price, rate = random.randrange(100, 9000), random.randrange(500, 2500), random.choice(RATES)  # hundredths, thousandths
                amount = int(fractions.Fraction(volume * price, 1000) + fractions.Fraction(1, 2))
                sums = wanted.setdefault((customer, date.isoformat()), {})
                sums[rate] = sums.get(rate, 0) + amount
                out.writerow([random.choice(cards[customer]), '', '', '', date.strftime('%d/%m/%Y'), f'{reference % 86400 // 3600:02d}:{reference % 3600 // 60:02d}:{reference % 60:02d}',
                              'Gazole', text(volume, 2), 'L', text(price, 3), text(rate, 2), text(amount, 2), 'EUR', '', f'S{reference:08d}'])
good('import', 'transactions', f'{FOLDER}/in.csv', wait=3600)
must(ask("SELECT COUNT(*) FROM card_transaction WHERE reference LIKE 'S0%'")[0][0] == reference, 'not every line of the file came in')

took = 0.0
for day in range(ROUNDS):
    date = (datetime.date(2026, 11, 1) + datetime.timedelta(days=day)).isoformat()
    begin = time.monotonic()
    good('--as', 'clerk', 'do', 'billing.run', f'from={date}', f'until={date}', wait=3600)
    took += time.monotonic() - begin
series, last = ask("SELECT series, last FROM invoice_series WHERE series = '2026'")[0]
made = last - before.get(series, 0)
must(made == len(wanted), f'{made} invoices, {len(wanted)} wanted')
sound()

got = {}
for customer, day, rate, net, vat, amount in ask(
        'SELECT u.number, i.until_day, v.vat_rate, v.net, v.vat, v.amount FROM invoice i JOIN customer u ON u.id = i.customer_id '
        f"JOIN invoice_vat v ON v.invoice_id = i.id WHERE i.series = '2026' AND i.position > {before.get(series, 0)}"):
    got.setdefault((customer, day), {})[rate] = amount
    exact = fractions.Fraction(amount * rate, 10000 + rate)
    must(vat == int(exact + fractions.Fraction(1, 2)) and net + vat == amount, f'{customer} {day}: VAT of {rate} is {vat}, not {float(exact)}')
must(got == wanted, 'an invoice says something else than the file')
whole = ask(f"SELECT SUM(amount) FROM invoice WHERE series = '2026' AND position > {before.get(series, 0)}")[0][0]
must(whole == sum(sum(sums.values()) for sums in wanted.values()), f'all of them say {whole}')

# The TID of some, read as a machine would.
some = random.sample(ask(f"SELECT number, amount FROM invoice WHERE series = '2026' AND position > {before.get(series, 0)}"), min(20, made))
for number, amount in some:
    lines = rows('tid', f'invoice={number}', '--limit', '1000000')
    must(sum(line['amount'] for line in lines) == amount, f'{number}: the TID comes to {sum(line["amount"] for line in lines)}, the invoice to {amount}')
print(f'    {made} invoices of {reference} lines in {took:.1f} s, {whole / 100:.2f} EUR, equal to the cent, {len(some)} TID (seed {SEED})')
