"""F18: eight processes bill at once and are killed with signal 9 at random moments (INV-07): no number is missing, none is
there twice, no transaction is billed twice or lost, every paper is there, what was acknowledged stays.  What the store
says is worked out again here, from the transactions as they were, with whole numbers of Python."""
import datetime
import fractions
import random
import re
import struct
import subprocess
import time

from common import GUICHET, SEED, STORE, TIMES, ask, demo, good, must, sound

HANDS = 8
KILLS = max(10, TIMES // 2)
CREDITS = 0.1  # of the processes: a whole invoice is credited, to be billed anew

demo(400)
LINES = 'SELECT t.id, t.customer_id, d.day, t.vat_rate, t.amount FROM card_transaction t JOIN purchase_day d ON d.id = t.place >> 48'
lines = ask(LINES)
tolls = ask('SELECT id, customer_id, day, amount FROM passage')
must(len(lines) > 1000, f'only {len(lines)} transactions in the demo')
days = sorted({line[2] for line in lines} | {toll[2] for toll in tolls})
first, last = days[0], '2026-11-20'
days = [day for day in days if day <= last]


def bill(until):
    return subprocess.Popen([GUICHET, '--store', STORE, '--as', 'clerk', 'do', 'billing.run', f'from={first}', f'until={until}'],
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def credit():
    """Of one that has none yet: NULL when all have."""
    open_ones = ask("SELECT i.number FROM invoice i WHERE i.kind = 'invoice' AND NOT EXISTS (SELECT 1 FROM invoice n WHERE n.credited_id = i.id)")
    if not open_ones:
        return None
    return subprocess.Popen([GUICHET, '--store', STORE, '--as', 'clerk', 'do', 'invoice.credit', f'invoice={random.choice(open_ones)[0]}',
                             'reason=killed', 'again=yes'], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def at_the_gate():
    """Who took it last (src/store/gate.c)."""
    with open(f'{STORE}-gate', 'rb') as file:
        return struct.unpack('=Ii', file.read(8))[1]


acknowledged, hands, killed, ended, at = set(), [], 0, 0, 0
begin = time.monotonic()
must(bill(days[0]).wait() == 0, 'a run that nobody disturbs does not work')
usual = time.monotonic() - begin
while killed < KILLS:
    while len(hands) < HANDS:
        started = credit() if random.random() < CREDITS else None
        hands.append(started or bill(days[at % len(days)]))
    time.sleep(random.uniform(0, min(usual, 0.3)))  # an invoice takes about 0.1 s
    if random.random() < 0.8:
        # whoever writes now, as often as somebody who waits
        victim = random.choice(hands)
        if random.random() < 0.5:
            victim = next((hand for hand in hands if hand.pid == at_the_gate()), victim)
        if victim.poll() is None:
            victim.kill()
    for hand in list(hands):
        if hand.poll() is None:
            continue
        hands.remove(hand)
        out, err = hand.communicate()
        if hand.returncode == -9:
            killed += 1
            continue
        must(hand.returncode in (0, 1, 4), f'{hand.args[5:]} ended with {hand.returncode}: {err}')
        ended += 1
        at += hand.returncode == 0 and 'billing.run' in hand.args
        for one, other in re.findall(r'([A-Z]?2026-\d{6})(?: to ([A-Z]?2026-\d{6}))?', out):
            acknowledged.update([one, other or one])
    if at >= len(days):  # all is billed: the year begins anew with what is credited
        at = 0
        hands.extend(hand for hand in (credit() for _ in range(4)) if hand)
for hand in hands:
    hand.wait()
good('--as', 'clerk', 'do', 'billing.run', f'from={first}', f'until={last}', wait=600)
must('Nothing to bill' in good('--as', 'clerk', 'do', 'billing.run', f'from={first}', f'until={last}'), 'the run after the last bills something')
sound()  # integrity, papers, series, sums, search keys, audit chain

# Numbers: from 1 on, each once, as the series says.
for series, highest in ask('SELECT series, last FROM invoice_series'):
    places = [place for place, in ask(f"SELECT position FROM invoice WHERE series = '{series}' ORDER BY position")]
    must(places == list(range(1, highest + 1)), f'{series}: {highest} numbers given, {len(places)} there, gaps or doubles')
numbers = {number for number, in ask('SELECT number FROM invoice')}
wrong = ask("SELECT number FROM invoice WHERE number <> printf('%s-%06d', series, position)")
must(not wrong, f'numbers that are not their place: {wrong[:3]}')
lost = acknowledged - numbers
must(not lost, f'{len(lost)} acknowledged and lost: {sorted(lost)[:3]}')

# Lines: all there, as they were, each on one invoice.
must(sorted(ask(LINES)) == sorted(lines), 'transactions are not what they were')
must(sorted(ask('SELECT id, customer_id, day, amount FROM passage')) == sorted(tolls), 'passages are not what they were')
for table in ('card_transaction', 'passage'):
    when = 'day' if table == 'passage' else '(SELECT d.day FROM purchase_day d WHERE d.id = place >> 48)'
    open_lines = ask(f"SELECT COUNT(*) FROM {table} WHERE invoice_id IS NULL AND {when} <= '{last}'")[0][0]
    must(open_lines == 0, f'{open_lines} of {table} were never billed')
    foreign = ask(f'SELECT COUNT(*) FROM {table} t LEFT JOIN invoice i ON i.id = t.invoice_id AND i.customer_id = t.customer_id '
                  f'WHERE t.invoice_id IS NOT NULL AND i.id IS NULL')[0][0]
    must(foreign == 0, f"{foreign} of {table} are on no invoice of their customer's")

# Amounts: what each invoice says is what its lines come to, VAT rounded once a rate; a credited one has no line left.
sums = {}
for table in ('card_transaction', 'passage'):
    for invoice, rate, amount in ask(f'SELECT invoice_id, vat_rate, SUM(amount) FROM {table} WHERE invoice_id IS NOT NULL GROUP BY 1, 2'):
        rates = sums.setdefault(invoice, {})
        rates[rate] = rates.get(rate, 0) + amount
credited = {invoice for invoice, in ask('SELECT credited_id FROM invoice WHERE credited_id IS NOT NULL')}
vat_rows = {}
for invoice, rate, net, vat, amount in ask('SELECT invoice_id, vat_rate, net, vat, amount FROM invoice_vat'):
    vat_rows.setdefault(invoice, {})[rate] = (net, vat, amount)
for invoice, number, kind, net, vat, amount in ask('SELECT id, number, kind, net, vat, amount FROM invoice'):
    rows = vat_rows[invoice]
    must([net, vat, amount] == [sum(row[i] for row in rows.values()) for i in range(3)], f'{number}: its rates come to something else')
    if kind != 'invoice':
        continue
    if invoice in credited:
        must(invoice not in sums, f'{number} is credited and has lines')
        continue
    must({rate: row[2] for rate, row in rows.items()} == sums[invoice], f'{number}: its lines come to something else')
    for rate, row in rows.items():
        exact = fractions.Fraction(row[2] * rate, 10000 + rate)
        must(row[1] == int(exact + fractions.Fraction(1, 2)) and row[0] + row[1] == row[2], f'{number}: VAT of {rate} is {row[1]}, not {float(exact)}')
whole = ask('SELECT SUM(amount) FROM invoice')[0][0]
bought = sum(line[4] for line in lines if line[2] <= last) + sum(toll[3] for toll in tolls if toll[2] <= last)
must(whole == bought, f'invoices less credit notes are {whole}, what was bought is {bought}')
# Each paper was made by one command that was done, and by no other.
made = ask("SELECT COUNT(*) FROM audit WHERE outcome = 'done' AND command IN ('invoice.make', 'invoice.credit') AND answer LIKE '%_made%'")[0][0]
must(made == len(numbers), f'{len(numbers)} papers, {made} times made')
print(f'    {killed} killed of {killed + ended}, {len(numbers)} papers, {len(acknowledged)} acknowledged, no gap, no double '
      f'(seed {SEED}, a run takes {usual * 1000:.0f} ms)')
