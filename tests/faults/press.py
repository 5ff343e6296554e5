"""Papers of the accounts by guichet-files, as guichet asks it for them (include/guichet/job.h)."""
import os
import random
import struct
import subprocess
import tempfile

FILES = os.path.join(os.path.dirname(os.environ['GUICHET']), 'guichet-files')
if not os.path.exists(FILES):
    FILES = os.path.join(os.path.dirname(os.environ['GUICHET']), '..', 'guichet-files')
FONTS = '/usr/share/fonts/truetype/dejavu'
GOODS = 'diesel', 'petrol95', 'e10', 'adblue', 'electricity', 'wash', 'parking', 'toll'


class Refused(Exception):
    pass


def escaped(text):
    return str(text).replace('\\', '\\\\').replace('\n', '\\n')


def frames(answer):
    at = 0
    while at < len(answer):
        kind, count, _, size, number = struct.unpack_from('=cBHIq', answer, at)
        at += 16
        end, fields = at + size, []
        for _ in range(count):
            length, = struct.unpack_from('=I', answer, at)
            fields.append(answer[at + 4:at + 4 + length].decode())
            at += 5 + length
        assert at == end
        yield kind.decode(), number, fields


def helper(job, lines=(), lend=None):
    """The frames of a job, its last one being good."""
    text = ''.join(f'{name}={escaped(value)}\n' for name, value in job.items() if value is not None) + '.\n'
    text += ''.join(f'{line}\n' for line in lines) + ('.\n' if job['task'] == 'invoice' else '')
    if lend is None:
        done = subprocess.run([FILES], input=text.encode(), capture_output=True)
    else:  # as JOB_FILE
        done = subprocess.run(['bash', '-c', 'exec 3<>"$1"; exec "$0"', FILES, lend], input=text.encode(), capture_output=True)
    told = list(frames(done.stdout))
    if not told:
        raise Refused(f'no answer, status {done.returncode}: {done.stderr.decode()}')
    if told[-1][0] != 'D':
        raise Refused(told[-1][2][2] if told[-1][0] == 'E' else str(told[-1]))
    return told[:-1]


def print_paper(job, lines):
    """The four files and, for each, the hash that was told: paper, signature, copy, its signature."""
    with tempfile.NamedTemporaryFile(dir=os.environ.get('TMPDIR')) as lent:
        told = helper(job, lines, lent.name)
        whole = open(lent.name, 'rb').read()
    files, at = [], 0
    for _, size, _ in told:
        files.append(whole[at:at + size])
        at += size
    assert at == len(whole) and len(files) == 4
    return files


def tabbed(name, *fields):
    return f'{name}=' + '\t'.join(str(field) for field in fields)


def vat_of(amount, rate):
    sign = -1 if amount < 0 else 1
    return sign * ((abs(amount) * rate * 2 + 10000 + rate) // (2 * (10000 + rate)))


def invoice(details, language='fr', number='2026-000001', **more):
    """Job and lines of an invoice over details: (at, card, plate, driver, station, kind, code, reference, volume, price, rate, amount)."""
    sums, rates = {}, {}
    for at, card, plate, driver, station, kind, code, reference, volume, price, rate, amount in details:
        count, litres, total = sums.get((kind, code, rate), (0, 0, 0))
        sums[kind, code, rate] = count + 1, litres + volume, total + amount
        rates[rate] = rates.get(rate, 0) + amount
    lines = [tabbed('sum', kind, code, count, litres, rate, total)
             for (kind, code, rate), (count, litres, total) in sums.items()]
    lines += [tabbed('rate', rate, total - vat_of(total, rate), vat_of(total, rate), total)
              for rate, total in sorted(rates.items(), reverse=True)]
    lines += [tabbed('detail', *detail, 0) for detail in details]
    amount = sum(rates.values())
    vat = sum(vat_of(total, rate) for rate, total in rates.items())
    job = {'task': 'invoice', 'kind': 'invoice', 'number': number, 'lang': language, 'currency': 'EUR',
           'date': '2026-11-30', 'due_on': '2026-12-30', 'from': '2026-11-01', 'until': '2026-11-30',
           'customer': 'C00123', 'contract': 'K-2024-0187', 'customer_vat': 'BE 0412.345.678',
           'recipient': 'TRANSPORTS DUPONT & FILS SA\nÀ l\'attention de M. Éric Dupont\nRue de la Métallurgie 12 bte 4\n4000 LIÈGE',
           'iban': 'BE71096123456769', 'created_at': '2026-11-30T23:15:00Z', 'net': amount - vat, 'vat_amount': vat,
           'amount': amount, 'opening': 0, 'fonts': FONTS, 'window': 'right', 'sender': 'Carburants & Cartes SA',
           'address': 'Boulevard du Roi Albert II 27\n1030 Bruxelles\nTél. +32 2 555 01 23', 'vat': 'BE 0400.123.456'}
    return {**job, **more}, lines


def purchases(count, cards=5, station='TOTALENERGIES LIÈGE ROCOURT', seed=1):
    draw = random.Random(seed)
    made = []
    for card in range(cards):
        number = f'70020001{draw.randrange(10**11):011}'
        plate = f'{draw.randrange(1, 9)}-{"".join(draw.choices("ABCDEFGHKLMNPRSTVWXYZ", k=3))}-{draw.randrange(1000):03}'
        driver = draw.choice(('DUPONT ANAÏS', 'VAN DER LINDEN PIET', 'ÖZTÜRK YİĞİT', 'NOVÁK JIŘÍ', 'ŁUKASZ ŻÓŁĆ'))
        days = sorted(draw.randrange(30 * 24 * 60) for _ in range(count // cards + (card < count % cards)))
        for minute in days:
            code = draw.choices(GOODS, (50, 10, 10, 8, 8, 5, 5, 4))[0]
            price = draw.randrange(1200, 2100)
            volume = draw.randrange(500, 9000) * 10 if code in GOODS[:5] else 0
            amount = (volume * price + 5000) // 10000 if volume else draw.randrange(200, 4500)
            at = f'2026-11-{minute // 1440 + 1:02}T{minute % 1440 // 60:02}:{minute % 60:02}:00Z'
            made.append((at, number, plate, driver, station, 'product', code, f'R{len(made):06}', volume,
                         price if volume else 0, 2100 if code != 'parking' else 600, amount))
    return made


def pair(folder):
    """A key and its certificate as a demo store has them."""
    key, certificate = f'{folder}/key.pem', f'{folder}/certificate.pem'
    helper({'task': 'pair', 'key': key, 'certificate': certificate, 'make': 'guichet demo', 'from': 1767225600,
            'until': 2082758400, 'at': 1796000000})
    return key, certificate
