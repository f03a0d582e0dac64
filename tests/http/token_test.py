#!/usr/bin/env python3
"""Programs over HTTP: tokens, and records written as documents.

usage: token_test.py SELARAS. Runs on SQLite, and on PostgreSQL when SELARAS_TEST_PG is set. Prints TAP.
"""
import json
import os
import re
import sys
import threading
import time

from selaras_client import Server, check, finish

SELARAS = sys.argv[1]
SECRET = "Rahasiawati"
DAY = 24 * 3600 * 1000


class Program:
    """Somebody's program: no cookies, a token."""

    def __init__(self, server, token=None):
        self.server, self.token = server, token

    def ask(self, method, path, document=None, headers=None):
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        body = None
        if document is not None:
            body = document if isinstance(document, (str, bytes)) else json.dumps(document)
            sent["Content-Type"] = "application/json"
        status, headers, text = self.server.client().request(method, f"/api/v1/records/{path}", body, {**sent, **(headers or {})})
        return status, headers, json.loads(text) if text else None


def make(s, who, scopes, days=30, label="Uji"):
    """A token of a demo account, and its owner's browser."""
    c = s.sign_in(who)
    status, _, page = c.post("/id/me/token", {"label": label, "scope": scopes, "days": days, "old": s.accounts[who].password})
    found = re.search(r'class="secret">(selaras_[\w-]{43})<', page)
    return found and found[1], c, status


def own_programme(p, ref):
    for item in p.ask("GET", "activity?show=mine&limit=100")[2]["items"]:
        if item["document"].get("reporting_org_ref") == ref:
            return item
    raise RuntimeError("no programme of the partner")


def new_document(item, title):
    d = {k: v for k, v in item["document"].items() if k != "iati_identifier"}
    d["title"] = [{"lang": "id", "text": title}]
    return d


def page_of_tokens(s, e):
    token, c, status = make(s, "partner", ["read", "write"])
    check(f"{e}: a token is shown", status == 200 and token, status)
    page = c.get("/id/me")[2]
    check(f"{e}: once", token not in page and "Uji" in page and "belum pernah" in page)
    wrong = {"no name": {"label": ""}, "no scope": {"scope": []}, "too long": {"days": "366"}, "no days": {"days": "x"},
             "another password": {"old": "x"}}
    for name, change in wrong.items():
        fields = {"label": "X", "scope": ["read"], "days": "30", "old": s.accounts["partner"].password, **change}
        status, _, page = c.post("/id/me/token", fields)
        check(f"{e}: not with {name}", status == 400 and "selaras_" not in page, status)
    check(f"{e}: not from elsewhere", c.post("/id/me/token", fields, {"Origin": "http://evil.example"})[0] == 403)
    return token, c


def proofs(s, e, token, c):
    p = Program(s, token)
    item = own_programme(p, "ID-CONTOH-WATERORG")
    path = f"activity/{item['id']}"
    good = {"If-Match": f'"{item["version"]}"'}
    for name, value in (("none", None), ("a wrong one", "Bearer selaras_" + "A" * 43), ("half of one", f"Bearer {token[:-1]}"),
                        ("another scheme", f"Basic {token}"), ("nothing", "Bearer")):
        headers = {**good, **({"Authorization": value} if value else {})}
        status, head, answer = Program(s).ask("PUT", path, item["document"], headers)
        expected = "invalid_token" if value and value.startswith("Bearer") else "Selaras"
        check(f"{e}: {name}: 401", status == 401 and expected in (head["WWW-Authenticate"] or "") and answer["status"] == 401
              and head["Content-Type"] == "application/problem+json", (status, head["WWW-Authenticate"]))
    check(f"{e}: a wrong token reads nothing either", Program(s, "selaras_" + "A" * 43).ask("GET", path)[0] == 401)
    origin = {"Origin": f"http://127.0.0.1:{s.port}", "Content-Type": "application/json", **good}
    for cookies, name in ((True, "a browser's session"), (False, "nobody")):
        client = c if cookies else s.client()
        status, head, _ = client.request("PUT", f"/api/v1/records/{path}", json.dumps(item["document"]), origin)
        check(f"{e}: {name} writes nothing", status == 401 and "Bearer" in head["WWW-Authenticate"], status)
    bearer = {"Authorization": f"Bearer {token}"}
    check(f"{e}: a token opens no page", s.client().get("/id/me", bearer)[0] == 303 and s.client().get("/id/desk", bearer)[0] == 303)
    status, head, answer = p.ask("GET", path)
    check(f"{e}: its owner's records", status == 200 and head["ETag"] == good["If-Match"] and answer == item
          and head["Cache-Control"] == "private, no-store")
    check(f"{e}: unchanged", p.ask("GET", path, headers={"If-None-Match": head["ETag"]})[0] == 304)
    narrow = Program(s, make(s, "partner", ["read"])[0])
    status, head, _ = narrow.ask("PUT", path, item["document"], good)
    check(f"{e}: to read is not to write", status == 403 and "insufficient_scope" in head["WWW-Authenticate"], status)
    check(f"{e}: nor to make or throw away", narrow.ask("POST", "activity", item["document"])[0] == 403
          and p.ask("DELETE", path)[0] == 403)
    return p, item


