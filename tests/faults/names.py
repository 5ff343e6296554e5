"""F20: names that would write to the terminal, on every screen, in every file and message, read by the harness of the screens
(screens/hostile.test); the same with a program that does not clean what people typed must be caught."""
import os
import subprocess

from common import FOLDER, GUICHET, SEED, demo, must

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), '..', '..'))
HARNESS = os.path.join(os.path.dirname(os.environ['TOOLS']), 'screen-test')


def play(program):
    return subprocess.run([HARNESS, f'{ROOT}/tests/screens/hostile.test'], capture_output=True, text=True, timeout=300, cwd=ROOT,
                          env={**os.environ, 'GUICHET': program, 'DEMO': FOLDER, 'HOME': FOLDER})


demo(2000)
good = play(GUICHET)
must(good.returncode == 0, good.stdout[-3000:] + good.stderr[-3000:])
bad = play(f'{os.environ["TOOLS"]}/unclean/guichet')
must(bad.returncode != 0, 'a program that cleans nothing was not caught')
why = next((line.strip() for line in (bad.stdout + bad.stderr).splitlines() if line.strip()), '')
print(f'    hostile names on lists, records, boxes, command line and files: only what may reaches the terminal; without clean() caught: {why[:150]} (seed {SEED})')
