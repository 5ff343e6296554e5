"""F22: random keys, pastes and resizes on the real program, held by the harness against what may reach a terminal, under sanitizers where
they are built, with six kinds of TERM, all of them at once: mostly they wait (R3, R14)."""
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor

from common import BUILD, FOLDER, GUICHET, PART, SANITIZED, SEED, TIMES, demo, must, share, sound

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), '..', '..'))
BURSTS = 25 * TIMES if TIMES >= 200 else 2 * TIMES  # 100 make some 400 keys, 4 pastes and 6 windows
TERMS = ['xterm-256color', 'linux', 'screen-256color', 'tmux-256color', 'vt100', 'rxvt-unicode-256color']
sanitized = f'{SANITIZED}/guichet'
program = sanitized if os.path.exists(sanitized) else GUICHET
demo(2000)
bursts = len(share(BURSTS))
known = [term for term in TERMS if subprocess.run(['infocmp', term], capture_output=True).returncode == 0]


def hit(i):
    term, scenario = known[i], f'{FOLDER}/{known[i]}.test'
    with open(scenario, 'w') as file:
        file.write(f'rule R3\nenv TERM={term}\nrandom {-(-bursts // len(known))} --as {("agent", "clerk", "supervisor")[i % 3]}\n'
                   'hangup\nexit\nshell guichet check\nshell guichet audit verify\n')
    done = subprocess.run([f'{BUILD}/screen-test', scenario], capture_output=True, text=True, errors='replace', timeout=6000, cwd=ROOT,
                          env={**os.environ, 'GUICHET': program, 'DEMO': FOLDER, 'HOME': FOLDER, 'SEED': str(SEED + i + len(TERMS) * (PART - 1)), 'PATIENCE': '6'})
    told = re.search(r'^random: (\d+) keys, (\d+) pastes, (\d+) windows, (\d+) rests$', done.stdout, re.M)
    return done.returncode == 0 and told, f'{term}: {done.stdout[-4000:]}{done.stderr[-2000:]}'


with ThreadPoolExecutor(len(TERMS)) as pool:
    made = [0, 0, 0, 0]
    for held, told in pool.map(hit, range(len(known))):
        must(held, told)
        made = [sum(both) for both in zip(made, map(int, held.groups()))]
sound()
print(f'    {made[0]} keys, {made[1]} pastes and {made[2]} windows, a rest after {made[3]} refusals, on {len(known)} kinds of terminal ({" ".join(known)}), '
      f'{"under sanitizers" if program == sanitized else "without sanitizers (make asan)"}, nothing that may not be written (seed {SEED})')
