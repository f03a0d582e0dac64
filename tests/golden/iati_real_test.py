#!/usr/bin/env python3
"""Real files of real publishers (../shared/data/iati/real.tar.zst): all are taken with the counts of the manifest, a second
import changes nothing, and every activity of 2.0x that is written out is the same as in its file and, read again, the
same document.

usage: iati_real_test.py IATI_TOOL

The files belong to their publishers and are not part of this project: without ../shared the test is skipped.
"""
import csv
import collections
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent / "tools"))
import iati_compare  # noqa: E402

SKIPPED = 77
COUNTS = ("activities", "organisations", "transactions", "locations", "results")


def pack():
    root = HERE.parents[1]
    shared = pathlib.Path(os.environ.get("SELARAS_SHARED", root.parent / "shared")) / "data" / "iati"
    if not (shared / "real.tar.zst").is_file():
        print(f"skipped: there are no real files at {shared}")
        sys.exit(SKIPPED)
    return shared


def run(tool, database, *words):
    done = subprocess.run([tool, f"sqlite:{database}", *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        sys.exit(f"{words[0]}: status {done.returncode}\n{done.stdout.decode()[-2000:]}\n{done.stderr.decode()[-2000:]}")


def import_all(tool, database, folder, report):
    run(tool, database, "import", "--show", "0", "--report", report, folder)
    return json.loads(report.read_text(encoding="utf-8"))


def differs_from_manifest(told, manifest):
    got = {f["source"]: tuple(f[c] for c in COUNTS) for f in told["files"]}
    want = {row["file"]: tuple(int(row[c] or 0) for c in COUNTS) for row in manifest}
    return [f"{name}: {got.get(name)} instead of {want.get(name)}" for name in sorted(set(got) | set(want))
            if got.get(name) != want.get(name)]


def documents(database):
    """Key -> document, without what differs on purpose: the version that the file was written in."""
    with sqlite3.connect(database) as db:
        rows = db.execute("SELECT k.value, v.doc FROM record_key k JOIN record r ON r.no = k.no "
                          "JOIN record_version v ON v.no = r.no AND v.version = r.version WHERE k.name = 'iati'")
        for key, text in rows:
            doc = json.loads(text)
            doc.pop("source_version", None)
            yield key, doc


def main():
    tool, shared = sys.argv[1], pack()
    with open(shared / "manifest.tsv", encoding="utf-8", newline="") as f:
        manifest = list(csv.DictReader(f, delimiter="\t"))
    wrong = []
    with tempfile.TemporaryDirectory(prefix="selaras-real-") as name:
        work = pathlib.Path(name)
        subprocess.run(["tar", "--zstd", "-xf", shared / "real.tar.zst", "-C", name], check=True)
        real = next(work.rglob(manifest[0]["file"])).parent
        first = import_all(tool, work / "a.db", real, work / "first.json")
        wrong += differs_from_manifest(first, manifest)
        second = import_all(tool, work / "a.db", real, work / "second.json")["totals"]
        if second["added"] or second["changed"] or second["gone"] or second["unchanged"] != first["totals"]["added"]:
            wrong.append(f"the second import was not without changes: {second}")
        (work / "out").mkdir()
        differences = collections.Counter()
        compared = 0
        for row in manifest:
            if not row["version"].startswith("2"):
                continue
            out = work / "out" / row["file"]
            kind = ["--organisations"] if row["organisations"] != "0" else []
            run(tool, work / "a.db", "export", "--with-personal", "--source", row["file"], "--output", out, *kind)
            n, found = iati_compare.compare(real / row["file"], out)
            compared += n
            differences.update(found)
        import_all(tool, work / "b.db", work / "out", work / "third.json")
        before, after = dict(documents(work / "a.db")), dict(documents(work / "b.db"))
        unequal = [key for key, doc in after.items() if before.get(key) != doc]
        wrong += [f"not the same after export and import: {key!r}" for key in unequal[:20]]
        if compared != len(after):
            wrong.append(f"{compared} records of 2.0x in the files, {len(after)} after export and import")
        wrong += [f"{n} times {what}" for what, n in differences.items()]
    print("\n".join(wrong))
    print(f"{len(manifest)} files, {first['totals']['activities']} activities; {compared} records of 2.0x compared, "
          f"{sum(differences.values())} differences from the files, {len(unequal)} after export and import")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
