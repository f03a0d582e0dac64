#!/usr/bin/env python3
"""Compiles a room's named queries into C.

usage: sqlc.py OUT_BASE ROOM.sql [--schema SCHEMA.sql...]

Writes OUT_BASE.c and OUT_BASE.h. A query is

    -- query place_by_code one            (one | many | exec)
    -- engine sqlite                      (optional: one text for each engine under one name)
    --   :code text, :level int           (parameters, numbered in this order)
    --   -> no int, name text             (columns, in the order of the statement)
    SELECT no, name FROM ix_place WHERE code = :code AND level = :level;

and becomes `extern const struct db_query q_place_by_code` with the columns Q_PLACE_BY_CODE_COL_NO and ..._NAME.
A query that only one engine has gets an empty text for the other, which refuses to run it.
Types are int, real, bool, text and blob. Words that only one engine has are refused. With --schema every SQLite text is
prepared against a database that holds that schema, and the number of its columns compared; statements on the kernel's
derived tables have no schema file, so they are prepared by the tests instead.
"""
import re
import sqlite3
import sys
from pathlib import Path

sys.dont_write_bytecode = True
import sql_subset  # noqa: E402

HEAD = re.compile(r"-- query ([a-z][a-z0-9_]*) (one|many|exec)\s*")
ENGINE = re.compile(r"--\s*engine\s+(\w+)\s*")
COLUMNS = re.compile(r"--\s+->\s*(.+)")
PARAMS = re.compile(r"--\s+(:.+)")
PIECE = re.compile(r"('(?:[^']|'')*')")  # odd pieces of a split are quoted text
USED = re.compile(r"(?<!:):([a-z_][a-z0-9_]*)")
TYPES = ("int", "real", "bool", "text", "blob")
MOST = 255  # parameters, columns: a uint8_t in struct db_query


class Query:
    def __init__(self, path, line, name, kind):
        self.path, self.line, self.name, self.kind = path, line, name, kind
        self.engine, self.params, self.columns, self.lines = "", [], [], []

    def fail(self, reason):
        sys.exit(f"{self.path}:{self.line}: {self.name}: {reason}")

    def declared(self, text):
        """[(name, type)] of "name type, name type"."""
        pairs = [part.split() for part in text.rstrip(", ").split(",")]
        for pair in pairs:
            if len(pair) != 2 or pair[1] not in TYPES or not re.fullmatch(r"[a-z_][a-z0-9_]*", pair[0]):
                self.fail(f"'{' '.join(pair)}' is not a name and one of {', '.join(TYPES)}")
        return pairs

    def note(self, text):
        """A comment line between the head and the statement."""
        if m := ENGINE.fullmatch(text):
            if m[1] not in ("sqlite", "pg"):
                self.fail(f"engine {m[1]}: it is sqlite or pg")
            self.engine = m[1]
        elif m := COLUMNS.fullmatch(text):
            self.columns += self.declared(m[1])
        elif m := PARAMS.fullmatch(text):
            self.params += self.declared(re.sub(r":(?=[a-z_])", "", m[1]))

    def finish(self):
        pieces = PIECE.split(" ".join(self.lines).strip().rstrip(";").rstrip())
        if not "".join(pieces):
            self.fail("no statement")
        code = pieces[::2]
        if any("--" in piece or ";" in piece for piece in code):
            self.fail("one statement, and no comment inside it")
        if not self.engine and (found := sql_subset.refused("\n".join(self.lines))):
            self.fail(f"{found[0][1]}: {found[0][2]}")
        names = [name for name, _ in self.params]
        used = {name for piece in code for name in USED.findall(piece)}
        if used != set(names) or len(set(names)) != len(names):
            self.fail(f"declares {names}, uses {sorted(used)}")
        if (self.kind == "exec") != (not self.columns):
            self.fail("exec gives no columns, one and many give some")
        if len(names) > MOST or len(self.columns) > MOST:
            self.fail(f"more than {MOST} parameters or columns")
        number = {name: f"${i}" for i, name in enumerate(names, 1)}
        pieces[::2] = [USED.sub(lambda m: number[m[1]], re.sub(r"\s+", " ", piece)) for piece in code]
        self.text = "".join(pieces)


def read(path):
    queries, current = [], None
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), 1):
        if m := HEAD.fullmatch(line):
            current = Query(path, number, m[1], m[2])
            queries.append(current)
        elif line.startswith("-- query"):
            sys.exit(f"{path}:{number}: not '-- query name one|many|exec'")
        elif line.startswith("--"):
            if current and not current.lines:
                current.note(line.strip())
        elif line.strip():
            if not current:
                sys.exit(f"{path}:{number}: a statement without '-- query'")
            current.lines.append(line)
    for q in queries:
        q.finish()
    return queries


