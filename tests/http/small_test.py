#!/usr/bin/env python3
"""Small counts of people in everything that leaves the house: pages, API, CSV, XLSX, JSON and IATI of a programme whose
results hold them, and the public page of a work plan. By hand: of 4137 trained, 3 women follow from 4134 men.

usage: small_test.py SELARAS. Runs on SQLite, and on PostgreSQL when SELARAS_TEST_PG is set. Prints TAP.
"""
import html
import io
import os
import re
import signal
import subprocess
import sys
import tempfile
import urllib.request
import zipfile

SELARAS = os.path.abspath(sys.argv[1])
count = bad = 0

IATI = """<?xml version="1.0" encoding="UTF-8"?>
<iati-activities version="2.03" generated-datetime="2026-10-01T00:00:00Z">
<iati-activity default-currency="USD" xml:lang="id">
<iati-identifier>XM-KECIL-1</iati-identifier>
<reporting-org ref="XM-KECIL" type="21"><narrative>Lembaga kecil</narrative></reporting-org>
<title><narrative>Program kecil</narrative></title>
<description><narrative>Program kecil</narrative></description>
<participating-org ref="XM-KECIL" role="4" type="21"><narrative>Lembaga kecil</narrative></participating-org>
<activity-status code="2"/>
<activity-date type="2" iso-date="2025-01-01"/>
<recipient-country code="ID"/>
<location><location-id vocabulary="G1" code="1"/><name><narrative>Kabupaten Belu</narrative></name>
<administrative level="1" vocabulary="G2" code="53"/><point srsName="http://www.opengis.net/def/crs/EPSG/0/4326"><pos>-9.1 124.9</pos></point></location>
<sector vocabulary="1" code="12220"/>
<result type="1"><title><narrative>Pelatihan</narrative></title>
<indicator measure="1"><title><narrative>Kader terlatih</narrative></title>
<period><period-start iso-date="2025-01-01"/><period-end iso-date="2025-12-31"/>
<target value="6071"/>
<actual value="4137"/>
<actual value="3"><dimension name="sex" value="female"/></actual>
<actual value="4134"><dimension name="sex" value="male"/></actual>
</period></indicator>
<indicator measure="1"><title><narrative>Sekolah dibangun</narrative></title>
<period><period-start iso-date="2025-01-01"/><period-end iso-date="2025-12-31"/><target value="8"/><actual value="2"/></period></indicator>
</result>
</iati-activity>
</iati-activities>
"""


def check(name, ok, detail=""):
    global count, bad
    count, bad = count + 1, bad + (not ok)
    print(f"{'ok' if ok else 'not ok'} {count} - {name}" + ("" if ok else f" # {str(detail)[:300]}"), flush=True)


def sheet_text(data):
    """All text of a workbook or a text file."""
    if data[:2] != b"PK":
        return data.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        return "\n".join(z.read(n).decode("utf-8", "replace") for n in z.namelist())


def outputs(get):
    page = get("/id/activity?q=kecil")[1].decode()
    no = re.search(r"/id/activity/(\d+)\"", page)
    check("the programme is there", no, page[-300:])
    if not no:
        return
    no = no[1]
    for name, path, few in (("page", f"/id/activity/{no}", True), ("page in English", f"/en/activity/{no}", True),
                            ("API", f"/api/v1/activities/{no}", True), ("API list", "/api/v1/activities?q=kecil", False),
                            ("IATI", f"/id/programme/{no}.xml", True), ("JSON", f"/id/programme/{no}.json", True),
                            ("list as IATI", "/id/download/activities.xml?q=kecil", True),
                            ("list as CSV", "/id/download/activities.csv?q=kecil", False),
                            ("list as XLSX", "/id/download/activities.xlsx?q=kecil", False),
                            ("list as JSON", "/id/download/activities.json?q=kecil", False)):
        status, data = get(path)
        text = html.unescape(sheet_text(data)).replace("\\u003c", "<")
        check(f"{name}: answers", status == 200 and "kecil" in text, (status, text[:200]))
        check(f"{name}: neither the count nor what it follows from", "4134" not in text and "4.134" not in text and
              not re.search(r"value\"?[=:] ?\"3\"|>3 \(sex", text))
        if few:
            check(f"{name}: says so", "<5" in text and "4137" in text and "6071" in text, text[-600:])


def plans(get):
    page = get("/id/workplan")[1].decode()
    path = re.search(r'href="(/id/workplan/\w{26})"[^>]*>RKT air bersih', page)[1]
    text = html.unescape(get(path)[1].decode())
    # the demo's rows have 2, 3, 4, 5 ... people with a disability
    check("a work plan: two, three and four are hidden, five is not", text.count("disabilitas <5") == 3 and
          "disabilitas 5" in text and not re.search(r"disabilitas [1-4]\b", text), re.findall(r"disabilitas \S+", text))


def run(url):
    def tool(*args):
        return subprocess.run([SELARAS, *args], capture_output=True, text=True, timeout=300)

    check("a demo province", tool("init", "--db", url).returncode == 0 and tool("demo", "--db", url).returncode == 0)
    with open("kecil.xml", "w") as f:
        f.write(IATI)
    told = tool("import", "iati", "--db", url, "kecil.xml")
    check("the file is taken in", told.returncode == 0, told.stdout + told.stderr)
    server = subprocess.Popen([SELARAS, "serve", "--db", url, "--port", "0"], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True)
    site = server.stdout.readline().strip().rstrip("/")

    def get(path):
        with urllib.request.urlopen(site + path, timeout=60) as r:
            return r.status, r.read()

    try:
        outputs(get)
        plans(get)
    finally:
        server.send_signal(signal.SIGTERM)
        check("the server ends well", server.wait(60) == 0)


home = tempfile.TemporaryDirectory()
os.chdir(home.name)
run(f"sqlite:{home.name}/x.db")
if os.environ.get("SELARAS_TEST_PG"):
    admin = os.environ["SELARAS_TEST_PG"]
    name = f"small_{os.getpid()}"
    subprocess.run(["psql", "-q", admin, "-c", f"CREATE SCHEMA {name}"], check=True)
    try:
        run(f"{admin}{'&' if '?' in admin else '?'}options=-csearch_path%3D{name}")
    finally:
        subprocess.run(["psql", "-q", admin, "-c", f"DROP SCHEMA {name} CASCADE"], stderr=subprocess.DEVNULL, check=True)
print(f"1..{count}")
sys.exit(bad > 0)
