"""F6: allocation n fails, for every n of its transaction, in more than a dozen commands (one asked as a request that may have been
done, one for each line of a file), and for others in readings.  The real program is stopped where it is about to open its store, and
goes on from there once for each n, with that allocation refused (once; or from then on all).  It does the whole of it, or says so
(status 5, or the word of who aborts) and has written nothing: no row, no file; and at its end it holds no more memory than when all
goes well.

What comes before the store is opened (settings, texts) is drawn at random.  As many are tried at once as there are processors, each
with a store of its own."""
import os
import random
import sqlite3
import subprocess
from collections import Counter

from allocation import ABORTED, SHIM, Place, Program, choose, keep_fresh
from common import FOLDER, GUICHET, SEED, STORE, TIMES, Processes, demo, must, rows, share, sound

MOST = 10**9 if TIMES >= 1000 else 2 * TIMES  # allocations tried of each command, from its transaction on
ALIKE = min(300, max(2, TIMES // 2))  # of those before, which are alike in all: the tables as the engine reads them
TOGETHER = 50  # of one command, without being started anew

demo(200)
active = [row for row in rows('cards', 'state=active', '--limit', '100') if row['product'] == 'fleet']
card = next(row['number'] for row in active if row['phone'] and row['driver'] and row['plate'])
customer = rows('cards', f'number={card}')[0]['customer']
paper = f'{FOLDER}/paper.pdf'
with open(paper, 'wb') as file:
    file.write(b'%PDF-1.4\n' + b'x' * 3000 + b'\nstartxref\n9\n%%EOF\n')
lines = f'{FOLDER}/lines.csv'
with open(lines, 'w') as file:
    file.write('card;reason\n' + ''.join(f'{row["number"]};theft\n' for row in active[:4]))
WRITES = {
    'block': ('--as', 'agent', 'do', 'card.block', f'card={card}', 'reason=theft', 'duplicate=yes'),
    'suspend': ('--as', 'agent', 'do', 'card.suspend', f'card={card}', 'reason=customer'),
    'again': ('--as', 'agent', 'do', 'card.suspend', f'card={card}', '--request', 'R-1'),
    'batch': ('--as', 'agent', 'batch', 'card.suspend', lines, '--atomic'),
    'phone': ('--as', 'agent', 'do', 'card.set-phone', f'card={card}', 'phone=+32470999999'),
    'aircode': ('--as', 'agent', 'do', 'card.request-aircode', f'card={card}'),
    'authorise': ('--as', 'agent', 'do', 'authorisation.create', f'customer={customer}', 'station=all', 'driver=DUPONT', 'country=BE',
                  'phone=0470123456', 'plate=1-ABC-123', 'amount=250,00'),
    'create': ('--as', 'clerk', 'do', 'card.create', f'customer={customer}', 'product=fleet', 'category=vehicle', 'plate=1-XYZ-987',
               'fuels=diesel', 'code_kind=card_computed'),
    'copy': ('--as', 'clerk', 'do', 'card.copy', f'card={card}', 'plate=1-XYZ-988'),
    'limit': ('--as', 'clerk', 'do', 'card.set-limit', f'card={card}', 'product=fuel', 'measure=amount', 'period=week', 'value=500',
              'breach=block'),
    'attach': ('--as', 'clerk', 'do', 'card.attach-document', f'card={card}', f'file={paper}'),
    'cancel': ('--as', 'clerk', 'do', 'card.cancel', f'card={card}'),
    'division': ('--as', 'clerk', 'do', 'division.create', f'customer={customer}', 'name=ESSAI'),
    'user': ('--as', 'admin', 'do', 'user.create', 'login=memory', 'last_name=DUPONT', 'first_name=ÉRIC', 'email=memory@guichet.example',
             'phone=0470123456', 'profile=clerk', 'language=fr'),
    'contact': ('--as', 'clerk', 'do', 'customer.change', f'customer={customer}', 'vat=BE0123456749'),
}
READS = {
    'cards': ('list', 'cards', '--limit', '5'),
    'find': ('find', '1abc'),
    'card': ('show', 'card', card),
    'check': ('check',),
}


def begin():
    global place
    place = Place()


def left():
    """What there is beside the store: (files, state of the rows)."""
    store = sqlite3.connect(f'file:{place.store}?mode=ro', uri=True)
    state = [store.execute(sql).fetchone() for sql in (
        'SELECT COUNT(*), MAX(id), MAX(mac) FROM audit', 'SELECT SUM(next), COUNT(*) FROM sequence', 'SELECT COUNT(*), SUM(version) FROM card',
        'SELECT COUNT(*), SUM(version) FROM rank', 'SELECT COUNT(*) FROM search_key', 'SELECT COUNT(*) FROM outbox', 'SELECT COUNT(*) FROM document')]
    store.close()
    return place.files(), state


class Command:
    """What it comes to when no allocation fails."""

    def __init__(self, name):
        place.fresh()
        before = left()
        self.name, self.program = name, Program(place, ALL[name])
        self.before = left()[0], before[1]
        status, self.count, self.begin, self.held, self.out, err = self.program.go(0)
        must(status == 0, f'{name}: status {status} {err}')
        self.files, self.state = left()
        place.fresh()

    def judge(self, n, how):
        """How it ended: whole, told or aborted."""
        status, _, _, held, out, err = self.program.go(n, how)
        what = f'{self.name}, allocation {n} {how}: status {status} {out!r} {err!r}'
        # The room of standard output stays with it, once something is printed.
        most = self.held + (out != '') - (self.out != '')
        must(status == ABORTED or held <= most, f'{what}: {held - most} allocations not freed')
        files, state = left()
        if status == 0:
            must(out == self.out and state[1:] == self.state[1:] and files == self.files, f'{what}: not the whole of it\n{state}\n{self.state}')
            if state != self.before[1]:
                place.fresh()
            return 'whole'
        must(status == 5 and err.strip() or status == ABORTED and 'memory' in err, what)
        must(state == self.before[1], f'{what}: something was written\n{state}\n{self.before[1]}')
        must(files == self.before[0], f'{what}: left {sorted(set(files) ^ set(self.before[0]))}')
        return 'told' if status == 5 else 'aborted'


def count(name):
    """Its allocations, and how many of them before its transaction."""
    command = Command(name)
    command.program.end()
    return name, command.count, command.begin if name in WRITES else 0


def judge_all(name, tries):
    command = Command(name)
    told = [command.judge(*one) for one in tries]
    command.program.end()
    return told


def start(n):
    """Before the store: its status."""
    done = subprocess.run([GUICHET, '--store', STORE, 'list', 'cards', '--limit', '1'], capture_output=True, stdin=subprocess.DEVNULL,
                          env={**os.environ, 'LD_PRELOAD': SHIM, 'MEMORY_FAILS': str(n)})
    must(done.returncode in (0, 5) or done.returncode == ABORTED and b'memory' in done.stderr,
         f'at the start, allocation {n}: status {done.returncode} {done.stderr!r}')
    return done.returncode


ALL = {**WRITES, **READS}
rows('cards', '--limit', '1')
keep_fresh()
with Processes(begin) as pool:
    chosen = [choose(*one, MOST, ALIKE) for one in pool.map(count, ALL)]
    tries = [one for some, _ in chosen for one in some]
    tries = [tries[i] for i in share(len(tries))]
    begun = [random.randrange(1, 25000) for _ in range(min(TIMES, 2000))]
    judged = []
    for name in ALL:
        own_tries = [(n, how) for which, n, how in tries if which == name]
        judged += [pool.submit(judge_all, name, own_tries[i:i + TOGETHER]) for i in range(0, len(own_tries), TOGETHER)]
    ends = Counter(pool.map(start, [begun[i] for i in share(len(begun))]))
    told = Counter(end for some in judged for end in some.result())
sound()
print(f'    {len(WRITES)} commands and {len(READS)} readings, {len(tries)} allocations failed (of {sum(inside for _, inside in chosen)} inside their '
      f'transactions, and others before): {told["whole"]} done whole all the same, {told["told"]} told, {told["aborted"]} aborted with a word, '
      f'nothing written, nothing leaked; at the start (status: how often) {dict(ends)} (seed {SEED})')
