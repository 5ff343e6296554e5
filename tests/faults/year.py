"""A year of nights, held against a model of the rules written here anew (REN-01 to REN-06): each card a candidate or not,
told and reminded once, made at the cut-off, active on the last day, the old issue expired the day after; clerks cancel,
renew, block and suspend meanwhile.  Then the same year with every night killed with signal 9 at random moments and run
again, and some nights missed: the same cards, the same messages.

With few TIMES (make check) only the days on which something happens and their neighbours are lived."""
import calendar
import datetime
import os
import random
import shutil
import subprocess
import time

from common import GUICHET, SEED, STORE, TIMES, ask, demo, fail, guichet, must, sound

FULL = TIMES >= 200
CARDS = 600 if FULL else 200
FIRST = datetime.date(2026, 11, 20)
LAST = datetime.date(2027, 12, 1) if FULL else datetime.date(2027, 4, 2)
KILLS = 3 if FULL else 2
ENDED = ('blocked', 'expired', 'deleted')
day = datetime.timedelta(days=1)


# ---- the calendar of REN-02 and REN-04 ----

def month_end(date, months):
    count = date.year * 12 + date.month - 1 + months
    year, month = divmod(count, 12)
    return datetime.date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def notice_of(expiry):
    return month_end(expiry, -3)


def unused_since(expiry):
    return month_end(expiry, -6)


def reminder_of(expiry):
    return month_end(expiry, -2)


def cutoff_of(expiry):
    return month_end(expiry, -1).replace(day=10)


def four_years(expiry):
    return month_end(expiry, 48)


# ---- the model ----

class Card:
    def __init__(self, row, ranks):
        self.id, self.number, self.customer, self.state, self.rank, self.next, self.renewal, expires, used = row
        self.expires = datetime.date.fromisoformat(expires)
        self.used = datetime.date.fromisoformat(used) if used else datetime.date.min
        # number: [state, last day, cause, state before a suspension]
        self.ranks = {n: [s, datetime.date.fromisoformat(e), c, b] for n, s, e, c, b in ranks}

    def seen(self):
        ranks = tuple((n, r[0], r[1].isoformat()) for n, r in sorted(self.ranks.items()))
        return (self.state, self.rank, self.next, self.renewal, self.expires.isoformat(), ranks)

    def present(self):
        return self.ranks[self.rank]

    def out(self):
        return [r for n, r in self.ranks.items() if n <= self.rank and r[0] not in ENDED and r[0] != 'new']


