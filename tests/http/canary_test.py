#!/usr/bin/env python3
"""What is not for everybody never gets out: a text of its own stands in every field that only persons, partners or the
government may see, and in drafts; then everything that the public can fetch is fetched and searched for these texts:
pages, the API, every kind of file, search, the newest changes, the metrics, and the server's log.

usage: canary_test.py SELARAS SOURCE. Runs on SQLite, and on PostgreSQL when SELARAS_TEST_PG is set. Prints TAP.
"""
import csv
import html
import io
import os
import re
import subprocess
import sys
import tempfile
import urllib.parse
import zipfile

from selaras_client import Account, Server, check, finish

SELARAS, SOURCE = sys.argv[1], sys.argv[2]
GOOD = "kuda hijau makan kelapa"
MARK = "QZXV"  # in every canary; no word of any language or code list


class Canaries:
    """Texts that can be told apart: which one got out says from where."""

    def __init__(self):
        self.what = {}

    def new(self, what):
        text = f"kenari{len(self.what) + 1}{MARK}"
        self.what[text] = what
        return text

    def found_in(self, text):
        return [f"{c} ({w})" for c, w in self.what.items() if c.lower() in text.lower()]


# ---- fields, read from the tables in the sources: whatever is not PUBLIC ----

def fields_of(path, prefix):
    """{name: (type, flags)} of the field table in PATH whose entries begin with PREFIX."""
    with open(f"{SOURCE}/src/{path}") as f:
        text = f.read().replace("\\\n", " ")
    rows = re.findall(r'\bF\(\s*' + prefix + r'_\w+\s*,\s*"(\w+)"\s*,\s*FIELD_(\w+)\s*,\s*([^,)]*)', text)
    return {name: (kind, set(re.split(r"[\s|]+", flags.strip()))) for name, kind, flags in rows}


def closed_texts(path, prefix):
    return [n for n, (kind, flags) in fields_of(path, prefix).items() if kind == "TEXT" and not flags & {"PUBLIC", "SYSTEM"}]


# ---- putting them in ----

def imported(s, birds):
    """An organisation with contacts, by sheet, as an officer would."""
    columns = {"ref": "ID-CONTOH-KENARI", "name:id": "Lembaga Sangkar (contoh)", "type": "21", "country": "ID",
               "category.category": "ngo", "category.from_year": "2019", "category.source": "data contoh",
               "contact.consent": "2026-01-01", "contact.keep_until": "2030-01-01"}
    sheet(s, "organisation", columns | {f"contact.{f}": birds.new(f"organisation contact.{f}") for f in
                                        closed_texts("partner/partner.h", "PARTNER_CONTACT")})


def sheet(s, kind, columns):
    path = f"{s.folder}/{kind}.csv"
    with open(path, "w", newline="") as f:
        w = csv.writer(f)
        w.writerow(columns.keys())
        w.writerow(columns.values())
    s.run("import", "sheet", kind, path)


def programme(s, birds):
    """An IATI file with a contact: telephone, address, person; these are personal in every field."""
    c = {n: birds.new(f"activity contact {n}") for n in ("person", "job", "mail", "phone", "address")}
    path = f"{s.folder}/kenari.xml"
    with open(path, "w") as f:
        f.write(f"""<?xml version="1.0"?><iati-activities version="2.03"><iati-activity last-updated-datetime="2026-01-01T00:00:00Z">
<iati-identifier>ID-CONTOH-KENARI-1</iati-identifier><reporting-org ref="ID-CONTOH-KENARI" type="21"><narrative>Lembaga Sangkar</narrative></reporting-org>
<title><narrative xml:lang="id">Program sangkar (contoh)</narrative></title><description><narrative>Isi</narrative></description>
<participating-org role="4" ref="ID-CONTOH-KENARI"><narrative>Lembaga Sangkar</narrative></participating-org><activity-status code="2"/>
<activity-date type="2" iso-date="2025-01-01"/><contact-info type="1"><telephone>{c['phone']}</telephone><email>{c['mail']}@kenari.example</email>
<person-name><narrative>{c['person']}</narrative></person-name><job-title><narrative>{c['job']}</narrative></job-title>
<mailing-address><narrative>{c['address']}</narrative></mailing-address></contact-info>
<recipient-country code="ID"/><location><administrative vocabulary="G1" level="2" code="5302"/><name><narrative>Timor Tengah Selatan</narrative></name></location>
<sector vocabulary="1" code="14030"/></iati-activity></iati-activities>""")
    s.run("import", "iati", path)


