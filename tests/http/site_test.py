#!/usr/bin/env python3
"""The whole program over HTTP: a new database, the demo province, every page, every file, the API.

usage: site_test.py SELARAS SOURCE_FOLDER. Runs on SQLite, and on PostgreSQL when SELARAS_TEST_PG is set. Prints TAP.
"""
import csv
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

SELARAS, SOURCE = sys.argv[1], Path(sys.argv[2])
passed = failed = 0


def check(name, ok, detail=""):
    global passed, failed
    passed, failed = passed + bool(ok), failed + (not ok)
    print(f"{'ok' if ok else 'not ok'} {passed + failed} - {name}" + ("" if ok else f" # {detail}"), flush=True)


def run(*arguments, **more):
    return subprocess.run([SELARAS, *arguments], capture_output=True, text=True, timeout=300, **more)


class Server:
    def __init__(self, url):
        self.process = subprocess.Popen([SELARAS, "serve", "--db", url, "--port", "0"], stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        self.address = self.process.stdout.readline().strip().rstrip("/")

    def get(self, path, language=None):
        request = urllib.request.Request(self.address + path)
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:
                return reply.status, reply.headers, reply.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)


def pages(server, engine, number):
    for lang in ("id", "en"):
        for path in ("/", "/partner", "/partner/ID-CONTOH-UNICEF", "/activity", f"/activity/{number}",
                     "/activity?sector=kesehatan&year=2022&sort=-committed&page=2", "/place/53", "/place/53.02",
                     "/place/53.02.01", "/sector", "/sector/kesehatan", "/matrix", "/matrix?by=sector&measure=money", "/map",
                     "/map?place=53.02", "/search?q=air", "/indicator", "/about", "/data"):
            status, headers, body = server.get(f"/{lang}{path}")
            text = body.decode()
            check(f"{engine}: /{lang}{path}", status == 200 and f'<html lang="{lang}">' in text and "DATA CONTOH" in text
                  and "default-src 'none'" in headers["Content-Security-Policy"], (status, text[:200]))
    for path in ("/id/place/99.99", "/id/activity/0", "/xx/partner", "/id/partner/none", "/nowhere"):
        check(f"{engine}: {path} is not found", server.get(path)[0] == 404)


def home(server, engine):
    text = re.sub(r"<[^>]+>", " ", server.get("/id/")[2].decode())
    check(f"{engine}: 27 partners, 6 + 7 + 14", "6 bilateral, 7 multilateral, 14 NGO" in text, text[:600])
    check(f"{engine}: 270 programmes", re.search(r"Program\s+270\b", text), text[:600])


def files(server, engine):
    query = "?sector=kesehatan&place=53.02"
    answer = json.loads(server.get("/api/v1/activities" + query)[2])
    expected = answer["totals"]["programmes"]
    check(f"{engine}: the filter finds some", 5 < expected < 100, expected)
    status, headers, body = server.get("/id/download/activities.csv" + query)
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    check(f"{engine}: CSV has the list's rows", len(rows) == expected + 1, len(rows))
    check(f"{engine}: the file's name says contoh", "contoh-activities.csv" in headers["Content-Disposition"])
    committed = sum(round(float(r[11]) * 100) for r in rows[1:])
    check(f"{engine}: CSV adds up to the API's total", committed == round(float(answer["totals"]["committed"]) * 100))
    book = zipfile.ZipFile(io.BytesIO(server.get("/en/download/activities.xlsx" + query)[2]))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    check(f"{engine}: XLSX has the list's rows", sheet.count("<row ") == expected + 1)
    check(f"{engine}: XLSX has a frozen heading and real numbers", 'state="frozen"' in sheet and re.search(r'<c r="L2"[^>]*><v>\d', sheet))
    items = json.loads(server.get("/id/download/activities.json" + query)[2])["items"]
    check(f"{engine}: JSON has the list's rows", len(items) == expected)
    root = ET.fromstring(server.get("/id/download/activities.xml" + query)[2])
    check(f"{engine}: IATI has the list's activities", root.tag == "iati-activities" and root.get("version") == "2.03"
          and len(root.findall("iati-activity")) == expected)
    check(f"{engine}: no personal data in IATI", not root.findall(".//contact-info/person-name") and not root.findall(".//email"))
    rows = list(csv.reader(io.StringIO(server.get("/id/download/matrix.csv")[2].decode("utf-8-sig"))))
    cells = json.loads(server.get("/api/v1/matrix")[2])["items"]
    check(f"{engine}: matrix file and API agree", len(rows) == len(cells) + 1)
    check(f"{engine}: partners file", len(server.get("/id/download/partners.csv")[2].decode().strip().splitlines()) == 28)
    check(f"{engine}: unknown file", server.get("/id/download/partners.xml")[0] == 404)


