"""F5: a writer stopped inside its transaction.  Others go on reading, are told who holds the store instead of waiting
for ever, and save within a second of its end."""
import os
import random
import signal
import subprocess
import time

from common import FOLDER, GUICHET, SEED, STORE, TIMES, demo, good, guichet, holds, must, rows, sound

demo(2000)
cards = [row['number'] for row in rows('cards', 'state=active', '--limit', '900') if row['product'] == 'fleet']
settings = f'{FOLDER}/guichet.conf'
with open(settings, 'w') as file:
    file.write('gate = { wait_seconds = 2; };\n')
impatient = {'GUICHET_CONFIG': settings}
GATE = (f'{STORE}-gate', 1 << 30)  # and its byte (src/store/gate.c)
# A machine that has other things to do is slow, and nobody waits for ever for all that.
SLOW = 1 if TIMES >= 200 else 10


def block(card, **options):
    return guichet('--as', 'agent', 'do', 'card.block', f'card={card}', 'reason=loss', 'duplicate=yes', **options)


def stop_one_inside():
    """Stops writers at random moments after they took the gate, until one has it still."""
    for _ in range(300):
        process = subprocess.Popen([GUICHET, '--store', STORE, '--as', 'agent', 'do', 'card.block', f'card={cards.pop()}',
                                    'reason=theft', 'duplicate=yes'], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and not holds(process, *GATE):
            pass
        time.sleep(random.choice((0, 0, random.uniform(0, 0.01))))
        process.send_signal(signal.SIGSTOP)
        if process.poll() is not None:
            continue
        begin = time.monotonic()
        done = block(cards[-1], environment=impatient)
        if done.returncode != 0 and str(process.pid) in done.stderr:
            return process, done, time.monotonic() - begin
        # Not inside, or stopped while it recovers the log of one that was killed, which no gate guards.
        if done.returncode == 0:
            cards.pop()
        process.kill()
        process.wait()
    return None, None, 0


begin = time.monotonic()
must(block(cards.pop()).returncode == 0, 'a block that nobody disturbs does not work')
usual = time.monotonic() - begin
for end in signal.SIGCONT, signal.SIGKILL:
    process, told, took = stop_one_inside()
    must(process is not None, 'no writer stopped inside its transaction is named to who waits')
    must(told.returncode == 5, f'who waits ends in status {told.returncode}: {told.stderr}')
    must(took < 10 * SLOW, f'told after {took:.1f} s only')
    begin = time.monotonic()
    good('list', 'cards', '--limit', '5')
    must(time.monotonic() - begin < 2 * SLOW, 'reading waits')
    process.send_signal(end)
    begin = time.monotonic()
    must(block(cards.pop()).returncode == 0, 'the next save does not work')
    took = time.monotonic() - begin
    must(took < (1 + 2 * usual) * SLOW, f'the next save took {took:.1f} s')
    process.wait()
sound()
print(f'    {told.stderr.strip()} (seed {SEED})')
