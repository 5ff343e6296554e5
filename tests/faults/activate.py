"""F13: an invitation that several people take up at the same moment, over and over: exactly one comes in, by his own
password, and the others are told that the code has been used (ACC-05, ACC-07).  Their programs are loaded already and the hash of
a password costs next to nothing (cheap.c), but in the first rounds: the closer they come to each other."""
import os
import sys

from again import Again
from common import GUICHET, SEED, STORE, TIMES, ask, demo, must, share, sound

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..'))
import letter  # noqa: E402

RACERS = 3
ROUNDS = TIMES if TIMES >= 1000 else max(6, TIMES // 6)
AT_COST = 3  # rounds in which the hash costs what it does

demo(100)
wins = {racer: 0 for racer in range(RACERS)}
office, real, cheap = Again(GUICHET), [Again(GUICHET) for _ in range(RACERS)], [Again(GUICHET, 'cheap') for _ in range(RACERS)]
for turn in share(ROUNDS):
    login = f'racer{turn}'
    status, *_, told = office.run('--store', STORE, 'do', 'user.create', f'login={login}', 'last_name=DUPONT', 'first_name=ÉRIC',
                                  f'email={login}@guichet.example', 'phone=0470123456', 'profile=clerk', 'language=fr', '--as', 'admin')
    must(status == 0, f'user.create: {status} {told}')
    code = letter.code(STORE, 'invitation')
    racers = real if turn < AT_COST else cheap
    for racer, program in enumerate(racers):
        program.begin('--store', STORE, 'do', 'user.activate', f'login={login}', f'code={code}', 'last_name=DUPONT', 'first_name=ÉRIC',
                      'phone=0470123456', f'new=Trombone-{racer}-77!')
    ends = [(racer, told.decode(), status) for racer, program in enumerate(racers) for status, *_, told in [program.end()]]
    won = [racer for racer, _, status in ends if status == 0]
    must(len(won) == 1, f'round {turn}: {len(won)} came in: {ends}')
    for racer, told, status in ends:
        must(status in (0, 1) and (status == 0 or 'user.activate: code: ' in told), f'round {turn}: {status} {told}')
    wins[won[0]] += 1
    used, passwords, done = ask(
        f"""SELECT (SELECT COUNT(*) FROM account_code c WHERE c.account_id = a.id AND c.ended = 'used' AND c.used_at IS NOT NULL),
                   (SELECT COUNT(*) FROM account_password p WHERE p.account_id = a.id),
                   (SELECT COUNT(*) FROM audit_record r JOIN audit u ON u.id = r.audit_id
                     WHERE r.kind = 'user' AND r.record_id = a.id AND u.command = 'user.activate' AND u.outcome = 'done')
              FROM account a WHERE a.login = '{login}' AND a.state = 'active'""")[0]
    must((used, passwords, done) == (1, 1, 1), f'round {turn}: {used} used, {passwords} passwords, {done} in the audit')
sound()
print(f'    {len(share(ROUNDS))} invitations, {RACERS} at once for each, one in each time ({"/".join(map(str, wins.values()))}, seed {SEED})')
