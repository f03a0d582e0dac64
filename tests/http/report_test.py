#!/usr/bin/env python3
"""The story of a report over HTTP, on each engine that is at hand: an obligation follows from the work plan in force, the
partner reports, the regency sees another figure and returns a row, the partner hands in again, regency and agency pass it
on, the bureau accepts, the two sides settle the figure, a correction asks for an answer again; what each may not do is
refused on the way.

usage: report_test.py SELARAS. The clock stands at 8 January 2027: the fourth quarter of 2026 has ended, its reports are
due on the tenth working day of January.
"""
import html
import html.parser
import re
import sys
import time
from datetime import datetime, timezone

from selaras_client import Server, check, engines, finish

SELARAS = sys.argv[1]
NOW = int(datetime(2027, 1, 8, 1, tzinfo=timezone.utc).timestamp() * 1000)
LIST = "/id/desk/report-list?year=2026&period=2026-Q4"


def hidden(text, name):
    m = re.search(rf'name="{name}" value="([^"]*)"', text)
    return html.unescape(m[1]) if m else ""


def made_forms(page):
    """The obligations that one may begin: what their buttons send."""
    return [dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
            for form in re.findall(r'<form method="post" action="[^"]*report-make">(.*?)</form>', page, re.S)]


def rows_of(page):
    return re.findall(r'name="done-(k\d+)"', page)


def version(who, at, word="view"):
    return hidden(who.get(f"{at}/{word}")[2], "version")


FILLED = {"summary": "Sambungan selesai di semua desa.", "success": "Air mengalir.", "conformity": "full", "next": "Serah terima."}


def is_told(people):
    """Once a day the server tells who owes a report; at the start of the day's clock that is within seconds."""
    for _ in range(40):
        told = "Laporan pelaksanaan RKT" in people["partner"].get("/id/desk/notices")[2]
        if told:
            break
        time.sleep(0.5)
    check("the partner is told that its report is due", told)
    check("the bureau is not, as long as it is in time", "Laporan pelaksanaan RKT" not in people["bureau"].get("/id/desk/notices")[2])


def begins(people):
    partner, other = people["partner"], people["partner2"]
    page = partner.get(LIST)[2]
    forms = made_forms(page)
    check("the partner owes one report: one plan, one regency", len(forms) == 1 and page.count("Jatuh tempo</span>") >= 1, page)
    status, headers, _ = other.post("/id/desk/report-make", forms[0])
    check("another partner does not begin it", status == 403, status)
    check("nor does the regency", people["regency"].post("/id/desk/report-make", forms[0])[0] == 403)
    wrong = {**forms[0], "period": "2026-S1"}
    check("there is no such period", partner.post("/id/desk/report-make", wrong)[0] == 404)
    status, headers, _ = partner.post("/id/desk/report-make", forms[0])
    at = (headers.get("Location") or "").removesuffix("/fill")
    check("the partner begins it", status == 303 and "/desk/report/" in at, headers.get("Location"))
    again = partner.post("/id/desk/report-make", forms[0])
    check("begun again, it is the same report", again[0] == 303 and at in again[1].get("Location"), again[1].get("Location"))
    check("a draft is the partner's and the bureau's", other.get(at + "/view")[0] == 404 and people["regency"].get(at + "/view")[0] == 404
          and people["bureau"].get(at + "/view")[0] == 200)
    return at


class Sent(html.parser.HTMLParser):
    """What a browser would send of the form with the class report-fill, as it came."""

    def __init__(self, page):
        super().__init__()
        self.fields, self.inside, self.area, self.choice = {}, False, None, None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == "form":
            self.inside = "report-fill" in (a.get("class") or "")
        if not self.inside:
            return
        if tag == "input" and (a.get("type") != "radio" or "checked" in a):
            self.fields[a["name"]] = a.get("value") or ""
        if tag == "textarea":
            self.area, self.fields[a["name"]] = a["name"], ""
        if tag == "select":
            self.choice, self.fields[a["name"]] = a["name"], ""
        if tag == "option" and "selected" in a:
            self.fields[self.choice] = a.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:  # the first line end after <textarea> is none of its text
            self.fields[self.area] = self.fields[self.area].removeprefix("\n")
        self.area = None if tag == "textarea" else self.area
        self.inside = self.inside and tag != "form"

    def handle_data(self, text):
        if self.inside and self.area:
            self.fields[self.area] += text


