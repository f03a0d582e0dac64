#!/usr/bin/env python3
"""The story of a work plan over HTTP, on each engine that is at hand: the regency returns a row with a reason, the partner
corrects it in the workbook, regency, agency and bureau approve, the bureau records the signature, the partner begins a
revision; what each may not do is refused on the way.

usage: workplan_test.py SELARAS
"""
import html
import http.client
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse

try:
    import openpyxl
except ImportError:
    # Debian's package belongs to Debian's Python
    if sys.executable != "/usr/bin/python3" and os.path.exists("/usr/lib/python3/dist-packages/openpyxl"):
        os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])
    print("1..0 # SKIP python3-openpyxl is not installed")
    sys.exit(0)

SELARAS = sys.argv[1]
number = failed = 0


def check(name, holds, told=""):
    global number, failed
    number += 1
    failed += not holds
    print(f"{'ok' if holds else 'not ok'} {number} - {name}")
    if not holds and told:
        print("# " + str(told)[:400].replace("\n", " "))


def run(*args):
    return subprocess.run([SELARAS, *args], check=True, capture_output=True, text=True).stdout


class Browser:
    def __init__(self, port):
        self.port, self.cookies = port, {}

    def ask(self, method, path, form=None, file=None):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        head = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())} if self.cookies else {}
        body = None
        if method == "POST":
            body = urllib.parse.urlencode(form or {})
            head |= {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        if file is not None:
            body = (b'--cut\r\nContent-Disposition: form-data; name="file"; filename="rkt.xlsx"\r\n'
                    b"Content-Type: application/octet-stream\r\n\r\n" + file + b"\r\n--cut--\r\n")
            head["Content-Type"] = "multipart/form-data; boundary=cut"
        c.request(method, path, body, head)
        r = c.getresponse()
        data = r.read()
        for k, v in r.getheaders():
            if k.lower() == "set-cookie":
                name, value = v.split(";")[0].split("=", 1)
                self.cookies[name] = value
        c.close()
        return r.status, r.getheader("Location") or "", data if path.endswith("/sheet") and method == "GET" else data.decode()

    def program(self, method, path, document=None):
        """A request of a program with a token of this person, made by the first."""
        if not hasattr(self, "token"):
            form = [("label", "Uji"), ("scope", "read"), ("scope", "write"), ("days", "30"), ("old", self.password)]
            self.token = re.search(r'class="secret">(selaras_[\w-]{43})<', self.ask("POST", "/id/me/token", form)[2])[1]
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        c.request(method, "/api/v1/records/" + path, json.dumps(document) if document else None,
                  {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})
        r = c.getresponse()
        text = r.read().decode()
        c.close()
        return r.status, json.loads(text)

    def sign_in(self, mail, password, secret):
        self.password = password
        self.ask("POST", "/id/sign-in", {"email": mail, "password": password})
        if secret:
            self.ask("POST", "/id/sign-in/code", {"code": run("account", "code", secret).strip()})
        return self


def hidden(text, name):
    m = re.search(rf'name="{name}" value="([^"]*)"', text)
    return html.unescape(m[1]) if m else ""


def rows_of(text):
    return sorted(set(re.findall(r'name="v-(k\d+)"', text)), key=lambda x: int(x[1:]))


def opine(who, at, returned=None, reason=""):
    status, _, page = who.ask("GET", at + "/opinion")
    form = {"version": hidden(page, "version")}
    for row in rows_of(page):
        form[f"v-{row}"] = "return" if row == returned else "accept"
        form[f"r-{row}"] = reason if row == returned else ""
    return rows_of(page), who.ask("POST", at + "/opinion", form)


def decide(who, at, step, reader=None, **more):
    _, _, page = (reader or who).ask("GET", at + "/rkt")
    return who.ask("POST", at + "/decide", {"version": hidden(page, "version"), "step": step, **more})


def plan_at(who, title):
    _, _, page = who.ask("GET", "/id/desk/workplan")
    for m in re.finditer(r'href="(/id/desk/workplan/[0-9A-Z]{26})"[^>]*>([^<]*)<', page):
        if m[2].strip() == title:
            return m[1]
    return ""


def waits(who, words):
    """Where the line of the work list with WORDS leads, and its number; None when the home page has no such line."""
    _, _, page = who.ask("GET", "/id/desk")
    m = re.search(r'<a href="([^"]*)">(?:(?!</a>).)*?<strong>(\d+)</strong> <span>' + re.escape(words) + "</span></a>", page, re.S)
    return (html.unescape(m[1]), int(m[2])) if m else None


OPINION, DECISION = "RKT yang menunggu pendapat Anda", "RKT yang menunggu keputusan biro"
SIGNATURE, RETURNED = "RKT yang disetujui dan menunggu penandatanganan", "RKT yang dikembalikan untuk diperbaiki"


def returns_a_row(people, at):
    regency, partner = people["regency"], people["partner2"]
    check("one plan waits for the regency, one click away", waits(regency, OPINION) == (at + "/opinion", 1), waits(regency, OPINION))
    check("and for nobody else", not any(waits(people[role], OPINION) for role in ("partner", "partner2", "bureau")))
    status, _, page = people["partner"].ask("GET", at + "/rkt")
    check("another partner does not see it", status == 404, status)
    status, _, page = people["bureau"].ask("GET", at + "/opinion")
    check("the bureau waits for its turn", status == 409, status)
    asked, (status, where, page) = opine(regency, at, "k2", "")
    check("the regency is asked about its six rows", asked == [f"k{i}" for i in range(1, 7)], asked)
    check("a return without a reason is refused", status == 422, page)
    _, (status, where, page) = opine(regency, at, "k2", "Sekolah ini sudah dibangun")
    check("the regency returns one row with a reason", status == 303, page)
    check("now it waits for the partner", waits(partner, RETURNED) == (at + "/rkt", 1), waits(partner, RETURNED))
    check("and no longer for the regency", waits(regency, OPINION) is None, waits(regency, OPINION))
    check("nor for another partner", waits(people["partner"], RETURNED) is None)
    status, _, page = partner.ask("GET", at + "/rkt")
    check("the partner reads the reason", "Sekolah ini sudah dibangun" in page and "Dikembalikan untuk perbaikan" in page)
    _, _, page = partner.ask("GET", plan_at(partner, "RKT sanitasi sekolah (contoh) (2026)") + "/rkt")
    check("who else works there in the same year is said", "Sambungan air rumah tangga" in page and "pihak lain di sini" in page)
    status, _, page = partner.ask("GET", at + "/rkt")
    check("what keeps it from going back in is said, and where it is mended", "Belum dapat diajukan" in page and
          'value="submit"' not in page and "/edit?section=lines" in page, page)
    _, _, form = partner.ask("GET", at + "/edit?section=general")
    status, _, _ = partner.ask("POST", at + "/decide", {"version": hidden(form, "_version"), "step": "submit"})
    check("the same text does not go back in", status == 422, status)


def corrects_in_the_workbook(partner, at):
    status, _, data = partner.ask("GET", at + "/sheet")
    check("the workbook is downloaded", status == 200 and data[:2] == b"PK", status)
    book = openpyxl.load_workbook(io.BytesIO(data))
    book["RKT"]["J3"] = -1
    wrong = io.BytesIO()
    book.save(wrong)
    status, _, page = partner.ask("POST", at + "/sheet", file=wrong.getvalue())
    check("a wrong cell is named by sheet, row and column", status == 422 and "RKT, baris 3, J3 (TW II)" in page, page)
    book["RKT"]["J3"], book["RKT"]["M3"] = 12, 34
    right = io.BytesIO()
    book.save(right)
    status, _, page = partner.ask("POST", at + "/sheet", file=right.getvalue())
    # the demo's second row: 11 in the second quarter, 22 in the third, 33 in the year
    check("the changes are shown and nothing is saved", status == 200 and "<td>11</td><td>12</td>" in page and "<td>33</td><td>34</td>" in page, page)
    rows, version = hidden(page, "rows"), hidden(page, "version")
    _, _, now = partner.ask("GET", at + "/rkt")
    _, _, form = partner.ask("GET", at + "/edit?section=general")
    check("the version is the old one still", hidden(form, "_version") == version)
    status, _, page = partner.ask("POST", at + "/accept", {"rows": rows, "version": version})
    check("the changes are accepted", status == 303, page)
    status, _, _ = partner.ask("POST", at + "/accept", {"rows": rows, "version": version})
    check("an old yes does nothing", status == 409, status)
    status, _, page = partner.ask("POST", at + "/sheet", file=right.getvalue())
    check("the workbook is stale now", status == 422 and "RKT sudah berubah" in page)
    status, _, page = decide(partner, at, "submit")
    check("the corrected plan is handed in", status == 303, page)


def approves(people, at):
    asked, (status, _, page) = opine(people["regency"], at)
    check("the regency is asked about the changed row only", asked == ["k2"] and status == 303, asked)
    # beside the demo's plan that waits for the agency already
    where, n = waits(people["agency"], OPINION) or ("", 0)
    check("then it waits for the agency", n == 2 and at + "/opinion" in people["agency"].ask("GET", where)[2], (where, n))
    check("the bureau's turn has not come", waits(people["bureau"], DECISION) is None)
    asked, (status, _, page) = opine(people["agency"], at)
    check("then for the bureau", waits(people["bureau"], DECISION) == (at + "/opinion", 1), waits(people["bureau"], DECISION))
    check("the agency accepts the rows it accompanies", len(asked) == 6 and status == 303, page)
    check("the public does not see it yet", people["public"].ask("GET", at.replace("/desk", ""))[0] == 404)
    status, _, _ = decide(people["partner2"], at, "approve_without", reader=people["bureau"], reason="x")
    check("a partner does not approve", status == 403, status)
    status, _, page = people["bureau"].ask("GET", at)
    check("the record page leads to the rows", at + "/opinion" in page and 'value="approve"' not in page)
    for step in ("approve", "return"):
        status, where, _ = people["bureau"].ask("POST", at + "/step", {"step": step, "version": "1", "reason": "x"})
        check(f"no {step} without a word on each row", status == 303 and where.endswith("/opinion"), where)
        check(f"nor by the other form: {step}", decide(people["bureau"], at, step, reason="x")[0] == 422)
    _, (status, _, page) = opine(people["bureau"], at)
    check("the bureau approves row by row", status == 303, page)
    # the demo has one approved plan without a signature, this is the second
    where, n = waits(people["bureau"], SIGNATURE) or ("", 0)
    check("two plans wait for their signature, on a page of their own", n == 2 and "/desk/waiting/workplan?what=sign" in where, (where, n))
    check("which lists them", at + "/rkt" in people["bureau"].ask("GET", where or "/")[2])
    check("a line that is none is no page", people["bureau"].ask("GET", "/id/desk/waiting/workplan?what=x")[0] == 404)
    status, _, _ = decide(people["bureau"], at, "sign")
    check("no signature without number and date", status == 422, status)
    status, _, page = decide(people["bureau"], at, "sign", number="CONTOH/RKT/2027", on="2027-01-15")
    check("the signature is recorded", status == 303, page)
    check("one is left to sign", (waits(people["bureau"], SIGNATURE) or ("", 0))[1] == 1)
    status, _, page = people["public"].ask("GET", at.replace("/desk", ""))
    check("everybody sees the plan and nobody the opinions", status == 200 and "Toilet sekolah" in page and "sudah dibangun" not in page, status)


def power_is_asked_first(people, at):
    """Whoever may not is told so, whatever the plan's state and whatever the form says."""
    for role, word, form in (("partner2", "opinion", {}), ("regency", "accept", {"rows": "{"}), ("agency", "accept", {}),
                             ("regency", "decide", {"step": "approve_without"}), ("agency", "decide", {"step": "sign"}),
                             ("partner2", "decide", {"step": "sign", "version": "0"}), ("regency", "step", {"step": "sign", "version": "1"}),
                             ("partner2", "step", {"step": "approve", "version": "1"})):
        status, _, _ = people[role].ask("POST", f"{at}/{word}", form)
        check(f"{role} is refused {word} {form.get('step', '')}", status == 403, status)
    check("a partner has no page of opinions", people["partner2"].ask("GET", at + "/opinion")[0] == 403)


def begins_a_draft(partner, at):
    """A copy without targets is a draft: the page says what is missing, and once it is there hands it in with one click."""
    status, copy, _ = partner.ask("POST", at + "/copy", {"what": "copy", "year": "2029"})
    check("a copy without targets is made", status == 303, status)
    status, _, page = partner.ask("GET", copy)
    check("the draft says what is missing instead of showing no button", "Belum dapat diajukan" in page and 'value="submit"' not in page, page)
    copy = copy.removesuffix("/rkt")
    status, _, data = partner.ask("GET", copy + "/sheet")
    book = openpyxl.load_workbook(io.BytesIO(data))
    source = openpyxl.load_workbook(io.BytesIO(partner.ask("GET", at + "/sheet")[2]))["RKT"]
    sheet = book["RKT"]
    for row in range(2, sheet.max_row + 1):
        for column in range(2, sheet.max_column + 1):
            sheet.cell(row, column).value = source.cell(row, column).value
    filled = io.BytesIO()
    book.save(filled)
    status, _, page = partner.ask("POST", copy + "/sheet", file=filled.getvalue())
    status, _, page = partner.ask("POST", copy + "/accept", {"rows": hidden(page, "rows"), "version": hidden(page, "version")})
    check("its rows are filled in", status == 303, page)
    status, _, page = decide(partner, copy, "submit")
    check("and it is handed in", status == 303, page)


def hands_in_a_draft(partner, at):
    """A whole plan that is a draft in the store's sense: one click makes it a record and hands it in."""
    status, plan = partner.program("GET", "workplan/" + at.rsplit("/", 1)[1])
    document = {k: v for k, v in plan["document"].items() if k not in ("agreed", "status", "revises", "signed_number", "signed_on")}
    status, made = partner.program("POST", "workplan?state=draft", {**document, "year": "2030"})
    check("a draft is made", status == 201, made)
    draft = "/id/desk/workplan/" + made["id"]
    _, _, page = partner.ask("GET", draft + "/rkt")
    check("it is complete, and says so", "dapat diajukan" in page and "Belum dapat diajukan" not in page and 'value="submit"' in page, page)
    status, where, page = decide(partner, draft, "submit")
    check("one click hands it in", status == 303, page)
    check("and it is a record now", partner.program("GET", "workplan/" + made["id"])[1]["document"]["status"] == "submitted")


def revises(people, at):
    partner = people["partner2"]
    status, revision, page = partner.ask("POST", at + "/copy", {"what": "revise"})
    check("a revision is begun", status == 303 and revision.endswith("/rkt") and at not in revision, page)
    status, again, page = partner.ask("POST", at + "/copy", {"what": "revise"})
    check("and begun once: asked again, it is refused and shown", status == 409 and revision in page, status)
    status, _, page = partner.ask("GET", revision[:-4] + "/compare")
    check("it stands beside the plan in force", status == 200 and "Tidak ada perubahan" in page, page)
    check("the approved plan stays in force", "2027" in people["public"].ask("GET", "/id/workplan")[2])
    status, copy, page = partner.ask("POST", at + "/copy", {"what": "copy", "year": "2028", "targets": "keep"})
    check("it is copied to the next year", status == 303, page)


def quick(people, at):
    times = []
    for _ in range(20):
        start = time.perf_counter()
        people["partner2"].ask("GET", at + "/rkt")
        times.append(time.perf_counter() - start)
    print(f"# the page of a plan: median {sorted(times)[10] * 1000:.0f} ms (sanitized builds are slower)")


def story(db):
    run("init", "--db", db)
    accounts = run("demo", "--db", db)
    server = subprocess.Popen([SELARAS, "serve", "--db", db, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    port = int(re.search(r":(\d+)/", server.stdout.readline())[1])
    people = {"public": Browser(port)}
    for line in re.findall(r"^(\w+) +(\S+@\S+) +(\S+) ?(\S*)$", accounts, re.M):
        role = line[0] if line[0] not in people else line[0] + "2"
        people[role] = Browser(port).sign_in(*line[1:])
    at = plan_at(people["partner2"], "RKT sanitasi sekolah (contoh) (2027)")
    check("the partner finds its plan on the desk", at)
    if at:
        returns_a_row(people, at)
        corrects_in_the_workbook(people["partner2"], at)
        quick(people, at)
        approves(people, at)
        power_is_asked_first(people, at)
        revises(people, at)
        begins_a_draft(people["partner2"], at)
        hands_in_a_draft(people["partner2"], at)
    status, _, page = people["public"].ask("GET", "/id/plan")
    check("missing targets wait for data", status == 200 and page.count("menunggu data") == 3, page.count("menunggu data"))
    server.terminate()
    check("the server ends well", server.wait(60) == 0)


with tempfile.TemporaryDirectory(prefix="selaras-rkt-") as folder:
    story(f"sqlite:{folder}/t.db")
pg = os.environ.get("SELARAS_TEST_PG")
if pg:
    schema = f"rkt{os.getpid()}"
    subprocess.run(["psql", "-q", pg, "-c", f"CREATE SCHEMA {schema}"], check=True)
    try:
        story(f"{pg}{'&' if '?' in pg else '?'}options=-csearch_path%3D{schema}")
    finally:
        subprocess.run(["psql", "-q", pg, "-c", f"SET client_min_messages = error; DROP SCHEMA {schema} CASCADE"], check=True)
print(f"1..{number}")
sys.exit(1 if failed else 0)
