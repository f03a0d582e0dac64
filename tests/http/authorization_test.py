#!/usr/bin/env python3
"""Who may reach what, tried over HTTP: every route that the program lists x every role, records of the own and of another
partner, requests from elsewhere, and that refusals and sign-ins are in the audit log.

usage: authorization_test.py SELARAS
"""
import http.client
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import urllib.parse

SELARAS = sys.argv[1]
ROLES = ("public", "admin", "bureau", "partner", "partner2", "regency", "agency", "central", "auditor")
# From house.md, by hand: who may change a programme of the first partner, and see the accounts of others.
MAY_EDIT = {"admin", "bureau", "partner"}
MAY_SEE_ACCOUNTS = {"admin"}
REACH = {"public": set(ROLES), "signed_in": set(ROLES) - {"public"}, "bureau": {"admin", "bureau"}, "admin": {"admin"},
         "audit": {"admin", "auditor"}, "token": set()}  # a session is no token
number = failed = cases = 0


def check(name, problems):
    global number, failed
    number += 1
    failed += bool(problems)
    print(f"{'not ok' if problems else 'ok'} {number} - {name}")
    for problem in problems[:20]:
        print(f"# {problem}")


def run(*args):
    return subprocess.run([SELARAS, *args], check=True, capture_output=True, text=True).stdout