def keeps(partner, at):
    """What is typed is kept every few seconds, comes back, and can be thrown away."""
    sent = Sent(partner.get(at + "/fill")[2]).fields
    typed = {**sent, "challenge": "Musim hujan datang lebih awal", "obstacle-x1": "Pipa tertahan", "done-k2": "7,5"}
    check("what is typed is kept", partner.post("/id/desk/draft", typed, {"Accept": "application/json"})[0] == 200)
    back = Sent(partner.get(at + "/fill")[2]).fields
    check("and comes back, new rows as well", back["challenge"] == "Musim hujan datang lebih awal" and back["done-k2"] == "7,5"
          and "Pipa tertahan" in back.values(), back)
    check("the report itself has not changed", "Musim hujan" not in partner.get(at + "/view")[2])
    check("until it is thrown away", partner.post(at + "/fill", {"do": "discard", "version": sent["version"]})[0] == 303
          and Sent(partner.get(at + "/fill")[2]).fields == sent)


def fills(people, at):
    partner = people["partner"]
    page = partner.get(at + "/fill")[2]
    rows = rows_of(page)
    check("its twelve rows come from the plan", len(rows) == 12 and "Sambungan air rumah tangga" in page, rows)
    keeps(partner, at)
    sent = {"version": hidden(page, "version"), "do": "submit", **FILLED, "done-k1": "1.0x"}
    status, _, page = partner.post(at + "/fill", sent)
    check("what is missing and wrong is named, and the form comes back filled", status == 422 and "belum diisi" in page and
          'value="1.0x"' in page and "Air mengalir." in page, status)
    sent |= {f"done-{k}": "5" for k in rows} | {"done-k1": "1.200,5", "female-k1": "3", "male-k1": "4", "spent-m1": "9.000.000"}
    sent |= {"obstacle-x1": "Jalan rusak", "stage-x1": "implementation", "severity-x1": "3", "activity-x1": "Sumur bor",
             "place-x1": "53.02.01", "unit-x1": "unit", "done-x1": "2"}
    sent |= {"conformity": "part"}
    status, _, page = partner.post(at + "/fill", sent)
    check("why it is only partly as planned is asked for", status == 422 and "Jelaskan mengapa" in page, page)
    # what came back is sent as it came: the rows that are not in the report yet are among it
    again = Sent(page).fields | {"conformity_why": "Ada sumur di luar rencana.", "do": "submit"}
    check("new rows come back under names of their own", "Sumur bor" in again.values() and not again["activity-x1"], again)
    status, _, page = partner.post(at + "/fill", again)
    check("it is handed in", status == 303, page)
    page = partner.get(at + "/view")[2]
    check("figures as people write them, the place outside the plan marked, the obstacle there",
          "1.200,5" in page and "tidak ada dalam RKT" in page and "Jalan rusak" in page and "Diserahkan" in page, page)
    check("it cannot be changed now", partner.get(at + "/fill")[0] == 409)
    page = people["bureau"].get(LIST)[2]
    check("the list says that it is being checked", "Diperiksa</span>" in page, page)
    check("the public does not see it", people["public"].get(at.replace("/desk", ""))[0] == 404)
    return rows


def answers(page, rows, **special):
    sent = {"version": hidden(page, "version")}
    for k in rows + ["t1"]:
        sent[f"answer-{k}"] = "seen"
    return sent | special


def returns(people, at, rows):
    regency, agency = people["regency"], people["agency"]
    check("it is not the agency's turn", agency.post(at + "/check", {"do": "pass"})[0] == 409)
    check("a partner does not confirm itself", people["partner"].post(at + "/check", {"do": "save"})[0] == 403)
    page = regency.get(at + "/check")[2]
    status, _, _ = regency.post(at + "/check", {"version": hidden(page, "version"), "do": "pass"})
    check("each row is answered before it goes on", status == 422, status)
    sent = answers(page, rows, **{"answer-k1": "other", "do": "save"})
    status, _, page = regency.post(at + "/check", sent)
    check("another figure needs the figure", status == 422 and "berapa yang terlihat" in page, page)
    sent |= {"value-k1": "800", "note-k1": "Dihitung kepala desa", "activity-x1": "Sumur bor", "place-x1": "53.02.02", "value-x1": "3", "unit-x1": "unit"}
    status, _, _ = regency.post(at + "/check", {**sent, "do": "back"})
    check("a return needs a reason", status == 422, status)
    status, _, page = regency.post(at + "/check", {**sent, "do": "back", "remark-k2": "Sambungan di desa ini belum ada", "on-p1": "summary", "remark-p1": "Sebutkan nama desa"})
    check("the regency returns it with reasons for a row and a part", status == 303, page)
    page = people["partner"].get(at + "/fill")[2]
    check("the partner reads them where they belong", "Sambungan di desa ini belum ada" in page and "Sebutkan nama desa" in page, page)
    sent = {"version": hidden(page, "version"), "do": "submit", "done-k2": "0"}
    status, _, page = people["partner"].post(at + "/fill", sent)
    check("it is corrected and handed in again", status == 303, page)
    page = people["partner"].get(at + "/view")[2]
    check("the reasons are answered", "sudah dijawab" in page and "harus diperbaiki</span>" not in page)


