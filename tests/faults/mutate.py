"""STN-01, STN-02, DAY-04: files of stations, prices, passages and transactions broken in every way that comes to mind, from a seed: the import
never crashes, ends with a status of its own and a message that a terminal can show, and the store stays whole."""
import json
import os
import random
import re
import subprocess

from common import CRASHES, FOLDER, GUICHET, SEED, STORE, TIMES, demo, fail, must, rows, sound

CASES = min(3000, 8 * TIMES)
DONE, REFUSED, USAGE, FILE = 0, 1, 2, 5
UNSHOWN = re.compile('[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]')

demo(300)
badge = rows('cards', 'product=passango,liber_t', '--limit', '1')[0]['number']
card = rows('cards', 'product=fleet', 'state=active', '--limit', '1')[0]['number']
GOOD = {
    'stations': [
        'Code;Nom;Enseigne;Adresse;Code postal;Ville;Pays;Services;Produits;Latitude;Longitude;État',
        'M-1;Relais « du Moulin »;Noria;12, rue du Moulin;71000;Mâcon;FR;Parking, Douche;Gazole / AdBlue;46,30120;4,81210;Ouverte',
        'M-2;"Relais ""Nord""; A6";Noria;RN 6;1000;SAINT-DENIS-LèS-BOURG;France;24/24;Diesel;4630990;481990;',
        'M-3;Station;;Kaai 3;2000;Antwerpen;België;WC+Wifi;;51,2;4,4;Gesloten',
        'M-4;Station;;;;Reims;FR;;;0;0;',
    ],
    'prices': [
        'id,nom,maj,valeur,station_id',
        '1,Gazole,2026-11-10T08:00:00,1.712,FR-0001',
        '1,Gazole,2026-11-18T08:00:00,1.698,FR-0002',
        '6,SP98,2022-10-11T11:48:24,1845,FR-0001',
        '5,"E10",2026-11-14T08:00:00,1.705,FR-0003',
    ],
    'passages': [
        'N° badge;Exploitant;Date et heure;Entrée;Sortie;Classe;Montant;Référence',
        f'{badge};APRR;19/11/2026 08:12;Mâcon Sud;Beaune Sud;4;26,40 EUR;A-1',
        f'{badge};VINCI Autoroutes;2026-11-19 10:40;Vienne;Valence Sud;4;23,70;A-2',
        f'{badge};Sanef;2026-11-18 10:40;;Arras;1;13,90;',
    ],
    'transactions': [
        'Carte;Rang;Code conducteur;Station;Date;Heure;Produit;Quantité;Unité;Prix unitaire;TVA %;Montant TTC;Devise;Kilométrage;Référence',
        f'{card};1;1234;FR-0001;18/11/2026;10:03:18;Gazole;57,90;L;1,718;21;99,47;EUR;182596;T1',
        f'{card};;;"Relais ""Nord""";2026-11-18;10:04;Super 95;10;L;1,7;21 %;17,00;EUR;;T2',
        f'{card};;;;18/11/2026 10:05;;Lavage;1;pce;12,5;21;12,50;Euro;;',
    ],
}
CELLS = [b'"', b'""', b'\'', b'\0', b'\r', b'\n', b'\t', b';', b',', b'=1+1', b'-', b'+', b'@x', b'\xef\xbb\xbf', b'\xff\xfe', b'\xc3', b'\xf0\x9f\x98\x80',
         b'\xed\xa0\x80', b'\xe2\x80\xae', b'\x1b[31m', b'\x1b]0;x\x07', b'\xc2\x9b31m', b'%s%n', b'{name}', b'-9223372036854775808', b'9' * 40, b'1e308', b'nan', b'0x10', b'-0',
         b'99999999,99999999', b'2026-02-30', b'0000-00-00', b'31/12/9999 23:59:59', b'x' * 70000, b'\xc3\xa9' * 5000, b' ' * 3000, b'\'; DROP TABLE station;--', b'']


def flipped(data):
    data = bytearray(data)
    for _ in range(random.choice([1, 1, 2, 5, 30])):
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    return bytes(data)


