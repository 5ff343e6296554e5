"""A store that may not be written: reading works, a save says so with status 5."""
import subprocess
import sys

from common import FOLDER, demo, good, guichet, mount_small, must, rows

if not mount_small('24m'):
    print('    not tried: nothing may be mounted here')
    sys.exit(0)
demo(300)
card = rows('cards', 'state=active', '--limit', '1')[0]['number']
subprocess.run(['mount', '-o', 'remount,ro', FOLDER], check=True)
done = guichet('--as', 'agent', 'do', 'card.block', f'card={card}', 'reason=loss', 'duplicate=no')
must(done.returncode == 5, f'status {done.returncode}: {done.stderr}')
must(done.stderr.count('\n') == 1, f'not one line: {done.stderr}')
subprocess.run(['mount', '-o', 'remount,rw', FOLDER], check=True)
must(rows('cards', f'number={card}')[0]['state'] == 'active', 'something was written')
print(f'    {done.stderr.strip()}')