def fill_form(c, kind, id, section, fields, wrong):
    """Opens a form as a browser does and sends it with FIELDS changed or added."""
    path = f"/id/desk/{kind}/{id}/edit" + (f"?section={section}" if section else "")
    page = c.get(path)[2]
    pairs = []
    for tag in re.findall(r"<(?:input|select|textarea)[^>]*>(?:[^<]*</textarea>|(?:\s*<option[^>]*>[^<]*</option>)*)?", page):
        name = re.search(r'name="([^"]+)"', tag)
        if not name or name[1] in ("_do", "q") or name[1].endswith(".paste") or "type=\"checkbox\"" in tag and "checked" not in tag:
            continue
        value = re.search(r'value="([^"]*)"', tag) if tag.startswith("<input") else None
        text = value[1] if value else (re.search(r"<option value=\"([^\"]*)\" selected", tag) or ["", ""])[1] if tag.startswith("<select") \
            else re.sub(r"^<textarea[^>]*>|</textarea>$", "", tag)
        pairs.append((html.unescape(name[1]), fields.get(html.unescape(name[1]), html.unescape(text))))
    pairs += [(k, v) for k, v in fields.items() if k not in dict(pairs)] + [("_do", "save")]
    status = c.post(path, pairs)[0]
    if status != 303:
        wrong.append(f"{kind} {section}: {status}")


def record(c, kind, query=""):
    return re.search(rf'href="/id/desk/{kind}/(\w{{26}})"', c.get(f"/id/desk/{kind}{query}")[2])[1]


def met(birds, bureau, wrong):
    """A person who came to a meeting, one who is said to come, and what shows that an obstacle is solved."""
    at = f"/id/desk/event/{record(bureau, 'event')}"
    version = lambda page: re.search(r'name="version" value="(\d+)"', bureau.get(at + page)[2])[1]
    line = ";".join([birds.new("attendance name"), "P", birds.new("attendance post"), "Belu", birds.new("attendance contact")])
    status = bureau.post(at + "/attendance", {"version": version("/attendance"), "do": "rows", "rows": line})[0]
    wrong += [f"attendance: {status}"] if status != 303 else []
    row = re.search(r'name="l" value="(m\d+)"', bureau.get(at + "/invitations")[2])[1]
    status = bureau.post(at + "/invitations", {"version": version("/invitations"), "do": "rows", f"reply-{row}": "coming",
                         f"name-{row}": birds.new("invitation name"), f"mail-{row}": birds.new("invitation mail") + "@kenari.example"})[0]
    wrong += [f"invitation: {status}"] if status != 303 else []
    fill_form(bureau, "problem", record(bureau, "problem"), "solving",
              {f: birds.new(f"problem {f}") for f in ("evidence", "post")} | {"shown": "1"}, wrong)


