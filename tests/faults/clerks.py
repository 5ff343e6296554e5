"""Clerks without a terminal (clerks.c), for the rows that need many of them."""
import json
import os
import subprocess

from common import STORE, ask, must

TOOLS = os.environ['TOOLS']


def start(*words, program='clerks'):
    return subprocess.Popen([f'{TOOLS}/{program}', words[0], STORE, *map(str, words[1:])], stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def told(process):
    out, err = process.communicate(timeout=1800)
    must(process.returncode == 0, f'clerks: status {process.returncode}: {err}')
    return json.loads(out)


def saves_kept():
    """How many saves of clerks the audit has."""
    return ask("SELECT COUNT(*) FROM audit WHERE command = 'card.set-phone' AND outcome = 'done'")[0][0]


def append_ms():
    """What one durable append costs here, the median: what writes are to be seen beside."""
    import time
    took = []
    with open(f'{STORE}.append', 'wb', buffering=0) as file:
        for _ in range(101):
            begin = time.monotonic()
            file.write(bytes(8192))
            os.fdatasync(file.fileno())
            took.append((time.monotonic() - begin) * 1000)
    os.unlink(f'{STORE}.append')
    return sorted(took)[50]
