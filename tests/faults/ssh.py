"""F14, ACC-14: a real sshd on loopback with the shipped snippet.  Sign-in works; commands, sftp, forwards, environment and no
terminal are refused; many clerks at once; clients killed and frozen leave no program and no lock; files come and go by
sftp from a folder of one's own, and from nowhere else.

All happens in a mount name space of its own, with the Unix accounts that guichet(1) has an administrator make.  That
needs root, or sudo without a password, where name spaces may be made; elsewhere nothing is tried, and that is said."""
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

from common import FOLDER, GUICHET, SEED, TIMES, ask, must
from terminal import Terminal

CLIENTS = 20 if 10 <= TIMES < 200 else max(4, min(TIMES // 10, 100))
PASSWORD = 'Guichet-2026!'
ACCOUNTS = {'guichet': 61001, 'clerk': 61002, 'agent': 61003}
FILES_GROUP = 61009
SNIPPET = os.path.join(os.path.dirname(__file__), '../../data/examples/sshd_config.snippet')


def own_world():
    """/etc/passwd, /run and /srv of its own; the same program again inside."""
    if os.environ.get('WORLD') == FOLDER:
        return
    os.environ['WORLD'] = FOLDER
    enter = [*([] if os.geteuid() == 0 else ['sudo', '-n', '--preserve-env']), 'unshare', '-m']
    if not shutil.which(enter[0]) or subprocess.run([*enter, 'true'], capture_output=True).returncode != 0:
        print('    not tried: it needs root, and a mount name space of its own')
        sys.exit(0)
    os.execvp(enter[0], [*enter, sys.executable, *sys.argv])


def make_world():
    for place in '/run', '/srv':
        subprocess.run(['mount', '-t', 'tmpfs', '-o', 'mode=755', 'none', place], check=True)
    os.mkdir('/run/sshd', 0o755)
    lines = {'passwd': [f'{name}:x:{id}:{id}::/srv/home:/usr/sbin/nologin' for name, id in ACCOUNTS.items()],
             'group': [f'{name}:x:{id}:' for name, id in ACCOUNTS.items()] + [f'guichet-files:x:{FILES_GROUP}:guichet,clerk,agent'],
             'shadow': [f'{name}:*:19000:0:99999:7:::' for name in ACCOUNTS]}
    lines['passwd'][0] = lines['passwd'][0].replace('/usr/sbin/nologin', '/bin/sh')
    for name, more in lines.items():
        copy = f'/srv/{name}'
        shutil.copy(f'/etc/{name}', copy)
        with open(copy, 'a') as file:
            file.write('\n'.join(more) + '\n')
        if 'sshd:' not in open(copy).read() and name != 'shadow':
            with open(copy, 'a') as file:
                file.write('sshd:x:61010:61010::/run/sshd:/usr/sbin/nologin\n' if name == 'passwd' else 'sshd:x:61010:\n')
        subprocess.run(['mount', '--bind', copy, f'/etc/{name}'], check=True)


own_world()
make_world()
BASE = '/srv/guichet'
WHO = 'guichet'
UID = ACCOUNTS['guichet']
PROGRAM = f'{BASE}/bin/guichet'
STORE = f'{BASE}/store/guichet.db'
SETTINGS = f'{BASE}/guichet.conf'


def folder(path, owner=0, group=0, mode=0o755):
    os.makedirs(path, exist_ok=True)
    os.chown(path, owner, group)
    os.chmod(path, mode)


def as_guichet(*words, wait=120):
    done = subprocess.run([PROGRAM, '--config', SETTINGS, *words], capture_output=True, text=True, timeout=wait,
                          stdin=subprocess.DEVNULL, cwd=f'{BASE}/store', user=UID, group=UID, extra_groups=[FILES_GROUP])
    must(done.returncode == 0, f'guichet {" ".join(words)}: status {done.returncode}\n{done.stdout}{done.stderr}')
    return done.stdout


def make_key(name):
    subprocess.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', f'{FOLDER}/{name}.key'], check=True)
    return open(f'{FOLDER}/{name}.key.pub').read()


def free_port():
    with socket.socket() as found:
        found.bind(('127.0.0.1', 0))
        return found.getsockname()[1]


def lay_out():
    folder(BASE)
    folder(f'{BASE}/bin')
    folder(f'{BASE}/keys')
    folder(f'{BASE}/store', UID, UID, 0o700)
    for program in 'guichet', 'guichet-files':
        shutil.copy(os.path.join(os.path.dirname(GUICHET), program), f'{BASE}/bin/{program}')
    with open(SETTINGS, 'w') as file:
        file.write(f'store = "{STORE}";\nfiles_dir = "{BASE}/%u/files";\n')
    os.chmod(SETTINGS, 0o644)
    keys = {name: make_key(name) for name in ('any', 'clerk', 'agent')}
    with open(f'{BASE}/keys/{WHO}', 'w') as file:
        file.write(keys['any'])
        file.write(f'restrict,pty,environment="GUICHET_USER=clerk" {keys["clerk"]}')
    os.chmod(f'{BASE}/keys/{WHO}', 0o644)
    for name in 'clerk', 'agent':
        folder(f'{BASE}/{name}')
        folder(f'{BASE}/{name}/files', ACCOUNTS[name], FILES_GROUP, 0o2770)
        shutil.copy(f'{FOLDER}/{name}.key.pub', f'{BASE}/keys/{name}')
        os.chmod(f'{BASE}/keys/{name}', 0o644)
    as_guichet('demo', '--cards', '200')


def start_server():
    """The snippet word for word, but for the places of this test and links found dead within seconds."""
    text = open(SNIPPET).read()
    for shipped, here in (('/usr/local/bin/guichet', f'{PROGRAM} --config {SETTINGS}'), ('/etc/guichet/keys', f'{BASE}/keys'),
                          ('ClientAliveInterval 15', 'ClientAliveInterval 1')):
        must(shipped in text, f'the snippet has no {shipped}')
        text = text.replace(shipped, here)
    make_key('host')
    port = free_port()
    config = f'{FOLDER}/sshd_config'
    with open(config, 'w') as file:
        file.write(f'Port {port}\nListenAddress 127.0.0.1\nHostKey {FOLDER}/host.key\nPidFile {FOLDER}/sshd.pid\n'
                   'PasswordAuthentication no\nKbdInteractiveAuthentication no\nUsePAM no\nLogLevel VERBOSE\n'
                   'Subsystem sftp internal-sftp\n' + text)
    log = open(f'{FOLDER}/sshd.log', 'w')
    server = subprocess.Popen(['/usr/sbin/sshd', '-D', '-e', '-f', config], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                              start_new_session=True)
    end = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(('127.0.0.1', port), 1).close()
            return server, port
        except OSError:
            must(server.poll() is None and time.monotonic() < end, 'sshd: ' + open(f'{FOLDER}/sshd.log').read())
            time.sleep(0.05)


def ssh(*words, key='any', who=WHO, program='ssh'):
    port_option = '-p' if program == 'ssh' else '-P'
    # Keys are agreed on by curve25519 alone: what is against a quantum computer takes a third of this whole test.
    return [program, '-F', 'none', port_option, str(PORT), '-i', f'{FOLDER}/{key}.key', '-o', 'IdentitiesOnly=yes',
            '-o', f'UserKnownHostsFile={FOLDER}/known', '-o', 'StrictHostKeyChecking=no', '-o', 'LogLevel=ERROR',
            '-o', 'KexAlgorithms=curve25519-sha256', '-o', 'BatchMode=yes', *words, f'{who}@127.0.0.1']


def tried(command, data='', wait=20):
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=wait, input=data)
    except subprocess.TimeoutExpired:
        must(False, f'is not refused: {" ".join(command)}')


def clerk(*options, key='any', wait=30):
    return Terminal(*ssh('-tt', *options, key=key), wait=wait)


def programs():
    """The guichet processes of this test: by their command line, since their memory is closed to others."""
    found = []
    for pid in os.listdir('/proc'):
        try:
            if pid.isdigit() and open(f'/proc/{pid}/cmdline', 'rb').read().split(b'\0')[0] == PROGRAM.encode():
                found.append(int(pid))
        except OSError:
            pass
    return found


def wait_until(condition, what, seconds):
    begin = time.monotonic()
    while not condition():
        must(time.monotonic() - begin < seconds, what() if callable(what) else what)
        time.sleep(0.02)
    return time.monotonic() - begin


def all_gone(seconds, after):
    return wait_until(lambda: not programs(), lambda: f'{after}: still there: {programs()}', seconds)


# ---- what is refused ----

def refuse_commands():
    mark = f'{BASE}/store/mark'
    for words in (f'touch {mark}', 'sh -i', f'{PROGRAM} do card.block', 'internal-sftp', 'scp -t /tmp'):
        for terminal in '-T', '-tt':
            done = tried(ssh(terminal) + [words])
            told = done.stdout + done.stderr
            must(done.returncode == 2 and words in told, f'ssh {terminal} {words}: {done.returncode} {told!r}')
            must('Guichet-2026' not in told, f'ssh {terminal} {words} shows the program')
    must(not os.path.exists(mark), 'a command was run')
    done = tried(ssh('-T'))
    must(done.returncode == 5 and 'terminal' in done.stderr, f'without a terminal: {done.returncode} {done.stderr!r}')


def refuse_files():
    done = tried(ssh('-b', '-', program='sftp'), data='get /etc/passwd ' + FOLDER + '/stolen\n')
    must(done.returncode != 0 and not os.path.exists(f'{FOLDER}/stolen'), f'sftp: {done.returncode} {done.stderr!r}')
    done = tried(ssh(program='scp')[:-1] + [f'{WHO}@127.0.0.1:{STORE}', f'{FOLDER}/stolen'])
    must(done.returncode != 0 and not os.path.exists(f'{FOLDER}/stolen'), f'scp: {done.returncode} {done.stderr!r}')


def refuse_forwards():
    """-W, -L and -D reach nothing; -R, -A and -X open nothing."""
    with socket.socket() as secret:
        secret.bind(('127.0.0.1', 0))
        secret.listen()
        secret.settimeout(0.2)
        target = f'127.0.0.1:{secret.getsockname()[1]}'
        done = tried(ssh('-W', target))
        must(done.returncode != 0 and 'forwarding failed' in done.stderr, f'-W: {done.returncode} {done.stderr!r}')
        local = free_port()
        client = clerk('-L', f'{local}:{target}')
        client.wait('Guichet-2026!')
        with socket.create_connection(('127.0.0.1', local), 5) as through:
            through.settimeout(10)
            must(through.recv(1) == b'', '-L lets through')
        client.kill()
        try:
            secret.accept()
            must(False, 'somebody came through')
        except TimeoutError:
            pass
    done = tried(ssh('-N', '-o', 'ExitOnForwardFailure=yes', '-R', f'{free_port()}:127.0.0.1:9'))
    must(done.returncode == 255, f'-R: {done.returncode} {done.stderr!r}')


def refuse_environment():
    names = ['GUICHET_LANG=en', f'GUICHET_STORE={FOLDER}/other.db', 'LD_PRELOAD=/nowhere.so', 'GUICHET_USER=agent', 'TERMINFO=/tmp']
    client = clerk(*[word for name in names for word in ('-o', f'SetEnv={name}')])
    client.wait('Mot de passe')
    client.keys('agent\t' + PASSWORD + '\r', 'LEROY MARIE')
    client.kill()


def bind_keys():
    """A clerk's key lets that clerk in, and cannot lock the account of another."""
    client = clerk(key='clerk')
    client.wait('Guichet-2026!')
    for _ in range(6):
        client.keys('\x15agent\twrong\r', 'clerk')
        client.keys('\x1b', 'Mot de passe')
    client.kill()
    must(ask("SELECT failures, locked_until FROM account WHERE login = 'agent'", STORE) == [(0, None)], 'another account was tried')
    client = clerk(key='clerk')
    client.wait('Guichet-2026!')
    client.keys('\x15clerk\t' + PASSWORD + '\r', '===>')
    client.kill()


# ---- many, killed, frozen ----

def many():
    clients = [clerk(wait=60) for _ in range(CLIENTS)]
    begin = time.monotonic()
    readers = [threading.Thread(target=client.wait, args=('Guichet-2026!',)) for client in clients]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    shown = time.monotonic() - begin
    must(all('Guichet-2026!' in client.text for client in clients), 'not all are on screen')
    for client in clients:
        client.kill()
    return shown, all_gone(20, 'clients killed')


def killed_inside():
    """In the middle of a form: it is offered at the next sign-in, nothing was written, nobody waits."""
    client = clerk()
    client.wait('Guichet-2026!')
    client.keys('agent\t' + PASSWORD + '\r', '===>')
    client.keys('1ABC123\r', '[1')
    client.keys('p', 'Téléphone')
    client.keys('\t\x15471998877', '471998877')
    client.kill()
    gone = all_gone(10, 'a client killed in a form')
    as_guichet('do', 'card.block', 'plate=1-ABC-123', 'reason=loss', 'duplicate=yes', '--as', 'agent', wait=10)
    client = clerk()
    client.wait('Guichet-2026!')
    client.keys('agent\t' + PASSWORD + '\r', 'Saisie interrompue')
    client.kill()
    all_gone(10, 'a client killed at a question')
    return gone


def frozen():
    client = clerk()
    client.wait('Guichet-2026!')
    os.kill(client.pid, signal.SIGSTOP)
    gone = all_gone(20, 'a frozen client')
    os.kill(client.pid, signal.SIGCONT)
    client.kill()
    return gone


# ---- files ----

def sftp(commands, key='clerk', who='clerk'):
    return tried(ssh('-b', '-', key=key, who=who, program='sftp'), data=commands)


def files_by_sftp():
    """What the terminal writes is fetched, what is brought is read, and no name leads elsewhere."""
    client = clerk(key='clerk')
    client.wait('Guichet-2026!')
    client.keys('\x15clerk\t' + PASSWORD + '\r', '===>')
    client.keys('1\r', 'Mes cartes')
    for name in '../outside.xlsx', f'{BASE}/store/x.xlsx', '.hidden.xlsx', f'{BASE}/agent/files/x.xlsx':
        client.keys('x', 'Fichier')
        client.keys('\x15' + name + '\r', 'votre dossier')
        client.keys('\x1b', '1-16 ')
    client.keys('x', 'Fichier')
    client.keys('\x15parc.xlsx\r', 'parc.xlsx')
    wait_until(lambda: os.path.exists(f'{BASE}/clerk/files/parc.xlsx'), 'no export', 20)
    done = sftp(f'get parc.xlsx {FOLDER}/parc.xlsx\nls -la\n')
    must(done.returncode == 0 and open(f'{FOLDER}/parc.xlsx', 'rb').read(2) == b'PK', f'sftp: {done.stdout}{done.stderr}')
    must(sftp('ls /\n').stdout.split()[3:] == ['/files'], f'the jail: {sftp("ls /").stdout}')
    for commands in f'get {BASE}/agent/files\n', 'get /etc/passwd\n', 'put ' + FOLDER + '/clerk.key.pub /x\n':
        must(sftp(commands).returncode != 0, commands)
    must(sftp('ls\n', key='any').returncode != 0, 'anybody fetches files')
    done = sftp(f'put {FOLDER}/clerk.key.pub own.csv\nsymlink {STORE}.key key.csv\nsymlink /files/own.csv also.csv\nls -l\n')
    must(done.returncode == 0, done.stderr)
    must('uid=' not in tried(ssh('-T', key='clerk', who='clerk') + ['id']).stdout, 'the account of files runs commands')
    for words in ['-W', f'127.0.0.1:{PORT}'], ['-N', '-o', 'ExitOnForwardFailure=yes', '-R', f'{free_port()}:127.0.0.1:9']:
        must(tried(ssh(*words, key='clerk', who='clerk')).returncode != 0, f'the account of files may forward: {words}')
    client.keys('I', 'Fichier')
    client.keys('\x0f', 'own.csv')  # F4: what is in the folder, and no way up
    must('../' not in client.text, 'the list of files leads out')
    client.keys('\x1b', 'Contrôler')
    client.keys('\x1b', '1-16 ')
    # by a link the store's key would be read as a list of cards
    for name in 'key.csv', 'also.csv':
        client.keys('I', 'Fichier')
        client.keys('\x15' + name + '\r', name)
        client.wait('est un lien')
        client.keys('\x1b', '1-16 ')
    client.kill()
    must([name for name in os.listdir(f'{BASE}/store') if name.endswith('.xlsx')] == [], 'an export went astray')


lay_out()
SERVER, PORT = start_server()
try:
    refuse_commands()
    refuse_files()
    refuse_forwards()
    refuse_environment()
    bind_keys()
    shown, left = many()
    inside = killed_inside()
    cold = frozen()
    files_by_sftp()
    all_gone(10, 'the last client')
    as_guichet('check')
finally:
    os.killpg(SERVER.pid, signal.SIGKILL)
print(f'    {CLIENTS} clerks on screen after {shown:.1f} s; gone {left:.1f} s after they were killed, {inside:.1f} s in a form, '
      f'{cold:.1f} s frozen (seed {SEED})')