def changing(s, e, p, item):
    path, d = f"activity/{item['id']}", item["document"]
    match = {"If-Match": f'"{item["version"]}"'}
    changed = {**d, "title": [{"lang": "id", "text": "Air bersih untuk semua"}]}
    check(f"{e}: no version, no change", p.ask("PUT", path, changed)[0] == 428 and p.ask("PUT", path, changed, {"If-Match": "*"})[0] == 412)
    status, head, answer = p.ask("PUT", path + "?note=perbaikan", changed, match)
    check(f"{e}: replaced", status == 200 and answer["version"] == item["version"] + 1 and answer["document"] == changed
          and head["ETag"] == f'"{answer["version"]}"', answer)
    status, head, both = p.ask("PUT", path, d, match)
    check(f"{e}: a stale one is refused with both", status == 412 and both["current"] == answer and both["sent"] == d
          and head["ETag"] == f'"{answer["version"]}"', both)
    now = {"If-Match": head["ETag"]}
    check(f"{e}: the same again is no version", p.ask("PUT", path, changed, now)[2]["version"] == answer["version"])
    left = {k: v for k, v in changed.items() if k != "iati_identifier"}
    status, _, told = p.ask("PUT", path, left, now)
    check(f"{e}: what must be there is not thought up anew", status == 422 and told["errors"][0]["name"] == "iati_identifier", told)
    # every problem at once, in the language that is read, and nothing stored
    wrong = {**changed, "activity_status": "99", "no_such_field": "x", "activity_date": [{"type": "1", "date": "kemarin"}],
             "sector": [{"vocabulary": "1", "code": "11110", "percentage": "70", "no": "1"},
                        {"vocabulary": "1", "code": "11120", "percentage": "20", "_id": "]x"}], "humanitarian": 7}
    names = {"activity_status", "no_such_field", "activity_date[1]/date", "sector[1]/no", "sector[2]", "sector", "humanitarian"}
    texts = {}
    for language, first in (("en-GB, id;q=0.5", "en"), ("id", "id"), ("fr", "id")):
        status, head, told = p.ask("PUT", path, wrong, {**now, "Accept-Language": language})
        check(f"{e}: everything wrong is told ({language})", status == 422 and {x["name"] for x in told["errors"]} == names
              and head["Content-Language"] == first and all(x["detail"] != x["key"] for x in told["errors"]),
              [x["name"] for x in told.get("errors", [])] + [head["Content-Language"]])
        texts[language] = told["detail"]
    check(f"{e}: each in its language", "tidak disimpan" in texts["fr"] and "not stored" in texts["en-GB, id;q=0.5"])
    check(f"{e}: nothing of it is stored", p.ask("GET", path)[2]["version"] == answer["version"])
    for body, expected in (("{", 400), ("[]", 400), ('{"title": [' * 70 + "]}" * 70, 400), (b'{"activity_scope": "\xff"}', 400),
                           ('{"title":[{"text":"a\\u0007"}]}', 422), ("{}", 422)):
        check(f"{e}: {body[:30]!r} is {expected}", p.ask("PUT", path, body, now)[0] == expected)
    check(f"{e}: forms are not taken", p.ask("PUT", path, "a=b", {**now, "Content-Type": "application/x-www-form-urlencoded"})[0] == 415)
    check(f"{e}: nor more than 4 MiB", p.ask("POST", "activity", "{}", {"Content-Length": str((4 << 20) + 1)})[0] == 413)
    return p.ask("GET", path)[2]


