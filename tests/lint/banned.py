#!/usr/bin/env python3
"""Functions the house does without, and why."""
import re

import source

BANNED = {
    "strcpy": "no bound: use buf or arena_str",
    "strcat": "no bound: use buf",
    "sprintf": "no bound: use buf_fmt or snprintf",
    "vsprintf": "no bound",
    "strncpy": "may leave the end open: use buf or arena_str",
    "strtok": "hidden state: use the str functions",
    "gets": "no bound",
    "atoi": "no error: use str_to_int",
    "atol": "no error: use str_to_int",
    "atof": "no error, and money is never floating",
    "alloca": "the stack has no limit check",
    "setenv": "not safe with threads",
    "putenv": "not safe with threads",
    "localtime": "hidden state and the machine's zone: use base/date.h",
    "gmtime": "hidden state: use base/date.h",
    "asctime": "hidden state",
    "ctime": "hidden state",
    "rand": "use base random",
    "srand": "use base random",
    "system": "no shell from the program",
    "popen": "no shell from the program",
    "setjmp": "errors are returned",
    "longjmp": "errors are returned",
    "tmpnam": "racy: mkstemp",
}
CALL = re.compile(r"(?<![\w.>])(" + "|".join(BANNED) + r")[ \t]*\(")
# exit() only where the process begins; a child after fork() ends with _exit().
EXIT = re.compile(r"(?<![\w.>])(exit)[ \t]*\(")

for path in source.files(["src", "tests", "bench"], (".c", ".h")):
    code = source.c_code(source.read(path))
    for m in CALL.finditer(code):
        if path.startswith("tests/") and m[1] in ("setenv", "putenv"):
            continue  # a test sets up the program's environment before any thread
        source.problem(path, source.line_of(code, m.start()), f"{m[1]}(): {BANNED[m[1]]}")
    if path.startswith("src/") and path != "src/main.c":
        for m in EXIT.finditer(code):
            source.problem(path, source.line_of(code, m.start()), "exit() outside main.c: return an error")
source.finish()
