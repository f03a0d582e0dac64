#!/usr/bin/env python3
"""Who may reach what, tried over HTTP: every route that the program lists x every role x own and other records of every
kind of the desk. What is expected follows from the tables below, written by hand from house.md ("a partner edits its
own, a regency verifies and reports what is in its area, an OPD what it accompanies, the bureau facilitates all") and
the domain's states, never from the program. Prints how many cases and leaks there were: of leaks there must be none.

usage: authorization_test.py SELARAS. The whole walk runs on SQLite; with SELARAS_TEST_PG one record of each kind is walked
on PostgreSQL, too (the policy is the same code, only the lists and loads behind it differ). Prints TAP.
"""
import http.client
import json
import os
import re
import sqlite3
import subprocess
import sys
import urllib.parse

from selaras_client import Server

SELARAS = sys.argv[1]
ROLES = ("public", "admin", "bureau", "partner", "partner2", "regency", "regency2", "agency", "agency2", "central", "auditor",
         "invited", "ended", "half")
NOBODY = {"public", "invited", "ended", "half"}  # a cookie that is none, or worth nothing
BUREAU = {"admin", "bureau"}
GOOD = "kuda hijau makan kelapa"
LINES = int(os.environ.get("LINES_SHOWN", 20))
number = failed = cases = leaks = by_state = 0

# ---- what the house says ----
# Kinds by their number in the database; who makes and changes them: every officer, or administrators alone.
KINDS = {1: "place", 2: "organisation", 3: "activity", 4: "dataset", 5: "indicator_value", 6: "indicator", 8: "place_match",
         10: "account", 12: "permit", 13: "agreement", 15: "document", 16: "register", 17: "holiday", 18: "setting",
         20: "workplan", 21: "plan", 25: "comment", 26: "custom_field", 27: "saved_filter", 30: "unit", 31: "official",
         35: "period", 36: "report", 37: "confirmation", 40: "problem", 45: "event", 46: "decision", 47: "action_item", 48: "contribution", 50: "regulation", 51: "announcement", 52: "practice"}
OF_ADMINS = {"account", "setting", "custom_field", "unit", "official"}
# What a scope's role may do with records of a kind beside reading, as far as they are its own, in its area, accompanied.
PARTNER = {"activity": "change delete comment attach", "workplan": "change delete comment attach submit",
           "organisation": "change comment attach", "permit": "comment attach", "agreement": "comment attach",
           "document": "change delete", "comment": "", "problem": "change comment attach submit",
           "report": "change delete comment attach submit", "confirmation": "",
           "event": "comment", "decision": "", "action_item": "comment attach submit", "contribution": "change comment attach",
           "announcement": "change delete attach", "practice": "change delete comment attach submit"}
REGENCY = {"activity": "comment", "workplan": "comment attach opine", "agreement": "comment attach", "organisation": "comment",
           "permit": "", "document": "", "comment": "", "problem": "change comment attach submit",
           "report": "comment attach opine", "confirmation": "opine", "event": "comment", "decision": "",
           "action_item": "comment attach submit", "contribution": "change comment attach",
           "announcement": "", "practice": "change comment attach submit"}
EVERYWHERE = {"organisation", "permit"}  # a regency and an agency see and, where said, comment these whatever the scope
# Kinds of which everybody may see each record; of others it depends on the record (open_to_all).
OPEN = {"place", "organisation", "activity", "dataset", "indicator", "indicator_value", "place_match", "permit", "holiday",
        "setting", "plan", "unit", "regulation", "period"}
MERGED = {"organisation", "activity"}
# Addresses by who may reach them at all, by what they begin with; the first that fits counts.
# An address that is new below the desk, and not for everybody there, gets its row here.
REACH = [(r".* /\{lang\}/desk/(people|mail)", {"admin"}), (r".* /\{lang\}/desk/audit", {"admin", "auditor"}),
         (r"GET /\{lang\}/desk/locations", {"admin", "bureau", "central", "auditor"}),
         (r"POST /\{lang\}/desk/locations|.* /\{lang\}/desk/register/make", {"admin", "bureau"}),
         (r"(POST|PUT|DELETE) /api/v1/records", set()),  # a session is no token
         (r".* /\{lang\}/(desk|me)\b", set(ROLES) - NOBODY), ("", set(ROLES))]
