"""F23: a soak of MINUTES: 30 clerks save all the time, others block cards and are killed or stopped in the middle, copies are made and
the night comes.  A ledger is kept outside: at the end every acknowledged save is there, as many as were acknowledged, the chain
unbroken, the log small, no memory and no descriptor more than in the beginning (AUD-01)."""
import os
import random
import signal
import subprocess
import time

from clerks import saves_kept, start, told
from common import FOLDER, GUICHET, SEED, STORE, TIMES, ask, demo, good, must, rows, sound

MINUTES = float(os.environ.get('MINUTES', '10')) if TIMES >= 200 else 0.15
CLERKS = 30 if TIMES >= 200 else 8
demo(max(3000, int(MINUTES * 1500)))
cards = [row['number'] for row in rows('cards', 'state=active', '--limit', '1000000') if row['product'] == 'fleet']
random.shuffle(cards)
before = saves_kept()
audit_before = ask('SELECT MAX(id) FROM audit')[0][0]
crowd = start('crowd', CLERKS, 1, MINUTES * 60)
begin = time.monotonic()
ledger, count = [], {'killed': 0, 'stopped': 0, 'copies': 0, 'nights': 0}
most_log, log_when, sizes = 0, '', []


def children(pid):
    with open(f'/proc/{pid}/task/{pid}/children') as file:
        return [int(word) for word in file.read().split()]


def own():
    """(KiB of their own, descriptors) of all clerks."""
    kib = files = 0
    for pid in children(crowd.pid):
        try:
            with open(f'/proc/{pid}/smaps_rollup') as file:
                kib += sum(int(line.split()[1]) for line in file if line.startswith('Private_'))
            files += len(os.listdir(f'/proc/{pid}/fd'))
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            pass
    return kib, files


def look_at_log(what, since):
    """What is being read or stopped keeps the log: after what it was longest, and how long that took."""
    global most_log, log_when
    size = os.stat(f'{STORE}-wal').st_size
    if size > most_log:
        most_log, log_when = size, f'after {what} of {time.monotonic() - since:.1f} s'


def block(end):
    """One that is left alone, killed or stopped for a while."""
    card = cards.pop()
    process = subprocess.Popen([GUICHET, '--store', STORE, '--as', 'agent', 'do', 'card.block', f'card={card}', 'reason=theft', 'duplicate=yes'],
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(random.uniform(0, 0.12))
    if end == 'killed':
        process.kill()
    elif end == 'stopped':
        process.send_signal(signal.SIGSTOP)
        time.sleep(random.uniform(0.1, 1.5))
        process.send_signal(signal.SIGCONT)
    out, err = process.communicate(timeout=60)
    must(process.returncode in (0, -9), f'a block ended with {process.returncode}: {err.decode()}')
    count[end] = count.get(end, 0) + 1
    if process.returncode == 0 or out:
        ledger.append(card)


while crowd.poll() is None:
    now = time.monotonic()
    block(random.choice(('alone', 'killed', 'killed', 'stopped')))
    look_at_log('a block', now)
    if random.random() < 0.1:
        now = time.monotonic()
        good('backup', f'{FOLDER}/copy', wait=300)
        look_at_log('a copy', now)
        os.unlink(f'{FOLDER}/copy')
        count['copies'] += 1
    if random.random() < 0.05:
        now = time.monotonic()
        good('nightly', wait=300)
        look_at_log('a night', now)
        count['nights'] += 1
    if time.monotonic() - begin > 3 + MINUTES * 6:
        sizes.append(own())
    time.sleep(random.uniform(0, 0.3))
found = told(crowd)
must(found['failed'] == 0, f'{found}')
must(saves_kept() - before == found['saves'], f'{saves_kept() - before} saves kept, {found["saves"]} acknowledged')
done = {number for number, in ask(f'''SELECT c.number FROM audit a JOIN audit_record r ON r.audit_id = a.id AND r.kind = 'card'
    JOIN card c ON c.id = r.record_id WHERE a.id > {audit_before} AND a.command = 'card.block' AND a.outcome = 'done' ''')}
must(set(ledger) <= done, f'acknowledged and lost: {sorted(set(ledger) - done)[:3]}')
sound()
must(most_log < 10 << 20, f'the log came to {most_log >> 20} MiB {log_when} (load {os.getloadavg()[0]:.1f})')
sizes = [size for size in sizes if size[1] > 0]
half = len(sizes) // 2
growth = ''
if half >= 5:
    early, late = max(sizes[:half]), max(sizes[half:-1] or sizes[half:])
    growth = f', {early[0] / CLERKS / 1024:.2f} then {late[0] / CLERKS / 1024:.2f} MiB a clerk'
    must(MINUTES < 1 or late[0] < early[0] * 1.1 + 1024, f'memory grows: {early} {late}')
    must(late[1] <= max(size[1] for size in sizes[:half]) + CLERKS, f'descriptors grow: {early} {late}')
print(f'    {MINUTES:g} min: {found["saves"]} saves of {CLERKS} clerks (p99 {found["p99"]} ms), {len(ledger)} blocks acknowledged, {count}, none lost; '
      f'log {most_log >> 10} KiB at most, {log_when}{growth} (seed {SEED})')
