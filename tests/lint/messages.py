#!/usr/bin/env python3
"""Words for what C names by text: every string in src/ that has the form of a message id is in the catalogues; every
field of every kind has a label "field.KIND.NAME" (no label is without its field); every kind with records of its own
has its names "kind.KIND" and "kind.one.KIND", and words for its topics and steps."""
import glob
import os
import re
import sys

import source

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(source.root(), "tools"))
import poc  # noqa: E402

LITERAL = re.compile(r'(?<![\w"])"([a-z][a-z0-9_]*(?:\.[a-z0-9_-]+)+)"')
# What looks like an id and is none: names of files, and a number at the end of a piece of SVG ("h0.1").
FILE_NAME = re.compile(r".*\.(?:csv|css|db|docx|geojson|gz|h|html|ico|js|json|pdf|png|sql|svg|tsv|txt|xlsx|xml|zip|\d+)\Z")
KIND = re.compile(r"^KIND\(\s*(\w+)\s*,\s*\w+\s*,\s*(\w+)", re.M)
ROOT = re.compile(r"^KIND\(\s*(\w+)\s*,((?:(?!\nKIND\(|\n\n).)*?\.number\s*=(?:(?!\nKIND\(|\n\n).)*)", re.M | re.S)
TOPICS = re.compile(r"\bstruct section (\w+)\[\]\s*=\s*\{(.*?)\n\};", re.S)
STEPS = re.compile(r"\bstruct step \w+\[\]\s*=\s*\{(.*?)\};", re.S)
MACRO = re.compile(r"^#define[ \t]+(\w+)\(F\b[^)]*\)((?:[^\n]*\\\n)*[^\n]*)", re.M)
FIELD = re.compile(r'\bF\(\s*[\w#]+\s*,\s*"(\w+)"|\b(\w+)\(F\b')
# A problem brings two values: what was found and what was expected.
VALUES = 2


def catalogues():
    languages = []
    for lang in ("id", "en"):
        paths = glob.glob(os.path.join(source.root(), "po", f"*{lang}.po"))
        languages.append((lang, sorted(p for p in paths if os.path.basename(p).split(".")[-2] == lang)))
    try:
        return poc.load(languages)[0].messages
    except poc.PoError as e:
        path, line, why = str(e).split(":", 2)
        source.problem(os.path.relpath(path, source.root()), line, why.strip())
        source.finish()


def fields_of(macro, macros, seen=()):
    """Names of the fields that MACRO(F) lists, through the macros it uses; None when it is not known."""
    if macro not in macros or macro in seen:
        return None
    names = []
    for m in FIELD.finditer(macros[macro]):
        inner = [m[1]] if m[1] else fields_of(m[2], macros, (*seen, macro))
        if not inner:
            return None
        names += inner
    return names


def check_literals(texts, messages):
    for path, text in texts.items():
        if not path.endswith(".c"):
            continue
        for m in LITERAL.finditer(text):
            line = source.line_of(text, m.start())
            if m[1] in messages:
                if messages[m[1]].values() > VALUES:
                    source.problem(path, line, f"{m[1]}: a problem fills {{0}} and {{1}} only")
            elif not FILE_NAME.match(m[1]) or re.search(r"\.key\s*=\s*\Z", text[: m.start()]):
                source.problem(path, line, f"{m[1]}: no such message in po/")


def check_labels(texts, messages):
    macros = {m[1]: m[2] for text in texts.values() for m in MACRO.finditer(text)}
    labels = {key for key in messages if key.startswith("field.")}
    for path, text in texts.items():
        if not path.endswith(".c"):
            continue
        for m in KIND.finditer(text):
            line = source.line_of(text, m.start())
            names = fields_of(m[2], macros)
            if not names:
                source.problem(path, line, f"{m[2]}: its fields could not be read")
            for key in [f"field.{m[1]}.{name}" for name in names or []]:
                if key not in messages:
                    source.problem(path, line, f"{key}: a field without label; add it to po/{path.split('/')[1]}.*.po")
                labels.discard(key)
    for key in sorted(labels):
        m = messages[key]
        source.problem(os.path.relpath(m.path, source.root()), m.line, f"{key}: no such field")


def check_kinds(texts, messages):
    for path, text in texts.items():
        if not path.endswith(".c"):
            continue
        topics = {m[1]: re.findall(r'\{\s*"(\w+)"', m[2]) for m in TOPICS.finditer(text)}
        steps = [s[1] for m in STEPS.finditer(text) for s in re.findall(r'\{\s*"(\w+)"\s*,\s*"(\w+)"', m[1])]
        for m in ROOT.finditer(text):
            wanted = [f"kind.{m[1]}", f"kind.one.{m[1]}"]
            used = re.search(r"\.sections\s*=\s*(\w+)", m[2])
            wanted += [f"section.{m[1]}.{t}" for t in topics.get(used and used[1], [])]
            if ".workflow" in m[2]:
                wanted += [f"step.{m[1]}.{s}" for s in steps]
            for key in sorted(set(wanted)):
                if key not in messages:
                    source.problem(path, source.line_of(text, m.start()), f"{key}: no such message in po/")


sources = {p: source.c_code(source.read(p), strings=True) for p in source.files(["src"], (".c", ".h"))}
known = catalogues()
check_literals(sources, known)
check_labels(sources, known)
check_kinds(sources, known)
source.finish()