def typed(s, birds, clients):
    """Through the desk: notes for the government, comments, drafts of forms and of records, saved lists, names of accounts."""
    wrong, bureau, partner = [], clients["bureau"], clients["partner"]
    met(birds, bureau, wrong)
    for kind, section, fields in (("permit", None, ("note", "rkt_number", "notice_number")), ("agreement", None, ("note", "subject", "background"))):
        id, left = record(bureau, kind, "?show=all"), set(fields)
        sections = re.findall(rf'/id/desk/{kind}/{id}/edit\?section=(\w+)', bureau.get(f"/id/desk/{kind}/{id}/edit")[2]) or [""]
        for part in dict.fromkeys(sections):
            page = bureau.get(f"/id/desk/{kind}/{id}/edit" + (f"?section={part}" if part else ""))[2]
            here = [f for f in left if f'name="{f}"' in page]
            if here:
                fill_form(bureau, kind, id, part, {f: birds.new(f"{kind} {f}") for f in here}, wrong)
                left -= set(here)
        wrong += [f"{kind} has no input for {left}"] if left else []
    # eighteen digits can carry no mark: this NIP is nobody's
    birds.what["918273645546372819"] = "the NIP of the one who signs the register and the work plans"
    head = re.search(r'href="/id/desk/official/(\w{26})">[^<]*Kepala Biro Baru', clients["admin"].get("/id/desk/official")[2])[1]
    fill_form(clients["admin"], "official", head, "person", {"nip": "918273645546372819"}, wrong)
    program = record(partner, "activity")
    form = partner.get(f"/id/desk/activity/{program}/edit")[2]
    version, section = re.search(r'name="_version" value="(\d+)"', form)[1], re.search(r'name="_section" value="(\w*)"', form)[1]
    status = partner.post("/id/desk/draft", {"_kind": "activity", "_id": program, "_section": section, "_version": version,
                                             "title.id": birds.new("a form not yet saved")})[0]
    wrong += [f"draft: {status}"] if status >= 400 else []
    status = partner.post(f"/id/desk/activity/{program}/comments", {"text": birds.new("a comment")})[0]
    wrong += [f"comment: {status}"] if status != 303 else []
    page = partner.get("/id/desk/activity/new")[2]
    pairs = [(n, v) for n, v in re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page)]
    status, headers, _ = partner.post("/id/desk/activity/new", [*pairs, ("title.id", birds.new("a draft record")), ("_do", "draft"), ("_do", "save")])
    wrong += [f"new programme: {status}"] if status != 303 else []
    clients["kenari"].post("/id/me", {"name": birds.new("an account's name"), "phone": birds.new("an account's telephone"), "language": "id"})
    return wrong


# ---- fetching everything ----

def readable(body, path):
    """What a file says: the parts of an archive, what poppler reads of a PDF, the text of all others."""
    if body[:5] == b"%PDF-":
        with tempfile.NamedTemporaryFile() as f:
            f.write(body)
            f.flush()
            return subprocess.run(["pdftotext", f.name, "-"], check=True, capture_output=True, text=True).stdout
    if body[:2] == b"PK":
        book = zipfile.ZipFile(io.BytesIO(body))
        return "".join(book.read(n).decode("utf-8", "replace") for n in book.namelist())
    return body.decode("utf-8", "replace")


def fetch(s, path, headers=None):
    import http.client
    c = http.client.HTTPConnection("127.0.0.1", s.port, timeout=60)
    c.request("GET", path, None, headers or {})
    r = c.getresponse()
    return r.status, readable(r.read(), path)


def start_paths(birds):
    lists = ("activity", "partner", "place", "sector", "indicator", "matrix", "map", "about", "data", "workplan", "plan", "search", "register", "register/2019",
             "register/2019/register.xlsx", "register/2019/register.csv", "register/2019/register.pdf", "register/2019/register.docx",
             "partner/ID-CONTOH-KENARI/profile.pdf", "partner/ID-CONTOH-KENARI/profile.docx")
    own = [f"/{l}/{p}" for l in ("id", "en") for p in ("", *lists, "activity?partner=ID-CONTOH-KENARI", "partner/ID-CONTOH-KENARI",
                                                        "activity/ID-CONTOH-KENARI-1", "search?q=kenari", "search?q=sangkar")]
    own += [f"/id/search?q={c[:12]}" for c in birds.what] + [f"/id/activity?q={c[:12]}" for c in birds.what]
    files = [f"/id/download/{n}.{x}" for n in ("activities", "partners", "matrix") for x in ("csv", "xlsx", "json")]
    files += [f"/id/download/programmes.{x}?partner=ID-CONTOH-KENARI" for x in ("pdf", "docx")]
    files += ["/id/download/activities.xml"] + [f"/id/programme/ID-CONTOH-KENARI-1.{x}" for x in ("xml", "json")]
    api = ("activities", "activities?partner=ID-CONTOH-KENARI", "activities?limit=500", "activities/ID-CONTOH-KENARI-1", "partners",
           "partners/ID-CONTOH-KENARI", "places", "places/53.02", "sectors", "matrix", "indicators", "search?q=kenari", "search?q=sangkar", "stats",
           "openapi.json")
    return own + files + [f"/api/v1/{p}" for p in api] + ["/metrics", "/healthz"]


