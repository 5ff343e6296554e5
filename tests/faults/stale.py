"""F22, R13: a list, a record and its history stand on a screen while others write.  After each write what is shown must be what
a program begun anew on the same store paints there: nothing of before may stay, however often somebody writes.  One that leaves out
each eighth reading must be caught (broken/stale.sed)."""
import os
import random
import subprocess

from common import BUILD, FOLDER, GUICHET, SANITIZED, SEED, TIMES, demo, must, rows, sound

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), '..', '..'))
WRITES = max(20, TIMES // 10)  # on each place
PAGE, PAGES = 16, 5  # of a list on 80x24
sanitized = f'{SANITIZED}/guichet'
program = sanitized if TIMES >= 200 and os.path.exists(sanitized) else GUICHET  # make check is still building it
demo(2000)
listed = rows('cards', '--limit', str(PAGE * PAGES))
open_cards = [row['number'] for row in listed if row['state'] == 'active' and row['product'] == 'fleet']
suspended = set()


def turn(card):
    """The command by which it is suspended, or no longer."""
    if card in suspended:
        suspended.remove(card)
        return f'shell guichet --as clerk do card.lift card={card}'
    suspended.add(card)
    return f'shell guichet --as clerk do card.suspend card={card} reason=customer'


def phone(card):
    return f'shell guichet --as clerk do card.set-phone card={card} phone=+3247{random.randrange(10**7):07d}'


def pages(writes=WRITES):
    """A list, walked through."""
    page, line = 0, 0
    yield 'keys 1<Enter>'
    for _ in range(writes):
        to, at = random.randrange(PAGES), random.randrange(PAGE)
        yield 'keys ' + ('<PgDn>' if to > page else '<PgUp>') * abs(to - page) + ('<Down>' if at > line else '<Up>') * abs(at - line)
        page, line = to, at
        shown = [row['number'] for row in listed[page * PAGE:(page + 1) * PAGE]]
        yield turn(random.choice([card for card in open_cards if card in shown]))
        yield 'anew 1<Enter>' + '<PgDn>' * page + '<Down>' * line


def record(tab, *to_the_top):
    """A card, as it stands or what was done to it."""
    card = random.choice(open_cards)
    where = f'{card}<Enter>{tab}'
    yield f'keys {where}'
    for _ in range(WRITES):
        yield from to_the_top
        yield random.choice([turn, phone])(card)
        yield f'anew {where}'


def play(what, steps, guichet=program, deadline=10000):
    """Whether it went to its end, and what was told."""
    scenario = f'{FOLDER}/{what}.test'
    with open(scenario, 'w') as file:
        file.write('\n'.join(['rule R13', f'deadline {deadline}', 'settings ui = { refresh_ms = 100; };', 'run --as agent', 'wait 90',
                              *steps, 'hangup', 'exit', 'shell guichet check', 'shell guichet audit verify', '']))
    done = subprocess.run([f'{BUILD}/screen-test', scenario], capture_output=True, text=True, errors='replace', timeout=6000, cwd=ROOT,
                          env={**os.environ, 'GUICHET': guichet, 'DEMO': FOLDER, 'HOME': FOLDER})
    return done.returncode == 0, f'{what}: {done.stdout[-6000:]}{done.stderr[-2000:]}'


places = {'list': pages(), 'record': record('1'), 'history': record('8', 'keys <Home>')}
for what, steps in places.items():
    suspended.clear()
    must(*play(what, steps))
suspended.clear()
# Of a write it may hear twice: the eighth reading is not missed each time.
whole, told = play('broken', pages(80), f'{os.environ["TOOLS"]}/stale/guichet', 3000)
must(not whole and 'paints another screen' in told, f'a list that leaves out each eighth reading was not caught\n{told}')
sound()
print(f'    {WRITES} writes beside each of {", ".join(places)}: each time what a program begun anew paints; '
      f'a list that leaves out each eighth reading caught (seed {SEED})')
