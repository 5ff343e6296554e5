"""F24: nothing of another customer (USR-05).  All text of two customers is marked; then every road by which somebody reads is
walked by people who may not see them: no byte of what they get bears the mark.  What is answered about a record of theirs is what
is answered about one that never was."""
import json
import os
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor

from common import FOLDER, STORE, TIMES, ask, demo, fail, good, guichet, must, random, sqlite3
from people import HOME, ROOT, Terminal, person

OWN, NEAR, FAR = 'C00123', 'C00126', 'C00129'
OTHERS = NEAR, FAR
# What ends each marked text of theirs, and what is in each of their numbers; typed by nobody below.
MARK = 'QZVJ'
SIGNS = {NEAR: ('QZVJA', '9081726', NEAR), FAR: ('QZVJB', '9081735', FAR)}
PEOPLE = {'manager': ('fleet-manager', [OWN]), 'looker': ('reader', [OWN]), 'bound': ('supervisor', [OWN]),
          'boundadmin': ('administrator', [OWN]), 'both': ('fleet-manager', [OWN, NEAR]), 'bothbound': ('clerk', [OWN, NEAR])}
LISTS, RECORDS = [], []
leaks = []


def screens():
    for name in sorted(os.listdir(f'{ROOT}/screens')):
        text = open(f'{ROOT}/screens/{name}', encoding='utf-8').read()
        kind = re.search(r'^\s*kind\s*=\s*"(\w+)"', text, re.M)
        (RECORDS if kind and kind.group(1) == 'record' else LISTS).append(name[:-4])


# ---- the mark ----

# Columns whose text is a code, a date or a reckoning; a mark there would be a fault of the store, not of its readers.
CODES = re.compile(r'_(at|on|until|key|mac|sealed|hash|code|type)$|^(id|state|kind|at|day|month|level|product|goods|measure|period|days|'
                   r'breach|cause|media|hash|mac|country|language|currency|theme|category|channel|profile|reason|code|number|plate|phone|'
                   r'command|input|before|after|answer|told|needs|outcome|request|login|renewal|odometer\w*|value|turn|carrier|operator|secret|'
                   r'right_code|password|class|euro_class|entry|block_reason|suspend_reason|state_before|suspended_by|last|digits|origin|'
                   r'station|stations|recipient)$')


def mark():
    store = sqlite3.connect(STORE)
    store.execute('PRAGMA foreign_keys = OFF')
    marked = sum(mark_customer(store, id_, *SIGNS[number][:2]) for id_, number in
                 store.execute(f'SELECT id, number FROM customer WHERE number IN {OTHERS}').fetchall())
    store.commit()
    store.close()
    must(marked > 500, f'only {marked} texts were marked')
    guichet('check', '--repair', wait=120)  # the search keys; it names the codes that are none any more


