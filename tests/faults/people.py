"""Somebody of each profile in a store, and a terminal to sit at."""
import ctypes
import ctypes.util
import fcntl
import os
import pty
import re
import select
import signal
import sqlite3
import struct
import termios
import time

from common import GUICHET, STORE, must

HOME = 'Up/Down Choose'  # in the keys of the home screen, in English
ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), '..', '..'))


def profiles():
    """code: (kind, rights), as data/reference/profiles.csv has them."""
    lines = open(f'{ROOT}/data/reference/profiles.csv', encoding='utf-8').read().splitlines()[1:]
    return {line.split(';')[0]: (line.split(';')[1], line.split(';')[4].split()) for line in lines}


def person(login, profile, customers=(), store=STORE, rights=None):
    """Somebody who may come in, put into the store behind the program's back: with the password that all have."""
    kind, granted = profiles()[profile]
    connection = sqlite3.connect(store, timeout=20)
    names = [row[1] for row in connection.execute('PRAGMA table_info(account)')]
    of = dict(zip(names, connection.execute("SELECT * FROM account WHERE login = 'agent'").fetchone()))
    id_ = connection.execute('SELECT MAX(id) + 1 FROM account').fetchone()[0]
    of.update(id=id_, login=login, login_key=login.upper(), email=f'{login}@guichet.example',
              email_key=f'{login}@guichet.example'.upper(), last_name=login.upper(), first_name='TEST', name_key=f'{login.upper()} TEST',
              kind=kind, profile=profile, all_customers=int(kind == 'staff' and not customers))
    connection.execute(f'INSERT INTO account ({",".join(names)}) VALUES ({",".join("?" * len(names))})', [of[name] for name in names])
    connection.executemany('INSERT INTO account_right VALUES (?, ?)', [(id_, right) for right in (granted if rights is None else rights)])
    for number in customers:
        connection.execute('INSERT INTO account_customer SELECT ?, id FROM customer WHERE number = ?', (id_, number))
    connection.execute("UPDATE sequence SET next = MAX(next, ?) WHERE name = 'account'", (id_ + 1,))
    connection.commit()
    connection.close()


class Rect(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int) for name in ('start_row', 'end_row', 'start_col', 'end_col')]


def emulator():
    library = ctypes.CDLL('libvterm.so.0')
    for name in 'vterm_new', 'vterm_obtain_screen':
        getattr(library, name).restype = ctypes.c_void_p
    library.vterm_screen_get_text.restype = ctypes.c_size_t
    return library


class Terminal:
    """The program on a pty of 80x24; what it writes is kept (seen) and drawn."""
    library = emulator()  # before there are threads: half told of, it cuts pointers short

    def __init__(self, *words, rows=24, columns=80, environment=None):
        self.rows, self.columns, self.seen = rows, columns, bytearray()
        self.vt = ctypes.c_void_p(self.library.vterm_new(rows, columns))
        self.library.vterm_set_utf8(self.vt, 1)
        self.screen = ctypes.c_void_p(self.library.vterm_obtain_screen(self.vt))
        self.library.vterm_screen_reset(self.screen, 1)
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM='xterm-256color', **(environment or {}))
            os.execv(GUICHET, [GUICHET, '--store', STORE, *words])
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))

    def read(self, seconds):
        """What comes within that time; False when nothing does."""
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False
        self.seen += data
        self.library.vterm_input_write(self.vt, data, ctypes.c_size_t(len(data)))
        return bool(data)

    def text(self):
        lines = []
        for row in range(self.rows):
            line = ctypes.create_string_buffer(self.columns * 8)
            size = self.library.vterm_screen_get_text(self.screen, line, ctypes.c_size_t(len(line)), Rect(row, row + 1, 0, self.columns))
            lines.append(line.raw[:size].decode('utf-8', 'replace').rstrip())
        return '\n'.join(lines)

    def send(self, keys):
        os.write(self.master, keys.encode())

    def until(self, what, seconds=60):
        """The first of those texts that stands on the screen; None when none comes."""
        end = time.monotonic() + seconds
        while True:
            text = self.text()
            for wanted in what:
                if wanted in text:
                    return wanted
            left = end - time.monotonic()
            if left <= 0 or (not self.read(min(left, 1)) and self.gone()):
                return None

    def without(self, what, seconds=60):
        """True once that text stands no more on the screen."""
        end = time.monotonic() + seconds
        while what in self.text() and time.monotonic() < end:
            self.read(0.2)
        return what not in self.text()

    def at_rest(self):
        text = self.text()
        return HOME in text and '! ' not in text

    def home(self):
        """Back to the home screen, whatever is open: Esc, and F3 where that is not enough; never F3 at home, which leaves."""
        for turn in range(16):
            end = time.monotonic() + 0.3
            while not self.at_rest() and time.monotonic() < end:
                self.read(0.1)
            if self.at_rest():
                return
            text = self.text()
            if '! ' in text:
                time.sleep(0.6)  # what is typed right after a refusal is dropped (R2)
            self.send('\x1bOR' if turn % 4 == 3 and HOME not in text else '\x1b')
            self.settle(0.15)
        must(self.at_rest(), f'no way home from\n{self.text()}')

    def gone(self):
        try:
            return os.waitpid(self.pid, os.WNOHANG) != (0, 0)
        except ChildProcessError:
            return True

    def working(self):
        """What was typed is not read yet, or the program runs, or would if it had a processor."""
        try:
            with open(f'/proc/{self.pid}/stat') as file:
                if file.read().rsplit(') ', 1)[1][0] in 'RD':
                    return True
            keyboard = os.open(f'/proc/{self.pid}/fd/0', os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
        except OSError:
            return False  # it has ended
        try:
            return struct.unpack('i', fcntl.ioctl(keyboard, termios.FIONREAD, b'\0\0\0\0'))[0] > 0
        except OSError:
            return False
        finally:
            os.close(keyboard)

    def settle(self, quiet=0.15):
        """Until nothing came for that long from a program that waits for a key, however slow the machine is."""
        while self.read(quiet) or self.working():
            pass

    def close(self):
        try:
            os.kill(self.pid, signal.SIGHUP)
            os.waitpid(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        os.close(self.master)
        self.library.vterm_free(self.vt)


def wording(key):
    """The English sentence of a text, up to its first place."""
    group, name = key.rsplit('.', 1)
    for file in sorted(os.listdir(f'{ROOT}/data/lang/en')):
        text = open(f'{ROOT}/data/lang/en/{file}', encoding='utf-8').read()
        inside = re.search(rf'^{group} = \{{\n(.*?)^\}};', text, re.S | re.M)
        found = inside and re.search(rf'^ *{name} *= "((?:[^"\\]|\\.)*)"', inside.group(1), re.M)
        if found:
            return found.group(1).replace('\\"', '"').split('{')[0].rstrip()
    must(False, f'no text {key}')
