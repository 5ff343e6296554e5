"""F12: brute force over several terminals, killed between try and answer, and one-time codes played twice.  No try is
free: what was answered was counted before, and a locked account lets nobody in.  Of two terminals with one code, one
comes in."""
import json
import os
import random
import subprocess
import sys
import time

from common import GUICHET, STORE, TIMES, ask, demo, good, must, sound
from terminal import Terminal

HERE = os.path.dirname(os.path.abspath(__file__))
PASSWORD = 'Guichet-2026!'
LOCK_AFTER = 5


def sit_down(now='2026-11-20T15:41'):
    terminal = Terminal('env', f'GUICHET_NOW={now}', GUICHET, '--store', STORE, wait=60)
    terminal.wait('Password')
    return terminal


def counted():
    failures, level = ask("SELECT failures, lock_level FROM account WHERE login = 'agent'")[0]
    return failures + LOCK_AFTER * level


def may_come_in():
    terminal = sit_down()
    answer = terminal.keys(f'agent\t{PASSWORD}\r', '===>', 'refused')
    terminal.kill()
    return answer == '===>'


def unlock():
    good('do', 'user.unlock', 'login=agent')


def brute():
    """Waves of terminals that guess at once; some are killed before they have an answer."""
    for _ in range(max(2, TIMES // 20)):
        terminals = [sit_down() for _ in range(random.randrange(2, 5))]
        answered = 0
        while counted() < LOCK_AFTER:
            for terminal in terminals:
                terminal.type(f'\x15agent\t\x15Wrong-{random.randrange(10000)}!\r')
            survivors = []
            for terminal in terminals:
                if random.random() < 0.4:
                    time.sleep(random.random() * 0.15)
                    terminal.kill()
                    continue
                must(terminal.wait('refused', '===>') == 'refused', 'a wrong password was let in')
                answered += 1
                survivors.append(terminal)
                time.sleep(0.3)  # the program drops what is typed within a third of a second of a refusal
                terminal.type('\x1b[Z')  # back to the name
            must(counted() >= min(answered, LOCK_AFTER), f'{answered} tries answered, {counted()} counted')
            terminals = survivors + [sit_down() for _ in range(2 - len(survivors))]
        must(counted() == LOCK_AFTER, f'{counted()} tries were looked at')
        must(not may_come_in(), 'a locked account let somebody in')
        for terminal in terminals:
            terminal.kill()
        unlock()
        must(may_come_in(), 'an unlocked account let nobody in')


def together():
    """The right password at more places at once than failures lock an account."""
    terminals = [sit_down() for _ in range(LOCK_AFTER + 3)]
    for terminal in terminals:
        terminal.type(f'agent\t{PASSWORD}\r')
    for terminal in terminals:
        must(terminal.wait('refused', '===>') == '===>', 'the right password was refused, for others had been typed at the same moment')
    must(counted() == 0, f'{counted()} failures of nobody')
    for terminal in terminals:
        terminal.kill()


def code(secret, steps):
    return subprocess.run([sys.executable, os.path.join(HERE, '..', 'screens', 'totp.py'), secret, str(steps)],
                          capture_output=True, text=True, check=True).stdout.strip()


def handed(name, *words):
    outcome = json.loads(good('do', *words, '--as', 'agent', '--format', 'json'))
    return [each['text'] for each in outcome['handed'] if each['name'] == name]


def race(now, typed):
    """Two terminals that type the same code at once: how many come in."""
    terminals = [sit_down(now), sit_down(now)]
    for terminal in terminals:
        terminal.type(f'agent\t{PASSWORD}\r')
    for terminal in terminals:
        terminal.wait('recognised')
    for terminal in terminals:
        terminal.type(f'{typed}\r')
    answers = [terminal.wait('===>', 'refused') for terminal in terminals]
    for terminal in terminals:
        terminal.kill()
    return answers.count('===>')


def replay():
    secret = handed('totp_secret', 'account.totp-start', f'present={PASSWORD}')[0]
    spare = handed('recovery_code', 'account.totp-confirm', f'code={code(secret, -1)}')
    for i in range(max(3, TIMES // 20)):
        minute = 45 + 2 * i
        now = f'2026-11-20T{15 + minute // 60:02d}:{minute % 60:02d}'
        right = code(secret, 2 * (minute - 41))
        must(race(now, right) == 1, f'a code did not let in exactly one at {now}')
        must(race(now, right) == 0, f'a code worked again at {now}')
    for typed in spare[:max(2, min(8, TIMES // 40))]:
        must(race('2026-11-20T15:41', typed) == 1, 'a recovery code did not let in exactly one')
    unlock()


demo(200)
brute()
together()
replay()
must(not ask("SELECT id FROM session WHERE closed_at IS NULL AND reason IS NOT NULL"), 'a session both open and closed')
sound()
print(f'    F12 {max(2, TIMES // 20)} waves of guesses, {max(3, TIMES // 20)} codes raced and played again')
