"""F12: guesses of a code, killed with signal 9 between the try and its answer.  None is free: what was worked on was
counted before, five wrong ones end a code for a forgotten password and three an invitation, and then the right one is
refused too (ACC-04, ACC-07, ACC-09)."""
import os
import random
import signal
import subprocess
import sys
import time

from common import GUICHET, SEED, STORE, TIMES, ask, demo, good, guichet, holds, must, sound

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..'))
import letter  # noqa: E402

ROUNDS = max(3, min(TIMES // 10, 100))
NEW = 'new=Trombone-77!'
LOCK = STORE + '-hash'  # the two slots of those who hash (src/store/store.c)

demo(100)


def guess(words):
    return subprocess.Popen([GUICHET, '--store', STORE, 'do', *words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)


def reset(turn):
    """A user of its own each time: only so many codes go out in an hour."""
    words = invited(turn)
    must(guichet('do', *words, f'code={letter.code(STORE, "invitation")}').returncode == 0, 'an invitation does not open')
    good('do', 'account.forgot', f'login={words[1][6:]}')
    return ['account.reset', words[1], 'new=Parapluie-88!'], letter.code(STORE, 'reset'), 5


def invited(turn):
    good('do', 'user.create', f'login=guess{turn}', 'last_name=DUPONT', 'first_name=ÉRIC', f'email=guess{turn}@guichet.example',
         'phone=0470123456', 'profile=clerk', 'language=fr', '--as', 'admin')
    return ['user.activate', f'login=guess{turn}', 'last_name=DUPONT', 'first_name=ÉRIC', 'phone=0470123456', NEW]


def activation(turn):
    return invited(turn), letter.code(STORE, 'invitation'), 3


def hashes(process):
    """It is at the hash of the new password: behind it the code is looked at, before it the try is counted."""
    return holds(process, LOCK)


def standing():
    return ask('SELECT failures, ended FROM account_code ORDER BY id DESC LIMIT 1')[0]


words, code, most = activation('-usual')
took = []
for _ in range(2):
    begin = time.monotonic()
    must(guess([*words, 'code=0000-0000-0000']).wait() == 1, 'a wrong code is not refused')
    took.append(time.monotonic() - begin)
usual = min(took)

answers = counted = killed = inside = 0
for turn in range(ROUNDS):
    words, code, most = (reset if turn % 2 else activation)(turn)
    told = 0
    while standing()[1] is None:
        before = standing()[0]
        process = guess([*words, 'code=0000-0000-0000'])
        if before == 0:  # of each code one that is surely at work
            while process.poll() is None and not hashes(process):
                pass
        else:
            time.sleep(random.uniform(0.4, 1.3) * usual)
        process.send_signal(signal.SIGSTOP)
        works = process.poll() is None and hashes(process)
        process.kill()
        status = process.wait()
        must(status in (1, -9), f'a guess ended with {status} by itself')
        told += status == 1
        failures, ended = standing()
        must(failures - before <= 1, f'one guess counted {failures - before} times')
        must(failures - before == 1 or ended or status == -9, 'a guess that was answered is not counted')
        must(failures - before == 1 or ended or not works, 'a guess that is worked on is not counted')
        inside += works
        must(failures <= most, f'{failures} tries let through of {most}')
        killed += status == -9
        counted += status == -9 and (failures > before or ended is not None)
    answers += told
    must(told <= most + 1, f'{told} answers of {most}')
    end = guichet('do', *words, f'code={code}')
    must(end.returncode == 1, f'the right code still opens after {most} wrong ones: {end.stdout}')
    must(standing()[1] == 'locked', f'a code guessed at in vain is {standing()[1]}')
must(inside > 0, f'of {killed} guesses killed none was at work')
told = ask("SELECT COUNT(*) FROM outbox WHERE kind = 'invitation-locked'")[0][0]
must(told == (ROUNDS + 1) // 2, f'{told} makers told of {(ROUNDS + 1) // 2} invitations closed')
sound()
print(f'    {ROUNDS} codes guessed at, {answers} answers, {killed} killed before one, {counted} of them counted, {inside} at work (seed {SEED})')
