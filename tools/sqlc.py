#!/usr/bin/env python3
"""Compiles a room's named queries into C.

usage: sqlc.py OUT_BASE ROOM.sql [--schema SCHEMA.sql...]

Writes OUT_BASE.c and OUT_BASE.h. A query is

    -- query place_by_code one            (one | many | exec)
    -- engine sqlite                      (optional: one text for each engine under one name)
    --   :code text, :level int           (parameters, in order)
    --   -> no int, name text             (columns)
    SELECT no, name FROM ix_place WHERE code = :code AND level = :level;

:name becomes $1..$n. Words that only one engine has are refused. With --schema every SQLite text is prepared against a
database that holds that schema; statements on derived tables are prepared by the tests instead.
"""
import re
import sqlite3
import sys
from pathlib import Path

ONE_SIDED = re.compile(
    r"\b(ILIKE|GLOB|IIF|group_concat|string_agg|concat|greatest|least|now|strftime|unixepoch|printf|json_build_object|"
    r"ROLLUP|LATERAL|TRUNCATE)\b\s*\(?|FOR UPDATE|DISTINCT ON|FETCH FIRST|INSERT OR|BEGIN IMMEDIATE|::", re.I)
PARAM = re.compile(r":([a-z_][a-z0-9_]*)")


class Query:
    def __init__(self, path, line, name, kind):
        self.path, self.line, self.name, self.kind = path, line, name, kind
        self.engine, self.params, self.columns, self.lines = "", [], [], []

    def fail(self, reason):
        sys.exit(f"{self.path}:{self.line}: {self.name}: {reason}")

    def note(self, text):
        """A comment line below the head."""
        if m := re.fullmatch(r"--\s+engine\s+(sqlite|pg)\s*", text):
            self.engine = m[1]
        elif m := re.fullmatch(r"--\s+->\s*(.+)", text):
            self.columns += [part.split() for part in m[1].split(",")]
        elif m := re.fullmatch(r"--\s+(:.+)", text):
            self.params += [part.strip().lstrip(":").split() for part in m[1].split(",")]

    def finish(self):
        text = re.sub(r"\s+", " ", " ".join(self.lines)).strip().rstrip(";")
        if not text:
            self.fail("no statement")
        names = [p[0] for p in self.params]
        used = PARAM.findall(re.sub(r"'[^']*'", "", text))
        if set(used) != set(names):
            self.fail(f"declared {sorted(names)}, used {sorted(set(used))}")
        if not self.engine and (m := ONE_SIDED.search(re.sub(r"'[^']*'", "", text))):
            self.fail(f"only one engine has: {m[0]}")
        if (self.kind == "exec") != (not self.columns):
            self.fail("exec has no columns, one and many have some")
        self.text = PARAM.sub(lambda m: f"${names.index(m[1]) + 1}" if m[1] in names else m[0], text)


def read(path):
    queries, current = [], None
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), 1):
        if m := re.fullmatch(r"-- query ([a-z][a-z0-9_]*) (one|many|exec)\s*", line):
            current = Query(path, number, m[1], m[2])
            queries.append(current)
        elif line.startswith("--"):
            if current and not current.lines:
                current.note(line.strip())
        elif current and line.strip():
            current.lines.append(line)
    for q in queries:
        q.finish()
    return queries


def engine_text(sql, engine):
    """A migration's text as the engine gets it; the same macros as db_script()."""
    other = "pg" if engine == "sqlite" else "sqlite"
    sql = re.sub(r"\{\{%s\}\}.*?\{\{/%s\}\}" % (other, other), "", sql, flags=re.S)
    sql = re.sub(r"\{\{/?%s\}\}" % engine, "", sql)
    for macro, text in (("id", "INTEGER PRIMARY KEY"), ("int", "INTEGER"), ("bool", "INTEGER"), ("blob", "BLOB"),
                        ("text", "TEXT"), ("strict", "STRICT")):
        sql = sql.replace("{{%s}}" % macro, text)
    return sql


def prepare(queries, schemas):
    database = sqlite3.connect(":memory:")
    for schema in schemas:
        database.executescript(engine_text(Path(schema).read_text(encoding="utf-8"), "sqlite"))
    for q in queries:
        if q.engine == "pg":
            continue
        try:
            values = {str(i + 1): 1 for i in range(len(q.params))}
            database.execute("EXPLAIN " + q.text, values)
            if q.kind != "exec" and not q.text.upper().startswith("UPDATE"):
                found = len(database.execute(q.text, values).description)
                if found != len(q.columns):
                    q.fail(f"gives {found} columns, {len(q.columns)} are declared")
        except sqlite3.Error as error:
            q.fail(str(error))


def c_string(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main():
    arguments = sys.argv[1:]
    schemas = []
    if "--schema" in arguments:
        at = arguments.index("--schema")
        arguments, schemas = arguments[:at], arguments[at + 1:]
    base, source = arguments
    queries = read(source)
    if schemas:
        prepare(queries, schemas)
    names = list(dict.fromkeys(q.name for q in queries))
    with open(base + ".h", "w", encoding="utf-8") as h:
        guard = re.sub(r"\W", "_", Path(base).name).upper() + "_H"
        h.write(f"/* Made by tools/sqlc.py from {Path(source).name}. */\n#ifndef {guard}\n#define {guard}\n\n#include \"db/db.h\"\n\n")
        for name in names:
            h.write(f"extern const struct db_query q_{name};\n")
        h.write("\n#endif\n")
    with open(base + ".c", "w", encoding="utf-8") as c:
        c.write(f"/* Made by tools/sqlc.py from {Path(source).name}. */\n#include \"{Path(base).name}.h\"\n\n")
        for name in names:
            variants = {q.engine: q for q in queries if q.name == name}
            first = next(iter(variants.values()))
            if "" in variants and len(variants) > 1:
                first.fail("has a text for both engines and one for a single engine")
            lite = variants.get("", variants.get("sqlite"))
            pg = variants.get("pg")
            c.write(f"const struct db_query q_{name} = {{ .name = \"{name}\", .text = {c_string(lite.text) if lite else 'NULL'}, "
                    f".pg_text = {c_string(pg.text) if pg else 'NULL'}, .nparam = {len(first.params)}, .ncol = {len(first.columns)} }};\n")


main()
