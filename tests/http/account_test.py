#!/usr/bin/env python3
"""People over HTTP: what a session is worth, what a link is worth, and what cannot be found out or forced.

usage: account_test.py SELARAS. Runs on SQLite, and on PostgreSQL when SELARAS_TEST_PG is set. Prints TAP.
"""
import os
import re
import sys

from selaras_client import Server, check, finish

SELARAS = sys.argv[1]
GOOD = "kuda hijau makan kelapa"


def link_in(text):
    return re.search(r"/id/(?:invitation|reset)/[\w-]{43}", text)[0]


def cookies(s, e):
    c = s.client()
    c.cookies["selaras"] = "A" * 43
    status, headers, _ = c.post("/id/sign-in", {"email": s.accounts["bureau"].mail, "password": s.accounts["bureau"].password})
    sent = [line for line in headers.get_all("Set-Cookie") if line.startswith("selaras=")]
    check(f"{e}: a session's cookie", status == 303 and len(sent) == 1 and "HttpOnly" in sent[0] and "SameSite=Lax" in sent[0]
          and "Path=/" in sent[0], sent)
    check(f"{e}: a session that was planted is not taken over", c.cookies["selaras"] != "A" * 43)
    first = c.cookies["selaras"]
    c.post("/id/sign-in", {"email": s.accounts["bureau"].mail, "password": s.accounts["bureau"].password})
    second = s.client()
    second.cookies["selaras"] = first
    check(f"{e}: signing in again ends the token before", second.get("/id/me")[0] == 303 and c.get("/id/me")[0] == 200)
    check(f"{e}: nothing personal is kept", c.get("/id/")[1]["Cache-Control"] == "private, no-store")


def guessing(s, e):
    unknown = s.client().post("/id/sign-in", {"email": "nobody@contoh.example", "password": "x"})
    known = s.client().post("/id/sign-in", {"email": s.accounts["central"].mail, "password": "x"})
    strip = lambda page: re.sub(r'value="[^"]*"', "", page[2])  # noqa: E731
    check(f"{e}: an unknown address is answered as a known one", unknown[0] == known[0] == 401 and strip(unknown) == strip(known))
    for _ in range(5):
        last = s.client().post("/id/sign-in", {"email": s.accounts["central"].mail, "password": "x"})
    right = s.client().post("/id/sign-in", {"email": s.accounts["central"].mail, "password": s.accounts["central"].password})
    check(f"{e}: after some wrong ones even the right password waits", last[0] == 429 or right[0] == 429, (last[0], right[0]))
    check(f"{e}: others behind the same address go on", s.sign_in("auditor").get("/id/me")[0] == 200)


def kept_out(e, postgres, proxied):
    """Wrong codes by somebody who has the password, from everywhere: the owner's own device still gets in."""
    with Server(SELARAS, demo=True, postgres=postgres, arguments=proxied) as s:
        a, owner, thief = s.accounts["admin"], s.client(), s.client()
        password = {"email": a.mail, "password": a.password}
        mine = {"X-Forwarded-For": "203.0.113.7"}
        owner.post("/id/sign-in", password, mine)
        check(f"{e}: the owner has signed in before", owner.post("/id/sign-in/code", {"code": s.code(a.secret)}, mine)[0] == 303)
        owner.post("/id/sign-out", {}, mine)
        thief.post("/id/sign-in", password, {"X-Forwarded-For": "198.51.100.1"})
        answers = [thief.post("/id/sign-in/code", {"code": "000000"}, {"X-Forwarded-For": f"198.51.100.{n // 4}"})[0] for n in range(104)]
        check(f"{e}: after a hundred wrong codes nobody unknown is heard", answers[:100] == [401] * 100 and answers[100:] == [429] * 4, answers)
        owner.post("/id/sign-in", password, mine)
        check(f"{e}: the owner is", owner.post("/id/sign-in/code", {"code": "000000"}, mine)[0] == 401)


