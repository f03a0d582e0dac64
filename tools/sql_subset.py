"""The SQL that both engines take with one meaning (docs/db.md): what is refused, and how to write it instead.

Used when queries are compiled (sqlc.py) and by the lint on all .sql files (tests/lint/sql.py).
"""
import re

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
          (re.compile(r"->"), "-> and ->> differ between the engines: json_extract"),
          (re.compile(r'"[^"\n]*"'), "no double quotes in SQL")]


def plain(text):
    """TEXT with comments and quoted text blanked, line by line."""
    text = re.sub(r"'(?:[^'\n]|'')*'", lambda m: " " * len(m[0]), text)
    return re.sub(r"--[^\n]*", lambda m: " " * len(m[0]), text)


def refused(text):
    """(position, what, why) of everything in TEXT that only one engine takes."""
    code = plain(text)
    return [(m.start(), m[0].strip(), why) for rule, why in RULES for m in rule.finditer(code)]
