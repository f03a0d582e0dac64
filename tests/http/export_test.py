#!/usr/bin/env python3
"""Files and API of a whole installation: one list in all its formats, real answers held against the API's own
description, IATI against the published schema, and no personal data in any of them.

usage: export_test.py SELARAS SOURCE_FOLDER. Prints TAP. Without the IATI standard beside the checkout the schema is not
compared.
"""
import csv
import datetime
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ET
import zipfile
from decimal import Decimal
from pathlib import Path

SELARAS, SOURCE = sys.argv[1], Path(sys.argv[2])
SECRET = "Rahasiawati"
QUERIES = ["", "?sector=kesehatan&place=53.02", "?category=ngo&year=2022&sort=-committed", "?q=air", "?sector=nothing",
           "?partner=ID-CONTOH-WFP&status=2"]
XLSX = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
# A list of more rows than are sent whole leaves in parts.
COPIES = 5
count = failures = 0


def check(name, ok, detail=""):
    global count, failures
    count, failures = count + 1, failures + (not ok)
    print(f"{'ok' if ok else 'not ok'} {count} - {name}" + ("" if ok else f" # {str(detail)[:300]}"), flush=True)


class Server:
    def __init__(self, url):
        self.process = subprocess.Popen([SELARAS, "serve", "--db", url, "--port", "0"], stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        self.address = self.process.stdout.readline().strip().rstrip("/")

    def get(self, path):
        try:
            with urllib.request.urlopen(self.address + path, timeout=60) as reply:
                return reply.status, reply.headers, reply.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def json(self, path):
        return json.loads(self.get(path)[2])

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        check("the server stops cleanly", self.process.wait(timeout=30) == 0)


# ---- reading the formats ----

def read_csv(body):
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def column_of(reference):
    n = 0
    for letter in re.match("[A-Z]+", reference)[0]:
        n = n * 26 + ord(letter) - 64
    return n - 1


def read_sheet(book, name):
    """Rows of cells: text as str, numbers as Decimal, absent cells as ''."""
    rows = []
    for row in ET.fromstring(book.read(name)).iterfind(".//x:row", XLSX):
        cells = {}
        for cell in row.iterfind("x:c", XLSX):
            text, value = cell.find(".//x:t", XLSX), cell.find("x:v", XLSX)
            found = text.text or "" if text is not None else Decimal(value.text) if value is not None else ""
            cells[column_of(cell.get("r"))] = found
        rows.append([cells.get(i, "") for i in range(max(cells, default=-1) + 1)])
    return rows


def filled(row, width):
    return row + [""] * (width - len(row))


def formats(server, query):
    expected = server.json("/api/v1/activities" + query)["totals"]["programmes"]
    label = query or "everything"
    rows = read_csv(server.get("/id/download/activities.csv" + query)[2])
    items = server.json("/id/download/activities.json" + query)["items"]
    book = zipfile.ZipFile(io.BytesIO(server.get("/id/download/activities.xlsx" + query)[2]))
    sheet = [filled(r, len(rows[0])) for r in read_sheet(book, "xl/worksheets/sheet1.xml")]
    root = ET.fromstring(server.get("/id/download/activities.xml" + query)[2])
    at = {name: rows[0].index(name) for name in ("Pengenal IATI", "Komitmen (IDR)", "Diperbarui sumber", "Tahun mulai")}
    names = [r[at["Pengenal IATI"]] for r in rows[1:]]
    check(f"{label}: {expected} programmes in CSV", len(names) == expected and len(set(names)) == expected, len(names))
    check(f"{label}: the same in JSON", [i["identifier"] for i in items] == names)
    check(f"{label}: the same in XLSX", sheet[0] == rows[0] and [r[at["Pengenal IATI"]] for r in sheet[1:]] == names)
    check(f"{label}: the same in IATI", [a.findtext("iati-identifier") for a in root] == names)
    money = [Decimal(r[at["Komitmen (IDR)"]]) for r in rows[1:]]
    check(f"{label}: amounts agree", money == [Decimal(i["committed"]) for i in items]
          and money == [r[at["Komitmen (IDR)"]] for r in sheet[1:]])
    epoch = datetime.date(1899, 12, 30)
    days = [str(epoch + datetime.timedelta(int(r[at["Diperbarui sumber"]]))) for r in sheet[1:]]
    check(f"{label}: dates agree",
          days == [r[at["Diperbarui sumber"]] for r in rows[1:]] == [i["updated"] for i in items])
    check(f"{label}: years are numbers", all(isinstance(r[at["Tahun mulai"]], Decimal) for r in sheet[1:]))
    return book, rows


def files(server):
    for query in QUERIES:
        book, rows = formats(server, query)
    # the last one is filtered by partner and status
    check("the book is whole", book.testzip() is None)
    check("the heading stays in sight", b'state="frozen"' in book.read("xl/worksheets/sheet1.xml"))
    notes = "\n".join(r[0] for r in read_sheet(book, "xl/worksheets/sheet2.xml"))
    check("the notes say example, filter, method", notes.startswith("DATA CONTOH") and "Mitra: " in notes
          and "Status: " in notes and "Cara hitung: " in notes and "data contoh" in notes, notes)
    _, headers, body = server.get("/en/download/activities.csv?hxl=1&limit=x")
    english = read_csv(body)
    check("headings in English", english[0][:3] == ["IATI identifier", "Title", "Partner identifier"], english[0])
    tag = r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*"
    check("tags of HXL", all(re.fullmatch(tag, cell) for cell in english[1]), english[1])
    check("CSV with CRLF and a mark for UTF-8",
          body.startswith(b"\xef\xbb\xbf") and body.count(b"\r\n") == len(english))
    check("the file's name says that it is an example",
          'filename="data-contoh-activities.csv"' in headers["Content-Disposition"])
    shares = english[0].index("Place shares (%)")
    check("shares are 100 %", all(sum(map(Decimal, r[shares].split("; "))) == 100 for r in english[2:] if r[shares]))
    for by in ("partner", "sector"):
        rows = read_csv(server.get(f"/id/download/matrix.csv?by={by}")[2])[1:]
        cells = server.json(f"/api/v1/matrix?by={by}")["items"]
        mine = [(r[5], r[1], int(r[3]), Decimal(r[4])) for r in rows]
        told = [(c[by] or "", c["place"], c["programmes"], Decimal(c["committed"])) for c in cells]
        check(f"matrix by {by}: file and API agree", mine == told and len(mine) > 20)
    partners = read_csv(server.get("/id/download/partners.csv?category=bilateral")[2])[1:]
    check("six bilateral partners", len(partners) == 6 and all(p[5] == "bilateral" for p in partners), partners)
    for path in ("partners.xml", "activities.pdf", "activities", "nothing.csv", "activities.csv.csv"):
        check(f"no file {path}", server.get(f"/id/download/{path}")[0] == 404)
    page = server.get("/id/activity?x={}&q=%22%3E%3Cb")[2].decode()
    link = re.search(r'href="(/id/download/activities\.csv[^"]*)"', page)
    check("odd queries stay in the links", link and server.get(link[1].replace("&amp;", "&"))[0] == 200, link)


# ---- the API against its description ----

KINDS = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None), "integer": int}
FORMATS = {"date": r"\d{4}-\d\d-\d\d", "date-time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"}


