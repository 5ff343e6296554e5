"""F7: the disk is full.  A save says so and leaves nothing half done, what was saved is there, reading goes on, and
with room again the same save works."""
import os
import sys

from common import FOLDER, SEED, good, guichet, mount_small, must, rows, sound, demo

if not mount_small('24m'):
    print('    not tried: nothing may be mounted here')
    sys.exit(0)
demo(300)
cards = [row['number'] for row in rows('cards', 'state=active', '--limit', '40') if row['product'] == 'fleet']
block = lambda card: guichet('--as', 'agent', 'do', 'card.block', f'card={card}', 'reason=loss', 'duplicate=no')
must(block(cards[0]).returncode == 0, 'a block with room does not work')

filler = os.open(f'{FOLDER}/filler', os.O_WRONLY | os.O_CREAT)
try:
    while os.write(filler, b'x' * 4096):
        pass
except OSError:
    pass
os.close(filler)
refused = 0
for card in cards[1:30]:
    done = block(card)
    if done.returncode == 0:
        continue  # room that the store had kept
    refused += 1
    must(done.returncode == 5, f'a full disk ends in status {done.returncode}: {done.stderr}')
    must(done.stderr.strip(), 'a full disk is not told')
    refused_card = card
must(refused > 0, 'the disk never got full')
state = {row['number']: row['state'] for row in rows('cards', '--limit', '10000000')}
must(state[cards[0]] == 'blocked', 'what was saved before is gone')
must(state[refused_card] == 'active', 'half a block')
os.unlink(f'{FOLDER}/filler')
must(block(refused_card).returncode == 0, 'with room again it does not work')
sound()
print(f'    {refused} saves refused, nothing lost (seed {SEED})')
