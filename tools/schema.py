#!/usr/bin/env python3
"""Turns migration files into a table for db_migrate().

usage: schema.py SYMBOL OUT.c OUT.h NNNN_name.sql...

Makes `const struct db_migration SYMBOL[]` and `const size_t SYMBOL_count`, in the order of the numbers.
Lines that hold only a comment or nothing are left out: the database keeps the hash of an applied text, and mending
a comment must not look like a changed migration.
"""
import re
import sys
from pathlib import Path

NAME = re.compile(r"^(\d{4})_([a-z][a-z0-9_]*)\.sql$")


def fail(message):
    sys.exit(f"schema.py: {message}")


def statements(path):
    lines = [line.rstrip() for line in path.read_text(encoding="utf-8").splitlines()]
    kept = [line for line in lines if line and not line.lstrip().startswith("--")]
    if not kept:
        fail(f"{path}: no statement")
    return kept


def c_string(line):
    out = []
    for byte in line.encode("utf-8"):
        if byte in (0x22, 0x5C):
            out.append("\\" + chr(byte))
        elif byte == 0x09:
            out.append("\\t")
        elif 0x20 <= byte < 0x7F:
            out.append(chr(byte))
        else:
            out.append(f"\\{byte:03o}")
    return '"' + "".join(out).replace("??", '?""?') + '\\n"'


def main():
    if len(sys.argv) < 5:
        fail("usage: schema.py SYMBOL OUT.c OUT.h NNNN_name.sql...")
    symbol, out_c, out_h = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    migrations = {}
    for path in map(Path, sys.argv[4:]):
        match = NAME.match(path.name)
        if not match:
            fail(f"{path}: a migration is named NNNN_name.sql")
        number = int(match.group(1))
        if number == 0 or number in migrations:
            fail(f"{path}: the number {number} is not free")
        migrations[number] = (match.group(2), statements(path))

    guard = f"SELARAS_{symbol.upper()}_H"
    out_h.write_text(
        "/* Made by tools/schema.py. */\n"
        f"#ifndef {guard}\n#define {guard}\n\n"
        '#include "db/db.h"\n\n'
        f"extern const struct db_migration {symbol}[];\n"
        f"extern const size_t {symbol}_count;\n\n"
        "#endif\n"
    )
    rows = []
    for number, (name, lines) in sorted(migrations.items()):
        text = "\n\t  ".join(c_string(line) for line in lines)
        rows.append(f'\t{{ {number}, "{name}",\n\t  {text} }},\n')
    out_c.write_text(
        "/* Made by tools/schema.py. */\n"
        f'#include "{out_h.name}"\n\n'
        f"const struct db_migration {symbol}[] = {{\n{''.join(rows)}}};\n"
        f"const size_t {symbol}_count = {len(rows)};\n"
    )


main()
