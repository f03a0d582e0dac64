#!/usr/bin/env python3
"""What the desk's pages offer, refuse and say, on each engine that is at hand: nothing is offered that is refused then, what
was typed is never lost, and no refusal is without its reason.

usage: desk_pages_test.py SELARAS. Prints TAP.
"""
import html
import re
import sys

from selaras_client import Server, check, engines, finish

SELARAS = sys.argv[1]
LOCKED = "Catatan ini terkunci"


def text_of(page):
    """What is read of a page's main part."""
    main = page[page.find("<main"):page.find("</main>")]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main)))


def hidden(page, name):
    m = re.search(rf'name="{name}" value="([^"]*)"', page)
    return html.unescape(m[1]) if m else ""


def record_called(who, kind, title):
    page = who.get(f"/id/desk/{kind}")[2]
    for m in re.finditer(rf'href="(/id/desk/{kind}/[0-9A-Z]{{26}})"[^>]*>([^<]*)<', page):
        if html.unescape(m[2]).strip() == title:
            return m[1]
    raise AssertionError(f"no {kind} {title}")


def locked_records(server):
    bureau = server.sign_in("bureau")
    at = record_called(bureau, "workplan", "RKT air bersih (contoh) (2026)")
    page = bureau.get(at)[2]
    check("a plan in force is shown as locked, and where its revision begins",
          LOCKED in page and re.search(rf'href="{at}/rkt">Mulai revisi</a>', page), text_of(page))
    check("and its form and its deletion are not offered", at + "/edit" not in page and at + "/delete" not in page)
    status, _, page = bureau.get(at + "/edit?section=lasting")
    check("the address of its form says so, too", status == 409 and LOCKED in page and "<textarea name" not in page, status)
    status, _, page = bureau.post(at + "/edit?section=lasting",
                                  {"_version": "1", "_do": "", "sustainability": "Diteruskan oleh desa <x>"})
    check("what was typed before it was locked is refused with its reason and is still there",
          status == 409 and LOCKED in page and "Diteruskan oleh desa &lt;x&gt;</textarea>" in page, text_of(page))
    page = bureau.get(record_called(bureau, "workplan", "RKT gizi anak (contoh) (2026)"))[2]
    check("a plan that waits for the agency is locked, without a revision to begin", LOCKED in page and "Mulai revisi" not in page)
    page = server.sign_in("mitra2@contoh.example").get(at)[2]
    check("another partner is told who may, not of a lock", LOCKED not in page and "Yang berwenang" in page, text_of(page))


def reasons(server):
    partner = server.sign_in("partner")
    own = hidden(partner.get("/id/desk/activity/new")[2], "reporting_org_ref")
    status, _, page = partner.post("/id/desk/activity/new", {"_do": "save", "title.id": "Program baru",
                                                             "reporting_org_ref": own, "activity_status": "2"})
    # a new programme is asked for three things first; a whole one needs a description and dates, too
    check("what is wrong where this page has no field stands in the summary",
          status == 422 and re.search(r"<li>Uraian: [^<]+</li>", page) and re.search(r"<li>Tanggal kegiatan: [^<]+</li>", page),
          (status, text_of(page)))
    check("and the words that were typed stay", 'value="Program baru"' in page)


def opinions(server):
    regency = server.sign_in("regency")
    at = record_called(regency, "workplan", "RKT sanitasi sekolah (contoh) (2027)") + "/opinion"
    page = regency.get(at)[2]
    form = {"version": hidden(page, "version"), "v-k1": "accept", "r-k1": "", "v-k2": "return", "r-k2": "",
            "v-k3": "return", "r-k3": "Sekolah ini <sudah> dibangun"}
    status, _, page = regency.post(at, form)
    main = text_of(page)
    check("a return without a reason comes back as the form", status == 422 and "Pendapat belum dikirim" in main, main)
    check("with what was marked", page.count(" checked") == 3 and 'name="v-k1" value="accept" checked' in page and
          'name="v-k2" value="return" checked' in page and 'name="v-k3" value="return" checked' in page)
    check("with what was typed", "Sekolah ini &lt;sudah&gt; dibangun</textarea>" in page)
    check("with the error at its row, and the way to it",
          'aria-describedby="e-k2"' in page and 'id="e-k2">' in page and 'href="#k2"' in page and 'id="k2"' in page and
          'id="e-k3"' not in page, main)
    status, _, page = regency.post(at, {"version": form["version"]})
    check("nothing marked: the form again", status == 422 and page.count(' type="radio"') == 12, status)
    status, _, page = regency.post(at, {**form, "rest": "accept"})
    check("all that is left is marked as accepted by one button, and nothing is sent",
          status == 200 and page.count('value="accept" checked') == 4 and page.count('value="return" checked') == 2 and
          "Sekolah ini &lt;sudah&gt; dibangun</textarea>" in page, status)
    check("not even a word", regency.get(at)[0] == 200 and " checked" not in regency.get(at)[2])
    status, _, page = regency.post(at, {**form, "version": "99"})
    check("a plan changed meanwhile: the form again, with what was typed",
          status == 409 and "baru saja diubah" in page and "Sekolah ini &lt;sudah&gt; dibangun</textarea>" in page, status)
    status, _, _ = regency.post(at, {**form, "r-k2": "Sama dengan k3"})
    check("then it is sent", status == 303, status)