def fits_type(value, name):
    return isinstance(value, KINDS[name]) and not (name == "integer" and isinstance(value, bool))


def faults(value, schema, schemas, path="$"):
    """What does not fit, by the words of JSON Schema 2020-12 that the description uses. A member that is not described
    is a fault here, though readers must put up with it."""
    if "$ref" in schema:
        return faults(value, schemas[schema["$ref"].rsplit("/", 1)[1]], schemas, path)
    unknown = set(schema) - {"type", "required", "properties", "items", "enum", "const", "pattern",
                             "format", "minimum", "maximum", "description"}
    out = [f"{path}: word {w} is not checked" for w in unknown]
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(fits_type(value, t) for t in types):
        return out + [f"{path}: {value!r} is no {types}"]
    if "enum" in schema and value not in schema["enum"] or "const" in schema and value != schema["const"]:
        out.append(f"{path}: {value!r} is not allowed")
    if isinstance(value, str):
        for pattern in (schema.get("pattern"), FORMATS.get(schema.get("format"))):
            if pattern and not re.search(f"^(?:{pattern})$", value):
                out.append(f"{path}: {value!r} against {pattern}")
    if isinstance(value, int) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        out.append(f"{path}: {value} is out of range")
    if isinstance(value, list):
        for i, item in enumerate(value):
            out += faults(item, schema["items"], schemas, f"{path}[{i}]")
    if isinstance(value, dict):
        known = schema.get("properties", {})
        out += [f"{path}: {name} is missing" for name in schema.get("required", []) if name not in value]
        for name, member in value.items():
            if name in known:
                out += faults(member, known[name], schemas, f"{path}.{name}")
            elif known:
                out.append(f"{path}: {name} is not described")
    return out


def all_references(node):
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref":
                yield value
            yield from all_references(value)
    elif isinstance(node, list):
        for value in node:
            yield from all_references(value)


def schema_of(operation, status, kind="application/json"):
    return operation["responses"][status]["content"][kind]["schema"]


