"""F22: random keys, pastes and resizes on the real program, held by the harness against what may reach a terminal, under sanitizers where
they are built (build/asan), with six kinds of TERM (R3, R14)."""
import os
import subprocess

from common import FOLDER, SEED, STORE, TIMES, GUICHET, demo, must, sound

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), '..', '..'))
BUILD = os.path.dirname(os.environ['TOOLS'])
BURSTS = 25 * TIMES if TIMES >= 200 else 2 * TIMES  # 100 make some 410 keys, 4 pastes and 6 windows
TERMS = ['xterm-256color', 'linux', 'screen-256color', 'tmux-256color', 'vt100', 'rxvt-unicode-256color']
sanitized = f'{BUILD}/asan/guichet'
program = sanitized if os.path.exists(sanitized) else GUICHET
demo(2000)
known = [term for term in TERMS if subprocess.run(['infocmp', term], capture_output=True).returncode == 0]
for i, term in enumerate(known):
    scenario = f'{FOLDER}/{term}.test'
    with open(scenario, 'w') as file:
        file.write(f'rule R3\nenv TERM={term}\nrandom {BURSTS // len(known)} --as {("agent", "clerk", "supervisor")[i % 3]}\n'
                   'hangup\nexit\nshell guichet check\nshell guichet audit verify\n')
    done = subprocess.run([f'{BUILD}/screen-test', scenario], capture_output=True, text=True, errors='replace', timeout=6000, cwd=ROOT,
                          env={**os.environ, 'GUICHET': program, 'DEMO': FOLDER, 'HOME': FOLDER, 'SEED': str(SEED + i), 'PATIENCE': '6'})
    must(done.returncode == 0, f'{term}: {done.stdout[-4000:]}{done.stderr[-2000:]}')
sound()
print(f'    {BURSTS} bursts of keys, pastes and windows on {len(known)} kinds of terminal ({" ".join(known)}), '
      f'{"under sanitizers" if program == sanitized else "without sanitizers (make asan)"}, nothing that may not be written (seed {SEED})')
