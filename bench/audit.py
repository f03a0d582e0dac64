#!/usr/bin/env python3
"""Times the proof of a database with many changes, and tries it with one altered byte in each table of the kernel.

usage: audit.py SELARAS AUDIT_FILL FOLDER CHANGES
"""
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time

program, fill, folder, changes = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
os.environ["SELARAS_KEY"] = f"{folder}/key"
# Not drawn: derived_schema, which opening the store compares and makes good by itself, and counters that are only how far
# somebody has read.
PROVED = ("record", "change", "audit", "merge")
TABLES = ("record", "record_version", "record_key", "change", "checkpoint", "audit", "counter", "search_text", "derived_digest",
          "ix_organisation")


def verify(path):
    start = time.monotonic()
    done = subprocess.run([program, "audit", "verify", "--db", f"sqlite:{path}"], capture_output=True, text=True)
    return done.returncode, time.monotonic() - start, done.stdout + done.stderr


def alter(path, lot):
    """Changes one byte of one value of one row of each table, in a copy of its own; what it did, by table."""
    for table in TABLES:
        copy = f"{folder}/{table}.db"  # a name of its own: no log of another copy is taken for its
        shutil.copyfile(path, copy)
        with sqlite3.connect(copy) as db:
            db.execute("PRAGMA foreign_keys = OFF")
            columns = [(c[1], c[2]) for c in db.execute(f"PRAGMA table_info({table})") if c[2] in ("TEXT", "BLOB", "INTEGER")]
            rows = db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            if not rows:
                continue
            for _ in range(50):
                name, kind = lot.choice(columns)
                at = lot.randrange(rows)
                row = db.execute(f"SELECT * FROM {table} LIMIT 1 OFFSET {at}").fetchone()
                if table == "counter" and row[0] not in PROVED:
                    continue
                value = row[[c[1] for c in db.execute(f"PRAGMA table_info({table})")].index(name)]
                new = damaged(value, lot)
                keys = [c[1] for c in db.execute(f"PRAGMA table_info({table})") if c[5]]
                where = " AND ".join(f"{k} = ?" for k in keys)
                names = [c[1] for c in db.execute(f"PRAGMA table_info({table})")]
                try:
                    if new is not None and db.execute(f"UPDATE {table} SET {name} = ? WHERE {where}",
                                                      (new, *(row[names.index(k)] for k in keys))).rowcount == 1:
                        break
                except sqlite3.IntegrityError:
                    continue  # the engine itself refuses this one
        yield table, f"row {at + 1} of {rows}, {name}", copy


def damaged(value, lot):
    if isinstance(value, int):
        return value ^ (1 << lot.randrange(8))
    data = bytearray(value.encode() if isinstance(value, str) else value or b"")
    if not data:
        return None
    at = lot.randrange(len(data))
    data[at] = data[at] ^ 1
    try:
        return data.decode() if isinstance(value, str) else bytes(data)
    except UnicodeDecodeError:
        return None


def main():
    path = f"{folder}/bench.db"
    subprocess.run([program, "init", "--db", f"sqlite:{path}"], check=True, capture_output=True)
    start = time.monotonic()
    subprocess.run([fill, f"sqlite:{path}", str(changes)], check=True)
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        versions, lines = (db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("record_version", "audit"))
    print(f"{changes} changes written in {time.monotonic() - start:.1f} s; {versions} versions, {lines} lines in the audit log, "
          f"{os.path.getsize(path) / 1e6:.0f} MB")
    times = []
    for _ in range(3):
        status, seconds, said = verify(path)
        if status:
            sys.exit(f"the proof fails: {said}")
        times.append(seconds)
    print(f"selaras audit verify: {sorted(times)[1]:.2f} s (median of {len(times)}), {versions / sorted(times)[1]:,.0f} versions a second")
    lot, found, tried = random.Random(int(os.environ.get("SEED", time.time()))), 0, 0
    for table, what, copy in alter(path, lot):
        status, _, _ = verify(copy)
        tried += 1
        found += status != 0
        print(f"  {table}: {what}: {'found' if status else 'NOT FOUND'}")
    print(f"{found} of {tried} altered bytes found")
    return found != tried


sys.exit(main())
