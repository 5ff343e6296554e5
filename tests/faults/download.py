"""F3: a download of an invoice killed with signal 9 at every call of the system that may matter, and each of them failing
once (the disk full, an error of the disk).  Its state is original and nothing half stands under a final name, or it is a
duplicata and both files are there whole; nothing is left beside them; and the same download works afterwards
(INV-02, INV-03)."""
import os
import shutil
import subprocess
import sys

from common import FOLDER, GUICHET, STORE, TIMES, ask, demo, good, must, rows

CALLS = ('openat', 'write', 'pwrite64', 'fsync', 'fdatasync', 'linkat', 'close')
FAILING = (('openat', 'EACCES'), ('write', 'ENOSPC'), ('fsync', 'EIO'), ('linkat', 'ENOSPC'), ('linkat', 'EIO'))
OUT, FRESH = f'{FOLDER}/out', f'{FOLDER}/fresh'
NAMES = ('2026-000001.pdf', '2026-000001.pdf.p7s')

if shutil.which('strace') is None or subprocess.run(['strace', '-o', '/dev/null', 'true'], capture_output=True).returncode != 0:
    print('    not tried: strace may not be used here')
    sys.exit(0)
demo(200)
subprocess.run([sys.executable, os.path.join(os.path.dirname(__file__), '..', 'invoices.py'), STORE, '1'], check=True)
os.mkdir(FRESH)
for name in os.listdir(FOLDER):
    if name.startswith('guichet.db'):
        path = f'{FOLDER}/{name}'
        (shutil.copytree if os.path.isdir(path) else shutil.copy2)(path, f'{FRESH}/{name}')
papers = ask('SELECT paper, signature FROM invoice WHERE id = 1')[0]
whole = {}
for name, kept in zip(NAMES, papers):
    with open(f'{STORE}.documents/{kept}', 'rb') as file:
        whole[name] = file.read()


def fresh():
    for name in os.listdir(FOLDER):
        if name.startswith('guichet.db') and os.path.isfile(f'{FOLDER}/{name}'):
            os.unlink(f'{FOLDER}/{name}')
    shutil.copytree(FRESH, FOLDER, dirs_exist_ok=True)
    shutil.rmtree(OUT, ignore_errors=True)
    os.mkdir(OUT)


def download(*inject):
    """Its status; -9: killed."""
    watch = ['strace', '-f', '-o', '/dev/null', *inject] if inject else []
    return subprocess.run([*watch, GUICHET, '--store', STORE, '--as', 'clerk', 'do', 'invoice.download', 'invoice=2026-000001',
                           f'folder={OUT}'], capture_output=True, stdin=subprocess.DEVNULL, timeout=60)


def look(what, killed):
    state = next(row['state'] for row in rows('invoices') if row['number'] == '2026-000001')
    there = sorted(os.listdir(OUT))
    for name in there:
        must(name in whole, f'{what}: {name} is left')
        with open(f'{OUT}/{name}', 'rb') as file:
            must(file.read() == whole[name], f'{what}: {name} is not whole')
    if state == 'duplicata':
        must(there == sorted(whole), f'{what}: a duplicata, and only {there} was written')
    elif not killed:
        must(there == [], f'{what}: refused, and {there} is left')
    done = download()
    must(done.returncode == 0, f'{what}: afterwards it does not work: {done.stderr}')
    return state


fresh()
LOG = f'{FOLDER}/calls'
done = subprocess.run(['strace', '-f', '-o', LOG, '-e', 'trace=' + ','.join(CALLS), GUICHET, '--store', STORE, '--as', 'clerk', 'do',
                       'invoice.download', 'invoice=2026-000001', f'folder={OUT}'], capture_output=True, timeout=60)
must(done.returncode == 0, f'a download that nobody disturbs: {done.stderr}')
with open(LOG) as file:
    made = [line.split('(')[0].split()[-1] for line in file if '(' in line]
# Names always, every other sync, of the many others some, the last of each kind among them: no chance in it.
STRIDE = {'linkat': 1, 'fsync': 1 if TIMES >= 400 else 2}
OTHERS = max(1, 800 // TIMES) if TIMES < 400 else 1
trials = [(call, error, n) for call, error in [(call, None) for call in CALLS] + list(FAILING)
          for n in range(made.count(call), 0, -STRIDE.get(call, OTHERS))]

killed = refused = kept = 0
for call, error, n in trials:
    fresh()
    done = download('-e', f'trace={call}', '-e', f'inject={call}:{"error=" + error if error else "signal=KILL"}:when={n}')
    what = f'{call} {n} {error or "killed"}'
    if error is None:
        must(done.returncode in (-9, 137), f'{what}: status {done.returncode}: {done.stderr}')
        killed += 1
    elif done.returncode != 0:
        must(done.returncode in (1, 5), f'{what}: status {done.returncode}: {done.stderr}')
        refused += 1
    kept += look(what, error is None) == 'duplicata'
must(killed == sum(error is None for _, error, _ in trials), f'only {killed} were killed')
must(refused >= 4, f'only {refused} were refused')
good('audit', 'verify', wait=300)
print(f'    {killed} killed, {refused} refused, {kept} done all the same; no half file, none left')
