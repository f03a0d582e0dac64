#!/usr/bin/env python3
"""Compile code lists (CSV) into C tables.

codes.py lists DIR OUT.c DEPFILE    every list of DIR, for src/record/codelist.c
codes.py prefixes FILE OUT.c        a table prefix -> code, for src/activity/province.c

A list is DIR/NAME.csv with the columns code,name_en,name_id,category,status,source; DIR/lists.csv names the lists.
Anything that is not as declared stops the build: an unknown column, an empty or repeated code, a status other than
active or withdrawn.
"""
import csv
import pathlib
import sys

COLUMNS = ["code", "name_en", "name_id", "category", "status", "source"]
SLOTS = 256
NOT_LISTS = {"lists", "province-sector-dac"}


def rows(path, columns):
    with open(path, encoding="utf-8", newline="") as f:
        reader = csv.DictReader(f, strict=True)
        if reader.fieldnames != columns:
            sys.exit(f"{path}: columns are {reader.fieldnames}, expected {columns}")
        found = list(reader)
    for r in found:
        if None in r or None in r.values():
            sys.exit(f"{path}: a row has the wrong number of cells: {r}")
    return found


def c_text(s):
    out = []
    for b in s.encode():
        if b in (0x22, 0x5C):
            out.append("\\" + chr(b))
        elif 0x20 <= b < 0x7F and b != 0x3F:  # no trigraphs
            out.append(chr(b))
        else:
            out.append(f"\\{b:03o}")
    return '"' + "".join(out) + '"'


def by_code(path, found):
    """Sorted by the code's bytes, as the look-up expects; empty and repeated codes stop the build."""
    found = sorted(found, key=lambda r: r["code"].encode())
    for a, b in zip(found, found[1:]):
        if a["code"] == b["code"]:
            sys.exit(f"{path}: code {a['code']} twice")
    if not found or not found[0]["code"]:
        sys.exit(f"{path}: empty list or empty code")
    return found


def name_hash(name):
    """The same sum as name_hash() in src/record/codelist.c."""
    h = 0
    for b in name.encode():
        h = (h * 31 + b) & 0xFFFFFFFF
    return h % SLOTS


def compile_list(directory, entry, out):
    path = directory / (entry["name"] + ".csv")
    found = by_code(path, rows(path, COLUMNS))
    symbol = "list_" + entry["name"].replace("-", "_")
    out.append(f"static const struct code {symbol}[] = {{")
    for r in found:
        if r["status"] not in ("active", "withdrawn") or not r["name_en"]:
            sys.exit(f"{path}: code {r['code']}: bad status or no name")
        texts = [r["code"], r["name_en"], r["name_id"] or r["name_en"], r["category"]]
        out.append("\t{ " + ", ".join(c_text(t) for t in texts) + f", {int(r['status'] == 'withdrawn')}, {c_text(r['source'])} }},")
    out.append("};")
    return (
        f"{{ {c_text(entry['name'])}, {c_text(entry['name_en'])}, {c_text(entry['name_id'] or entry['name_en'])}, "
        f"{c_text(found[0]['source'])}, {symbol}, {len(found)}, {int(entry['complete'] == 'yes')} }}"
    )


def compile_lists(directory):
    entries = sorted(rows(directory / "lists.csv", ["name", "name_en", "name_id", "complete"]), key=lambda r: r["name"].encode())
    on_disk = {p.stem for p in directory.glob("*.csv")} - NOT_LISTS
    if on_disk != {e["name"] for e in entries}:
        sys.exit(f"{directory}: lists.csv and the files differ: {sorted(on_disk ^ {e['name'] for e in entries})}")
    out = ['#include "record/codelist_data.h"', ""]
    heads = [compile_list(directory, e, out) for e in entries]
    out.append("const struct codelist codelist_table[] = {\n\t" + ",\n\t".join(heads) + "\n};")
    out.append(f"const uint32_t codelist_table_n = {len(heads)};")
    slots = [0] * SLOTS
    for i, e in enumerate(entries):
        at = name_hash(e["name"])
        while slots[at]:
            at = (at + 1) % SLOTS
        slots[at] = i + 1
    out.append(f"const uint8_t codelist_slots[{SLOTS}] = {{ " + ", ".join(map(str, slots)) + " };")
    return out


def compile_prefixes(path):
    found = by_code(path, [{"code": r["prefix"], **r} for r in rows(path, ["prefix", "sector", "note"])])
    out = ['#include "activity/province_data.h"', "", "const struct dac_prefix dac_prefixes[] = {"]
    out += [f"\t{{ {c_text(r['code'])}, {c_text(r['sector'])} }}," for r in found]
    out.append(f"}};\nconst uint32_t dac_prefixes_n = {len(found)};")
    return out


def main():
    if len(sys.argv) not in (4, 5) or sys.argv[1] not in ("lists", "prefixes"):
        sys.exit(__doc__)
    source = pathlib.Path(sys.argv[2])
    made = compile_lists(source) if sys.argv[1] == "lists" else compile_prefixes(source)
    pathlib.Path(sys.argv[3]).write_text("\n".join(made) + "\n", encoding="utf-8")
    if len(sys.argv) == 5:
        read = " ".join(str(p) for p in sorted(source.glob("*.csv")))
        pathlib.Path(sys.argv[4]).write_text(f"{sys.argv[3]}: {read}\n", encoding="utf-8")


main()