def lines_of(change):
    def changed(data):
        lines = data.split(b'\n')
        change(lines, random.randrange(len(lines)))
        return b'\n'.join(lines)
    return changed


def swap(lines, at):
    other = random.randrange(len(lines))
    lines[at], lines[other] = lines[other], lines[at]


def cell(data):
    """One cell becomes something else, or gets it inside."""
    separator = random.choice([b';', b','])
    lines = data.split(b'\n')
    at = random.randrange(len(lines))
    cells = lines[at].split(separator)
    which = random.randrange(len(cells))
    new = random.choice(CELLS)
    place = random.randrange(len(cells[which]) + 1)
    cells[which] = new if random.random() < 0.6 else cells[which][:place] + new + cells[which][place:]
    lines[at] = separator.join(cells)
    return b'\n'.join(lines)


def inserted(data):
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice(CELLS) + data[at:]


MUTATIONS = [
    flipped, flipped, cell, cell, cell, cell, inserted,
    lambda data: data[:random.randrange(len(data))],
    lines_of(lambda lines, at: lines.insert(at, lines[at])),
    lines_of(lambda lines, at: lines.pop(at)),
    lines_of(swap),
    lines_of(lambda lines, at: lines.insert(at, lines[at][:random.randrange(len(lines[at]) + 1)])),
    lines_of(lambda lines, at: lines.insert(at, lines[at] + b';' * random.choice([1, 3, 300, 20000]))),
    lambda data: data.replace(b'\n', random.choice([b'\r', b'\r\n', b'\n\n', b'\0\n'])),
    lambda data: data.replace(*random.choice([(b';', b','), (b',', b';'), (b';', b'\t'), (b'"', b''), (b';', b'')])),
    lambda data: data.decode('utf-8', 'replace').encode(random.choice(['utf-16', 'utf-16-le', 'latin-1', 'cp1252', 'utf-8-sig', 'utf-32']), 'replace'),
    lambda data: bytes(random.randrange(256) for _ in range(random.choice([1, 100, 5000]))),
]


def attempt(kind, name):
    """The status of an import, which said something that a terminal can show."""
    try:
        done = subprocess.run([GUICHET, '--store', STORE, 'import', kind, name], capture_output=True, timeout=60, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        fail(f'import {kind} {name}: not done within 60 s')
    told = done.stdout + done.stderr
    if done.returncode < 0 or done.returncode in CRASHES or done.returncode not in (DONE, REFUSED, USAGE, FILE):
        fail(f'import {kind} {name}: status {done.returncode}\n{told[-4000:]!r}')
    must(told and (done.returncode == DONE or done.stderr), f'import {kind} {name}: status {done.returncode} and not a word')
    try:
        shown = told.decode('utf-8')
    except UnicodeDecodeError:
        fail(f'import {kind} {name}: not UTF-8: {told!r}')
    must(not UNSHOWN.search(shown), f'import {kind} {name}: what no terminal should get in {told!r}')
    return done.returncode


def make_way(name):
    for one in os.listdir(FOLDER):
        if one.startswith(os.path.basename(name) + '.'):
            os.remove(os.path.join(FOLDER, one))


ended = {}
for case in range(CASES):
    kind = random.choice(list(GOOD))
    data = '\n'.join(GOOD[kind]).encode() + b'\n'
    for _ in range(random.choice([1, 1, 1, 2, 4])):
        data = random.choice(MUTATIONS)(data) or b'\n'
    name = os.path.join(FOLDER, f'{kind}.csv')  # kept when it fails: SEED makes it again
    with open(name, 'wb') as file:
        file.write(data)
    status = attempt(kind, name)
    ended[status] = ended.get(status, 0) + 1
    make_way(name)
sound()
for screen in ('stations', 'prices', 'passages', 'transactions', 'transaction-faults'):
    rows(screen, '--limit', '100000')
print(f'    {CASES} files (seed {SEED}), ended with {json.dumps(dict(sorted(ended.items())))}')
