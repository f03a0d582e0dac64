#!/usr/bin/env python3
"""Files up to 800 lines, C functions up to 60 (the width of a line is clang-format's)."""
import source

FILE_LINES, FUNCTION_LINES = 800, 60

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
source.finish()
