"""What the fault tests share: the program, a demo store of its own, and the checks that must hold afterwards."""
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor

FOLDER = sys.argv[1]
GUICHET = os.environ['GUICHET']
STORE = os.environ['STORE']
BUILD = os.path.dirname(os.environ['TOOLS'])
SANITIZED = os.environ.get('SANITIZED', f'{BUILD}/asan')  # the programs under sanitizers, if they are built
TIMES = int(os.environ.get('TIMES', '1000'))
SEED = int(os.environ.get('SEED', random.randrange(1, 1 << 30)))
PART, PARTS = map(int, os.environ.get('PART', '1/1').split('/'))
random.seed(SEED)
CRASHES = (97, 99, 134, 139)  # sanitizers, abort, segment


def guichet(*words, store=STORE, wait=60, environment=None):
    """The finished process; a crash of the program ends the test."""
    done = subprocess.run([GUICHET, '--store', store, *words], capture_output=True, text=True, timeout=wait,
                          stdin=subprocess.DEVNULL, env={**os.environ, **(environment or {})})
    if done.returncode < 0 or done.returncode in CRASHES:
        fail(f'guichet {" ".join(words)} ended with {done.returncode}\n{done.stderr}')
    return done


def share(count):
    """The numbers below it that are this part's to do: a row that takes long is done in parts, each by itself."""
    return range(count * (PART - 1) // PARTS, count * PART // PARTS)


class Processes(ProcessPoolExecutor):
    """As many as there are processors; after one that failed no other begins."""

    def __init__(self, begin):
        super().__init__(os.cpu_count(), initializer=begin)

    def __exit__(self, failed, *_):
        self.shutdown(cancel_futures=failed is not None)


def fail(text):
    print(f'    {text}\n    SEED={SEED}' + (f' PART={PART}/{PARTS}' if PARTS > 1 else ''))
    sys.exit(1)


def must(condition, text):
    if not condition:
        fail(text)


def good(*words, **options):
    done = guichet(*words, **options)
    must(done.returncode == 0, f'guichet {" ".join(words)}: status {done.returncode}\n{done.stdout}{done.stderr}')
    return done.stdout


def demo(cards=2000):
    good('demo', '--no-invoices', '--cards', str(cards), wait=600)


def rows(screen, *words, **options):
    return [json.loads(line) for line in good('list', screen, '--format', 'json', *words, **options).splitlines()]


def ask(sql, store=STORE):
    """A look behind the program's back."""
    connection = sqlite3.connect(f'file:{store}?mode=ro', uri=True)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def sound():
    """The store is whole: integrity, references, search keys, audit chain."""
    good('check', wait=300)
    good('audit', 'verify', wait=300)


def holds(process, path, byte=None):
    """It has a lock of that file: of that byte, or any."""
    if not os.path.exists(path):
        return False
    file = f':{os.stat(path).st_ino}'
    with open('/proc/locks') as table:
        held = [line.split() for line in table if ' POSIX ' in line and '->' not in line]
    return any(int(words[4]) == process.pid and words[5].endswith(file) and
               (byte is None or int(words[6]) <= byte and (words[7] == 'EOF' or byte <= int(words[7]))) for words in held)


def mount_small(size):
    """A small file system under FOLDER, in a name space of this process's own; False where that is not allowed."""
    if os.environ.get('MOUNTED') != FOLDER:
        if shutil.which('unshare') is None:
            return False
        maps = [] if os.geteuid() == 0 else ['-r']
        if subprocess.run(['unshare', *maps, '-m', 'mount', '-t', 'tmpfs', 'none', FOLDER],
                          capture_output=True).returncode != 0:
            return False
        os.environ['MOUNTED'] = FOLDER
        os.execvp('unshare', ['unshare', *maps, '-m', sys.executable, *sys.argv])
    subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={size}', 'none', FOLDER], check=True)
    return True
