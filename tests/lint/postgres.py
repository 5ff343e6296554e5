#!/usr/bin/env python3
"""The SQL of data/ runs unchanged on PostgreSQL 15 (decision 3): migrations, views, and every named
statement prepared, and every SELECT of the standard input, what screens may ask; on a cluster made for the purpose in a
temporary folder."""
import glob
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile

BIN = "/usr/lib/postgresql/15/bin"


def statements(path):
    """(name, SQL, line) of a statements file."""
    name, line_of, text = None, 0, []
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        found = re.match(r"-- name:\s*(\S+)", line)
        if found:
            if name:
                yield name, "".join(text), line_of
            name, line_of, text = found.group(1), number, []
        elif name and not line.startswith("--"):
            text.append(line)
    if name:
        yield name, "".join(text), line_of


def numbered(sql):
    """:name parameters as $1, $2; strings and casts left alone."""
    names = []

    def one(found):
        if found.group(1) is None:
            return found.group(0)
        if found.group(1) not in names:
            names.append(found.group(1))
        return "$%d" % (names.index(found.group(1)) + 1)

    return re.sub(r"'[^']*'|::|:([a-z_][a-z0-9_]*)", one, sql)


class Cluster:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="guichet-pg-")
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user:
            os.chown(self.folder, pwd.getpwnam(self.user).pw_uid, -1)
        self.run("initdb", "-D", self.folder + "/data", "-U", "guichet", "-A", "trust", "-E", "UTF8",
                 "--locale=C.UTF-8", "--no-sync")
        self.run("pg_ctl", "-D", self.folder + "/data", "-w", "-l", self.folder + "/log", "-o",
                 "-k %s -c listen_addresses='' -c fsync=off" % self.folder, "start")

    def run(self, program, *args, **more):
        command = [BIN + "/" + program, *args]
        if self.user:
            command = ["runuser", "-u", self.user, "--", *command]
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              cwd="/", check=more.pop("check", True), **more)

    def sql(self, text):
        return self.run("psql", "-h", self.folder, "-U", "guichet", "-d", "postgres", "-q", "-X", "-v",
                        "ON_ERROR_STOP=1", "-f", "-", input=text, check=False)

    def stop(self):
        self.run("pg_ctl", "-D", self.folder + "/data", "-m", "immediate", "stop", check=False)
        shutil.rmtree(self.folder, ignore_errors=True)


def prepared(cluster, asked):
    """Faults of (what, SQL) pairs, told."""
    script = ["\\echo @%d\nPREPARE s%d AS %s;\n" % (i, i, numbered(sql)) for i, (_, sql) in enumerate(asked)]
    answer = cluster.run("psql", "-h", cluster.folder, "-U", "guichet", "-d", "postgres", "-q", "-X", "-f", "-",
                         input="".join(script), check=False)
    faults, at = 0, None
    for line in answer.stdout.splitlines():
        if line.startswith("@"):
            at = asked[int(line[1:])][0]
        elif "ERROR" in line:
            faults += 1
            print("%s: %s" % (at, line.split("ERROR:")[1].strip()))
    return faults


def main():
    faults = 0
    cluster = Cluster()
    try:
        files = [f for f in sorted(glob.glob("data/migrations/*.sql")) if not f.endswith(".sqlite.sql")]
        files += sorted(glob.glob("data/views/*.sql"))
        for path in files:
            answer = cluster.sql(open(path, encoding="utf-8").read())
            if answer.returncode:
                faults += 1
                print("%s: %s" % (path, answer.stdout.strip()))
        named = [("%s:%d: %s" % (path, line, name), sql.strip().rstrip(";"))
                 for path in sorted(glob.glob("data/statements/*.sql")) for name, sql, line in statements(path)]
        screens = [(sql, sql) for sql in sys.stdin.read().splitlines()]
        faults += prepared(cluster, named + screens)
        print("%d files, %d statements and %d SELECTs of screens on PostgreSQL, %d faults" % (len(files), len(named), len(screens), faults))
    finally:
        cluster.stop()
    return 1 if faults or not screens else 0


if __name__ == "__main__":
    sys.exit(main())
