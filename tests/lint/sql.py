#!/usr/bin/env python3
"""SQL stands in .sql files (or is derived by the record kernel), in the subset that both engines take."""
import re

import source

# Rooms whose C makes SQL: the drivers and the kernel.
MAKERS = ("src/db/", "src/record/")
STATEMENT = re.compile(r'"\s*(?:SELECT\s|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+(?:TABLE|INDEX|UNIQUE|VIEW)'
                       r'|DROP\s+(?:TABLE|INDEX)|ALTER\s+TABLE|WITH\s+\w+\s+AS\b|PRAGMA\s)')
ONE_SIDED = {
    r"ILIKE": "PostgreSQL only: use a folded column and LIKE",
    r"GLOB": "SQLite only",
    r"IIF\s*\(": "use CASE",
    r"group_concat|string_agg": "one-sided: join in C",
    r"concat\s*\(": "use ||",
    r"greatest|least": "PostgreSQL only: use CASE",
    r"now\s*\(|strftime|unixepoch|CURRENT_TIMESTAMP|CURRENT_DATE": "the clock is a parameter",
    r"printf\s*\(|json_build_object": "one-sided",
    r"ROLLUP|GROUPING\s+SETS|LATERAL|TABLESAMPLE": "PostgreSQL only",
    r"FOR\s+UPDATE|SKIP\s+LOCKED": "PostgreSQL only",
    r"ANY\s*\(": "use IN (SELECT ... json_each)",
    r"INSERT\s+OR|REPLACE\s+INTO": "SQLite only: ON CONFLICT",
    r"WITHOUT\s+ROWID|AUTOINCREMENT": "SQLite only",
    r"BEGIN|COMMIT|ROLLBACK": "transactions belong to db_tx()",
    r"TRUNCATE": "PostgreSQL only",
    r"DISTINCT\s+ON": "PostgreSQL only",
    r"FETCH\s+FIRST": "use LIMIT",
    r"SERIAL|BIGSERIAL": "use {{id}}",
}
RULES = [(re.compile(r"\b(?:" + p + ")", re.I), why) for p, why in ONE_SIDED.items()]
RULES += [(re.compile(r"::"), "casts are CAST(x AS type)"),
          (re.compile(r"->"), "-> and ->> differ between the engines: json_extract")]
ENGINE = re.compile(r"--\s*engine\s+\w+")
HEAD = re.compile(r"^--\s*query\b", re.M)


def plain(text):
    """Comments and quoted text blanked, line by line."""
    text = re.sub(r"'(?:[^'\n]|'')*'", lambda m: " " * len(m[0]), text)
    return re.sub(r"--[^\n]*", lambda m: " " * len(m[0]), text)


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
        code = plain(part)
        for rule, why in RULES:
            for m in rule.finditer(code):
                source.problem(path, source.line_of(text, start + m.start()), f"{m[0].strip()}: {why}")
        for m in re.finditer(r'"[^"\n]*"', code):
            source.problem(path, source.line_of(text, start + m.start()), f"{m[0]}: no double quotes in SQL")
source.finish()