def accepts(people, at, rows):
    regency, agency, bureau = people["regency"], people["agency"], people["bureau"]
    page = regency.get(at + "/check")[2]
    check("its answers are there", 'value="800"' in page and re.search(r'value="seen" selected', page), page)
    sides = bureau.get(at + "/sides")[2]
    check("a corrected figure asks for an answer again", "perlu dijawab lagi" in sides, sides)
    check("a place that only the regency saw is there", "Terlihat, tetapi tidak dilaporkan" in sides, sides)
    sent = answers(page, rows, **{"answer-k1": "other", "value-k1": "800", "do": "pass"})
    status, _, page = regency.post(at + "/check", sent)
    check("the regency passes it on", status == 303, page)
    check("the bureau waits for the agency", bureau.post(at + "/hand", {"version": version(bureau, at), "step": "accept"})[0] == 422)
    page = agency.get(at + "/check")[2]
    check("what the regency said is not the agency's to give", 'value="800"' not in page)
    status, _, page = agency.post(at + "/check", answers(page, rows, do="pass"))
    check("the agency passes it on", status == 303, page)
    check("a partner does not accept", people["partner"].post(at + "/hand", {"version": version(bureau, at), "step": "accept"})[0] == 403)
    status, _, page = bureau.post(at + "/hand", {"version": version(bureau, at), "step": "accept"})
    check("the bureau accepts", status == 303, page)
    check("the board says so", "✓" in bureau.get("/id/desk/report-board?year=2026")[2] and "Diterima" in bureau.get(LIST)[2])


def settles(people, at):
    partner, regency, bureau = people["partner"], people["regency"], people["bureau"]
    sides = partner.get(at + "/sides")[2]
    check("the difference stands side by side", "800 rumah tangga" in sides and "1.200,5" in sides and "Berbeda" in sides, sides)
    v = lambda: hidden(partner.get(at + "/sides")[2], "version")
    check("nothing is accepted that nobody proposed", partner.post(at + "/sides", {"version": v(), "line": "k1", "do": "accept"})[0] == 422)
    check("the bureau proposes nothing", bureau.post(at + "/sides", {"version": v(), "line": "k1", "do": "propose", "value": "9"})[0] == 422)
    check("a reader says nothing", people["central"].post(at + "/sides", {"version": v(), "line": "k1", "do": "propose", "value": "9"})[0] == 403)
    check("no figure is no proposal", partner.post(at + "/sides", {"version": v(), "line": "k1", "do": "propose", "value": "banyak"})[0] == 422)
    status, _, page = partner.post(at + "/sides", {"version": v(), "line": "k1", "do": "propose", "value": "1.000"})
    check("the partner proposes a value", status == 303, page)
    check("it stays disputed until the other side accepts", "belum diterima" in regency.get(at + "/sides")[2])
    check("another partner is not asked", people["partner2"].post(at + "/sides", {"version": v(), "line": "k1", "do": "accept"})[0] in (403, 404))
    page = regency.get(at + "/sides")[2]
    status, _, page = regency.post(at + "/sides", {"version": hidden(page, "version") or v(), "line": "k1", "do": "accept"})
    check("the regency accepts", status == 303, page)
    page = regency.get(at + "/sides")[2]
    check("and they agree", "Disepakati" in page, page)
    status, _, page = bureau.post(at + "/sides", {"version": version_of_sides(bureau, at), "line": "s1", "do": "open", "why": "Menunggu kunjungan"})
    check("the bureau leaves the other one open", status == 303 and "Menunggu kunjungan" in bureau.get(at + "/sides")[2], page)


def version_of_sides(who, at):
    return hidden(who.get(at + "/sides")[2], "version")


