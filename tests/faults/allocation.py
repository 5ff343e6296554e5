"""The real program under memory.c: it stands before its store and goes on from there once for each allocation that fails, every
process of a test in a folder of its own."""
import os
import random
import select
import shutil
import subprocess

from common import FOLDER, GUICHET, must

SHIM = f'{os.environ["TOOLS"]}/memory.so'
FRESH = f'{FOLDER}/fresh'
ABORTED = -6


def keep_fresh(*others):
    """The store as it is now, and these files: what each try begins with."""
    os.mkdir(FRESH)
    for path in [f'{FOLDER}/{name}' for name in os.listdir(FOLDER) if name.startswith('guichet.db')] + list(others):
        shutil.copy2(path, FRESH)


class Place:
    """A folder of one process."""

    def __init__(self):
        self.folder = f'{FOLDER}/{os.getpid()}'
        self.store, self.pipes = f'{self.folder}/guichet.db', f'{self.folder}/pipes'
        os.mkdir(self.folder, 0o700)

    def fresh(self):
        """A child may have done the whole of it."""
        for name in os.listdir(self.folder):
            path = f'{self.folder}/{name}'
            if path != self.pipes:
                shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)
        for name in os.listdir(FRESH):
            shutil.copy2(f'{FRESH}/{name}', self.folder)

    def files(self):
        # A document whose row did not come stays until the night takes it away.
        return sorted(os.path.join(path, name) for path, _, names in os.walk(self.folder) if not path.endswith('.documents') for name in names)


class Program:
    """Stopped before its store, for one command."""

    def __init__(self, place, words):
        self.pipes, self.words = place.pipes, words
        shutil.rmtree(self.pipes, ignore_errors=True)
        os.mkdir(self.pipes)
        for name in 'ask', 'answer':
            os.mkfifo(f'{self.pipes}/{name}')
        for name in 'out', 'err':
            open(f'{self.pipes}/{name}', 'w').close()
        self.process = subprocess.Popen([GUICHET, '--store', place.store, *words], cwd=place.folder, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        env={**os.environ, 'LD_PRELOAD': SHIM, 'MEMORY_SERVE': self.pipes})
        # For reading and writing: opening waits for nobody, should the program have gone.
        self.asks, self.answers = (os.open(f'{self.pipes}/{name}', os.O_RDWR) for name in ('ask', 'answer'))

    def go(self, n, how='once'):
        """(status, allocations, of which before the first transaction, not freed at its end, what it wrote, and on the error output)"""
        os.write(self.asks, f'{n} {how}\n'.encode())
        must(select.select([self.answers], [], [], 30)[0], f'{self.words}: no answer at allocation {n}')
        answer = os.read(self.answers, 64).split()
        with open(f'{self.pipes}/out', errors='replace') as out, open(f'{self.pipes}/err', errors='replace') as err:
            return *map(int, answer), out.read(), err.read()

    def end(self):
        self.process.kill()
        self.process.wait()
        os.close(self.asks)
        os.close(self.answers)


def choose(name, count, begin, most, alike):
    """Some of its transactions', and some of those before; each once, a few from then on all: ([(name, n, how)], how many inside)."""
    inside = range(begin + 1, count + 1) if begin else range(0)
    chosen = sorted(random.sample(inside, min(most, len(inside))) + random.sample(range(1, begin or count), min(alike, begin or count)))
    return [(name, n, how) for n in chosen for how in (('once', 'lasts') if random.random() < 0.05 else ('once',))], len(inside)
