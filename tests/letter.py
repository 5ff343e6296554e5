#!/usr/bin/python3
"""What the receiver of a message reads: letter.py STORE KIND prints the newest of that kind, codes and all.

letter.py --code STORE KIND prints only the code in it (XXXX-XXXX-XXXX).  A witness of its own: libsodium and SQLite,
none of our code; it needs the store's key as the program does (outbox.secret, secret.h)."""
import ctypes
import ctypes.util
import re
import sqlite3
import sys

sodium = ctypes.CDLL(ctypes.util.find_library('sodium'))
NONCE, TAG, KEY = 24, 16, 32


def key_for(key, purpose):
    out = ctypes.create_string_buffer(KEY)
    sodium.crypto_generichash(out, ctypes.c_size_t(KEY), purpose, ctypes.c_ulonglong(len(purpose)), key, ctypes.c_size_t(KEY))
    return out.raw


def opened(store, row, sealed):
    blob = bytes.fromhex(sealed)
    number, nonce, text = blob[0], blob[1:1 + NONCE], blob[1 + NONCE:]
    with open(store + '.key', encoding='ascii') as file:  # its form: secret.h
        keys = {int(words[1]): bytes.fromhex(words[2]) for words in map(str.split, file) if words[0] == 'seal'}
    place = f'outbox|secret|{row}|{number}'.encode()
    out = ctypes.create_string_buffer(len(text))
    size = ctypes.c_ulonglong()
    if sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
            out, ctypes.byref(size), None, text, ctypes.c_ulonglong(len(text)), place, ctypes.c_ulonglong(len(place)), nonce,
            key_for(keys[number], b'seal')) != 0:
        sys.exit(f'message {row} cannot be opened')
    return out.raw[:size.value].decode()


def letter(store, kind):
    connection = sqlite3.connect(f'file:{store}?mode=ro', uri=True)
    row = connection.execute('SELECT id, secret, body FROM outbox WHERE kind = ? ORDER BY id DESC LIMIT 1', (kind,)).fetchone()
    connection.close()
    if row is None:
        sys.exit(f'no message of kind {kind}')
    return row[2] if row[1] is None else opened(store, row[0], row[1])


def code(store, kind):
    return re.search(r'\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b', letter(store, kind))[0]


if __name__ == '__main__':
    if sys.argv[1] == '--code':
        print(code(*sys.argv[2:4]))
    else:
        print(letter(*sys.argv[1:3]))