def going_on(s, e):
    for wish, where in (("/id/activity?q=air", "/id/activity?q=air"), ("//evil.example", "/id/desk"),
                        ("https://evil.example/", "/id/desk"), ("/\\evil.example", "/id/desk")):
        a = s.accounts["agency"]
        status, headers, _ = s.client().post("/id/sign-in", {"email": a.mail, "password": a.password, "next": wish})
        check(f"{e}: next={wish}", status == 303 and headers["Location"] == where, headers["Location"])
    c = s.sign_in("agency")
    fields = {"old": s.accounts["agency"].password, "password": GOOD}
    check(f"{e}: a form of another site changes nothing", c.post("/id/me/password", fields, {"Origin": "http://evil.example"})[0] == 403)
    check(f"{e}: nor does one that does not say where from", c.post("/id/me/password", fields, {"Origin": None})[0] == 403)
    check(f"{e}: no powers, no page", c.get("/id/desk/people")[0] == 403 and s.client().get("/id/desk/people")[0] == 303)
    check(f"{e}: nor by POST", c.post("/id/desk/people", {"name": "X", "email": "x@y.example", "role": "admin"})[0] == 403)


def factor(s, e):
    a, c = s.accounts["admin"], s.client()
    status, headers, _ = c.post("/id/sign-in", {"email": a.mail, "password": a.password})
    check(f"{e}: the password alone opens nothing", headers["Location"] == "/id/sign-in/code" and c.get("/id/me")[0] == 303)
    half = c.cookies["selaras"]
    check(f"{e}: a wrong code", c.post("/id/sign-in/code", {"code": "000000"})[0] == 401)
    code = s.code(a.secret)
    check(f"{e}: the right one", c.post("/id/sign-in/code", {"code": code})[0] == 303 and c.get("/id/me")[0] == 200)
    check(f"{e}: under a new token", c.cookies["selaras"] != half)
    again = s.client()
    again.post("/id/sign-in", {"email": a.mail, "password": a.password})
    check(f"{e}: a code is accepted once", again.post("/id/sign-in/code", {"code": code})[0] == 401)
    return c


def invitation(s, e, admin):
    bad = admin.post("/id/desk/people", {"name": "Siti", "email": "siti@contoh.example", "role": "partner"})
    check(f"{e}: a focal point needs an organisation", bad[0] == 400 and "memerlukan lembaga" in bad[2])
    status, _, page = admin.post("/id/desk/people", {"name": "Siti Lakapu", "email": "Siti@Contoh.example", "role": "admin"})
    check(f"{e}: an administrator invites", status == 200, status)
    link, c = link_in(page), s.client()
    check(f"{e}: the same address again", admin.post("/id/desk/people", {"name": "S", "email": "siti@contoh.example", "role": "bureau"})[0] == 400)
    check(f"{e}: the link greets by name", "Siti Lakapu" in c.get(link)[2])
    check(f"{e}: a common password is refused", c.post(link, {"password": "password12345"})[0] == 400)
    check(f"{e}: a good one is taken", c.post(link, {"password": GOOD})[0] == 303)
    check(f"{e}: the link works once", c.get(link)[0] == 404 and c.post(link, {"password": GOOD})[0] == 404)
    status, headers, _ = c.post("/id/sign-in", {"email": "siti@contoh.example", "password": GOOD})
    check(f"{e}: an administrator sets up the second factor first", headers["Location"] == "/id/sign-in/setup" and c.get("/id/me")[0] == 303)
    page = c.get("/id/sign-in/setup")[2]
    secret = re.search(r'class="secret">([A-Z2-7]{32})<', page)[1]
    status, _, page = c.post("/id/sign-in/setup", {"code": s.code(secret)})
    codes = re.findall(r"<li><code>([0-9a-z-]{29})</code>", page)
    check(f"{e}: then there are recovery codes, and the pages are open", status == 200 and len(codes) == 10 and c.get("/id/desk/people")[0] == 200)
    for number, wanted in ((0, 303), (0, 401), (1, 303)):
        other = s.client()
        other.post("/id/sign-in", {"email": "siti@contoh.example", "password": GOOD})
        got = other.post("/id/sign-in/code", {"code": codes[number].upper()})[0]
        check(f"{e}: recovery code {number} gives {wanted}", got == wanted, got)
    return c