# A step that leads on from the state of a plan.
STEPS = {"draft": "submit", "returned": "submit", "submitted": "return", "approved": "sign", "open": "start", "progress": "solve",
         "reopened": "start", "solved": "reopen", "planned": "invite", "invited": "hold", "held": "close", "closed": "reopen",
         "pending": "start"}
# What one must be allowed to with the record of the address: METHOD WORD.
NEEDS = {"POST receipt": "receive", "GET": "see", "GET history": "see", "GET edit": "change", "POST edit": "change", "POST delete": "delete",
         "POST restore": "delete", "POST comments": "comment", "POST comment": "comment", "POST attach": "attach",
         "GET merge": "merge", "POST merge": "merge", "GET procedure": "see", "POST procedure": "advance",
         "POST correct": "approve", "GET rkt": "see", "GET compare": "see", "GET opinion": "see", "GET sheet": "see",
         "POST opinion": "opine", "POST sheet": "change", "POST accept": "change", "POST decide": "approve", "POST copy": "change",
         "POST step": "approve", "GET handle": "submit", "POST handle": "submit", "GET register.csv": "see", "GET register.xlsx": "see",
         "GET view": "see", "GET fill": "change", "POST fill": "change", "POST hand": "approve", "GET sides": "see",
         "POST sides": "comment", "POST raise": "raise", "GET check": "see", "POST check": "opine", "GET numbers": "see", "POST numbers": "sign",
         "GET register.pdf": "see", "GET register.docx": "see", "GET rkt.pdf": "see", "GET rkt.docx": "see",
         "GET report.pdf": "see", "GET report.docx": "see",
         "GET agenda": "see", "POST agenda": "change", "POST answer": "answer", "GET invitations": "see", "POST invitations": "change",
         "GET attendance": "see", "POST attendance": "change", "GET qr": "change", "GET minutes": "see",
         "POST minutes": "change", "GET followup": "see", "GET progress": "submit", "POST progress": "submit"}


def check(name, problems):
    global number, failed
    number += 1
    failed += bool(problems)
    print(f"{'not ok' if problems else 'ok'} {number} - {name}", flush=True)
    for problem in problems[:LINES]:
        print(f"# {problem}")


# ---- the world ----

class Record:
    def __init__(self, no, id, kind, version, doc):
        self.no, self.id, self.kind, self.version, self.doc = no, id, KINDS.get(kind, str(kind)), version, doc


def rows(s, query):
    if s.schema:
        text = subprocess.run(["psql", "-At", "-F", "\x1f", "-R", "\x1e", "-d", s.postgres, "-c", f"SET search_path = {s.schema}",
                               "-c", query], check=True, capture_output=True, text=True).stdout
        return [line.split("\x1f") for line in text.removeprefix("SET\n").removeprefix("SET\x1e").strip("\n\x1e").split("\x1e") if line]
    with sqlite3.connect(s.db[len("sqlite:"):]) as db:
        return db.execute(query).fetchall()


def records_of(s):
    """All records as they are now. The server must not have the file."""
    found = rows(s, "SELECT r.no, r.id, r.kind, r.version, v.doc FROM record r JOIN record_version v ON v.no = r.no AND "
                    "v.version = r.version WHERE r.deleted = 0 AND r.kind NOT IN (1, 5, 50) UNION ALL SELECT r.no, r.id, r.kind, "
                    "r.version, v.doc FROM record r JOIN record_version v ON v.no = r.no AND v.version = r.version WHERE r.no IN "
                    "(SELECT min(no) FROM record WHERE kind IN (1, 5, 50) GROUP BY kind) ORDER BY 1")
    return [Record(int(no), id, int(kind), int(version), json.loads(doc)) for no, id, kind, version, doc in found]


def values(doc, names):
    """Every text under one of NAMES anywhere in the document."""
    if isinstance(doc, dict):
        for key, value in doc.items():
            if key in names and isinstance(value, str):
                yield value
            else:
                yield from values(value, names)
    elif isinstance(doc, list):
        for one in doc:
            yield from values(one, names)


