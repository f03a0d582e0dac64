#!/usr/bin/env python3
"""What the query compiler makes of a query, and what it refuses.

sqlc_test.py ROOT
"""
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(sys.argv[1])
SCHEMA = """CREATE TABLE town (id {{id}}, name {{text}} NOT NULL, people {{int}}, big {{bool}}, share {{real}},
  seal {{blob}}{{pg}}, words tsvector{{/pg}}) {{strict}};
{{sqlite}}CREATE VIRTUAL TABLE town_words USING fts5(name, content='town', content_rowid='id');{{/sqlite}}
"""
HEAD = "-- query towns many\n--   -> id int\n"

# (text, words of the error)
REFUSED = [
    ("SELECT 1;\n", "r.sql:1: a statement without '-- query'"),
    ("-- query Towns many\nSELECT 1;\n", "r.sql:1: not '-- query name one|many|exec'"),
    ("-- query towns some\nSELECT 1;\n", "r.sql:1: not '-- query name one|many|exec'"),
    (HEAD, "r.sql:1: towns: no statement"),
    (HEAD + "SELECT id FROM town; SELECT 2;\n", "one statement, and no comment inside it"),
    (HEAD + "SELECT id -- all\nFROM town;\n", "one statement, and no comment inside it"),
    (HEAD + "SELECT id FROM town WHERE name = :name;\n", "declares [], uses ['name']"),
    (HEAD + "--   :name text\nSELECT id FROM town;\n", "declares ['name'], uses []"),
    (HEAD + "--   :name text, :name text\nSELECT id FROM town WHERE name = :name;\n", "declares ['name', 'name']"),
    (HEAD + "--   :name\nSELECT id FROM town WHERE name = :name;\n", "'name' is not a name and one of int"),
    (HEAD + "--   :name varchar\nSELECT id FROM town WHERE name = :name;\n", "'name varchar' is not a name and one of"),
    ("-- query towns many\nSELECT id FROM town;\n", "exec gives no columns, one and many give some"),
    ("-- query towns exec\n--   -> id int\nSELECT id FROM town;\n", "exec gives no columns"),
    (HEAD + "SELECT id, name FROM town;\n", "gives 2 columns, 1 are declared"),
    (HEAD + "UPDATE town SET people = 1 RETURNING id, name;\n", "gives 2 columns, 1 are declared"),
    (HEAD + "DELETE FROM town;\n", "gives 0 columns, 1 are declared"),
    (HEAD + "SELECT id FROM village;\n", "no such table: village"),
    (HEAD + "SELECT colour FROM town;\n", "no such column: colour"),
    (HEAD + "SELECT words FROM town;\n", "no such column: words"),
    (HEAD + "SELECT id FORM town;\n", "towns: "),
    (HEAD + "SELECT id FROM town WHERE name ILIKE 'a';\n", "ILIKE: PostgreSQL only"),
    (HEAD + "SELECT id::int FROM town;\n", "::: casts are CAST(x AS type)"),
    (HEAD + 'SELECT id FROM town WHERE name = "a";\n', "no double quotes in SQL"),
    (HEAD + "SELECT strftime('%Y', name) FROM town;\n", "strftime: the clock is a parameter"),
    (HEAD + "SELECT group_concat(id) FROM town;\n", "group_concat: one-sided"),
    (HEAD + "SELECT id FROM town FOR UPDATE;\n", "FOR UPDATE: PostgreSQL only"),
    (HEAD + "SELECT id FROM town;\n" + HEAD + "SELECT id FROM town;\n", "r.sql:4: towns: is there twice"),
    (HEAD + "SELECT id FROM town;\n" + HEAD + "-- engine pg\nSELECT id FROM town;\n", "for both engines and one for a single"),
    (HEAD + "-- engine mysql\nSELECT id FROM town;\n", "engine mysql: it is sqlite or pg"),
    (HEAD + "-- engine sqlite\nSELECT id FROM town;\n"
     "-- query towns many\n-- engine pg\n--   -> name text\nSELECT name FROM town;\n", "differ in parameters or columns"),
]

GOOD = """-- What it says.

-- query town_add one
--   :name text,
--   :people int
--   -> id int
INSERT INTO town (name, people) VALUES (:name, :people) RETURNING id;

-- query town_find many
--   :people int, :name text
--   -> id int, name text
SELECT id, name FROM town
WHERE  name = :name OR name = 'a  :people ''quoted'' é ILIKE ->'
  AND people > :people ORDER BY name COLLATE selaras;

-- query town_words many
-- engine sqlite
--   :words text
--   -> id int
SELECT rowid FROM town_words WHERE town_words MATCH :words;

-- query town_words many
-- engine pg
--   :words text
--   -> id int
SELECT id FROM town WHERE words @@ to_tsquery('simple', CAST(:words AS TEXT));

-- query town_vacuum exec
-- engine pg
ANALYZE town;
"""
MADE = r"""const struct db_query q_town_add = { .name = "town_add", .nparam = 2, .ncol = 1,
	.text = "INSERT INTO town (name, people) VALUES ($1, $2) RETURNING id",
	.pg_text = NULL };
const struct db_query q_town_find = { .name = "town_find", .nparam = 2, .ncol = 2,
	.text = "SELECT id, name FROM town WHERE name = $2 OR name = 'a  :people ''quoted'' \303\251 ILIKE ->' AND people > $1 ORDER BY name COLLATE selaras",
	.pg_text = NULL };
const struct db_query q_town_words = { .name = "town_words", .nparam = 1, .ncol = 1,
	.text = "SELECT rowid FROM town_words WHERE town_words MATCH $1",
	.pg_text = "SELECT id FROM town WHERE words @@ to_tsquery('simple', CAST($1 AS TEXT))" };
const struct db_query q_town_vacuum = { .name = "town_vacuum", .nparam = 0, .ncol = 0,
	.text = "",
	.pg_text = "ANALYZE town" };

const struct db_query *const out_list[] = {
	&q_town_add,
	&q_town_find,
	&q_town_words,
	&q_town_vacuum,
};
const size_t out_count = 4;
"""


def compile_query(folder, text):
    for name, content in (("r.sql", text), ("schema.sql", SCHEMA)):
        (folder / name).write_text(content, encoding="utf-8")
    return subprocess.run([sys.executable, str(ROOT.absolute() / "tools/sqlc.py"), "out", "r.sql", "--schema",
                           "schema.sql"], cwd=folder, capture_output=True, text=True)


def main():
    faults = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for text, words in REFUSED:
            run = compile_query(folder, text)
            if run.returncode == 0:
                faults.append(f"accepted, expected: {words}")
            elif words not in run.stderr:
                faults.append(f"expected: {words}\n  said: {run.stderr}")
        run = compile_query(folder, GOOD)
        if run.returncode:
            faults.append(run.stderr)
        else:
            made = (folder / "out.c").read_text(encoding="utf-8")
            if not made.endswith(MADE):
                faults.append(f"made:\n{made}")
            head = (folder / "out.h").read_text(encoding="utf-8")
            if "enum { Q_TOWN_FIND_COL_ID, Q_TOWN_FIND_COL_NAME };" not in head or "Q_TOWN_VACUUM" in head:
                faults.append(f"made:\n{head}")
    print(*faults, f"{len(REFUSED) + 1} cases, {len(faults)} wrong", sep="\n")
    sys.exit(1 if faults else 0)


main()