def ends(s, e, admin, siti):
    person = re.search(r'href="(/id/desk/people/\w{26})">Siti', admin.get("/id/desk/people")[2])[1]
    status, _, page = admin.post(person, {"do": "powers", "role": "bureau"})
    check(f"{e}: other powers end the sessions", status == 200 and siti.get("/id/me")[0] == 303, status)
    siti.post("/id/sign-in", {"email": "siti@contoh.example", "password": GOOD})
    first, second = (link_in(admin.post(person, {"do": "link"})[2]) for _ in range(2))
    check(f"{e}: a new link ends the one before", s.client().get(first)[0] == 404 and s.client().get(second)[0] == 200)
    check(f"{e}: a link sets a new password", s.client().post(second, {"password": GOOD + " besar"})[0] == 303)
    check(f"{e}: not a second time", s.client().post(second, {"password": GOOD})[0] == 404)
    check(f"{e}: the old one is worth nothing", s.client().post("/id/sign-in", {"email": "siti@contoh.example", "password": GOOD})[0] == 401)
    regency = s.sign_in("regency")
    mail = s.accounts["regency"].mail
    theirs = re.search(r'href="(/id/desk/people/\w{26})">Petugas TTS', admin.get("/id/desk/people")[2])[1]
    check(f"{e}: an account is ended", admin.post(theirs, {"do": "end"})[0] == 200)
    check(f"{e}: at once", regency.get("/id/me")[0] == 303
          and s.client().post("/id/sign-in", {"email": mail, "password": s.accounts["regency"].password})[0] == 401)
    own = re.search(r'href="(/id/desk/people/\w{26})">Administrator', admin.get("/id/desk/people")[2])[1]
    check(f"{e}: the last administrator stays", admin.post(own, {"do": "end"})[0] == 400 and admin.get("/id/me")[0] == 200)
    record = own.replace("/people/", "/account/")
    check(f"{e}: and cannot throw himself away", admin.post(record + "/delete", {"reason": "coba"})[0] == 403
          and 'name="reason"' not in admin.get(record)[2] and admin.get("/id/desk/account/new")[0] == 403)


def own(s, e):
    c, elsewhere = s.sign_in("partner"), s.sign_in("partner")
    a = s.accounts["partner"]
    page = c.get("/id/me")[2]
    check(f"{e}: both sessions are listed", page.count('/me/session"><input type="hidden"') == 1 and "sesi ini" in page)
    check(f"{e}: the old password is asked for", c.post("/id/me/password", {"old": "x", "password": GOOD})[0] == 400)
    token = c.cookies["selaras"]
    check(f"{e}: another password", c.post("/id/me/password", {"old": a.password, "password": GOOD})[0] == 303)
    check(f"{e}: ends the other session and renews this", elsewhere.get("/id/me")[0] == 303 and c.cookies["selaras"] != token and c.get("/id/me")[0] == 200)
    check(f"{e}: powers are told", c.get("/id/desk/powers")[2].count("<tr><th scope=\"row\">") > 20)
    token = c.cookies["selaras"]
    c.post("/id/sign-out", {})
    c.cookies["selaras"] = token
    check(f"{e}: after signing out the token is nobody's", c.get("/id/me")[0] == 303)


def secure(e, postgres):
    with Server(SELARAS, demo=True, postgres=postgres, arguments=["--url", "https://selaras.example/"]) as s:
        a = s.accounts["bureau"]
        headers = s.client().post("/id/sign-in", {"email": a.mail, "password": a.password})[1]
        lines = headers.get_all("Set-Cookie")
        check(f"{e}: with https every cookie is Secure and __Host-", len(lines) == 2 and all(
            line.startswith("__Host-") and "; Secure" in line and "Path=/;" in line and "Domain" not in line for line in lines), lines)


def everything(e, postgres=None):
    with Server(SELARAS, demo=True, postgres=postgres) as s:
        cookies(s, e)
        going_on(s, e)
        admin = factor(s, e)
        siti = invitation(s, e, admin)
        ends(s, e, admin, siti)
        own(s, e)
        guessing(s, e)
        status, log = s.stop()
        check(f"{e}: stops cleanly", status == 0, status)
        check(f"{e}: no address of a person in the log", "@" not in log, log)
    secure(e, postgres)
    kept_out(e, postgres, ["--proxied"])


everything("sqlite")
if os.environ.get("SELARAS_TEST_PG"):
    everything("postgres", os.environ["SELARAS_TEST_PG"])
sys.exit(finish())
