"""A program run thousands of times, loaded once (again.c)."""
import atexit
import os
import select
import subprocess

from common import must


class Again:
    def __init__(self, program, environment=None):
        self.program = program
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                        env={**os.environ, **(environment or {}), 'LD_PRELOAD': f'{os.environ["TOOLS"]}/again.so'})
        atexit.register(self.process.kill)

    def run(self, *words, file='', wait=120):
        """(status, seconds of processor, KiB at most, standard output, error output)"""
        self.process.stdin.write('\t'.join([file, *words]).encode() + b'\n')
        self.process.stdin.flush()
        must(select.select([self.process.stdout], [], [], wait)[0], f'{self.program} does not end: {words} {file}')
        told = self.process.stdout.readline()
        must(told.endswith(b'\n'), f'{self.program} is gone: {words} {file}')
        status, microseconds, size, out, err = map(int, told.split())
        return status, microseconds / 1e6, size, self.process.stdout.read(out), self.process.stdout.read(err)
