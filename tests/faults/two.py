"""F8: two clerks and one record, six operations in every order: whoever saves on what he no longer sees is told, and nothing is
overwritten in silence (R10).  The same with a program that does not look at the version must be caught."""
from clerks import start, told
from common import SEED, TIMES, demo, must, sound

ROUNDS = 10 * TIMES
demo(500)
found = told(start('pair', ROUNDS, SEED))
must(found['overwritten'] == found['lost'] == 0, f'{found}')
must(found['refused'] > 0, f'none ever refused: {found}')
sound()
blind = told(start('pair', min(ROUNDS, 200), SEED, program='blind/clerks'))
must(blind['overwritten'] > 0, f'a program that does not look at the version was not caught: {blind}')
print(f'    {ROUNDS} interleavings of 6: {found["saved"]} saved, {found["refused"]} told that it changed, 0 overwritten; without the version '
      f'{blind["overwritten"]} overwritten in {blind["rounds"]} (seed {SEED})')
