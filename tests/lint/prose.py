#!/usr/bin/env python3
"""Words: spelling of what is written in English, words that say nothing, and what must not be left in the text."""
import os
import re
import subprocess

import source

FOLDERS = ["", "src", "tests", "tools", "web", "docs", "bench", "packaging", ".ci"]
SUFFIXES = (".c", ".h", ".py", ".mjs", ".js", ".css", ".sql", ".html", ".sh", ".md", ".build", ".txt", ".service", ".1", "dev")
INDONESIAN = re.compile(r"(^docs/id/|\.id\.md$|_id\.html$)")
BAD = [
    (re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b"), "finish it, or file an issue"),
    (re.compile(r"\bsim" r"ply\b", re.I), "says nothing: leave it out"),
    (re.compile(r"\b(obvi" r"ously|of cou" r"rse)\b", re.I), "says nothing: leave it out"),
    (re.compile(r"\ba" r"ka\b"), "write it out"),
    (re.compile(r"(?<![\w.])/(?:wor" r"k|ho" r"me|roo" r"t)/\w"), "a path of one machine"),
    (re.compile(r"\.lib" r"rary\b"), "a path of one machine"),
    (re.compile(r"\bCEO" r"\b|\bBRIEF" r"\.md\b"), "not part of the project"),
    (re.compile(r"[ \t]+$", re.M), "space at the end of the line"),
]

paths = [p for p in source.files(FOLDERS, SUFFIXES) if p != "package-lock.json" and not p.startswith("LICENSE")]
for path in paths:
    text = source.read(path)
    for rule, why in BAD:
        for m in rule.finditer(text):
            if path.endswith(".md") and m[0].isspace():
                continue  # two spaces break a line in Markdown
            source.problem(path, source.line_of(text, m.start()), f"{m[0].strip() or 'blank'}: {why}")
    if text and not text.endswith("\n"):
        source.problem(path, source.line_of(text, len(text)), "no line end at the end of the file")

english = [p for p in paths if not INDONESIAN.search(p)]
words = os.path.join(source.root(), "tests/lint/words.txt")
run = subprocess.run(["codespell", "--ignore-words", words, "--quiet-level", "2", *english],
                     cwd=source.root(), capture_output=True, text=True)
for line in run.stdout.splitlines():
    m = re.match(r"\.?/?(.*?):(\d+): (.*)", line)
    if m:
        source.problem(m[1], m[2], f"spelling: {m[3]}")
source.finish()