def badges(page):
    """Of each topic of a form what its badge says."""
    return {html.unescape(m[1]): m[2] for m in
            re.finditer(r'<li><a href="[^"]*"[^>]*>([^<]*)</a> <span class="badge[^"]*">([^<]*)</span>', page)}


def fields(page):
    """The label of each field, with "wajib" where it is marked so."""
    return {m[1]: html.unescape(re.sub("<[^>]*>", "", m[2])).strip() for m in
            re.finditer(r'<label for="f-([^"]*)">(.*?)</label>', page)}


def forms(server, admin):
    partner = server.sign_in("partner")
    own = hidden(partner.get("/id/desk/activity/new")[2], "reporting_org_ref")
    _, headers, _ = partner.post("/id/desk/activity/new", {"_do": "draft", "title.id": "Program tanpa uang",
                                                           "reporting_org_ref": own, "activity_status": "2"})
    at = headers["Location"].partition("/edit")[0]
    page = partner.get(at + "/edit?section=main")[2]
    said = badges(page)
    # what a new programme begins with by itself is its currency and its language
    check("a draft without money has no complete money", said["Anggaran dan transaksi"] == "kosong", said)
    check("nor anything else", said["Lainnya"] == "kosong", said)
    check("what the program gives out is not asked for", not fields(page)["iati_identifier"].endswith("wajib"), fields(page))
    check("what it cannot give is", fields(page)["activity_status"].endswith("wajib"))
    place = partner.post(at + "/edit?section=place", {"_version": "1", "_do": "add:location", "location[]": ""})[2]
    check("the picker of a place says what it takes", "Desa, kelurahan, kecamatan, atau kabupaten" in text_of(place))
    page = partner.post(at + "/edit?section=sector", {"_version": "1", "_do": "add:sector", "sector[]": ""})[2]
    row = re.search(r'<fieldset class="form-row" data-row="\+1">(.*?)</fieldset>\s*</?(?:fieldset|p|details)', page, re.S)[1]
    main, _, rest = row.partition("<details>")
    check("a sector is a code and a share; the standard's own is folded",
          "sector[+1]/code" in main and "sector[+1]/percentage" in main and "sector[+1]/vocabulary" not in main and
          "sector[+1]/vocabulary" in rest and "sector[+1]/name.id" in rest, text_of("<main>" + row + "</main>"))
    # without a vocabulary the standard reads a five-digit code of the DAC
    check("and no list chosen is the standard's list", "(bila tidak dipilih)" in rest and
          re.search(r'<option value="" selected>[^<]*OECD DAC CRS \(5 angka\)[^<]*\(bila tidak dipilih\)', rest), rest[:900])
    page = admin.get("/id/desk/custom_field/new")[2]
    check("a short name that is made is not asked for", not fields(page)["name"].endswith("wajib"), fields(page))
    kinds = re.search(r'<select id="f-for_kind".*?</select>', page, re.S)[0]
    for kind in ("activity", "agreement", "organisation", "permit", "workplan"):
        name = re.search(r"<h1>([^<]*)", partner.get(f"/id/desk/{kind}")[2])[1].strip()
        check(f"{kind} has one name", f">{name}</option>" in kinds, (name, kinds))
    check("its page begins with a capital", "<h1>Tambah: Isian tambahan</h1>" in page)