class Model:
    def __init__(self):
        ranks = {}
        for card, *rank in ask('SELECT card_id, number, state, expires_on, cause, state_before FROM rank'):
            ranks.setdefault(card, []).append(rank)
        self.cards = [Card(row, ranks[row[0]]) for row in ask(
            'SELECT id, number, customer_id, state, rank, next_rank, renewal, expires_on, last_used_on FROM card')]
        self.reached = dict(ask("SELECT u.id, COALESCE(c.email, '') FROM customer u LEFT JOIN contact c "
                                "ON c.customer_id = u.id AND c.kind = 'manager'"))
        # What the demo's own past has done: months told, reminded and made before the first day.
        self.done = {(step, customer, month) for step, column in
                     (('told', 'told_at'), ('reminded', 'reminded_at'), ('made', 'produced_at'), ('active', 'activated_at'))
                     for customer, month in ask(f'SELECT customer_id, month FROM renewal_cohort WHERE {column} IS NOT NULL')}
        self.lifts = ask("SELECT record_id, due_at FROM pending WHERE command = 'card.lift' AND state = 'waiting'")
        self.messages = []
        self.last = FIRST

    def cohorts(self):
        """Customer and month, with the cards in it, of those that a renewal knows or will."""
        found = {}
        for card in self.cards:
            if card.renewal != 'none' or card.state in ('active', 'suspended', 'cancelled'):
                found.setdefault((card.expires.isoformat()[:7], card.customer), []).append(card)
        return sorted(found.items())

    def once(self, step, customer, month):
        fresh = (step, customer, month) not in self.done
        self.done.add((step, customer, month))
        return fresh

    def tell(self, kind, customer):
        self.messages.append((kind, customer, 'email' if self.reached[customer] else 'letter'))

    def night(self, today):
        for lift in [lift for lift in self.lifts if lift[1][:10] < today.isoformat()]:  # suspensions with an end
            self.lifts.remove(lift)
            for card in self.cards:
                if card.id == lift[0] and card.state == 'suspended':
                    self.lift(card)
        for (month, customer), cards in self.cohorts():
            end = cards[0].expires
            if notice_of(end) <= today and cutoff_of(end) > self.last:
                fresh = [c for c in cards if c.renewal == 'none' and c.state in ('active', 'suspended', 'cancelled')]
                for card in fresh:
                    was = card.present()[3] if card.state == 'suspended' else card.state
                    card.renewal = ('cancelled_by_user' if was == 'cancelled' else
                                    'candidate' if card.used > unused_since(end) else 'cancelled_unused')
                if fresh and self.once('told', customer, month):
                    self.tell('renewal-notice', customer)
        for (month, customer), cards in self.cohorts():
            end = cards[0].expires
            if ('told', customer, month) in self.done and reminder_of(end) <= today and self.once('reminded', customer, month):
                if today < cutoff_of(end) and any(c.renewal == 'candidate' for c in cards):
                    self.tell('renewal-reminder', customer)
        for (month, customer), cards in self.cohorts():
            end = cards[0].expires
            if ('told', customer, month) in self.done and cutoff_of(end) <= today:
                self.done.add(('made', customer, month))
                for card in cards:
                    if card.renewal == 'candidate':
                        self.make(card)
        for (month, customer), cards in self.cohorts():
            end = cards[0].expires
            if end <= today and ('made', customer, month) in self.done:
                fresh = [c for c in cards if c.renewal == 'in_renewal' and c.ranks[c.next][2] == 'renewal']
                for card in fresh:
                    self.activate(card)
                if self.once('active', customer, month) and fresh:
                    self.tell('renewal-active', customer)
        for card in self.cards:
            for number, rank in card.ranks.items():
                if rank[0] not in ENDED and rank[1] < today:
                    rank[0], rank[3] = 'expired', None
                    if number == card.rank:
                        card.state = 'expired'
                        card.renewal = card.renewal if card.renewal == 'in_renewal' else 'none'
                    elif number == card.next:
                        card.next = None
        self.last = today

    def make(self, card):
        waits = card.next and card.ranks[card.next][0] == 'in_production'
        if waits:
            return
        if card.next:
            card.ranks[card.next][1] = four_years(card.expires)
        else:
            card.next = max(card.ranks) + 1
            card.ranks[card.next] = ['in_production', four_years(card.expires), 'renewal', None]
        card.renewal = 'in_renewal'

    def activate(self, card):
        new = card.ranks[card.next]
        new[0] = card.state if card.state in ('suspended', 'cancelled') else 'active'
        new[3] = card.present()[3] if new[0] == 'suspended' else None
        card.state, card.rank, card.next, card.renewal, card.expires = new[0], card.next, None, 'none', new[1]

    def lift(self, card):
        for rank in card.out():
            if rank[0] == 'suspended':
                rank[0], rank[3] = rank[3], None
        card.state = card.present()[0]

    # what clerks do by day; None when the program must refuse
    def cancel(self, card):
        card.present()[0] = card.state = 'cancelled'
        card.renewal = 'cancelled_by_user' if card.renewal == 'candidate' else card.renewal
        return ['card.cancel']

    def renew(self, card, today):
        made = ('made', card.customer, card.expires.isoformat()[:7]) in self.done
        if made or today > cutoff_of(card.expires):
            return ['card.renew'], False
        if card.state == 'cancelled':
            card.present()[0] = card.state = 'active'
        card.renewal = 'candidate'
        return ['card.renew'], True

    def block(self, card, duplicate):
        for rank in card.out():
            rank[0], rank[3] = 'blocked', None
        card.state = 'blocked'
        if not card.next:
            if duplicate:
                card.next = max(card.ranks) + 1
                card.ranks[card.next] = ['new', card.expires, 'duplicate', None]
            else:
                card.renewal = 'none'
        return ['card.block', 'reason=theft', f'duplicate={"yes" if duplicate else "no"}']

    def suspend(self, card):
        for rank in card.out():
            if rank[0] in ('active', 'cancelled'):
                rank[3], rank[0] = rank[0], 'suspended'
        card.state = 'suspended'
        return ['card.suspend']


# ---- a year ----

def days():
    today = FIRST + day
    while today <= LAST:
        near = (today.day in (9, 10, 11) or (today + day).day == 1 or today.day == 1
                or (today + 2 * day).day == 1 or today == FIRST + day)
        if FULL or near:
            yield today
        today += day


