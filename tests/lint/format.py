#!/usr/bin/env python3
"""C files are as clang-format leaves them (`./dev fmt` mends)."""
import os
import re
import subprocess

import source

paths = source.files(["src", "tests", "bench"], (".c", ".h"))
for start in range(0, len(paths), 40):
    run = subprocess.run(["clang-format", "--dry-run", "-ferror-limit=1", *paths[start:start + 40]],
                         cwd=source.root(), capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
    for m in re.finditer(r"^([^:\n]+):(\d+):\d+: (?:warning|error): ", run.stderr, re.M):
        source.problem(m[1], m[2], "not as clang-format leaves it: ./dev fmt")
    if run.returncode and not run.stderr:
        source.problem("tests/lint/format.py", 1, f"clang-format ended with {run.returncode}")
source.finish()
