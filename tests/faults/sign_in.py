"""F11, ACC-08, ACC-09: a hundred sign-ins at the same moment are all answered, in no more memory than two hashes and 5 MiB each; where
the hash gets no memory that is told, and counts as no failed try; an unknown user takes as long as a wrong password."""
import os
import time

from common import FOLDER, GUICHET, SEED, STORE, TIMES, ask, demo, good, must
from people import person
from terminal import Terminal

SEATS = 100 if TIMES >= 200 else 8
PASSWORD = 'Guichet-2026!'
demo(300)


def sit_down(*before):
    terminal = Terminal(*before, GUICHET, '--store', STORE, wait=120)
    terminal.wait('Password')
    return terminal


def private_kib(pids):
    """Memory of their own: what they share is there once."""
    total = 0
    for pid in pids:
        with open(f'/proc/{pid}/smaps_rollup') as file:
            total += sum(int(line.split()[1]) for line in file if line.startswith('Private_'))
    return total


def processor_ms(pid):
    with open(f'/proc/{pid}/stat') as file:
        fields = file.read().rsplit(')', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf('SC_CLK_TCK')


# ---- all at once ----

for seat in range(SEATS):
    person(f'seat{seat}', 'clerk')
terminals = [sit_down() for _ in range(SEATS)]
begin = time.monotonic()
for seat, terminal in enumerate(terminals):
    terminal.type(f'seat{seat}\t{PASSWORD}\r')
waiting, most = list(terminals), 0
while waiting:
    most = max(most, private_kib([terminal.pid for terminal in terminals]))
    waiting[0].wait('===>')
    waiting = [terminal for terminal in waiting[1:] if '===>' not in terminal.text]
together = time.monotonic() - begin
allowed = 2 * 64 * 1024 + SEATS * 5 * 1024
must(most <= allowed, f'{most >> 10} MiB at once, and {allowed >> 10} are allowed')
must(SEATS < 100 or together < 15, f'{SEATS} sign-ins took {together:.1f} s')
for terminal in terminals:
    terminal.hang_up()

# ---- no memory for the hash ----

failures = ask("SELECT failures FROM account WHERE login = 'agent'")[0][0]
poor = Terminal('prlimit', f'--as={72 << 20}', GUICHET, '--store', STORE, wait=60)
poor.wait('Password')
answer = poor.keys(f'agent\t{PASSWORD}\r', 'emory', 'refused', '===>')
must(answer == 'emory', f'without memory for the hash: {answer}\n{poor.text[-600:]}')
must(ask("SELECT failures FROM account WHERE login = 'agent'")[0][0] == failures, 'lack of memory was counted as a failed try')
poor.hang_up()

# ---- who is not there takes as long ----


def tries(logins):
    terminal = sit_down()
    begin = processor_ms(terminal.pid)
    for i, login in enumerate(logins):
        if i:
            time.sleep(0.4)  # what is typed right after a refusal is dropped
            terminal.type('\x1b[Z')
        terminal.keys(f'\x15{login}\t\x15Wrong-{i}-wrong!\r', 'refused')
    took = (processor_ms(terminal.pid) - begin) / len(logins)
    terminal.hang_up()
    return took


known = [login for login in ('supervisor', 'clerk', 'manager') for _ in range(4)]
unknown = [f'nobody{i}' for i in range(len(known))]
wrong, nobody = (tries(logins) for logins in (known, unknown))
must(abs(wrong - nobody) <= 0.1 * max(wrong, nobody), f'a wrong password takes {wrong:.0f} ms of the processor, an unknown user {nobody:.0f} ms')
good('audit', 'verify')
print(f'    {SEATS} at once: all in after {together:.1f} s, {most >> 10} MiB of {allowed >> 10}; no memory: told, not counted; wrong password {wrong:.0f} ms, '
      f'unknown user {nobody:.0f} ms (seed {SEED})')
