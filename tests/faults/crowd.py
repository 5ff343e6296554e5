"""F1: 100 clerk processes, two saves a second each, for a minute: p99 under 25 ms, the worst under 250 ms, nobody told that the
store is busy, from fewest to most at least 1 to 3, as many rows as acknowledgements."""
import os

from clerks import append_ms, saves_kept, start, told
from common import SEED, TIMES, demo, must, sound

CLERKS, SECONDS = (100, 60) if TIMES >= 200 else (10, 3)
demo(2000)
before, append = saves_kept(), append_ms()
found = told(start('crowd', CLERKS, 2, SECONDS))
measured = (f'{CLERKS} clerks, {SECONDS} s: {found["saves"]} saves, p50 {found["p50"]} ms, p99 {found["p99"]} ms, worst {found["worst"]} ms, '
            f'{found["fewest"]} to {found["most"]} each; a bare durable append {append:.2f} ms; load {os.getloadavg()[0]:.1f}')
must(found['failed'] == 0, f'{found["failed"]} clerks were refused: {measured}')
must(saves_kept() - before == found['saves'], f'{saves_kept() - before} rows: {measured}')
must(found['fewest'] * 3 >= found['most'], f'unfair: {measured}')
must(CLERKS < 100 or found['p99'] < 25 and found['worst'] < 250, f'slow: {measured}')
sound()
print(f'    {measured} (seed {SEED})')
