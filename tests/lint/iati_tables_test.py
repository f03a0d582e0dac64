#!/usr/bin/env python3
"""Compare the field tables of activity and organisation with the published IATI schemas, versions 1.01 to 2.03.

iati_tables_test.py DUMP    DUMP is the program made from tests/unit/iati_tables_dump.c

Every element and attribute of a schema has a field, or is in KEPT_AS_EXTRA; no field names what the schema of that version
has not; types agree; from 2.01 on the order of elements, what is required and what may be repeated agree too; and the code
lists are those of the standard's mapping.
"""
import csv
import pathlib
import subprocess
import sys
import xml.etree.ElementTree as ET

from standard_pack import unpack

VERSIONS = [101, 102, 103, 104, 105, 201, 202, 203]
ROOTS = [
    ("activity", "iati-activity", "iati-activities-schema.xsd"),
    ("organisation", "iati-organisation", "iati-organisations-schema.xsd"),
]
# In 1.x an element that carries a code may also have a text and its language: the reader keeps them in "extra". The same
# for the few attributes below. Paths that end so:
KEPT_AS_EXTRA = {
    "@version",
    "budget-item/description/@type",
    "result/description/@type",
    "indicator/description/@type",
}
TYPES = {
    "date": {"date"},
    "dateTime": {"datetime"},
    "decimal": {"decimal"},
    "integer": {"decimal", "int"},
    "int": {"int"},
    "positiveInteger": {"int", "decimal"},
    "nonNegativeInteger": {"int"},
    "boolean": {"bool"},
    "anyURI": {"url"},
    "string": {"text", "code", "int", "url"},
    "NMTOKEN": {"text"},
    "language": {"code"},
    "": {"text", "code"},
}
X = "{http://www.w3.org/2001/XMLSchema}"


# ---- the schema: path -> facts ----


class Schema:
    """Elements and attributes below a root element, by path, in document order."""

    def __init__(self, directory, file, root):
        self.named = {"element": {}, "complexType": {}, "attribute": {}, "attributeGroup": {}}
        for name in ("iati-common.xsd", file):
            for c in ET.parse(directory / name).getroot():
                self.named.get(c.tag.removeprefix(X), {})[c.get("name")] = c
        self.elements = {}  # path -> (least, most or None, type of its text)
        self.attributes = {}  # path -> (required, type)
        self.visit(self.named["element"][root], "", None)

    def visit(self, element, path, occurs):
        kind, text, attributes, children = element.find(X + "complexType"), None, [], []
        type_name = element.get("type", "")
        if type_name.startswith("xsd:"):
            text = type_name[4:]
        elif type_name:
            kind = self.named["complexType"][type_name]
        if kind is not None:
            text = self.content(kind, attributes, children)
        if path:
            self.elements[path] = (*occurs, text)
        base = path + "/" if path else ""
        for a in attributes:
            declared = self.named["attribute"].get(a.get("ref"), a)
            self.attributes[base + "@" + (a.get("ref") or a.get("name"))] = (
                a.get("use") == "required",
                (declared.get("type") or "").removeprefix("xsd:"),
            )
        for child, child_occurs in children:
            name = child.get("ref") or child.get("name")
            self.visit(self.named["element"][name] if child.get("ref") else child, base + name, child_occurs)

    def content(self, kind, attributes, children):
        text = "string" if kind.get("mixed") == "true" else None
        for part in kind:
            tag = part.tag.removeprefix(X)
            if tag in ("sequence", "choice"):
                self.group(part, tag == "choice", attributes, children)
            elif tag == "attribute":
                attributes.append(part)
            elif tag == "attributeGroup":
                attributes += self.named["attributeGroup"][part.get("ref")].findall(X + "attribute")
            elif tag in ("simpleContent", "complexContent"):
                extension = part.find(X + "extension")
                base = extension.get("base")
                if base in self.named["complexType"]:
                    text = self.content(self.named["complexType"][base], attributes, children)
                else:
                    text = base.removeprefix("xsd:")
                self.content(extension, attributes, children)
        return text

    def group(self, part, choice, attributes, children):
        for c in part:
            if c.tag == X + "element":
                most = c.get("maxOccurs", "1")
                many = choice or most == "unbounded"
                children.append((c, (0 if choice else int(c.get("minOccurs", "1")), None if many else int(most))))
            elif c.tag in (X + "sequence", X + "choice"):
                self.group(c, choice or c.tag == X + "choice", attributes, children)


# ---- our tables ----