def described(server):
    api = server.json("/api/v1/openapi.json")
    schemas = api["components"]["schemas"]
    check("OpenAPI 3.1", api["openapi"] == "3.1.0" and set(api) >= {"info", "paths", "components"})
    references = set(all_references(api))
    check("every reference leads somewhere, every schema is used",
          references == {f"#/components/schemas/{name}" for name in schemas}, references)
    operations = [o for path in api["paths"].values() for o in path.values()]
    check("operations have names of their own", len({o["operationId"] for o in operations}) == len(operations) == 19)
    for path, item in api["paths"].items():
        holes = [p["name"] for o in item.values() for p in o["parameters"] if p["in"] == "path"]
        check(f"{path}: its parts are described", holes == re.findall(r"{(\w+)}", path) * len(item)
              and all("description" in p for o in item.values() for p in o["parameters"]))
    check("what writes needs a token", all(("security" in o) == (m != "get") for p in api["paths"].values() for m, o in p.items()))
    calls = ["activities?limit=7", "activities?place=53.02&sort=-year&lang=en", "activities/ID-CONTOH-WFP-0001",
             "partners", "partners?place=53.02", "partners/ID-CONTOH-WFP?year=2022", "places?level=2",
             "places?parent=53.02", "places/53", "places/53.02", "places/53.02.01", "places/53.02.01.1001?lang=en",
             "sectors", "sectors/kesehatan", "matrix", "matrix?by=sector&place=53.02",
             "indicators?place=53.02&lang=en", "search?q=air", "search?q=unicef", "search?q=kupang", "stats",
             "stats?scope=all", "openapi.json", "records", "records?lang=en", "records/activity?limit=3",
             "records/organisation?page=2", "records/place?limit=1"]
    paths = {re.compile(re.sub(r"{\w+}", "[^/?]+", p) + r"(\?.*)?"): i["get"] for p, i in api["paths"].items() if "get" in i}
    for call in calls:
        operation = next(o for p, o in paths.items() if p.fullmatch(f"/api/v1/{call}"))
        status, headers, body = server.get(f"/api/v1/{call}")
        wrong = faults(json.loads(body), schema_of(operation, "200"), schemas) if status == 200 else [status]
        check(f"/api/v1/{call} is as described", not wrong and headers["Content-Type"] == "application/json", wrong)
    return schemas


def problems(server, schemas):
    wrong_calls = {"activities?year=abc": (400, ["year"]), "activities?limit=501&scope=moon": (400, ["limit"]),
                   "activities?sort=price&lang=xx": (400, ["sort", "lang"]), "indicators": (400, ["place"]),
                   "search": (400, ["q"]), "activities/0": (404, None), "partners/nobody": (404, None),
                   "places/99.99": (404, None), "sectors/nothing": (404, None), "nothing": (404, None)}
    for call, (expected, names) in wrong_calls.items():
        status, headers, body = server.get(f"/api/v1/{call}")
        answer = json.loads(body)
        told = [e["name"] for e in answer["errors"]] if "errors" in answer else None
        check(f"/api/v1/{call} is a problem", status == expected == answer["status"] and told == names
              and headers["Content-Type"] == "application/problem+json"
              and not faults(answer, schemas["Problem"], schemas), answer)
    kind = server.get("/id/nothing")[1]["Content-Type"]
    check("the site's pages have pages for errors", kind.startswith("text/html"), kind)


def contents(server):
    seen, path = [], "/api/v1/activities?limit=100&sector=kesehatan"
    while path:
        answer = server.json(path)
        seen += [item["id"] for item in answer["items"]]
        path = answer["next"]
    check("the pages together are the list", len(seen) == len(set(seen)) == answer["totals"]["programmes"], len(seen))
    one = server.json(f"/api/v1/activities/{seen[0]}")
    check("number and identifier name the same", one["summary"]
          == server.json("/api/v1/activities/" + urllib.parse.quote(one["summary"]["identifier"], safe=""))["summary"])
    members = set(one["document"])
    check("the document is whole", {"iati_identifier", "title", "transaction", "location"} <= members, members)
    check("shares are 100 %", sum(Decimal(p["percentage"]) for p in one["summary"]["places"]) == 100)
    for link in one["summary"]["links"].values():
        check(f"{link} is there", server.get(link)[0] == 200)
    place = server.json("/api/v1/places/53.02")
    check("children: 32 districts", [c["parent"] for c in place["children"]] == ["53.02"] * 32)
    check("the way down", [p["code"] for p in place["path"]] == ["53", "53.02"])
    by_year = sum(Decimal(y["committed"]) for y in place["by_year"])
    check("money by year adds up", abs(by_year - Decimal(place["totals"]["committed"])) < 1, by_year)
    check("figures have sources", all(f["source"] for f in server.json("/api/v1/indicators?place=53.02")["items"]))


# ---- personal data, long lists, the schema ----

