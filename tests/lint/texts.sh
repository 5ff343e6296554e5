#!/bin/bash
# Keys of texts that C names exist, and labels are no wider than their place.
set -u
BUILD=${BUILD:-build}
python3 - "$BUILD/gen/texts.c" <<'PYTHON'
import glob, re, sys, unicodedata

# The catalogue as it is compiled in: key, NUL, text, NUL.
LANGUAGE = re.compile(r'static const char (\w\w)_0\[\]\[\d+\] = \{\n(.*?)\n\};', re.S)
PIECE = re.compile(r'"((?:\\.|[^"\\])*)"')
ESCAPE = re.compile(r'\\([0-7]{3}|.)')

def decoded(pieces):
    raw = ''.join(PIECE.findall(pieces))
    one = lambda m: chr(int(m[1], 8)) if len(m[1]) == 3 else {'n': '\n'}.get(m[1], m[1])
    return ESCAPE.sub(one, raw).encode('latin-1').decode('utf-8').split('\0')

catalogues = {}
for language, pieces in LANGUAGE.findall(open(sys.argv[1], encoding='latin-1').read()):
    words = decoded(pieces)
    catalogues[language] = dict(zip(words[0::2], words[1::2]))
faults = []

# No wider than their place: terminal columns, as the terminal counts them.
PLACES = {'field': 26, 'column': 16, 'key': 14}

def width(words):
    wide = lambda c: 0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in 'WF' else 1
    return sum(wide(c) for c in words)

for language, texts in catalogues.items():
    for key, words in texts.items():
        parts = key.split('.')
        most = PLACES.get(parts[0])
        if most and len(parts) == 2 and width(words) > most:
            faults.append(f'{language}: {key} is {width(words)} columns wide, its place {most}: {words}')

# Keys that C names.  Groups of texts whose first word is no command, setting or statement either.
french = catalogues['fr']
groups = {key.split('.')[0] for key in french}
others = set(re.findall(r'^([a-z_]+) = \{', open('data/guichet.conf').read(), re.M))
for path in glob.glob('src/domain/*.c') + glob.glob('src/command/*.c'):
    others |= set(re.findall(r'\.name = "([a-z-]+)\.[a-z-]+"', open(path).read()))
LITERAL = re.compile(r'"((?:\\.|[^"\\\n])*)"')
NAMED = re.compile(r'^[a-z_]+(\.[a-z0-9_]+)+$')
for path in sorted(glob.glob('src/*/*.c')):
    if path.startswith('src/build/'):
        continue
    for number, line in enumerate(open(path), 1):
        if line.lstrip().startswith(('#', '/*', '*')):
            continue
        for name in LITERAL.findall(line):
            first = name.split('.')[0]
            if NAMED.match(name) and first in groups - others and name not in french:
                if not any(key.startswith(name + '.') for key in french):
                    faults.append(f'{path}:{number}: no text {name}')
print('\n'.join(faults))
sys.exit(1 if faults else 0)
PYTHON
