#!/usr/bin/env python3
"""docs/security.md: every level 1 and 2 requirement of ASVS 5.0 once, in order, in words of its own, with a state and what
shows it; the files, functions, tests and headings that it names exist; the counts in its head are right."""
import os
import re

import source

DOC = "docs/security.md"
IDS = """V1.1:1-2 V1.2:1-9 V1.3:1-11 V1.4:1-3 V1.5:1-2 V2.1:1-3 V2.2:1-3 V2.3:1-4 V2.4:1 V3.2:1-2 V3.3:1-4 V3.4:1-6 V3.5:1-5
V3.7:1-2 V4.1:1-3 V4.2:1 V4.3:1-2 V4.4:1-4 V5.1:1 V5.2:1-3 V5.3:1-2 V5.4:1-3 V6.1:1-3 V6.2:1-12 V6.3:1-4 V6.4:1-4 V6.5:1-5
V6.6:1-3 V6.8:1-4 V7.1:1-3 V7.2:1-4 V7.3:1-2 V7.4:1-5 V7.5:1-2 V7.6:1-2 V8.1:1-2 V8.2:1-3 V8.3:1 V8.4:1 V9.1:1-3 V9.2:1-4
V10.1:1-2 V10.2:1-2 V10.3:1-4 V10.4:1-11 V10.5:1-5 V10.6:1-2 V10.7:1-3 V11.1:1-2 V11.2:1-3 V11.3:1-3 V11.4:1-4 V11.5:1 V11.6:1
V12.1:1-3 V12.2:1-2 V12.3:1-4 V13.1:1 V13.2:1-5 V13.3:1-2 V13.4:1-5 V14.1:1-2 V14.2:1-4 V14.3:1-3 V15.1:1-3 V15.2:1-3
V15.3:1-7 V16.1:1 V16.2:1-5 V16.3:1-4 V16.4:1-3 V16.5:1-3 V17.1:1 V17.2:1-4 V17.3:1-2"""
STATES = ("met", "not applicable", "open")
# A file, then what it must hold: names with (), or headings in quotation marks.
PART = re.compile(r"(?P<path>(?:src|tests|docs|tools|data|packaging|web|po)/[\w./-]*\w)|(?P<name>\b\w+)\(\)|\"(?P<heading>[^\"]+)\"")


def wanted():
    for part in IDS.split():
        section, numbers = part.split(":")
        first, _, last = numbers.partition("-")
        for n in range(int(first), int(last or first) + 1):
            yield f"{section}.{n}"


def holds(text, part):
    if part["name"]:
        return re.search(rf"\b{part['name']}\b", text)
    return re.search(rf"^#+ {re.escape(part['heading'])}$", text, re.M) or part["heading"] in text


def evidence(line, text, met):
    """What a row names must exist; a row that is met names a file and something in it."""
    path, named = None, False
    for part in PART.finditer(text):
        if part["path"]:
            path = part["path"]
            if not os.path.exists(os.path.join(source.root(), path)):
                source.problem(DOC, line, f"{path}: no such file")
                path = None
        elif path and not os.path.isdir(os.path.join(source.root(), path)):
            named = True
            if not holds(source.read(path), part):
                source.problem(DOC, line, f"{path} has no {part['name'] or part['heading']}")
    if met and not named:
        source.problem(DOC, line, "met, but nothing shows it: name a file and a function, a test or a heading in it")


text = source.read(DOC)
rows, counts, said = [], dict.fromkeys(STATES, 0), {}
for number, row in enumerate(text.split("\n"), 1):
    if not row.startswith("| V"):
        continue
    cells = [c.strip() for c in row.strip("| ").split(" | ")]
    if len(cells) != 4 or not all(cells) or cells[2] not in STATES:
        source.problem(DOC, number, "a row is: | id | what it asks | state | shown by, or why |")
        continue
    rows.append(cells[0])
    counts[cells[2]] += 1
    if cells[1] in said:
        source.problem(DOC, number, f"the same words as {said[cells[1]]}")
    said[cells[1]] = cells[0]
    evidence(number, cells[3], cells[2] == "met")
    if cells[2] == "open" and cells[0] not in text.split("\n## ")[0]:
        source.problem(DOC, number, "open, and not named in the head")
if rows != list(wanted()):
    missing = [i for i in wanted() if i not in rows]
    source.problem(DOC, 1, f"missing {missing}" if missing else "rows twice, unknown or out of order")
head = f"Of {len(rows)}, {counts['met']} are met, {counts['not applicable']} do not apply and {counts['open']} are open"
if head not in text.replace("\n", " "):
    source.problem(DOC, 1, f"the head should say: {head}")
source.finish()
