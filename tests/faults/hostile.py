"""F20: 200 hostile addresses, subjects, numbers, texts and names of files, made from a seed, through the postman: each is
refused or encoded, never one more header, argument or file (MSG-02).  The same eyes look at a careless postman, and see it."""
import email.policy
import glob
import json
import os
import random
import re
import shlex
import sqlite3
import subprocess

from common import FOLDER, SEED, STORE, ask, demo, guichet, must

CASES = 200
SMS, SPOOL = os.path.join(FOLDER, 'sms'), STORE + '.spool'
HEADERS = ['From', 'To', 'Subject', 'Date', 'Message-ID', 'Auto-Submitted', 'Content-Language', 'MIME-Version', 'Content-Type']

# ---- what is tried ----

GOOD = ['marie@example.com', "o'neill+fleet@sub.example.co.uk", 'a' * 64 + '@example.com', 'x_y-z.1@xn--d1acufc.example',
        '`id`|$HOME@example.com']
BAD = ['marie@example.com\nBcc: all@example.com', 'marie@example.com\r\nX-Evil: 1', '-oQ/tmp@example.com', '--@example.com', 'a@b.example,c@d.example',
       'a@b.example;c@d.example', 'a@b.example c@d.example', '"a b"@example.com', '<a@b.example>', 'Marie <a@b.example>', 'a@b.example\t', ' a@b.example',
       'a' * 65 + '@example.com', 'a@' + 'b' * 64 + '.example', 'a@' + '.'.join(['b' * 60] * 5) + '.example', 'é@example.com', 'marie@exämple.com',
       'a@b', 'a@@b.example', '@example.com', 'a@', '', '|/bin/sh@example.com x', '$(id)@example.com', 'a@b.example>', 'a(x)@b.example',
       'a@[127.0.0.1]', 'a@b..example', '.a@b.example', 'a.@b.example', 'a@b.example.', 'a\u202e@b.example', 'a@b.example\x7f', '../../etc/passwd', '😀@b.example']
NUMBERS = ['+32470123456', '+' + '1' * 15]
WRONG = ['+' + '9' * 30, '0470123456', '+32 470 12', '+32470123456\nX: y', '-32470123456', '+32470123456_../../x', '../x', '+3247;0', '', '+', '٠٤٧٠', '+32470123456/..']
WORDS = ['Bonjour', '\n', '\r\n', '\x01', 'Bcc: all@example.com', 'Subject: x', '=?utf-8?B?QmNjOg==?=', '"', "'", '\\', '😀', 'é', '\u202e', '\x1b[31m',
         '.', '\n.\n', 'From ', '--=_guichet_1', '$(touch x)', '`touch x`', ';', ',', '<b>', '%0a', '\u2028', 'x' * 100, '\x85', '\ufeff', '   ', '=20', '../../x', '-']


def text(most):
    return ''.join(random.choice(WORDS) + random.choice(['', ' ']) for _ in range(random.randrange(most)))


demo(200)
for name in ('outbox', 'sent', 'error'):
    os.makedirs(os.path.join(SMS, name))
store = sqlite3.connect(STORE)
store.execute("UPDATE outbox SET state = 'cancelled' WHERE state = 'waiting'")
first = store.execute("SELECT next FROM sequence WHERE name = 'outbox'").fetchone()[0]
cases = {}
for number in range(first, first + CASES):
    sms = random.random() < 0.3
    good = random.random() < 0.4
    to = random.choice((NUMBERS if good else WRONG) if sms else (GOOD if good else BAD))
    cases[number] = case = {'sms': sms, 'good': good, 'to': to, 'subject': text(12), 'body': text(30) or 'x' * 1000}
    store.execute('INSERT INTO outbox (id, channel, recipient, language, kind, subject, body, created_at) VALUES '
                  "(?, ?, ?, 'fr', 'card-blocked', ?, ?, '2026-11-20T14:41:00Z')",
                  (number, 'sms' if sms else 'email', to, case['subject'], case['body']))
store.execute("UPDATE sequence SET next = ? WHERE name = 'outbox'", (first + CASES,))
store.commit()
store.close()

# ---- who takes them: writes down each call, all it was given ----

taker = os.path.join(FOLDER, 'taker.py')
with open(taker, 'w') as file:
    file.write(f'''import json, os, sys
with open({os.path.join(FOLDER, 'calls')!r}, 'a') as file:
    file.write(json.dumps([sys.argv[1:], sys.stdin.buffer.read().decode('latin-1'), sorted(os.listdir('/proc/self/fd'))]) + '\\n')
''')
config = os.path.join(FOLDER, 'guichet.conf')
with open(config, 'w') as file:
    file.write(f'''message = {{ email_transport = "sendmail"; sms_transport = "gammu"; sendmail_program = "/usr/bin/python3 -I {taker}";
    mail_from = "cards@guichet.example"; mail_name = "Cartes, «\\"é\\"» <x@y.example>"; gammu_dir = "{SMS}"; }};\n''')
