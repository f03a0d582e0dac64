#!/usr/bin/env python3
"""Compiles the message catalogues (po/*.po) into C tables.

usage: poc.py HEADER SOURCE LANG=FILE[,FILE...] LANG=FILE[,FILE...]

A message id is a symbol ("nav.home"), never the text. Texts may have holes {0} {1} ...; every language must have every
message and the same holes in it, else the build fails. A plural message has msgid_plural equal to its msgid and one
msgstr[i] per form of the language; its hole {0} is the number. Languages come out in the order of the arguments, as
LANG_ID, LANG_EN, ...
"""
import re
import sys

KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_-]+)+\Z")
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"\s*\Z')
LINE = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d+)\])?\s+(.*)\Z")
HOLE = re.compile(r"\{(\d)\}")
PLURAL = re.compile(r"nplurals\s*=\s*(\d+)\s*;\s*plural\s*=\s*([n0-9 ?:()!=<>&|%+-]+);")
ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}


class PoError(Exception):
    pass


class Message:
    def __init__(self, path, line):
        self.path, self.line = path, line
        self.key, self.plural, self.fuzzy = None, False, False
        self.forms = {}

    def fail(self, why):
        raise PoError(f"{self.path}:{self.line}: {why}")

    def holes(self):
        """The numbers of its holes; a message need not use every value that it is given."""
        found = set()
        for text in self.forms.values():
            if re.search(r"[{}]", HOLE.sub("", text)):
                self.fail(f"{self.key}: a brace that is no hole; holes are {{0}} to {{9}}")
            found |= {int(h) for h in HOLE.findall(text)}
        return found

    def values(self):
        """How many values fill it."""
        return max(self.holes(), default=-1) + 1


def unquote(path, number, quoted):
    m = STRING.match(quoted)
    if not m:
        raise PoError(f"{path}:{number}: expected a string in double quotes")
    return re.sub(r"\\(.)", lambda e: ESCAPES.get(e.group(1), e.group(0)), m.group(1))


def read_entries(path):
    """Yields the raw entries of one file as Message objects; the header has the key ''."""
    entry, slot, fuzzy = None, None, False
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            line = line.strip()
            if line.startswith("#") or not line:
                fuzzy = fuzzy or line.startswith("#,") and "fuzzy" in line
                continue
            m = LINE.match(line)
            if m:
                word, index, text = m.group(1), m.group(2), unquote(path, number, m.group(3))
                if word == "msgctxt":
                    raise PoError(f"{path}:{number}: msgctxt is not used here, the id says the place")
                if word == "msgid":
                    if entry:
                        yield entry
                    entry, slot = Message(path, number), "key"
                    entry.key, entry.fuzzy, fuzzy = text, fuzzy, False
                    continue
                if not entry:
                    raise PoError(f"{path}:{number}: {word} before any msgid")
                if word == "msgid_plural":
                    entry.plural, slot = True, None
                    if text != entry.key:
                        entry.fail(f"{entry.key}: msgid_plural must be the same symbol")
                else:
                    slot = int(index or 0)
                    if slot in entry.forms:
                        entry.fail(f"{entry.key}: msgstr[{slot}] twice")
                    entry.forms[slot] = text
            elif line.startswith('"') and isinstance(slot, int):
                entry.forms[slot] += unquote(path, number, line)
            else:
                raise PoError(f"{path}:{number}: not understood: {line[:40]}")
    if entry:
        yield entry


class Catalogue:
    """All messages of one language."""

    def __init__(self, lang, paths):
        self.lang, self.messages = lang, {}
        self.nplurals, self.rule = 1, "0"
        for path in paths:
            for m in read_entries(path):
                self.add(m)

    def add(self, m):
        if m.key == "":
            rule = PLURAL.search(m.forms.get(0, ""))
            if rule:
                self.nplurals, self.rule = int(rule.group(1)), rule.group(2).strip()
            return
        if not KEY.match(m.key):
            m.fail(f'"{m.key}" is not a symbol like nav.home')
        if m.key in self.messages:
            other = self.messages[m.key]
            m.fail(f"{m.key} is already in {other.path}:{other.line}")
        if m.fuzzy:
            m.fail(f"{m.key} is marked fuzzy: check the text and take the mark away")
        m.holes()
        self.messages[m.key] = m

    def check_forms(self):
        for m in self.messages.values():
            want = self.nplurals if m.plural else 1
            if sorted(m.forms) != list(range(want)) or not all(m.forms.values()):
                m.fail(f"{m.key}: {self.lang} needs {want} text(s) that are not empty")


