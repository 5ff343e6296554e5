#!/bin/bash
# What screens may ask runs on PostgreSQL 15 as it stands (decision 3): each SELECT is prepared there.
set -u
[ -x /usr/lib/postgresql/15/bin/initdb ] || { echo "PostgreSQL 15 is not here: not tried"; exit 0; }
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
bash tests/lint/plans.sh --sql >"$folder/sql" || exit 1
PYTHONPATH=tests/lint PYTHONDONTWRITEBYTECODE=1 python3 - "$folder/sql" <<'PYTHON'
import glob
import sys

from postgres import Cluster, numbered

asked = open(sys.argv[1], encoding="utf-8").read().splitlines()
cluster = Cluster()
faults = 0
try:
    files = [f for f in sorted(glob.glob("data/migrations/*.sql")) if not f.endswith(".sqlite.sql")]
    for path in files + sorted(glob.glob("data/views/*.sql")):
        answer = cluster.sql(open(path, encoding="utf-8").read())
        if answer.returncode:
            faults += 1
            print("%s: %s" % (path, answer.stdout.strip()))
    script = "".join("\\echo @%d\nPREPARE s%d AS %s;\n" % (i, i, numbered(sql)) for i, sql in enumerate(asked))
    answer = cluster.run("psql", "-h", cluster.folder, "-U", "guichet", "-d", "postgres", "-q", "-X", "-f", "-",
                         input=script, check=False)
    at = None
    for line in answer.stdout.splitlines():
        if line.startswith("@"):
            at = asked[int(line[1:])]
        elif "ERROR" in line:
            faults += 1
            print("%s\n  %s" % (line.split("ERROR:")[1].strip(), at))
    print("%d SELECTs on PostgreSQL, %d faults" % (len(asked), faults))
finally:
    cluster.stop()
sys.exit(faults > 0 or not asked)
PYTHON