def mark_customer(store, customer, sign, digits):
    """Every free text of his, then plates, phones and numbers; how many."""
    marked = 0
    for (table,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'").fetchall():
        columns = store.execute(f'PRAGMA table_info({table})').fetchall()
        names = [column[1] for column in columns]
        if table == 'customer':
            whose = f'id = {customer}'
        elif 'customer_id' in names:
            whose = f'customer_id = {customer}'
        elif 'card_id' in names:
            whose = f'card_id IN (SELECT id FROM card WHERE customer_id = {customer})'
        else:
            continue
        if table.startswith('audit') or table == 'account_customer':
            continue
        for _, name, type_, *_ in columns:
            if type_ != 'TEXT' or CODES.search(name):
                continue
            try:
                done = store.execute(f"UPDATE {table} SET {name} = '{table[:6].upper()} ' || {'id' if 'id' in names else 'rowid'} || ' {sign}' "
                                     f'WHERE {name} IS NOT NULL AND {whose}')
                marked += done.rowcount
            except sqlite3.IntegrityError:
                pass
    store.execute(f"UPDATE card SET number = '700299' || '{digits}' || SUBSTR('000000' || id, -6), "
                  f"plate = CASE WHEN plate IS NOT NULL THEN 'P' || id || '{sign}' END, plate_key = CASE WHEN plate_key IS NOT NULL "
                  f"THEN 'P' || id || '{sign}' END, phone = CASE WHEN phone IS NOT NULL THEN '+3247{digits}' END, "
                  f'driver_key = UPPER(driver) WHERE customer_id = {customer}')
    store.execute(f"UPDATE vehicle SET plate = plate_key || '{sign}' WHERE customer_id = {customer}")
    for table in 'customer', 'driver', 'division', 'control_profile':
        store.execute(f"UPDATE {table} SET name_key = UPPER(name) WHERE {'id' if table == 'customer' else 'customer_id'} = {customer}")
    store.execute(f"UPDATE contact SET phone = '+3247{digits}' WHERE phone IS NOT NULL AND customer_id = {customer}")
    return marked


def busy():
    """What is done about them by those who may: it stands in the audit, the outbox, requests and papers."""
    cards = [row[0] for row in ask("SELECT number FROM card WHERE state = 'active' AND customer_id = "
                                   f"(SELECT id FROM customer WHERE number = '{FAR}') ORDER BY id LIMIT 6")]
    with open(f'{FOLDER}/{SIGNS[FAR][0]}.pdf', 'wb') as file:
        file.write(b'%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n')
    done = 0
    for words in (['card.suspend', f'card={cards[0]}', f'reason={SIGNS[FAR][0]}'], ['card.block', f'card={cards[1]}', 'reason=theft', 'duplicate=yes'],
                  ['card.set-phone', f'card={cards[2]}', 'country=BE', 'phone=0470' + '998877'],
                  ['division.create', f'customer={FAR}', f'name=NORD {SIGNS[FAR][0]}'],
                  ['driver.create', f'customer={FAR}', f'division=NORD {SIGNS[FAR][0]}', 'code=9081', f'name=JEAN {SIGNS[FAR][0]}'],
                  ['profile.create', f'customer={FAR}', f'name=PROFIL {SIGNS[FAR][0]}'],
                  ['customer.change', f'customer={FAR}', f'note=NOTE {SIGNS[FAR][0]}'],
                  ['card.change', f'card={cards[3]}', f'mention=X {SIGNS[FAR][0]}'],
                  ['card.attach-document', f'card={cards[3]}', f'file={FOLDER}/{SIGNS[FAR][0]}.pdf', 'kind=registration']):
        done += guichet('--as', 'clerk', 'do', *words, '--request', f'shared-{words[0]}').returncode == 0
    must(done >= 5, f'only {done} commands were done about them')
    return cards


# ---- what they get ----

def look(who, words, got, typed=()):
    """No mark in it, but for what he typed himself."""
    for text in typed:
        got = got.replace(text, '')
    for sign in (sign for number in OTHERS if number not in PEOPLE[who][1] for sign in SIGNS[number]):
        if sign in got:
            at = got.index(sign)
            leaks.append(f'{who}: {" ".join(words)}\n      ...{got[max(0, at - 90):at + 60]!r}')
            return


def run(who, *words, typed=()):
    done = guichet('--as', who, *words)
    look(who, words, done.stdout + done.stderr, typed)
    return done


def as_if_not(who, before, theirs, never, after=()):
    """About theirs he is told what he is told about what never was."""
    answers = []
    for key in theirs, never:
        done = guichet('--as', who, *before[:-1], before[-1] + key, *after)
        answers.append((done.returncode, (done.stdout + done.stderr).replace(key, '?')))
    if answers[0] != answers[1]:
        leaks.append(f'{who}: {" ".join(before)}{theirs} is answered otherwise than {never}:\n      {answers[0]}\n      {answers[1]}')
    return answers[0][0]


def inside(path):
    data = open(path, 'rb').read()
    if path.endswith('.xlsx'):
        with zipfile.ZipFile(path) as book:
            data = b'\n'.join(book.read(name) for name in book.namelist())
    return data.decode('utf-8', 'replace')


def file_of(who, screen, end):
    path = f'{FOLDER}/{who}-{screen}.{end}'
    done = guichet('--as', who, 'export', screen, path, wait=120)
    look(who, ('export', screen, end), done.stdout + done.stderr, (path,))
    if os.path.exists(path):
        look(who, ('export', screen, end), inside(path))
        os.unlink(path)


def filters(screen):
    text = open(f'{ROOT}/screens/{screen}.cfg', encoding='utf-8').read()
    inside_filters = re.search(r'filters = \((.*?)\n  \)', text, re.S)
    return re.findall(r'(?:name = "(\w+)"; )?field = "(\w+)"', inside_filters.group(1)) if inside_filters else []


def roads(who, cards):
    """Every read road, as things to be called."""
    number, never = cards[0], '7002990000000000000'
    plate = ask(f"SELECT plate FROM card WHERE number = '{cards[4]}'")[0][0]
    ids = {kind: ask(f'SELECT id FROM {table} WHERE customer_id = (SELECT id FROM customer WHERE number = \'{FAR}\') LIMIT 2')
           for kind, table in (('card', 'card'), ('driver', 'driver'), ('request', 'request'), ('profile', 'control_profile'),
                               ('pending', 'pending'))}
    other = ask(f"SELECT id FROM customer WHERE number = '{FAR}'")[0][0]
    ids['customer'] = [(other,)]
    for screen in LISTS + RECORDS:
        for form in 'table', 'csv', 'tsv', 'json':
            yield lambda s=screen, f=form: run(who, 'list', s, '--format', f)
        for name, field in filters(screen):
            for value in FAR, str(other), number:
                yield lambda s=screen, n=name or field, v=value: run(who, 'list', s, f'{n}={v}', '--format', 'json', typed=(v,))
        for id_ in {row[0] for rows in ids.values() for row in rows}:
            yield lambda s=screen, i=id_: run(who, 'list', s, f'id={i}', '--format', 'json')
    for screen in LISTS:
        for end in 'xlsx', 'csv':
            yield lambda s=screen, e=end: file_of(who, s, e)
    for screen in RECORDS:
        yield lambda s=screen: as_if_not(who, ['show', s, ''], number, never)
        yield lambda s=screen: as_if_not(who, ['show', s, ''], FAR, 'C99999')
        for id_ in {row[0] for rows in ids.values() for row in rows}:
            yield lambda s=screen, i=id_: run(who, 'show', s, str(i), '--format', 'json')
    yield lambda: as_if_not(who, ['show', 'card', ''], number, never, ('--at', '2026-11-20T10:00'))
    yield lambda: as_if_not(who, ['show', 'driver', ''], f'{FAR}/9081', 'C99999/9081')
    for kind, rows in ids.items():
        for row in rows:
            yield lambda k=kind, i=row[0]: run(who, 'list', 'history', f'kind={k}', f'record={i}', '--format', 'json')
    for words in MARK[:3], 'NORD', 'CARD', 'JEAN Q', SIGNS[FAR][1], SIGNS[FAR][1][:5], plate[:3], number[-8:], number, FAR, 'CUSTOM', 'DRIVER', 'Q':
        yield lambda w=words: run(who, 'find', w, '--format', 'json', typed=(w, f'« {w} »'))
    for screen in 'cards', 'drivers', 'customers', 'requests':
        for sort in 'plate', '-plate', 'number', '-number', 'name', 'customer':
            yield lambda s=screen, o=sort: run(who, 'list', s, '--sort', o, '--format', 'json')
    for verb in ('check',), ('audit', 'verify'), ('doctor',), ('backup', f'{FOLDER}/{who}.copy'), ('commands',), ('nightly',):
        yield lambda v=verb: run(who, *v)
    for command in json_commands():
        yield lambda c=command: try_command(who, c, number, plate, never)
    for command in 'card.block', 'card.create', 'driver.create':
        for end in 'csv', 'xlsx':
            yield lambda c=command, e=end: template(who, c, e)
    yield lambda: batch(who, cards)
    for request in 'card.suspend', 'card.block', 'card.set-phone', 'division.create', 'driver.create':
        yield lambda c=request: replay(who, c, cards)


def json_commands():
    return [json.loads(line) for line in good('commands', '--format', 'json').splitlines()]


def try_command(who, command, number, plate, never):
    """Each record parameter given one of theirs: as unknown, and audited as denied."""
    said = command['parameters'].replace('*', '').split()
    for name, theirs, nobody in (('card', number, never), ('plate', plate, 'P0QQQQ'), ('customer', FAR, 'C99999'),
                                 ('cards', number, never), ('to', plate, 'P0QQQQ')):
        if name not in said and not (name == 'plate' and 'card' in said):
            continue
        status = as_if_not(who, ['do', command['name'], f'{name}='], theirs, nobody, ('--dry-run',))
        if status == 0:
            leaks.append(f'{who}: do {command["name"]} {name}={theirs} is done')


def template(who, command, end):
    path = f'{FOLDER}/{who}-{command}.{end}'
    run(who, 'template', command, path, typed=(path,))
    if os.path.exists(path):
        look(who, ('template', command), inside(path))
        os.unlink(path)


def batch(who, cards):
    """The very file that a clerk has run: what it said to him it says to nobody else."""
    folder = f'{FOLDER}/{who}'
    os.makedirs(folder, exist_ok=True)
    path = f'{folder}/lift.csv'
    with open(path, 'w', encoding='utf-8') as file:
        file.write('card;reason\n' + ''.join(f'{card};REASON\n' for card in cards[4:]))
    guichet('--as', 'clerk', 'batch', 'card.suspend', path)
    for name in os.listdir(folder):
        if name != 'lift.csv':
            os.unlink(f'{folder}/{name}')
    done = guichet('--as', who, 'batch', 'card.suspend', path, '--skip-bad')
    look(who, ('batch',), done.stdout + done.stderr, tuple(cards))
    for name in os.listdir(folder):
        look(who, ('batch', name), inside(f'{folder}/{name}'), tuple(cards))


def replay(who, command, cards):
    done = guichet('--as', who, 'do', command, f'card={cards[0]}' if command.startswith('card') else 'name=X', '--request', f'shared-{command}')
    look(who, ('replay', command), done.stdout + done.stderr, (cards[0],))
    if done.returncode == 0:
        leaks.append(f'{who}: told what operation shared-{command} did')


def denied(who, cards):
    """One of theirs named in a command that he may do: exit 1, "unknown", and denied in the audit."""
    done = guichet('--as', who, 'do', 'card.suspend', f'card={cards[0]}')
    row = ask(f"SELECT outcome, customer_id FROM audit WHERE login = '{who}' AND command = 'card.suspend' ORDER BY id DESC LIMIT 1")
    if (done.returncode, row) != (1, [('denied', None)]):
        leaks.append(f'{who}: card.suspend of {cards[0]} ended with {done.returncode}, audited as {row}')


def terminal(who, cards, plate):
    """Screens, the finder, lists of choices and forms: nothing of it is ever drawn."""
    sat = Terminal('--as', who)
    must(sat.until([HOME]), f'{who}: no home screen')
    typed = [FAR, cards[0], plate[:4]]
    walk = [f':{screen}\r' for screen in LISTS] + [words for words in (plate[:4], 'NORD', 'JEAN', 'CUSTOM', cards[0][-8:])]
    walk += [f':{command} card={cards[0]}\r' for command in ('card.block', 'card.change', 'card.set-phone', 'card.copy')]
    walk += [':card.create\r\x0f', ':division.create\r\x0f', ':driver.create\r\x0f', f':cards customer:{FAR}\r', f':card.create customer={FAR}\r']
    random.shuffle(walk)
    for keys in walk if TIMES >= 1000 else walk[:TIMES // 20]:
        sat.send(keys)
        sat.settle(0.25)
        sat.home()
    sat.close()
    look(who, ('terminal',), re.sub(r'\x1b\[[\d;?]*[A-Za-z]', '', sat.seen.decode('utf-8', 'replace')), typed)


demo(400)
screens()
for login, (profile, customers) in PEOPLE.items():
    if login != 'manager':
        person(login, profile, customers)
person('theirs', 'fleet-manager', [FAR])
must(len(ask(f'SELECT id FROM customer WHERE number IN {OTHERS}')) == 2, 'other customers than the demo has')
mark()
cards = busy()
plate = ask(f"SELECT plate FROM card WHERE number = '{cards[4]}'")[0][0]
must(MARK in good('--as', 'clerk', 'list', 'cards', '--format', 'json') and MARK in good('--as', 'clerk', 'list', 'outbox', '--format', 'json'),
     'who may see them does not')
walks = []
for who in PEOPLE:
    walks += list(roads(who, cards))
random.shuffle(walks)
with ThreadPoolExecutor(2) as pool:
    for done in [pool.submit(walk) for walk in (walks if TIMES >= 1000 else walks[:TIMES])]:
        done.result()
for who in 'manager', 'bound', 'both':
    denied(who, cards)
with ThreadPoolExecutor(6) as pool:
    for done in [pool.submit(terminal, who, cards, plate) for who in PEOPLE]:
        done.result()
for leak in leaks:
    print('    ' + leak)
if leaks:
    fail(f'{len(leaks)} roads lead to another customer')
if TIMES >= 1000:
    print(f'    {len(walks)} roads walked by {len(PEOPLE)} people')
