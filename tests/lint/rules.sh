#!/bin/bash
# Every rule that the program says it keeps is named by a test.
set -u
pattern='\b(ACC|USR|CUS|CARD|BLK|REN|PIN|DRV|OBU|AIR|AUT|INV|PAY|ORD|DAY|REP|ALT|FLT|STN|CALL|MSG|AUD)-[0-9]{2}\b|\bR1?[0-9]\b'
kept=$(grep -rhoE "$pattern" src/domain src/command src/screen src/exchange src/files src/tui src/cli | sort -u)
tested=$(grep -rhoE "$pattern" tests/unit tests/screens tests/verbs tests/faults | sort -u)
missing=$(comm -23 <(echo "$kept") <(echo "$tested") | tr '\n' ' ')
[ -z "${missing// /}" ] || { echo "rules that the code names and no test does: $missing" && exit 1; }
