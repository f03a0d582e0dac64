#!/usr/bin/env python3
"""Commands whose calls fail one after the other (SELARAS_FAIL=N, see src/base/fault.h): no half-written file stays.

usage: fault_test.py SELARAS, of a test build. Prints TAP.
"""
import os
import shutil
import subprocess
import sys
import tempfile

SELARAS = sys.argv[1]
RUNS_MOST = 100
count = failures = 0
folder = tempfile.mkdtemp(prefix="selaras-fail-")
DB = f"sqlite:{folder}/t.db"


def check(name, ok, detail=""):
    global count, failures
    count, failures = count + 1, failures + (not ok)
    print(f"{'ok' if ok else 'not ok'} {count} - {name}" + ("" if ok else f" # {str(detail)[:300]}"), flush=True)


def run(*arguments, fail=None):
    environment = dict(os.environ, **({"SELARAS_FAIL": str(fail)} if fail else {}))
    return subprocess.run([SELARAS, *arguments], capture_output=True, text=True, env=environment)


def proves(file):
    ended = run("backup", "--db", f"sqlite:{file}", f"{folder}/proof.db")
    os.unlink(f"{folder}/proof.db")
    return ended.returncode == 0 and "0 problems" in ended.stdout


def until_clean(name, *command, out, whole=lambda file: False):
    """Every third call fails, until the command comes to its end; then OUT is there. Before, it is only when it is WHOLE: a
    copy that could not be proved."""
    n = bad = 0
    for n in range(1, 3 * RUNS_MOST, 3):
        if os.path.exists(out):
            os.unlink(out)
        ended = run(*command, fail=n)
        if ended.returncode == 0:
            break
        left = [f for f in os.listdir(folder) if f.startswith(os.path.basename(out))]
        bad += ended.returncode != 1 or (left != [] and (left != [os.path.basename(out)] or not whole(out)))
    check(f"{name}: nothing stays after a failure", bad == 0 and n > 1, (bad, n))
    check(f"{name}: and then it is whole", ended.returncode == 0 and os.path.getsize(out) > 100, ended.stderr)


try:
    with open(f"{folder}/a.xml", "w", encoding="utf-8") as f:
        f.write('<iati-activities version="2.03"><iati-activity><iati-identifier>A-1</iati-identifier><title><narrative>Satu'
                '</narrative></title></iati-activity></iati-activities>')
    taken = run("import", "iati", "--db", DB, f"{folder}/a.xml")
    check("a file is taken", taken.returncode == 0, taken.stderr)
    until_clean("export", "export", "iati", "--db", DB, "--output", f"{folder}/out.xml", out=f"{folder}/out.xml")
    until_clean("backup", "backup", "--db", DB, f"{folder}/copy.db", out=f"{folder}/copy.db", whole=proves)
    proved = run("verify", "--db", DB)
    check("the database proves itself", proved.returncode == 0 and "0 problems" in proved.stdout, proved)
finally:
    shutil.rmtree(folder)
print(f"1..{count}")
sys.exit(failures > 0)