def powers(s, e, p, item):
    other = Program(s, make(s, "mitra2@contoh.example", ["read", "write", "delete"])[0])
    path, match = f"activity/{item['id']}", {"If-Match": f'"{item["version"]}"'}
    check(f"{e}: another partner's public programme", other.ask("PUT", path, item["document"], match)[0] == 403
          and other.ask("DELETE", path)[0] == 403)
    theirs = {**new_document(item, "Bukan milik saya")}
    check(f"{e}: nobody makes records of others", other.ask("POST", "activity", theirs)[0] == 403)
    moved = {**item["document"], "reporting_org_ref": "ID-CONTOH-PLANINDONESIA"}
    check(f"{e}: nor gives one's own away", p.ask("PUT", path, moved, match)[0] == 403)
    status, _, draft = p.ask("POST", "activity?state=draft", new_document(item, "Draf saya"))
    check(f"{e}: a draft", status == 201 and draft["state"] == "draft", status)
    path = f"activity/{draft['id']}"
    check(f"{e}: is nobody else's", other.ask("GET", path)[0] == 404 and Program(s).ask("GET", path)[0] == 404
          and other.ask("PUT", path, draft["document"], {"If-Match": '"1"'})[0] == 404)
    status, _, answer = p.ask("PUT", path + "?state=current", draft["document"], {"If-Match": '"1"'})
    check(f"{e}: until it is published", status == 200 and answer["state"] == "current" and Program(s).ask("GET", path)[0] == 200)
    check(f"{e}: which is not taken back", p.ask("PUT", path + "?state=draft", draft["document"], {"If-Match": '"2"'})[0] == 422)
    mine = other.ask("GET", "organisation?show=mine")[2]["items"]
    plan = {"partner": mine[0]["id"], "year": "2027", "title": "Rencana 2027", "status": "approved", "revision": "9",
            "signed_number": "1/2027"}
    status, _, answer = other.ask("POST", "workplan", plan)
    kept = answer.get("document", {})
    check(f"{e}: state and numbers are not for programs to set", status == 201 and kept["status"] == "draft"
          and not {"revision", "signed_number"} & set(kept), answer)
    status, _, again = other.ask("PUT", f"workplan/{answer['id']}", {**kept, "status": "signed", "title": "Lain"}, {"If-Match": '"1"'})
    check(f"{e}: nor later", status == 200 and again["document"]["status"] == "draft" and again["document"]["title"] == "Lain", again)
    for kind in ("account", "setting", "custom_field", "document", "nothing"):
        expected = 404 if kind in ("account", "nothing") else 403
        admin = Program(s, make(s, "bureau", ["read", "write", "delete"], label=kind)[0])
        check(f"{e}: an officer's program and {kind}", admin.ask("POST", kind, {"name": "x"})[0] == expected
              and (kind != "account" or admin.ask("GET", kind)[0] == 404))


def personal(s, e, p, item):
    contact = [{"type": "1", "organisation": [{"text": "Kantor Uji"}], "person_name": [{"text": SECRET}],
                "email": [{"text": f"{SECRET}@example.org"}]}]
    status, _, mine = p.ask("POST", "activity", {**new_document(item, "Dengan orang"), "contact_info": contact})
    check(f"{e}: a programme with a person", status == 201 and SECRET in json.dumps(mine), mine)
    path = f"activity/{mine['id']}"
    for who in (None, "mitra2@contoh.example", "regency", "central"):
        reader = Program(s, make(s, who, ["read"])[0] if who else None)
        one, many = reader.ask("GET", path), reader.ask("GET", "activity?limit=100")
        check(f"{e}: {who or 'nobody'} sees no person", one[0] == many[0] == 200 and "Kantor Uji" in json.dumps(one[2])
              and SECRET not in json.dumps(one[2]) + json.dumps(many[2]), one[0])
    officer = Program(s, make(s, "bureau", ["read", "write"], label="biro")[0])
    check(f"{e}: the bureau does", SECRET in json.dumps(officer.ask("GET", path)[2]))
    # who does not see a person cannot take it away either: the owner's own change by a reader of the public document
    public = Program(s).ask("GET", path)[2]["document"]
    check(f"{e}: nor does the public document", "person_name" not in public["contact_info"][0])


def once(s, e, p, item):
    document, key = new_document(item, "Sekali saja"), {"Idempotency-Key": "kunci-1"}
    before = p.ask("GET", "activity?show=mine&limit=1")[2]["total"]
    first = p.ask("POST", "activity", document, key)
    again = p.ask("POST", "activity", document, key)
    check(f"{e}: made", first[0] == 201 and first[1]["Location"] == f"/api/v1/records/activity/{first[2]['id']}"
          and first[2]["document"]["iati_identifier"].startswith("ID-CONTOH-WATERORG-"), first)
    check(f"{e}: again is the first answer", again[0] == 201 and again[2] == first[2] and again[1]["Location"] == first[1]["Location"], again)
    check(f"{e}: the key is good for one request", p.ask("POST", "activity", {**document, "activity_scope": "4"}, key)[0] == 422)
    twin = p.ask("POST", "activity", {**document, "iati_identifier": first[2]["document"]["iati_identifier"]})
    check(f"{e}: an identifier is one record's", twin[0] == 422 and [x["key"] for x in twin[2]["errors"]] == ["form.taken"], twin)
    check(f"{e}: a key is short and plain", p.ask("POST", "activity", document, {"Idempotency-Key": "x" * 101})[0] == 400)
    answers, key = [], {"Idempotency-Key": "kunci-2"}
    race = [threading.Thread(target=lambda: answers.append(p.ask("POST", "activity", document, key))) for _ in range(4)]
    for t in race:
        t.start()
    for t in race:
        t.join()
    check(f"{e}: four at a time make one", {a[0] for a in answers} == {201} and len({a[2]["id"] for a in answers}) == 1,
          [a[0] for a in answers])
    refused = p.ask("POST", "activity", {**document, "activity_status": "99"}, {"Idempotency-Key": "kunci-3"})
    mended = p.ask("POST", "activity", document, {"Idempotency-Key": "kunci-3"})
    check(f"{e}: a refused request keeps no key", refused[0] == 422 and mended[0] == 201, (refused[0], mended[0]))
    check(f"{e}: so there are three more", p.ask("GET", "activity?show=mine&limit=1")[2]["total"] == before + 3)
    return first[2]


