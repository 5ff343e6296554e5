#!/bin/bash
# The rules that this version promises are each named by a test.
set -u
promised="ACC-01 ACC-02 ACC-03 ACC-09 ACC-11 ACC-12 ACC-14 CARD-01 CARD-02 CARD-03 CARD-04 CARD-05 CARD-06 CARD-07 CARD-09 CARD-10 CARD-11 CARD-15 CARD-16 BLK-01 BLK-02 BLK-03
	BLK-04 BLK-05 BLK-06 AIR-01 AIR-02 AIR-03 AUD-01 AUD-02 MSG-01 FLT-01 FLT-02 FLT-03 FLT-04
	CARD-13 CARD-17 OBU-02 PIN-01 PIN-02 PIN-03 PIN-04 PIN-05 PIN-06
	DRV-01 DRV-02 DRV-03 DRV-04 DRV-05 DRV-06 CUS-02 CUS-03 CUS-04 CUS-06
	REN-01 REN-02 REN-03 REN-04 REN-05 REN-06"
faults=0
for rule in $promised; do
	grep -rqw -e "$rule" tests/unit tests/screens tests/verbs tests/faults || { echo "no test names $rule" && faults=1; }
done
# Rights and scopes: USR has no promised number of its own, but some rule of it is tested.
grep -rqE '\bUSR-[0-9]{2}\b' tests/unit tests/screens tests/verbs || { echo "no test names a rule of USR" && faults=1; }
exit $faults
