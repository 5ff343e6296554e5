"""F3: clerks killed with signal 9 in the middle of saves; what was acknowledged is noted outside the store.
None acknowledged is lost, none is half there, none left a message behind without its fact (BLK-01, MSG-01, AUD-01).
What the program says (its first line) is its acknowledgement.  One that says so before it commits must be caught."""
import os
import random
import subprocess
import time

from common import GUICHET, SEED, STORE, TIMES, ask, demo, must, rows, sound

HANDS = 4

demo(max(2000, TIMES * 8))
cards = [row['number'] for row in rows('cards', 'state=active', '--limit', '10000000') if row['product'] == 'fleet']
random.shuffle(cards)
must(len(cards) > TIMES + 10, f'only {len(cards)} active cards in the demo')
before = dict(ask('SELECT number, rank FROM card'))
messages_before = ask('SELECT COUNT(*) FROM outbox')[0][0]
audit_before = ask('SELECT MAX(id) FROM audit')[0][0] or 0


def start(card, program=GUICHET):
    return subprocess.Popen([program, '--store', STORE, '--as', 'agent', 'do', 'card.block', f'card={card}', 'reason=theft',
                             'duplicate=yes'], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def said(process):
    with process.stdout:
        return process.stdout.read() != b''


took = []
for _ in range(7):
    begin = time.monotonic()
    must(start(cards.pop()).wait() == 0, 'a block that nobody disturbs does not work')
    took.append(time.monotonic() - begin)
usual = sorted(took)[3]

def kill_often(times, program):
    """(killed, acknowledged cards)"""
    acknowledged, killed, hands = [], 0, []
    while (killed < times and cards) or hands:
        while len(hands) < HANDS and cards and killed < times:
            card = cards.pop()
            hands.append((start(card, program), card, time.monotonic() + random.uniform(0, 1.5 * usual)))
        for hand in list(hands):
            process, card, end = hand
            status = process.poll()
            if status is None and time.monotonic() >= end:
                process.kill()
                status = process.wait()
            if status is None:
                continue
            hands.remove(hand)
            must(status in (0, -9), f'a block ended with {status} by itself')
            killed += status != 0
            if said(process) or status == 0:
                acknowledged.append(card)
        time.sleep(0.0005)
    return killed, acknowledged


def done_since():
    return [number for number, in ask(
        'SELECT c.number FROM audit a JOIN audit_record r ON r.audit_id = a.id AND r.kind = \'card\' '
        f'JOIN card c ON c.id = r.record_id WHERE a.id > {audit_before} AND a.command = \'card.block\' AND a.outcome = \'done\'')]


killed, acknowledged = kill_often(TIMES, GUICHET)
sound()
done = done_since()
must(len(done) == len(set(done)), 'a card was blocked twice')
lost = set(acknowledged) - set(done)
must(not lost, f'{len(lost)} acknowledged and lost: {sorted(lost)[:3]}')
# every issue that was out is blocked, one or two of them, and one duplicate waits
for number, ranks, blocked, out, waiting in ask(
        'SELECT c.number, COUNT(*), SUM(r.state = \'blocked\' AND r.blocked_at >= \'2026-11-20T14:41\'), '
        'SUM(r.state IN (\'active\', \'suspended\', \'cancelled\') AND r.number <= c.rank), '
        'SUM(r.state IN (\'new\', \'in_production\') AND r.number > c.rank) FROM card c JOIN rank r ON r.card_id = c.id '
        f'WHERE c.id IN (SELECT record_id FROM audit_record WHERE kind = \'card\' AND audit_id > {audit_before}) GROUP BY c.number'):
    must(blocked >= 1 and out == 0 and waiting == 1,
         f'half a block of {number}: {ranks} ranks, {blocked} blocked, {out} out, {waiting} duplicates')
orphans = ask(f'''SELECT COUNT(*) FROM outbox o WHERE o.id > {messages_before} AND o.kind LIKE 'card-%' AND NOT EXISTS
    (SELECT 1 FROM audit_record r WHERE r.kind = 'card' AND r.record_id = o.card_id AND r.audit_id > {audit_before})''')[0][0]
must(orphans == 0, f'{orphans} messages without their fact')
caught = tried = 0
while caught == 0 and tried < max(400, TIMES) and len(cards) > HANDS:
    tried += max(40, TIMES // 5)
    _, early = kill_often(max(40, TIMES // 5), f'{os.environ["TOOLS"]}/early/guichet')
    caught = len(set(early) - set(done_since()))
must(caught > 0, 'a program that acknowledges before it commits was not caught')
print(f'    {killed} killed, {len(acknowledged)} acknowledged, {len(done)} done, none lost; acknowledged before the commit: {caught} lost, caught (seed {SEED}, a block takes {usual * 1000:.0f} ms)')
