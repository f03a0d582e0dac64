#!/usr/bin/env python3
"""Doubtful locations over HTTP: they are listed, an officer decides, figures and history follow; forms refuse an identifier
that another record has, and rows pasted without script are told what is wrong with them.

usage: doubt_test.py SELARAS. Runs on SQLite, and on PostgreSQL when SELARAS_TEST_PG is set. Prints TAP.
"""
import html
import json
import os
import re
import sys

from selaras_client import Server, check, engines, finish

SELARAS = os.path.abspath(sys.argv[1])
PLACES = {"A": "Bokonusan", "B": "Bokonusan", "C": "Kupang"}


def iati(folder):
    """Three programmes, each with one location that says a name and nothing else."""
    one = """<iati-activity default-currency="IDR"><iati-identifier>XM-DAC-1-{n}</iati-identifier>
<reporting-org ref="XM-DAC-1" type="21"><narrative>Mitra Uji</narrative></reporting-org>
<title><narrative>Program {n}</narrative></title><description><narrative>Uji</narrative></description>
<participating-org ref="XM-DAC-1" role="1" type="21"/><activity-status code="2"/>
<activity-date iso-date="2025-01-01" type="2"/><recipient-country code="ID"/>
<location><name><narrative>{place}</narrative></name></location></iati-activity>"""
    path = os.path.join(folder, "uji.xml")
    with open(path, "w") as f:
        f.write('<iati-activities version="2.03">' + "".join(one.format(n=n, place=p) for n, p in PLACES.items()) + "</iati-activities>")
    return path


def forms(page):
    """The forms of decisions on PAGE: their hidden fields, by the programme above them."""
    found = {}
    for section in page.split('<section class="panel">')[1:]:
        title = re.search(r"<h2><a[^>]*>([^<]*)", section)[1]
        form = section.split("<form", 1)[1]
        found[title] = {m[1]: html.unescape(m[2]) for m in re.finditer(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)}
        found[title]["choices"] = re.findall(r'name="choice" value="([^"]*)"', form)
    return found


def places(server):
    items = json.loads(server.client().get("/id/download/activities.json?scope=all&partner=XM-DAC-1")[2])["items"]
    return {i["title"]: i["place_codes"] or "" for i in items}


