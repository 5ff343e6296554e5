"""F17: invoices, credit notes and statements, each printed twice: the same bytes up to the signature; openssl, pdfsig and
qpdf accept paper and copy; a byte changed anywhere is refused by guichet; nothing stands over the edge of a page.  Each is drawn
from the seed and its number; as many are looked at at once as there are processors."""
import os
import random
import re
import subprocess

from again import Again
from common import FOLDER, GUICHET, SEED, STORE, TIMES, Processes, demo, must, share
import press

NAMES = ('TOTALENERGIES LIÈGE ROCOURT', 'W' * 60, 'AIRE DE L\'ÉTOILE ' * 4, 'ŁÓDŹ ŻABIENIEC', 'ΑΘΗΝΑ ΚΗΦΙΣΙΑ', 'СОФИЯ ЦЕНТЪР',
         'İSTANBUL ŞİŞLİ', '漢字スタンド', 'A', '')
A4 = 595.28, 841.89


def run(*words):
    return subprocess.run(words, capture_output=True, text=True)


def accepted(name):
    """By those who know nothing of us."""
    done = run('openssl', 'cms', '-verify', '-binary', '-cades', '-inform', 'DER', '-in', f'{name}.p7s', '-content', name,
               '-CAfile', f'{STORE}.invoice.crt', '-out', '/dev/null')
    must(done.returncode == 0, f'{name}: openssl: {done.stderr}')
    told = run('pdfsig', '-nssdir', f'{FOLDER}/nss', name).stdout
    for line in 'Total document signed', 'Signature is Valid.', 'Certificate is Trusted.':
        must(line in told, f'{name}: pdfsig does not say: {line}\n{told}')
    done = run('qpdf', '--check', name)
    must(done.returncode == 0 and 'WARNING' not in done.stdout + done.stderr, f'{name}: qpdf: {done.stdout}{done.stderr}')


def within(name, word=None):
    """Every word inside the margins, page numbers on every page, and the mark of a copy."""
    text = run('pdftotext', '-bbox', name, '-').stdout
    pages = text.split('<page ')[1:]
    for number, page in enumerate(pages, 1):
        words = re.findall(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>', page)
        for left, top, right, bottom, said in words:
            must(float(left) >= 50 and float(right) <= A4[0] - 45 and float(top) >= 15 and float(bottom) <= A4[1] - 20,
                 f'{name}, page {number}: {said} stands at {left} {top} {right} {bottom}')
        said = [w[4] for w in words]
        must(f'{number}/{len(pages)}' in said, f'{name}, page {number} of {len(pages)} has no number')
        must((word in said) == bool(word) if word else 'DUPLICATA' not in said, f'{name}, page {number}: its mark')


def draw(i):
    count = random.choice((0, 1, 3, 20, 60, 200)) if i else 1000
    details = press.purchases(count, max(1, min(count, random.randrange(1, 9))), random.choice(NAMES), seed=SEED + i)
    scale = random.choice((1, 1, 1, 100, 100000))
    kind = random.choice(('invoice', 'invoice', 'invoice', 'credit_note', 'statement'))
    sign = -scale if kind == 'credit_note' else scale
    details = [(*detail[:11], detail[11] * sign) for detail in details]
    language = random.choice(('fr', 'nl', 'en'))
    more = {'kind': kind, 'key': f'{STORE}.invoice.key', 'certificate': f'{STORE}.invoice.crt',
            'created_at': '2026-11-20T10:00:00Z', 'window': random.choice(('left', 'right'))}
    if kind == 'credit_note':
        more |= {'credited': '2026-000001', 'reason': random.choice(NAMES), 'due_on': None}
    job, lines = press.invoice(details, language, f'2026-{i + 1:06}', **more)
    if kind == 'statement':
        job |= {'opening': 12345, 'due_on': None}
        lines = [press.tabbed('detail', '2026-11-05', '', '', '', '', 'paper', 'invoice', f'2026-{n:06}', 0, 0, 0, 100 * n, 50 * n)
                 for n in range(count)]
    return job, lines


def changed(content):
    at = random.randrange(len(content))
    return at, content[:at] + bytes([content[at] ^ (1 << random.randrange(8))]) + content[at + 1:]


def write(name, content):
    with open(name, 'wb') as file:
        file.write(content)


demo(100)
os.mkdir(f'{FOLDER}/nss')
run('certutil', '-N', '-d', f'{FOLDER}/nss', '--empty-password')
run('certutil', '-A', '-d', f'{FOLDER}/nss', '-n', 'issuer', '-t', 'CT,C,C', '-i', f'{STORE}.invoice.crt')


def begin():
    global program, paper, copy
    program, paper, copy = Again(GUICHET), f'{FOLDER}/{os.getpid()}.pdf', f'{FOLDER}/{os.getpid()}-copy.pdf'


def verified(name):
    """0: good, 1: refused."""
    return program.run('--store', STORE, 'invoice', 'verify', name)[0]


def twice(i):
    """The bytes of its four files, and how many changed ones were refused."""
    random.seed(f'{SEED} {i}')
    job, lines = draw(i)
    files, again = press.print_paper(job, lines), press.print_paper(job, lines)
    for which in 0, 2:
        end = files[which].index(b'%%EOF\n') + 6
        must(files[which][:end] == again[which][:end] and len(files[which]) == len(again[which]),
             f'{job["number"]}: not the same bytes twice')
    for name, content in zip((paper, f'{paper}.p7s', copy, f'{copy}.p7s'), files):
        write(name, content)
    accepted(paper)
    accepted(copy)
    if i % 10 == 0:
        within(paper)
        within(copy, 'DUPLICATA')
    must(verified(paper) == 0, f'{job["number"]}: guichet does not accept it')
    for name, content in (paper, files[0]), (f'{paper}.p7s', files[1]):
        at, other = changed(content)
        write(name, other)
        must(verified(paper) == 1, f'{name}: byte {at} changed, and accepted')
        write(name, content)
    os.unlink(f'{copy}.p7s')
    at, other = changed(files[2])
    write(copy, other)
    must(verified(copy) == 1, f'{copy} alone: byte {at} changed, and accepted')
    return sum(map(len, files)), 3


with Processes(begin) as pool:
    sizes, refused = zip(*pool.map(twice, share(TIMES)))
print(f'    {len(sizes)} papers and their copies twice, {sum(sizes) // len(sizes) // 1024} KiB each pair of pairs; {sum(refused)} changed bytes, '
      f'all refused (seed {SEED})')
