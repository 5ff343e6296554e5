"""F9: a backup every 2 seconds beside 8 writers for a minute: each copy passes its checks, has as many saves as its audit says and
never fewer than the one before; and the restore of a great store takes less than 5 seconds."""
import os
import sqlite3
import time

from clerks import start, told
from common import FOLDER, SEED, STORE, TIMES, demo, good, must, sound

WRITERS, SECONDS, CARDS = (8, 60, 500000) if TIMES >= 200 else (4, 5, 5000)
demo(2000)
process = start('crowd', WRITERS, 10, SECONDS)
begin, copies, before = time.monotonic(), 0, -1
while process.poll() is None and time.monotonic() - begin < SECONDS + 10:
    copy = f'{FOLDER}/copy-{copies}'
    turn = time.monotonic()
    good('backup', copy)
    store = sqlite3.connect(f'file:{copy}?mode=ro', uri=True)
    audit, versions = store.execute('''SELECT (SELECT COUNT(*) FROM audit WHERE command = 'card.set-phone' AND outcome = 'done'),
        (SELECT SUM(version) FROM card)''').fetchone()
    whole = store.execute('PRAGMA integrity_check').fetchone()[0] == 'ok' and not store.execute('PRAGMA foreign_key_check').fetchall()
    store.close()
    if before < 0:
        base = versions - audit
    must(whole, f'copy {copies} is damaged')
    must(versions - audit == base, f'copy {copies}: {audit} saves in the audit, {versions - base} in the cards')
    must(audit >= before, f'copy {copies}: {before - audit} saves fewer than before')
    before, copies = audit, copies + 1
    os.unlink(copy)
    time.sleep(max(0, 2 - (time.monotonic() - turn)))
found = told(process)
must(found['failed'] == 0, f'{found}')
sound()
for name in os.listdir(FOLDER):
    if name.startswith('guichet.db'):
        path = f'{FOLDER}/{name}'
        os.unlink(path) if os.path.isfile(path) else None
demo(CARDS)
size = os.stat(STORE).st_size
good('backup', f'{FOLDER}/great', wait=600)
begin = time.monotonic()
good('restore', f'{FOLDER}/great', wait=600)
took = time.monotonic() - begin
sound()
print(f'    {copies} copies beside {WRITERS} writers ({found["saves"]} saves, worst {found["worst"]} ms), each whole; restore of {CARDS} cards '
      f'({size >> 20} MiB) {took:.1f} s (seed {SEED})')
must(took < 5, f'the restore took {took:.1f} s')
