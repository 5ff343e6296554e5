#!/bin/bash
# The rules that this version promises are each named by a test.
set -u
promised="ACC-01 ACC-02 ACC-03 ACC-04 ACC-05 ACC-06 ACC-07 ACC-08 ACC-09 ACC-10 ACC-11 ACC-12 ACC-13 ACC-14
	USR-01 USR-09
	CUS-01 CUS-02 CUS-03 CUS-04 CUS-05 CUS-06
	CARD-01 CARD-02 CARD-03 CARD-04 CARD-05 CARD-06 CARD-07 CARD-08 CARD-09 CARD-10 CARD-11 CARD-12 CARD-13 CARD-14 CARD-15 CARD-16 CARD-17
	BLK-01 BLK-02 BLK-03 BLK-04 BLK-05 BLK-06
	REN-01 REN-02 REN-03 REN-04 REN-05 REN-06
	PIN-01 PIN-02 PIN-03 PIN-04 PIN-05 PIN-06
	DRV-01 DRV-02 DRV-03 DRV-04 DRV-05 DRV-06
	OBU-01 OBU-02 OBU-03 OBU-04 OBU-05
	AIR-01 AIR-02 AIR-03
	FLT-01 FLT-02 FLT-03 FLT-04
	MSG-01 MSG-02 MSG-03
	AUD-01 AUD-02 AUD-03"
faults=0
for rule in $promised; do
	grep -rqw -e "$rule" tests/unit tests/screens tests/verbs tests/faults || { echo "no test names $rule" && faults=1; }
done
exit $faults
