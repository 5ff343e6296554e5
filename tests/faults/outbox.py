"""F19: the outbox through the real msmtp to a real SMTP server that accepts, delays, refuses, hangs and drops, and through
the real gammu-smsd with its dummy phone; the postman killed with signal 9 time and again (MSG-01, MSG-02).  None lost, no
SMS twice, an e-mail twice only under the same Message-ID and marked."""
import atexit
import collections
import datetime
import email.policy
import glob
import os
import random
import re
import signal
import sqlite3
import subprocess
import time

from common import FOLDER, GUICHET, SEED, STORE, TIMES, ask, demo, good, guichet, must, rows, sound

KILLS = max(5, TIMES // 10)
MESSAGES = 12 * KILLS
MOODS = ['ok'] * 20 + ['later'] * 2 + ['no'] * 2 + ['drop'] + ['sms'] * 5
MAILS, SMS = os.path.join(FOLDER, 'mails'), os.path.join(FOLDER, 'sms')
HERE = os.path.dirname(os.path.abspath(__file__))


def write(name, text):
    with open(os.path.join(FOLDER, name), 'w') as file:
        file.write(text)
    return os.path.join(FOLDER, name)


def wait_for(condition, what, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        must(time.monotonic() < end, f'{what}: not within {seconds} s')
        time.sleep(0.01)


# ---- the world outside ----

os.makedirs(MAILS)
for name in ('inbox', 'outbox', 'sent', 'error', 'phone'):
    os.makedirs(os.path.join(SMS, name))
sink = subprocess.Popen(['/usr/bin/python3', '-I', os.path.join(HERE, 'sink.py'), MAILS], stderr=subprocess.DEVNULL)
atexit.register(sink.kill)
wait_for(lambda: os.path.exists(os.path.join(MAILS, 'port')), 'the SMTP server')
with open(os.path.join(MAILS, 'port')) as file:
    port = file.read()
msmtprc = write('msmtprc', f'account default\nhost 127.0.0.1\nport {port}\ntimeout 20\n')
smsdrc = write('smsdrc', f'''[gammu]
model = dummy
connection = none
port = {SMS}/phone
gammuloc = /dev/null
[smsd]
service = files
logfile = {SMS}/log
debuglevel = 1
inboxpath = {SMS}/inbox/
outboxpath = {SMS}/outbox/
sentsmspath = {SMS}/sent/
errorsmspath = {SMS}/error/
maxretries = 0
commtimeout = 1
sendtimeout = 5
loopsleep = 0
''')


def settings(seconds):
    os.environ['GUICHET_CONFIG'] = write('guichet.conf', f'''message = {{ email_transport = "sendmail"; sms_transport = "gammu";
    sendmail_program = "msmtp -C {msmtprc}"; sendmail_seconds = {seconds}; mail_from = "cards@guichet.example"; gammu_dir = "{SMS}"; }};
''')


settings(20)
smsd = subprocess.Popen(['gammu-smsd', '-c', smsdrc], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                        env={**os.environ, 'LC_ALL': 'C'})
atexit.register(smsd.kill)

# ---- what is to be sent ----

demo(200)
store = sqlite3.connect(STORE)
store.execute("UPDATE outbox SET state = 'cancelled' WHERE state = 'waiting'")
first = store.execute("SELECT next FROM sequence WHERE name = 'outbox'").fetchone()[0]
moods = {}
for number in range(MESSAGES):
    moods[first + number] = mood = random.choice(MOODS)
    to = f'+3247{number:07d}' if mood == 'sms' else f'{mood}{number}@example.com'
    store.execute('INSERT INTO outbox (id, channel, recipient, language, kind, subject, body, created_at) '
                  "VALUES (?, ?, ?, 'fr', 'card-blocked', ?, ?, '2026-11-20T14:41:00Z')",
                  (first + number, 'sms' if mood == 'sms' else 'email', to, f'Carte bloquée n° {number}', f'Été {number}\n'))
store.execute("UPDATE sequence SET next = ? WHERE name = 'outbox'", (first + MESSAGES,))
store.commit()
store.close()

# ---- killed, time and again, each time two hours later ----

clock = datetime.datetime(2026, 11, 20, 15, 41)


def start():
    global clock
    clock += datetime.timedelta(hours=2)
    return subprocess.Popen([GUICHET, '--store', STORE, 'deliver', '--once'], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL, env={**os.environ, 'GUICHET_NOW': clock.isoformat(timespec='minutes')})


def states():
    return dict(ask(f'SELECT id, state FROM outbox WHERE id >= {first}'))


killed = 0
while killed < KILLS:
    postman = start()
    try:
        postman.wait(random.uniform(0.005, 0.25))
    except subprocess.TimeoutExpired:
        postman.send_signal(signal.SIGKILL)
        killed += 1
    must(postman.wait() in (0, 5, -9), f'the postman ended with {postman.returncode}')

# what is under way ends by itself; what the server drops each time is the only one that never does
for _ in range(40):
    must(start().wait(timeout=600) in (0, 5), 'the postman failed')
    left = [number for number, state in states().items() if state in ('waiting', 'sending') and moods[number] != 'drop']
    if not left:
        break
    time.sleep(0.25)
    if any(moods[number] == 'sms' for number in left):
        wait_for(lambda: not glob.glob(f'{SMS}/outbox/OUT*'), 'gammu-smsd', 600)
must(not left, f'{len(left)} never went: {[(moods[n], *ask(f"SELECT state, error FROM outbox WHERE id = {n}")) for n in left[:3]]}')
smsd.terminate()
smsd.wait()

# ---- what came of it ----

got = collections.defaultdict(list)  # row -> Message-IDs
for path in glob.glob(f'{MAILS}/*.eml'):
    with open(path, 'rb') as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    number = int(re.fullmatch(r'Carte bloquée n° ([0-9]+)', mail['Subject'])[1])
    must(mail['To'] == mail['X-To'] and mail['To'].startswith(moods[first + number]), f'{mail["To"]} has the e-mail of another')
    got[first + number].append(mail['Message-ID'])
texts = collections.Counter(int(re.search(r'_([0-9]+)r[0-9]+\.txt$', path)[1]) for path in glob.glob(f'{SMS}/sent/OUT*') + glob.glob(f'{SMS}/error/OUT*'))
with open(f'{SMS}/log', errors='replace') as file:
    moved = collections.Counter(re.findall(r'Renamed \S*/outbox/(\S+) to \S*/sent/', file.read()))
state = states()
doubtful = {number for number, in ask(f'SELECT id FROM outbox WHERE id >= {first} AND doubtful = 1')}
twice = [number for number, ids in got.items() if len(ids) > 1]
for number, mood in moods.items():
    if mood == 'sms':
        must(state[number] == 'sent' and texts[number] == 1, f'SMS {number}: {state[number]}, {texts[number]} files')
    elif mood == 'no':
        must(state[number] == 'failed' and not got[number], f'{number} was refused, and is {state[number]}')
    else:
        must(got[number], f'{mood} {number} is lost ({state[number]})')
        must(mood == 'drop' or state[number] == 'sent', f'{mood} {number} went, and is {state[number]}')
must(all(count == 1 for count in moved.values()) and sum(moved.values()) == sum(texts.values()), 'an SMS went twice')
for number in twice:
    must(len(set(got[number])) == 1, f'{number} went under several Message-IDs')
    must(number in doubtful, f'{number} went {len(got[number])} times and is not marked')
every = [ids[0] for ids in got.values() if ids]
must(len(set(every)) == len(every), 'one Message-ID for two e-mails')

# ---- all is down: a server that never answers, a modem that is away; a clerk is served as ever ----

settings(8)
hang = sqlite3.connect(STORE)
hang.execute("UPDATE outbox SET state = 'cancelled' WHERE state IN ('waiting', 'failed')")
hang.execute("UPDATE outbox SET state = 'waiting', recipient = 'slow@example.com', not_before = NULL WHERE id = ?",
             (next(number for number, mood in moods.items() if mood == 'ok'),))
hang.commit()
hang.close()
postman = start()
wait_for(lambda: ask("SELECT COUNT(*) FROM outbox WHERE state = 'sending'")[0][0] == 1, 'the server that hangs')
card = next(row['number'] for row in rows('cards', 'state=active', '--limit', '50') if row['product'] == 'fleet')
good('do', 'card.block', f'card={card}', 'reason=theft', 'duplicate=yes', '--as', 'agent')
must(postman.poll() is None, 'the server did not hang')
must(guichet('deliver', '--once').returncode == 1, 'two postmen at once')
postman.terminate()  # ends the message in hand first
must(postman.wait(timeout=60) in (0, 5), f'told to stop, the postman ended with {postman.returncode}')
must(ask("SELECT COUNT(*) FROM outbox WHERE state = 'sending'")[0][0] == 0, 'told to stop, it left a message under way')
sound()
print(f'    {MESSAGES} messages, {killed} kills (seed {SEED}): none lost, no SMS twice, {len(twice)} e-mails twice under the same Message-ID')
