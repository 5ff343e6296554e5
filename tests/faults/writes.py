"""F7: every write, sync and truncate of a save fails once (an error of the disk; a disk that gets full takes half of it),
each in turn, by the command line and at the screen.  The save is refused in words and nothing of it is there, or it is
there whole; the screen goes on, earlier work stays, and the same save works as soon as the disk does (BLK-01)."""
import errno
import mmap
import os
import random
import shutil
import sqlite3
import struct
import subprocess

from common import FOLDER, GUICHET, SEED, STORE, TIMES, demo, guichet, must, rows, sound
from people import Terminal

CONTROL = struct.Struct('=5i64s')
PAGE, FRESH = f'{FOLDER}/control', f'{FOLDER}/fresh'
MOST = 10**9 if TIMES >= 400 else max(2, TIMES // 4)  # of each save
PAPER = f'{FOLDER}/paper.pdf'
with open(PAGE, 'wb') as file:
    file.write(bytes(4096))
with open(PAGE, 'r+b') as file:
    control = mmap.mmap(file.fileno(), 4096)
with open(PAPER, 'wb') as file:
    file.write(b'%PDF-1.4\n' + b'x' * 30000 + b'\nstartxref\n9\n%%EOF\n')
with open(f'{FOLDER}/stations.csv', 'w') as file:
    file.write('Code;Nom;Ville;Pays;Latitude;Longitude\n' + ''.join(f'W{i};Relais;Cluny;FR;46.4;4.81\n' for i in range(50)))
watched = {'LD_PRELOAD': f'{os.environ["TOOLS"]}/disk.so', 'DISK_FOLDER': STORE, 'DISK_CONTROL': PAGE}


def arm(n, error):
    control[:CONTROL.size] = CONTROL.pack(1 if n else 0, n, error, 0, 0, b'')


def seen():
    """(changes asked for, how many failed, which)"""
    _, _, _, changes, failed, what = CONTROL.unpack(control[:CONTROL.size])
    return changes, failed, what.split(b'\0')[0].decode()


def fresh():
    for name in os.listdir(FOLDER):
        if name.startswith('guichet.db'):
            path = f'{FOLDER}/{name}'
            shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)
    shutil.copytree(FRESH, FOLDER, dirs_exist_ok=True)


def state():
    store = sqlite3.connect(f'file:{STORE}?mode=ro', uri=True)
    found = [store.execute(sql).fetchone() for sql in (
        'SELECT COUNT(*), MAX(id) FROM audit', 'SELECT COUNT(*), SUM(version) FROM card', 'SELECT COUNT(*), SUM(version) FROM rank',
        'SELECT COUNT(*) FROM authorisation', 'SELECT COUNT(*) FROM outbox', 'SELECT COUNT(*) FROM document', 'SELECT COUNT(*) FROM station')]
    store.close()
    return found


demo(200)
card = next(row['number'] for row in rows('cards', 'state=active', '--limit', '100') if row['product'] == 'fleet' and row['phone'])
os.mkdir(FRESH)
for name in os.listdir(FOLDER):
    if name.startswith('guichet.db'):
        shutil.copy2(f'{FOLDER}/{name}', f'{FRESH}/{name}')
SAVES = {
    'block': ('--as', 'agent', 'do', 'card.block', f'card={card}', 'reason=theft', 'duplicate=yes'),
    'authorise': ('--as', 'agent', 'do', 'authorisation.create', 'customer=C00123', 'station=all', 'driver=DUPONT', 'country=BE',
                  'phone=0470123456', 'plate=1-ABC-123', 'amount=250,00'),
    'attach': ('--as', 'clerk', 'do', 'card.attach-document', f'card={card}', f'file={PAPER}'),
    'import': ('import', 'stations', f'{FOLDER}/stations.csv'),
}
told = {'refused': 0, 'whole': 0, 'both': 0}


