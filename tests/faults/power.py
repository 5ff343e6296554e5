"""F4: the power is cut.  Clerks block, authorise, attach, bill and import, a copy made meanwhile is put back when they have gone,
while disk.so writes down all that is asked of the disk; then the power is cut at random places of what was written down: what was not synced stays or goes sector by sector
(512 bytes, pages, or torn inside), names made or renamed come or do not.  Each disk so left is opened by the real
program: all that was acknowledged is there, whole, with its documents (BLK-01, MSG-01, AUD-01).  Of a restore that was cut
there is what was before, under its own name or the one it is kept under, or the copy.  Then the same with
synchronous=NORMAL, which must be caught."""
import os
import random
import re
import shutil
import sqlite3
import struct
import subprocess
import time

from common import FOLDER, GUICHET, SEED, STORE, TIMES, demo, guichet, must, rows
from people import Terminal

TOOLS = os.environ['TOOLS']
CUTS = 50 if TIMES < 400 else 100  # of one trace
RESTORING = 0.9
LINES = 2500  # of a file of transactions: more than one batch
CALLERS = max(2, min(12, TIMES // 4))
HEAD = struct.Struct('=B3xIIIQQ')
LIVE, CUT = f'{FOLDER}/live', f'{FOLDER}/cut'
TRACE = f'{FOLDER}/trace'
LIVE_STORE, CUT_STORE, COPY = f'{LIVE}/guichet.db', f'{CUT}/guichet.db', f'{FOLDER}/copy.db'


# ---- what is written down ----

def watched(broken):
    shims = f'{TOOLS}/disk.so' + (f':{TOOLS}/normal.so' if broken else '')
    return {'LD_PRELOAD': shims, 'DISK_FOLDER': f'{LIVE}/', 'DISK_TRACE': TRACE, 'GUICHET_LANG': 'fr'}


def shown(terminal, text, seconds=20):
    """Until the screen has that text, wherever its lines break."""
    end = time.monotonic() + seconds
    while text not in re.sub(r'\s+', ' ', terminal.text()):
        must(time.monotonic() < end, f'not shown: {text}\n{terminal.text()}')
        terminal.read(1)


class Day:
    """Clerks at work on LIVE; acknowledged: (size of the trace, what, key)."""

    def __init__(self, broken):
        self.broken, self.acknowledged, self.jobs = broken, [], []
        self.copied, self.restored_from = 0, None  # acknowledged when the copy was made; where the restore begins in the trace
        self.cards = [row['number'] for row in rows('cards', 'state=active', '--limit', '1000', store=LIVE_STORE)
                       if row['product'] == 'fleet' and row['phone'] and row['driver'] and row['plate']]
        random.shuffle(self.cards)
        self.terminals = [self.sit_down() for _ in range(2)]
        self.files, self.customers = 0, [row['number'] for row in rows('customers', '--limit', '20', store=LIVE_STORE)]

    def sit_down(self):
        terminal = Terminal('--store', LIVE_STORE, environment=watched(self.broken))
        shown(terminal, 'Mot de passe')
        terminal.send('agent\tGuichet-2026!\r')
        shown(terminal, 'À TRAITER')
        return terminal

    def acknowledge(self, what, key):
        self.acknowledged.append((os.stat(TRACE).st_size, what, key))

    def block(self, terminal, card):
        terminal.send('b1o')
        shown(terminal, 'bloqué :')
        terminal.send('\r')
        shown(terminal, 'Référence B-')
        self.acknowledge('card.block', card)

    def authorise(self, terminal, card):
        terminal.send('d')
        shown(terminal, 'Toutes les stations')
        terminal.send('250\r')
        shown(terminal, 'Confirmer')
        terminal.send('o')
        shown(terminal, 'Autorisation A-')
        self.acknowledge('authorisation.create', card)

    def serve(self, terminal):
        """One caller: his card found, an authorisation, a block or both."""
        card = self.cards.pop()
        terminal.send(card + '\r')
        shown(terminal, 'Général')
        for what in random.choice(([self.block], [self.authorise], [self.authorise, self.block])):
            what(terminal, card)
        terminal.send('\x1bOR')
        shown(terminal, 'À TRAITER')

    def start(self, what, key, *words):
        process = subprocess.Popen([GUICHET, '--store', LIVE_STORE, *words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, env={**os.environ, **watched(self.broken)})
        self.jobs.append((process, what, key))

    def attach(self):
        self.files += 1
        paper = f'{FOLDER}/paper-{self.files}.pdf'
        with open(paper, 'wb') as file:
            file.write(b'%PDF-1.4\n' + random.randbytes(random.randrange(100, 30000)) + b'\nstartxref\n9\n%%EOF\n')
        card = self.cards.pop()
        self.start('card.attach-document', card, '--as', 'clerk', 'do', 'card.attach-document', f'card={card}', f'file={paper}')

    def bring_in(self):
        self.files += 1
        name = f'{FOLDER}/stations-{self.files}.csv'
        with open(name, 'w') as file:
            file.write('Code;Nom;Ville;Pays;Latitude;Longitude\n')
            for i in range(300):
                file.write(f'P{self.files}-{i};Relais {i};Cluny;FR;46.{random.randrange(10000):04d};4.81\n')
        self.start('import', f'P{self.files}-%', 'import', 'stations', name)

    def buy(self):
        """A file of purchases: each of another second of a day of its own."""
        self.files += 1
        name = f'{FOLDER}/transactions-{self.files}.csv'
        with open(name, 'w') as file:
            file.write('Carte;Date;Heure;Produit;Quantité;Unité;Prix unitaire;TVA %;Montant TTC;Devise;Référence\n')
            for i in range(LINES):
                file.write(f'{random.choice(self.cards)};{1 + self.files:02d}/11/2026;{i // 3600:02d}:{i // 60 % 60:02d}:{i % 60:02d};'
                           f'Gazole;10,00;L;1,500;21;15,00;EUR;F{self.files}-{i}\n')
        self.start('purchases', f'F{self.files}-%', 'import', 'transactions', name)

    def bill(self):
        if self.customers:
            customer = self.customers.pop()
            self.start('billing.run', customer, '--as', 'clerk', 'do', 'billing.run', f'customer={customer}', 'from=2026-10-01', 'until=2026-10-31')

    def collect(self, whole=False):
        for job in list(self.jobs):
            process, what, key = job
            if not whole and process.poll() is None:
                continue
            error = process.communicate()[1]
            must(process.returncode == 0, f'{what} {key}: status {process.returncode} {error.decode()}')
            self.acknowledge(what, key)
            self.jobs.remove(job)

    def live(self, callers):
        for turn in range(callers):
            self.serve(random.choice(self.terminals))
            if turn % 4 == 1:
                self.attach()
                self.bill()
            if turn % 6 == 3:
                self.bring_in()
            if turn % 6 == 1:
                self.buy()
            if turn == callers // 2:
                self.copy()
            self.collect()
        # A client that leaves ties the log back into the file while the others stay.
        self.collect(whole=True)
        for terminal in self.terminals:
            terminal.close()
        self.restored_from = os.stat(TRACE).st_size
        must(guichet('restore', COPY, store=LIVE_STORE, environment=watched(self.broken)).returncode == 0, 'a restore does not work')

    def copy(self):
        self.copied = len(self.acknowledged)
        shutil.rmtree(f'{COPY}.documents', ignore_errors=True)
        if os.path.exists(COPY):
            os.unlink(COPY)
        must(guichet('backup', COPY, store=LIVE_STORE, environment=watched(self.broken)).returncode == 0, 'a backup does not work')


# ---- the disk ----

class Node:
    def __init__(self, content=b'', folder=False):
        self.durable, self.pending, self.folder = bytearray(content), [], folder

    def sync(self):
        for change in self.pending:
            apply(self.durable, change)
        self.pending.clear()

    def cut(self):
        """What is left of it: each sector of what was not synced stays or goes."""
        content = bytearray(self.durable)
        sector, stays = random.choice((512, 512, 4096, 100)), random.choice((0, 0.1, 0.5, 0.5, 0.9, 1))
        for offset, data in self.pending:
            if data is None:
                if random.random() < stays:
                    apply(content, (offset, None))
                continue
            at = 0
            while at < len(data):
                size = min(sector - (offset + at) % sector, len(data) - at)
                if random.random() < stays:
                    apply(content, (offset + at, data[at:at + size]))
                at += size
        return content


def apply(content, change):
    offset, data = change
    if data is None:
        del content[offset:]
        content.extend(bytes(offset - len(content)))
        return
    content.extend(bytes(max(0, offset - len(content))))
    content[offset:offset + len(data)] = data


class Disk:
    def __init__(self):
        self.nodes, self.names, self.live, self.changes = {}, {}, {}, []
        for path, folders, files in os.walk(LIVE):
            for name in [path] + [f'{path}/{file}' for file in files]:
                if name.endswith(('-shm', '-gate', '-hash')):
                    continue
                folder = name == path
                node = Node(b'' if folder else open(name, 'rb').read(), folder)
                self.nodes[os.stat(name).st_ino] = self.names[name] = self.live[name] = node

    def change(self, *steps):
        """Names that come (with a node) or go (None), all at once."""
        self.changes.append(steps)
        for name, node in steps:
            self.live[name] = node

    def do(self, kind, node, offset, name, data):
        if kind == b'W':
            self.nodes[node].pending.append((offset, data))
        elif kind == b'T':
            self.nodes[node].pending.append((offset, None))
        elif kind == b'S':
            self.sync(self.nodes.get(node))
        elif kind in b'CM':
            self.nodes[node] = Node(folder=kind == b'M')
            self.change((name, self.nodes[node]))
        elif kind == b'U':
            self.change((name, None))
        elif kind == b'R':
            self.change((name, None), (data.decode(), self.live[name]))
        elif kind == b'L':
            self.change((data.decode(), self.live[name]))

    def sync(self, node):
        if node is None:
            return  # a folder above
        node.sync()
        path = next((name for name, live in self.live.items() if live is node), None) if node.folder else None
        if path:
            here = [steps for steps in self.changes if os.path.dirname(steps[-1][0]) == path]
            for steps in here:
                self.names.update(steps)
            self.changes = [steps for steps in self.changes if steps not in here]

    def cut(self):
        """Writes what is left under CUT."""
        names = dict(self.names)
        journal = random.random() < 0.5  # names come in their order, or any of them
        most = random.randrange(len(self.changes) + 1)
        for i, steps in enumerate(self.changes):
            if i < most if journal else random.random() < 0.5:
                names.update(steps)
        shutil.rmtree(CUT, ignore_errors=True)
        for name, node in sorted(names.items()):
            path = CUT + name[len(LIVE):]
            if node is None or not os.path.isdir(os.path.dirname(path)):
                continue
            if node.folder:
                os.mkdir(path, 0o700)
            else:
                with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), 'wb') as file:
                    file.write(node.cut())
        if random.random() < 0.5:
            with open(os.open(f'{CUT_STORE}-shm', os.O_WRONLY | os.O_CREAT, 0o600), 'wb') as file:
                file.write(random.randbytes(32768))


def records():
    with open(TRACE, 'rb') as file:
        data = file.read()
    at, found = 0, []
    while at < len(data):
        kind, name_size, size, _, node, offset = HEAD.unpack_from(data, at)
        at += HEAD.size
        name = data[at:at + name_size].decode()
        at += name_size
        kept = b'' if chr(kind) == 'T' else data[at:at + size]
        at += size
        found.append((at, bytes([kind]), node, offset, name, kept))
    return found


# ---- what must hold ----

DONE = {'card.block': "SELECT 1 FROM card c JOIN rank r ON r.card_id = c.id AND r.state = 'blocked' WHERE c.number = ?",
        'authorisation.create': "SELECT 1 FROM authorisation a JOIN card c ON c.id = a.source_id WHERE c.number = ? AND a.state = 'active'",
        'card.attach-document': "SELECT 1 FROM document d JOIN card c ON c.id = d.card_id WHERE c.number = ?",
        'billing.run': 'SELECT 1 FROM invoice i JOIN customer c ON c.id = i.customer_id WHERE c.number = ?',
        'import': 'SELECT 1 WHERE (SELECT COUNT(*) FROM station WHERE code LIKE ?) = 300',
        'purchases': f'SELECT 1 WHERE (SELECT COUNT(*) FROM card_transaction WHERE reference LIKE ?) = {LINES}'}


def checked(path):
    """What is wrong with a store; a document whose row did not come is no fault: the night takes it away."""
    done = guichet('check', store=path)
    told = [line for line in (done.stdout + done.stderr).splitlines() if ' is of no record: ' not in line and not line.endswith(('fault.', 'faults.'))]
    return '\n'.join(told) if done.returncode != 0 else ''


def lost_of(path, acknowledged):
    store = sqlite3.connect(f'file:{path}?mode=ro', uri=True)
    lost = [(what, key) for _, what, key in acknowledged if store.execute(DONE[what], (key,)).fetchone() is None]
    half = store.execute('''SELECT c.number FROM card c JOIN rank r ON r.card_id = c.id AND r.number = c.rank
        WHERE r.state = 'blocked' AND r.blocked_at >= '2026-11-20T14:41'
          AND (NOT EXISTS (SELECT 1 FROM rank n WHERE n.card_id = c.id AND n.number > c.rank)
            OR NOT EXISTS (SELECT 1 FROM audit_record a WHERE a.kind = 'card' AND a.record_id = c.id))''').fetchall()
    store.close()
    return lost, half


def put_back(path):
    """The store that a restore has put aside, under its own name again."""
    replaced = os.path.exists(path)
    for end in '', '-wal', '-shm':
        if replaced and os.path.exists(f'{path}{end}'):
            os.unlink(f'{path}{end}')
    for end in '', '-wal':
        if os.path.exists(f'{path}.before{end}'):
            os.rename(f'{path}.before{end}', f'{path}{end}')


def faults(acknowledged, in_copy=None):
    """What is wrong with what is left; in_copy: what must be there should a restore have got through."""
    restored = False
    if in_copy is not None and not os.path.exists(CUT_STORE):
        put_back(CUT_STORE)
    if not os.path.exists(CUT_STORE):
        return 'lost', 'there is no store'
    damaged = checked(CUT_STORE)
    if damaged:
        return 'damaged', damaged
    lost, half = lost_of(CUT_STORE, acknowledged)
    if lost and in_copy is not None:
        restored = True
        lost, half = lost_of(CUT_STORE, in_copy)
    if lost:
        return 'lost', f'{len(lost)} acknowledged and lost: {lost[:3]}'
    if half:
        return 'half', f'half a block of {half}'
    if not restored:
        return None, ''
    put_back(CUT_STORE)
    return faults(acknowledged)


def cut_often(cuts, broken=False, enough=10**9):
    """(cuts, acknowledged, {fault: how often}, the first of them)"""
    shutil.rmtree(LIVE, ignore_errors=True)
    shutil.copytree(f'{FOLDER}/fresh', LIVE)
    open(TRACE, 'wb').close()
    disk = Disk()
    day = Day(broken)
    day.live(CALLERS)
    places = records()
    restore = next(i for i, place in enumerate(places) if place[0] > day.restored_from)
    early, late = range(restore), range(restore, len(places))
    if broken:  # what is lost is what was just acknowledged, until somebody's log is put back
        ends = {place[0]: i + 1 for i, place in enumerate(places)}
        early, late = sorted({ends[one[0]] for one in day.acknowledged if one[0] in ends}), []
    many = min(int(cuts * RESTORING), len(late))
    chosen = sorted(random.sample(early, min(cuts - many, len(early))) + random.sample(late, many))
    found, first, done = {}, None, 0
    for i, (at, *record) in enumerate(places):
        if chosen and chosen[0] == i:
            chosen.pop(0)
            done += 1
            disk.cut()
            told = [one for one in day.acknowledged if one[0] <= (places[i - 1][0] if i else 0)]
            fault, text = faults(told, day.acknowledged[:day.copied] if i >= restore else None)
            if fault:
                enough -= 1
                found[fault] = found.get(fault, 0) + 1
                first = first or f'cut before change {i} of {len(places)}: {text}'
        if enough <= 0:
            break
        disk.do(*record)
    return done, len(day.acknowledged), found, first


demo(300)
os.mkdir(f'{FOLDER}/fresh', 0o700)
for name in os.listdir(FOLDER):
    if name.startswith('guichet.db') and not name.endswith(('-shm', '-gate', '-hash')):
        os.rename(f'{FOLDER}/{name}', f'{FOLDER}/fresh/{name}')
open(f'{FOLDER}/fresh/guichet.db-wal', 'wb').close()
os.chmod(f'{FOLDER}/fresh/guichet.db-wal', 0o600)

cuts = saves = 0
while cuts < TIMES:
    done, acknowledged, found, first = cut_often(min(CUTS, TIMES - cuts))
    must(not found, f'{found}: {first}')
    cuts, saves = cuts + done, saves + acknowledged
done, _, found, first = cut_often(CUTS, broken=True, enough=1 if TIMES < CUTS else CUTS)
must(found.get('lost', 0) > 0, f'synchronous=NORMAL was not caught in {done} cuts: {found}')
print(f'    {cuts} cuts in {saves} saves, 0 lost, 0 damaged; with synchronous=NORMAL {found["lost"]} of {done} lost (seed {SEED})')