class Field:
    def __init__(self, cells, flags):
        self.kind, self.name, self.type, bits, self.iati, self.iati1 = cells[:6]
        numbers = [int(c) for c in cells[6:12]]
        self.since, self.until, self.required_since, self.required_until, self.single_since, self.single_until = numbers
        self.rows, self.codes, self.codes_by, self.vocabulary = cells[12:]
        self.flag_required, self.with_element = int(bits) & flags[0] > 0, int(bits) & flags[1] > 0

    def path(self, version):
        if self.iati == "-" or version < self.since or (self.until and version > self.until):
            return None
        if version < 200 and self.iati1 != "-":
            return None if self.iati1 == "none" else self.iati1
        return self.iati

    def required(self, version):
        if version < self.required_since:
            return False
        return self.flag_required if not self.required_until else version <= self.required_until

    def needed_with_element(self, version):
        return self.with_element and version >= self.required_since

    def single(self, version):
        return bool(self.single_since) and self.single_since <= version <= (self.single_until or 999)


def read_tables(program):
    kinds, flags = {}, None
    for line in subprocess.run([program], capture_output=True, text=True, check=True).stdout.splitlines():
        cells = line.split("\t")
        if cells[0] == "flags":
            flags = [int(c) for c in cells[1:]]
        elif cells[0] == "kind":
            kinds[cells[1]] = []
        else:
            kinds[cells[1]].append(Field(cells[1:], flags))
    return kinds


def expand(kinds, kind, version, base="", above=""):
    """Every place our tables know in VERSION: (path, field, path of the row it stands in), in table order."""
    for f in kinds[kind]:
        path = f.path(version)
        if path is None:
            continue
        if path == ".":  # the row's own element holds the narrative
            for n in kinds[f.rows]:
                if n.path(version):
                    yield base + n.path(version), n, above
            continue
        full = base + path
        yield full, f, above
        if f.type == "rows" and not path.startswith("@"):
            yield from expand(kinds, f.rows, version, full + "/", full)


# ---- comparing ----


class Comparison:
    def __init__(self):
        self.faults = []

    def say(self, version, path, what):
        self.faults.append(f"{version / 100:.2f} {path}: {what}")

    def coverage(self, version, schema, places):
        elements, attributes, texts = set(), set(), set()
        for path, f, _ in places:
            steps = path.split("/")
            last = steps[-1]
            up = len(steps) - (1 if last == "text()" or last.startswith("@") else 0)
            elements |= {"/".join(steps[: i + 1]) for i in range(up)}
            if last.startswith("@"):
                attributes.add(path)
            elif last == "text()":
                texts.add(path.removesuffix("/text()"))
        for path in elements - schema.elements.keys():
            self.say(version, path, "no such element in the schema")
        for path in attributes - schema.attributes.keys():
            # a narrative is one kind for all: a few texts of 1.x had no language yet
            if version > 200 or not path.endswith("/@xml:lang"):
                self.say(version, path, "no such attribute in the schema")
        for path in schema.elements.keys() - elements:
            self.say(version, path, "element without a field")
        for path in schema.attributes.keys() - attributes:
            label = version < 200 and path.endswith("/@xml:lang")
            if not label and not any(path.endswith(k) for k in KEPT_AS_EXTRA):
                self.say(version, path, "attribute without a field")
        for path, (_, _, text) in schema.elements.items():
            if text and version > 200 and path not in texts:
                self.say(version, path, "text without a field")

    def types(self, version, schema, places):
        for path, f, _ in places:
            last = path.rsplit("/", 1)[-1]
            if f.type == "rows":
                continue
            if last.startswith("@"):
                declared = schema.attributes.get(path, (False, ""))[1]
            else:
                declared = schema.elements.get(path.removesuffix("/text()"), (0, 0, ""))[2]
            if f.type not in TYPES.get(declared or "", set()) and not (version < 200 and declared == "string"):
                self.say(version, path, f"type {f.type}, the schema has {declared}")

    def occurrence(self, version, schema, places):
        for path, f, above in places:
            steps = path[len(above) + 1 if above else 0 :].split("/")
            last = steps[-1]
            parents = steps if f.type == "rows" or not (last == "text()" or last.startswith("@")) else steps[:-1]
            chain = ["/".join(([above] if above else []) + parents[: i + 1]) for i in range(len(parents))]
            known = [schema.elements.get(p) for p in chain]
            if any(k is None for k in known):
                continue
            self.one_occurrence(version, schema, path, f, known)

    def one_occurrence(self, version, schema, path, f, known):
        if f.type == "rows":
            least = all(k[0] >= 1 for k in known)
            single = known[-1][1] == 1
            if any(k[1] != 1 for k in known[:-1]):
                self.say(version, path, "the element around these rows may be repeated")
            if single != f.single(version):
                self.say(version, path, f"the schema allows {known[-1][1] or 'many'}, the field says otherwise")
            if least != f.required(version):
                self.say(version, path, f"required by the schema: {least}, by the field: {f.required(version)}")
            return
        if any(k[1] != 1 for k in known):
            self.say(version, path, "flattened, but the element may be repeated")
        is_attribute = path.rsplit("/", 1)[-1].startswith("@")
        if is_attribute and path not in schema.attributes:
            return  # said by coverage()
        if not is_attribute and schema.elements[path.removesuffix("/text()")][2] == "string":
            return  # an empty text is a string too: the schema cannot require it
        needed = schema.attributes[path][0] if is_attribute else True
        least = all(k[0] >= 1 for k in known)
        if f.required(version) != (needed and least):
            self.say(version, path, f"required by the schema: {needed and least}, by the field: {f.required(version)}")
        # the text of an optional element needs no saying: without text the element is not there
        own_text = not is_attribute and len(known) == 1
        if not least and not own_text and f.needed_with_element(version) != needed:
            self.say(version, path, f"needed with its element: {needed}, by the field: {f.needed_with_element(version)}")

    def order(self, version, schema, kinds, kind, base, done):
        if (kind, base) in done:
            return
        done.add((kind, base))
        ours = []
        for f in kinds[kind]:
            path = f.path(version)
            if path is None or path == "." or path.startswith("@") or path == "text()":
                continue
            name = path.split("/")[0]
            if not ours or ours[-1] != name:
                ours.append(name)
            if f.type == "rows":
                self.order(version, schema, kinds, f.rows, base + path + "/", done)
        theirs = [p[len(base) :] for p in schema.elements if p.startswith(base) and "/" not in p[len(base) :]]
        if ours != [t for t in theirs if t in ours]:
            self.say(version, base or kind, f"order {ours}, the schema has {theirs}")


