"""Puts hostile names into a store behind the program's back: what a damaged or foreign store may hold."""
import sqlite3
import sys

NAMES = ['\033]0;owned\007', '\033[2J\033[H', '\033[6n', '\033[21t', '\033[5i', '\u009b31m', '\u009d0;x\u009c', '\033P1$r\033\\',
         'bell\a\b\b\b', 'shift\x0e\x0f', '\u202eevil', '\u2066x\u2069', 'zero\u200bwidth\u200d', 'e' + '\u0301' * 40, '日本語の名前',
         'é' * 300, 'line\nbreak\rreturn', 'tab\tstop', '=1+1', '\x7f\x00end', '\ue000private', '\ufeffbom', '👩‍👩‍👧 family', 'ﬁ ligature']
store = sqlite3.connect(sys.argv[1])
ids = [row[0] for row in store.execute('SELECT id FROM card ORDER BY number LIMIT ?', (len(NAMES),))]
for id_, name in zip(ids, NAMES):
    store.execute("UPDATE card SET driver = ?, state = 'active', expires_on = '2028-02-29' WHERE id = ?", (name, id_))
store.execute('UPDATE customer SET name = ? WHERE id = (SELECT customer_id FROM card WHERE id = ?)', (NAMES[0] + NAMES[10], ids[0]))
store.commit()
