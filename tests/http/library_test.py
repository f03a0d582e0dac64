#!/usr/bin/env python3
"""The legal library over HTTP, on each engine that is at hand: what the program brings is there with its status of the day;
a text that names a regulation leads to it as soon as it is kept; what replaces another is seen from both; who may not
write is refused; bad input comes back with the reason.

usage: library_test.py SELARAS
"""
import html
import re
import sys
import time

from selaras_client import Server, check, engines, finish

SELARAS = sys.argv[1]
NEW = {"sort": "Pergub", "number": "77", "year": "2026", "title.id": "Pedoman uji pustaka", "title.en": "A guide for the test",
       "level": "province", "issuer": "NTT", "place": "53", "in_force_from": "2026-01-15", "source": "uji", "verification": "mention",
       "summary.id": "Ringkasan uji.", "_do": "save"}


def text_of(page):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def fields_of(page):
    """What a form sends when nobody touches it."""
    sent = [(html.unescape(m[1]), html.unescape(m[2])) for m in
            re.finditer(r'<input[^>]*name="([^"]+)" value="([^"]*)"', page)]
    return dict(sent)


def waits(get, path, wanted, seconds=20):
    """The library is read anew about once a second."""
    end = time.monotonic() + seconds
    while True:
        page = get(path)[2]
        if wanted in page or time.monotonic() > end:
            return page
        time.sleep(0.2)


def story(postgres):
    on = "PostgreSQL" if postgres else "SQLite"
    with Server(SELARAS, demo=True, postgres=postgres) as server:
        visitor, bureau, partner, regency = server.client(), *map(server.sign_in, ("bureau", "partner", "regency"))
        status, _, page = visitor.get("/id/library")
        check(f"{on}: the library is public", status == 200 and "PP 28/2018" in page and "Pergub NTT 4/2011" in page, page)
        check(f"{on}: nothing claims more than was checked", "belum diperiksa pada lembaran resmi" in page)
        page = visitor.get("/id/library?status=unknown")[2]
        check(f"{on}: by status", "pergub-ntt-4-2011" in page and 'library/pp-28-2018"' not in page, page)
        page = visitor.get("/en/library?q=convention+of+nobody")[2]
        check(f"{on}: a search for what is not there finds nothing", "/library/" not in page.split("<tbody>")[1].split("</tbody>")[0])
        page = text_of(visitor.get("/id/library/pergub-ntt-4-2011")[2])
        check(f"{on}: of the governor's regulation it says that nothing is known", "Belum diketahui" in page and
              "Teks dan status tidak ditemukan" in page, page)
        page = visitor.get("/id/library/pp-59-2016")[2]
        told = text_of(page)
        # from the field table of permits, the track of foreign organisations, the list of items of a memorandum
        check(f"{on}: a regulation names the fields that rest on it", "Berlaku sampai" in told and "Pasal 16 ayat (3)" in told, told)
        check(f"{on}: and the steps", "RKT dengan Pemerintah Daerah" in told and "Pasal 16 ayat (2) huruf b" in told, told)
        check(f"{on}: one that is not there is not found", visitor.get("/id/library/pp-1-1999")[0] == 404)
        page = text_of(visitor.get("/id/library/pp-50-2007")[2])
        check(f"{on}: what was replaced names its successor", "Digantikan oleh PP 28/2018" in page and "Dicabut" in page, page)

        page = partner.get("/id/desk/tracks")[2]
        check(f"{on}: a step leads to its law", '<a href="/id/library/pp-28-2018">PP 28/2018 Pasal 43</a>' in page, page)
        page = bureau.get("/id/desk/permit/new")[2]
        check(f"{on}: so does a field of a form", '<a href="/id/library/pp-59-2016">PP 59/2016 Pasal 4 ayat (2)</a>' in page, page)

        for who, name in ((partner, "partner"), (regency, "regency")):
            check(f"{on}: a {name} does not write laws", who.get("/id/desk/regulation/new")[0] == 403
                  and who.post("/id/desk/regulation/new", NEW)[0] == 403)
        status, _, page = bureau.post("/id/desk/regulation/new", {**NEW, "year": ""})
        check(f"{on}: a number without a year comes back", status == 422 and "Nomor tanpa tahun" in page and 'value="77"' in page, status)
        status, _, page = bureau.post("/id/desk/regulation/new", {**NEW, "in_force_until": "2025-12-31"})
        check(f"{on}: an end before the beginning comes back", status == 422 and "sebelum hari pertamanya" in page, status)
        status, _, page = bureau.post("/id/desk/regulation/new", {**NEW, "number": "4", "year": "2011"})
        check(f"{on}: one that is there already is named", status == 422 and "pembangunan lembaga mitra internasional" in text_of(page), status)
        old = re.search(r'/desk/regulation/([0-9A-Z]{26})"[^>]*>Pergub NTT 4/2011', bureau.get("/id/desk/regulation")[2])[1]
        status, headers, page = bureau.post("/id/desk/regulation/new", {
            **NEW, "replaces[]": "a1", "replaces[a1]/regulation": old, "replaces[a1]/in_part": "0"})
        check(f"{on}: the bureau adds one", status == 303, (status, re.findall(r"form-summary.*?</div>", page, re.S)))
        page = text_of(waits(visitor.get, "/id/library/pergub-ntt-77-2026", "Menggantikan"))
        check(f"{on}: it is public, in force, and names what it replaces", "Berlaku (" in page and "Menggantikan Pergub NTT 4/2011" in page, page)
        page = text_of(visitor.get("/id/library/pergub-ntt-4-2011")[2])
        check(f"{on}: the other one is no longer in force", "Digantikan oleh Pergub NTT 77/2026" in page and "Dicabut atau berakhir" in page, page)

        status, _, page = visitor.get("/id/glossary?q=izin")
        check(f"{on}: the glossary", status == 200 and "principle permit" in page and "rakor" not in page.split("<tbody>")[1], page)


for engine in engines():
    story(engine)
sys.exit(finish())