def crawl(s, birds, most):
    """From the starting points along every link of the site, without cookie."""
    first, near, far, seen, leaks, kinds = list(dict.fromkeys(start_paths(birds))), [], [], set(), [], set()
    while (first or near or far) and len(seen) < most:
        path = (first or near or far).pop(0)
        if path in seen:
            continue
        seen.add(path)
        status, text = fetch(s, path)
        if status == 200:
            kinds.update(re.findall(r"^/(?:id|en|api/v1)/(\w+)", path))
        # a page that repeats what was searched for has it from the address
        asked = urllib.parse.unquote(path)
        leaks += [f"{path}: {c}" for c in birds.found_in(text) if c.split(" ")[0].lower() not in asked.lower()]
        for link in re.findall(r'href="(/(?:id|en|api)/[^"#]*)"', text):
            link = html.unescape(link)
            if link not in seen and "sign-in" not in link:
                own = "KENARI" in path and "/programme/" in link  # the files of the programme itself
                (first if own else near if "KENARI" in link else far).append(link)
    return seen, leaks, kinds


def main():
    engines = [("SQLite", None, 700)]
    if os.environ.get("SELARAS_TEST_PG"):
        engines.append(("PostgreSQL", os.environ["SELARAS_TEST_PG"], 250))
    for e, postgres, most in engines:
        birds = Canaries()
        s = Server(SELARAS, demo=True, postgres=postgres)
        try:
            imported(s, birds)
            programme(s, birds)
            link = "/" + s.run("account", "invite", "bureau", birds.new("the name of an invitation"), "kenari@contoh.example").strip().split("/", 3)[3]
            s.start()
            s.client().post(link, {"password": GOOD})
            s.accounts["kenari"] = Account("bureau", "kenari@contoh.example", GOOD)
            clients = {role: s.sign_in(role) for role in ("admin", "bureau", "partner", "kenari")}
            wrong = typed(s, birds, clients)
            check(f"{e}: the texts are in", not wrong, wrong)
            there = [c for c in birds.what if c in "".join(
                clients["bureau"].get(p)[2] for p in (f"/id/desk/organisation/{record(clients['bureau'], 'organisation', '?q=sangkar')}",
                                                      f"/id/desk/permit/{record(clients['bureau'], 'permit', '?show=all')}",
                                                      f"/id/desk/agreement/{record(clients['bureau'], 'agreement', '?show=all')}",
                                                      f"/id/desk/register/{record(clients['bureau'], 'register')}"))]
            check(f"{e}: and the bureau sees them ({len(there)} of {len(birds.what)} on four pages)", len(there) >= 8, there)
            seen, leaks, kinds = crawl(s, birds, most)
            check(f"{e}: {len(birds.what)} texts are on none of {len(seen)} public pages, answers and files", not leaks, leaks[:10])
            needed = [p for p in ("download", "programme", "search", "activity", "partner", "activities", "partners", "stats") if p not in kinds]
            check(f"{e}: (all of them were there)", not needed and fetch(s, "/id/partner/ID-CONTOH-KENARI")[0] == 200
                  and fetch(s, "/id/activity/ID-CONTOH-KENARI-1")[0] == 200, needed)
            _, log = s.stop()
            check(f"{e}: nor in the server's log", not birds.found_in(log), birds.found_in(log))
            check(f"{e}: nor in the audit log", not birds.found_in(s.run("audit", "list")), birds.found_in(s.run("audit", "list")))
            check(f"{e}: nor in a file for others", not birds.found_in(s.run("export", "iati")) and not birds.found_in(s.run("export", "iati", "--organisations")))
        finally:
            s.__exit__()
    return finish()


sys.exit(main())
