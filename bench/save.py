#!/usr/bin/env python3
"""Saves a programme of 40 places and 60 transactions again and again through its form and prints how long each took."""
import http.client
import os
import re
import subprocess
import sys
import time
import urllib.parse

program, url, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
PLACES, TRANSACTIONS = 40, 60


def run(*args):
    return subprocess.run([program, *args], check=True, capture_output=True, text=True).stdout


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


class Browser:
    def __init__(self, port):
        self.port, self.cookies = port, {}
        self.connection = http.client.HTTPConnection("127.0.0.1", port)

    def ask(self, method, path, pairs=None, accept="text/html"):
        body = urllib.parse.urlencode(pairs).encode() if pairs is not None else None
        headers = {"Origin": f"http://127.0.0.1:{self.port}", "Sec-Fetch-Site": "same-origin", "Accept": accept}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer.status, text, answer.headers.get("Location", "")


def rows(name, count, fields):
    pairs = [(f"{name}[]", "")]
    for i in range(1, count + 1):
        pairs.append((f"{name}[]", f"+{i}"))
        pairs += [(f"{name}[+{i}]/{field}", value) for field, value in fields(i)]
    return pairs


def sent(text):
    """The pairs that a browser would send of the form on this page, hidden templates left out."""
    pairs, form = [], text.split('class="record-form"')[1]
    depth = 0
    for m in re.finditer(r"<fieldset[^>]*>|</fieldset>|<(input|textarea|select)([^>]*)>([^<]*)|<option value=\"([^\"]*)\" selected", form):
        if m[0].startswith("<fieldset"):
            depth += 1 if depth or "disabled" in m[0] else 0
        elif m[0] == "</fieldset>":
            depth -= 1 if depth else 0
        elif not depth and m[1]:
            name = re.search(r'name="([^"]*)"', m[2])
            value = re.search(r'value="([^"]*)"', m[2])
            if name:
                pairs.append([name[1], value[1] if value else m[3] if m[1] == "textarea" else ""])
        elif not depth and m[4] is not None and pairs:
            pairs[-1][1] = m[4]
    unescape = __import__("html").unescape
    return [(unescape(k), unescape(v)) for k, v in pairs]


def processor():
    """Milliseconds of processor time that the server has used."""
    with open(f"/proc/{server.pid}/stat") as f:
        fields = f.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


run("init", "--db", url)
people = run("demo", "--db", url)
mail, password = re.search(r"^partner +(\S+) +(\S+)", people, re.M).groups()
server = subprocess.Popen([program, "serve", "--db", url, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
try:
    port = int(re.search(r":(\d+)/", server.stdout.readline())[1])
    browser = Browser(port)
    browser.ask("POST", "/id/sign-in", [("email", mail), ("password", password)])
    new = sent(browser.ask("GET", "/id/desk/activity/new")[1])
    pairs = [(k, v) for k, v in new if not k.startswith("title") and k != "activity_status"]
    pairs += [("title.id", "Uji simpan (contoh)"), ("activity_status", "2"), ("_do", "draft")]
    status, _, record = browser.ask("POST", "/id/desk/activity/new", pairs)
    assert status == 303, status
    found = re.findall(r"\((53\.[\d.]{8,})\)", "".join(browser.ask("GET", f"/id/desk/pick/place?q={q}")[1] for q in "abcdefghklmnopst"))
    codes = list(dict.fromkeys(found))[:PLACES]
    assert len(codes) == PLACES, len(codes)
    status, _, _ = browser.ask("POST", f"{record}/edit?section=place", [("_version", "1"), *rows("location", PLACES, lambda i: [("ref", codes[i - 1])])])
    assert status == 303, status
    money = rows("transaction", TRANSACTIONS, lambda i: [("transaction_type", "3"), ("transaction_date", f"{i % 28 + 1}/3/2025"), ("currency", "IDR"), ("value", f"{i}.000.000")])
    status, _, _ = browser.ask("POST", f"{record}/edit?section=money", [("_version", "2"), *money])
    assert status == 303, status
    took, shown = [], []
    used = processor()
    for n in range(times):
        began = time.perf_counter()
        text = browser.ask("GET", f"{record}/edit?section=money")[1]
        shown.append((time.perf_counter() - began) * 1000)
        pairs = [(k, f"{n + 1}.500.000" if k.endswith("/value") and k.startswith("transaction[") and i % 7 == 0 else v) for i, (k, v) in enumerate(sent(text))]
        pairs = [(k, v) for k, v in pairs if k != "_do"]
        first = next(i for i, (k, _) in enumerate(pairs) if k.startswith("transaction[") and k.endswith("/value"))
        pairs[first] = (pairs[first][0], f"{n + 1}.250.000")
        began = time.perf_counter()
        status, text, _ = browser.ask("POST", f"{record}/edit?section=money", pairs)
        took.append((time.perf_counter() - began) * 1000)
        assert status == 303, (status, text[:3000])
    used = processor() - used
    version = int(re.search(r'name="_version" value="(\d+)"', browser.ask("GET", f"{record}/edit?section=money")[1])[1])
    assert version == times + 3, (version, times)
    for what, text in (("part of a name", "oel"), ("name and parent", "Oelatimo, Kupang Timur"), ("code", codes[0])):
        picked = []
        for _ in range(times):
            began = time.perf_counter()
            status, text_found, _ = browser.ask("GET", "/id/desk/pick/place?" + urllib.parse.urlencode({"q": text}), accept="application/json")
            picked.append((time.perf_counter() - began) * 1000)
            assert status == 200 and '"value"' in text_found, text_found
        print(f"picking a place by {what}: p50 {percentile(picked, 0.5):.1f} ms, p99 {percentile(picked, 0.99):.1f} ms")
    engine = url.split(":")[0]
    print(f"{engine}: {times} saves of {PLACES} places and {TRANSACTIONS} transactions: p50 {percentile(took, 0.5):.1f} ms, "
          f"p99 {percentile(took, 0.99):.1f} ms; showing the form: p50 {percentile(shown, 0.5):.1f} ms, p99 {percentile(shown, 0.99):.1f} ms; "
          f"processor time of the server for both: {used / times:.1f} ms")
finally:
    server.terminate()
    server.wait()