def act(model, today, draw):
    """One thing a clerk does: the words of the command, and whether it is done."""
    moves = [c for c in model.cards if c.renewal != 'none' and c.state in ('active', 'cancelled')]
    if not moves:
        return None
    card = draw.choice(moves)
    doing, good = None, True
    if card.renewal.startswith('cancelled'):
        doing, good = model.renew(card, today)
    elif card.renewal == 'candidate' and card.state == 'active':
        doing = draw.choice([model.cancel, model.suspend, lambda c: model.block(c, True), lambda c: model.block(c, False)])(card)
    elif card.renewal == 'in_renewal':
        doing = draw.choice([model.suspend, lambda c: model.block(c, False)])(card)
    return [*doing, f'card={card.number}'], good


def clock(today, hour):
    return {'GUICHET_NOW': f'{today.isoformat()}T{hour}'}


def compare(model, today, what):
    ranks = {}
    for card, *rank in ask('SELECT card_id, number, state, expires_on FROM rank ORDER BY number'):
        ranks.setdefault(card, []).append(tuple(rank))
    for row in ask('SELECT id, state, rank, next_rank, renewal, expires_on FROM card'):
        card = model.byid[row[0]]
        got = (*row[1:], tuple(ranks[row[0]]))
        must(got == card.seen(), f'{what}, {today}, card {card.number}:\n      is     {got}\n      wanted {card.seen()}')


def outbox():
    return ask("SELECT kind, customer_id, channel, recipient, subject, body FROM outbox WHERE kind LIKE 'renewal-%' ORDER BY id")


def live(what, acts, night, missed):
    """Every night and every act; acts None: they are drawn, and given back."""
    model = Model()
    model.byid = {card.id: card for card in model.cards}
    draw, drawn = random.Random(SEED), []
    for today in days():
        if today not in missed:
            night(today)
            model.night(today)
            compare(model, today, what)
        for _ in range(3 if today.day in (1, 9, 11) else 1):
            doing = act(model, today, draw)
            if doing:
                words, good = doing
                drawn.append((today, words))
                done = guichet('do', *words, environment=clock(today, '14:30'))
                must((done.returncode == 0) == good, f'{what}, {today}: {words} ended with {done.returncode}\n{done.stderr}')
    must(acts is None or acts == drawn, f'{what}: the acts differ')
    compare(model, LAST, what)
    told = sorted((kind, customer, channel) for kind, customer, channel, *_ in outbox())
    must(told == sorted(model.messages), f'{what}: {len(told)} messages, {len(model.messages)} wanted\n'
         f'      too many {[m for m in set(told) if told.count(m) > model.messages.count(m)]}\n'
         f'      too few  {[m for m in set(model.messages) if told.count(m) < model.messages.count(m)]}')
    sound()
    return drawn


def whole_night(today):
    done = guichet('nightly', environment=clock(today, '00:10'))
    must(done.returncode == 0, f'nightly of {today}: {done.returncode}\n{done.stderr}')
    return done.stdout


took = []


def twice(today):
    begin = time.monotonic()
    whole_night(today)
    took.append(time.monotonic() - begin)
    again = whole_night(today)
    must(len(again.splitlines()) == 1, f'the night of {today} did something the second time:\n{again}')


def killed(today):
    for _ in range(random.randint(1, KILLS)):
        process = subprocess.Popen([GUICHET, '--store', STORE, 'nightly'], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, env={**os.environ, **clock(today, '00:10')})
        time.sleep(random.uniform(0, 1.2 * max(took)) if random.random() < .5 else random.uniform(0, 1.2 * usual))
        process.kill()
        process.wait()
    whole_night(today)


def back():
    for end in ('', '-wal', '-shm'):
        if os.path.exists(STORE + end):
            os.remove(STORE + end)
    shutil.copy(STORE + '.first', STORE)


demo(CARDS)
guichet('check')  # leaves nothing in the log
shutil.copy(STORE, STORE + '.first')
begin = time.monotonic()
acts = live('by itself', None, twice, ())
plain = outbox()
usual = sorted(took)[len(took) // 2]
back()
live('killed', acts, killed, ())
must(sorted(outbox()) == sorted(plain), 'killed: other messages than by itself')
back()
missed = {today for today in days() if random.random() < .3 and today != LAST}
live('nights missed', None, whole_night, missed)
print(f'    {len(took)} nights, {len(acts)} acts, {len(plain)} messages, {CARDS} cards, three times over in '
      f'{time.monotonic() - begin:.0f} s (seed {SEED})')