class Browser:
    def __init__(self, port):
        self.port, self.cookies = port, {}

    def ask(self, method, path, form=None, headers=None):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        head = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())} if self.cookies else {}
        body = None
        if method != "GET":
            body = urllib.parse.urlencode(form or {})
            head |= {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        for k, v in (headers or {}).items():
            head.pop(k, None) if v is None else head.update({k: v})
        c.request(method, path, body, head)
        r = c.getresponse()
        text = r.read().decode("utf-8", "replace")
        for k, v in r.getheaders():
            if k.lower() == "set-cookie":
                name, value = v.split(";")[0].split("=", 1)
                self.cookies[name] = value
        c.close()
        return r.status, r.getheader("Location") or "", text

    def sign_in(self, mail, password, secret):
        status, where, _ = self.ask("POST", "/id/sign-in", {"email": mail, "password": password})
        if secret:
            status, where, _ = self.ask("POST", "/id/sign-in/code", {"code": run("account", "code", secret).strip()})
        return status == 303 and "sign-in" not in where


def refused(status, where):
    return status in (401, 403, 404) or (status in (302, 303) and "/sign-in" in where)


def fill(pattern, kind, record):
    known = {"lang": "id", "kind": kind, "id": record, "code": "53.02", "ref": "ID-CONTOH-WATERORG", "file": "x.csv"}
    return re.sub(r"\{(\w+)\*?\}", lambda m: urllib.parse.quote(known.get(m[1], "x")), pattern)


def routes_by_role(people, own, routes):
    """Nobody passes who may not; nobody is kept out of a public page."""
    global cases
    wrong = []
    for method, pattern, permission in routes:
        for role in ROLES:
            if "sign-out" in pattern or "sign-in" in pattern:
                continue
            cases += 1
            status, where, _ = people[role].ask(method, fill(pattern, "activity", own))
            if role not in REACH[permission] and not refused(status, where):
                wrong.append(f"{role} reaches {method} {pattern}: {status}")
            if permission == "public" and (status in (401, 403) or "/sign-in" in where):
                wrong.append(f"{role} is kept out of {method} {pattern}: {status}")
    check(f"every route x every role ({cases} cases)", wrong)


def records_by_role(people, records, accounts):
    global cases
    wrong, before = [], cases
    for owner, record in records.items():
        may = MAY_EDIT - {"partner", "partner2"} | {owner}
        for role in ROLES:
            for method, word in (("GET", "edit"), ("POST", "edit"), ("POST", "delete"), ("GET", "merge")):
                if method == "POST" and role in may:
                    continue
                cases += 1
                status, where, _ = people[role].ask(method, f"/id/desk/activity/{record}/{word}")
                allowed = role in may and (word != "merge" or role in ("admin", "bureau"))
                if not allowed and not refused(status, where):
                    wrong.append(f"{role} {method} {word} of {owner}'s: {status}")
                if allowed and word == "edit" and status != 200:
                    wrong.append(f"{role} may not {method} {word} of {owner}'s: {status}")
    for account in accounts:
        for role in set(ROLES) - MAY_SEE_ACCOUNTS:
            cases += 1
            status, where, text = people[role].ask("GET", f"/id/desk/account/{account['id']}")
            if account["role"] != role and not refused(status, where) and account["mail"] in text:
                wrong.append(f"{role} sees the account of {account['role']}: {status}")
    check(f"records of the own and of another partner, accounts ({cases - before} cases)", wrong)


def from_elsewhere(people, own):
    """A change that a session signs must come from the site itself."""
    wrong = []
    for headers in ({"Sec-Fetch-Site": None}, {"Sec-Fetch-Site": "cross-site"},
                    {"Sec-Fetch-Site": None, "Origin": "https://elsewhere.example"}):
        status, _, _ = people["partner"].ask("POST", f"/id/desk/activity/{own}/delete", {"reason": "x"}, headers)
        if status != 403:
            wrong.append(f"{headers}: {status}")
    status, where, _ = people["public"].ask("GET", "/id/sign-in?next=https://elsewhere.example/")
    if "elsewhere" in where:
        wrong.append("the sign-in leads elsewhere")
    stale = Browser(people["partner"].port)
    stale.cookies = {k: "A" * len(v) for k, v in people["partner"].cookies.items()}
    status, where, _ = stale.ask("GET", "/id/desk")
    if not refused(status, where):
        wrong.append(f"an invented session: {status}")
    check("requests from elsewhere and invented sessions are refused", wrong)


def serve(db):
    p = subprocess.Popen([SELARAS, "serve", "--db", db, "--port", "0"], stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL, text=True)
    return p, int(re.search(r":(\d+)/", p.stdout.readline())[1])


def read_records(path):
    """The first programme of each demo partner, and all accounts, read before the server opens the file."""
    with sqlite3.connect(path) as db:
        rows = db.execute("SELECT r.id, v.doc FROM record r JOIN record_version v ON v.no = r.no AND v.version = "
                          "r.version WHERE v.doc LIKE '%\"iati_identifier\"%' OR r.kind = 10").fetchall()
    records, accounts = {}, []
    for record, text in rows:
        doc = json.loads(text)
        if "email" in doc:
            role = "partner2" if doc["email"].startswith("mitra2") else doc["grant"][0]["role"]
            accounts.append({"id": record, "mail": doc["email"], "role": role})
            continue
        for role, ref in (("partner", "ID-CONTOH-WATERORG"), ("partner2", "ID-CONTOH-PLANINDONESIA")):
            if doc.get("iati_identifier", "").startswith(ref + "-"):
                records.setdefault(role, record)
    return records, accounts


def main():
    with tempfile.TemporaryDirectory(prefix="selaras-authorization-") as folder:
        path = os.path.join(folder, "a.db")
        db = f"sqlite:{path}"
        run("init", "--db", db)
        lines = [line.split() for line in run("demo", "--db", db).splitlines() if "@contoh.example" in line]
        records, accounts = read_records(path)
        server, port = serve(db)
        people = {role: Browser(port) for role in ROLES}
        try:
            out, seen = [], set()
            for role, mail, password, *secret in lines:
                name = role + "2" if role in seen else role
                seen.add(role)
                if not people[name].sign_in(mail, password, secret[0] if secret else ""):
                    out.append(f"{name} cannot sign in")
            check("each role signs in", out + [f"no programme of {x}" for x in {"partner", "partner2"} - set(records)])
            routes = [line.split() for line in run("routes").splitlines()]
            routes_by_role(people, records["partner"], routes)
            records_by_role(people, records, accounts)
            from_elsewhere(people, records["partner"])
        finally:
            server.terminate()
            server.wait(30)
        log = run("audit", "list", "--db", db)
        missing = [w for w in (" sign_in ", " refusal ") if w not in log]
        check("sign-ins and refusals are in the audit log", [f"no line{w}" for w in missing])
        check("the database proves itself", [] if "0 problems" in run("verify", "--db", db) else ["verify complains"])
    print(f"1..{number}")
    print(f"# {cases} cases, {failed} failed")
    return failed != 0


sys.exit(main())