class House:
    """The expected answers."""

    def __init__(self, s, records):
        orgs = {r.doc.get("ref"): r.id for r in records if r.kind == "organisation"}
        self.org = {"partner": {"ID-CONTOH-WATERORG", orgs["ID-CONTOH-WATERORG"]},
                    "partner2": {"ID-CONTOH-PLANINDONESIA", orgs["ID-CONTOH-PLANINDONESIA"]},
                    "agency": {"ID-CONTOH-OPD", orgs["ID-CONTOH-OPD"]}, "agency2": {"ID-CONTOH-OPD2", orgs["ID-CONTOH-OPD2"]}}
        self.area = {"regency": "53.02", "regency2": "53.04"}
        self.account = {}
        mails = {s.accounts[role].mail: role for role in ROLES if role in s.accounts} | {"mitra2@contoh.example": "partner2"}
        for r in records:
            if r.kind == "account" and r.doc.get("email") in mails:
                self.account[mails[r.doc["email"]]] = r.id
        located = rows(s, "SELECT no, place FROM ix_activity_place WHERE place IS NOT NULL")
        self.located = {}
        for no, code in located:
            self.located.setdefault(int(no), set()).add(code)

    def places(self, r):
        names = {"regency"} if r.kind in ("report", "confirmation") else {"place"}
        found = set(values(r.doc, names) if r.kind != "activity" else self.located.get(r.no, set()))
        return {p for p in found if re.match(r"53(\.\d+)*$", p)}

    def own(self, role, r):
        """Whether the record is the role's own, in its area, or accompanied by it."""
        if r.kind == "announcement" and not role.startswith("partner"):
            return False  # none of the examples was sent by a regency
        if r.kind == "practice" and role.startswith("agency"):
            return False
        if r.kind == "event":  # whoever is invited; not whoever came
            asked = r.doc.get("invitation", [])
            if role.startswith("regency"):
                return any(x.get("place") == self.area[role] for x in asked)
            return role in self.org and any(x.get("organisation") in self.org[role] for x in asked)
        if r.kind in ("action_item", "contribution") and role.startswith("regency"):
            return r.doc.get("regency") == self.area[role]
        if role in ("partner", "partner2"):
            names = {"activity": {"reporting_org_ref"}, "workplan": {"partner"}, "organisation": {"ref"}, "permit": {"holder"},
                     "agreement": {"organisation"}, "document": {"organisation"}, "comment": {"organisation"}, "problem": {"partner", "responsible"},
                     "report": {"partner"}, "confirmation": {"partner"},
                     "action_item": {"organisation"}, "contribution": {"organisation"}, "announcement": {"from_organisation"}, "practice": {"partner"}}.get(r.kind, set())
            return any(v in self.org[role] for v in values(r.doc, names))
        if role in ("agency", "agency2"):
            names = {"workplan": {"lead_agency", "agency"}, "document": {"agency"}, "comment": {"agency"},
                     "problem": {"responsible"}, "report": {"agency"}, "confirmation": {"agency"},
                     "action_item": {"organisation"}, "contribution": {"organisation"}}.get(r.kind, set())
            if r.kind == "agreement":
                return any(v in self.org[role] for v in values(r.doc.get("agency", []), {"organisation"}))
            return any(v in self.org[role] for v in values(r.doc, names))
        if role in ("regency", "regency2"):
            area = self.area[role]
            return any(p == area or p.startswith(area + ".") or area.startswith(p + ".") for p in self.places(r))
        return False

    def open_to_all(self, r):
        if r.kind == "workplan":
            return r.doc["status"] in ("approved", "signed", "cancelled")
        if r.kind == "agreement":
            return r.doc["status"] in ("running", "ended")
        if r.kind == "report":
            return r.doc["status"] == "accepted"
        if r.kind == "document":
            return r.doc.get("audience") == "public" and r.doc.get("target_open") == "1"
        if r.kind == "problem":
            return r.doc.get("shown") == "1"
        if r.kind == "practice":
            return r.doc["status"] == "published"
        if r.kind == "announcement":
            return r.doc["audience"] == "public"
        if r.kind == "event":
            return r.doc.get("open") == "1"
        return r.kind in OPEN

    def addressed(self, role, r):
        to, one = r.doc["audience"], role.rstrip("2")
        if to == "chosen":
            named = set(values(r.doc.get("to", []), {"organisation", "place"}))
            return bool(named & (self.org.get(role, set()) | {self.area.get(role)}))
        return one == "partner" and to in ("partners", "everyone", "public") or one == "regency" and to in ("regencies", "everyone", "public")

    def sees(self, role, r):
        if role in NOBODY:
            return False
        if self.open_to_all(r):
            return True
        if r.kind == "account":
            return role == "admin" or self.account.get(role) == r.id
        if r.kind in ("decision", "action_item"):
            return True
        if r.kind == "saved_filter":
            return role == "admin" or self.account.get(role) == r.doc.get("account")
        if r.kind == "document" and r.doc.get("audience") == "bureau":
            return role in BUREAU
        if r.kind in ("workplan", "report") and r.doc["status"] == "draft":
            return role in BUREAU or (role.startswith("partner") and self.own(role, r))
        if role in BUREAU or role in ("central", "auditor"):
            return True
        if r.kind == "announcement":
            return self.own(role, r) or self.addressed(role, r)
        if role.startswith(("regency", "agency")) and r.kind in EVERYWHERE:
            return True
        table = PARTNER if role.startswith("partner") else REGENCY
        return r.kind in table and self.own(role, r)

    def may(self, role, action, r):
        """True, False, or None: it depends on more than the role (a state, the author)."""
        if action == "see":
            return self.sees(role, r)
        if not self.sees(role, r):
            return False
        if action == "receive":
            return None if r.kind == "announcement" and (role in BUREAU or self.addressed(role, r)) else False
        if action == "merge":
            return role in BUREAU and r.kind in MERGED
        if r.kind == "comment":
            # its author alone changes its words; here that is the bureau's officer
            return None if role == "bureau" or action == "delete" and role == "admin" else False
        if r.kind in ("account", "saved_filter"):
            return None if self.account.get(role) in (r.id, r.doc.get("account")) or role == "admin" else False
        if action == "answer":  # whoever is invited, and nobody for him
            return None if r.kind == "event" and self.own(role, r) else False
        if action == "raise":  # a problem of the record's partner and place
            return None if role in BUREAU or self.own(role, r) else False
        if action in ("advance", "approve"):
            return None if role in BUREAU or (action == "approve" and "submit" in self.words(role, r)) else False
        if action == "opine":
            return None if role == "admin" or "opine" in self.words(role, r) else False
        if role in BUREAU:
            return None if r.kind in OF_ADMINS and role != "admin" else True
        return action in self.words(role, r)

    def words(self, role, r):
        table = PARTNER if role.startswith("partner") else REGENCY if role.startswith(("regency", "agency")) else {}
        scoped = self.own(role, r) or (r.kind in EVERYWHERE and table is REGENCY)
        return table.get(r.kind, "").split() if scoped else []


