#!/usr/bin/env python3
"""The story of an obstacle over HTTP, on each engine that is at hand: a regency raises it, the agency that must act sees
it and another partner does not, it goes up a level with a reason, is solved with evidence and not without, the bureau
closes it and shows it to the public.

usage: problem_test.py SELARAS
"""
import html
import re
import sys

from selaras_client import Server, check, engines, finish

SELARAS = sys.argv[1]


def hidden(page, name):
    m = re.search(rf'name="{name}" value="([^"]*)"', page)
    return html.unescape(m[1]) if m else ""


def step(who, at, name, reason=""):
    return who.post(at + "/step", {"step": name, "version": hidden(who.get(at)[2], "version"), "reason": reason})


def listed(who, title, query=""):
    return title in html.unescape(who.get("/id/desk/problems" + query)[2])


def raised(regency):
    page = regency.get("/id/desk/problem/new")[2]
    check("a new problem begins in the regency of its maker", "53.02" in page, page)
    place = re.search(r'name="(places\[[^"]+\]/place)"', page)
    fields = {"title": "Jembatan gantung putus", "about": "programme", "stage": "implementation", "sort": "access",
              "severity": "3", place[1] if place else "places[+0]/place": "53.02", "_do": "save"}
    keys = re.findall(r'name="(places\[\])" value="([^"]*)"', page)
    status, headers, text = regency.post("/id/desk/problem/new", [*fields.items(), *keys])
    check("the regency raises a problem", status == 303, text)
    return re.search(r"/id/desk/problem/\w{26}", headers.get("Location") or "/")[0]


def solved(server, people, at):
    regency, bureau, agency = people["regency"], people["bureau"], people["agency"]
    check("another partner does not see it", people["mitra2@contoh.example"].get(at)[0] == 404)
    check("an agency that need not act does not see it", agency.get(at)[0] == 404)
    page = regency.get(at + "/handle")[2]
    status, _, text = regency.post(at + "/handle", {"do": "escalate", "version": hidden(page, "version"), "reason": " "})
    check("it does not go up without a reason", status == 422, status)
    status, _, text = regency.post(at + "/handle", {"do": "escalate", "version": hidden(page, "version"),
                                                    "reason": "Biaya di luar anggaran kabupaten"})
    check("it goes up with one", status == 303, text)
    text = bureau.get(at)[2]
    check("level, day and reason are on its page", "Biaya di luar anggaran kabupaten" in text and "Provinsi" in text, text)
    check("work on it begins", step(regency, at, "start")[0] == 303)
    page = regency.get(at + "/handle")[2]
    status, _, text = regency.post(at + "/handle", {"do": "solve", "version": hidden(page, "version"), "evidence": ""})
    check("it is not solved without evidence", status == 422 and "bukti" in text, status)
    status, _, text = regency.post(at + "/handle", {"do": "solve", "version": "1", "evidence": "Serah terima"})
    check("nor on an older state of it", status == 409, status)
    status, _, text = regency.post(at + "/handle", {"do": "solve", "version": hidden(page, "version"),
                                                    "evidence": "Berita acara serah terima jembatan"})
    check("with evidence it is solved", status == 303, text)
    check("the regency does not close it", step(regency, at, "close")[0] in (403, 422))
    check("the bureau does", step(bureau, at, "close")[0] == 303)
    check("a closed one is not solved again", regency.get(at + "/handle")[2].count('value="solve"') == 0)
    check("it opens again with a reason only", step(bureau, at, "reopen")[0] == 422)
    check("which is given", step(bureau, at, "reopen", "Putus lagi")[0] == 303)


def shown(server, people, at):
    bureau, public = people["bureau"], server.client()
    title = "Jembatan gantung putus"
    check("the public does not see it", title not in public.get("/id/problem")[2])
    page = bureau.get(at + "/edit?section=solving")[2]
    status, _, text = bureau.post(at + "/edit?section=solving", {"_version": hidden(page, "_version"), "_do": "save",
                                  "shown": "1", "raised_on": hidden(page, "raised_on"),
                                  "evidence": "Berita acara serah terima jembatan", "post": "Kepala Bidang Rahasia"})
    check("the bureau marks it for the public", status == 303, text)
    text = public.get("/id/problem")[2]
    check("which then sees it, without evidence and posts",
          title in text and "serah terima" not in text and "Rahasia" not in text, text)
    page = people["regency"].get(at + "/edit?section=solving")[2]
    check("a regency is not asked whether the public sees it", 'name="shown"' not in page)


def lists(people):
    bureau = people["bureau"]
    everything = bureau.get("/id/desk/problems")[2]
    check("recurring ones are seen over the years", "Berulang: 2024, 2025, 2026" in everything, everything)
    check("the list is narrowed by stage", not listed(bureau, "Jembatan gantung putus", "?stage=planning"))
    check("by severity", listed(bureau, "Jembatan gantung putus", "?severity=3"))
    check("by regency", not listed(bureau, "Jembatan gantung putus", "?place=53.04"))
    check("by its day", not listed(bureau, "Jembatan gantung putus", "?overdue=1")
          and listed(bureau, "tidak seragam", "?overdue=1"))
    check("a partner sees its own", listed(people["partner"], "Jalan menuju desa sasaran")
          and not listed(people["partner"], "toilet sekolah"))
    for who, words in (("agency", "Masalah yang menunggu tindakan Anda"), ("bureau", "Masalah terselesaikan yang menunggu ditutup")):
        check(f"the work list of the {who} names them", words in people[who].get("/id/desk")[2])
    check("an agency what it must act on", listed(people["agency"], "toilet sekolah")
          and not listed(people["agency"], "Kader posyandu"))


for postgres in engines():
    with Server(SELARAS, demo=True, postgres=postgres) as s:
        signed = {who: s.sign_in(who) for who in ("bureau", "regency", "agency", "partner", "mitra2@contoh.example")}
        address = raised(signed["regency"])
        solved(s, signed, address)
        shown(s, signed, address)
        lists(signed)
sys.exit(finish())
