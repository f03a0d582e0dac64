#!/usr/bin/env python3
"""The story of a rakor over HTTP, on each engine that is at hand: the agenda is picked from what the data say, everybody
is invited, answers come by secret links without an account, people check in by the picture of the day or are typed in,
minutes are kept while they are typed and saved with decisions and action items, these wait for whoever must act, are
finished with evidence or said to be late, and the next meeting finds what became of them. What each may not do is
refused on the way, and nothing of persons reaches the public.

usage: meeting_test.py SELARAS
"""
import html
import re
import sys

from selaras_client import Server, check, engines, finish

SELARAS = sys.argv[1]
PERSON = "Maria Rekaan Kenari"


def hidden(page, name):
    m = re.search(rf'name="{name}" value="([^"]*)"', page)
    return html.unescape(m[1]) if m else ""


def post(who, at, fields):
    """A form of the page AT, with the version that stands there."""
    pairs = list(fields.items()) if isinstance(fields, dict) else list(fields)
    status, headers, text = who.post(at, [("version", hidden(who.get(at)[2], "version")), *pairs])
    return 401 if "/sign-in" in (headers.get("Location") or "") else status, headers, text


def event_at(who, title):
    page = html.unescape(who.get("/id/desk/event")[2])
    m = re.search(r'href="(/id/desk/event/\w{26})"[^>]*>[^<]*' + re.escape(title), page)
    return m[1]


def agenda(people, at):
    bureau = people["bureau"]
    page = html.unescape(bureau.get(at + "/agenda")[2])
    for what in ("Dari 9 tindak lanjut: 4 selesai, 3 lewat tenggat, 2 masih berjalan.", "Jalan desa terputus musim hujan",
                 "Izin berakhir", "Laporan terlambat: ", "laporan belum masuk", "kegiatan mitra lain di wilayah dan sektor yang sama"):
        check(f"the data offer: {what}", what in page, page)
    topic = re.search(r'name="c" value="(\w+)"> <strong>Jalan desa terputus', page)[1]
    check("one is picked", post(bureau, at + "/agenda", {"do": "pick", "c": topic})[0] == 303)
    check("a topic is typed", post(bureau, at + "/agenda", {"do": "add", "topic": "Lain-lain", "minutes": "20"})[0] == 303)
    page = html.unescape(bureau.get(at + "/agenda")[2])
    check("the picked one has its sentence, and is not offered again", page.count("tenggat 31 Agustus 2026 sudah lewat") == 2
          and "dipilih" in page)
    rows = re.findall(r'name="order-(m\d+)"', page)
    fields = {"do": "rows"}
    for i, row in enumerate(rows):
        fields |= {f"order-{row}": str(len(rows) - i), f"topic-{row}": hidden(page, f"topic-{row}"),
                   f"minutes-{row}": "30", f"presenter-{row}": ""}
    check("rows are ordered by numbers", post(bureau, at + "/agenda", fields)[0] == 303)
    after = bureau.get(at + "/agenda")[2]
    check("the last is the first now", re.findall(r'name="order-(m\d+)"', after) == rows[::-1], after)
    check("and each has its time", "09.00" in after and "09.30" in after and "10.00" in after)
    check("an older page changes nothing", bureau.post(at + "/agenda", {"version": "1", "do": "add", "topic": "X"})[0] == 409)
    check("a partner that is invited reads it", "Lain-lain" in people["partner"].get(at + "/agenda")[2])
    check("and does not change it", post(people["partner"], at + "/agenda", {"do": "add", "topic": "X"})[0] == 403)


