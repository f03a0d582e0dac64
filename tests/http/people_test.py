#!/usr/bin/env python3
"""One's own account, a lost second factor, the work of somebody who leaves, and personal data whose time is over.

usage: people_test.py SELARAS. Runs on SQLite, and on PostgreSQL when SELARAS_TEST_PG is set. Prints TAP.
"""
import datetime
import html
import os
import re
import sqlite3
import subprocess
import sys

from selaras_client import Server, check, finish

SELARAS = sys.argv[1]
GOOD = "kuda hijau makan kelapa"


def text_of(page):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main"):page.index("</main")])))


def people_of(admin):
    page = admin.get("/id/desk/people")[2]
    return {html.unescape(n): i for i, n in re.findall(r'href="/id/desk/people/(\w{26})">([^<]+)<', page)}


def own(s, e):
    c, a = s.sign_in("agency"), s.accounts["agency"]
    fields = {"name": "Yohana Contoh", "phone": "0380-555", "language": "en"}
    check(f"{e}: name, telephone and language", c.post("/id/me", fields)[0] == 303)
    page = c.get("/id/me?saved=1")[2]
    check(f"{e}: are kept", 'value="Yohana Contoh"' in page and 'value="0380-555"' in page and 'value="en" selected' in page
          and "Tersimpan" in page)
    before = text_of(c.get("/id/me")[2]).split("Wewenang")[1].split("Kode")[0]
    wish = {**fields, "email": "lain@contoh.example", "status": "ended", "self": "x", "grant[1]/role": "admin", "grant": "admin",
            "role": "admin", "retain_until": "2099-01-01", "consent": "2000-01-01"}
    c.post("/id/me", wish)
    page = c.get("/id/me")[2]
    check(f"{e}: nothing else can be set", a.mail in page and text_of(page).split("Wewenang")[1].split("Kode")[0] == before
          and c.get("/id/desk/people")[0] == 403)
    check(f"{e}: no name, no change", c.post("/id/me", {**fields, "name": " "})[0] == 400)
    check(f"{e}: the second factor asks for the password", c.post("/id/me/factor", {"do": "start", "password": "x"})[0] == 400)
    page = c.post("/id/me/factor", {"do": "start", "password": a.password})[2]
    sealed, secret = re.search(r'name="sealed" value="(\w+)"', page)[1], re.search(r'class="secret">(\w{32})<', page)[1]
    other = s.sign_in("central")
    check(f"{e}: a key is worth nothing to another account",
          other.post("/id/me/factor", {"sealed": sealed, "code": s.code(secret)})[0] == 400)
    flipped = ("1" if sealed[0] == "0" else "0") + sealed[1:]
    check(f"{e}: nor one that was made up", c.post("/id/me/factor", {"sealed": flipped, "code": s.code(secret)})[0] == 400)
    check(f"{e}: a wrong code", c.post("/id/me/factor", {"sealed": sealed, "code": "000000"})[0] == 400)
    check(f"{e}: the right one", c.post("/id/me/factor", {"sealed": sealed, "code": s.code(secret)})[0] == 200)
    late = s.client()
    status, headers, _ = late.post("/id/sign-in", {"email": a.mail, "password": a.password})
    check(f"{e}: from then on it is asked for", headers["Location"].endswith("/sign-in/code"))
    check(f"{e}: and off again", c.post("/id/me/factor", {"do": "off", "password": a.password})[0] == 303
          and s.sign_in("agency").get("/id/me")[0] == 200)
    fresh = s.sign_in("agency")
    check(f"{e}: all other sessions end", fresh.post("/id/me/session", {})[0] == 303 and c.get("/id/me")[0] == 303
          and fresh.get("/id/me")[0] == 200)


