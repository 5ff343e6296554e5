"""F21: twenty files that nobody sends by accident, workbooks and CSV.  As they are, an import refuses each by its own words
and the store stays as it was; then each is broken over and over, and guichet-files, which alone reads them, ends in order,
within a second of processor and 64 MiB, whatever comes: under sanitizers where they are built, and without them, where time and
memory are counted.  Each broken file is made from the seed, the file's name and its number alone; as many are read at once as
there are processors."""
import hashlib
import io
import json
import os
import random
import re
import struct
import subprocess
import zipfile

from again import Again
from common import CRASHES, FOLDER, GUICHET, PART, SANITIZED, SEED, STORE, TIMES, Processes, ask, demo, must, share, sound

EACH = 10 * TIMES if TIMES >= 1000 else max(2, TIMES // 20)
AT_ONCE = 50  # of one file, by one process
WHOLE = 100  # a file that only its size makes hostile is broken as large as it is once in so many
TOGETHER = 25  # of one reader under sanitizers, before it ends and says what it did not give back
SECONDS, MEMORY = 1, 64 << 10  # of processor; KiB
REFUSED = 1
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
NAMES = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET, STRINGS = 'xl/worksheets/sheet1.xml', 'xl/sharedStrings.xml'
HEADINGS = b'Carte;Date;Heure;Produit;Quantit\xc3\xa9;TVA %;Montant TTC\n'
LINE = b'7002000000000000001;18/11/2026;10:03:18;Gazole;57,90;21;99,47\n'
UNSHOWN = re.compile('[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]')


def book(*parts, level=9):
    made = io.BytesIO()
    with zipfile.ZipFile(made, 'w') as archive:
        for name, data in parts:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED, level)
    return made.getvalue()


def sheet(rows):
    return f'{HEAD}<worksheet {NAMES}><sheetData>{rows}</sheetData></worksheet>'


def row(number, text):
    return f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>{text}</t></is></c></row>'


def shared(strings, rows):
    return book((STRINGS, f'{HEAD}<sst {NAMES}>{strings}</sst>'), (SHEET, sheet(rows)))


def blank(size):
    """Little that swells to so much, and never held here: what is started begins with our own size."""
    made, (before, after) = io.BytesIO(), sheet('|').split('|')
    with zipfile.ZipFile(made, 'w', zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        info = zipfile.ZipInfo(SHEET)
        info.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(info, 'w') as part:
            part.write(before.encode())
            for _ in range(size >> 20):
                part.write(b' ' * (1 << 20))
            part.write(after.encode())
    return made.getvalue(), size + len(before) + len(after)


def lying(data, size):
    """What it says it inflates to is not so."""
    return data.replace(struct.pack('<I', size), struct.pack('<I', 100000))


def noise(size):
    return ''.join(random.choices('abcdefghijklmnopqrstuvwxyz0123456789', k=size))


ENTITIES = '<!DOCTYPE l [<!ENTITY a0 "lol">' + ''.join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10)) + ']>'
good = book((STRINGS, f'{HEAD}<sst {NAMES}>{"".join(f"<si><t>s{i}</t></si>" for i in range(500))}</sst>'),
            (SHEET, sheet(''.join(f'<row r="{i}"><c r="A{i}" t="s"><v>{i - 1}</v></c></row>' for i in range(1, 501)))))
