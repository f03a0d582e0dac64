#!/usr/bin/env python3
"""Offices and officials over HTTP: an administrator renames an office and changes its letterhead, papers keep what held on
their day; a post has one holder; each number of a letter is given once, also to many who ask at the same time; an NIP is
on no public page.

usage: office_test.py SELARAS. Runs on SQLite, and on PostgreSQL when SELARAS_TEST_PG is set. Prints TAP.
"""
import html
import io
import os
import re
import sys
import threading
import zipfile

from selaras_client import Server, check, engines, finish

SELARAS = os.path.abspath(sys.argv[1])
NIP = "00000000 000000 0 003"  # of the demo's head of the bureau


def records(who, kind):
    """{title: address} of the desk's list."""
    page = who.get(f"/id/desk/{kind}")[2]
    return {html.unescape(t): a for a, t in re.findall(rf'href="(/id/desk/{kind}/[0-9A-Z]{{26}})">([^<]*)<', page)}


def form_of(who, address):
    """The inputs of a form by name, with what stands in them; without the empty row at the end of a list."""
    page, found = who.get(address)[2], {}
    for tag in re.findall(r"<input[^>]*>|<textarea[^>]*>[^<]*</textarea>|<select.*?</select>", page, re.S):
        name = re.search(r'name="([^"]+)"', tag)
        if not name or name[1] in ("_do", "q", "lang") or name[1].endswith(".paste") or 'type="search"' in tag or "[+" in name[1]:
            continue
        value = re.search(r'<option value="([^"]*)"[^>]* selected', tag) if tag.startswith("<select") \
            else re.search(r">([^<]*)<", tag) if tag.startswith("<textarea") else re.search(r'value="([^"]*)"', tag)
        key, text = html.unescape(name[1]), html.unescape(value[1]) if value else ""
        # the order of a list's rows: one name many times
        if key.endswith("[]"):
            found.setdefault(key, []).append(text)
        else:
            found[key] = text
    return found


def add_official(who, unit, name, since, acting="definitive", until="", nip=""):
    """Through the form of a new record, then the rest of its topics."""
    pairs = {"_kind": "official", "_id": "", "_section": "", "_version": "0", "unit": unit, "post": "Kepala Dinas Kesehatan", "acting": acting,
             "name": name, "since": since, "until": until, "_do": "save"}
    status, headers, body = who.post("/id/desk/official/new", pairs)
    return status, headers.get("Location") or "", html.unescape(body)


def publish(who, address):
    """A new record begins as a draft; saving the whole makes it current."""
    form = form_of(who, address + "/edit?section=post")
    return who.post(address + "/edit?section=post", {**form, "_do": "save"})


def names_over_time(e, admin, anybody):
    units = records(admin, "unit")
    bureau = units["Biro Perekonomian dan Administrasi Pembangunan"]
    page = html.unescape(admin.get(bureau)[2])
    check(f"{e}: both names stand in the record", "Biro Ekonomi dan Kerjasama" in page and "31 Desember 2024" in page)
    check(f"{e}: the letterhead of today has today's name in capitals", '<p class="unit">BIRO PEREKONOMIAN DAN ADMINISTRASI PEMBANGUNAN</p>' in page)
    form = form_of(admin, bureau + "/edit?section=names")
    rows = sorted(n[:-len("/since")] for n in form if n.startswith("name[") and n.endswith("/since"))
    later = max(rows, key=lambda n: form[n + "/since"][-4:]) + "/since"
    meet = {**form, later: "2024-06-01"}
    status, _, body = admin.post(bureau + "/edit?section=names", {**meet, "_do": "save"})
    body = html.unescape(body)
    check(f"{e}: two names of one day are refused by row", len(rows) == 2 and status == 422 and "berlaku pada hari yang sama" in body, (status, rows))
    form = form_of(admin, bureau + "/edit?section=letters")
    pattern = next(n for n in form if n.endswith("/number_pattern"))
    for wrong, words in (("{nomor}/{tahun}", "bukan tempat isian"), ("{urut}", "memerlukan tahun"), ("{tahun}", "nomor urut"), ("{urut}/{tahun", "kurawal")):
        status, _, body = admin.post(bureau + "/edit?section=letters", {**form, pattern: wrong, "_do": "save"})
        check(f"{e}: the pattern {wrong} is refused and comes back", status == 422 and words.lower() in html.unescape(body).lower()
              and wrong in html.unescape(body), status)
    return bureau, units


def one_holder(e, s, admin, bureau_officer):
    unit = next(a for t, a in records(admin, "unit").items() if t == "Dinas Kesehatan").rsplit("/", 1)[1]
    status, first, body = add_official(admin, unit, "Pemegang Satu (DATA CONTOH)", "2020-01-01")
    check(f"{e}: an official is entered", status == 303, body[:1500])
    publish(admin, first)
    status, second, body = add_official(admin, unit, "Pemegang Dua (DATA CONTOH)", "2026-01-01")
    if status == 303:
        status, headers, body = publish(admin, second)
    check(f"{e}: a second holder of the post is refused, with whom and when", status == 422 and "sudah dipegang Pemegang Satu" in html.unescape(body), status)
    status, third, body = add_official(admin, unit, "Harian (DATA CONTOH)", "2026-01-01", acting="plh")
    check(f"{e}: who stands in for him is not", status == 303 and publish(admin, third)[0] == 303, body[:500])
    status, _, _ = add_official(bureau_officer, unit, "Bukan (DATA CONTOH)", "2020-01-01")
    check(f"{e}: an officer enters none", status == 403, status)
    check(f"{e}: nor changes a unit", bureau_officer.get(first + "/edit?section=post")[0] == 403)


