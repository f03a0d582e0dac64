#!/usr/bin/env python3
"""Procedures, documents and registers over HTTP, by people who signed in: who may enter a step, what is refused and why,
which files are taken and how they leave, the register of 2019.

usage: agreement_test.py SELARAS. Runs on SQLite, and on PostgreSQL when SELARAS_TEST_PG is set. Prints TAP.
"""
import csv
import html.parser
import http.cookiejar
import io
import os
import re
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
import zipfile

SELARAS = os.path.abspath(sys.argv[1])
PAPER = "01CONT0HC0NT0HC0NT0HC0NT0H"  # of no record
# The demo's sister region has been with the parliament since Monday 2 November 2026. By hand, on the list of 2026:
# November 20 working days, December 1-23 17 (37), 28-31 4 (41); January has no list yet: 1, 4, 5, 6 makes 45.
NOW = "2026-11-20T03:00:00Z"
DUE, DAY = "6 Januari 2027", "hari ke-14 dari 45"
count = bad = 0


def check(name, ok, detail=""):
    global count, bad
    count, bad = count + 1, bad + (not ok)
    print(f"{'ok' if ok else 'not ok'} {count} - {name}" + ("" if ok else f" # {str(detail)[:300]}"), flush=True)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Person:
    def __init__(self, site, name=None, word=None):
        self.site = site
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()), NoRedirect)
        if name:
            self.signed = self.post("/id/sign-in", {"email": name, "password": word})[0] == 303

    def ask(self, path, data=None, kind=None):
        headers = {"Origin": self.site, "Sec-Fetch-Site": "same-origin"}
        if kind:
            headers["Content-Type"] = kind
        try:
            r = self.opener.open(urllib.request.Request(self.site + path, data, headers), timeout=60)
        except urllib.error.HTTPError as e:
            r = e
        return r.status, r.headers, r.read()

    def get(self, path):
        status, _, body = self.ask(path)
        return status, body.decode("utf-8", "replace")

    def post(self, path, fields):
        status, _, body = self.ask(path, urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded")
        return status, body.decode("utf-8", "replace")

    def upload(self, path, filename, data, **fields):
        mark = "x0marker0x"
        parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields.items()]
        parts.append(f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n'
                     f"Content-Type: application/pdf\r\n\r\n".encode() + data + b"\r\n")
        return self.ask(path, b"".join(parts) + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}")[0]


