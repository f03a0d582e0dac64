#!/usr/bin/env python3
"""Measures the import of IATI files into SQLite, with everything that belongs to it: checks, history, change feed, derived
tables with their indexes, matching of places, full text.

usage: import.py SELARAS [--rounds N] [--no-scale] [FOLDER]

FOLDER is what to import; without it the given real files (../shared/data/iati/real.tar.zst). In each round, one after the
other: xmllint --stream --noout on the same files, a first import into a fresh database, the second import of the same
files. Then, on invented activities, the cost of one among 1,000, 10,000 and 100,000. The exit status is 1 when a limit is
exceeded: first import 4 times xmllint, second 1.5 times, 150 MB of memory.
"""
import argparse
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
import activities  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIMIT_FIRST, LIMIT_SECOND, LIMIT_MB = 4.0, 1.5, 150
SCALES = (1000, 10000, 100000)


def timed(*command):
    """(seconds, peak memory in MB, standard output); the status may be 1, when some files are refused."""
    with tempfile.TemporaryFile() as out:
        begun = time.monotonic()
        process = subprocess.Popen([str(c) for c in command], stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode()
    if process.returncode not in (0, 1):
        sys.exit(f"import: {' '.join(map(str, command))[:200]}: status {process.returncode}\n{text[-2000:]}")
    return seconds, usage.ru_maxrss / 1024, text


class Bench:
    def __init__(self, selaras, work):
        self.selaras, self.work = selaras, work

    def database(self, name):
        """A fresh one with the places of the province, and boundaries when they are at hand."""
        for old in self.work.glob(f"{name}.db*"):
            old.unlink()
        url = f"sqlite:{self.work / name}.db"
        timed(self.selaras, "init", "--db", url)
        if (ROOT / "../shared/geo").is_dir():
            timed(self.selaras, "geo", "import", "--db", url, ROOT / "../shared/geo")
        return url

    def take(self, url, folder):
        return timed(self.selaras, "import", "iati", "--db", url, "--show", "0", folder)


def count(text, word):
    found = re.search(rf"([\d.,]+) (?:{word})", text)
    return int(re.sub(r"\D", "", found.group(1))) if found else 0


def corpus(work, folder):
    if folder:
        return pathlib.Path(folder)
    pack = ROOT / "../shared/data/iati/real.tar.zst"
    if not pack.is_file():
        sys.exit("import: the real files are not at ../shared/data/iati; name a FOLDER")
    subprocess.run(["tar", "--zstd", "-xf", pack, "-C", work], check=True)
    return work / "real" if (work / "real").is_dir() else work


def rounds(bench, folder, n):
    files = sorted(folder.rglob("*.xml"))
    size = sum(f.stat().st_size for f in files)
    print(f"{len(files)} files, {size / 1e6:.1f} MB; seconds by the clock\n")
    print("round   xmllint   first  times   second  times   memory")
    rows = []
    for i in range(n):
        xmllint, _, _ = timed("xmllint", "--stream", "--noout", *files)
        url = bench.database("real")
        first, memory, text = bench.take(url, folder)
        second, memory_2, again = bench.take(url, folder)
        rows.append((xmllint, first, second, first / xmllint, second / xmllint, max(memory, memory_2)))
        print(f"{i + 1:5} {xmllint:9.2f} {first:7.2f} {first / xmllint:6.2f} {second:8.2f} {second / xmllint:6.2f} "
              f"{max(memory, memory_2):5.0f} MB", flush=True)
        if count(again, "baru|new") or count(again, "berubah|changed"):
            sys.exit(f"import: the second import changed something\n{again}")
    middle = [statistics.median(column) for column in zip(*rows)]
    best = [min(column) for column in zip(*rows)]
    print(f"\nbest of {n}: xmllint {best[0]:.2f}, first {best[1]:.2f} ({best[1] / best[0]:.2f} times), "
          f"second {best[2]:.2f} ({best[2] / best[0]:.2f} times)")
    done = count(text, "kegiatan|activities")
    print(f"median: {size / 1e6 / middle[1]:.1f} MB/s, {done / middle[1]:.0f} activities/s "
          f"({done} activities, {count(text, 'transaksi|transactions')} transactions); "
          f"again {size / 1e6 / middle[2]:.1f} MB/s")
    return judge([("first import", middle[3], LIMIT_FIRST, "times xmllint"),
                  ("second import", middle[4], LIMIT_SECOND, "times xmllint"), ("memory", max(r[5] for r in rows), LIMIT_MB, "MB")])


def judge(rows):
    ok = True
    for name, value, limit, unit in rows:
        ok &= value <= limit
        print(f"{name:14} {value:7.2f} {unit} (limit {limit}): {'kept' if value <= limit else 'EXCEEDED'}")
    return ok


def scale(bench):
    """The cost of one activity, without that of starting the program."""
    print("\ninvented activities    bytes   seconds   us each   memory")
    empty = bench.work / "empty"
    empty.mkdir()
    (empty / "none.xml").write_text('<iati-activities version="2.03"/>\n', encoding="utf-8")
    url = bench.database("scale")
    start = min(bench.take(url, empty)[0] for _ in range(3))
    memory = 0
    for n in SCALES:
        folder = bench.work / f"n{n}"
        size = activities.write(folder, n, 10**9)
        runs = []
        for _ in range(5 if n < 10000 else 1):
            runs.append(bench.take(bench.database("scale"), folder))
        seconds, memory = min(r[0] for r in runs), max(memory, *(r[1] for r in runs))
        print(f"{n:19,} {size / 1e6:7.1f}M {seconds:9.2f} {(seconds - start) / n * 1e6:9.0f} {runs[-1][1]:6.0f} MB", flush=True)
        shutil.rmtree(folder)
    return judge([("memory", memory, LIMIT_MB, "MB")])


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("selaras")
    p.add_argument("folder", nargs="?")
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--no-scale", action="store_true")
    args = p.parse_args()
    with tempfile.TemporaryDirectory(prefix="selaras-bench-") as name:
        bench = Bench(pathlib.Path(args.selaras).resolve(), pathlib.Path(name))
        ok = rounds(bench, corpus(pathlib.Path(name), args.folder), args.rounds)
        if not args.no_scale:
            ok &= scale(bench)
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
