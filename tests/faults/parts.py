"""F6: what works in several transactions, a file taken in above all: an allocation fails anywhere in it, in the program or in the one
that reads the file for it (guichet-files).  A part that is done may stay.  But the program does all of it, or says that it did not
(status 5, or the word of who aborts); nothing is left beside the store or in memory; the store is sound; and the same words again go
on from there and end with the rows and sums of a run that nothing disturbed.

Where nothing at all was written there is nothing to go on from.  PART, processes and what stands before its store: as in memory.py."""
import hashlib
import os
import random
import sqlite3
from collections import Counter

from allocation import ABORTED, Place, Program, choose, keep_fresh
from common import FOLDER, SEED, TIMES, Processes, ask, demo, guichet, must, rows, share

MOST = max(1, TIMES // 2)  # allocations tried of each, from its first transaction on
ALIKE = max(1, TIMES // 20)  # and of those before
FILES = max(1, TIMES // 20)  # of guichet-files
FILES_ASKS = {'transactions': 60, 'fleet': 60, 'batch': 60, 'limits': 60, 'billing': 3000}  # for that many at most; what is more fails nothing
TOGETHER = 25
LINES = 2100  # more than a transaction takes in at first
SETTINGS = f'{FOLDER}/guichet.conf'
# What says when (X_at as well) and how often, not what is there; ids that a run again gives anew.
TRACE = {'audit', 'audit_record', 'audit_head', 'sequence', 'session'}
ANEW = {'card_transaction': {'id'}, 'transaction_fault': {'id'}, 'transaction_import': {'added', 'known'},
        'invoice': {'paper', 'signature', 'copy', 'copy_signature'}}  # no signature is made twice alike
HEADINGS = 'Carte;Rang;Code conducteur;Station;Date;Heure;Produit;Quantité;Unité;Prix unitaire;TVA %;Montant TTC;Devise;Kilométrage;Référence'


def write(name, lines):
    with open(f'{FOLDER}/{name}', 'w', encoding='utf-8') as file:
        file.write(''.join(line + '\n' for line in lines))
    return f'{FOLDER}/{name}'


def transaction(card, at, litres, reference, driver='', station='', tank='', rank=1):
    """A line: 2 EUR a litre."""
    return f'{card};{rank};{driver};{station};{at};Gazole;{litres:.2f};L;2;21;{2 * litres:.2f};EUR;{tank};{reference}'


def transactions(cards):
    """Good ones in no order, two of one second, one said twice, some for an authorisation, and those that are kept apart."""
    lines = [transaction(random.choice(cards), f'{random.randrange(1, 19):02d}/11/2026;{random.randrange(6, 22):02d}:{random.randrange(60):02d}:'
                         f'{random.randrange(60):02d}', random.randrange(100, 6000) / 100, f'P{i}', station=random.choice(('', 'BE-0001', 'NOWHERE')),
                         tank=random.choice(('', 90000 + i))) for i in range(LINES)]
    at = '17/11/2026;08:00:01'
    lines += [transaction(cards[0], at, 10, 'TWIN1'), transaction(cards[0], at, 11, 'TWIN2'), transaction(cards[0], at, 10, 'TWIN1'),
              transaction(cards[0], at, 12, 'TWIN1'), transaction(cards[1], '18/13/2026;10:00:00', 10, 'APART1'),
              transaction('7002999999999999990', at, 10, 'APART2'), transaction(cards[2], '18/11/2031;10:00:00', 10, 'APART3'),
              transaction(cards[3], at, 10, '=1+1'), transaction(cards[4], at, 10, 'APART4', rank=99), transaction(cards[5], at, 10, 'ODD', '9876')]
    number, begin = ask("SELECT card, STRFTIME('%d/%m/%Y;%H:%M:%S', active_at, '+1 hour', '+1 minute') FROM authorisation WHERE state = 'active' ORDER BY id")[0]
    lines += [transaction(number, begin, litres, f'AUT{litres}') for litres in (2, 3, 4500)]
    random.shuffle(lines)
    return [HEADINGS, *lines]


def card_number(n):
    """With its check digit."""
    digits = f'70020000005{n:07d}'
    total = sum(sum(divmod(int(digit) * (2 - i % 2), 10)) for i, digit in enumerate(reversed(digits)))
    return f'{digits}{-total % 10}'


def fleet():
    """Cards that share divisions, vehicles and drivers; one said twice, some refused."""
    lines = [f'{card_number(i)};1;Carte;Active;BE;1-XYZ-{100 + i % 20};DUPONT {"ABCDEFG"[i % 7]};Atelier {i % 5};;Gazole;31/12/2029;;500' for i in range(40)]
    # First among them, so that the files of lines that are refused and mended are open all along.
    lines = [lines[4].replace('Active', 'Perdue'), f'{card_number(91)};1;Carte;Bloquée;BE;1-XYZ-300;;;;Gazole;31/12/2029;;', *lines, lines[3],
             lines[5].replace('2029', '2019').replace(card_number(5), card_number(90))]
    return ['N° carte;Rang;Produit;Statut;Pays;Plaque;Conducteur;Division;Téléphone;Carburants;Expiration;Dernière utilisation;Plafond jour (EUR)', *lines]


def begin():
    global place
    place = Place()


def content():
    """What there is: a number for each table."""
    store = sqlite3.connect(f'file:{place.store}?mode=ro', uri=True)
    tables = {}
    for table, in store.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall():
        wanted = [row[1] for row in store.execute(f'PRAGMA table_info({table})') if row[1] not in ANEW.get(table, ()) and not row[1].endswith('_at')]
        if table not in TRACE:
            rows = sorted(map(repr, store.execute(f'SELECT {", ".join(wanted)} FROM {table}')))
            tables[table] = hashlib.blake2b('\n'.join(rows).encode()).hexdigest()
    trace = store.execute('SELECT COUNT(*), MAX(id), MAX(mac) FROM audit').fetchone()
    store.close()
    return tables, trace


def beside():
    """Files that are not the store's, and what is in them."""
    kept = {}
    for path in place.files():
        if not path.startswith((place.pipes, place.store)):
            with open(path, 'rb') as file:
                kept[path] = file.read()
    return kept


class Command:
    """What it comes to when no allocation fails."""

    def __init__(self, name):
        self.name, (self.status, words) = name, ALL[name]
        place.fresh()
        self.fresh = content(), beside()
        self.program = Program(place, words)
        status, self.count, self.begin, self.held, self.out, err = self.program.go(0)
        must(status == self.status, f'{name}: status {status} {err}')
        self.whole = content()[0], beside()
        must(self.whole[0] != self.fresh[0][0], f'{name} changes nothing')
        place.fresh()

    def same(self, what, wanted, found):
        must(wanted == found, f'{what}: {sorted(key for key in {*wanted, *found} if wanted.get(key) != found.get(key))} differ')

    def go_on(self, what):
        """The store is sound, papers that no row came for apart; the same words do the rest of it, and take those away."""
        checked = guichet('check', store=place.store)
        must(all('is of no record' in line for line in checked.stdout.splitlines()[:-1] if ': ' in line), f'{what}: {checked.stdout}')
        status, _, _, held, out, err = self.program.go(0)
        what += f'\n    and again: status {status} {out!r} {err!r}'
        must(status == self.status and held <= self.held, f'{what}: {held - self.held} allocations not freed')
        self.same(what, self.whole[0], content()[0])
        files, told = beside(), [path for path in self.whole[1] if not path.endswith('.noted.csv')]  # of the lines of that run
        self.same(what, {path: self.whole[1][path] for path in told}, {path: files.get(path) for path in told})
        must({*files} <= {*self.whole[1]}, f'{what}: left {sorted({*files} - {*self.whole[1]})}')
        must(guichet('check', store=place.store).returncode == 0, f'{what}: not sound')

    def judge(self, n, how):
        """How it ended: whole, told or aborted, and whether parts of it were done."""
        status, _, _, held, out, err = self.program.go(n, how)
        what = f'{self.name}, allocation {n} {how}: status {status} {out!r} {err!r}'
        # The room of standard output stays with it, once something is printed.
        most = self.held + (out != '') - (self.out != '')
        must(status == ABORTED or held <= most, f'{what}: {held - most} allocations not freed')
        found, files = content(), beside()
        if status == self.status:
            must(out == self.out, f'{what}: not the whole of it')
            self.same(what, self.whole[0], found[0])
            self.same(what, self.whole[1], files)
            place.fresh()
            return 'whole'
        must(status == 5 and err.strip() or status == ABORTED and 'memory' in err, what)
        if found == self.fresh[0]:
            self.same(what, self.fresh[1], files)
            return 'told' if status == 5 else 'aborted'
        must({*files} <= {*self.whole[1]}, f'{what}: left {sorted({*files} - {*self.whole[1]})}')
        self.go_on(what)
        place.fresh()
        return 'told, parts' if status == 5 else 'aborted, parts'


def count(name):
    """Its allocations, and how many of them before its first transaction."""
    command = Command(name)
    command.program.end()
    return name, command.count, command.begin


def judge_all(name, tries):
    command = Command(name)
    told = [command.judge(*one) for one in tries]
    command.program.end()
    return told


demo(200)
cards = [row['number'] for row in rows('cards', 'state=active', '--limit', '1000') if row['product'] == 'fleet']
customer = rows('cards', f'number={cards[0]}')[0]['customer']
files = [write('month.csv', transactions(cards)), write('parc.csv', fleet()),
         write('lost.csv', ['card;reason', *(f'{card};customer' for card in cards[:30])]),
         write('limits.csv', ['card;product;measure;period;value;breach', *(f'{card};fuel;amount;week;500;block' for card in cards[:30])])]
write('guichet.conf', ['execute = { batch_ms = 1; };'])  # the least: many transactions of few lines
os.environ['GUICHET_CONFIG'] = SETTINGS
ALL = {  # the status of each, and its words
    'transactions': (1, ('--as', 'clerk', 'import', 'transactions', 'month.csv', '--format', 'json')),
    'fleet': (1, ('--as', 'clerk', 'import', 'fleet', 'parc.csv', '--customer', customer, '--format', 'json')),
    'limits': (0, ('--as', 'clerk', 'batch', 'card.set-limit', 'limits.csv', '--format', 'json')),
    'batch': (0, ('--as', 'agent', 'batch', 'card.suspend', 'lost.csv', '--format', 'json')),
    'billing': (0, ('--as', 'clerk', 'do', 'billing.run', 'from=2026-11-01', 'until=2026-11-20')),
}
keep_fresh(*files)
with Processes(begin) as pool:
    counted = list(pool.map(count, ALL))
    tries, inside = [], 0
    for one in counted:
        chosen, some = choose(*one, MOST, ALIKE)
        tries += chosen
        inside += some
    tries += [(name, n, 'files') for name, most in FILES_ASKS.items() for n in random.sample(range(1, most), min(FILES, most - 1))]
    random.shuffle(tries)  # some of all in each part
    tries = [tries[i] for i in share(len(tries))]
    judged = []
    for name in ALL:
        own_tries = [(n, how) for which, n, how in tries if which == name]
        judged += [pool.submit(judge_all, name, own_tries[i:i + TOGETHER]) for i in range(0, len(own_tries), TOGETHER)]
    told = Counter(end for some in judged for end in some.result())
print(f'    {", ".join(ALL)}: {len(tries)} allocations failed (of {inside} inside their transactions): '
      f'{told["whole"]} done whole all the same, {told["told"]} and {told["aborted"]} told or aborted with nothing written, '
      f'{told["told, parts"]} and {told["aborted, parts"]} with parts of it, each whole when run again (seed {SEED})')
