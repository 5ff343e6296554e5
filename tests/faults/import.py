"""STN-01, STN-02: imports of stations, prices and passages killed with signal 9 at random moments and started again until
they are done: nothing doubled, nothing lost, and the last run knows what the killed ones kept."""
import datetime
import json
import os
import random
import subprocess
import time

from common import FOLDER, GUICHET, SEED, STORE, TIMES, ask, demo, good, must, rows, sound

KILLS = max(10, TIMES // 10)
LINES = 1500
FUELS = ['Gazole', 'SP95', 'SP98', 'E10']
CODES = {'Gazole': 'diesel', 'SP95': 'petrol95', 'SP98': 'petrol98', 'E10': 'e10'}

demo(500)
badges = [row['number'] for row in rows('cards', 'product=passango,liber_t', '--limit', '100000')]
must(badges, 'a demo without badges')
own = [f'K0001-{i:04d}' for i in range(40)]  # stations of the first file: nothing else gave them a price
files, moments = 0, 0


def moment():
    """Another one each time: as a file has it, in Brussels in winter, and in UTC as the store has it."""
    global moments
    moments += 1
    at = datetime.datetime(2026, 11, 16, 12) - datetime.timedelta(seconds=moments)
    return (at + datetime.timedelta(hours=1)).isoformat(), at.isoformat() + 'Z'


def stations(number):
    """The lines of a file, and what the store must have because of it."""
    lines, kept = ['Code;Nom;Ville;Pays;Latitude;Longitude'], {}
    for i in range(LINES):
        code = f'K{number:04d}-{i:04d}'
        place = random.randrange(4300000, 5000000), random.randrange(0, 600000)
        kept[code] = place
        lines.append(f'{code};Relais {i};Cluny;FR;{place[0] / 1e5:.5f};{place[1] / 1e5:.5f}')
    return lines, kept


def stations_kept(number):
    got = ask(f"SELECT code, latitude, longitude FROM station WHERE code LIKE 'K{number:04d}-%'")
    doubles = ask('SELECT COUNT(*) FROM station_code WHERE code IN (SELECT code FROM station)')[0][0]
    must(doubles == 0, f'{doubles} stations are doubles too')
    return [(code, (latitude, longitude)) for code, latitude, longitude in got]


def prices(number):
    lines, kept = ['Station;Carburant;Prix;Date'], {}
    for _ in range(LINES):
        written, at = moment()
        key = random.choice(own), random.choice(FUELS), at
        price = random.randrange(1200, 2200)
        kept[key[0], CODES[key[1]], at] = price
        lines.append(f'{key[0]};{key[1]};{price / 1000:.3f};{written}')
    head, rest = lines[0], lines[1:]
    random.shuffle(rest)
    return [head, *rest], kept


def prices_kept(number):
    wrong = ask('''SELECT COUNT(*) FROM (SELECT until, current, LEAD(at) OVER (PARTITION BY station_id, product ORDER BY at) AS next
        FROM station_price) WHERE until IS NOT next OR current <> (next IS NULL)''')[0][0]
    must(wrong == 0, f'{wrong} prices do not end where the next begins')
    return [((code, product, at), price) for code, product, at, price in ask(
        'SELECT s.code, p.product, p.at, p.price FROM station_price p JOIN station s ON s.id = p.station_id')]


def passages(number):
    lines, kept = ['N° badge;Exploitant;Date et heure;Sortie;Montant;Référence'], {}
    for i in range(LINES):
        written, at = moment()
        card, amount = random.choice(badges), random.randrange(100, 5000)
        kept[card, at] = amount
        lines.append(f'{card};APRR;{written};Sortie K;{amount // 100},{amount % 100:02d};K{number:04d}-{i}')
    return lines, kept


def passages_kept(number):
    return [((card, at), amount) for card, at, amount in ask(
        f"SELECT c.number, p.at, p.amount FROM passage p JOIN card c ON c.id = p.card_id WHERE p.reference LIKE 'K{number:04d}-%'")]


def written(kind, make):
    global files
    files += 1
    lines, kept = make(files)
    name = os.path.join(FOLDER, f'{kind}-{files}.csv')
    with open(name, 'w', encoding='utf-8') as file:
        file.write('\n'.join(lines) + '\n')
    return name, kept


def check_kept(kind, kept, got, all_of_them):
    """Each once at most, as the file has it; and all of them when the import ended by itself."""
    found = [(key, value) for key, value in got if key in kept]
    must(len(found) == len(dict(found)), f'{kind}: {len(found) - len(dict(found))} doubled')
    for key, value in found:
        must(kept[key] == value, f'{kind} {key}: {value}, the file says {kept[key]}')
    must(not all_of_them or len(found) == len(kept), f'{kind}: {len(kept) - len(found)} of {len(kept)} lost')
    return len(found)


for kind, make, look in (('stations', stations, stations_kept), ('prices', prices, prices_kept), ('passages', passages, passages_kept)):
    name, kept = written(kind, make)
    begin = time.monotonic()
    good('import', kind, name)
    usual = time.monotonic() - begin
    check_kept(kind, kept, look(files), True)
    killed, inside, rounds = 0, 0, 0
    while killed < KILLS:
        name, kept = written(kind, make)
        rounds += 1
        before = 0
        while killed < KILLS:
            process = subprocess.Popen([GUICHET, '--store', STORE, 'import', kind, name], stdin=subprocess.DEVNULL,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                status = process.wait(random.uniform(0, 1.2 * usual))
            except subprocess.TimeoutExpired:
                process.kill()
                status = process.wait()
            if status == 0:
                break
            must(status == -9, f'import {kind} ended with {status} by itself')
            killed += 1
            now = check_kept(kind, kept, look(files), False)
            must(now >= before, f'{kind}: {before - now} lost again')
            inside += before < now < len(kept)
            before = now
        before = check_kept(kind, kept, look(files), False)
        told = json.loads(good('import', kind, name, '--format', 'json'))
        must(told['created'] == len(kept) - before and told['unchanged'] == before and told['changed'] == told['rejected'] == 0,
             f'import {kind} over {before} of {len(kept)} kept: {told}')
        check_kept(kind, kept, look(files), True)
        left = [one for one in os.listdir(FOLDER) if one.startswith(os.path.basename(name) + '.')]
        must(not left, f'left beside the file: {left}')
    sound()
    print(f'    {kind}: {killed} killed, {inside} of them in the middle of the lines, {rounds} files whole (seed {SEED}, one takes {usual * 1000:.0f} ms)')