def judge(name, words, n, error, count):
    fresh()
    before = state()
    arm(n, error)
    done = guichet(*words, environment=watched)
    what = f'{name}, {seen()[2]} ({os.strerror(error)}, change {n}): status {done.returncode} {done.stderr}'
    failed = seen()[1] == 1
    arm(0, 0)
    after = state()
    if not failed:  # one change more or less is made from one time to the next
        must(n > count - 4 and done.returncode == 0 and after == whole[name], f'{what}: nothing failed')
        return
    if done.returncode == 0:
        must(after == whole[name], f'{what}: not the whole of it: {after}')
        told['whole'] += 1
    else:
        must(done.returncode == 5 and done.stderr.strip(), what)
        must(name == 'import' or after == before or after == whole[name], f'{what}: half of it: {before} {after}')
        told['both' if after != before else 'refused'] += 1
        if after == before:
            again = guichet(*words)
            must(again.returncode == 0 and state() == whole[name], f'{what}: afterwards: status {again.returncode} {again.stderr}')
    checked = guichet('check')
    left = [line for line in (checked.stdout + checked.stderr).splitlines() if ' is of no record: ' not in line and 'ault' not in line]
    must(checked.returncode == 0 or not left, f'{what}: {left}')


whole, tried = {}, 0
for name, words in SAVES.items():
    fresh()
    arm(0, 0)
    done = guichet(*words, environment=watched)
    must(done.returncode == 0, f'{name}: {done.stderr}')
    whole[name], count = state(), seen()[0]
    chosen = range(1, count + 1) if count <= MOST else sorted(random.sample(range(1, count + 1), MOST))
    for n in chosen:
        judge(name, words, n, random.choice((errno.EIO, errno.ENOSPC)), count)
        tried += 1

# ---- at the screen ----


def shown(terminal, *texts, seconds=20):
    found = terminal.until(texts, seconds)
    must(found, f'not shown: {texts}\n{terminal.text()}')
    return found


fresh()
terminal = Terminal('--store', STORE, environment={**watched, 'GUICHET_LANG': 'fr'})
shown(terminal, 'Mot de passe')
terminal.send('agent\tGuichet-2026!\r')
shown(terminal, 'À TRAITER')
cards = [row['number'] for row in rows('cards', 'state=active', '--limit', '1000') if row['product'] == 'fleet']
random.shuffle(cards)
screens = refusals = 0
n = 0
while cards and screens < min(MOST, 60):
    n, card = n + 1, cards.pop()
    terminal.send(card + '\r')
    shown(terminal, 'Général')
    terminal.send('b1o')
    shown(terminal, 'Entrée : Bloquer')
    terminal.settle()
    arm(n, random.choice((errno.EIO, errno.ENOSPC)))
    terminal.send('\r')
    first = shown(terminal, 'Référence B-', '\n! ')
    terminal.settle()
    _, failed, what = seen()
    arm(0, 0)
    now = rows('cards', f'number={card}')[0]['state']
    if first != 'Référence B-':
        refusals += 1
        must(failed, f'refused, and nothing failed\n{terminal.text()}')
        must(now == 'active', f'{what}: refused, and {now}\n{terminal.text()}')
        terminal.read(0.7)
        terminal.send('\r')  # the same again, as soon as the disk works
        shown(terminal, 'Référence B-')
        now = rows('cards', f'number={card}')[0]['state']
    must(now == 'blocked', f'{what}: acknowledged, and {now}')
    screens += 1
    if not failed:
        break  # past the last change of a block
    terminal.send('\x1bOR')
    shown(terminal, 'À TRAITER')
terminal.close()
sound()
print(f'    {len(SAVES)} saves, {tried} changes of the disk failed one by one: {told["refused"]} refused with nothing done, {told["whole"]} whole all the same, {told["both"]} told as failed and there (the sync of its end failed); '
      f'at the screen {screens} failed, {refusals} told and done at the second Enter (seed {SEED})')
