#!/usr/bin/env python3
"""Announcements over HTTP, on each engine that is at hand: the bureau announces, those whom it addresses are told and confirm,
the sender sees who has and who has not, a reminder goes to the others alone and once; a partner writes to the bureau and to
nobody else; who is not addressed sees nothing. Good practices: a partner hands one in, the bureau returns and publishes it.

usage: announcement_test.py SELARAS
"""
import html
import re
import sys
import time

from selaras_client import Server, check, engines, finish

SELARAS = sys.argv[1]


def text_of(page):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def waits(get, path, wanted, seconds=20):
    end = time.monotonic() + seconds
    while True:
        page = get(path)[2]
        if wanted in page or time.monotonic() > end:
            return page
        time.sleep(0.2)


def new(who, audience, title, **more):
    """(status, where) of an announcement saved and published."""
    fields = {"title.id": title, "text.id": f"Isi {title}", "audience": audience, "date": "2026-11-26", "_do": "save", **more}
    status, headers, page = who.post("/id/desk/announcement/new", fields)
    return status, headers["Location"], page


def panel(page):
    return text_of(page.split('id="receipts"')[1].split("</section>")[0]) if 'id="receipts"' in page else ""


def announcements(on, s):
    bureau, partner, other, regency, agency, auditor, visitor = *map(s.sign_in, (
        "bureau", "partner", "mitra2@contoh.example", "regency", "agency", "auditor")), s.client()
    status, where, page = new(bureau, "regencies", "Edaran kanari", until="2026-12-10")
    check(f"{on}: the bureau announces", status == 303, (status, text_of(page)))
    page = waits(regency.get, "/id/desk/notices", "Edaran kanari")
    check(f"{on}: a regency is told", "mengumumkan: Edaran kanari" in text_of(page), text_of(page))
    page = partner.get("/id/desk/notices")[2]
    check(f"{on}: a partner is not", "Edaran kanari" not in page)
    check(f"{on}: a partner does not see it", partner.get(where)[0] == 404)
    check(f"{on}: nor does the public", "Edaran kanari" not in visitor.get("/id/announcement")[2]
          and visitor.get(where.replace("/desk", ""))[0] == 404)
    page = regency.get("/id/desk")[2]
    check(f"{on}: it waits on the regency's home", "Pengumuman menunggu tanda terima Anda" in text_of(page), text_of(page))
    page = regency.get(where)[2]
    check(f"{on}: the regency may confirm, and sees nobody's receipts", "Sudah dibaca dan diterima" in page and "Belum:" not in panel(page), panel(page))
    check(f"{on}: before that the bureau sees who has not", "Belum: " in panel(bureau.get(where)[2]))
    check(f"{on}: an agency does not see it, an auditor does not confirm it", agency.post(where + "/receipt", {})[0] == 404
          and auditor.post(where + "/receipt", {})[0] == 403)
    status, headers, _ = regency.post(where + "/receipt", {})
    check(f"{on}: one click", status == 303 and headers["Location"] == where, status)
    check(f"{on}: a second one changes nothing", regency.post(where + "/receipt", {})[0] == 303)
    page = panel(bureau.get(where)[2])
    check(f"{on}: the bureau sees who has, and when", "Sudah: 1" in page and "Kab. Timor Tengah Selatan" in page.split("Sudah: 1")[1]
          and "2026" in page.split("Sudah: 1")[1], page)
    page = regency.get(where)[2]
    check(f"{on}: the regency sees its own", "Diterima" in panel(page) and "Sudah dibaca dan diterima" not in page, panel(page))
    history = text_of(bureau.get(where + "/history")[2])
    check(f"{on}: it is one more version, no more", history.count("receipt") == 1, history)

    # a partner writes to the bureau
    status, where, page = new(partner, "partners", "Surat kanari")
    check(f"{on}: a partner cannot write to all partners", status == 422 and "menulis kepada biro" in page, status)
    status, where, page = new(partner, "bureau", "Surat kanari", until="2026-12-10")
    check(f"{on}: it writes to the bureau", status == 303, (status, text_of(page)))
    page = waits(bureau.get, "/id/desk/notices", "Surat kanari")
    check(f"{on}: the bureau is told", "mengumumkan: Surat kanari" in text_of(page))
    check(f"{on}: another partner and a regency see nothing", other.get(where)[0] == 404 and regency.get(where)[0] == 404)
    check(f"{on}: it is not the bureau's home alone that tells", "Pengumuman menunggu" in text_of(bureau.get("/id/desk")[2]))
    bureau.post(where + "/receipt", {})
    page = panel(partner.get(where)[2])
    check(f"{on}: the partner sees that the bureau has it", "Sudah: 1" in page and "Biro" in page, page)
    check(f"{on}: another partner cannot change it", other.post(where + "/edit", {"title.id": "x", "_version": "1", "_do": "save"})[0] in (403, 404))

    # chosen ones
    ref = re.search(r'/desk/organisation/([0-9A-Z]{26})', partner.get("/id/desk/organisation")[2])[1]
    status, where, page = new(bureau, "chosen", "Undangan kanari", **{"to[]": "a1", "to[a1]/organisation": ref})
    check(f"{on}: to chosen ones", status == 303, (status, text_of(page)))
    check(f"{on}: the chosen one sees it, another does not", partner.get(where)[0] == 200 and other.get(where)[0] == 404
          and regency.get(where)[0] == 404)
    status, where, page = new(bureau, "chosen", "Tanpa penerima")
    check(f"{on}: to nobody is refused", status == 422 and "sedikitnya satu penerima" in page, status)

    # everybody, and what is over
    status, where, _ = new(bureau, "public", "Kabar kanari")
    check(f"{on}: what is for everybody is public", status == 303 and "Kabar kanari" in visitor.get("/id/announcement")[2])
    new(bureau, "public", "Kabar lama", date="2026-01-01", shown_until="2026-01-31")
    check(f"{on}: what is over is archived", "Kabar lama" not in visitor.get("/id/announcement")[2])


