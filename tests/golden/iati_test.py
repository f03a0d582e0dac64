#!/usr/bin/env python3
"""Imports every file of tests/golden/iati and compares what is said about each with iati.txt.

usage: iati_test.py IATI_TOOL [--print]

iati.txt holds, for each file, its state and its problems: severity, key, line, path, found, expected. --print shows what
the program says now, in that form. A refused file must have left nothing in the database.
"""
import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

PARSER_WORDS = ("iati.malformed", "iati.encoding")  # what was found is told in libxml2's words, which may change
HERE = pathlib.Path(__file__).resolve().parent


def run(tool, directory):
    report, database = directory / "report.json", directory / "test.db"
    done = subprocess.run(
        [tool, f"sqlite:{database}", "import", "--show", "0", "--report", str(report), str(HERE / "iati")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode != 1:
        sys.exit(f"status {done.returncode}, expected 1 (some files are refused)\n{done.stderr.decode()}")
    return json.loads(report.read_text(encoding="utf-8")), sqlite3.connect(database)


def as_text(report):
    """One block a file, in the order of their names; sources that could not even be opened have no state."""
    states = {f["source"]: [f"  {f['state']}: {f['activities']} activities, version {f['version'] or '-'}"] for f in report["files"]}
    root = str(HERE / "iati") + "/"
    for p in report["problems"]:
        source = p["source"]
        if source == root[:-1]:
            source = p["identifier"]
        found = "-" if p["key"] in PARSER_WORDS else p["found"] or "-"
        cells = [p["severity"], p["key"], str(p["line"] or "-"), p["path"] or "-", found, p["expected"] or "-"]
        states.setdefault(source, ["  cannot be opened"]).append("  " + " | ".join(cells))
    return "".join(f"{name}\n" + "\n".join(lines) + "\n" for name, lines in sorted(states.items()))


def left_behind(report, db):
    """Names of refused files of which something is in the database."""
    for f in report["files"]:
        if f["state"] != "refused":
            continue
        prefix = f["source"] + "\n"
        row = db.execute("SELECT count(*) FROM record_key WHERE (name = 'iati' AND substr(value, 1, ?) = ?) OR (name = 'source' "
                         "AND value = ?)", (len(prefix), prefix, f["source"])).fetchone()
        if row[0]:
            yield f["source"]


def main():
    with tempfile.TemporaryDirectory(prefix="selaras-golden-") as directory:
        report, db = run(sys.argv[1], pathlib.Path(directory))
        text = as_text(report)
        left = list(left_behind(report, db))
        db.close()
    if "--print" in sys.argv:
        print(text, end="")
        return 0
    want = (HERE / "iati.txt").read_text(encoding="utf-8")
    if text != want:
        import difflib
        print("\n".join(difflib.unified_diff(want.splitlines(), text.splitlines(), "iati.txt", "now", lineterm="")))
    for name in left:
        print(f"{name}: refused, but something of it is in the database")
    missing = {p.name for p in (HERE / "iati").iterdir()} - {line.split("/")[0] for line in want.splitlines() if line[:1] != " "}
    for name in missing:
        print(f"{name}: not in iati.txt")
    return 1 if text != want or left or missing else 0


if __name__ == "__main__":
    sys.exit(main())