# Its name, what the refusal says in English, its bytes.
BOOKS = [
    ('bomb', 'swells', blank(80 << 20)[0]),
    ('lying bomb', 'swells|damaged', lying(*blank(30 << 20))),
    ('parts', 'more than 200 parts', book(*((f'x{i}', '') for i in range(5000)), (SHEET, sheet('')))),
    ('entities', 'DOCTYPE', book((SHEET, f'{HEAD}{ENTITIES}<worksheet><c><v>&a9;</v></c></worksheet>'))),
    ('a file of the host', 'DOCTYPE',
     book((SHEET, f'{HEAD}<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet><c><v>&x;</v></c></worksheet>'))),
    ('deep', 'nested too deeply', book((SHEET, HEAD + '<a>' * 100000))),
    ('huge cell', 'cell out of all measure', book((SHEET, sheet(f'<row><c t="inlineStr"><is><t>{noise(500000)}</t></is></c></row>')))),
    ('huge shared string', 'cell out of all measure', shared(f'<si><t>{noise(500000)}</t></si>', '<row r="1"><c r="A1" t="s"><v>0</v></c></row>')),
    ('shared strings', 'too many texts|swells', shared('<si><t>a</t></si>' * 250000, '<row r="1"><c r="A1" t="s"><v>0</v></c></row>')),
    ('column', 'More than 64 columns', book((SHEET, sheet('<row><c r="ZZZZZZZZ1"><v>1</v></c></row>')))),
    ('cut', 'damaged or incomplete', good[:len(good) // 2]),
    ('half a zip', 'damaged or incomplete', good[:4] + bytes(60)),
]
TEXTS = [
    ('NUL', 'neither a CSV nor', HEADINGS + LINE.replace(b'Gazole', b'Gaz\0le')),
    ('UTF-16', 'UTF-16', ('\ufeff' + (HEADINGS + LINE).decode()).encode('utf-16-le')),
    ('huge field', 'cell out of all measure', HEADINGS + LINE.replace(b'Gazole', b'x' * 70000)),
    ('line without end', 'cell out of all measure', HEADINGS + b'7002' * 300000),
    ('open quote', 'Line 2: a (stray )?quotation mark', HEADINGS + b'"' + LINE + LINE * 4000),
    ('quote and no end', 'Line 2: a quotation mark is never closed', HEADINGS + b'"\n' + b'7' * (4 << 20)),
    ('cells', 'More than 64 columns', HEADINGS + LINE[:-1] + b';' * 20000 + b'\n'),
    ('lines', 'More than 3.000.000 lines|More than 3000000 lines', HEADINGS + b';\n' * 3000001),
]
# These are millions of times the same: so many do for most of the broken ones.
SMALL = {'lines': HEADINGS + b';\n' * 3000, 'quote and no end': HEADINGS + b'"\n' + b'7' * 200000}
# Odd and no fault of their own: each of their lines is told, and what is good comes in.
ODD = [
    ('Latin-1', HEADINGS.decode().encode('latin-1') + LINE),
    ('mixed signs', HEADINGS + LINE.replace(b';', b',') + LINE.replace(b';', b'\t') + LINE),
    ('old Mac', (HEADINGS + LINE).replace(b'\n', b'\r')),
    ('signs', HEADINGS + LINE.replace(b'10:03:18', b'\x1b]0;x\x07') + LINE.replace(b'7002', b'\xe2\x80\xae')),
]
# As much as may be, and one more: the refusal's name.  They are read once, and a program that takes one more must not outlive it.
WIDE = HEADINGS + b'7002' + b';' * 63 + b'\n'
EDGES = [
    ('64 cells', None, WIDE),
    ('65 cells', b'exchange.too_many_cells', WIDE[:-1] + b';\n'),
    ('64 cells quoted', None, WIDE.replace(b'7002', b'"7002"')),
    ('65 cells quoted', b'exchange.too_many_cells', WIDE.replace(b'7002', b'"7002";')),
    ('128 KiB quoted', None, HEADINGS + b'"' + (b'\xe9' * 32767 + b'\n') * 2 + b'";\n'),
    ('128 KiB and one quoted', b'exchange.cell_huge', HEADINGS + b'"' + (b'\xe9' * 32767 + b'\n') * 2 + b'a"\n'),
    ('65 products', None, HEADINGS + b''.join(LINE.replace(b'Gazole', b'Gazole %d' % i) for i in range(65))),
]
# As much as may be, and one more: read once, and refused by that name.  A program that takes the one more must not outlive it.
WIDE = HEADINGS + b'7002' + b';' * 63 + b'\n'
LONG = HEADINGS + b'"' + (b'\xe9' * 32767 + b'\n') * 2  # of Latin-1: in UTF-8 it is two bytes less than a record may have
EDGES = [
    ('64 cells', None, WIDE),
    ('65 cells', 'too_many_cells', WIDE[:-1] + b';\n'),
    ('64 quoted cells', None, WIDE.replace(b'7002', b'"7002"')),
    ('65 quoted cells', 'too_many_cells', WIDE.replace(b'7002', b'"7002";')),
    ('128 KiB quoted', None, LONG + b'aa"\n'),
    ('128 KiB quoted and a byte', 'cell_huge', LONG + b'aaa"\n'),
    ('65 products', None, HEADINGS + b''.join(LINE.replace(b'Gazole', b'Gazole %d' % i) for i in range(65))),
]
CELLS = [b'"', b'""', b'\0', b'\r', b'\n', b'\t', b';', b',', b'=1+1', b'-', b'\xef\xbb\xbf', b'\xff\xfe', b'\xc3', b'\xc2\xa0', b'\xed\xa0\x80',
         b'\xe2\x80\xae', b'\x1b[31m', b'-9223372036854775808', b'9' * 40, b'1e308', b'2026-02-30', b'31/12/9999', b'00:60', b'x' * 300,
         b'PK\x03\x04', b'<row>', b'</row>', b'&#0;', b'\xc3\xa9' * 150, b'']


def flipped(data):
    data = bytearray(data)
    for _ in range(random.choice([1, 1, 2, 5, 30])):
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    return bytes(data)


def inserted(data):
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice(CELLS) + data[at + random.choice([0, 0, 1, 8]):]


def number(data):
    """One of the sizes and places of a zip."""
    at = random.randrange(len(data))
    size = random.choice([2, 4, 8])
    return data[:at] + random.choice([b'\0', b'\xff', b'\x7f']) * size + data[at + size:]


def twice(data):
    at, size = random.randrange(len(data)), random.choice([1, 30, 2000])
    return data[:at] + data[at:at + size] * random.choice([2, 3, 50]) + data[at + size:]


MUTATIONS = [flipped, flipped, inserted, inserted, inserted, number, twice, lambda data: data[:random.randrange(len(data))],
             lambda data: data.replace(b'\n', random.choice([b'\r', b'\r\n', b'\n\n']), random.choice([1, 100]))]


def parts_of(data):
    """Of a workbook that can be packed anew: its small parts."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            few = archive.infolist() if len(archive.infolist()) <= 100 else []
            return [(one.filename, archive.read(one)) for one in few if 0 < one.file_size < 1 << 20]
    except Exception:  # no zip
        return []


def packed(parts):
    """What is in one of its parts is broken; the sizes and sums around it hold."""
    which = random.randrange(len(parts))
    return book(*((name, random.choice(MUTATIONS)(data) if at == which else data) for at, (name, data) in enumerate(parts)), level=1)


def broken(data, parts):
    times = random.choice([1, 1, 1, 2, 4])
    if parts and random.random() < 0.5:
        data, times = packed(parts), times - 1
    for _ in range(times):
        data = random.choice(MUTATIONS)(data) or b'\n'
    return data


def write(name, data):
    with open(name, 'wb') as file:
        file.write(data)


# ---- guichet-files alone ----

def under_sanitizers(program):
    options = os.environ.get('ASAN_OPTIONS', 'exitcode=99:detect_stack_use_after_return=1') + ':verify_asan_link_order=0:detect_leaks=1'
    return Again(program, runs=TOGETHER, environment={'ASAN_OPTIONS': options})


def start_programs():
    """Without sanitizers, each file by a process of its own; and under them, where most of the time would go into such processes."""
    global programs
    own = os.path.join(os.path.dirname(GUICHET), 'guichet-files')
    sanitized = f'{SANITIZED}/guichet-files'
    programs = [] if b'__asan_init' in open(own, 'rb').read() else [(Again(own), True)]
    if os.path.exists(sanitized):
        programs.append((under_sanitizers(sanitized), False))


PLAN = ''.join(f'cell={cell}:{place}\n' for place, cell in enumerate(['card', 'at', 'time', 'product', 'quantity', 'vat_rate', 'amount']))
PLAN += 'word=product:0:gazole\n.\n'


def frames(said):
    """Their kinds, one a letter: P progress, F form, R row, B block, H hash, D done, E refused; and the last's first field."""
    at, kinds, last = 0, '', b''
    while at < len(said):
        must(len(said) - at >= 16, 'half a frame')
        kind, _, size = struct.unpack_from('<cBxxI', said, at)
        last = said[at + 16:at + 16 + size]
        must(len(last) == size, 'half a frame')
        kinds += kind.decode('latin-1')
        at += 16 + size
    return kinds, last


def judge(task, name, what, program, counted, most):
    """How a reading ended: the name of its refusal, None when there was none."""
    status, seconds, size, said, told = program.end()
    kinds, last = frames(said)
    must(status >= 0 and status not in CRASHES and not told, f'{what}: {program.program} ended with {status}\n{told[-3000:]!r}')
    must(kinds and kinds[-1] in 'DE' and 'E' not in kinds[:-1] and 'D' not in kinds[:-1], f'{what}: said {kinds[-20:]}')
    must(kinds[-1] == 'D' or b'exchange.stopped' not in last, f'{what}: not refused by name: {last!r}')
    if counted:
        size -= mapped(task, name)
        must(seconds < SECONDS, f'{what}: {seconds:.2f} s of processor')
        must(size < MEMORY, f'{what}: {size} KiB')
        most['seconds'], most['KiB'] = max(most['seconds'], seconds), max(most['KiB'], size)
    return re.search(rb'exchange\.(\w+)', last)[1].decode() if kinds[-1] == 'E' else None


def mapped(task, name):
    """What is of the file itself, which the kernel may take back, is no memory of the program."""
    return os.path.getsize(name) >> 10 if task == 'intake' else 0


def break_often(task, end, what, data, numbers):
    """How they ended, and the most that was taken."""
    name, parts = f'{FOLDER}/{os.getpid()}.{end}', parts_of(data) if end == 'xlsx' else []
    write(f'{name}.job', (f'task={task}\nfile={name}\n.\n' + (PLAN if task == 'intake' else '')).encode())
    ended, most = {'D': 0, 'E': 0}, {'seconds': 0, 'KiB': 0}
    for number in numbers:
        random.seed(f'{SEED} {what} {number}')
        write(name, broken(data if number % WHOLE == 0 else SMALL.get(what, data), parts))
        for program, _ in programs:
            program.begin(file=f'{name}.job')
        ends = {'E' if judge(task, name, f'{what} {number}', *reader, most) else 'D' for reader in programs}
        must(len(ends) == 1, f'{what} {number}: read and refused')
        ended[ends.pop()] += 1
    return ended, most


def at_the_edge():
    """Of the programs; and how often the one that takes a cell too many (broken/overfull.sed) was stopped, where it is built."""
    start_programs()
    name, overfull, stopped = f'{FOLDER}/edge', f'{SANITIZED}/faults/overfull/guichet-files', 0
    overfull = under_sanitizers(overfull) if os.path.exists(overfull) else None
    write(f'{name}.job', f'task=intake\nfile={name}\n.\n{PLAN}'.encode())
    for what, refusal, data in EDGES:
        write(name, data)
        for program, counted in programs:
            program.begin(file=f'{name}.job')
            told = judge('intake', name, what, program, counted, {'seconds': 0, 'KiB': 0})
            must(told == refusal, f'{what}: refused by {told}, not by {refusal}')
        stopped += overfull is not None and overfull.run(file=f'{name}.job')[0] in CRASHES
    must(overfull is None or stopped == sum('cells' in what and refusal is not None for what, refusal, _ in EDGES),
         f'a program that takes a cell too many was stopped {stopped} times')
    return overfull is not None


def break_all():
    files = [('read', 'xlsx', what, data) for what, _, data in BOOKS]
    files += [('intake', 'csv', what, data) for what, _, data in TEXTS] + [('intake', 'csv', what, data) for what, data in ODD]
    numbers = share(EACH)
    with Processes(start_programs) as pool:
        done = [pool.submit(break_often, *file, numbers[i:i + AT_ONCE]) for i in range(0, len(numbers), AT_ONCE) for file in files]
        told = [one.result() for one in done]
    return ({end: sum(ended[end] for ended, _ in told) for end in 'DE'},
            {what: max(most[what] for _, most in told) for what in ('seconds', 'KiB')})


# ---- the program ----

def attempt(kind, name, data):
    write(name, data)
    done = subprocess.run([GUICHET, '--store', STORE, 'import', kind, name], capture_output=True, timeout=120, stdin=subprocess.DEVNULL)
    told = (done.stdout + done.stderr).decode('utf-8')
    must(done.returncode in (0, REFUSED), f'import {kind} {name}: status {done.returncode}\n{told[-3000:]}')
    must(not UNSHOWN.search(told), f'import {kind} {name}: what no terminal should get in {told!r}')
    return done.returncode, told


def content():
    """Of the whole store but the audit, in which a refusal is written down."""
    print_of = hashlib.sha256()
    for (table,) in ask("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'audit%' AND name NOT LIKE 'sqlite%' ORDER BY name"):
        for line in ask(f'SELECT * FROM "{table}"'):
            print_of.update(repr((table, line)).encode())
    return print_of.hexdigest()


def refuse_all():
    """As they are, by the program: each by its own words, and nothing but the audit is written."""
    demo(100)
    before = content()
    for files, kind, end in ((BOOKS, 'stations', 'xlsx'), (TEXTS, 'transactions', 'csv')):
        for what, words, data in files:
            status, told = attempt(kind, os.path.join(FOLDER, f'file.{end}'), data)
            must(status == REFUSED and re.search(words, told), f'{what}: status {status}: {told}')
    must(content() == before, 'the store is not what it was')
    for what, data in ODD:
        attempt('transactions', os.path.join(FOLDER, 'file.csv'), data)
    sound()


edges = ''
if PART == 1:
    refuse_all()
    caught = at_the_edge()
    edges = f'{len(EDGES)} at the edge read or refused' + (', one cell too many caught; ' if caught else '; ')
ended, most = break_all()
print(f'    {len(BOOKS) + len(TEXTS)} files refused by name, {edges}{sum(ended.values())} broken ones, {len(share(EACH))} of each (seed {SEED}), '
      f'{"and under sanitizers" if os.path.exists(SANITIZED) else "without sanitizers (make asan)"}: {json.dumps(ended)}, '
      f'at most {most["seconds"]:.2f} s and {most["KiB"] >> 10} MiB')
