"""F10: a store cut short is refused, one with a flipped bit never crashes the program and is never written to.  A bit
inside a name is beyond what the engine can see: how many are told is counted, not judged."""
import hashlib
import os
import random
import shutil

from common import FOLDER, SEED, STORE, TIMES, demo, guichet, must

demo(300)
with open(STORE, 'rb') as file:
    whole = file.read()
with open(f'{STORE}.key', 'rb') as file:
    key = file.read()
cuts = min(100, max(4, TIMES // 4))
flips = min(10000, max(8, TIMES))


def trial(content, name):
    folder = f'{FOLDER}/trial'
    shutil.rmtree(folder, ignore_errors=True)
    os.mkdir(folder, 0o700)
    store = f'{folder}/guichet.db'
    for path, bytes_ in (store, content), (f'{store}.key', key):
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), 'wb') as file:
            file.write(bytes_)
    statuses = [guichet(*words, store=store).returncode for words in (('list', 'cards', '--limit', '3'), ('check',))]
    with open(store, 'rb') as file:
        must(hashlib.sha256(file.read()).digest() == hashlib.sha256(content).digest(), f'{name}: written to')
    return statuses


refused = 0
for i in range(cuts):
    size = random.randrange(0, len(whole))
    statuses = trial(whole[:size], f'cut at {size}')
    must(statuses[1] != 0, f'cut at {size}: check finds nothing')
    refused += statuses[0] != 0
told = 0
for i in range(flips):
    at, bit = random.randrange(len(whole)), 1 << random.randrange(8)
    flipped = bytearray(whole)
    flipped[at] ^= bit
    told += trial(bytes(flipped), f'bit {bit} at {at}')[1] != 0
print(f'    {cuts} cuts all told, {refused} refused at once; {flips} flipped bits, {told} told (seed {SEED})')