def load(languages):
    """languages: [(lang, [paths])]. Returns the checked catalogues in that order."""
    cats = [Catalogue(lang, paths) for lang, paths in languages]
    for c in cats:
        c.check_forms()
    first = cats[0]
    for other in cats[1:]:
        for a, b in ((first, other), (other, first)):
            missing = sorted(set(a.messages) - set(b.messages))
            if missing:
                a.messages[missing[0]].fail(f"no text in {b.lang} for: " + ", ".join(missing))
        for key, m in first.messages.items():
            o = other.messages[key]
            if m.plural != o.plural:
                o.fail(f"{key}: plural in one language only")
            if m.holes() != o.holes():
                o.fail(f"{key}: holes differ from {m.path}:{m.line}")
    return cats


def enum_name(key):
    return "MSG_" + re.sub(r"[.-]", "_", key).upper()


def check_names(keys):
    seen = {}
    for key in keys:
        name = enum_name(key)
        if name in seen:
            raise PoError(f"{key} and {seen[name]} make the same name {name}")
        seen[name] = key


def c_string(text):
    out = []
    for byte in text.encode("utf-8"):
        c = chr(byte)
        if c == "\n":
            out.append("\\n")
        elif c in '"\\':
            out.append("\\" + c)
        elif c == "?" or byte < 32 or byte == 127:
            out.append(f"\\{byte:03o}")
        elif byte > 127:
            out.append(f"\\{byte:03o}")
        else:
            out.append(c)
    return '"' + "".join(out) + '"'


def header(keys, langs):
    names = "".join(f"\t{enum_name(k)},\n" for k in keys)
    codes = "".join(f"\tLANG_{lang.upper()},\n" for lang in langs)
    return (
        "/* Made by tools/poc.py from the message catalogues. */\n"
        "#ifndef SELARAS_I18N_MESSAGES_H\n#define SELARAS_I18N_MESSAGES_H\n\n"
        f"enum lang {{\n{codes}\tLANG_COUNT\n}};\n\nenum msg {{\n{names}\tMSG_COUNT\n}};\n\n#endif\n"
    )


def source(keys, cats):
    out = ['/* Made by tools/poc.py from the message catalogues. */\n#include "i18n/catalogue.h"\n\n']
    out.append("const char *const catalogue_keys[MSG_COUNT] = {\n")
    out += [f"\t{c_string(k)},\n" for k in keys]
    out.append("};\n\nconst uint8_t catalogue_holes[MSG_COUNT] = {\n")
    out += [f"\t{cats[0].messages[k].values()},\n" for k in keys]
    out.append("};\n")
    for c in cats:
        for form in range(c.nplurals):
            out.append(f"\nstatic const str {c.lang}_{form}[MSG_COUNT] = {{\n")
            for k in keys:
                m = c.messages[k]
                if form in m.forms:
                    out.append(f"\t[{enum_name(k)}] = STR({c_string(m.forms[form])}),\n")
            out.append("};\n")
        forms = ", ".join(f"{c.lang}_{form}" for form in range(c.nplurals))
        out.append(f"static const str *const {c.lang}_forms[] = {{ {forms} }};\n")
        rule = c.rule if "n" in c.rule else f"(void)n, {c.rule}"
        out.append(f"static unsigned {c.lang}_plural(uint64_t n)\n{{\n\treturn (unsigned)({rule});\n}}\n")
    out.append("\nconst struct catalogue catalogues[LANG_COUNT] = {\n")
    for c in cats:
        out.append(f'\t{{ "{c.lang}", {c.nplurals}, {c.lang}_forms, {c.lang}_plural }},\n')
    out.append("};\n")
    return "".join(out)


def write(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def parse_languages(args):
    languages = []
    for arg in args:
        lang, _, paths = arg.partition("=")
        languages.append((lang, [p for p in paths.split(",") if p]))
    return languages


def main(argv):
    if len(argv) < 4:
        sys.exit(__doc__)
    try:
        cats = load(parse_languages(argv[3:]))
        keys = sorted(cats[0].messages)
        check_names(keys)
    except (PoError, OSError, UnicodeDecodeError) as e:
        sys.exit(f"{e}")
    write(argv[1], header(keys, [c.lang for c in cats]))
    write(argv[2], source(keys, cats))


if __name__ == "__main__":
    main(sys.argv)