def story(server):
    officer, partner = server.sign_in("bureau"), server.sign_in("partner")
    check("a partner does not decide", partner.get("/id/desk/locations")[0] == 403)
    check("the desk tells that some wait", "<strong>3</strong> <span>Lokasi yang belum pasti tempatnya</span>" in officer.get("/id/desk")[2])
    page = officer.get("/id/desk/locations")[2]
    found = forms(page)
    check("those that are not sure are listed", set(found) == {"Program A", "Program B", "Program C"}, list(found))
    check("with proposed places", "53.01.04.2003" in found["Program A"]["choices"] and "53.71" in found["Program C"]["choices"], found)
    check("by partner", not forms(officer.get("/id/desk/locations?partner=XM-TIADA")[2]))
    before = places(server)
    check("before, no village is said", before["Program A"] == "" and before["Program C"] == "53", before)

    a = {k: v for k, v in found["Program A"].items() if k != "choices"}
    check("something must be chosen", officer.post("/id/desk/locations", {**a, "choice": "other", "place": "Tiada"})[0] == 422)
    check("what changed meanwhile is told", officer.post("/id/desk/locations", {**a, "key": "0" * 16, "choice": "outside"})[0] == 409)
    check("a partner's decision is refused", partner.post("/id/desk/locations", {**a, "choice": "outside"})[0] == 403)
    status, headers, body = officer.post("/id/desk/locations", {**a, "choice": "53.01.04.2003", "why": "Surat mitra"})
    check("an officer accepts a proposal", status == 303, body[:2000])
    check("one programme follows", "1 program mengikuti" in officer.get(headers["Location"])[2])
    now = places(server)
    check("its place is in the figures", now["Program A"] == "53.01.04.2003" and now["Program B"] == "", now)
    check("and no longer asked about", set(forms(officer.get("/id/desk/locations")[2])) == {"Program B", "Program C"})
    check("its history tells who and why", "Lokasi “Bokonusan” diputuskan" in officer.get(f"/id/desk/activity/{a['id']}/history")[2])

    b = {k: v for k, v in found["Program B"].items() if k != "choices"}
    status, headers, body = officer.post("/id/desk/locations", {**b, "choice": "other", "place": "53.01", "every": "1"})
    check("another place, for all that say the same", status == 303, body[:2000])
    check("a decision about one programme goes before one about all", places(server)["Program B"] == "53.01"
          and places(server)["Program A"] == "53.01.04.2003", places(server))
    c = {k: v for k, v in found["Program C"].items() if k != "choices"}
    officer.post("/id/desk/locations", {**c, "choice": "outside"})
    check("outside of NTT", places(server).get("Program C", "") == "", places(server))
    decided = officer.get("/id/desk/locations?show=decided")[2]
    check("decisions are listed", set(forms(decided)) == {"Program A", "Program B", "Program C"} and "Di luar NTT" in decided)
    officer.post("/id/desk/locations", {**c, "choice": "53.71", "show": "decided"})
    check("and can be changed", places(server)["Program C"] == "53.71", places(server))
    decision = re.search(r'<tbody>.*?href="([^"]+)"', officer.get("/id/desk/place_match?q=Kupang")[2], re.S)
    check("with their history", decision and "Versi 2" in officer.get(f"{decision[1]}/history")[2])

    # forms: identifiers and pasted rows
    record = f"/id/desk/activity/{b['id']}"
    form = officer.get(f"{record}/edit?section=main")[2]
    version = re.search(r'name="_version" value="(\d+)"', form)[1]
    status, _, body = officer.post(f"{record}/edit?section=main", {"_version": version, "_do": "", "iati_identifier": "XM-DAC-1-A"})
    check("an identifier of another programme is refused with a link", status == 422 and "sudah dipakai" in body
          and f'href="/id/desk/activity/{a["id"]}"' in body, body[:3000])
    org = re.search(r'<tbody>.*?href="([^"]+)"', officer.get("/id/desk/organisation?q=yayasan")[2], re.S)[1]
    other = re.findall(r'href="(/id/desk/organisation/[0-9A-Z]{26})"', officer.get("/id/desk/organisation")[2])
    other = next(o for o in other if o != org)
    ref = re.search(r'name="ref" value="([^"]+)"', officer.get(f"{other}/edit?section=main")[2])[1]
    version = re.search(r'name="_version" value="(\d+)"', officer.get(f"{org}/edit?section=main")[2])[1]
    status, _, body = officer.post(f"{org}/edit?section=main", {"_version": version, "_do": "", "ref": html.unescape(ref)})
    check("and of another partner", status == 422 and f'href="{other}"' in body, (status, body[:3000]))
    pasted = "Tanggal transaksi\tNilai\r\n3 Maret 2025\t1.000\r\nkapan-kapan\tseribu\r\n"
    money = officer.get(f"{record}/edit?section=money")[2]
    version = re.search(r'name="_version" value="(\d+)"', money)[1]
    status, _, body = officer.post(f"{record}/edit?section=money", {"_version": version, "_do": "paste:transaction", "transaction[]": "",
                                                                    "transaction.paste": pasted})
    check("pasted rows are told what is wrong, by row and column", status == 422 and "Transaksi 2: Tanggal" in body
          and "Transaksi 2: Nilai<" in body and "Transaksi 1: Tanggal" not in body, re.findall(r"Transaksi \d[^<]*", body))
    check("and keep what was pasted", 'value="kapan-kapan"' in body and 'value="3 Maret 2025"' in body and 'value="seribu"' in body)


for engine in engines():
    with Server(SELARAS, demo=True, postgres=engine) as server:
        server.stop()
        server.run("import", "iati", iati(server.folder))
        listed = server.run("locations").splitlines()
        check("the command prints the same list", len(listed) == 4 and "XM-DAC-1-A\t1\tBokonusan\tname\t30\t53.01.04.2003" in "\n".join(listed), listed)
        server.start()
        story(server)
        server.stop()
        proof = server.run("verify")
        check("and nothing that was written contradicts", " 0 problems" in proof, proof)
sys.exit(finish())
