#!/usr/bin/env python3
"""clang-tidy over the C files of the program: tidy.py BUILD_DIR [FILE...]. Two at a time; generated files are left out."""
import concurrent.futures
import json
import os
import re
import subprocess
import sys

build, wanted = sys.argv[1], [os.path.realpath(p) for p in sys.argv[2:]]
top = os.path.realpath("src") + os.sep
with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as f:
    entries = json.load(f)
paths = sorted({os.path.realpath(os.path.join(e["directory"], e["file"])) for e in entries})
paths = [p for p in paths if p.startswith(top) and (not wanted or p in wanted)]


def check(path):
    return subprocess.run(["clang-tidy", "--quiet", "-p", build, path], capture_output=True, text=True).stdout


found = set()
with concurrent.futures.ThreadPoolExecutor(2) as pool:
    for path, out in zip(paths, pool.map(check, paths)):
        print(os.path.relpath(path), file=sys.stderr)
        found |= set(re.findall(r"^(\S+:\d+):\d+: (?:warning|error): (.*)$", out, re.M))
for place, reason in sorted(found):
    print(f"{os.path.relpath(place)}: {reason}")
print(f"{len(paths)} files, {len(found)} problems")
sys.exit(1 if found else 0)
