#!/usr/bin/env python3
"""Files up to 800 lines, C functions up to 60, lines up to 120 columns (a tab is 8)."""
import source

FILE_LINES, FUNCTION_LINES, COLUMNS = 800, 60, 120

for path in source.files(["", "src", "tests", "tools", "web", "bench"],
                         (".c", ".h", ".py", ".mjs", ".js", ".css", ".sql", ".html", ".sh")):
    lines = source.read(path).split("\n")
    if len(lines) - 1 > FILE_LINES:
        source.problem(path, len(lines), f"{len(lines) - 1} lines, at most {FILE_LINES}: split it")
    if path.endswith((".c", ".h")):
        opened = None
        for n, line in enumerate(lines, 1):
            if line == "{":
                opened = n
            elif line == "}" and opened:
                if n - opened - 1 > FUNCTION_LINES:
                    source.problem(path, opened, f"function of {n - opened - 1} lines, at most {FUNCTION_LINES}")
                opened = None
    if path.endswith((".c", ".h", ".py", ".mjs", ".sh", ".sql")):
        for n, line in enumerate(lines, 1):
            if len(line.expandtabs(8)) > COLUMNS:
                source.problem(path, n, f"{len(line.expandtabs(8))} columns, at most {COLUMNS}")
source.finish()