def links(people, at):
    """Secret links by whom they are for."""
    bureau = people["bureau"]
    page = bureau.get(at + "/invitations")[2]
    check("22 regencies and 4 organisations are invited", page.count('name="l" value=') == 26, page.count('name="l"'))
    rows = re.findall(r'name="l" value="(m\d+)"', page)
    status, headers, made = post(bureau, at + "/invitations", [("do", "links"), *[("l", x) for x in rows]])
    check("links are made", status == 200 and "no-store" in (headers.get("Cache-Control") or ""), headers.get("Cache-Control"))
    found = dict(re.findall(r'<th scope="row">([^<]+)</th><td>[^<]*</td><td class="code">http://[^/]+(/id/reply/\w{32})', made))
    check("one for each", len(found) == 26 and len(set(found.values())) == 26, len(found))
    check("they are told once", "/id/reply/" not in bureau.get(at + "/invitations")[2])
    return found


def answers(server, people, at, found):
    public = server.client()
    status, _, page = public.get(found["Kab. Belu"])
    check("the link opens the invitation", status == 200 and "Kab. Belu" in page and "10 Desember 2026" in page, page)
    check("and nothing of the others", "Water.org" not in page)
    status, _, page = public.post(found["Kab. Belu"], {"reply": "coming", "name": ""})
    check("who comes must be named", status == 422 and "isi nama yang hadir" in page)
    check("and has a sort of answer", public.post(found["Kab. Belu"], {"reply": "x", "name": PERSON})[0] == 422)
    form = {"reply": "delegate", "name": PERSON, "post": "Kepala Bappeda", "contact": "0812-KENARI", "note": "Datang siang"}
    check("the answer is taken", public.post(found["Kab. Belu"], form)[0] == 303)
    check("and can be changed", public.post(found["Kab. Belu"], {**form, "reply": "coming"})[0] == 303)
    check("a regency says no", public.post(found["Kab. Ende"], {"reply": "not"})[0] == 303)
    page = people["bureau"].get(at + "/invitations")[2]
    check("the bureau reads who comes", PERSON in page)
    for who in ("partner", "regency", "central"):
        check(f"{who} reads no names", PERSON not in people[who].get(at + "/invitations")[2] and "KENARI" not in people[who].get(at)[2])
    check("a made-up link opens nothing", public.get("/id/reply/" + "0" * 32)[0] == 404)
    check("nor does one of another form", public.get("/id/reply/x")[0] == 404)
    tries = [public.get("/id/reply/" + "0" * 32)[0] for _ in range(70)]
    check("guessing ends", tries[-1] == 429, tries[-1])
    check("but whoever has a link is let in", public.get(found["Kab. Belu"])[0] == 200)
    waiting = people["partner"].get("/id/desk")[2]
    check("what is not answered waits", "Undangan yang belum Anda jawab" in waiting)
    partner = people["partner"]
    check("whoever is signed in answers for his own", "Water.org" in partner.get(at + "/agenda")[2]
          and partner.post(at + "/answer", {"reply": "coming", "name": ""})[0] == 422
          and partner.post(at + "/answer", {"reply": "coming", "name": "Paulus Rekaan"})[0] == 303)
    check("and then nothing waits", "Undangan yang belum Anda jawab" not in partner.get("/id/desk")[2])
    check("the bureau answers for nobody in this way", people["bureau"].post(at + "/answer", {"reply": "not"})[0] == 403)