def by_name(queries):
    """{name: {engine: query}} in the order of the file, variants checked against each other."""
    names = {}
    for q in queries:
        variants = names.setdefault(q.name, {})
        if q.engine in variants:
            q.fail("is there twice")
        variants[q.engine] = q
        first = next(iter(variants.values()))
        if "" in variants and len(variants) > 1:
            q.fail("has a text for both engines and one for a single engine")
        if (first.kind, first.params, first.columns) != (q.kind, q.params, q.columns):
            q.fail("the engines' texts differ in parameters or columns")
    return names


def engine_text(sql, engine):
    """A migration's text as the engine gets it: the macros of db_script(), as far as preparing needs them."""
    other = "pg" if engine == "sqlite" else "sqlite"
    sql = re.sub(r"\{\{%s\}\}.*?\{\{/%s\}\}" % (other, other), "", sql, flags=re.S)
    sql = re.sub(r"\{\{/?%s\}\}" % engine, "", sql)
    for macro, text in (("id", "INTEGER PRIMARY KEY"), ("int", "INTEGER"), ("bool", "INTEGER"), ("real", "REAL"),
                        ("blob", "BLOB"), ("text", "TEXT"), ("strict", "STRICT")):
        sql = sql.replace("{{%s}}" % macro, text)
    return sql


def prepare(queries, schemas):
    database = sqlite3.connect(":memory:")
    database.create_collation("selaras", lambda a, b: (a > b) - (a < b))
    for schema in schemas:
        try:
            database.executescript(engine_text(Path(schema).read_text(encoding="utf-8"), "sqlite"))
        except sqlite3.Error as error:
            sys.exit(f"{schema}: {error}")
    for q in queries:
        if q.engine == "pg":
            continue
        try:
            program = database.execute("EXPLAIN " + q.text, {str(i + 1): 1 for i in range(len(q.params))}).fetchall()
        except sqlite3.Error as error:
            q.fail(str(error))
        # (address, opcode, p1, p2, ...): ResultRow gives p2 columns.
        for found in {row[3] for row in program if row[1] == "ResultRow"} or {0}:
            if found != len(q.columns):
                q.fail(f"gives {found} columns, {len(q.columns)} are declared")


def c_string(text):
    if text is None:
        return "NULL"
    special = {'"': '\\"', "\\": "\\\\", "\t": "\\t"}
    body = "".join(special.get(c) or (c if " " <= c <= "~" else "".join(f"\\{b:03o}" for b in c.encode()))
                   for c in text)
    return '"' + body.replace("??", '?""?') + '"'


def header(names, source, base):
    guard = re.sub(r"\W", "_", Path(base).name).upper() + "_H"
    out = [f"/* Made by tools/sqlc.py from {Path(source).name}. */", f"#ifndef {guard}", f"#define {guard}", "",
           '#include "db/db.h"', ""]
    for name, variants in names.items():
        out.append(f"extern const struct db_query q_{name};")
        columns = next(iter(variants.values())).columns
        if columns:
            constants = ", ".join(f"Q_{name.upper()}_COL_{column.upper()}" for column, _ in columns)
            out.append(f"enum {{ {constants} }};")
    listed = Path(base).name
    out += ["", "/* All of them, for the test that prepares each on both engines. */",
            f"extern const struct db_query *const {listed}_list[];", f"extern const size_t {listed}_count;"]
    return "\n".join(out + ["", "#endif", ""])


def table(names, source, base):
    out = [f"/* Made by tools/sqlc.py from {Path(source).name}. */", f'#include "{Path(base).name}.h"', ""]
    for name, variants in names.items():
        first = next(iter(variants.values()))
        if "" in variants:
            text, pg = first.text, None
        else:
            text, pg = (variants[e].text if e in variants else "" for e in ("sqlite", "pg"))
        out.append(f'const struct db_query q_{name} = {{ .name = "{name}", .nparam = {len(first.params)}, '
                   f".ncol = {len(first.columns)},\n\t.text = {c_string(text)},\n\t.pg_text = {c_string(pg)} }};")
    listed = Path(base).name
    out += ["", f"const struct db_query *const {listed}_list[] = {{"]
    out += [f"\t&q_{name}," for name in names]
    out += ["};", f"const size_t {listed}_count = {len(names)};"]
    return "\n".join(out + [""])


def main():
    arguments, schemas = sys.argv[1:], []
    if "--schema" in arguments:
        at = arguments.index("--schema")
        arguments, schemas = arguments[:at], arguments[at + 1:]
    if len(arguments) != 2:
        sys.exit("usage: sqlc.py OUT_BASE ROOM.sql [--schema SCHEMA.sql...]")
    base, source = arguments
    queries = read(source)
    names = by_name(queries)
    if schemas:
        prepare(queries, schemas)
    Path(base + ".h").write_text(header(names, source, base), encoding="utf-8")
    Path(base + ".c").write_text(table(names, source, base), encoding="utf-8")


if __name__ == "__main__":
    main()
