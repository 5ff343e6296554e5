"""F24: every command and screen x every profile, by the command line and by the keyboard: exactly what
data/reference/access.csv grants (USR-06), each refusal of a command audited.  TIMES below 1,000: so many cells of each face,
drawn at random."""
import glob
import os
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from common import FOLDER, PARTS, SEED, TIMES, ask, demo, fail, guichet, must, random, share
from people import HOME, ROOT, Terminal, person, wording

LOGINS = {'administrator': 'admin', 'supervisor': 'supervisor', 'clerk': 'clerk', 'call-agent': 'agent', 'fleet-manager': 'manager',
          'reader': 'looker'}
DENIED = [wording(key) for key in ('error.reader', 'error.no_right', 'error.staff_only', 'error.administrator_only', 'error.office_only',
                                   'error.screen_denied', 'tui.no_right')]
EMPTY = wording('tui.no_row')
AGAIN = wording('again.why')
PASSWORD = 'Guichet-2026!'
PROMPT = 'Tab Complete'
differing = []
found = {}  # (kind, name, profile): what was seen, a letter a face
lock = threading.Lock()


def table():
    lines = open(f'{ROOT}/data/reference/access.csv', encoding='utf-8').read().splitlines()
    heads = lines[0].split(';')[3:]
    return {(kind, name, head): cell for kind, name, _, *cells in (line.split(';') for line in lines[1:])
            for head, cell in zip(heads, cells)}


ACCESS = table()


def may(kind, name, profile):
    return ACCESS[kind, name, profile] != 'no'


def saw(kind, name, profile, face, let_in, why=''):
    wanted = may(kind, name, profile)
    with lock:
        found.setdefault((kind, name, profile), {}).setdefault(face, set()).add(let_in)
        if let_in != wanted:
            differing.append(f'{kind} {name}, {profile}, by {face}: {"let in" if let_in else "refused"}, and should '
                             f'{"be let in" if wanted else "be refused"} {why}')


def screen_file(name):
    return open(f'{ROOT}/screens/{name}.cfg', encoding='utf-8').read()


def kind_of(name):
    found_kind = re.search(r'^\s*kind\s*=\s*"(\w+)"', screen_file(name), re.M)
    return found_kind.group(1) if found_kind else 'list'


# ---- the command line ----

def denials(name, login):
    return ask(f"SELECT COUNT(*) FROM audit WHERE command = '{name}' AND login = '{login}' AND outcome = 'denied'")[0][0]


def try_command(name, profile):
    login = LOGINS[profile]
    if may('command', name, profile):
        done = guichet('--as', login, 'do', name, '--dry-run')
        saw('command', name, profile, 'do', done.returncode != 3, done.stderr)
        return
    before = denials(name, login)
    done = guichet('--as', login, 'do', name)
    saw('command', name, profile, 'do', done.returncode != 3, done.stderr)
    if done.returncode == 3 and denials(name, login) != before + 1:
        differing.append(f'command {name}, {profile}: refused, and no row of the audit says so')


def try_screen(name, profile):
    login, kind = LOGINS[profile], kind_of(name)
    for face, words in (('list', ('list', name, '--limit', '1')),
                        ('show', ('show', name, 'nothing')),
                        ('export', ('export', name, f'{FOLDER}/{profile}-{name}.csv'))):
        if kind == 'menu' and face != 'list' or kind == 'record' and face == 'export':
            continue
        done = guichet('--as', login, *words)
        saw('screen', name, profile, face, done.returncode != 3, done.stderr)


def try_find(profile):
    """A kind of record is found by whoever may open its screen."""
    known = {'card': ask("SELECT number FROM card WHERE customer_id = 1 ORDER BY id LIMIT 1")[0][0],
             'driver': ask("SELECT name FROM driver WHERE customer_id = 1 ORDER BY id LIMIT 1")[0][0],
             'customer': ask("SELECT number FROM customer WHERE id = 1")[0][0], 'user': 'manager'}
    for kind, words in known.items():
        done = guichet('--as', LOGINS[profile], 'find', words, '--format', 'json')
        saw('screen', kind, profile, 'find', f'"kind":"{kind}"' in done.stdout, done.stdout + done.stderr)


# ---- the keyboard ----

