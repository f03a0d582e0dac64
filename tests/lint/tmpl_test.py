#!/usr/bin/env python3
"""What the template compiler refuses and accepts: tests/golden/tmpl/NAME.html.

tmpl_test.py ROOT BUILD CC    BUILD is the build folder with the generated headers

The first line of each case says what must happen: {# refuse LINE: WORDS #} by the template compiler, with these words at
that line; {# refuse-cc LINE: WORDS #} by the C compiler, which is how types are checked; {# accept #} by both.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(sys.argv[1]) / "tools"))
import tmplc  # noqa: E402

ROOT, BUILD = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
CC = sys.argv[3:]
HEAD = re.compile(r"\{# (accept|refuse|refuse-cc)(?: (\d+): (.*))? #\}\n")
FLAGS = ["-std=gnu17", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-Wconversion", "-Wno-sign-conversion", "-fsyntax-only"]


def compile_template(path, folder):
    """Compiles one case; returns the C file and what the compiler refused, or None."""
    source = folder / "t_tmpl.c"
    args = [f"--lang={lang}={ROOT / 'po' / (lang + '.po')}" for lang in ("id", "en")]
    args += [f"--use={use}" for use in sorted((ROOT / "src/html").glob("*.html"))]
    try:
        tmplc.run([*args, str(source), str(folder / "t_tmpl.h"), str(path)])
    except (tmplc.TmplError, tmplc.poc.PoError) as e:
        return source, str(e)
    return source, None


def compile_c(source):
    command = [*CC, *FLAGS, f"-I{ROOT / 'src'}", f"-I{BUILD / 'src'}", source]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"})


def judge(path, folder):
    """What went wrong with this case, or None."""
    head = HEAD.match(path.read_text(encoding="utf-8"))
    if not head:
        return "the first line does not say what must happen"
    want, line, words = head.groups()
    source, refused = compile_template(path, folder)
    if want == "refuse":
        where = f"{path}:{line}: "
        return None if refused and refused.startswith(where) and words in refused[len(where) :] else f"said: {refused}"
    if refused:
        return f"was refused: {refused}"
    built = compile_c(source)
    if want == "accept":
        return f"does not build: {built.stderr}" if built.returncode else None
    if built.returncode == 0:
        return "was accepted by the C compiler"
    found = any(re.search(rf"{path.name}:{line}:\d+: (error|note):", s) for s in built.stderr.splitlines())
    return None if found and words in built.stderr else f"the C compiler said: {built.stderr}"


def main():
    cases = sorted((ROOT / "tests/golden/tmpl").glob("*.html"))
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        for path in cases:
            fault = judge(path, pathlib.Path(folder))
            if fault:
                faults += 1
                print(f"{path.name}: {fault}")
    print(f"{len(cases)} cases, {faults} wrong")
    sys.exit(1 if faults or not cases else 0)


main()