def lost(s, e, admin):
    a = s.accounts["admin"]
    refused = admin.post("/id/me/factor", {"do": "off", "password": a.password})
    check(f"{e}: an administrator keeps it", refused[0] == 400 and "tidak dapat dilepas" in refused[2])
    page = admin.post("/id/desk/people", {"name": "Admin Kedua", "email": "dua@contoh.example", "role": "admin"})[2]
    c = s.client()
    c.post(re.search(r"/id/invitation/[\w-]{43}", page)[0], {"password": GOOD})
    c.post("/id/sign-in", {"email": "dua@contoh.example", "password": GOOD})
    secret = re.search(r'class="secret">(\w{32})<', c.get("/id/sign-in/setup")[2])[1]
    c.post("/id/sign-in/setup", {"code": s.code(secret)})
    check(f"{e}: (a second administrator)", c.get("/id/desk/people")[0] == 200)
    person = people_of(admin)["Admin Kedua"]
    check(f"{e}: officers cannot reset", s.sign_in("bureau").post(f"/id/desk/people/{person}", {"do": "factor"})[0] == 403)
    status, _, page = admin.post(f"/id/desk/people/{person}", {"do": "factor"})
    check(f"{e}: one administrator resets another's", status == 200 and "dilepas" in page and c.get("/id/me")[0] == 303)
    status, headers, _ = c.post("/id/sign-in", {"email": "dua@contoh.example", "password": GOOD})
    check(f"{e}: who sets it up anew before anything opens", headers["Location"].endswith("/sign-in/setup") and c.get("/id/me")[0] == 303)
    secret = re.search(r'class="secret">(\w{32})<', c.get("/id/sign-in/setup")[2])[1]
    c.post("/id/sign-in/setup", {"code": s.code(secret)})
    check(f"{e}: and reads what happened", "verifikasi dua langkah dilepas administrator" in c.get("/id/me")[2])


def handing_over(s, e, admin):
    leaver, receiver, bureau = s.sign_in("partner"), s.sign_in("mitra2@contoh.example"), s.sign_in("bureau")
    program = re.search(r'href="/id/desk/activity/(\w{26})"', leaver.get("/id/desk/activity")[2])[1]
    form = leaver.get(f"/id/desk/activity/{program}/edit")[2]
    version = re.search(r'name="_version" value="(\d+)"', form)[1]
    section = re.search(r'name="_section" value="(\w*)"', form)[1]
    status = leaver.post("/id/desk/draft", {"_kind": "activity", "_id": program, "_section": section, "_version": version,
                                            "title.id": "Sumur yang belum disimpan"})[0]
    said = bureau.post(f"/id/desk/activity/{program}/comments", {"text": "Mohon dilengkapi segera."})[0]
    check(f"{e}: (a draft and a notice)", status in (200, 204, 303) and said == 303
          and "Mohon dilengkapi" in leaver.get("/id/desk/notices")[2], (status, said))
    ids = people_of(admin)
    old, new = ids["Narahubung Water.org (DATA CONTOH)"], ids["Narahubung Plan Indonesia (DATA CONTOH)"]
    where = f"/id/desk/people/{old}/handover"
    page = text_of(admin.get(f"{where}?to={new}")[2])
    check(f"{e}: the preview shows what moves", "Formulir yang belum disimpan" in page and "Pemberitahuan yang belum dibaca" in page, page)
    check(f"{e}: and which powers the receiver lacks", "tidak mempunyai wewenang" in page and "mengubah – " in page and "melihat – " in page, page)
    status, _, page = admin.post(where, {"to": new})
    check(f"{e}: refused without them", status == 400 and leaver.get("/id/me")[0] == 200, status)
    check(f"{e}: nobody else hands over", bureau.post(where, {"to": new, "grants": "1"})[0] == 403
          and receiver.get(f"{where}?to={new}")[0] == 403)
    check(f"{e}: not to oneself", admin.post(where, {"to": old, "grants": "1"})[0] == 400)
    page = text_of(admin.get(f"{where}?to={new}&grants=1")[2])
    check(f"{e}: with the powers it can be done", "Serahkan dan akhiri akun" in page and "Wewenang – Narahubung mitra" in page, page)
    status = admin.post(where, {"to": new, "grants": "1"})[0]
    check(f"{e}: one step", status == 303, status)
    check(f"{e}: the leaver is out", leaver.get("/id/me")[0] == 303 and s.client().post(
        "/id/sign-in", {"email": s.accounts["partner"].mail, "password": s.accounts["partner"].password})[0] == 401)
    check(f"{e}: the receiver signs in anew, with more powers", receiver.get("/id/me")[0] == 303)
    receiver = s.sign_in("mitra2@contoh.example")
    check(f"{e}: has the draft", "Sumur yang belum disimpan" in receiver.get(f"/id/desk/activity/{program}/edit?section={section}")[2])
    check(f"{e}: and the notice", "Mohon dilengkapi" in receiver.get("/id/desk/notices")[2])
    log = text_of(admin.get(f"/id/desk/audit?record={old}")[2])
    check(f"{e}: one group in the log", "Serah terima pekerjaan" in log and f"to {new}: 1 drafts, notices of 1 records, 0 fields, 1 powers" in log, log[-900:])
    check(f"{e}: an ended account hands over nothing more", admin.post(where, {"to": new})[0] == 400)
    return old