def is_public(people, at):
    public, open_at = people["public"], at.replace("/desk", "")
    status, _, page = public.get(open_at)
    check("everybody reads the accepted report with the state of each figure",
          status == 200 and "Disepakati" in page and "Dikonfirmasi" in page and "1.000" in page and "1.200,5" not in page, page)
    check("but not what is for partners and government", "Jalan rusak" not in page and "Dihitung kepala desa" not in page and "Sebutkan nama desa" not in page)
    check("small counts are hidden", "&lt;5" in page, page)
    check("the list has it", open_at in public.get("/id/report")[2])
    plan = re.search(r'href="(/id/workplan/\w+)"', page)[1]
    reports = re.search(r'href="(/id/report\?plan=[^"]+)"', public.get(plan)[2])[1]
    check("the plan leads to its reports", open_at in public.get(html.unescape(reports))[2], reports)


def raises(people, at):
    partner, regency = people["partner"], people["regency"]
    check("a reader raises nothing", people["central"].post(at + "/raise", {"row": "o2"})[0] == 403)
    check("nothing is raised from a row that is not there", partner.post(at + "/raise", {"row": "o9"})[0] == 422)
    status, headers, page = partner.post(at + "/raise", {"row": "o2"})
    problem = headers.get("Location") or ""
    check("an obstacle becomes a problem by one click", status == 303 and "/desk/problem/" in problem, page)
    again = regency.post(at + "/raise", {"row": "o2"})[1].get("Location")
    check("once, whoever clicks again", again == problem, again)
    view = partner.get(at + "/view")[2]
    check("the report leads to it", problem in view, re.findall(r"Jalan rusak.{300}", view, re.S))
    status, _, page = partner.get(problem)
    check("and it says where it comes from", status == 200 and "Jalan rusak" in page, re.findall(r"<h1>.{900}", page, re.S))


def signals(people):
    page = people["bureau"].get("/id/desk/report-signals?year=2026")[2]
    check("a signal is a sentence with its figures", "tidak ada dalam RKT" in page and "Sumur bor" in page and "2 unit" in page, page)
    page = people["partner2"].get("/id/desk/report-signals?year=2026")[2]
    check("others' signals are not shown", "Sumur bor" not in page and "Yayasan Plan" in page, page)


def corrects(people, at):
    partner, bureau = people["partner"], people["bureau"]
    form = bureau.get("/id/desk/period/new")[2]
    status, headers, page = bureau.post("/id/desk/period/new", {"_do": "save", "_version": hidden(form, "_version"), "code": "2026-Q4", "frozen": "2027-01-08", "reason": "Laporan tahunan"})
    check("the bureau freezes the period", status == 303, page)
    check("a correction needs its reason", bureau.post(at + "/hand", {"version": version(bureau, at), "step": "correct"})[0] == 422)
    check("a partner does not open what was accepted", partner.post(at + "/hand", {"version": version(bureau, at), "step": "correct", "reason": "x"})[0] == 403)
    status, _, page = bureau.post(at + "/hand", {"version": version(bureau, at), "step": "correct", "reason": "Angka desa kedua keliru"})
    check("the bureau opens it for correction", status == 303, page)
    page = partner.get(at + "/view")[2]
    check("it says that it was corrected after the period was frozen", "setelah periode dibekukan tanggal 8 Jan 2027" in page and "Angka desa kedua keliru" in page, page)
    check("and may be filled in again", partner.get(at + "/fill")[0] == 200)


def story(e, s):
    s.start(now=NOW)
    people = {"public": s.client()}
    for role in ("partner", "bureau", "regency", "agency", "central"):
        people[role] = s.sign_in(role)
    people["partner2"] = s.sign_in("mitra2@contoh.example")
    for who in ("partner", "bureau", "regency", "agency", "central"):
        page = people[who].get("/id/desk/report-board?year=2026")[2]
        check(f"{e}: the board for {who}", "Triwulan IV 2026" in page and "batas" in page, page)
    is_told(people)
    at = begins(people)
    rows = fills(people, at)
    returns(people, at, rows)
    accepts(people, at, rows)
    settles(people, at)
    is_public(people, at)
    raises(people, at)
    signals(people)
    corrects(people, at)
    status, _ = s.stop()
    check(f"{e}: the server ends well", status == 0, status)
    check(f"{e}: what is derived follows from the records", "0 problems" in s.run("verify"))


for postgres in engines():
    with Server(SELARAS, demo=True, postgres=postgres) as server:
        if server.child:
            server.stop()
        story("PostgreSQL" if postgres else "SQLite", server)
sys.exit(finish())
