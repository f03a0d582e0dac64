#!/usr/bin/env python3
"""What somebody who means harm tries over HTTP: texts that are markup, formulas or addresses of scripts, odd paths, heads
and bodies, other sites, words for the log, addresses of the machine's own network. docs/security.md names these tests.

usage: security_test.py SELARAS. Prints TAP.
"""
import csv
import html
import html.parser
import http.client
import http.server
import io
import json
import os
import re
import socket
import sqlite3
import stat
import subprocess
import sys
import threading
import time
import urllib.parse
import xml.etree.ElementTree
import zipfile

from selaras_client import Server

SELARAS = os.path.abspath(sys.argv[1])
# One text for every place: out of an attribute, an element, a script and a comment; a template; a formula, also for a
# spreadsheet program that splits at semicolons.
EVIL = '=1+1"><x-evil onclick="1">\'{{7*7}}${7*7}</script></textarea></title><!--;=2+2;x'
SCRIPTS = ("javascript:alert(1)", " JaVaScRiPt:alert(1)//https://x.example", "data:text/html,<script>1</script>",
           "vbscript:x", "java&#10;script:alert(1)")
count = bad = 0


def check(name, wrong):
    """WRONG: what is wrong, of any type; empty or None is right."""
    global count, bad
    count, bad = count + 1, bad + bool(wrong)
    print(f"{'not ok' if wrong else 'ok'} {count} - {name}" + (f" # {str(wrong)[:500]}" if wrong else ""), flush=True)


# ---- texts ----

