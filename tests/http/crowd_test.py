#!/usr/bin/env python3
"""Many visitors at once: everybody gets the answer that one visitor alone gets, and new data arrive under their feet.

usage: crowd_test.py SELARAS. Runs on SQLite, and on PostgreSQL when SELARAS_TEST_PG is set, where another process writes
meanwhile. Prints TAP. `./dev tsan` runs it too.
"""
import http.client
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

SELARAS = sys.argv[1]
VISITORS, ROUNDS, NEWS = 8, 12, 3
PATHS = ["/id/", "/en/", "/id/partner", "/id/activity", "/en/activity?sector=kesehatan&year=2022&sort=-committed&page=2",
         "/id/place/53", "/id/place/53.02", "/id/matrix", "/id/matrix?by=sector&measure=money", "/id/map", "/en/map?place=53.02",
         "/id/search?q=air", "/id/indicator", "/id/about", "/id/place/99.99", "/api/v1/activities?q=air", "/api/v1/partners",
         "/id/download/activities.csv?place=53.02", "/id/download/partners.csv", "/api/v1/openapi.json"]
MADE_NEW = "/id/download/activities.xlsx"  # has the time in it
count = failures = 0


def check(name, ok, detail=""):
    global count, failures
    count, failures = count + 1, failures + (not ok)
    print(f"{'ok' if ok else 'not ok'} {count} - {name}" + ("" if ok else f" # {str(detail)[:300]}"), flush=True)


def get(connection, path):
    connection.request("GET", path)
    reply = connection.getresponse()
    return reply.status, reply.read()


def visit(port, number, expected, wrong):
    """EXPECTED is None while the data change: then only the status counts."""
    order = random.Random(number)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    for _ in range(ROUNDS):
        path = order.choice(PATHS + [MADE_NEW])
        try:
            status, body = get(connection, path)
        except (OSError, http.client.HTTPException) as error:
            wrong.append((path, repr(error)))
            return
        right = status == (404 if "99.99" in path else 200)
        if not right or (expected and path in expected and expected[path] != body):
            wrong.append((path, status, len(body)))
    connection.close()


def crowd(port, expected, meanwhile=None):
    wrong = []
    threads = [threading.Thread(target=visit, args=(port, n, expected, wrong)) for n in range(VISITORS)]
    for t in threads:
        t.start()
    if meanwhile:
        meanwhile()
    for t in threads:
        t.join()
    return wrong


def news(url, file):
    """Another process changes a programme a few times: every time the figures are made anew."""
    done = []
    for n in range(NEWS):
        with open(file, "w", encoding="utf-8") as f:
            f.write('<iati-activities version="2.03"><iati-activity><iati-identifier>X-1</iati-identifier><title><narrative>'
                    f'Kabar {n}</narrative></title></iati-activity></iati-activities>')
        done.append(subprocess.run([SELARAS, "import", "iati", "--db", url, file], capture_output=True).returncode)
    check("postgres: the news are taken", done == [0] * NEWS, done)


def engine_test(engine, url, folder):
    for command in ("init", "demo"):
        subprocess.run([SELARAS, command, "--db", url], check=True, capture_output=True)
    process = subprocess.Popen([SELARAS, "serve", "--db", url, "--port", "0"], stdout=subprocess.PIPE,
                               stderr=open(f"{folder}/{engine}.log", "w", encoding="utf-8"), text=True)
    port = int(process.stdout.readline().strip().rstrip("/").rsplit(":", 1)[1])
    alone = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    expected = {path: get(alone, path)[1] for path in PATHS}
    alone.close()
    wrong = crowd(port, expected)
    check(f"{engine}: {VISITORS} visitors get what one gets", not wrong, wrong[:5])
    if engine == "postgres":
        wrong = crowd(port, None, lambda: news(url, f"{folder}/news.xml"))
        check("postgres: new data disturb nobody", not wrong, wrong[:5])
    process.send_signal(signal.SIGTERM)
    with open(f"{folder}/{engine}.log", encoding="utf-8") as f:
        check(f"{engine}: stops cleanly", process.wait(timeout=60) == 0, f.read()[-2000:])


work = tempfile.mkdtemp(prefix="selaras-crowd-")
try:
    engine_test("sqlite", f"sqlite:{work}/t.db", work)
    base = os.environ.get("SELARAS_TEST_PG")
    if base:
        name = f"crowd_{os.getpid()}"
        subprocess.run(["psql", "-q", base, "-c", f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"],
                       check=True)
        try:
            engine_test("postgres", base.rsplit("/", 1)[0] + "/" + name, work)
        finally:
            subprocess.run(["psql", "-q", base, "-c", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"])
finally:
    shutil.rmtree(work)
print(f"1..{count}")
sys.exit(failures > 0)
