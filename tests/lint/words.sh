#!/bin/bash
# Text is in data/lang and data/messages, in three languages with the same keys and the same {places}; no
# sentence is in C.
set -u
faults=0
python3 - <<'PYTHON' || faults=1
import glob, os, re, sys

# libconfig, as far as these files use it: groups, "..." pieces that join, comments.
TOKEN = re.compile(r'\s+|//[^\n]*|#[^\n]*|/\*.*?\*/|("(?:\\.|[^"\\])*")|([A-Za-z*][-A-Za-z0-9_*]*)|([={}:;,])|(-?\d+L*|true|false)', re.S)

def read(path):
    text, at, tokens = open(path, encoding='utf-8').read(), 0, []
    while at < len(text):
        found = TOKEN.match(text, at)
        if not found:
            sys.exit(f'{path}: cannot be read near {text[at:at + 30]!r}')
        at = found.end()
        if found.lastindex:
            tokens.append(found.group(found.lastindex))
    keys, stack, i = {}, [], 0
    while i < len(tokens):
        if tokens[i] == '}':
            stack.pop()
        elif tokens[i] not in ';,':
            name = tokens[i]
            i += 2
            if tokens[i] == '{':
                stack.append(name)
            else:
                value = ''
                while i < len(tokens) and tokens[i].startswith('"'):
                    value += tokens[i][1:-1]
                    i += 1
                keys['.'.join(stack + [name])] = value
                continue
        i += 1
    return keys

bad = False
for folder in 'data/lang', 'data/messages':
    catalogues = {}
    for language in 'fr', 'nl', 'en':
        catalogues[language] = {}
        for path in sorted(glob.glob(f'{folder}/{language}/*.cfg')):
            for key, value in read(path).items():
                catalogues[language][key] = (path, value)
    for language, texts in catalogues.items():
        for key, (path, value) in catalogues['fr'].items():
            if key not in texts:
                print(f'{folder}/{language}: no {key} ({path} has it)')
                bad = True
                continue
            places = lambda v: sorted(set(re.findall(r'\{(\w+)', v)))
            if places(value) != places(texts[key][1]):
                print(f'{texts[key][0]}: {key} has other places than the French one')
                bad = True
        for key, (path, value) in texts.items():
            if key not in catalogues['fr']:
                print(f'{path}: {key} is not in French')
                bad = True
            if not value.strip() and value:
                print(f'{path}: {key} is blank')
                bad = True
sys.exit(bad)
PYTHON
# A string of C with two words and an accent, or a French, Dutch or English sentence, is for data/lang.
grep -rnE '"[^"]*(é|è|à|ç|ê|ë|ï)[^"]* [^"]*"' src --include=*.c | grep -vE '^src/build/|^[^:]*:[0-9]+:[[:space:]]*(/\*|\*|//)' && faults=1
exit $faults