def attendance(server, people, at):
    bureau, public = people["bureau"], server.client()
    check("the picture of the day is made", post(bureau, at + "/attendance", {"do": "qr"})[0] == 303)
    page = bureau.get(at + "/qr")[2]
    door = re.search(r"/id/checkin/\w{32}", page)[0]
    check("a partner does not see it", people["partner"].get(at + "/qr")[0] == 403)
    check("on another day it checks nobody in", public.post(door, {"name": "X"})[0] == 422)
    server.stop()
    server.start(now="2026-12-10T02:00:00Z")
    public.port = server.port
    people |= {who: server.sign_in(who) for who in people}
    bureau = people["bureau"]
    form = {"name": "Yohanes Rekaan", "sex": "L", "whose": "p:53.02", "post": "Kabid", "contact": "0813"}
    check("a name is needed", public.post(door, {**form, "name": ""})[0] == 422)
    check("on the day it does", public.post(door, form)[0] == 303)
    check("twice is once", public.post(door, {**form, "name": "YOHANES rekaan"})[0] == 303)
    text = "Anna Rekaan\tP\tStaf\tBelu\t0814\nPaulus Rekaan;L;Staf;Water.org\nPetrus Rekaan;L;;Kota Kupang\n"
    status, _, page = post(bureau, at + "/attendance", {"do": "rows", "rows": text + "Tanpa;Q;;Belu"})
    check("a wrong line is named, and nobody is added", status == 422 and "baris 4" in page and "Tanpa;Q" in page, page)
    check("a right list is taken", post(bureau, at + "/attendance", {"do": "rows", "rows": text})[0] == 303)
    page = bureau.get(at + "/attendance")[2]
    check("four people of three regencies are there", "3 dari 22" in page and "19 kabupaten/kota tidak hadir" in page, page)
    check("the quorum of twelve is not reached", "belum tercapai" in page)
    check("others see regencies, not persons", "3 dari 22" in people["regency"].get(at + "/attendance")[2]
          and "Yohanes" not in people["regency"].get(at + "/attendance")[2])


def minutes(people, at):
    bureau = people["bureau"]
    check("the event is held", bureau.post(at + "/step", {"step": "hold", "version": hidden(bureau.get(at + "/minutes")[2], "version")})[0] == 303)
    check("its minutes are not agreed while empty",
          bureau.post(at + "/step", {"step": "close", "version": hidden(bureau.get(at + "/minutes")[2], "version")})[0] == 422)
    page = bureau.get(at + "/minutes")[2]
    rows, id = re.findall(r'name="points-(m\d+)"', page), at.rsplit("/", 1)[1]
    draft = {"_kind": "event", "_id": id, "_section": "minutes", "_version": hidden(page, "version"),
             f"points-{rows[0]}": "Baru diketik & belum disimpan"}
    check("what is typed is kept", bureau.post("/id/desk/draft", draft, {"Accept": "application/json"})[0] == 200)
    page = bureau.get(at + "/minutes")[2]
    check("and is there again", "Baru diketik &amp; belum disimpan" in page and "ditampilkan kembali" in page)
    check("for nobody else", "Baru diketik" not in people["central"].get(at + "/minutes")[2])
    form = {f"points-{rows[0]}": "Dibahas panjang", f"decision-{rows[0]}": "Jalan diperbaiki bersama",
            f"action-{rows[0]}": "Menyusun rencana perbaikan", f"post-{rows[0]}": "Kabid Bina Marga",
            f"due-{rows[0]}": "2027-01-31", f"indicator-{rows[0]}": "Rencana disahkan", "opening": "Dibuka pukul 09.00"}
    status, _, page = post(bureau, at + "/minutes", form)
    check("an action needs somebody who does it", status == 422 and "Menyusun rencana perbaikan" in page, status)
    check("and then nothing of it is kept", "Jalan diperbaiki bersama" not in bureau.get(at + "/followup")[2])
    org = re.search(r'value="(o:\w{26})">[^<]*Water\.org', page)[1]
    check("with one it is saved", post(bureau, at + "/minutes", {**form, f"who-{rows[0]}": org})[0] == 303)
    page = bureau.get(at + "/minutes")[2]
    check("the draft is gone", "ditampilkan kembali" not in page and "Dibahas panjang" in page)
    check("decision and action stand at their topic", "Jalan diperbaiki bersama" in page and "31 Jan 2027" in page)
    check("now the minutes are agreed",
          bureau.post(at + "/step", {"step": "close", "version": hidden(page, "version")})[0] == 303)
    check("and do not change any more", post(bureau, at + "/minutes", form)[0] in (403, 409, 422))
    check("a partner reads them, and cannot write", "Dibahas panjang" in people["partner"].get(at + "/minutes")[2]
          and people["partner"].get(at + "/minutes")[2].count("<textarea") == 0)


