#!/usr/bin/env python3
"""Letters, through a real mail server on loopback: a forgotten password from the page to the new password, what becomes of a
letter that is refused, put off, or whose server is away, and that every letter arrives once.

usage: mail_test.py SELARAS. Runs on SQLite, and on PostgreSQL when SELARAS_TEST_PG is set. Prints TAP.
"""
import datetime
import email
import email.header
import email.policy
import email.utils
import html
import os
import re
import subprocess
import sys
import tempfile
import time

from mail_server import MailServer, certificate
from selaras_client import Server, check, finish

SELARAS = sys.argv[1]
os.environ["LC_ALL"] = "C.UTF-8"  # commands speak Indonesian
SITE = "http://selaras.contoh.example"
GOOD, OTHER = "kuda hijau makan kelapa", "perahu kuning di Alor barat"
ASKED = {"id": "Kata sandi baru untuk Selaras", "invite": "Undangan ke Selaras"}
HOUR = 3600 * 1000


def text_of(letter):
    return letter.get_content().replace("\r\n", "\n")


def link_in(letter):
    return re.search(SITE + r"(/id/(?:invitation|reset)/[\w-]{43})\n", text_of(letter))[1]


def name_of(raw):
    """The person in To. (The newer parser of Python 3.11 puts a space between encoded words there, which RFC 2047 forbids.)"""
    value = email.message_from_bytes(raw)["To"]
    return str(email.header.make_header(email.header.decode_header(value))).rsplit(" <", 1)[0]


def ask(s, mail):
    status, _, page = s.client().post("/id/forgotten", {"email": mail})
    return status, page


def waiting(admin, to, state, seconds=20):
    """The row of the administrators' page about a letter to TO, once it says STATE."""
    until = time.monotonic() + seconds
    while True:
        page = admin.get("/id/desk/mail")[2]
        rows = [html.unescape(re.sub(r"(<[^>]+>)+", "|", r)) for r in re.findall(r"<tr>(.*?)</tr>", page) if f"<td>{to}</td>" in r]
        if any(state in r for r in rows) or time.monotonic() > until:
            return next((r for r in rows if state in r), "")
        time.sleep(0.1)