before = set(glob.glob(os.path.join(FOLDER, '**'), recursive=True, include_hidden=True))
must(guichet('deliver', '--once', environment={'GUICHET_CONFIG': config}, wait=600).returncode == 5, 'nothing was refused')


# ---- the eyes ----

def cleaned(words):
    """What is left of a text to compare: letters and digits, in order."""
    return re.sub(r'[^0-9A-Za-zé😀]', '', words)


def faults_of(case, arguments, raw):
    """What is wrong with one hand-over."""
    found = []
    if arguments != ['-f', 'cards@guichet.example', '--', case['to']]:
        found.append(f'arguments {arguments}')
    mail = email.message_from_bytes(raw.encode('latin-1'), policy=email.policy.default)
    if mail.keys() != HEADERS + ['Content-Transfer-Encoding']:
        found.append(f'headers {mail.keys()}')
    if mail['To'] != case['to'] or len(mail['From'].addresses) != 1 or mail['From'].addresses[0].addr_spec != 'cards@guichet.example':
        found.append(f'from {mail["From"]} to {mail["To"]}')
    if mail.defects or mail.is_multipart():
        found.append(f'defects {mail.defects}')
    if any(ord(sign) > 126 or (ord(sign) < 32 and sign != '\n') for sign in raw) or any(len(line) > 78 and line != f'To: {case["to"]}' for line in raw.split('\n')):
        found.append('bytes that no mail has')
    if cleaned(str(mail['Subject'])) != cleaned(case['subject']):
        found.append(f'subject {mail["Subject"]!r}')
    if not mail.is_multipart() and cleaned(mail.get_content()) != cleaned(case['body']):
        found.append(f'body {mail.get_content()!r}')
    return found


state = dict(ask(f'SELECT id, state FROM outbox WHERE id >= {first}'))
with open(os.path.join(FOLDER, 'calls')) as file:
    calls = [json.loads(line) for line in file]
expected = [number for number, case in cases.items() if case['good'] and not case['sms']]
must(len(calls) == len(expected), f'{len(calls)} hand-overs, {len(expected)} good addresses')
for number, (arguments, raw, descriptors) in zip(expected, calls):
    found = faults_of(cases[number], arguments, raw)
    must(not found, f'{cases[number]!r}: {found}\n{raw}')
    must(set(descriptors) <= {'0', '1', '2', '3', '4'}, f'descriptors {descriptors}')
for number, case in cases.items():
    wanted = 'failed' if not case['good'] else 'sending' if case['sms'] else 'sent'
    must(state[number] == wanted, f'{case!r} is {state[number]}')
names = sorted(os.listdir(os.path.join(SMS, 'outbox')))
must(all(re.fullmatch(r'OUTC20261120_144100_00_\+[0-9]{6,15}_[0-9]+r1\.txt', name) for name in names), f'names {names}')
must(len(names) == sum(case['sms'] and case['good'] for case in cases.values()), f'{len(names)} files for the modem')
for name in names:
    case = cases[int(re.search(r'_([0-9]+)r1', name)[1])]
    with open(os.path.join(SMS, 'outbox', name), encoding='utf-16') as file:
        said = file.read()
    must(cleaned(said) == cleaned(case['body']) and not re.search(r'[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2028]', said), f'{case!r}: {said!r}')
new = set(glob.glob(os.path.join(FOLDER, '**'), recursive=True, include_hidden=True)) - before
allowed = {os.path.join(SMS, 'outbox', name) for name in names} | {os.path.join(FOLDER, 'calls')} | {STORE + end for end in ('-wal', '-shm', '.deliver')}
must(new <= allowed, f'files that were not meant: {sorted(new - allowed)}')

# ---- a careless postman, seen by the same eyes ----

seen = 0
for case in cases.values():
    if case['sms']:
        continue
    command = f'printf "%s\\n" -f cards@guichet.example -- {case["to"]}'.replace('\r', '')
    words = subprocess.run(['sh', '-c', command], capture_output=True, text=True, cwd=FOLDER).stdout.splitlines() if not re.search(r'[<>|`$]', case['to']) \
        else shlex.split('x ' + re.sub('["\'\\\\]', '', case['to']))
    raw = f'From: cards@guichet.example\nTo: {case["to"]}\nSubject: {case["subject"]}\n\n{case["body"]}\n'
    try:
        seen += bool(faults_of(case, words, raw.encode('utf-8').decode('latin-1')))
    except (AttributeError, LookupError, ValueError, UnicodeError):
        seen += 1
must(seen == sum(not case['sms'] for case in cases.values()), 'a careless postman was not seen')
print(f'    {CASES} tried (seed {SEED}): {len(calls)} e-mails and {len(names)} SMS as they were meant, {sum(s == "failed" for s in state.values())} refused')
