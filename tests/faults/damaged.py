"""F10: a store cut short is refused, one with a flipped bit never crashes the program and is never written to.  A bit
inside a name is beyond what the engine can see: how many are told is counted, not judged."""
import os
import random
import shutil

from again import Again
from common import CRASHES, FOLDER, GUICHET, SEED, STORE, TIMES, demo, must

demo(300)
with open(STORE, 'rb') as file:
    whole = file.read()
cuts = min(100, max(4, TIMES // 4))
flips = 10 * TIMES if TIMES >= 1000 else max(8, TIMES)
trials = f'{FOLDER}/trial'
store = f'{trials}/guichet.db'
program = Again(GUICHET)
os.mkdir(trials, 0o700)
shutil.copy(f'{STORE}.key', f'{store}.key')
os.close(os.open(store, os.O_WRONLY | os.O_CREAT, 0o600))


def trial(content, name):
    """How a reading and a check ended: of a store that nobody has opened before."""
    for left in os.listdir(trials):
        if left not in ('guichet.db', 'guichet.db.key'):
            path = f'{trials}/{left}'
            shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)
    statuses = []
    for words in ('list', 'cards', '--limit', '3'), ('check',):
        status, *_, said, told = program.run('--store', store, *words)
        must(status >= 0 and status not in CRASHES, f'{name}: guichet {" ".join(words)} ended with {status}\n{told.decode()}')
        must(status == 0 or said + told, f'{name}: {" ".join(words)}: refused without a word')
        statuses.append(status)
    with open(store, 'rb') as file:
        must(file.read() == content, f'{name}: written to')
    return statuses


refused = 0
for i in range(cuts):
    size = random.randrange(0, len(whole))
    with open(store, 'wb') as file:
        file.write(whole[:size])
    statuses = trial(whole[:size], f'cut at {size}')
    must(statuses[1] != 0, f'cut at {size}: check finds nothing')
    refused += statuses[0] != 0
with open(store, 'wb') as file:
    file.write(whole)
flipped = bytearray(whole)


def flip(at, bit):
    flipped[at] ^= bit
    with open(store, 'r+b') as file:
        file.seek(at)
        file.write(flipped[at:at + 1])


told = 0
for i in range(flips):
    at, bit = random.randrange(len(whole)), 1 << random.randrange(8)
    flip(at, bit)
    told += trial(flipped, f'bit {bit} at {at}')[1] != 0
    flip(at, bit)
print(f'    {cuts} cuts all told, {refused} refused at once; {flips} flipped bits, {told} told (seed {SEED})')