CONTACT = f"""<contact-info type="1"><organisation><narrative>Kantor Uji</narrative></organisation>
<person-name><narrative>{SECRET} Nama</narrative></person-name>
<job-title><narrative>{SECRET} Jabatan</narrative></job-title>
<telephone>{SECRET}-0812</telephone><email>{SECRET}@example.org</email>
<mailing-address><narrative>Jalan {SECRET} 1</narrative></mailing-address></contact-info>"""
AFTER_CONTACT = ["activity-scope", "recipient-country", "recipient-region", "location", "sector"]


def with_people(body):
    """The same programmes several times under other names, each with a person to ask."""
    root = ET.fromstring(body)
    originals = list(root)
    for activity in originals:
        root.remove(activity)
    for n in range(COPIES):
        for activity in originals:
            copy = ET.fromstring(ET.tostring(activity))
            copy.find("iati-identifier").text = f"UJI-{n}-" + activity.findtext("iati-identifier")
            at = next(i for i, child in enumerate(copy) if child.tag in AFTER_CONTACT)
            copy.insert(at, ET.fromstring(CONTACT))
            root.append(copy)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def standard(folder):
    pack = Path(os.environ.get("SELARAS_SHARED", SOURCE.parent / "shared")) / "data" / "iati" / "standard.tar.zst"
    if not pack.is_file() or not shutil.which("xmllint"):
        return None
    subprocess.run(["tar", "--zstd", "-xf", pack, "-C", folder, "--exclude=*schema-tests*"], check=True)
    return next(folder.rglob("2.03/iati-activities-schema.xsd"))


def schema(server, folder):
    xsd = standard(folder)
    if not xsd:
        check("IATI against its schema # SKIP no standard at hand", True)
        return
    number = server.json("/api/v1/activities?limit=1")["items"][0]["id"]
    for path in ("/id/download/activities.xml", "/en/download/activities.xml?sector=pangan",
                 f"/id/programme/{number}.xml"):
        (folder / "got.xml").write_bytes(server.get(path)[2])
        done = subprocess.run(["xmllint", "--noout", "--schema", xsd, folder / "got.xml"], capture_output=True,
                              text=True)
        check(f"{path} is valid IATI 2.03", done.returncode == 0, done.stderr)


def people(server):
    number = server.json("/api/v1/activities?q=Oesena&limit=1")["items"][0]["id"]
    identifier = next(i["identifier"] for i in server.json("/api/v1/activities?limit=500")["items"]
                      if i["identifier"].startswith("UJI-"))
    paths = [f"/id/download/activities.{e}" for e in ("csv", "json", "xml")]
    paths += [f"/id/programme/{number}.json", f"/id/activity/{number}", f"/api/v1/activities/{identifier}",
              "/api/v1/activities?limit=500", f"/api/v1/search?q={SECRET}"]
    for path in paths:
        status, _, body = server.get(path)
        check(f"{path}: nobody named", status == 200 and SECRET.encode() not in body, status)
    body = server.get(f"/api/v1/activities/{identifier}")[2]
    check("the office itself is public", b"Kantor Uji" in body and b"mailing_address" not in body)
    book = zipfile.ZipFile(io.BytesIO(server.get("/id/download/activities.xlsx")[2]))
    check("XLSX: nobody named", not any(SECRET.encode() in book.read(n) for n in book.namelist()))
    check("search: nobody found", server.json(f"/api/v1/search?q={SECRET}")["activities"] == [])


def long_list(server, programmes):
    check("all of them are there", server.json("/api/v1/stats")["totals"]["programmes"] == programmes)
    _, headers, body = server.get("/id/download/activities.csv")
    check("a long list leaves in parts",
          headers["Transfer-Encoding"] == "chunked" and len(read_csv(body)) == programmes + 1)
    formats(server, "")


def run(*arguments):
    done = subprocess.run([SELARAS, *arguments], capture_output=True, text=True, timeout=300)
    check(" ".join(arguments[:2]), done.returncode == 0, done.stdout + done.stderr)


def main():
    folder = Path(tempfile.mkdtemp(prefix="selaras-export-"))
    url = f"sqlite:{folder}/t.db"
    try:
        run("init", "--db", url)
        run("demo", "--db", url)
        server = Server(url)
        files(server)
        problems(server, described(server))
        contents(server)
        schema(server, folder)
        (folder / "people.xml").write_bytes(with_people(server.get("/id/download/activities.xml")[2]))
        server.stop()
        run("import", "iati", "--db", url, str(folder / "people.xml"))
        server = Server(url)
        people(server)
        long_list(server, 270 * (COPIES + 1))
        server.stop()
    finally:
        shutil.rmtree(folder)
    print(f"1..{count}")
    return failures > 0


sys.exit(main())