def texts(s):
    """Every text of the tables that hold people's data."""
    queries = ("SELECT doc FROM record_version", "SELECT value FROM record_key", "SELECT name || ' ' || email FROM ix_account",
               "SELECT title || ' ' || body FROM search_text", "SELECT pairs FROM draft", "SELECT detail FROM audit")
    if s.schema:
        return "".join(subprocess.run(["psql", "-At", "-d", s.postgres, "-c", f"SET search_path = {s.schema}", "-c", q], check=True,
                                      capture_output=True, text=True).stdout for q in queries)
    with sqlite3.connect(s.db[len("sqlite:"):]) as db:
        return "".join(str(db.execute(q).fetchall()) for q in queries)


def erasing(s, e, account):
    """A year after the end name, address and telephone are in no version any more, and the proof holds."""
    mail, name = s.accounts["partner"].mail, "Narahubung Water.org"
    check(f"{e}: (the data are there)", mail in texts(s) and name in texts(s))
    now = datetime.datetime.now()
    for days, blanked in ((300, 0), (380, 2), (390, 0)):  # with the one of the command line
        s.environment["SELARAS_NOW"] = str(int((now + datetime.timedelta(days=days)).timestamp() * 1000))
        said = s.run("account", "erase")
        check(f"{e}: after {days} days {blanked} accounts are blanked", said == f"{blanked} accounts blanked\n", said)
    del s.environment["SELARAS_NOW"]
    left = texts(s)
    check(f"{e}: no version says who it was", mail not in left and name not in left)
    check(f"{e}: but the number stays", account in left and f"Akun {account[-6:]}" in left)
    check(f"{e}: and the chain holds", "0 problems" in s.run("verify"))


def commands(s, e):
    said = s.run("account", "handover", "--preview", s.accounts["auditor"].mail, s.accounts["central"].mail)
    check(f"{e}: a preview from the command line", said == "", said)
    s.run("account", "handover", s.accounts["auditor"].mail, s.accounts["central"].mail)
    check(f"{e}: hand-over from the command line", re.search(r"pemeriksa@\S+ .* ended", s.run("account", "list")) is not None)
    s.run("account", "factor-reset", "dua@contoh.example")
    check(f"{e}: a reset from the command line is in the log", s.run("audit", "list").count("second factor reset") == 2)


def main():
    engines = [("SQLite", None)]
    if os.environ.get("SELARAS_TEST_PG"):
        engines.append(("PostgreSQL", os.environ["SELARAS_TEST_PG"]))
    for e, postgres in engines:
        with Server(SELARAS, demo=True, postgres=postgres) as s:
            admin = s.sign_in("admin")
            own(s, e)
            lost(s, e, admin)
            account = handing_over(s, e, admin)
            s.stop()
            commands(s, e)
            erasing(s, e, account)
    return finish()


sys.exit(main())
