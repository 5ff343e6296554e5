"""F2: 32 writers flat out for a minute: no clerk below half the mean, the store whole."""
from clerks import saves_kept, start, told
from common import SEED, TIMES, demo, must, sound

WRITERS, SECONDS = (32, 60) if TIMES >= 200 else (8, 3)
demo(2000)
before = saves_kept()
found = told(start('crowd', WRITERS, 0, SECONDS))
mean = found['saves'] / WRITERS
measured = (f'{WRITERS} writers, {SECONDS} s: {found["saves"] / SECONDS:.0f} saves a second, {found["fewest"]} to {found["most"]} each (mean {mean:.0f}), '
            f'worst {found["worst"]} ms')
must(found['failed'] == 0, f'{found["failed"]} writers were refused: {measured}')
must(saves_kept() - before == found['saves'], f'{saves_kept() - before} rows: {measured}')
must(found['fewest'] * 2 >= mean, f'unfair: {measured}')
sound()
print(f'    {measured} (seed {SEED})')