def papers(e, officer, anybody):
    page = html.unescape(anybody.get("/id/register/2019")[2])
    check(f"{e}: the public register has head, signatory and no NIP", "PEMERINTAH PROVINSI NUSA TENGGARA TIMUR" in page and
          "Kepala Biro Baru" in page and NIP not in page and "Kupang, " in page)
    desk = records(officer, "register")
    address = next(iter(desk.values()))
    check(f"{e}: the bureau sees the NIP", NIP in officer.get(address)[2])
    for who, path, wanted in ((anybody, "/id/register/2019/register.xlsx", False), (officer, address + "/register.xlsx", True)):
        text = book_of(who, path)
        check(f"{e}: the workbook {path[:20]} has the signature, {'with' if wanted else 'without'} NIP",
              "Kepala Biro Baru" in text and "SEKRETARIAT DAERAH" in text and (NIP in text) == wanted)
    check(f"{e}: its CSV stays a table", "Kepala Biro" not in anybody.get("/id/register/2019/register.csv")[2])


def book_of(who, path):
    import http.client
    c = http.client.HTTPConnection("127.0.0.1", who.port, timeout=60)
    c.request("GET", path, None, {"Cookie": "; ".join(f"{k}={v}" for k, v in who.cookies.items())} if who.cookies else {})
    data = c.getresponse().read()
    book = zipfile.ZipFile(io.BytesIO(data))
    return html.unescape("".join(book.read(n).decode() for n in book.namelist()))


def work_plan(e, officer, partner, anybody):
    page = anybody.get("/id/workplan")[2]
    plan = re.search(r'href="(/id/workplan/[0-9A-Z]{26})"', page)[1]
    text = html.unescape(anybody.get(plan)[2])
    # a.n. the governor, passed on by the secretary: the demo's row for work plans
    lines = re.findall(r"<p>([^<]*)</p>", re.search(r'<div class="signature">(.*?)</div>', text, re.S)[1])
    check(f"{e}: an approved plan is signed on behalf, line by line", lines[1:5] == ["a.n. Gubernur Nusa Tenggara Timur", "Sekretaris Daerah", "u.b.",
          "Kepala Biro Perekonomian dan Administrasi Pembangunan"], lines)
    check(f"{e}: without an NIP", NIP not in text)
    desk = plan.replace("/workplan/", "/desk/workplan/")
    check(f"{e}: the bureau's workbook has the sheet to sign, with NIP", NIP in (b := book_of(officer, desk + "/sheet")) and "Pengesahan" in b)


def numbers(e, officer, admin, others, bureau):
    at = bureau + "/numbers"
    year = re.search(r"<h1>Nomor surat (\d{4})", officer.get(at)[2])[1]
    status, _, body = officer.post(at, {"subject": " "})
    check(f"{e}: a number needs a subject", status == 422 and "Isi perihal" in body, status)
    def take(who, subject):
        """The page to which taking a number leads."""
        status, headers, _ = who.post(at, {"subject": subject})
        return (status, who.get(headers["Location"])[2], headers["Location"]) if status == 303 else (status, "", "")

    status, body, where = take(officer, "Undangan rakor")
    first = re.search(r"<strong>(000\.8\.3/\d+/RO\.EKON/[IVX]+/\d{4})</strong>", body)
    check(f"{e}: a number is given by the pattern", status == 303 and first and first[1].endswith("/" + year), body[:300])
    check(f"{e}: asked for again, it takes no second one", officer.get(where)[2].count("Undangan rakor") == body.count("Undangan rakor") == 1)
    given, before = [], int(first[1].split("/")[1])

    def take_five(who, n):
        for i in range(5):
            given.append(re.search(r"<strong>000\.8\.3/(\d+)/", take(who, f"Surat {n}.{i}")[1])[1])
    threads = [threading.Thread(target=take_five, args=(who, n)) for n, who in enumerate((officer, admin, officer, admin))]
    [t.start() for t in threads]
    [t.join() for t in threads]
    check(f"{e}: twenty at the same time are twenty numbers without a gap", sorted(map(int, given)) == list(range(before + 1, before + 21)), sorted(given))
    page = officer.get(at)[2]
    check(f"{e}: each says what it was given for", "Undangan rakor" in page and "Surat 3.4" in page)
    for role, who in others.items():
        check(f"{e}: {role} has no numbers", not (set((who.get(at)[0], who.post(at, {"subject": "x"})[0])) - {303, 403, 404}))


def setting(e, admin):
    address = next(a for t, a in records(admin, "setting").items() if "biro" in t)
    form = form_of(admin, address + "/edit")
    status, _, body = admin.post(address + "/edit", {**form, "value": "tiada", "_do": "save"})
    check(f"{e}: the bureau is a unit that exists", status == 422 and "Tidak ada unit dengan kode" in html.unescape(body), status)


def main():
    for postgres in engines():
        e = "PostgreSQL" if postgres else "SQLite"
        with Server(SELARAS, demo=True, postgres=postgres) as s:
            admin, officer, partner, regency = (s.sign_in(r) for r in ("admin", "bureau", "partner", "regency"))
            anybody = s.client()
            bureau, _ = names_over_time(e, admin, anybody)
            one_holder(e, s, admin, officer)
            papers(e, officer, anybody)
            work_plan(e, officer, partner, anybody)
            numbers(e, officer, admin, {"a partner": partner, "a regency": regency, "the public": anybody}, bureau)
            setting(e, admin)
    return finish()


sys.exit(main())