def archive(names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in names:
            z.writestr(name, data)
    return out.getvalue()


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n" \
      b"trailer<</Root 1 0 R>>\n%%EOF\n"
HOSTILE = {
    "a web page named .pdf": ("surat.pdf", b"<html><script>alert(1)</script></html>"),
    "a wrong ending": ("surat.png", PDF),
    "nothing": ("surat.pdf", b""),
    "a PDF that is an archive, too": ("surat.pdf", PDF + archive([("a", b"a")])),
    "an archive": ("surat.zip", archive([("a", b"a")])),
    "a bomb": ("surat.docx", archive([("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"0" * (8 << 20))])),
    "21 megabytes": ("surat.pdf", PDF + b" " * (21 << 20)),
}


def agreement(people):
    status, board = people["bureau"].get("/id/desk/board")
    where = re.search(r'href="(/id/desk/agreement/\w{26}/procedure)">Provinsi kembar', board)
    check("the board names the agreement and its clock", status == 200 and where and DAY in board and DUE in board, board[-900:])
    check("and says that the year of its last day has no holidays yet", "Daftar hari libur tahun 2027 belum dimasukkan" in board)
    return where[1].removesuffix("/procedure")


def procedure(people, record, paper):
    path = record + "/procedure"
    page = people["bureau"].get(path)[1]
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    entry = {"op": "finish", "step": "dprd", "version": version, "date": "2026-11-19", "number": "CONTOH/1",
             "result": "approved", "document": paper}
    check("laws stand beside the steps", "PP 28/2018 Pasal 33 ayat (4)" in page and "PP 28/2018 Pasal 27" not in page[:200])
    for who, expected in {"partner": 404, "regency": (403, 404), "auditor": 403}.items():
        got = people[who].post(path, entry)[0]
        check(f"{who} enters no step", got in (expected if isinstance(expected, tuple) else (expected,)), got)
    check("nor does somebody without a session", Person(people["bureau"].site).post(path, entry)[0] in (303, 401, 403))
    status, page = people["bureau"].post(path, {**entry, "step": "signing"})
    check("no step out of turn", status == 422 and "Belum gilirannya" in page, status)
    status, page = people["bureau"].post(path, {**entry, "document": ""})
    check("no step without its paper", status == 422 and "Dokumen: " in page, status)
    status, page = people["bureau"].post(path, {**entry, "document": PAPER})
    check("no step with a paper of another record", status == 422 and "bukan dokumen catatan ini" in page, status)
    check("no step on an older version", people["bureau"].post(path, {**entry, "version": "99"})[0] == 409)
    check("not skipped", people["bureau"].post(path, {**entry, "op": "skip", "reason": "x"})[0] == 422)
    check("entered", people["bureau"].post(path, entry)[0] == 303)
    check("the next step is the Minister's", "Verifikasi" in people["bureau"].get("/id/desk/board")[1])


def documents(people, record):
    bureau = people["bureau"]
    check("no document yet", "Belum ada dokumen" in bureau.get(record)[1])
    for name, (filename, data) in HOSTILE.items():
        check(f"refused: {name}", bureau.upload(record + "/attach", filename, data, title="x", sort="letter") == 422)
    check("nothing of these was kept", "Belum ada dokumen" in bureau.get(record)[1])
    check("taken", bureau.upload(record + "/attach", "../../etc/su\\rat.pdf", PDF, title="Surat", sort="letter",
                                 audience="government") == 303)
    path = re.search(r"/id/document/\w{26}/1", bureau.get(record)[1])[0]
    status, headers, body = bureau.ask(path)
    check("it comes back as it was", status == 200 and body == PDF)
    check("to be saved, never shown", headers["Content-Disposition"].startswith("attachment;") and
          "sandbox" in headers["Content-Security-Policy"] and headers["X-Content-Type-Options"] == "nosniff", headers)
    check("under a clean name", "rat.pdf" in headers["Content-Disposition"] and "/" not in headers["Content-Disposition"],
          headers["Content-Disposition"])
    for who, expected in {"partner": 404, "auditor": 200}.items():
        got = people[who].ask(path)[0]
        check(f"{who} gets {expected}", got == expected, got)
    check("nobody else", Person(bureau.site).ask(path)[0] == 404)
    check("an auditor attaches nothing", people["auditor"].upload(record + "/attach", "a.pdf", PDF, sort="letter") == 403)
    paper = path.split("/")[-2]
    check("a new version is taken", bureau.upload(record + "/attach", "surat.pdf", PDF + b"%", document=paper) == 303)
    check("beside the first", bureau.ask(path)[2] == PDF and bureau.ask(path[:-1] + "2")[2] == PDF + b"%" and
          "Versi 2" in bureau.get(record)[1])
    check("not of a document that is none", bureau.upload(record + "/attach", "surat.pdf", PDF, document=PAPER) == 404)
    for wrong in ("/id/document/x/1", path[:-1] + "9", path[:-1] + "-1", path[:-1] + "%2e%2e"):
        check(f"no such document: {wrong[-6:]}", bureau.ask(wrong)[0] in (400, 404))
    return paper


def registers(people):
    bureau = people["bureau"]
    path = re.search(r"/id/desk/register/\w{26}", bureau.get("/id/desk/register")[1])[0]
    check("27 = 6 + 7 + 14", "27 lembaga = 6 bilateral + 7 multilateral + 14 NGO" in bureau.get(path)[1])
    rows = list(csv.reader(io.StringIO(bureau.get(path + "/register.csv")[1].lstrip("\ufeff"))))
    check("as CSV", len(rows) == 28 and sum(r[2].startswith("Lembaga bilateral") for r in rows) == 6, rows[:2])
    check("CARE is a foundation that counts as NGO", any(r[1] == "CARE" and "NGO" in r[2] and "Yayasan" in r[3] for r in rows))
    check("as XLSX", zipfile.is_zipfile(io.BytesIO(bureau.ask(path + "/register.xlsx")[2])))
    check("a frozen one is not made anew", bureau.post("/id/desk/register/make", {"year": 2019})[0] == 422)
    check("a correction is added", bureau.post(path + "/correct", {"text": "Koreksi contoh"})[0] == 303)
    page = bureau.get(path)[1]
    check("and stands beside the lines", "Koreksi contoh" in page and "27 lembaga" in page)
    check("not by a partner", people["partner"].post(path + "/correct", {"text": "x"})[0] in (403, 404))
    status, page = bureau.get("/id/desk/register/make")
    check("the bureau has a button for it", status == 200 and 'action="/id/desk/register/make"' in page, status)
    check("a partner has none", people["partner"].get("/id/desk/register/make")[0] == 403)
    check("an open register is made, and made anew", bureau.post("/id/desk/register/make", {"year": 2020})[0] == 303 and
          bureau.post("/id/desk/register/make", {"year": 2020})[0] == 303)


def in_public(people):
    """What everybody sees: registers that are frozen, a partner's dated facts, permits and agreements."""
    public = Person(people["bureau"].site)
    status, page = public.get("/id/register")
    check("the frozen register is public, the open one is not", status == 200 and "/id/register/2019" in page and
          "/id/register/2020" not in page and public.get("/id/register/2020")[0] == 404, status)
    status, page = public.get("/id/register/2019")
    check("with its count and its correction", status == 200 and "Koreksi contoh" in page and
          "27 lembaga = 6 bilateral + 7 multilateral + 14 NGO" in page, status)
    rows = list(csv.reader(io.StringIO(public.get("/id/register/2019/register.csv")[1].lstrip("\ufeff"))))
    check("as CSV", len(rows) == 28, len(rows))
    check("as XLSX", zipfile.is_zipfile(io.BytesIO(public.ask("/id/register/2019/register.xlsx")[2])))
    check("and as nothing else", public.get("/id/register/2019/register.odt")[0] == 404)
    page = public.get("/id/partner/ID-CONTOH-CHILDFUND")[1]
    check("permits with number, days and state", "CONTOH/principle/001" in page and "30 April 2027" in page and
          "Izin operasional" in page and "Berlaku" in page, page[-500:])
    check("agreements with form, number, places", "Perlindungan anak (contoh)" in page and "CONTOH/006" in page and
          "Timor Tengah Selatan" in page, page[-500:])
    page = public.get("/id/partner/ID-CONTOH-CARE")[1]
    check("category and legal form as dated facts", "Yayasan" in page and "Kategori, bentuk hukum, dan rezim izin" in page)
    check("no agreement that is not signed", "Provinsi kembar" not in public.get("/id/partner/ID-CONTOH-JICA")[1])


def merged(people):
    """Who comes by an identifier that was merged is sent to the organisation that was kept."""
    bureau = people["bureau"]

    def found(text):
        page = bureau.get("/id/desk/organisation?q=" + urllib.parse.quote(text))[1]
        return re.search(r"/id/desk/organisation/(\w{26})", page)[1]

    kept, dropped = found("KOICA"), found("GIZ")
    page = bureau.get(f"/id/desk/organisation/{kept}/merge?with={dropped}")[1]
    form = dict(re.findall(r'name="(with|version|with_version)" value="(\w+)"', page))
    status, text = bureau.post(f"/id/desk/organisation/{kept}/merge", form)
    check("two organisations are merged", status == 303, text[-400:])
    status, headers, _ = bureau.ask("/id/partner/ID-CONTOH-GIZ")
    check("the dropped address leads to the kept one for good", status == 301 and
          headers["Location"] == "/id/partner/ID-CONTOH-KOICA", (status, headers["Location"]))
    check("which answers", bureau.ask("/id/partner/ID-CONTOH-KOICA")[0] == 200)


class Form(html.parser.HTMLParser):
    """What a browser would send of a page's forms, in order."""

    def __init__(self, text):
        super().__init__()
        self.pairs, self.open = [], None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == "input" and a.get("name") and (a.get("type") not in ("checkbox", "radio", "file") or "checked" in a):
            self.pairs.append([a["name"], a.get("value") or ""])
        elif tag in ("select", "textarea"):
            self.open = [a.get("name"), ""]
            self.pairs.append(self.open)
        elif tag == "option" and "selected" in a and self.open:
            self.open[1] = a.get("value") or ""

    def handle_endtag(self, tag):
        self.open = None if tag in ("select", "textarea") else self.open

    def handle_data(self, data):
        if self.open and self.lasttag == "textarea":
            self.open[1] += data


def edited(who, path, section, changes):
    pairs = [(n, v) for n, v in Form(who.get(f"{path}/edit?section={section}")[1]).pairs if n not in changes]
    return who.post(f"{path}/edit?section={section}", pairs + [*changes.items(), ("_do", "save")])


def found(who, kind, title):
    return re.search(rf'href="(/id/desk/{kind}/\w{{26}})"[^>]*>{title}', who.get(f"/id/desk/{kind}")[1])[1]


def permit(bureau):
    path = found(bureau, "permit", "Izin operasional")
    status, page = edited(bureau, path, "permit", {"valid_until": "2028-01-31"})
    check("an operational permit beyond the principle permit is refused, with the article", status == 422 and
          "melampaui masa izin prinsip (PP 59/2016 Pasal 16 ayat (3))" in page, (status, page[-600:]))
    status, page = edited(bureau, path, "permit", {"valid_until": "2027-04-30"})
    check("one that ends with it is saved", status == 303, (status, re.findall(r"problem[^<]*<[^<]*", page)[:5]))
    page = bureau.get(found(bureau, "permit", "Izin prinsip"))[1]
    check("without a legal form no list of papers is made up", "Bentuk hukum pemegang izin" in page, page[-400:])


def of_others(bureau):
    """PP 59/2016 art. 4 (1): who works here has a permit of its own. UNICEF's agreement names ChildFund's."""
    path, permit = found(bureau, "agreement", "Gizi anak"), found(bureau, "permit", "Izin prinsip").split("/")[-1]
    status, page = edited(bureau, path, "condition", {"permit[]": "+1", "permit[+1]/permit": permit})
    check("another organisation's permit is refused, with the article", status == 422 and
          "Izin CONTOH/principle/001 milik lembaga lain" in page and "PP 59/2016 Pasal 4 ayat (1)" in page,
          (status, re.findall(r"notice bad.{0,600}", page, re.S)[:1]))


def fresh(bureau):
    """A new agreement is in its procedure before the first step, and refuses steps that go back in time."""
    _, page = bureau.get("/id/desk/agreement/new")
    org = re.search(r"/id/desk/organisation/(\w{26})", bureau.get("/id/desk/organisation?q=JICA")[1])[1]
    typed = {"title.id": "Kebun contoh", "type": "ksdll", "track": "foreign_full", "form": "technical", "basis": "approval",
             "partner[]": "+1", "partner[+1]/organisation": org}
    pairs = [(n, v) for n, v in Form(page).pairs if n not in typed]
    status, headers, body = bureau.ask("/id/desk/agreement/new", urllib.parse.urlencode(
        pairs + [*typed.items(), ("_do", "publish")]).encode(), "application/x-www-form-urlencoded")
    check("a new agreement is made", status == 303, (status, re.findall(rb"notice bad.{0,600}", body, re.S)[:1]))
    path = headers["Location"].split("?")[0]
    listed = bureau.get("/id/desk/agreement")[1]
    row = re.search(r"<tr[^>]*>(?:(?!</tr>).)*Kebun contoh.*?</tr>", listed, re.S)
    check("its state is told in the list", row and "Dalam proses" in row[0], row and row[0])
    entry = {"op": "finish", "step": "initiative", "version": "1", "date": "2026-05-01", "actor": "Biro"}
    check("the first step is taken", bureau.post(path + "/procedure", entry)[0] == 303)
    status, page = bureau.post(path + "/procedure", {**entry, "version": "2", "step": "exploration", "date": "2019-01-01"})
    check("none is dated before the one it rests on", status == 422 and
          "1 Januari 2019 mendahului langkah sebelumnya yang bertanggal 1 Mei 2026" in page, status)
    typed = {**entry, "version": "2", "step": "consultation", "number": "S-7/CONTOH", "reason": "dibahas dahulu",
             "date": "kemarin dulu"}
    typed["step"] = "exploration"
    status, page = bureau.post(path + "/procedure", typed)
    step = re.search(r'<details open>(?:(?!</details>).)*value="exploration".*?</details>', page, re.S)
    check("a refused step is open again, with what was typed and the error at its field", status == 422 and step and
          'value="S-7/CONTOH"' in step[0] and "dibahas dahulu" in step[0] and 'value="kemarin dulu"' in step[0] and
          'class="problem"' in step[0], step and step[0][-900:])
    status, page = bureau.post(path + "/procedure", {**typed, "date": "2 Juni 2026"})
    check("a day may be written as people write it", status == 303, re.findall(r"notice bad.{0,400}", page, re.S)[:1])
    return path


def uploads(people, path):
    """What was typed about a document that is not taken comes back; nobody is offered an audience that is refused."""
    bureau, mark = people["bureau"], "x0marker0x"
    fields = {"title": "Notula contoh", "number": "N-9", "date": "31/02/2026", "sort": "minutes", "audience": "bureau"}
    parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()]
    body = "".join(parts).encode() + (f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n').encode() + \
        PDF + f"\r\n--{mark}--\r\n".encode()
    status, _, page = bureau.ask(path + "/attach", body, f"multipart/form-data; boundary={mark}")
    page = page.decode()
    check("a refused upload gives the record back with its form filled", status == 422 and "Kebun contoh" in page and
          'value="Notula contoh"' in page and 'value="N-9"' in page and 'value="31/02/2026"' in page and
          re.search(r'<option value="bureau" selected', page), (status, page[-300:]))
    check("and says what is wrong", "tidak terbaca sebagai tanggal" in page)
    own = found(people["partner"], "workplan", "[^<]*")
    offered = re.findall(r'<option value="(public|partners|government|bureau)"', people["partner"].get(own)[1])
    check("the bureau is offered every audience",
          set(re.findall(r'<option value="(public|partners|government|bureau)"', bureau.get(path)[1])) ==
          {"public", "partners", "government", "bureau"})
    check("a partner those that it may choose", set(offered) == {"public", "partners"}, offered)


def lists(people):
    """The board, deadlines and tracks as they are read on a phone."""
    bureau = people["bureau"]
    page = bureau.get("/id/desk/deadlines")[1]
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", page, re.S)
    check("time left stands second, what is late is marked", rows and
          all(re.match(r'<tr><th scope="row">[^<]*</th><td>(<span class="badge (warn|bad)">)?(terlambat|[\d.]+ hari kerja lagi)', r)
              for r in rows), rows[:2])
    page = bureau.get("/id/desk/tracks")[1]
    check("a table per track, the one nobody has read last, the note once", page.count("<table>") == 3 and
          page.count("belum diperiksa pada peraturannya") == 1 and
          page.rindex("<caption>") == page.index("<caption>Kerja sama dalam negeri") if "<caption>Kerja sama dalam negeri" in page
          else page.count("<table>") == 3, re.findall("<caption>[^<]*", page))
    status, page = bureau.get("/id/desk/board?page=2")
    check("a page past the last is the last", status == 200 and "Provinsi kembar" in page)
    page = bureau.get("/id/desk/permit")[1]
    check("permits say how they stand", re.search(r"Izin prinsip CONTOH/principle/001</a></th><td>Berlaku</td>", page),
          re.findall(r"<td>[^<]*</td>", page)[:6])
    page = bureau.get(found(bureau, "permit", "Izin prinsip"))[1]
    sanction = re.search(r'<details class="panel steps">\s*<summary>Sanksi \(PP 59/2016', page)
    check("sanctions are no next step: folded, below what the permit says", sanction and "Langkah berikut" not in page and
          sanction.start() > page.index("CONTOH/principle/001"), page[-300:])


def chain_and_end(bureau):
    first, later = found(bureau, "agreement", "Perlindungan anak"), found(bureau, "agreement", "Gizi anak")
    status, page = edited(bureau, later, "parties", {"earlier": first.split("/")[-1], "relation": "amendment"})
    check("an amendment names what it amends", status == 303, (status, re.findall(r"problem[^<]*<[^<]*", page)[:5]))
    page = bureau.get(first + "/procedure")[1]
    check("both stand in one timeline", 'class="timeline"' in page and later + "/procedure" in page and
          "Perubahan (adendum)" in page and page.index("<strong>Perlindungan anak") < page.index(later), page[-600:])
    entry = {"op": "end", "version": dict(Form(page).pairs)["version"], "date": "2026-11-19"}
    check("no end without one of the law's reasons", bureau.post(first + "/procedure", entry)[0] == 422)
    check("no end for a reason that is none", bureau.post(first + "/procedure", {**entry, "end_reason": "leader"})[0] == 422)
    check("ended early", bureau.post(first + "/procedure", {**entry, "end_reason": "agreed"})[0] == 303)
    page = bureau.get(first)[1]
    check("with its reason", "Kesepakatan para pihak" in page and "19 November 2026" in page, page[-400:])


def run(url):
    more = {"text": True, "env": {**os.environ, "SELARAS_NOW": NOW}}
    made = subprocess.run([SELARAS, "init", "--db", url], capture_output=True, timeout=200, **more)
    demo = subprocess.run([SELARAS, "demo", "--db", url], capture_output=True, timeout=200, **more)
    check("a demo province", made.returncode == 0 and demo.returncode == 0, demo.stderr)
    words = {}
    for line in demo.stdout.splitlines():
        part = line.split()
        if len(part) >= 3 and "@" in part[1]:
            words.setdefault(part[0], part[1:3])
    server = subprocess.Popen([SELARAS, "serve", "--db", url, "--port", "0"], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, **more)
    try:
        site = server.stdout.readline().strip().rstrip("/")
        people = {role: Person(site, *words[role]) for role in ("bureau", "partner", "regency", "auditor")}
        check("everybody signs in", all(p.signed for p in people.values()))
        record = agreement(people)
        procedure(people, record, documents(people, record))
        registers(people)
        in_public(people)
        merged(people)
        permit(people["bureau"])
        of_others(people["bureau"])
        uploads(people, fresh(people["bureau"]))
        lists(people)
        chain_and_end(people["bureau"])
        status, page = people["bureau"].get("/id/desk/deadlines")
        check("deadlines with their law", status == 200 and "PP 59/2016 Pasal 7 ayat (3)" in page)
        check("a partner sees no other's deadlines", "Provinsi kembar" not in people["partner"].get("/id/desk/deadlines")[1])
    finally:
        server.send_signal(signal.SIGTERM)
        check("the server ends well", server.wait(30) == 0)


home = tempfile.TemporaryDirectory()
os.chdir(home.name)  # the key of accounts is made where the program runs
run(f"sqlite:{home.name}/x.db")
if os.environ.get("SELARAS_TEST_PG"):
    admin = os.environ["SELARAS_TEST_PG"]
    name = f"agreement_{os.getpid()}"
    subprocess.run(["psql", "-q", admin, "-c", f"CREATE SCHEMA {name}"], check=True)
    try:
        run(f"{admin}{'&' if '?' in admin else '?'}options=-csearch_path%3D{name}")
    finally:
        subprocess.run(["psql", "-q", admin, "-c", f"DROP SCHEMA {name} CASCADE"], stderr=subprocess.DEVNULL, check=True)
print(f"1..{count}")
sys.exit(bad > 0)