def throwing_away(s, e, made):
    token, c, _ = make(s, "partner", ["delete"], label="sapu")
    p, path = Program(s, token), f"activity/{made['id']}"
    check(f"{e}: not a version that is gone", p.ask("DELETE", path, headers={"If-Match": '"9"'})[0] == 412)
    status, _, answer = p.ask("DELETE", path + "?note=rangkap", headers={"If-Match": '"1"'})
    check(f"{e}: into the recycle bin", status == 200 and answer["deleted"] and answer["version"] == 2, answer)
    check(f"{e}: where its owner finds it", p.ask("GET", path)[2]["deleted"] and Program(s).ask("GET", path)[0] == 404
          and made["id"] in [i["id"] for i in p.ask("GET", "activity?show=deleted")[2]["items"]])
    check(f"{e}: once", p.ask("DELETE", path)[0] == 404)
    return c


def ends(s, e, token, c):
    page = c.get("/id/me")[2]
    names = re.findall(r'action="/id/me/token/end"><input type="hidden" name="name" value="([0-9a-z]{8})"', page)
    check(f"{e}: all are listed", len(names) == 3, names)
    other = s.sign_in("mitra2@contoh.example")
    other.post("/id/me/token/end", {"name": names[-1]})
    check(f"{e}: nobody ends another's", Program(s, token).ask("GET", "place?limit=1")[0] == 200)
    check(f"{e}: revoked", c.post("/id/me/token/end", {"name": names[-1]})[0] == 303
          and Program(s, token).ask("GET", "place?limit=1")[0] == 401)


def administrator(s, e):
    token, c, _ = make(s, "admin", ["read", "write", "delete"])
    admin = Program(s, token)
    check(f"{e}: an administrator's program is none", admin.ask("GET", "account")[0] == 404
          and admin.ask("POST", "setting", {"key": "x"})[0] == 403
          and s.client().get("/id/desk/people", {"Authorization": f"Bearer {token}"})[0] == 303)


def time_goes_by(s, e):
    """A token and a key end; when a token was used is told."""
    now = int(time.time() * 1000)
    s.stop()
    s.start(now)
    token, c, _ = make(s, "partner", ["read", "write"], days=2, label="Sebentar")
    p = Program(s, token)
    item = own_programme(p, "ID-CONTOH-WATERORG")
    document, key = new_document(item, "Kemarin"), {"Idempotency-Key": "harian"}
    first = p.ask("POST", "activity", document, key)
    s.stop()
    s.start(now + DAY + 1000)
    second = p.ask("POST", "activity", document, key)
    check(f"{e}: after a day the key is free", first[0] == second[0] == 201 and first[2]["id"] != second[2]["id"])
    s.stop()
    s.start(now + 2 * DAY + 1000)
    status, head, _ = p.ask("GET", "activity")
    check(f"{e}: after its days a token is worth nothing", status == 401 and "invalid_token" in head["WWW-Authenticate"], status)
    page = s.sign_in("partner").get("/id/me")[2]
    check(f"{e}: which its owner can see", "berakhir pada" in page and page.count("belum pernah") == 0, page.count("belum pernah"))


def run(e, postgres=None):
    with Server(SELARAS, demo=True, postgres=postgres) as s:
        token, c = page_of_tokens(s, e)
        p, item = proofs(s, e, token, c)
        item = changing(s, e, p, item)
        powers(s, e, p, item)
        personal(s, e, p, item)
        made = once(s, e, p, item)
        owner = throwing_away(s, e, made)
        ends(s, e, token, owner)
        administrator(s, e)
        time_goes_by(s, e)
        s.stop()
        log = s.run("audit", "list")
        for word in ("token made", "token ended", "wrong-token", "token-over", "refusal"):
            check(f"{e}: the audit log has {word}", word in log)
        check(f"{e}: and no token", "selaras_" not in log)
        check(f"{e}: the database proves itself", "0 problems" in s.run("verify"))


run("sqlite")
if os.environ.get("SELARAS_TEST_PG"):
    run("postgresql", os.environ["SELARAS_TEST_PG"])
sys.exit(finish())