def settled(admin, to, seconds=30):
    """Waits until no letter to TO is on its way any more."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        states = re.findall(rf"<td>{re.escape(to)}</td>.*?</tr>", admin.get("/id/desk/mail")[2], re.S)
        if states and not any("menunggu" in row or "sedang diserahkan" in row for row in states):
            return
        time.sleep(0.1)


def reset(s, e, post):
    mail = s.accounts["bureau"].mail
    old = s.sign_in("bureau")
    check(f"{e}: the page asks for an address", 'name="email"' in s.client().get("/id/forgotten")[2])
    check(f"{e}: what is no address is told", ask(s, "bukan alamat")[0] == 400)
    none, known = ask(s, "tidak.ada@contoh.example"), ask(s, mail.upper())
    check(f"{e}: the answer does not tell whether there is an account", none == known and known[0] == 200, (none[0], known[0]))
    # on some days there is a digest with deadlines of the demo as well
    letters = [x for x in post.wait_subject(ASKED["id"]) if email.message_from_bytes(x[2])["Subject"] == ASKED["id"]]
    check(f"{e}: one letter, to the account", len(letters) == 1 and letters[0][:2] == ("selaras@contoh.example", [mail]), letters)
    raw = letters[0][2]
    letter = email.message_from_bytes(raw, policy=email.policy.default)
    check(f"{e}: its subject", letter["Subject"] == ASKED["id"], letter["Subject"])
    check(f"{e}: it is sound", not letter.defects and letter["To"].addresses[0].addr_spec == mail
          and letter["From"].addresses[0].addr_spec == "selaras@contoh.example"
          and re.fullmatch(r"<[0-9A-Z]{26}@contoh\.example>", letter["Message-ID"]), letter.defects)
    age = time.time() - email.utils.parsedate_to_datetime(letter["Date"]).timestamp()
    check(f"{e}: its date is now", -2 < age < 60, age)
    check(f"{e}: lines end in CRLF and are short", b"\n" not in raw.replace(b"\r\n", b"") and max(map(len, raw.split(b"\r\n"))) <= 78)
    check(f"{e}: it greets by name", text_of(letter).startswith("Yth. Petugas Biro (DATA CONTOH),\n\n"), text_of(letter))
    link, c = link_in(letter), s.client()
    wrong = link[:-1] + ("A" if link[-1] != "A" else "B")
    check(f"{e}: a wrong link", c.get(wrong)[0] == 404 and c.post(wrong, {"password": GOOD})[0] == 404)
    check(f"{e}: the link opens the door", c.get(link)[0] == 200)
    check(f"{e}: a common password is refused", c.post(link, {"password": "password12345"})[0] == 400)
    check(f"{e}: the sessions go on until then", old.get("/id/me")[0] == 200)
    check(f"{e}: a new password", c.post(link, {"password": GOOD})[0] == 303)
    check(f"{e}: the link works once", c.get(link)[0] == 404 and c.post(link, {"password": OTHER})[0] == 404)
    check(f"{e}: every session has ended", old.get("/id/me")[0] == 303)
    check(f"{e}: the old password is worth nothing",
          s.client().post("/id/sign-in", {"email": mail, "password": s.accounts["bureau"].password})[0] == 401)
    s.accounts["bureau"].password = GOOD
    check(f"{e}: the new one opens", s.sign_in("bureau").get("/id/me")[0] == 200)


def second_factor(s, e, post):
    a = s.accounts["admin"]
    ask(s, a.mail)
    link, c = link_in(post.wait_to(a.mail)[-1]), s.client()
    c.post(link, {"password": GOOD})
    status, headers, _ = c.post("/id/sign-in", {"email": a.mail, "password": GOOD})
    check(f"{e}: a letter is no second factor", headers["Location"] == "/id/sign-in/code" and c.get("/id/me")[0] == 303)
    check(f"{e}: with its code the page opens", c.post("/id/sign-in/code", {"code": s.code(a.secret)})[0] == 303
          and c.get("/id/me")[0] == 200)
    return c


def changed(s, e, post):
    """Who did not change the password himself learns of it."""
    a, c = s.accounts["agency"], s.sign_in("agency")
    check(f"{e}: one's own password changes", c.post("/id/me/password", {"old": a.password, "password": OTHER})[0] == 303)
    a.password = OTHER
    letter = post.wait_to(a.mail)[-1]
    check(f"{e}: a letter tells when and from where", letter["Subject"] == "Cara masuk ke akun Selaras Anda diubah"
          and "127.0.0.1" in text_of(letter) and "WITA" in text_of(letter), text_of(letter))
    check(f"{e}: a wrong old one tells nobody", c.post("/id/me/password", {"old": GOOD, "password": GOOD})[0] == 400
          and len(post.to(a.mail)) == 1)


def held_back(s, e, post, admin):
    mail, pages = s.accounts["auditor"].mail, set()
    for _ in range(5):
        pages.add(ask(s, mail))
    settled(admin, mail)
    check(f"{e}: nobody's letter box is filled", len(post.to(mail)) <= 3 and len(pages) == 1, len(post.to(mail)))
    last = post.to(mail)[-1]
    for letter in post.to(mail)[:-1]:
        check(f"{e}: only the newest link is worth something", s.client().get(link_in(letter))[0] == 404)
    check(f"{e}: and it is", s.client().get(link_in(last))[0] == 200)
    for n in range(40):
        status = ask(s, f"orang{n}@contoh.example")[0]
    check(f"{e}: nor are many tried from one place", status == 429, status)


def invite(admin, name, mail):
    return admin.post("/id/desk/people", {"name": name, "email": mail, "role": "bureau"})


def fates(s, e, post, admin):
    name = 'Maria Goreti Ñúñez-Lôpez "Mia", née Klàse Bāsa Hèlong'
    status, _, page = invite(admin, name, "maria@contoh.example")
    letter = post.wait_to("maria@contoh.example")[0]
    check(f"{e}: an invitation goes out", letter["Subject"] == ASKED["invite"] and link_in(letter) in page, letter["Subject"])
    check(f"{e}: its name comes back whole", name_of(next(raw for _, to, raw in post.letters if to == ["maria@contoh.example"])) == name and not letter.defects, letter["To"])
    invite(admin, "Siti\r\nBcc: jahat@contoh.example\r\n\r\nisi lain", "siti@contoh.example")
    letter = (post.wait_to("siti@contoh.example", seconds=5) or [None])[0]
    check(f"{e}: a name adds no header and no recipient", "jahat@contoh.example" not in post.tries and
          (letter is None or (letter["Bcc"] is None and link_in(letter))), letter)
    post.answers["tolak@contoh.example"] = "550 5.1.1 tolak@contoh.example: tidak dikenal"
    invite(admin, "Tolak", "tolak@contoh.example")
    row = waiting(admin, "tolak@contoh.example", "gagal")
    check(f"{e}: what is refused is given up and told", "550 5.1.1" in row, row)
    post.answers["tunda@contoh.example"] = "451 4.7.1 coba lagi"
    invite(admin, "Tunda", "tunda@contoh.example")
    row = waiting(admin, "tunda@contoh.example", "451")
    check(f"{e}: what is put off waits", "menunggu" in row, row)
    del post.answers["tunda@contoh.example"]
    admin.post("/id/desk/mail", {})
    waiting(admin, "tunda@contoh.example", "diterima")
    post.answers["lama@contoh.example"] = "451 4.7.1 coba lagi"
    invite(admin, "Lama", "lama@contoh.example")
    check(f"{e}: another one waits for days", waiting(admin, "lama@contoh.example", "451"))
    post.hang_up = True
    invite(admin, "Hilang", "hilang@contoh.example")
    row = waiting(admin, "hilang@contoh.example", "mungkin terkirim")
    check(f"{e}: an answer that is lost leaves it open", row)
    post.hang_up = False
    admin.post("/id/desk/mail", {})
    time.sleep(1.5)
    once = {a: len(post.to(a)) for a in ("maria@contoh.example", "tunda@contoh.example", "hilang@contoh.example")}
    check(f"{e}: each arrived once", set(once.values()) == {1}, once)
    check(f"{e}: and what was refused was tried once", post.tries["tolak@contoh.example"] == 1, post.tries)


def away(s, e, post, admin):
    mail = s.accounts["partner"].mail
    post.stop()
    ask(s, mail)
    row = waiting(admin, mail, "menunggu|1|")
    check(f"{e}: without the server it waits", row, admin.get("/id/desk/mail")[2][-3000:])
    if not s.postgres:
        files = b"".join(open(f"{s.folder}/{f}", "rb").read() for f in os.listdir(s.folder) if f.startswith("test.db"))
        check(f"{e}: sealed meanwhile", b"ada permintaan kata sandi" not in files and b"/id/reset/" not in files)
    post.start()
    check(f"{e}: not by everybody", s.sign_in("bureau").post("/id/desk/mail", {})[0] == 403)
    admin.post("/id/desk/mail", {})
    check(f"{e}: when it is back it arrives", len(post.wait_to(mail)) == 1, post.tries)
    admin.post("/id/desk/mail", {})
    time.sleep(1.5)
    check(f"{e}: once", len(post.to(mail)) == 1)


def link_of(s, post, role):
    ask(s, s.accounts[role].mail)
    return link_in(post.wait_to(s.accounts[role].mail)[0])


def after(s, hours, to, wanted):
    """The line of `selaras mail list` about TO after the server ran at that time; longer on a machine that is slow."""
    for seconds in (2.5, 5, 10, 20):
        s.start(now=int(time.time() * 1000) + hours * HOUR)
        time.sleep(seconds)
        s.stop()
        line = next(x for x in s.run("mail", "list").splitlines() if to in x)
        if wanted in line:
            break
    return line


def expired(s, e, link):
    status, log = s.stop()
    check(f"{e}: stops cleanly, and no address is in the log", status == 0 and "@" not in log, log[-800:])
    check(f"{e}: what was given up is in the log", re.search(r"<3>mail given up mail=\w{26}", log), log[-800:])
    audit = s.run("audit", "list")
    check(f"{e}: it is in the audit log", "reset-asked" in audit and "password reset" in audit and GOOD not in audit, audit[:800])
    listed = s.run("mail", "list")
    check(f"{e}: letters are listed, without what they say", listed.count("tolak@contoh.example") == 2 and "/reset/" not in listed, listed)
    for minutes, wanted in ((59, 200), (61, 404)):
        s.start(now=int(time.time() * 1000) + minutes * 60000)
        check(f"{e}: {minutes} minutes later the link gives {wanted}", s.client().get(link)[0] == wanted)
        s.stop()
    for hours, wanted in ((71, "menunggu"), (73, "gagal")):
        line = after(s, hours, "lama@contoh.example", wanted)
        check(f"{e}: {hours} hours later the letter that nobody took: {wanted}", wanted in line, line)


def everything(e, postgres=None):
    with MailServer() as post:
        options = ["--smtp", post.url, "--smtp-from", "selaras@contoh.example", "--url", SITE]
        with Server(SELARAS, demo=True, postgres=postgres, arguments=options) as s:
            reset(s, e, post)
            admin = second_factor(s, e, post)
            changed(s, e, post)
            fates(s, e, post, admin)
            away(s, e, post, admin)
            central = link_of(s, post, "central")
            held_back(s, e, post, admin)
            expired(s, e, central)
    with MailServer() as post:
        options[1] = post.url
        s = Server(SELARAS, demo=True, postgres=postgres, arguments=options, environment={"SELARAS_NOW": str(ms("2026-10-28"))})
        try:
            deadlines(s, e, post)
        finally:
            s.__exit__()


def ms(day):
    """Nine in the morning in Kupang."""
    return int(datetime.datetime.fromisoformat(day + "T01:00:00+00:00").timestamp() * 1000)


def quiet(post, seconds=1.6):
    """No further letter, though the server looks every second."""
    before = len(post.letters)
    time.sleep(seconds)
    return len(post.letters) == before


def deadlines(s, e, post):
    """The demo's principle permit of ChildFund ends on 30 April 2027: six months before is 30 October 2026, and the last day to
    ask for more is 30 January 2027 (PP 59/2016 art. 7 (3))."""
    biro, childfund, other = s.accounts["bureau"].mail, "childfund@contoh.example", s.accounts["partner"].mail
    invited = s.run("account", "invite", "--organisation", "ID-CONTOH-CHILDFUND", "partner", "Narahubung ChildFund", childfund)
    # what the demo's late report makes of that day is told before
    s.start(now=ms("2026-10-28"))
    check(f"{e}: the bureau hears of the late report", "Laporan pelaksanaan RKT: 14 Oktober 2026" in text_of(post.wait_to(biro)[0]))
    quiet(post)
    s.stop()
    post.letters.clear()
    s.start(now=ms("2026-10-29"))
    c = s.client()
    check(f"{e}: a focal point comes in", c.post(re.search(r"/id/invitation/\S+", invited)[0], {"password": GOOD})[0] == 303)
    check(f"{e}: a day before there is nothing to tell", quiet(post) and not post.letters)
    s.stop()
    s.start(now=ms("2026-10-30"))
    text = text_of(post.wait_to(biro)[0])
    check(f"{e}: six months before the bureau is told", "Ajukan perpanjangan izin: 30 Januari 2027\n  PP 59/2016 Pasal 7 ayat (3)\n" in text, text)
    mine = text_of(post.wait_to(childfund)[0])
    check(f"{e}: and the focal point", "Ajukan perpanjangan izin: 30 Januari 2027\n" in mine and len(mine) < len(text), mine)
    officer = s.sign_in("bureau")
    links = re.findall(SITE + r"(/id/desk/\S+)\n", text)
    status = [officer.get(link)[0] for link in links]
    check(f"{e}: its links lead to the records, and to where it is turned off",
          len(links) > 2 and links[-1] == "/id/desk/notices" and set(status) == {200}, (links, status))
    letter = post.to(biro)[0]
    check(f"{e}: a program can find that, too", letter["List-Unsubscribe"] == f"<{SITE}/id/desk/notices>", letter["List-Unsubscribe"])
    page = officer.get("/id/desk/notices")[2]
    seq = re.search(r'name="seq" value="(-\d+)"', page)[1]
    before = page.count('class="unread"')
    officer.post("/id/desk/notices", {"seq": seq})
    after = officer.get("/id/desk/notices")[2].count('class="unread"')
    check(f"{e}: in the product it is read by itself", before > 1 and after == before - 1, (before, after))
    comments(s, e, post, officer, links)
    s.stop()
    for day in ("2026-10-30", "2026-10-31"):
        s.start(now=ms(day))
        check(f"{e}: told once, on {day} not again", quiet(post) and len(post.to(childfund)) == 1, post.to(childfund))
        s.stop()
    s.start(now=ms("2026-12-30"))
    again = text_of(post.wait_to(childfund, 2)[1])
    check(f"{e}: four months before once more", "Ajukan perpanjangan izin: 30 Januari 2027\n" in again, again)
    check(f"{e}: nobody else is told of it", all("ChildFund" not in text_of(x) and "perpanjangan" not in text_of(x) for x in post.to(other)))


def comments(s, e, post, officer, links):
    biro, mitra = s.accounts["bureau"].mail, s.accounts["partner"].mail
    had = len(post.to(biro)), len(post.to(mitra))
    partner = s.sign_in("partner")
    record = re.search(r'href="(/id/desk/activity/\w{26})"', partner.get("/id/desk/activity")[2])[1]
    wish = [("show", n) for n in range(1, 6)]
    check(f"{e}: the officer wants letters at once", officer.post("/id/desk/notices/setting", [*wish, ("mail", 2)])[0] == 303)
    partner.post(record + "/comments", {"text": "@Petugas Biro (DATA CONTOH) mohon dilihat: débit sumur"})
    text = text_of(post.wait_to(biro, had[0] + 1)[-1])
    check(f"{e}: a letter at once", "menyebut Anda" in text and "débit sumur" in text and SITE + record + "#comment-" in text, text)
    check(f"{e}: and it is one", quiet(post, 1.5) and len(post.to(biro)) == had[0] + 1)
    officer.post("/id/desk/notices/setting", [*wish, ("mail", 0)])
    partner.post(record + "/comments", {"text": "@Petugas Biro (DATA CONTOH) sekali lagi"})
    officer.post(record + "/comments", {"text": "sudah"})
    text = text_of(post.wait_to(mitra, had[1] + 1)[-1])
    check(f"{e}: the first of a day goes out by itself, daily is what nobody has to choose", "sudah" in text, text)
    officer.post(record + "/comments", {"text": "tambahan"})
    check(f"{e}: the second waits for the morning, and who wants none gets none",
          quiet(post) and (len(post.to(biro)), len(post.to(mitra))) == (had[0] + 1, had[1] + 1))
    officer.post("/id/desk/notices/setting", [*wish, ("mail", 1)])
    s.stop()
    s.start(now=ms("2026-10-31"))
    digests = [text_of(x) for x in post.wait_to(mitra, had[1] + 2)]
    check(f"{e}: in the morning the digest, with what is unread", "tambahan" in digests[-1], digests[-1])
    check(f"{e}: once", quiet(post, 1.5) and len(digests) == had[1] + 2)


def without():
    with Server(SELARAS, demo=True) as s:
        page = s.client().get("/id/forgotten")[2]
        check("without a mail server an administrator hands links over", "administrator biro" in page and 'name="email"' not in page)
        check("also when asked all the same", 'administrator biro' in ask(s, s.accounts["bureau"].mail)[1])
        check("and the page of letters says so", "--smtp" in s.sign_in("admin").get("/id/desk/mail")[2])


def test_letter(*arguments, login=None, **environment):
    done = subprocess.run([SELARAS, "mail", "test", *arguments, "biro@contoh.example"], capture_output=True, text=True,
                          env={**os.environ, **environment})
    return done.returncode, done.stdout + done.stderr


def transport():
    """The command that tries a server: TLS, certificates and passwords."""
    with tempfile.TemporaryDirectory() as folder:
        tls = certificate(folder)
        with open(f"{folder}/login", "w", encoding="utf-8") as f:
            f.write("selaras\nrahasia dengan spasi\n")
        sender = ("--smtp-from", "selaras@contoh.example")
        trust, login = ("--smtp-ca", tls[0]), ("--smtp-login", f"{folder}/login")
        with MailServer(tls=tls, login=("selaras", "rahasia dengan spasi")) as post:
            rc, said = test_letter("--smtp", post.url, *sender, *trust, *login)
            check("STARTTLS and a password", rc == 0 and "250" in said and len(post.letters) == 1, said)
            letter = post.wait(1)[0]
            check("a test letter says so", letter["Subject"] == "Surat percobaan dari Selaras", letter["Subject"])
            rc, said = test_letter("--smtp", post.url, *sender, *trust, SELARAS_SMTP_USER="selaras", SELARAS_SMTP_PASSWORD="salah")
            check("a wrong password is told", rc == 1 and "not accepted" in said and "salah" not in said, said)
            rc, said = test_letter("--smtp", post.url, *sender, *trust)
            check("none is told, too", rc == 1, said)
            rc, said = test_letter("--smtp", post.url.replace("127.0.0.1", "localhost"), *sender, *trust, *login)
            check("a certificate of another name is refused", rc == 1 and len(post.letters) == 1, said)
        with MailServer() as post:
            rc, said = test_letter("--smtp", post.url, *sender, *trust)
            check("where TLS is wanted and there is none, nothing is sent", rc == 1 and not post.letters, said)
            rc, said = test_letter("--smtp", post.url, "--smtp-from", "selaras")
            check("the sender must be an address", rc == 2, said)
        with MailServer(tls=tls, wrapped=True) as post:
            url = post.url.replace("smtp:", "smtps:")
            check("smtps", test_letter("--smtp", url, *sender, *trust)[0] == 0 and len(post.letters) == 1)
            check("smtps with a certificate that nobody vouches for", test_letter("--smtp", url, *sender)[0] == 1 and len(post.letters) == 1)
    done = subprocess.run([SELARAS, "serve", "--db", "sqlite::memory:", "--port", "0", "--smtp", "smtp://127.0.0.1:1", *sender],
                          capture_output=True, text=True)
    check("letters need the site's address", done.returncode == 2 and "--url" in done.stderr, done.stderr)


transport()
without()
everything("sqlite")
if os.environ.get("SELARAS_TEST_PG"):
    everything("postgres", os.environ["SELARAS_TEST_PG"])
sys.exit(finish())
