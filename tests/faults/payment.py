"""F15: a day of test numbers of payment cards, taken, refused, by file, at the terminal, typed where none belongs, with a
link that is cut; afterwards none stands in clear anywhere (PAY-04).  A leak of our own making shows that it would be seen."""
import glob
import os
import random
import subprocess

from common import FOLDER, GUICHET, SEED, STORE, TIMES, ask, demo, good, must, rows
from looking import files, memory
from terminal import Terminal

COUNT = max(120, min(1000, TIMES))
TYPED = 6
LOG = os.path.join(FOLDER, 'guichet.log')
CONFIG = os.path.join(FOLDER, 'guichet.conf')
with open(CONFIG, 'w') as config:
    config.write(f'log_file = "{LOG}";\n')
os.environ['GUICHET_CONFIG'] = CONFIG
said = []


def luhn(digits):
    total = 0
    for at, digit in enumerate(reversed(digits)):
        double = int(digit) * (2 if at % 2 == 0 else 1)
        total += double - 9 if double > 9 else double
    return digits + str((10 - total % 10) % 10)


def fresh():
    """A number that would be taken."""
    first = random.choice(('4539', '4716', '4929', '5186', '5399', '2223', '2720'))
    return luhn(first + ''.join(random.choice('0123456789') for _ in range(11)))


def seen(numbers, text):
    """Those that can be read: at one go, or by fours."""
    return [number for number in numbers
            if number.encode() in text or any(between.join(number[at:at + 4] for at in range(0, 16, 4)).encode() in text
                                              for between in (' ', '-', '.'))]


def run(*words, number=None, status=0):
    done = subprocess.run([GUICHET, '--store', STORE, *words], capture_output=True, input=(number or '') + '\n', text=True, timeout=60)
    said.append(done.stdout + done.stderr)
    must(done.returncode == status, f'{" ".join(words)}: {done.returncode}\n{done.stdout}{done.stderr}')


def add(number, *words, status=0, given='-', **options):
    run('do', 'payment-card.add', f'customer={customer}', 'name=ESSAI', f'number={given}', *(words or ('month=12', 'year=2029')),
        number=number, status=status, **options)


demo(200)
outside = set(os.listdir('/tmp'))
customer = rows('customers')[0]['number']
numbers = list({fresh() for _ in range(COUNT + 50)})[:COUNT]
pool = iter(numbers)
take = lambda count: [next(pool) for _ in range(count)]
few = COUNT // 20
for number in take(few):
    add(number)
    add(number, status=1)  # the same again
for number in take(few):
    add(' '.join(number[at:at + 4] for at in range(0, 16, 4)), 'month=12', 'year=2029')
for number in take(few):
    add('', given=number)  # in clear, on a demo store alone
for number in take(few):
    add(number, 'month=10', 'year=2026', status=1)  # expired
for number in take(few):  # a verification code behind it
    add(number + ' 123', status=1)
for number in take(few // 2):  # where none belongs
    run('do', 'payment-card.add', f'customer={customer}', f'name={number}', 'number=-', 'month=12', 'year=2029', number='4', status=1)
    run('do', 'card.block', f'card={number}', 'reason=theft', 'duplicate=no', status=1)
    run('--as', 'agent', 'do', 'payment-card.add', f'customer={customer}', 'name=A', 'number=-', 'month=12', 'year=2029',
        number=number, status=3)

terminal = Terminal()
terminal.wait('Guichet-2026!')
terminal.keys('clerk\tGuichet-2026!\r', 'TRAITER')
kept = []
for number in take(TYPED):
    terminal.keys(':payment-card.add\r', '*')
    terminal.keys(f'{customer}\tESSAI\t', 'ESSAI')
    terminal.keys(number, 'VISA', 'MASTERCARD')
    terminal.keys('\t12\t2029\r', 'ajoutée')
    kept += seen([number], memory(terminal.pid))
must(not kept, f'{len(kept)} of {TYPED} in the memory of the terminal program')
must('Max core file size        0                    0' in open(f'/proc/{terminal.pid}/limits').read(), 'a core may be written')
environment = open(f'/proc/{terminal.pid}/environ', 'rb').read()
misplaced = take(3)  # in the field of the name they show, like all that is typed
for number in misplaced:  # the link goes while it is typed: what is kept of the form has no number
    terminal.keys(':payment-card.add\r', '*')
    terminal.keys(f'{customer}\tESSAI{number}\t{number}', 'VISA', 'MASTERCARD')
    terminal.hang_up()
    terminal = Terminal()
    terminal.wait('Guichet-2026!')
    terminal.keys('clerk\tGuichet-2026!\r', 'Saisie interrompue')
    terminal.keys('1', 'ESSAI')
    terminal.keys('\x1b', 'Abandonner')
    terminal.keys('o', 'TRAITER')
terminal.hang_up()

# all the rest by file, every tenth refused for its month
rest = list(pool)
with open(os.path.join(FOLDER, 'many.csv'), 'w') as file:
    file.write('customer;name;number;month;year\n')
    for at, number in enumerate(rest):
        file.write(f'{customer};ESSAI;{number};12;{"2025" if at % 10 == 0 else "2029"}\n')
run('batch', 'payment-card.add', os.path.join(FOLDER, 'many.csv'), '--skip-bad', status=1)
os.unlink(os.path.join(FOLDER, 'many.csv'))
must(os.path.exists(os.path.join(FOLDER, 'many.csv.rejected.csv')), 'no file of what was refused')

for screen in 'payment-cards', 'audit', 'outbox', 'customers':
    for end in 'xlsx', 'csv':
        run('export', screen, os.path.join(FOLDER, f'{screen}.{end}'))
    run('list', screen, '--format', 'json')
run('deliver', '--once')
run('backup', os.path.join(FOLDER, 'backup.db'))
run('vault', 'rotate')
taken = ask('SELECT COUNT(*) FROM payment_card')[0][0]
must(taken > COUNT * 0.7, f'only {taken} of {COUNT} were taken')

places = files(FOLDER)
for path in glob.glob(os.path.join(FOLDER, '**', '*.pdf'), recursive=True):
    places[path] = subprocess.run(['pdftotext', '-layout', path, '-'], capture_output=True).stdout
for name in set(os.listdir('/tmp')) - outside - {os.path.basename(FOLDER)}:
    path = os.path.join('/tmp', name)
    try:
        if os.path.isfile(path):
            with open(path, 'rb') as file:
                places[path] = file.read()
    except OSError:
        pass  # of others, and gone, or closed to us
places['environment'] = environment
places['printed'] = '\n'.join(said + Terminal.said).encode()
for name in STORE, STORE + '-wal', LOG, os.path.join(FOLDER, 'backup.db'):
    must(name in places, f'{name} was not looked at')
bad = {place: seen([number for number in numbers if place != 'printed' or number not in misplaced], text) for place, text in places.items()}
must(not any(bad.values()), f'can be read: { {place: found[:3] for place, found in bad.items() if found} }')

# ---- it would be seen ----
leaky = places[STORE] + f'... {numbers[1]} ... {numbers[2][:4]} {numbers[2][4:8]} {numbers[2][8:12]} {numbers[2][12:]}'.encode()
must(seen(numbers[:5], leaky) == numbers[1:3], 'a leak would not be seen')
good('check', wait=300)
print(f'    {COUNT} numbers, {taken} taken, {len(places)} places, none read (seed {SEED})')