def api(server, engine):
    status, headers, body = server.get("/api/v1/openapi.json")
    description = json.loads(body)
    check(f"{engine}: OpenAPI 3.1", description["openapi"].startswith("3.1"))
    check(f"{engine}: CORS", headers["Access-Control-Allow-Origin"] == "*")
    fill = {"{id}": "ID-CONTOH-WFP-0001", "{ref}": "ID-CONTOH-WFP", "{code}": "53.02"}
    for path in description["paths"]:
        if "/records" in path:  # by tokens: token_test.py
            continue
        url = path.replace("sectors/{code}", "sectors/kesehatan")
        for hole, value in fill.items():
            url = url.replace(hole, value)
        status, _, body = server.get(url + ("?place=53.02" if "indicators" in path else "?q=air" if "search" in path else ""))
        answer = json.loads(body)
        check(f"{engine}: {path}", status == 200 and ("openapi" in answer or answer["meta"]["demo"] is True), status)
    status, headers, body = server.get("/api/v1/places/nowhere")
    check(f"{engine}: API problems", status == 404 and headers["Content-Type"].startswith("application/problem+json"))
    villages = [p for p in json.loads(server.get("/api/v1/places")[2])["items"] if p["level"] == 4]
    check(f"{engine}: 3,442 villages", len(villages) == 3442, len(villages))


def search(server, engine):
    text = server.get("/id/search?q=posyandu")[2].decode()
    check(f"{engine}: search finds programmes", "Posyandu" in text)
    _, _, body = server.get("/id/search?q=53.02")
    check(f"{engine}: a code leads to its page", b"Timor Tengah Selatan</h1>" in body)


def backup(url, engine):
    """The server has the database open meanwhile."""
    copy = f"{folder}/{engine}-copy.db"
    made = run("backup", "--db", url, copy)
    if engine != "sqlite":
        check(f"{engine}: backup is pg_dump's", made.returncode == 1 and "pg_dump" in made.stderr and not os.path.exists(copy))
        return
    check(f"{engine}: backup", made.returncode == 0 and re.search(r" [1-9]\d{3,} versions checked, 0 problems", made.stdout),
          made.stdout + made.stderr)
    check(f"{engine}: a backup is never written over", run("backup", "--db", url, copy).returncode == 1)
    proved = run("verify", "--db", f"sqlite:{copy}")
    check(f"{engine}: the backup is a database", proved.returncode == 0, proved.stderr)
    with open(f"{folder}/other.db", "wb") as f:
        f.write(b"")
    other = run("backup", "--db", f"sqlite:{folder}/other.db", f"{folder}/other-copy.db")
    check(f"{engine}: what is no database of ours is said", other.returncode == 1 and "not a database of Selaras" in other.stderr,
          other.stderr)


def engine_test(engine, url):
    made = run("init", "--db", url)
    check(f"{engine}: init", made.returncode == 0, made.stderr)
    made = run("demo", "--db", url)
    check(f"{engine}: demo", made.returncode == 0 and "270 added, 0 errors" in made.stdout, made.stdout + made.stderr)
    again = run("demo", "--db", url)
    check(f"{engine}: the demo again changes nothing", again.returncode == 0 and " 0 added" in again.stdout, again.stdout)
    proved = run("verify", "--db", url)
    check(f"{engine}: verify", proved.returncode == 0 and "0 problems" in proved.stdout, proved.stdout + proved.stderr)
    server = Server(url)
    number = json.loads(server.get("/api/v1/activities")[2])["items"][0]["id"]
    pages(server, engine, number)
    home(server, engine)
    files(server, engine)
    api(server, engine)
    search(server, engine)
    backup(url, engine)
    check(f"{engine}: stops cleanly", server.stop() == 0)


folder = tempfile.mkdtemp(prefix="selaras-site-")
try:
    engine_test("sqlite", f"sqlite:{folder}/t.db")
    if os.environ.get("SELARAS_TEST_PG"):
        base = os.environ["SELARAS_TEST_PG"]
        name = f"site_{os.getpid()}"
        subprocess.run(["psql", "-q", base, "-c", f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"], check=True)
        try:
            engine_test("postgres", re.sub(r"/[^/?]*(\?|$)", f"/{name}\\1", base, count=1) if base.count("/") < 3 else base.rsplit("/", 1)[0] + "/" + name)
        finally:
            subprocess.run(["psql", "-q", base, "-c", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"])
finally:
    shutil.rmtree(folder)
print(f"1..{passed + failed}")
sys.exit(failed > 0)
