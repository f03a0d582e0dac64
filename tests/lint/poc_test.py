#!/usr/bin/env python3
"""What the catalogue compiler refuses: pairs of catalogues and the words of the error; and the plural rules it makes.

poc_test.py ROOT
"""
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(sys.argv[1]) / "tools"))
import poc  # noqa: E402

HEAD = 'msgid ""\nmsgstr "Plural-Forms: nplurals={0}; plural={1};\\n"\n'
ID, EN = HEAD.format(1, "0"), HEAD.format(2, "(n != 1)")
HOME = 'msgid "nav.home"\nmsgstr "x"\n'


def one(key, text):
    return f'msgid "{key}"\nmsgstr "{text}"\n'


def many(key, *forms):
    return f'msgid "{key}"\nmsgid_plural "{key}"\n' + "".join(f'msgstr[{i}] "{t}"\n' for i, t in enumerate(forms))


REFUSED = [
    (HOME, "", "id.po:3: no text in en for: nav.home"),
    ("", HOME, "en.po:3: no text in id for: nav.home"),
    (HOME, one("nav.home", ""), "en.po:3: nav.home: en needs 1 text(s) that are not empty"),
    (HOME, "#, fuzzy\n" + HOME, "en.po:4: nav.home is marked fuzzy"),
    (HOME + HOME, HOME, "id.po:5: nav.home is already in"),
    (one("nav.home", "{0}"), HOME, "en.po:3: nav.home: holes differ from"),
    (one("nav.home", "{1}"), one("nav.home", "{0}"), "en.po:3: nav.home: holes differ from"),
    (one("nav.home", "{x}"), one("nav.home", "{x}"), "a brace that is no hole"),
    (one("nav.home", "{10}"), one("nav.home", "{10}"), "a brace that is no hole"),
    (many("count.a", "x"), one("count.a", "x"), "count.a: plural in one language only"),
    (many("count.a", "x"), many("count.a", "x"), "en needs 2 text(s)"),
    (many("count.a", "x", "y"), many("count.a", "x", "y"), "id needs 1 text(s)"),
    (one("Home", "x"), one("Home", "x"), '"Home" is not a symbol like nav.home'),
    ('msgctxt "a"\n' + HOME, HOME, "id.po:3: msgctxt is not used here"),
    ('msgid "nav.home"\nmsgid_plural "nav.homes"\nmsgstr[0] "x"\n', "", "msgid_plural must be the same symbol"),
    ('msgid "nav.home"\nmsgstr "x\n', "", "id.po:4: expected a string in double quotes"),
    ('msgstr "x"\n', "", "msgstr[0] twice"),
    ("nav.home = x\n", "", "id.po:3: not understood"),
]


def load(folder, indonesian, english):
    paths = []
    for lang, text in (("id", ID + indonesian), ("en", EN + english)):
        path = pathlib.Path(folder) / f"{lang}.po"
        path.write_text(text, encoding="utf-8")
        paths.append((lang, [str(path)]))
    return poc.load(paths)


def main():
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        for indonesian, english, words in REFUSED:
            try:
                load(folder, indonesian, english)
                faults.append(f"accepted, expected: {words}")
            except poc.PoError as e:
                if words not in str(e):
                    faults.append(f"expected: {words}\n  said: {e}")
        cats = load(folder, many("count.a", "{0} x"), '# note\nmsgid "count.a"\nmsgid_plural "count.a"\n'
                    'msgstr[0] ""\n"{0} \\"x\\"\\n"\nmsgstr[1] "{0} xs"\n#~ msgid "old.one"\n')
        got = cats[1].messages["count.a"].forms
        if got != {0: '{0} "x"\n', 1: "{0} xs"} or (cats[1].nplurals, cats[1].rule) != (2, "(n != 1)"):
            faults.append(f"read as {got}, {cats[1].nplurals}, {cats[1].rule}")
        gap = load(folder, one("nav.home", "{1}"), one("nav.home", "a {1}"))[0].messages["nav.home"]
        if (gap.holes(), gap.values()) != ({1}, 2):
            faults.append(f"a message with a gap is read as {gap.holes()}, {gap.values()}")
    try:
        poc.check_names(["a.b_c", "a.b.c"])
        faults.append("two ids with one name were accepted")
    except poc.PoError:
        pass
    if poc.c_string('a"\\\n?\u00e9') != r'"a\"\\\n\077\303\251"':
        faults.append(f"C string: {poc.c_string(chr(233))}")
    print(*faults, f"{len(REFUSED) + 4} cases, {len(faults)} wrong", sep="\n")
    sys.exit(1 if faults else 0)


main()