def compare_lists(kinds, standard, comparison):
    """The standard's mapping of 2.03: xpath -> list, some under a condition on @vocabulary."""
    ours = {}
    for kind, root, _ in ROOTS:
        for path, f, _ in expand(kinds, kind, 203):
            ours[f"//{root}/{path}"] = f
    vocabularies = read_vocabularies()
    for m in ET.parse(standard / "codelists" / "embedded" / "2.03" / "mapping.xml").getroot():
        path, name, condition = m.findtext("path"), m.find("codelist").get("ref"), m.findtext("condition") or ""
        if path.startswith("//iati-activities") or path.startswith("//iati-organisations") or path == "//@xml:lang":
            continue
        f = ours.get(path)
        if f is None:
            comparison.say(203, path, "mapped path without a field")
            continue
        listed = {f.codes} if "not(" in condition or not condition else set()
        if condition:
            code = condition.split("'")[1]
            listed.add(vocabularies.get((f.vocabulary, code), "-"))
            if f.codes == "-":
                listed.discard("-")
        if listed != {name}:
            comparison.say(203, path, f"list {sorted(listed)}, the standard has {name} {condition}")


def read_vocabularies():
    found = {}
    for p in (pathlib.Path(__file__).resolve().parents[2] / "data" / "codes").glob("*Vocabulary.csv"):
        with open(p, encoding="utf-8", newline="") as f:
            for r in csv.DictReader(f):
                found[(p.stem, r["code"])] = r["category"] or "-"
    return found


def main():
    kinds = read_tables(sys.argv[1])
    keep, standard = unpack()
    comparison, checked = Comparison(), 0
    for version in VERSIONS:
        directory = standard / "schemas" / f"{version / 100:.2f}"
        for kind, root, file in ROOTS:
            schema = Schema(directory, file, root)
            places = list(expand(kinds, kind, version))
            checked += len(schema.elements) + len(schema.attributes)
            comparison.coverage(version, schema, places)
            comparison.types(version, schema, places)
            if version > 200:
                comparison.occurrence(version, schema, places)
                comparison.order(version, schema, kinds, kind, "", set())
    compare_lists(kinds, standard, comparison)
    keep.cleanup()
    for fault in comparison.faults:
        print(fault)
    print(f"{checked} elements and attributes of {len(VERSIONS)} versions compared, {len(comparison.faults)} differences")
    sys.exit(1 if comparison.faults else 0)


main()