class Page(html.parser.HTMLParser):
    """What a page holds that our templates never write."""

    def __init__(self, text):
        super().__init__()
        self.wrong, self.links, self.inputs = [], [], {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag == "x-evil":
            self.wrong.append("an element out of a text")
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                self.wrong.append(f"<{tag} {name}>")
            if name in ("href", "src", "action", "formaction", "data") and value:
                self.links.append(value)
                scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", value, re.I)
                if scheme and scheme[1].lower() not in ("http", "https", "mailto"):
                    self.wrong.append(f"<{tag} {name}={value[:40]}>")
        values = dict(attrs)
        if tag in ("input", "select", "textarea") and "name" in values:
            self.inputs[values["name"]] = values.get("value", "")


def evil_iati():
    e = html.escape(EVIL)
    words = lambda tag, more="": f"<{tag}{more}><narrative>{e}</narrative></{tag}>"  # noqa: E731
    links = "".join(f'<document-link url="{html.escape(u) if "&" not in u else u}" format="text/html">{words("title")}'
                    f'<category code="A01"/><language code="id"/></document-link>' for u in SCRIPTS)
    script = SCRIPTS[0]
    return f"""<?xml version="1.0"?><iati-activities version="2.03"><iati-activity default-currency="USD" xml:lang="id">
<iati-identifier>ID-CONTOH-WATERORG-EVIL</iati-identifier>
<reporting-org ref="ID-CONTOH-WATERORG" type="21"><narrative>{e}</narrative></reporting-org>{words("title")}
{words("description", ' type="1"')}<participating-org ref="{e}" role="1" type="21"><narrative>{e}</narrative></participating-org>
<other-identifier ref="{e}" type="A1"/><activity-status code="2"/><activity-date type="2" iso-date="2020-01-01"/>
<activity-date type="3" iso-date="2027-01-01"/><contact-info type="1">{words("organisation")}{words("person-name")}
<telephone>{e}</telephone><email>{e}</email><website>{script}</website>{words("mailing-address")}</contact-info>
<recipient-country code="ID"/><location ref="53.02"><name><narrative>Timor Tengah Selatan</narrative></name>
{words("description")}</location>
<location ref="{e}"><location-id vocabulary="G1" code="{e}"/>{words("name")}{words("activity-description")}</location>
<sector vocabulary="1" code="14030"><narrative>{e}</narrative></sector>
<tag vocabulary="99" vocabulary-uri="{script}" code="{e}"><narrative>{e}</narrative></tag>
<transaction ref="{e}"><transaction-type code="3"/><transaction-date iso-date="2020-05-01"/>
<value currency="USD" value-date="2020-05-01">500</value>{words("description")}<provider-org ref="{e}"><narrative>{e}</narrative>
</provider-org></transaction>{links}<related-activity ref="{e}" type="1"/>
<result type="1">{words("title")}{words("description")}<indicator measure="1">{words("title")}<baseline year="2020" value="{e}">
{words("comment")}</baseline><period><period-start iso-date="2020-01-01"/><period-end iso-date="2020-12-31"/>
<target value="{e}">{words("comment")}</target><actual value="-1">{words("comment")}</actual></period></indicator></result>
</iati-activity></iati-activities>"""


def pages(client, paths, most=60):
    """Pages from PATHS on, as far as their links on this site lead; what is wrong in them."""
    todo, seen, wrong = list(paths), set(), []
    while todo and len(seen) < most:
        path = todo.pop(0)
        if path in seen:
            continue
        seen.add(path)
        status, headers, text = client.get(path)
        if status >= 500:
            wrong.append(f"{path}: {status}")
        if "text/html" not in headers["Content-Type"]:
            continue
        page = Page(text)
        wrong += [f"{path}: {w}" for w in page.wrong]
        here = [urllib.parse.urljoin(path, link).split("#")[0] for link in page.links]
        todo += [x for x in here if x.startswith("/id/") and "sign-out" not in x and re.search("evil|1%2B1", x, re.I)]
    return wrong


def of_files(s, no, record):
    """Markup in the texts of a file, and addresses of scripts in its links."""
    public, officer = s.client(), s.sign_in("bureau")
    paths = [f"/id/activity/{no}", f"/en/activity/{no}", "/id/activity?q=onclick", "/id/search?q=onclick",
             "/id/partner/ID-CONTOH-WATERORG", "/id/place/53.02"]
    text = public.get(paths[0])[2]
    check("the page has the text, as text", "" if html.escape(EVIL, quote=False) in text else text[-1500:])
    check("no page for everybody has markup or scripts of it", pages(public, paths))
    desk = [f"/id/desk/activity/{record}" + more for more in ("", "/edit", "/history", "/comments", "/merge")]
    check("nor a page of the desk", pages(officer, desk + paths))
    said = json.loads(public.get("/api/v1/activities?partner=ID-CONTOH-WATERORG")[2])
    check("JSON stays JSON", "" if EVIL in json.dumps(said, ensure_ascii=False).replace('\\"', '"') else str(said)[:300])
    tree = xml.etree.ElementTree.fromstring(public.get(f"/id/programme/{no}.xml")[2].encode())
    check("XML stays XML", "" if EVIL in [n.text for n in tree.iter("narrative")] and not list(tree.iter("x-evil")) else "lost")


def formulas(s):
    """Texts that a spreadsheet program would run."""
    c = s.client()
    text = c.get("/id/download/activities.csv?partner=ID-CONTOH-WATERORG")[2].lstrip("\ufeff")
    row = [r for r in csv.reader(io.StringIO(text)) if "ID-CONTOH-WATERORG-EVIL" in r]
    cells = row[0] if row else []
    check("the CSV has it", "" if any("x-evil" in x for x in cells) else text[:300])
    check("no cell begins as a formula", [x for x in cells if x[:1] in tuple("=+-@\t\r")])
    split = [x for r in csv.reader(io.StringIO(text), delimiter=";") for x in r] + text.replace('"', "").split(";")
    check("nor when it is split at semicolons", [x for x in split if x.startswith("=")])
    h = http.client.HTTPConnection("127.0.0.1", s.port)
    h.request("GET", "/id/download/activities.xlsx?partner=ID-CONTOH-WATERORG")
    with zipfile.ZipFile(io.BytesIO(h.getresponse().read())) as z:
        sheets = [z.read(n) for n in z.namelist() if "worksheets/" in n]
    h.close()
    check("an XLSX has no formula", "" if sheets and not any(b"<f>" in x or b"<f " in x for x in sheets) else "a formula")


def of_people(s, record):
    """The same text typed into every field that takes it."""
    c = s.sign_in("bureau")
    edit = f"/id/desk/activity/{record}/edit"
    form = Page(c.get(edit)[2]).inputs
    c.post(edit, {**{k: v or EVIL for k, v in form.items() if not k.startswith("_")},
                  **{k: v for k, v in form.items() if k.startswith("_")}})
    status = c.post(f"/id/desk/activity/{record}/comments", {"text": EVIL})[0]
    check("a comment is taken", "" if status == 303 else status)
    admin = s.sign_in("admin")
    status, _, page = admin.post("/id/desk/people", {"name": EVIL[:100], "email": "evil@contoh.example", "role": "auditor"})
    check("so is a name", "" if status == 200 else status)
    link = re.search(r"/id/invitation/[\w-]{43}", page)[0]
    wrong = Page(page).wrong + Page(s.client().get(link)[2]).wrong + pages(admin, ["/id/desk/people"])
    wrong += pages(c, [f"/id/desk/activity/{record}" + x for x in ("", "/comments", "/edit")] + ["/id/desk/notices"])
    status, _, page = s.client().post("/id/sign-in", {"email": EVIL, "password": EVIL, "next": EVIL})
    check("none is markup anywhere", wrong + Page(page).wrong)
    return link


# ---- heads ----

def raw(s, request):
    """Status line, head and body of the answer to these bytes."""
    with socket.create_connection(("127.0.0.1", s.port), timeout=20) as c:
        c.sendall(request)
        c.shutdown(socket.SHUT_WR)
        got = b""
        while part := c.recv(65536):
            got += part
    head, _, body = got.partition(b"\r\n\r\n")
    return int(head.split()[1]) if head else 0, head.decode("latin-1"), body.decode("utf-8", "replace")


def heads(s):
    get = lambda target, more="", method="GET": (  # noqa: E731
        f"{method} {target} HTTP/1.1\r\nHost: selaras.example\r\n{more}Connection: close\r\n\r\n".encode("latin-1"))
    wrong = []
    for status, request in (
            (400, get("/../../etc/passwd")), (400, get("/id/%2e%2e/%2e%2e/etc/passwd")), (404, get("/id/..%2f..%2fetc%2fpasswd")),
            (400, get("/assets/x/../../etc/passwd")), (404, get("/assets/")), (404, get("/.git/config")), (404, get("/.env")),
            (400, get("/id/%00")), (400, get("/id/%c0%ae%c0%ae/")), (404, get("/id/%252e%252e/x")),
            (404, get("/id/%0d%0aSet-Cookie:%20a=b")), (405, get("/id/", method="TRACE")), (405, get("/id/", method="PUT")),
            (405, get("/id/sign-out", "X-HTTP-Method-Override: POST\r\n")), (405, get("/id/sign-out?_method=POST")),
            (400, get("/id/", "Host: other.example\r\n")), (400, get("/id/", "A: b\r\n c\r\n")), (404, get("//evil.example/")),
            (400, get("/id/" + "a" * 9000)), (404, get("/metrics", "X-Forwarded-For: 192.0.2.1\r\n"))):
        got, head, body = raw(s, request)
        if got != status or "a=b" in re.sub("%20a=b", "", head) or "root:" in body or "evil.example/" in head:
            wrong.append((request[:60], got))
    check("odd paths, methods and heads", wrong)
    _, _, mine = raw(s, get("/id/about"))
    _, _, theirs = raw(s, get("/id/about").replace(b"selaras.example", b"evil.example"))
    check("a host that was made up is in no page", "" if mine == theirs and "evil" not in theirs else "it is")


def answers(s, no):
    """Headers of every sort of answer."""
    public, officer = s.client(), s.sign_in("bureau")
    style = re.search(r'href="(/assets/[^"]+\.css)"', public.get("/id/")[2])[1]
    wrong = []
    for path in ("/", "/id/", style, "/id/none", "/id/activity?page=x", "/id/desk", "/id/sign-in", "/id/download/activities.csv",
                 f"/id/programme/{no}.xml", f"/id/programme/{no}.json", "/api/v1/activities", "/api/v1/none", "/healthz",
                 "/metrics", "/%00"):
        status, h, text = public.get(path)
        policy, kind = h["Content-Security-Policy"] or "", h["Content-Type"] or ""
        if h["X-Content-Type-Options"] != "nosniff" or "default-src 'none'" not in policy \
                or "frame-ancestors 'none'" not in policy or "base-uri 'none'" not in policy:
            wrong.append((path, str(h)))
        if text and not re.search(r"charset=utf-8|json$|xml$|plain$|version=", kind):
            wrong.append((path, kind))
        if "text/html" in kind and ("unsafe" in policy or h["Referrer-Policy"] != "same-origin"
                                    or h["Cross-Origin-Opener-Policy"] != "same-origin"):
            wrong.append((path, policy))
        if h["Access-Control-Allow-Origin"] and not path.startswith("/api/"):
            wrong.append((path, "for other sites"))
        if status >= 400 and "no-store" not in h["Cache-Control"]:
            wrong.append((path, h["Cache-Control"]))
        if "text/html" in kind or "no-store" not in (h["Cache-Control"] or ""):
            h = officer.get(path)[1] if not path.startswith(("/assets", "/healthz", "/metrics")) else None
            if h and h["Cache-Control"] != "private, no-store":
                wrong.append((path, "of somebody signed in: " + h["Cache-Control"]))
    check("every answer says what it is, and what it may do", wrong)
    page = officer.get("/id/about")[2]
    check("what somebody signed in saw is nobody else's", "" if "sign-out" in page and
          "sign-out" not in public.get("/id/about")[2] else "it is")


# ---- bodies ----

def bodies(s, record):
    c, wrong = s.sign_in("bureau"), []
    path, same = f"/id/desk/activity/{record}/attach", {"Sec-Fetch-Site": "same-origin"}
    part = '--m\r\nContent-Disposition: form-data; name="title"\r\n\r\nx\r\n'
    many = '--m\r\nContent-Disposition: form-data; name="x"\r\n\r\n\r\n'
    file = lambda name, kind, data: (part + f'--m\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'  # noqa: E731
                                     f"Content-Type: {kind}\r\n\r\n{data}\r\n--m--\r\n")
    form = "multipart/form-data; boundary=m"
    for name, expected, kind, body in (
            ("no boundary", 415, "multipart/form-data", part), ("a boundary of 71", 415, "multipart/form-data; boundary=" + "m" * 71, part),
            ("no end", 415, form, part), ("another boundary", 415, form, part.replace("--m", "--n")),
            ("a part without a name", 415, form, "--m\r\nContent-Disposition: form-data\r\n\r\nx\r\n--m--\r\n"),
            ("a part without a head", 415, form, "--m\r\nx"), ("20,001 parts", 400, form, many * 20001 + "--m--\r\n"),
            ("a name of 201 bytes", 400, form, part.replace("title", "t" * 201) + "--m--\r\n"),
            ("bytes that are no text", 400, form, part.replace("\r\nx", "\r\n\x01") + "--m--\r\n"),
            ("JSON", 415, "application/json", "{}"), ("XML", 415, "text/xml", "<a/>"), ("no type", 415, None, "a=b"),
            ("a picture that is a program", 422, form, file("a.svg", "image/svg+xml", '<svg onload="alert(1)"/>')),
            ("a web page", 422, form, file("a.html", "text/html", "<h1>x</h1>")),
            ("a page called text", 422, form, file("a.txt", "text/plain", "x <script>alert(1)</script>")),
            ("a program", 422, form, file("a.exe", "application/pdf", "MZ\x00\x00")),
            ("a shell script", 422, form, file("a.txt", "text/plain", "#!/bin/sh\nrm -rf /\n"))):
        got = c.request("POST", path, body.encode(), {**same, "Content-Type": kind})[0]
        if got != expected:
            wrong.append((name, got))
    check("odd bodies and files are refused, each with its status", wrong)
    name = 'a\\"; x=\\"y\r\nSet-Cookie: a=b'.replace("\r\n", "%0d%0a")
    c.request("POST", path, file("../../" + urllib.parse.unquote("daftar%20%C3%A9%3B.txt"), "text/html", "isi\n").encode(),
              {**same, "Content-Type": form})
    link = re.search(r"/id/document/\w{26}/1", c.get(f"/id/desk/activity/{record}")[2])[0]
    status, h, text = c.get(link)
    check("a file goes out to be saved, as what it is, under its own name", "" if status == 200 and text == "isi\n"
          and h["Content-Type"] == "text/plain; charset=utf-8" and h["Content-Security-Policy"].endswith("sandbox")
          and h["Content-Disposition"] == "attachment; filename=\"daftar __.txt\"; filename*=UTF-8''daftar%20%C3%A9_.txt"
          else (status, str(h)))
    again = c.request("POST", path, file(name, "text/plain", "lain\n").encode(), {**same, "Content-Type": form})
    check("a name cannot begin a header", "" if "Set-Cookie" not in again[1] and again[0] in (303, 422) else str(again[1]))


# ---- people ----

def other_sites(s, link):
    c = s.sign_in("partner")
    got = c.get("/id/me", {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"})[1]
    check("no other site may read", got["Access-Control-Allow-Origin"])
    for wish in ("/\t/evil.example", "javascript:alert(1)", "/id/../..//evil.example", "/%0d%0aX: y"):
        where = s.client().post("/id/sign-in", {"email": s.accounts["auditor"].mail, "next": wish,
                                                "password": s.accounts["auditor"].password})[1]["Location"] or ""
        if urllib.parse.urljoin("https://selaras.example/", where).split("/")[2] != "selaras.example" or "\n" in where:
            check(f"next={wish!r} leads elsewhere", where)
    check("GET changes nothing", [p for p in ("/id/sign-out", "/id/me/password", "/id/me/session", "/id/desk/draft")
                                  if c.get(p)[0] not in (404, 405)])
    status, h, _ = c.post("/id/sign-out", {})
    check("signing out clears what the browser keeps", "" if status == 303 and h["Clear-Site-Data"] == '"storage"' else str(h))
    check("a link is not used from elsewhere", "" if
          s.client().post(link, {"password": "x"}, {"Origin": "https://evil.example"})[0] == 403 else "it is")


def words_for_the_log(s, link):
    """After the server has stopped: what it logged, and what the audit log tells a terminal."""
    mail = "x@contoh.example\n<3>forged address=1"
    s.client().post("/id/sign-in", {"email": mail, "password": "x"})
    c = s.sign_in("partner")
    c.post("/id/desk/people/%1b%5b2J%0aforged", {"name": "x"})
    status, log = s.stop()
    check("the server stops cleanly", status)
    lines = log.splitlines()
    check("no line of the log is forged, none tells who or what was typed",
          [x for x in lines if not re.match(r"<[3-7]>", x) or "forged" in x or "@" in x or EVIL[:8] in x])
    audit = s.run("audit", "list")
    check("the audit log has the refusal, without commands for a terminal",
          "" if "refusal" in audit and "?[2J?forged" in audit and "\x1b" not in audit else audit[-400:])
    check("and not the link that lets somebody in", "it has" if link.split("/")[-1] in audit else
          "" if "/{lang}/invitation/{token}" in audit else "no refusal of it")


def files_of_its_own(s):
    modes = {n: stat.S_IMODE(os.stat(f"{s.folder}/{n}").st_mode) for n in os.listdir(s.folder) if n.startswith("test.")}
    check("database and key are their owner's alone", "" if modes.get("test.db") == modes.get("test.key") == 0o600 and
          all(not m & 0o077 for m in modes.values()) else {n: oct(m) for n, m in modes.items()})


# ---- the machine's own network ----

class Inside(http.server.BaseHTTPRequestHandler):
    asked = []

    def do_GET(self):
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'<?xml version="1.0"?><iati-activities version="2.03"/>')

    def log_message(self, *_):
        pass


def fetching(s):
    inside = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Inside)
    threading.Thread(target=inside.serve_forever, daemon=True).start()
    port, wrong = inside.server_port, []
    names = [f"http://{host}:{port}/x.xml" for host in ("127.0.0.1", "localhost", "0x7f000001", "[::ffff:127.0.0.1]", "0")]
    for url in names + ["http://169.254.169.254/latest/meta-data/", "file:///etc/passwd", "http://[::1]/"]:
        done = subprocess.run([SELARAS, "import", "iati", "--db", s.db, url], capture_output=True, text=True,
                              env={**s.environment, "LC_ALL": "en"}, timeout=60)
        if not done.returncode or (url.startswith("http") and "private network" not in done.stdout):
            wrong.append((url, done.stdout[:200]))
    check("an import does not fetch from the machine's own network", wrong + Inside.asked)
    done = subprocess.run([SELARAS, "import", "iati", "--private-network", "--db", s.db, names[0]], capture_output=True,
                          text=True, env=s.environment, timeout=60)
    check("unless its owner says so", "" if Inside.asked == ["/x.xml"] else done.stdout)
    inside.shutdown()


class Scanner:
    """clamd in small: the command INSTREAM; finds whatever holds the word EICAR."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(path)
        self.socket.listen()
        self.seen = []
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                c, _ = self.socket.accept()
            except OSError:
                return
            with c, c.makefile("rb") as f:
                command, data = f.read(10), b""
                while n := int.from_bytes(f.read(4), "big"):
                    data += f.read(n)
                self.seen.append((command, data))
                c.sendall(b"stream: Eicar-Test-Signature FOUND\0" if b"EICAR" in data else b"stream: OK\0")


def upload(c, path, data):
    body = (b'--m\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n' + data + b"\r\n--m--\r\n")
    status, _, text = c.request("POST", path, body, {"Sec-Fetch-Site": "same-origin",
                                                     "Content-Type": "multipart/form-data; boundary=m"})
    return status, text


def viruses(s, record, scanner):
    c, path = s.sign_in("bureau"), f"/id/desk/activity/{record}/attach"
    clean = b"bersih\n" * 20000
    got = upload(c, path, clean)[0], upload(c, path, b"X5O EICAR\n")
    check("what the scanner calls clean is taken", "" if got[0] == 303 and scanner.seen[-2] == (b"zINSTREAM\0", clean) else got)
    check("what it finds something in is not", "" if got[1][0] == 422 and "Eicar-Test-Signature" in got[1][1] else got[1])
    scanner.socket.shutdown(socket.SHUT_RDWR)
    scanner.socket.close()
    status, text = upload(c, path, b"lain\n")
    check("without its answer nothing is", "" if status == 422 and "tidak menjawab" in text else status)


def at(s, seconds, roles):
    """People who sign in so many seconds from now: a code counts once, so the next one needs another time."""
    now = int(time.time() + seconds) * 1000
    s.start(now=now)
    s.code = lambda secret: subprocess.run([SELARAS, "account", "code", secret], capture_output=True, text=True, check=True,
                                           env={**os.environ, "SELARAS_NOW": str(now)}).stdout.strip()
    return {role: s.sign_in(role) for role in roles}


def sessions_end(s):
    """As written in docs/operations.md: 12 hours unused, 7 days in all; an administrator's 1 hour and 12 hours."""
    hour, wrong = 3600 * 1000, []
    people = at(s, 60, ("bureau", "admin"))
    s.stop()
    rows = []
    for unused, old, bureau, admin in ((1.5, 1.5, 200, 303), (0.5, 11, 200, 200), (0.5, 13, 200, 303), (13, 13, 303, 303),
                                       (0.5, 7 * 24 - 1, 200, 303), (0.5, 7 * 24 + 1, 303, 303)):
        when = [int(time.time() * 1000 - h * hour) for h in (unused, old)]
        with sqlite3.connect(f"{s.folder}/test.db") as db:
            rows = rows or db.execute("SELECT token, name, account, stage, address, agent FROM account_session").fetchall()
            db.execute("DELETE FROM account_session")  # the server removes what has ended
            db.executemany("INSERT INTO account_session (token, name, account, stage, address, agent, seen, created)"
                           " VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [(*row, *when) for row in rows])
        db.close()
        s.start()
        for role, expected in (("bureau", bureau), ("admin", admin)):
            people[role].port = s.port
            if people[role].get("/id/me")[0] != expected:
                wrong.append((role, unused, old))
        s.stop()
    check("sessions end when they are unused or old", wrong)


def another_key(s):
    """The key of the installation is changed while nobody serves; the administrator's second factor goes on."""
    before = open(f"{s.folder}/test.key", "rb").read()
    said = s.run("account", "key").strip()
    after = open(f"{s.folder}/test.key", "rb").read()
    check("another key", "" if before != after and len(after) == 32 and int(said) >= 1 and
          not os.path.exists(f"{s.folder}/test.key.new") else said)
    files_of_its_own(s)
    admin = at(s, 120, ("admin",))["admin"]
    check("what it sealed is opened", "" if admin.get("/id/me")[0] == 200 else "it is not")
    s.stop()
    os.unlink(f"{s.folder}/test.key")
    done = subprocess.run([SELARAS, "account", "key", "--db", s.db], capture_output=True, text=True, env=s.environment, timeout=60)
    check("not with another database's key", "" if done.returncode and "cannot be opened" in done.stderr else done.stderr)


def settings():
    """Behind a proxy that speaks TLS, with a second factor for everybody."""
    with Server(SELARAS, demo=True, arguments=["--proxied", "--url", "https://selaras.example", "--second-factor", "all"]) as s:
        a, c = s.accounts["auditor"], s.client()
        c.host = "127.0.0.1"
        sent = {"Origin": "https://selaras.example", "Host": "selaras.example", "X-Forwarded-For": "192.0.2.66, 203.0.113.9"}
        status, h, _ = c.post("/id/sign-in", {"email": a.mail, "password": a.password}, sent)
        check("everybody is asked for a second factor", "" if h["Location"] == "/id/sign-in/setup" else (status, h["Location"]))
        check("before anything opens", "" if c.get("/id/me")[0] == 303 else "it is open")
        secret = re.search(r'class="secret">([A-Z2-7]{32})<', c.get("/id/sign-in/setup")[2])[1]
        c.post("/id/sign-in/setup", {"code": s.code(secret)}, sent)
        page = c.get("/id/me")[2]
        check("whose address counts is the proxy's word", "" if "203.0.113.9" in page and "192.0.2.66" not in page else page[-600:])
        check("browsers come by TLS only", "" if c.get("/healthz")[1]["Strict-Transport-Security"] ==
              "max-age=31536000; includeSubDomains" == c.get("/id/")[1]["Strict-Transport-Security"] else "no")
        b, d = s.accounts["admin"], s.client()
        d.post("/id/sign-in", {"email": b.mail, "password": b.password}, {**sent, "X-Forwarded-For": "not <an> address"})
        d.post("/id/sign-in/code", {"code": s.code(b.secret)}, {**sent, "X-Forwarded-For": "not <an> address"})
        check("what is no address is none", "" if ">127.0.0.1<" in d.get("/id/me")[2] else d.get("/id/me")[2][-600:])
    with Server(SELARAS) as s:
        s.stop()
        check("nobody has an account from the beginning", s.run("account", "list"))
        s.arguments = ["--second-factor", "some"]
        done = subprocess.run([SELARAS, "serve", "--db", s.db, "--port", "0", *s.arguments], capture_output=True, text=True,
                              env=s.environment, timeout=60)
        check("a setting that means nothing is refused", "" if done.returncode and "second factor" in done.stderr else done.stderr)
        s.arguments = ["--proxied"]
        s.start()
        check("passwords without TLS are warned of", "" if "without TLS" in s.stop()[1] else "no warning")


def main():
    s = Server(SELARAS, demo=True)
    s.environment["SELARAS_CLAMD"] = f"{s.folder}/clamd"
    scanner = Scanner(f"{s.folder}/clamd")
    with open(f"{s.folder}/evil.xml", "w", encoding="utf-8") as f:
        f.write(evil_iati())
    s.run("import", "iati", f"{s.folder}/evil.xml")
    files_of_its_own(s)
    with sqlite3.connect(f"{s.folder}/test.db") as db:
        no, record = db.execute("SELECT r.no, r.id FROM record r JOIN record_version v ON v.no = r.no AND v.version = r.version"
                                " WHERE r.kind = 3 AND v.doc LIKE '%WATERORG-EVIL%'").fetchone()
    db.close()
    with s:
        of_files(s, no, record)
        formulas(s)
        heads(s)
        answers(s, no)
        bodies(s, record)
        viruses(s, record, scanner)
        link = of_people(s, record)
        other_sites(s, link)
        words_for_the_log(s, link)
        fetching(s)
        sessions_end(s)
        another_key(s)
    settings()
    print(f"1..{count}")
    return bad > 0


sys.exit(main())
