"""A program run thousands of times, loaded once (again.c)."""
import atexit
import os
import select
import subprocess

from common import must

TOOLS = os.environ['TOOLS']


class Again:
    """Loaded with other shims beside, where they are named.  guichet-files alone may do so many runs in a process."""

    def __init__(self, program, *shims, runs=1, environment=None):
        self.program = program
        loaded = ':'.join(f'{TOOLS}/{shim}.so' for shim in ('again', *shims))
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                        env={**os.environ, **(environment or {}), 'LD_PRELOAD': loaded, 'AGAIN_RUNS': str(runs)})
        atexit.register(self.process.kill)

    def begin(self, *words, file=''):
        """A run that goes on by itself, until its end is asked for."""
        self.what = f'{words} {file}'
        self.process.stdin.write('\t'.join([file, *words]).encode() + b'\n')
        self.process.stdin.flush()

    def end(self, wait=120):
        """(status, seconds of processor, KiB at most, standard output, error output)"""
        must(select.select([self.process.stdout], [], [], wait)[0], f'{self.program} does not end: {self.what}')
        told = self.process.stdout.readline()
        must(told.endswith(b'\n'), f'{self.program} is gone: {self.what}')
        status, microseconds, size, out, err = map(int, told.split())
        return status, microseconds / 1e6, size, self.process.stdout.read(out), self.process.stdout.read(err)

    def run(self, *words, file=''):
        self.begin(*words, file=file)
        return self.end()