class Person:
    """One connection with one cookie; says when the answer is a refusal."""

    def __init__(self, client):
        self.client, self.c = client, http.client.HTTPConnection("127.0.0.1", client.port, timeout=60)

    def ask(self, method, path, form=None, headers=None):
        head = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.client.cookies.items())} if self.client.cookies else {}
        body = None
        if method != "GET":
            body = urllib.parse.urlencode(form or {}, doseq=True)
            head |= {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        for k, v in (headers or {}).items():
            head.pop(k, None) if v is None else head.update({k: v})
        self.c.request(method, path, body, head)
        r = self.c.getresponse()
        text = r.read().decode("utf-8", "replace")
        # who takes nothing is sent nothing: else the length is refused before anybody is asked
        if r.status == 413 and form:
            return self.ask(method, path, None, headers)
        return r.status, r.getheader("Location") or "", text

    def refused(self, method, path, form=None, headers=None):
        status, where, _ = self.ask(method, path, form, headers)
        return status in (401, 403, 404) or (status in (302, 303) and "/sign-in" in where), status


ANY = {"step": "approve", "version": "1", "_version": "1", "reason": "x", "text": "x", "comment": "01ARZ3NDEKTSV4RRFFQ69G5FAV",
       "op": "done", "year": "2026", "seq": "0", "with": "01ARZ3NDEKTSV4RRFFQ69G5FAV", "with_version": "1", "show": "1", "mail": "1", "id": "1", "other": "01ARZ3NDEKTSV4RRFFQ69G5FAV",
       "title": "x", "verdict": "accept", "line": "k1", "by": "regency", "_kind": "activity", "_do": "save", "do": "end", "row": "1", "key": "x", "choice": "none"}


def expect(role, what, wanted, got, wrong):
    """WANTED: whether it is open to the role; GOT: (refused, status)."""
    global cases, leaks, by_state
    cases += 1
    refused, status = got
    if wanted is False and status in (409, 422):
        by_state += 1  # the record's state says no before anybody is asked; that nothing changed is proved below
    elif wanted is False and not refused:
        leaks += 1
        wrong.append(f"LEAK {role} {what}: {status}")
    if wanted is True and refused:
        wrong.append(f"{role} is kept out of {what}: {status}")


def routes_by_role(e, people, routes, ids):
    wrong = []
    for method, pattern, _ in routes:
        if "sign-out" in pattern or "sign-in" in pattern or re.search(r"\{kind\}/\{id\}", pattern):
            continue
        reach = next(who for begins, who in REACH if re.match(begins, f"{method} {pattern}"))
        known = {"lang": "id", "kind": "activity", "id": ids["account"], "code": "53.02", "ref": "ID-CONTOH-WATERORG", "file": "x.csv"}
        path = re.sub(r"\{(\w+)\*?\}", lambda m: urllib.parse.quote(known.get(m[1], "x")), pattern)
        for role in ROLES:
            if method != "GET" and role in reach:
                continue
            refused, status = people[role].refused(method, path, ANY)
            everybody = reach == set(ROLES)
            wanted = False if role not in reach else None if status == 404 or not everybody and "{" in pattern[7:] else True
            expect(role, f"{method} {pattern}", wanted, (refused, status), wrong)
    check(f"{e}: every address x every role", wrong)


def chosen(house, records, most):
    """For each kind the records that differ in who may what, at most MOST of them."""
    found = {}
    for r in records:
        signature = tuple(house.may(role, action, r) for role in ROLES for action in ("see", "change", "comment", "opine"))
        found.setdefault(r.kind, {}).setdefault(signature, r)
    return [r for signatures in found.values() for r in list(signatures.values())[:most]]


def records_by_role(e, people, routes, house, records, most):
    wrong, missing = [], []
    words = [(m, p.split("{id}")[1].strip("/")) for m, p, _ in routes if "/desk/{kind}/{id}" in p]
    missing = [f"no expectation for {m} {w}" for m, w in words if f"{m} {w}".strip() not in NEEDS]
    walked = chosen(house, records, most)
    for r in walked:
        for method, word in words:
            action = NEEDS.get(f"{method} {word}".strip())
            for role in ROLES:
                wanted = house.may(role, action, r) if action else False
                if method == "POST" and wanted is not False:
                    continue
                # a page that only one kind has, and a form of a plan that was handed in, may be closed to all
                form = {**ANY, "version": r.version, "_version": r.version, "step": STEPS.get(r.doc.get("status"), "submit")}
                got = people[role].refused(method, f"/id/desk/{r.kind}/{r.id}" + (f"/{word}" if word else ""), form)
                special = word in ("procedure", "rkt", "compare", "opinion", "sheet", "register.csv", "register.xlsx", "edit",
                                   "merge", "handle", "view", "fill", "sides", "check", "numbers", "agenda", "invitations",
                                   "attendance", "qr", "minutes", "followup", "progress",
                                   "register.pdf", "register.docx", "rkt.pdf", "rkt.docx",
                                   "report.pdf", "report.docx")
                expect(role, f"{method} {r.kind} {r.id} {word}", None if wanted and special else wanted, got, wrong)
    for r in (x for x in walked if x.kind == "activity"):
        for role in ROLES:
            wanted = house.may(role, "change", r)
            expect(role, f"GET edit of the programme {r.id}", wanted, people[role].refused("GET", f"/id/desk/activity/{r.id}/edit"), wrong)
    check(f"{e}: own and other records of {len({r.kind for r in walked})} kinds x every role", missing + wrong)


# ---- what is tried beside the walk ----

def from_elsewhere(e, people, routes, ids):
    """A change that a session signs must come from the site itself, whatever the address."""
    wrong = []
    for method, pattern, _ in routes:
        if method == "GET":
            continue
        path = re.sub(r"\{(\w+)\*?\}", lambda m: {"lang": "id", "kind": "activity"}.get(m[1], ids["activity"]), pattern)
        for headers in ({"Sec-Fetch-Site": None}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
                        {"Sec-Fetch-Site": None, "Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": None, "Origin": "null"}):
            status, where, _ = people["admin"].ask(method, path, ANY, headers)
            expect("admin", f"{method} {pattern} {headers}", False, (status in (401, 403), status), wrong)
    check(f"{e}: requests from elsewhere change nothing", wrong)


def redirects(e, s):
    wrong, a = [], s.accounts["central"]
    for wish in ("//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example/", "https:evil.example", "/%2F/evil.example",
                 "/\t/evil.example", "\t//evil.example", "///evil.example", "/\r\n//evil.example", "javascript:alert(1)", "%2F%2Fevil.example",
                 "//evil.example/%2e%2e", "/id//../..//evil.example\\", "http:///evil.example", "/\u2028/evil.example"):
        status, headers, _ = s.client().post("/id/sign-in", {"email": a.mail, "password": a.password, "next": wish})
        where = headers.get("Location") or ""
        own = re.match(r"/(?![/\\])[!-~]*$", where) is not None and "\\" not in where
        expect("central", f"next={wish!r} -> {where}", False, (own and status in (303, 429), status), wrong)
        page = s.client().get("/id/sign-in?next=" + urllib.parse.quote(wish))[2]
        kept = re.search(r'name="next" value="([^"]*)"', page)[1]
        expect("public", f"the form keeps next={wish!r}", False, (kept == "" or re.match(r"/[^/\\]", kept) is not None, kept), wrong)
    check(f"{e}: nobody is sent elsewhere after signing in", wrong)


def escalation(e, s, people, house, records):
    """Nobody gives himself powers, a record or a state that is not his to set."""
    wrong, partner = [], people["partner"]
    me = house.account["partner"]
    grants = {"grant[0]/role": "admin", "grant[+0]/role": "admin", "grant[]": "+0", "role": "admin", "status": "active", "self": "x"}
    form = partner.ask("GET", f"/id/desk/account/{me}/edit")[2]
    version = re.search(r'name="_version" value="(\d+)"', form)
    partner.ask("POST", f"/id/desk/account/{me}/edit", {**grants, "name": "Narahubung Water.org (DATA CONTOH)",
                                                        "_version": version[1] if version else "1", "_do": "save"})
    partner.ask("POST", "/id/me", {**grants, "name": "Narahubung Water.org (DATA CONTOH)"})
    for path in ("/id/desk/people", "/id/desk/audit"):
        expect("partner", f"GET {path} after asking for more", False, partner.refused("GET", path), wrong)
    for role in ("bureau", "partner", "auditor"):
        expect(role, "an invitation with a higher role", False, people[role].refused(
            "POST", "/id/desk/people", {"name": "X", "email": "x@contoh.example", "role": "admin"}), wrong)
    # a form with fields that the person neither sees nor may set
    program = next(r for r in records if r.kind == "activity" and house.own("partner", r))
    page = partner.ask("GET", f"/id/desk/activity/{program.id}/edit?section=main")[2]
    sent = [(k, v) for k, v in re.findall(r'<(?:input|textarea)[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page)]
    sent += [("reporting_org_ref", "ID-CONTOH-PLANINDONESIA"), ("source_name", "x"), ("identifier", "x"), ("place_why", "x"),
             ("status", "approved"), ("_do", "save")]
    partner.ask("POST", f"/id/desk/activity/{program.id}/edit?section=main", sent)
    plan = next(r for r in records if r.kind == "workplan" and r.doc["status"] == "draft" or r.kind == "workplan" and
                r.doc["status"] == "returned")
    owner = next((x for x in ("partner", "partner2") if house.own(x, plan)), None)
    if owner:
        page = people[owner].ask("GET", f"/id/desk/workplan/{plan.id}/edit")[2]
        version = re.search(r'name="_version" value="(\d+)"', page)
        people[owner].ask("POST", f"/id/desk/workplan/{plan.id}/edit", {"_version": version[1] if version else "1", "_do": "save",
                          "status": "approved", "partner": next(iter(house.org["partner2" if owner == "partner" else "partner"])),
                          "line[k1]/opinion[0]/verdict": "accept", "title": plan.doc["title"]})
    check(f"{e}: nobody gives himself powers", wrong)
    return {program.id: ("reporting_org_ref",), plan.id: ("status", "partner")}


def stale(e, s, people, admin):
    """A session from before other powers, or the end of the account, is worth nothing."""
    wrong = []
    c = s.sign_in("central")
    ids = dict(re.findall(r'href="/id/desk/people/(\w{26})">([^<]+)<', admin.get("/id/desk/people")[2]))
    person = next(i for i, name in ids.items() if name.startswith("Pembaca Pusat"))
    admin.post(f"/id/desk/people/{person}", {"do": "powers", "role": "auditor"})
    for path in ("/id/desk", "/id/me", "/id/desk/audit"):
        expect("central", f"GET {path} with powers of before", False, Person(c).refused("GET", path), wrong)
    again = s.sign_in("central")
    expect("central", "the log after signing in as an auditor", True, Person(again).refused("GET", "/id/desk/audit"), wrong)
    admin.post(f"/id/desk/people/{person}", {"do": "end"})
    expect("central", "GET /id/me of an ended account", False, Person(again).refused("GET", "/id/me"), wrong)
    made_up = s.client()
    made_up.cookies["selaras"] = "A" * 43
    expect("public", "an invented session", False, Person(made_up).refused("GET", "/id/desk"), wrong)
    check(f"{e}: sessions of before are worth nothing", wrong)


# ---- who takes part ----

def invite(s, *arguments):
    return "/" + s.run("account", "invite", *arguments).strip().split("/", 3)[3]


def prepare(s):
    with open(f"{s.folder}/opd.csv", "w") as f:
        f.write("ref,name:id,type,country,category.category,category.from_year,category.source\n"
                "ID-CONTOH-OPD2,Dinas Kesehatan (contoh),10,ID,government,2019,data contoh\n")
    s.run("import", "sheet", "organisation", f"{s.folder}/opd.csv")
    return {"regency2": invite(s, "--place", "53.04", "regency", "Petugas Kabupaten Lain", "kab2@contoh.example"),
            "agency2": invite(s, "--organisation", "ID-CONTOH-OPD2", "agency", "Petugas OPD Lain", "opd2@contoh.example"),
            "ended": invite(s, "bureau", "Sudah Pergi", "pergi@contoh.example"),
            "invited": invite(s, "bureau", "Belum Datang", "belum@contoh.example")}


def arrive(s, links):
    """Everybody with a cookie, as far as each comes by one."""
    from selaras_client import Account
    clients = {"public": s.client(), "invited": s.client(), "half": s.client()}
    for role, mail in (("regency2", "kab2@contoh.example"), ("agency2", "opd2@contoh.example"), ("ended", "pergi@contoh.example")):
        s.client().post(links[role], {"password": GOOD})
        s.accounts[role] = Account(role, mail, GOOD)
        clients[role] = s.sign_in(role)
    s.accounts["partner2"] = s.accounts["mitra2@contoh.example"]
    for role in ROLES:
        if role not in clients:
            clients[role] = s.sign_in(role)
    clients["half"].post("/id/sign-in", {"email": s.accounts["admin"].mail, "password": s.accounts["admin"].password})
    clients["invited"].post("/id/sign-in", {"email": "belum@contoh.example", "password": GOOD})
    ids = dict((n, i) for i, n in re.findall(r'href="/id/desk/people/(\w{26})">([^<]+)<', clients["admin"].get("/id/desk/people")[2]))
    clients["admin"].post(f"/id/desk/people/{ids['Sudah Pergi']}", {"do": "end"})
    return clients


def attach(client, kind, id, audience):
    edge = "selaras-edge"
    parts = {"title": f"Dokumen {audience}", "sort": "other", "audience": audience}
    body = "".join(f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in parts.items())
    body += (f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n'
             f"isi {audience} {id}\r\n--{edge}--\r\n")
    return client.request("POST", f"/id/desk/{kind}/{id}/attach", body, {
        "Content-Type": f"multipart/form-data; boundary={edge}", "Origin": f"http://127.0.0.1:{client.port}"})[0]


def furnish(s, clients, records):
    """Comments and documents, which the demo has none of."""
    wrong = []
    program = next(r for r in records if r.kind == "activity" and r.doc.get("reporting_org_ref") == "ID-CONTOH-WATERORG")
    plan = next(r for r in records if r.kind == "workplan" and r.doc["status"] == "submitted")
    for r in (program, plan):
        status = clients["bureau"].post(f"/id/desk/{r.kind}/{r.id}/comments", {"text": "Catatan biro."})[0]
        wrong += [f"comment on a {r.kind}: {status}"] if status != 303 else []
    for audience in ("public", "partners", "government", "bureau"):
        status = attach(clients["bureau"], "workplan", plan.id, audience)
        wrong += [f"document for {audience}: {status}"] if status != 303 else []
    return wrong


def versions(s):
    return int(re.search(r"(\d+) versions checked, 0 problems", s.run("verify"))[1])


def walk(e, s, most):
    links = prepare(s)
    records = records_of(s)
    s.start()
    clients = arrive(s, links)
    check(f"{e}: everybody arrives", furnish(s, clients, records))
    s.stop()
    before, records = versions(s), records_of(s)
    house = House(s, records)
    routes = [line.split() for line in subprocess.run([SELARAS, "routes"], check=True, capture_output=True, text=True).stdout.splitlines()]
    ids = {"account": house.account["auditor"], "activity": next(r.id for r in records if r.kind == "activity")}
    s.start()
    for c in clients.values():
        c.port = s.port
    people = {role: Person(c) for role, c in clients.items()}
    routes_by_role(e, people, routes, ids)
    records_by_role(e, people, routes, house, records, most)
    from_elsewhere(e, people, routes, ids)
    s.stop()
    after = versions(s)
    check(f"{e}: all of this has changed nothing", [f"{after - before} new versions"] if after != before else [])
    s.start()
    for c in clients.values():
        c.port = s.port
    people = {role: Person(c) for role, c in clients.items()}
    fixed = escalation(e, s, people, house, records)
    redirects(e, s)
    stale(e, s, people, clients["admin"])
    s.stop()
    now = {r.id: r for r in records_of(s)}
    wrong = [f"{id}: {f} became {now[id].doc.get(f)}" for id, names in fixed.items() for f in names
             if now[id].doc.get(f) != next(r for r in records if r.id == id).doc.get(f)]
    powers = now[house.account["partner"]].doc["grant"]
    wrong += [f"powers: {powers}"] if [g["role"] for g in powers] != ["partner"] else []
    check(f"{e}: what forms may not set stayed as it was", wrong)
    log = s.run("audit", "list")
    check(f"{e}: sign-ins and refusals are in the log, and it is sound",
          [f"no line{w}" for w in (" sign_in ", " refusal ", " sign_in_failed ") if w not in log] + ([] if versions(s) else ["not sound"]))


def main():
    engines = [("SQLite", None, 4)]
    if os.environ.get("SELARAS_TEST_PG"):
        engines.append(("PostgreSQL", os.environ["SELARAS_TEST_PG"], 1))
    for e, postgres, most in engines:
        s = Server(SELARAS, demo=True, postgres=postgres)
        try:
            walk(e, s, most)
        finally:
            s.__exit__()
    print(f"1..{number}")
    print(f"# {cases} cases, {leaks} leaks, {failed} failed; {by_state} refused by the state of a record")
    return failed != 0


sys.exit(main())
