"""A program on a pseudo-terminal of 80x24, read until it shows what is wanted."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

from common import GUICHET, STORE, must


class Terminal:
    said = []  # all that was ever written to one

    def __init__(self, *words, wait=20):
        self.pid, self.file = pty.fork()
        self.patience = wait
        if self.pid == 0:
            os.environ.update(TERM='xterm-256color')
            words = words or (GUICHET, '--store', STORE)
            os.execvp(words[0], words)
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, struct.pack('4H', 24, 80, 0, 0))
        self.text = ''

    def read(self):
        """False once the program has ended."""
        try:
            bytes_ = os.read(self.file, 65536)
        except OSError:
            bytes_ = b''
        Terminal.said.append(bytes_.decode('utf-8', 'replace'))
        self.text += re.sub(r'\x1b\[[0-9;?]*[A-Za-z]|\x1b[()=>].?', '', Terminal.said[-1])
        return bytes_ != b''

    def wait(self, *wanted):
        """Until one of them is shown: which."""
        end = time.monotonic() + self.patience
        while not any(each in self.text for each in wanted):
            must(time.monotonic() < end, f'the terminal does not show {wanted!r}: {self.text[-1500:]!r}')
            if select.select([self.file], [], [], 0.2)[0]:
                must(self.read(), f'the program ended and did not show {wanted!r}: {self.text[-1500:]!r}')
        return next(each for each in wanted if each in self.text)

    def type(self, keys):
        self.text = ''
        os.write(self.file, keys.encode())

    def keys(self, keys, *wanted):
        self.type(keys)
        return self.wait(*wanted)

    def end(self):
        """Reads to the end; the exit status."""
        end = time.monotonic() + self.patience
        while time.monotonic() < end:
            if select.select([self.file], [], [], 0.2)[0] and not self.read():
                os.close(self.file)
                return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        must(False, f'the program does not end: {self.text[-1500:]!r}')

    def hang_up(self):
        os.close(self.file)
        must(os.waitpid(self.pid, 0) is not None, 'the terminal stays')

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.file)