def reminder(on, s):
    """Three days before the day those who have not confirmed are reminded, once: the example for everyone is due on the 4th
    of December, and Plan's example has been confirmed."""
    s.stop()
    told = []
    for _ in range(2):
        s.start(1796083200000 + 3600000)  # 1 December 2026, nine o'clock in Kupang
        page = waits(s.sign_in("regency").get, "/id/desk/notices", "Tanda terima pengumuman", 10)
        told.append(text_of(page).count("Tanda terima pengumuman"))
        other = text_of(s.sign_in("mitra2@contoh.example").get("/id/desk/notices")[2])
        s.stop()
    check(f"{on}: a reminder comes three days before, and once", told[0] > 0 and told[0] == told[1], told)
    check(f"{on}: who has confirmed is not reminded", "Tanda terima pengumuman" not in other, other)
    s.start()


def practices(on, s):
    bureau, partner, other, visitor = *map(s.sign_in, ("bureau", "partner", "mitra2@contoh.example")), s.client()
    page = text_of(visitor.get("/id/practice")[2])
    check(f"{on}: published practices are public", "Kelompok pengelola air desa" in page and "Posyandu dan PAUD" not in page, page)
    page = text_of(visitor.get("/id/practice?place=53.04")[2])
    check(f"{on}: by place", "Kalender tanam" in page and "Kelompok pengelola air desa" not in page, page)
    page = text_of(visitor.get("/id/practice?sector=prasarana")[2])
    check(f"{on}: by sector", "Kelompok pengelola air desa" in page and "Kalender tanam" not in page, page)
    fields = {"title.id": "Sumur kanari", "description.id": "Uraian", "sector": "prasarana", "year": "2026", "place[]": "p1",
              "place[p1]/place": "53.02", "_do": "save"}
    ref = re.search(r'/desk/organisation/([0-9A-Z]{26})', partner.get("/id/desk/organisation")[2])[1]
    status, headers, page = partner.post("/id/desk/practice/new", {**fields, "partner": ref})
    check(f"{on}: a partner writes one", status == 303, (status, text_of(page)))
    where = headers["Location"]
    check(f"{on}: another partner does not see it", other.get(where)[0] == 404 and visitor.get(where.replace("/desk", ""))[0] == 404)
    step = lambda who, name, version, **more: who.post(where + "/step", {"step": name, "version": version, **more})
    status, _, page = step(partner, "submit", 1)
    check(f"{on}: without evidence it is not handed in", status == 422 and "tanpa bukti" in page, status)
    status, _, page = partner.post(where + "/edit", {**fields, "partner": ref, "evidence": "Berita acara", "_version": "1"})
    check(f"{on}: with it", status == 303 and step(partner, "submit", 2)[0] == 303, (status, text_of(page)))
    check(f"{on}: a partner does not publish", step(partner, "publish", 3)[0] == 403)
    check(f"{on}: it waits for the bureau", "Praktik baik menunggu diperiksa" in text_of(bureau.get("/id/desk")[2]))
    check(f"{on}: the bureau publishes it", step(bureau, "publish", 3)[0] == 303
          and "Sumur kanari" in visitor.get("/id/practice")[2] and visitor.get(where.replace("/desk", ""))[0] == 200)


for engine in engines():
    with Server(SELARAS, demo=True, postgres=engine) as server:
        name = "PostgreSQL" if engine else "SQLite"
        announcements(name, server)
        practices(name, server)
        reminder(name, server)
sys.exit(finish())
