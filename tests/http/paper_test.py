#!/usr/bin/env python3
"""Papers over HTTP, on each engine that is at hand: the work plan, the register, reports, the profiles and the matrix as PDF and
DOCX. What they say is compared with figures worked out from how the demo is made and with the lists as CSV; LibreOffice
opens every DOCX and needs as many pages; who may not read a record gets no paper of it.

usage: paper_test.py SELARAS
"""
import csv
import http.client
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
import zipfile

from selaras_client import Client, Server, check, engines, finish

SELARAS = sys.argv[1]
TYPES = {"pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
ADDRESS = "http://selaras.example"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def fetch(client, path):
    """As Client.get(), with the body as bytes."""
    c = http.client.HTTPConnection(client.host, client.port, timeout=120)
    cookies = "; ".join(f"{k}={v}" for k, v in client.cookies.items())
    c.request("GET", path, None, {"Cookie": cookies} if cookies else {})
    r = c.getresponse()
    body = r.read()
    c.close()
    return r.status, r.headers, body


def run(data, *command):
    with tempfile.NamedTemporaryFile() as f:
        f.write(data)
        f.flush()
        words = [f.name if w == "FILE" else w for w in command]
        return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def text_of(pdf):
    return run(pdf, "pdftotext", "-layout", "FILE", "-")


def pages_of(pdf):
    return int(re.search(r"Pages: +(\d+)", run(pdf, "pdfinfo", "FILE"))[1])


def words_of(text):
    return re.sub(r"\s+", " ", text)


def docx_text(data):
    z = zipfile.ZipFile(io.BytesIO(data))
    for name in z.namelist():
        if not name.endswith(".png"):
            xml.fromstring(z.read(name))
    root = xml.fromstring(z.read("word/document.xml"))
    return words_of(" ".join("".join(t.text or "" for t in p.iter(W + "t")) for p in root.iter(W + "p")))


def both(client, path, name, kept):
    """PATH.pdf and PATH.docx, checked as files; for LibreOffice they go to KEPT."""
    files = {}
    for kind, type_ in TYPES.items():
        status, headers, body = fetch(client, f"{path}.{kind}")
        check(f"{name} as {kind}", status == 200 and headers["Content-Type"] == type_, (status, body[:200]))
        disposition = headers["Content-Disposition"] or ""
        check(f"{name}.{kind} is saved under its name", re.search(rf'filename="data-contoh-[\w.-]+\.{kind}"', disposition), disposition)
        check(f"{name}.{kind} is the same when asked again", fetch(client, f"{path}.{kind}")[2] == body)
        files[kind] = body
    text = text_of(files["pdf"])
    n = pages_of(files["pdf"])
    pages = text.split("\f")[:n]
    mark = "EXAMPLE DATA (DATA CONTOH)" if path.startswith("/en/") else "DATA CONTOH"
    check(f"{name}: every page says that it is an example", all(mark in p for p in pages))
    of = "page {} of {}" if path.startswith("/en/") else "halaman {} dari {}"
    check(f"{name}: every page has its number", all(of.format(i + 1, n) in p for i, p in enumerate(pages)), n)
    kept[name] = files["docx"], n
    return text, docx_text(files["docx"]), n


def as_csv(client, path):
    return list(csv.DictReader(io.StringIO(fetch(client, path)[2].decode("utf-8-sig"))))


# ---- the papers ----

def find_plan(client, title):
    page = client.get("/id/desk/workplan")[2]
    for m in re.finditer(r'href="/id/desk/workplan/([0-9A-Z]{26})"[^>]*>([^<]*)<', page):
        if m[2].strip() == title:
            return m[1]
    return ""


def work_plan(s, kept):
    everybody, bureau = Client(s.port), s.sign_in("bureau")
    plan = re.search(r'href="/id/workplan/(\w{26})"[^>]*>RKT air bersih', everybody.get("/id/workplan")[2])[1]
    text, docx, _ = both(everybody, f"/id/workplan/{plan}/rkt", "rkt", kept)
    # the demo's plan has twelve rows of 50, 51 ... 61 million rupiah: (50 + 61) x 12 / 2 = 666
    for where, said in (("PDF", words_of(text)), ("DOCX", docx)):
        check(f"the plan's {where} names plan, partner and year", all(
            w in said for w in ("RENCANA KERJA TAHUNAN (RKT)", "TAHUN 2026", "Water.org", "CONTOH/RKT/2026, 15 Januari 2026")), said)
        check(f"the plan's {where} has the sums", said.count("Rp666.000.000") == 2 and "Rp50.000.000" in said and "Rp61.000.000" in said)
    heads = text.count("Penerima manfaat")
    check("the heading comes again on each page with rows", heads == 2, heads)
    check("the page of the paper is written on it", f"{ADDRESS}/id/workplan/{plan}" in text)
    # of people with disabilities the rows have 2, 3, 4, 5 ...: the public is told no number below 5
    check("small counts are hidden from everybody", text.count("<5") == 3)
    inside = text_of(fetch(bureau, f"/id/desk/workplan/{plan}/rkt.pdf")[2])
    check("the bureau reads them", "<5" not in inside and re.search(r"\b40 +35 +20 +2\b", inside), inside)
    # the head of the bureau signs for the governor; an NIP is personal data
    check("it has its letterhead and who signs", all(w in words_of(text) for w in (
        "BIRO PEREKONOMIAN DAN ADMINISTRASI PEMBANGUNAN", "a.n. Gubernur Nusa Tenggara Timur", "Kepala Biro Baru",
        "Kupang, 15 Januari 2026")), text)
    check("an NIP stands only where one may see it", "NIP" not in text and "NIP" not in docx and "NIP " in inside)
    check("paper is folio, as the letterhead says", "935.433 x 609.449" in run(fetch(everybody, f"/id/workplan/{plan}/rkt.pdf")[2], "pdfinfo", "FILE"))
    check("nobody gets the desk's paper without signing in", fetch(everybody, f"/id/desk/workplan/{plan}/rkt.pdf")[0] in (302, 303, 401, 403))
    check("other names of files are none", fetch(everybody, f"/id/workplan/{plan}/plan.pdf")[0] == 404)


def handed_in(s):
    """A plan that was handed in: its partner, the bureau and the regency read it, nobody else."""
    everybody, bureau, owner, other = Client(s.port), s.sign_in("bureau"), s.sign_in("mitra2@contoh.example"), s.sign_in("mitra@contoh.example")
    plan = find_plan(owner, "RKT sanitasi sekolah (contoh) (2027)")
    status, _, body = fetch(owner, f"/id/desk/workplan/{plan}/rkt.pdf")
    said = text_of(body) if status == 200 else ""
    check("the partner gets its own plan, marked as not approved", "RANCANGAN, belum disetujui" in said, status)
    check("so does the bureau", fetch(bureau, f"/id/desk/workplan/{plan}/rkt.docx")[0] == 200)
    check("and the regency in which it is", fetch(s.sign_in("regency"), f"/id/desk/workplan/{plan}/rkt.pdf")[0] == 200)
    check("another partner does not", fetch(other, f"/id/desk/workplan/{plan}/rkt.pdf")[0] == 404
          and fetch(other, f"/id/desk/workplan/{plan}/rkt.docx")[0] == 404)
    check("nor does everybody", fetch(everybody, f"/id/workplan/{plan}/rkt.pdf")[0] == 404)


def register(s, kept):
    text, docx, _ = both(Client(s.port), "/id/register/2019/register", "register", kept)
    for where, said in (("PDF", words_of(text)), ("DOCX", docx)):
        check(f"the register's {where} has its counts", all(w in said for w in (
            "BUKU REGISTER MITRA PEMBANGUNAN", "Jumlah Lembaga bilateral: 6", "Jumlah Lembaga multilateral: 7",
            "Jumlah Organisasi non-pemerintah (NGO): 14", "27 lembaga = 6 bilateral + 7 multilateral + 14 NGO")), said)
    # 6 bilateral: the first multilateral has number 7, the last line 27
    check("the lines are numbered through", re.search(r"\b7 +Food and Agriculture Organization", text)
          and re.search(r"\b27 +Yayasan Sayangi Tunas Cilik", text), text)
    check("everybody with an account reads it on the desk", s.sign_in("central").get("/id/desk/register")[0] == 200)


def reports(s, kept):
    """The demo's reports of the plan above: a quarter's figure is what was planned, times 90, 95, 100 or 105 percent."""
    bureau, owner, other = s.sign_in("bureau"), s.sign_in("mitra@contoh.example"), s.sign_in("mitra2@contoh.example")
    ids = sorted(set(re.findall(r'href="/id/desk/report/(\w{26})"', bureau.get("/id/desk/report")[2])))
    texts = {i: words_of(text_of(fetch(bureau, f"/id/desk/report/{i}/report.pdf")[2])) for i in ids}
    # spent: a twentieth of the year's 666 million in the first quarter, a quarter of it in the second: 33.3 + 166.5
    second = next((i for i in ids if "Water.org" in texts[i] and "Rp166.500.000" in texts[i] and "Rp199.800.000" in texts[i]), "")
    check("a report has its money, this quarter's and up to it", second and "Rp666.000.000" in texts[second] and "30%" in texts[second],
          [t[:300] for t in texts.values()])
    if not second:
        return
    text, docx, _ = both(bureau, f"/id/desk/report/{second}/report", "laporan", kept)
    letters = [m.start() if (m := re.search(rf"^ *{x}\. ", text, re.M)) else -1 for x in "ACDEFGHIJKLM"]
    check("the parts stand in the order of their letters", -1 not in letters and letters == sorted(letters), letters)
    # the first row: 10 planned, 9 done (90 percent), of 30 in the year
    check("a row has target, figure and share of the year", re.search(r"\b30 +10 +9 +9 +30% +18 +17 +9\b", text), text)
    check("so has the DOCX", "LAPORAN PELAKSANAAN PROGRAM" in docx and "Jalan ke tiga desa putus karena longsor (contoh)" in docx, docx)
    third = next(i for i in ids if "Sambungan tahap kedua dipasang (contoh)" in texts[i])
    check("a returned report is its partner's and not another's", fetch(owner, f"/id/desk/report/{third}/report.pdf")[0] == 200
          and fetch(other, f"/id/desk/report/{third}/report.pdf")[0] == 404 and fetch(other, f"/id/desk/report/{third}/report.docx")[0] == 404)


def profiles(s, kept):
    everybody = Client(s.port)
    for path, name, words in (("/id/partner/ID-CONTOH-WATERORG/profile", "profil-mitra", ("Water.org", "Profil lembaga mitra pembangunan", "ID-CONTOH-WATERORG")),
                              ("/en/partner/ID-CONTOH-UNICEF/profile", "profile-partner", ("United Nations Children's Fund", "Profile of a development partner")),
                              ("/id/place/53.02/profile", "profil-kabupaten", ("Kabupaten Timor Tengah Selatan", "siapa mengerjakan apa")),
                              ("/id/place/53.02.01/profile", "profil-kecamatan", ("Kecamatan",)),
                              ("/en/place/53/profile", "profile-province", ("Nusa Tenggara Timur", "who does what"))):
        text, docx, n = both(everybody, path, name, kept)
        check(f"{name} is one page", n == 1, n)
        check(f"{name} says what it is of", all(w in words_of(text) and w in docx for w in words), text[:400])
    there = as_csv(everybody, "/id/download/activities.csv?place=53.02")
    programmes = text_of(fetch(everybody, "/id/place/53.02/profile.pdf")[2])
    # tiles: partners, programmes
    check("the place's programmes are as many as the list has",
          re.search(rf"\b\d+ +{len([r for r in there if not r[next(iter(r))].startswith('#')])}\b", programmes), len(there))
    check("no such page, no paper", fetch(everybody, "/id/partner/NONE/profile.pdf")[0] == 404
          and fetch(everybody, "/id/place/53.02/other.pdf")[0] == 404)


def matrix(s, kept):
    everybody = Client(s.port)
    where = "?place=53.02&year=2024"
    lines = [r for r in as_csv(everybody, f"/id/download/activities.csv{where}") if not next(iter(r.values())).startswith("#")]
    files = {k: fetch(everybody, f"/id/download/programmes.{k}{where}") for k in TYPES}
    check("the matrix of a place and year", all(f[0] == 200 for f in files.values()), [f[0] for f in files.values()])
    text, docx = text_of(files["pdf"][2]), docx_text(files["docx"][2])
    kept["matriks"] = files["docx"][2], pages_of(files["pdf"][2])
    check("it says how many there are", f"Jumlah seluruhnya: {len(lines)} program" in words_of(text)
          and f"Jumlah seluruhnya: {len(lines)} program" in docx, len(lines))
    check("it says what was chosen", "Kabupaten Timor Tengah Selatan \u00b7 2024" in words_of(text))
    by_category = {}
    key = next(k for k in lines[0] if "ategori" in k and "ode" not in k)
    for r in lines:
        by_category[r[key]] = by_category.get(r[key], 0) + 1
    check("each category has its sum", all(f"Jumlah {k}: {n} program" in docx for k, n in by_category.items()), by_category)
    check("every programme is in it", docx.count(" Kabupaten Timor Tengah Selatan: ") + docx.count("; Kabupaten Timor Tengah Selatan: ") >= len(lines))


def libreoffice(kept):
    if not shutil.which("soffice"):
        return
    folder = tempfile.mkdtemp(prefix="selaras-paper-")
    try:
        for name, (docx, _) in kept.items():
            with open(f"{folder}/{name}.docx", "wb") as f:
                f.write(docx)
        subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf", "--outdir",
                        folder, *(f"{folder}/{name}.docx" for name in kept)], check=True, capture_output=True, timeout=240)
        for name, (_, n) in kept.items():
            made = f"{folder}/{name}.pdf"
            if not os.path.exists(made):
                check(f"LibreOffice opens {name}", False)
                continue
            with open(made, "rb") as f:
                pdf = f.read()
            check(f"{name} has as many pages in LibreOffice", pages_of(pdf) == n, (pages_of(pdf), n))
            check(f"{name} is marked and numbered in LibreOffice", re.search(r"DATA CONTOH", text_of(pdf))
                  and re.search(rf"(halaman|page) {n} (dari|of) {n}", text_of(pdf)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


for engine in engines():
    kept = {}
    with Server(SELARAS, demo=True, postgres=engine, arguments=["--url", ADDRESS]) as server:
        work_plan(server, kept)
        handed_in(server)
        register(server, kept)
        reports(server, kept)
        profiles(server, kept)
        matrix(server, kept)
    if engine is None:
        libreoffice(kept)
sys.exit(finish())
