"""F15: a day of secret codes; afterwards none can be read but in the letters.

Four digits occur by chance.  So codes come in groups of a dozen, none of which stands in the store before; what is
random by nature (long runs of hexadecimal) and dates are taken out; and a place tells a leak when a quarter of a group
is found in it, which chance does not do once in a million days.  A leak of our own making shows that it would."""
import glob
import itertools
import os
import random
import re
import sqlite3
import subprocess

from common import FOLDER, GUICHET, STORE, ask, demo, good, guichet, must, rows
from looking import files, memory
from terminal import Terminal

GROUP = 12
POST = STORE + '.post'
LOG = os.path.join(FOLDER, 'guichet.log')
CONFIG = os.path.join(FOLDER, 'guichet.conf')
with open(CONFIG, 'w') as config:
    config.write(f'log_file = "{LOG}";\n')
os.environ['GUICHET_CONFIG'] = CONFIG
said = []  # all that the program printed


# ---- looking ----

NOISE = re.compile(rb'[0-9a-f]{16,}|[0-9]{4}-[0-9]{2}(-[0-9]{2}(T[0-9:]*Z?)?)?')


def numbers(text):
    """What stands in a text as four digits with no other digit on either side."""
    return set(re.findall(r'(?<![0-9])[0-9]{4}(?![0-9])', NOISE.sub(b' ', text).decode('latin-1')))


