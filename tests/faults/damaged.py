"""F10: a store cut short is refused, one with a flipped bit never crashes the program and is never written to.  A bit
inside a name is beyond what the engine can see: how many are told is counted, not judged.  Each cut and each bit is drawn from
the seed and its number; as many are tried at once as there are processors."""
import os
import random
import shutil

from again import Again
from common import CRASHES, FOLDER, GUICHET, SEED, STORE, TIMES, Processes, demo, must, share

demo(300)
with open(STORE, 'rb') as file:
    whole = bytearray(file.read())
cuts = min(100, max(4, TIMES // 4))
flips = 10 * TIMES if TIMES >= 1000 else max(8, TIMES)


def begin():
    """Each process has a store of its own to break."""
    global program, trials, store
    program, trials = Again(GUICHET), f'{FOLDER}/{os.getpid()}'
    store = f'{trials}/guichet.db'
    os.mkdir(trials, 0o700)
    shutil.copy(f'{STORE}.key', f'{store}.key')
    os.close(os.open(store, os.O_WRONLY | os.O_CREAT, 0o600))
    put(0, whole)


def put(at, content):
    with open(store, 'r+b') as file:
        file.seek(at)
        file.write(content)


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


def cut(number):
    """Refused at once, and not only by a check."""
    random.seed(f'{SEED} cut {number}')
    size = random.randrange(0, len(whole))
    os.truncate(store, size)
    reading, check = trial(whole[:size], f'cut at {size}')
    must(check != 0, f'cut at {size}: check finds nothing')
    put(size, whole[size:])
    return reading != 0


def flip(number):
    """Told by a check."""
    random.seed(f'{SEED} flip {number}')
    at, bit = random.randrange(len(whole)), 1 << random.randrange(8)
    whole[at] ^= bit
    put(at, whole[at:at + 1])
    _, check = trial(whole, f'bit {bit} at {at}')
    whole[at] ^= bit
    put(at, whole[at:at + 1])
    return check != 0


with Processes(begin) as pool:
    refused = sum(pool.map(cut, share(cuts)))
    told = sum(pool.map(flip, share(flips), chunksize=10))
print(f'    {len(share(cuts))} cuts all told, {refused} refused at once; {len(share(flips))} flipped bits, {told} told (seed {SEED})')
