#!/usr/bin/env python3
"""Fields that the province adds, over HTTP: an administrator adds "Nomor kontrak" to programmes, a partner fills it in, the
public page and the files show it; a retired field stays readable.

usage: added_test.py SELARAS. Runs on SQLite, and on PostgreSQL when SELARAS_TEST_PG is set. Prints TAP.
"""
import csv
import io
import json
import os
import re
import sys

from selaras_client import Server, check, engines, finish

SELARAS = os.path.abspath(sys.argv[1])


def define(who, label, **fields):
    """The answer to a new definition for programmes."""
    text = who.get("/id/desk/custom_field/new")[2]
    pairs = {"_kind": "custom_field", "_id": "", "_section": "", "_version": "0", "for_kind": "activity", "label.id": label,
             "type": "text", "audience": "public", "active": "1", "choice[]": "", "_do": "save", **fields}
    assert 'name="label.id"' in text, text[:2000]
    return who.post("/id/desk/custom_field/new", pairs)


def save(who, record, section, fields):
    """The form of a topic as it is shown, with FIELDS changed."""
    text = who.get(f"{record}/edit?section={section}")[2]
    version = re.search(r'name="_version" value="(\d+)"', text)[1]
    return who.post(f"{record}/edit?section={section}", {"_version": version, "_do": "", **fields})


def story(server):
    admin, officer, partner = server.sign_in("admin"), server.sign_in("bureau"), server.sign_in("partner")
    anybody = server.client()
    check("only administrators define fields", officer.get("/id/desk/custom_field/new")[0] == 403
          and partner.get("/id/desk/custom_field/new")[0] in (403, 404))
    status, headers, body = define(admin, "Nomor kontrak", **{"label.en": "Contract number", "topic": "activity.money"})
    check("an administrator adds one", status == 303, body[:2000])
    definition = headers["Location"]
    check("and its short name follows from the label", "nomor_kontrak" in admin.get(definition)[2])
    check("the same name twice is refused", define(admin, "Nomor kontrak")[0] == 409)
    check("a topic of another kind of record is refused",
          "bukan bagian" in define(admin, "Lain", topic="permit.note")[2])
    check("choices need two", "dua pilihan" in define(admin, "Pilihan", type="choice")[2])
    define(admin, "Nilai risiko", type="number", topic="activity.money")
    define(admin, "Tanggal kontrak", type="date", topic="activity.money")
    define(admin, "Catatan biro", audience="bureau", topic="activity.money")
    define(admin, "Jenis serah", type="choice", topic="activity.money", **{
        "choice[]": ["", "+1", "+2"], "choice[+1]/code": "a", "choice[+1]/label.id": "Langsung",
        "choice[+2]/code": "b", "choice[+2]/label.id": "Bertahap"})

    record = re.search(r'<tbody>.*?href="([^"]+)"', partner.get("/id/desk/activity")[2], re.S)[1]
    form = partner.get(f"{record}/edit?section=money")[2]
    check("the partner's form asks for it", 'name="custom.nomor_kontrak"' in form and ">Nomor kontrak" in form)
    check("in the partner's language", ">Contract number" in partner.get(f"{record}/edit?section=money".replace("/id/", "/en/"))[2])
    check("on that page only", "custom." not in partner.get(f"{record}/edit?section=place")[2])
    check("not for what only the bureau sees", "catatan_biro" not in form
          and "custom.catatan_biro" in officer.get(f"{record}/edit?section=money")[2])
    status, _, body = save(partner, record, "money", {"custom.nilai_risiko": "tinggi", "custom.jenis_serah": "c",
                                                      "custom.nomor_kontrak": "A-1"})
    check("what does not fit is refused at its field", status == 422 and 'value="tinggi"' in body
          and body.count('class="problem"') == 2 and "pilih salah satu dari daftar" in body, body[:3000])
    status, _, body = save(partner, record, "money", {
        "custom.nomor_kontrak": "027/KTR/<2025>", "custom.nilai_risiko": "1.234,5", "custom.tanggal_kontrak": "3 Maret 2025",
        "custom.jenis_serah": "b"})
    check("what fits is saved", status == 303, body[:3000])
    page = partner.get(record)[2]
    check("the record page shows it", all(t in page for t in ("027/KTR/&lt;2025&gt;", "1.234,5", "3 Maret 2025", "Bertahap")))
    save(officer, record, "money", {"custom.catatan_biro": "rahasia biro"})
    check("an officer's field is the bureau's", "rahasia biro" in officer.get(record)[2]
          and "rahasia biro" not in partner.get(record)[2])
    history = partner.get(f"{record}/history")[2]
    check("the history names it", "Nomor kontrak" in history and "027/KTR/" in history and "rahasia" not in history)

    no = re.search(r'href="(/id/activity/\d+)"', page)[1]
    public = anybody.get(no)[2]
    check("the public page shows it", "Nomor kontrak" in public and "027/KTR/&lt;2025&gt;" in public and "rahasia" not in public)
    rows = list(csv.reader(io.StringIO(anybody.get("/id/download/activities.csv?scope=all")[2].lstrip("\ufeff"))))
    at = rows[0].index("Nomor kontrak")
    values = [r[at] for r in rows[1:] if r[at]]
    check("the CSV has a column", values == ["027/KTR/<2025>"], values)
    risk = rows[0].index("Nilai risiko")
    check("numbers as numbers", [r[risk] for r in rows[1:] if r[risk]] in (["1234.5"], ["1234.50"]), rows[0])
    items = json.loads(anybody.get("/id/download/activities.json?scope=all")[2])["items"]
    check("and the JSON file", [i["custom_tanggal_kontrak"] for i in items if i["custom_tanggal_kontrak"]] == ["2025-03-03"])
    document = json.loads(anybody.get(f"/api/v1/activities/{no.split('/')[-1]}")[2])["document"]
    check("the API gives what is public", {c["name"]: c["value"] for c in document["custom"]} == {
        "nomor_kontrak": "027/KTR/<2025>", "nilai_risiko": "1234.5", "tanggal_kontrak": "2025-03-03", "jenis_serah": "b"}
        and not any(k.startswith("custom_") for k in document), document.get("custom"))

    status, _, body = save(admin, definition, "", {"active": "0"})
    check("a field is retired", status == 303, body[:2000])
    check("it cannot change its type", save(admin, definition, "", {"type": "number"})[0] == 422)
    check("then it is not asked for", "custom.nomor_kontrak" not in partner.get(f"{record}/edit?section=money")[2])
    check("what was said stays readable", "Nomor kontrak (tidak dipakai lagi)" in partner.get(record)[2]
          and "027/KTR/" in anybody.get(no)[2])
    save(partner, record, "money", {"custom.nilai_risiko": "2"})
    check("and is kept by later saves", "027/KTR/" in partner.get(record)[2])

    status, _, body = define(admin, "Nomor berkas", for_kind="permit", topic="permit.permit")
    permit = re.search(r'<tbody>.*?href="([^"]+)"', officer.get("/id/desk/permit")[2], re.S)
    check("permits, agreements and work plans take them as well",
          status == 303 and permit and "custom.nomor_berkas" in officer.get(f"{permit[1]}/edit?section=permit")[2])


for engine in engines():
    with Server(SELARAS, demo=True, postgres=engine) as server:
        story(server)
sys.exit(finish())
