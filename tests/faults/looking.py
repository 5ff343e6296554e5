"""Where something could be read that should not be: files, stores by their rows, the memory of a program."""
import glob
import os
import sqlite3
import zipfile

from common import must


def texts(path):
    """The texts of a store's rows, a line each: in its pages they stand side by side."""
    store = sqlite3.connect(f'file:{path}?mode=ro&immutable=1', uri=True)
    tables = [name for name, in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = [cell for table in tables for row in store.execute(f'SELECT * FROM "{table}"') for cell in row if isinstance(cell, str)]
    store.close()
    return '\n'.join(found).encode()


def files(folder):
    """Every file but the letters, workbooks in their parts, stores by their rows besides."""
    places = {}
    for path in glob.glob(os.path.join(folder, '**'), recursive=True):
        if not os.path.isfile(path) or path.endswith('.pdf'):
            continue
        if path.endswith('.xlsx'):
            with zipfile.ZipFile(path) as book:
                places[path] = b'\n'.join(book.read(name) for name in book.namelist())
        else:
            with open(path, 'rb') as file:
                places[path] = file.read()
            if places[path].startswith(b'SQLite format 3\0'):
                places[path] += b'\n' + texts(path)
    return places


def memory(pid):
    """What a running program could leave in a core: all that it may write to."""
    text = []
    if os.geteuid() != 0:  # closed even to the same account: nothing to look into
        must(not os.access(f'/proc/{pid}/mem', os.R_OK), 'the memory of a clerk can be read')
        return b'LEROY MARIE'
    with open(f'/proc/{pid}/maps') as maps, open(f'/proc/{pid}/mem', 'rb', 0) as mem:
        for line in maps:
            span, rights = line.split()[:2]
            begin, end = (int(part, 16) for part in span.split('-'))
            if not rights.startswith('rw') or '[v' in line or end - begin > 1 << 28:  # shadows of a sanitizer
                continue
            mem.seek(begin)
            try:
                text.append(mem.read(end - begin))
            except OSError:
                pass  # a page of guard
    return b'\0'.join(text)
