#!/usr/bin/env python3
"""SQL stands in .sql files (or is derived by the record kernel), in the subset that both engines take."""
import os
import re
import sys

import source

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(source.root(), "tools"))
import sql_subset  # noqa: E402

# Rooms whose C makes SQL: the drivers and the kernel.
MAKERS = ("src/db/", "src/record/")
STATEMENT = re.compile(r'"\s*(?:SELECT\s|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+(?:TABLE|INDEX|UNIQUE|VIEW)'
                       r'|DROP\s+(?:TABLE|INDEX)|ALTER\s+TABLE|WITH\s+\w+\s+AS\b|PRAGMA\s)')
ENGINE = re.compile(r"--\s*engine\s+\w+")
HEAD = re.compile(r"^--\s*query\b", re.M)

for path in source.files(["src"], (".c", ".h")):
    if path.startswith(MAKERS):
        continue
    text = source.c_code(source.read(path), strings=True)
    for m in STATEMENT.finditer(text):
        source.problem(path, source.line_of(text, m.start()), "SQL in C: put it in the room's .sql file")

variants = 0
for path in source.files(["src"], (".sql",)):
    text = source.read(path)
    starts = [m.start() for m in HEAD.finditer(text)] or [0]
    if starts[0] != 0:
        starts.insert(0, 0)
    for start, end in zip(starts, starts[1:] + [len(text)]):
        part = text[start:end]
        if ENGINE.search(part):
            variants += 1
            continue
        for at, what, why in sql_subset.refused(part):
            source.problem(path, source.line_of(text, start + at), f"{what}: {why}")
source.finish()