def leaks(groups, places):
    """The (group, place) pairs in which a quarter of a group can be read, three codes at least."""
    seen = {place: numbers(text) for place, text in places.items()}
    return [(name, place, sorted(seen[place] & set(codes))) for name, codes in groups.items() for place in seen
            if len(seen[place] & set(codes)) >= max(3, len(codes) // 4)]


# ---- doing ----

def run(*words, pin=None, status=0):
    done = subprocess.run([GUICHET, '--store', STORE, *words], capture_output=True, input=(pin or '') + '\n', text=True,
                          timeout=60)
    said.append(done.stdout + done.stderr)
    must(done.returncode == status, f'{" ".join(words)}: {done.returncode}\n{done.stdout}{done.stderr}')
    return done.stdout


def do(*words, **options):
    return run('do', *words, **options)


def fresh(used):
    """A code that may be chosen and that nothing holds yet."""
    while True:
        code = f'{random.randrange(10000):04}'
        steps = {(int(b) - int(a)) % 10 for a, b in zip(code, code[1:])}
        if code not in used and steps not in ({1}, {9}) and code[:2] != code[2:]:
            used.add(code)
            return code


def group(used):
    return [fresh(used) for _ in range(GROUP)]


def produce_all():
    for request in rows('requests', 'state=submitted'):
        do('request.advance', f'request={request["number"]}', 'state=in_progress')


def ship_all():
    for request in rows('requests', 'state=in_progress'):
        do('request.advance', f'request={request["number"]}', 'state=shipped')


def printed():
    """The codes of the letters made so far, as a reader of the PDF sees them."""
    run('deliver', '--once')
    codes = set()
    for letter in glob.glob(os.path.join(POST, '*.pdf')):
        text = subprocess.run(['pdftotext', '-layout', letter, '-'], capture_output=True, text=True).stdout
        codes |= set(re.findall(r'^ *([0-9]{4})$', text, re.M)) | set(re.findall(r' ([0-9]{4}) [0-9]{4}$', text, re.M))
    return codes


# ---- the day ----

demo(160)
before = {number for text in files(FOLDER).values() for number in numbers(text)}
used = before | {f'{minute // 60:02}{minute % 60:02}' for minute in range(24 * 60)} | {f'20{year:02}' for year in range(100)}
cards = [card['number'] for card in rows('cards', 'state=active', 'product=fleet', 'renewal=none')
         if card['code_kind'].startswith('card_') and not card['next_rank']]
must(len(cards) >= 4 * GROUP, f'only {len(cards)} cards')
take = iter(cards)
groups = {name: group(used) for name in ('asked', 'clear', 'refused', 'created')}
groups['typed'] = []
groups['abandoned'] = group(used)[:4]

for code in groups['asked']:
    do('card.change-pin', f'card={next(take)}', 'pin=-', pin=code)
for code in groups['clear']:  # allowed on a demo store alone
    do('card.change-pin', f'card={next(take)}', f'pin={code}')
blocked = rows('cards', 'state=blocked')[0]['number']
for code in groups['refused']:
    do('card.change-pin', f'card={blocked}', 'pin=-', pin=code, status=1)
customer = rows('customers')[0]['number']
for at, code in enumerate(groups['created']):
    do('card.create', f'customer={customer}', 'product=fleet', 'category=vehicle', 'country=BE', f'plate=1-LEK-{700 + at}',
       'fuels=diesel', 'code_kind=card_chosen', 'pin=-', pin=code)

terminal = Terminal()
terminal.wait('Guichet-2026!')
terminal.keys('agent\tGuichet-2026!\r', 'LEROY MARIE')
kept = []  # those that the memory of the terminal program still holds once they are done with
for _ in range(GROUP):
    held = memory(terminal.pid)
    must(b'LEROY MARIE' in held, 'its memory was not read')
    code = fresh(used | numbers(held))
    used.add(code)
    groups['typed'].append(code)
    number = next(take)
    terminal.keys(number[-8:] + '\r', number[-3:])
    terminal.keys('K', 'code')
    terminal.keys(code + '\r', '[ ]')
    terminal.keys('o', 'D-')
    terminal.keys('Q', '===>')
    kept += {code} & numbers(memory(terminal.pid))
must(len(kept) < GROUP // 4, f'in memory: {kept}')
must('Max core file size        0                    0' in open(f'/proc/{terminal.pid}/limits').read(), 'a core may be written')
terminal.hang_up()
for code in groups['abandoned']:  # a form that is being filled when the link goes is kept, its code is not
    terminal = Terminal()
    terminal.wait('Guichet-2026!')
    terminal.keys('agent\tGuichet-2026!\r', 'LEROY MARIE')
    terminal.keys(cards[-1][-8:] + '\r', cards[-1][-3:])
    terminal.keys('K', 'code')
    os.write(terminal.file, code.encode())
    terminal.hang_up()

produce_all()
first = printed()
for name in ('asked', 'clear', 'typed', 'created'):
    must(set(groups[name]) <= first, f'{name}: not in the letters: {set(groups[name]) - first}')
ship_all()
for reason, count in (('faulty', 6), ('theft', 14)):
    for _ in range(count):
        do('card.block', f'card={cards.pop()}', f'reason={reason}', 'duplicate=yes')
produce_all()
os.environ['GUICHET_NOW'] = '2026-11-23T10:00'
do('card.reissue-pin', 'cards=' + ','.join(cards[:GROUP]))
for number, *_ in ask("SELECT number FROM customer ORDER BY id"):
    driver = [row for row in rows('drivers', f'customer={number}', 'state=active') if row['code'] and row['division']]
    card = [row for row in rows('cards', f'customer={number}', 'state=active') if driver and row['division'] == driver[0]['division']]
    if card:
        do('driver.reissue', f'customer={number}', f'codes={driver[0]["code"]}', f'card={card[0]["number"]}',
           f'division={driver[0]["division"]}')
chosen = {code for codes in groups.values() for code in codes}
groups['computed'] = sorted(printed() - chosen - used)
must(len(groups['computed']) >= GROUP, f'only {len(groups["computed"])} computed codes')
ship_all()

for screen in ('fleet-status', 'cards', 'outbox', 'audit', 'requests'):
    for end in ('xlsx', 'csv'):
        run('export', screen, os.path.join(FOLDER, f'{screen}.{end}'))
for screen in ('outbox', 'audit', 'cards', 'ranks', 'requests', 'history'):
    guichet_said = guichet('list', screen, '--format', 'json')
    said.append(guichet_said.stdout + guichet_said.stderr)
run('backup', os.path.join(FOLDER, 'backup.db'))

places = files(FOLDER)
for name in (STORE, STORE + '-wal', STORE + '-shm', LOG, os.path.join(FOLDER, 'backup.db')):
    must(name in places, f'{name} was not looked at')
places['printed'] = '\n'.join(said + Terminal.said).encode()
bad = leaks(groups, places)
must(not bad, 'can be read: ' + '; '.join(f'{name} in {place}: {codes}' for name, place, codes in bad))

# ---- it would be seen ----

copy = os.path.join(FOLDER, 'copy', 'leaky.db')
os.mkdir(os.path.dirname(copy))
# one of each group in turn: a table may have fewer rows than there are codes
turns = [code for turn in itertools.zip_longest(*groups.values()) for code in turn if code]
for statement in ("UPDATE outbox SET body = body || ' {}.' WHERE id = (SELECT id FROM outbox ORDER BY id DESC LIMIT 1 OFFSET {})",
                  "UPDATE rank SET pin_sealed = '{}' WHERE id = (SELECT id FROM rank ORDER BY id DESC LIMIT 1 OFFSET {})",
                  "UPDATE audit SET input = input || 'pin={}' WHERE id = (SELECT id FROM audit ORDER BY id DESC LIMIT 1 OFFSET {})"):
    subprocess.run(['cp', os.path.join(FOLDER, 'backup.db'), copy], check=True)
    leaky = sqlite3.connect(copy)
    for back, code in enumerate(turns):
        leaky.execute(statement.format(code, back))
    leaky.commit()
    leaky.execute('VACUUM')  # else what a value leaves behind runs into the code
    leaky.close()
    whole = {name: codes for name, codes in groups.items() if len(codes) >= GROUP}
    must(len(leaks(whole, files(os.path.dirname(copy)))) == len(whole), f'not seen: {statement}')
good('check', wait=300)
print(f'    {sum(map(len, groups.values()))} codes, {len(places)} places, {len(glob.glob(POST + "/*.pdf"))} letters')
