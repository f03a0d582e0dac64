"""What the lints share: the project's own files, C without its comments, and the report."""
import os
import re
import sys

SKIPPED_FOLDERS = {".git", "node_modules", "var", "__pycache__", "corpus"}


def root():
    return sys.argv[1] if len(sys.argv) > 1 else "."


def files(folders, suffixes):
    """Paths relative to the root, sorted; FOLDERS ("" is the root itself, not deeper), SUFFIXES a tuple."""
    found = []
    for folder in folders:
        if folder == "":
            names = [n for n in os.listdir(root()) if os.path.isfile(os.path.join(root(), n))]
            found += [n for n in names if n.endswith(suffixes)]
            continue
        for path, inner, names in os.walk(os.path.join(root(), folder)):
            inner[:] = [d for d in inner if d not in SKIPPED_FOLDERS and not d.startswith("build")]
            found += [os.path.relpath(os.path.join(path, n), root()) for n in names if n.endswith(suffixes)]
    return sorted(set(found))


def read(path):
    with open(os.path.join(root(), path), encoding="utf-8") as f:
        return f.read()


COMMENT_OR_STRING = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def c_code(text, strings=False):
    """TEXT with comments (and strings, unless STRINGS) blanked; line numbers stay right."""

    def blank(m):
        if strings and m[0][0] in "\"'":
            return m[0]
        return re.sub(r"[^\n]", " ", m[0])

    return COMMENT_OR_STRING.sub(blank, text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


_problems = 0


def problem(path, line, reason):
    global _problems
    _problems += 1
    print(f"{path}:{line}: {reason}")


def finish():
    if _problems:
        print(f"{_problems} problems")
    sys.exit(1 if _problems else 0)