def outcome(terminal, seconds=60):
    """"denied", "told" (a message that is no refusal of a right) or "opened"; of a screen that is drawn to its end."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        terminal.settle(0.1)
        text = terminal.text()
        if any(words in text for words in DENIED):
            return 'denied'
        lines = text.split('\n')
        if any(line.startswith('! ') for line in lines[-4:]):
            return 'told'
        if text.strip() and HOME not in text and PROMPT not in text:
            return 'opened'
        terminal.read(0.2)
    return 'nothing'


def by_name(terminal, kind, name, profile):
    terminal.send(f':{name}\r')
    got = outcome(terminal)
    saw(kind, name, profile, ':', got != 'denied', f'({got})\n{terminal.text() if got != "denied" else ""}')
    terminal.home()


def bindings(name):
    return re.findall(r'\{ *key = "(\w)";[^{}]*?command = "([a-z.-]+)"', screen_file(name))


def by_key(terminal, name, key, command, profile):
    """On a list that has rows: the key of a command either says why not, or goes on."""
    terminal.send(f':{name}\r')
    if outcome(terminal) != 'opened':
        terminal.home()
        return
    terminal.settle(0.1)
    if AGAIN in terminal.text():  # ACC-10: the section asks first
        terminal.send(f'{LOGINS[profile]}\t{PASSWORD}\r')
        must(terminal.without(AGAIN), f'{profile} is not let into {name} again\n{terminal.text()}')
        if outcome(terminal) != 'opened':  # a list that wants its filter first
            terminal.home()
            return
    terminal.send(key)
    terminal.settle(0.2)
    denied = any(words in terminal.text() for words in DENIED)
    # Of whom may do it, this very row may still be none (a user of the issuer): not what the table speaks of.
    if EMPTY not in terminal.text() and not (denied and may('command', command, profile)):
        saw('command', command, profile, f'{key} of {name}', not denied, '' if denied else terminal.text())
    terminal.home()


def sections(terminal, profile):
    """The menu has the sections of which a screen is his."""
    text = terminal.text()
    for number, name, screens in re.findall(r'number = (\d+); *name = "([\w-]+)"; *screens = \[([^\]]*)\]', screen_file('home')):
        wanted = any(may('screen', screen, profile) for screen in re.findall(r'"([\w-]+)"', screens))
        shown = re.search(rf'(^|  ) *{number} {re.escape(wording("section." + name))}', text, re.M) is not None
        if shown != wanted:
            differing.append(f'home, {profile}: section {number} {name} {"is" if shown else "is not"} on the menu\n{text}')


def sit(profile, cells):
    terminal = Terminal('--as', LOGINS[profile])
    must(terminal.until([HOME]), f'{profile}: no home\n{terminal.text()}')
    terminal.settle()
    sections(terminal, profile)
    for what, *rest in cells:
        (by_name if what == ':' else by_key)(terminal, *rest, profile)
    terminal.close()


# ---- all of it ----

def drawn(cells):
    drawn_cells = cells if TIMES >= 1000 else random.sample(cells, min(TIMES, len(cells)))
    return [drawn_cells[i] for i in share(len(drawn_cells))]


def print_table():
    letters = {'yes': 'y', 'own': 'o', 'self': 's', 'no': '-'}
    print('      as it was found: y all customers, o his own, s his account, - refused, ! not as the table says')
    for kind, name in sorted({(kind, name) for kind, name, _ in ACCESS}):
        cells = [letters[ACCESS[kind, name, profile]] if all(seen == {may(kind, name, profile)}
                 for seen in found.get((kind, name, profile), {}).values()) else '!' for profile in LOGINS]
        print(f'      {kind:8}{name:28}{" ".join(cells)}')


demo(300)
person('looker', 'reader', ['C00123'])
must(sorted(LOGINS) == sorted({profile for _, _, profile in ACCESS}), 'a profile nobody has')
names = sorted({(kind, name) for kind, name, _ in ACCESS})
with ThreadPoolExecutor(2) as pool:
    for kind, name, profile in drawn(list(ACCESS)):
        pool.submit(try_command if kind == 'command' else try_screen, name, profile)
    for profile in LOGINS:
        pool.submit(try_find, profile)
keyboard = [(profile, ':', kind, name) for profile in LOGINS for kind, name in names]
keyboard += [(profile, 'key', name, key, command) for profile in LOGINS for kind, name in names
             if kind == 'screen' and kind_of(name) == 'list' and may(kind, name, profile)
             for key, command in bindings(name)]
keyboard = drawn(keyboard)
with ThreadPoolExecutor(6) as pool:
    done = [pool.submit(sit, profile, [cell[1:] for cell in keyboard if cell[0] == profile]) for profile in LOGINS]
    for future in done:
        future.result()
if TIMES >= 1000 and PARTS == 1:
    print_table()
for line in differing:
    print('    ' + line.rstrip().replace('\n', '\n      '))
if differing:
    fail(f'{len(differing)} cells are not as data/reference/access.csv says')
print(f'    {sum(map(len, found.values()))} faces of {len(found)} cells of {len(ACCESS)}, all as they should be (seed {SEED})')
