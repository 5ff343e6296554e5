"""F10: what is no store of this program's is refused in words, and never written to: another program's database, a newer store,
links, a file that all may read, a folder, nothing, one without its key, a key of another."""
import hashlib
import os
import shutil
import sqlite3

from common import FOLDER, SEED, STORE, demo, guichet, must

demo(100)
cases = 0


def digest(path):
    if not os.path.isfile(path):
        return None
    with open(path, 'rb') as file:
        return hashlib.sha256(file.read()).hexdigest()


def copied(name):
    folder = f'{FOLDER}/{name}'
    os.mkdir(folder, 0o700)
    for end in '', '.key':
        shutil.copy2(f'{STORE}{end}', f'{folder}/guichet.db{end}')
    return f'{folder}/guichet.db'


def change(path, *sql):
    store = sqlite3.connect(path)
    for each in sql:
        store.execute(each)
    store.commit()
    store.close()


def refused(what, path):
    global cases
    before, names = digest(path), sorted(os.listdir(os.path.dirname(path)))
    for words in (('list', 'cards', '--limit', '1'), ('--as', 'agent', 'do', 'card.block', 'plate=1ABC123', 'reason=theft', 'duplicate=no'),
                  ('check',), ('backup', f'{FOLDER}/never'), ('nightly',), ()):
        done = guichet(*words, store=path)
        must(done.returncode == 5 and done.stderr.strip(), f'{what}: {words}: status {done.returncode} {done.stdout}{done.stderr}')
        must(not os.path.exists(f'{FOLDER}/never'), f'{what}: a backup was made')
        cases += 1
    must(digest(path) == before, f'{what}: written to')
    left = set(os.listdir(os.path.dirname(path))) - set(names)
    must(not [name for name in left if not name.endswith(('-wal', '-shm', '-gate', '-hash'))], f'{what}: left {left}')


path = copied('foreign')
os.unlink(path)
change(path, 'CREATE TABLE contacts (name TEXT)', "INSERT INTO contacts VALUES ('x')")
os.chmod(path, 0o600)
refused('another program\'s database', path)
path = copied('newer')
change(path, 'PRAGMA user_version = 9999')
columns = [row[1] for row in sqlite3.connect(path).execute('PRAGMA table_info(migration)')]
if columns:
    change(path, f"INSERT INTO migration SELECT {', '.join('9999' if c in ('id', 'number', 'version') else c for c in columns)} FROM migration LIMIT 1")
refused('a newer store', path)
path = copied('symbolic')
os.rename(path, f'{path}.real')
os.symlink(f'{path}.real', path)
refused('a symbolic link', path)
path = copied('hard')
os.link(path, f'{path}.too')
refused('a hard link', path)
path = copied('open')
os.chmod(path, 0o604)
refused('one that all may read', path)
path = copied('text')
with open(path, 'w') as file:
    file.write('not a database\n' * 1000)
refused('a text', path)
path = copied('folder')
os.unlink(path)
os.mkdir(path)
refused('a folder', path)
path = copied('missing')
os.unlink(path)
refused('none at all', path)
path = copied('keyless')
os.unlink(f'{path}.key')
refused('one without its key', path)
path = copied('short-key')
with open(f'{path}.key', 'wb') as file:
    file.write(b'x' * 7)
refused('a key that is none', path)
path = copied('open-key')
os.chmod(f'{path}.key', 0o644)
refused('a key that all may read', path)
print(f'    11 kinds of store that is none, {cases} tries, each refused in words, nothing written (seed {SEED})')
