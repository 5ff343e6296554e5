#!/bin/bash
# ACC-12: the other end of a terminal that is nobody's controlling one goes without a signal, while home still counts: the
# program is gone within seconds all the same.
set -eu
folder=$(mktemp -d /tmp/guichet-gone-XXXXXX)
trap 'rm -rf "$folder"' EXIT
cp -a "${DEMO:?no demo store to copy}"/. "$folder"
export GUICHET_STORE=$folder/guichet.db GUICHET_NOW=2026-11-20T15:41 LC_ALL=C.UTF-8 TZ=Europe/Brussels HOME=$folder TERM=xterm-256color
python3 - "$GUICHET" <<'END'
import fcntl, os, pty, struct, subprocess, sys, termios

for turn in range(5):
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 80, 0, 0))
    program = subprocess.Popen([sys.argv[1], '--as', 'agent'], stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    painted = b''
    while b'F9/' not in painted:
        painted += os.read(ours, 65536)
    os.close(ours)
    try:
        program.wait(20 * int(os.environ.get('PATIENCE', '1')))
    except subprocess.TimeoutExpired:
        program.kill()
        sys.exit('turn %d: still there' % turn)
END