def follow(people, at):
    partner, bureau = people["partner"], people["bureau"]
    page = html.unescape(partner.get(at + "/followup")[2])
    check("the partner finds what became of the meeting before", "Hasil rapat sebelumnya" in page)
    item = re.search(r'href="(/id/desk/action_item/\w{26})">Menyusun rencana perbaikan', page)[1]
    check("its item waits for it", "Tindak lanjut yang harus Anda selesaikan" in partner.get("/id/desk")[2])
    check("not for another", people["mitra2@contoh.example"].get(item + "/progress")[0] == 403)
    check("it is not done without evidence", post(partner, item + "/progress", {"do": "finish", "evidence": " "})[0] == 422)
    check("late needs a reason", post(partner, item + "/progress", {"do": "delay", "reason": ""})[0] == 422)
    check("a new day is not the partner's to give",
          post(partner, item + "/progress", {"do": "delay", "reason": "Hujan", "new_due": "2027-03-31"})[0] == 422)
    check("a reason is", post(partner, item + "/progress", {"do": "delay", "reason": "Hujan lebat"})[0] == 303)
    check("the bureau gives a new day",
          post(bureau, item + "/progress", {"do": "delay", "reason": "Disepakati", "new_due": "2027-03-31"})[0] == 303)
    check("with evidence it is done", post(partner, item + "/progress", {"do": "finish", "evidence": "Rencana nomor 7"})[0] == 303)
    page = html.unescape(bureau.get("/id/desk/followup")[2])
    check("the matrix has it all", all(x in page for x in ("Rencana nomor 7", "Disepakati", "31 Mar 2027", "Selesai", "50%")), page)
    late = html.unescape(bureau.get("/id/desk/followup?standing=overdue")[2])
    check("and is narrowed", "Menyusun rencana perbaikan" not in late and "Menunjuk petugas konfirmasi" in late)
    check("a cancelled item needs the bureau", partner.post(item + "/step", {"step": "cancel", "version": "1", "reason": "x"})[0] in (403, 409, 422))


def absent(people, at):
    """A regency that was absent writes."""
    regency = people["regency"]
    page = regency.get("/id/desk")[2]
    check("who was there is not asked to write", "Rapat yang menunggu kontribusi tertulis Anda" not in page)
    new = f"/id/desk/contribution/new?event={at.rsplit('/', 1)[1]}"
    page = regency.get(new)[2]
    check("a contribution knows its meeting and its regency", "53.02" in page and "semester II" in page, page)


def public(server, at):
    c = server.client()
    for path in ("/id/calendar", "/en/calendar", "/id/calendar.ics"):
        status, headers, text = c.get(path)
        check(f"{path} has the event, and nothing of persons or topics",
              status == 200 and "semester II" in text and not re.search(r"Rekaan|KENARI|Jalan desa|Lain-lain", text), text)
    check("the feed is iCalendar in UTC", headers["Content-Type"].startswith("text/calendar")
          and "DTSTART:20261210T010000Z\r\n" in text and text.startswith("BEGIN:VCALENDAR\r\n"))
    for path in (at, at + "/agenda", "/id/desk/followup"):
        check(f"{path} is closed to the public", c.get(path)[0] in (302, 303, 401))
    for path in ("/api/v1/records/event", "/id/search?q=Rekaan", "/id/search?q=KENARI"):
        check(f"{path} tells no names", "Maria Rekaan" not in c.get(path)[2] and "Yohanes" not in c.get(path)[2])


for postgres in engines():
    with Server(SELARAS, demo=True, postgres=postgres) as s:
        s.stop()
        s.start(now="2026-11-26T02:00:00Z")
        signed = {who: s.sign_in(who) for who in ("bureau", "partner", "mitra2@contoh.example", "regency", "central")}
        address = event_at(signed["bureau"], "Rakor mitra pembangunan internasional semester II")
        agenda(signed, address)
        answers(s, signed, address, links(signed, address))
        attendance(s, signed, address)
        minutes(signed, address)
        follow(signed, address)
        absent(signed, address)
        public(s, address)
sys.exit(finish())