def settings(server, admin):
    path = "/id/desk/setting/new"
    typed = {"_do": "show:key", "key": "report_frequency", "value": "", "reason": "Surat <contoh>"}
    status, _, page = admin.post(path, typed)
    choices = re.search(r'<select id="f-value".*?</select>', page, re.S)
    check("the values follow the setting that was chosen",
          status == 200 and choices and re.findall(r">([^<]+)</option>", choices[0])[1:] ==
          ["Setiap triwulan", "Setiap semester", "Setiap tahun"], page)
    check("and nothing is lost", "Surat &lt;contoh&gt;</textarea>" in page)
    choices = re.search(r'<select id="f-value".*?</select>', admin.post(path, {**typed, "key": "dprd_again"})[2], re.S)
    check("also yes and no", choices and re.findall(r">([^<]+)</option>", choices[0])[1:] == ["Tidak", "Ya"], choices)
    check("a number is typed", '<input id="f-value"' in admin.post(path, {**typed, "key": "small_count"})[2])
    save = {**typed, "_do": "save"}
    check("a value of another setting is none", admin.post(path, {**save, "value": "yes"})[0] == 422)
    check("nor a number out of bounds", admin.post(path, {**save, "key": "small_count", "value": "1"})[0] == 422)
    status, headers, page = admin.post(path, {**save, "value": "semester"})
    check("a setting is saved", status == 303, text_of(page))
    check("and read in words", "Setiap semester" in text_of(admin.get(headers["Location"])[2]))


def doors(server, admin):
    page = admin.get("/id/desk")[2]
    check("people are invited from their card", re.search(r'href="/id/desk/people">Akun</a>', page), text_of(page))
    for kind in ("account", "dataset", "place_match"):
        check(f"nobody types a {kind}", f"/id/desk/{kind}/new" not in page and
              admin.get(f"/id/desk/{kind}/new")[0] in (403, 404))
    page = admin.get("/id/desk/people")[2]
    check("an area has its name", "53.02" not in re.search(r"<table>.*?</table>", page, re.S)[0] and
          "Timor Tengah Selatan" in text_of(page), text_of(page))
    check("no day is asked for in a second way",
          not any('type="date"' in admin.get(at)[2] for at in ("/id/desk/audit", "/id/desk/people")))
    found = text_of(admin.get("/id/desk/audit?from=1+Januari+2020&to=31/12/2099")[2])
    check("days of the log are written as everywhere", "Masuk" in found and "Tidak ada orang" not in found, found)
    check("one that cannot be read finds nothing and says so",
          "tidak terbaca" in text_of(admin.get("/id/desk/audit?from=kemarin")[2]))
    visitor = server.client().get("/id/")[2]
    check("everybody is led to the work plans and to the register", 'href="/id/workplan"' in visitor and 'href="/id/register"' in visitor)


def words(server, admin):
    bureau = server.sign_in("bureau")
    at = re.search(r'href="(/id/desk/permit/[0-9A-Z]{26})"', bureau.get("/id/desk/permit")[2])[1]
    page = bureau.get(at + "/edit")[2]
    name, holder = re.search(r'name="([^"]*)" value="([^"]*)" data-pick="organisation"', page).groups()
    status, _, page = bureau.post(at + "/edit", {"_version": hidden(page, "_version"), "_do": "", name: "ID-CONTOH-UNICEF"})
    history = text_of(bureau.get(at + "/history")[2])
    check("a change of who holds a permit names both", "ChildFund International United Nations Children's Fund" in history and not re.search(r"\b01[0-9A-Z]{24}\b", history), (status, history))
    log = text_of(admin.get("/id/desk/audit")[2])
    check("what happened is said in words", "berhasil" in log and "sign-in" not in log, log)
    browser = server.client()
    account = server.accounts["regency"]
    browser.post("/id/sign-in", {"email": account.mail, "password": account.password},
                 {"User-Agent": "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) "
                                "Chrome/126.0.0.0 Mobile Safari/537.36"})
    me = text_of(browser.get("/id/me")[2])
    check("a device is called by browser and system", "Chrome, Android" in me and "AppleWebKit" not in me, me)
    check("so are events of one's own account", "kata sandi dibuat" in me and "password set" not in me, me)


for engine in engines():
    with Server(SELARAS, demo=True, postgres=engine) as server:
        admin = server.sign_in("admin")  # once: a code of a second factor is accepted once
        locked_records(server)
        reasons(server)
        opinions(server)
        forms(server, admin)
        settings(server, admin)
        doors(server, admin)
        words(server, admin)
sys.exit(finish())
