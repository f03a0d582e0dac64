#!/usr/bin/env python3
"""Measures the public pages with wrk (64 keep-alive connections, gzip) beside nginx serving the same bytes as files.

usage: pages.py SELARAS [--seconds N] [--only x10|x100k] [--anew] [--fresh]

Two databases are made once and kept in build/bench/pages (--fresh makes them anew): ten times the demo, and 100,000
activities. Every kind of page is asked for over many addresses:
  again  the addresses in turn, after they were asked for before: what the page cache holds comes from there
  anew   the same with an undeclared parameter that no two requests share, which passes by the page cache: every answer
         is made from figures and records, as at the first visit after a change; --anew measures these only
Both stand side by side, with the processor time that the server used per answer (cpu ms): unlike the latencies it hardly
depends on what else the machine does, wrk included.
nginx sends the bytes that Selaras sent, compressed beforehand (gzip_static), with its file cache on.
Whatever the figures are, the exit status is 0; it is 1 only when something could not be measured.
"""
import argparse
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "build/bench/pages"
VILLAGES = ROOT / "node_modules/idn-area-data/data/villages.csv"
CONNECTIONS, THREADS = 64, 2
PROGRAMMES = PLACES = 1000
SECTORS = ("pangan", "sandang", "papan", "ekonomi", "kesehatan", "pendidikan", "prasarana", "lingkungan", "pariwisata", "tatakelola")
LIMIT_P99_MS, LIMIT_RATIO, LIMIT_MB, LIMIT_START_S = 25, 0.25, 96, 0.2


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def run(*command):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, timeout=900)
    if done.returncode:
        sys.exit(f"pages: {' '.join(map(str, command))}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def database(selaras, name, demo_arguments, fresh):
    """The database NAME, made when there is none yet."""
    path, files = HOME / f"{name}.db", HOME / f"{name}.iati"
    if path.exists() and not fresh:
        return f"sqlite:{path}"
    print(f"making {path.relative_to(ROOT)}", flush=True)
    HOME.mkdir(parents=True, exist_ok=True)
    for old in [*HOME.glob(f"{name}.db*"), *HOME.glob(f"{name}.new*")]:
        old.unlink()
    new = f"sqlite:{HOME / name}.new"
    run(sys.executable, ROOT / "tools/demo.py", "--villages", VILLAGES, "--out", files, *demo_arguments)
    run(selaras, "init", "--db", new)
    if (ROOT / "../shared/geo").is_dir():
        run(selaras, "geo", "import", "--db", new, ROOT / "../shared/geo")
    run(selaras, "import", "sheet", "--db", new, "organisation", ROOT / "data/demo/partners.csv")
    run(selaras, "import", "iati", "--db", new, files)
    shutil.rmtree(files)
    (HOME / f"{name}.new").rename(path)
    return f"sqlite:{path}"


class Process:
    """A server on 127.0.0.1 that ends with the with-block; .start_s: from starting it to its first answer."""

    def __init__(self, command, port, path):
        self.port, begun = port, time.monotonic()
        self.process = subprocess.Popen([str(c) for c in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while time.monotonic() < begun + 60 and self.process.poll() is None:
            try:
                self.get(path)
                self.start_s = time.monotonic() - begun
                return
            except OSError:
                time.sleep(0.002)
        self.stop()
        sys.exit(f"pages: {command[0]} does not answer")

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        reply = connection.getresponse()
        body = reply.read()
        connection.close()
        if reply.status != 200:
            sys.exit(f"pages: {path}: {reply.status}")
        return body, reply.headers.get("Content-Encoding") == "gzip"

    def cpu_s(self):
        """Processor time so far, of the program and of the system for it."""
        user, system = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def memory_mb(self, what):
        return int(re.search(what + r":\s*(\d+)", Path(f"/proc/{self.process.pid}/status").read_text())[1]) / 1024

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def serve(selaras, url):
    port = free_port()
    return Process([selaras, "serve", "--db", url, "--port", port], port, "/id/")


NGINX = """daemon off; worker_processes auto; pid {dir}/pid; error_log {dir}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; keepalive_timeout 60;
  open_file_cache max=10000 inactive=600s; open_file_cache_valid 600s; open_file_cache_min_uses 1;
  client_body_temp_path {dir}/body; proxy_temp_path {dir}/proxy; fastcgi_temp_path {dir}/fastcgi;
  uwsgi_temp_path {dir}/uwsgi; scgi_temp_path {dir}/scgi;
  server {{ listen 127.0.0.1:{port} backlog=511; root {dir}/files; default_type "text/html; charset=utf-8";
            location / {{ gzip_static on; }} }}
}}
"""


def nginx(directory):
    port = free_port()
    (directory / "nginx.conf").write_text(NGINX.format(dir=directory, port=port))
    command = shutil.which("nginx") or "/usr/sbin/nginx"
    return Process([command, "-p", directory, "-c", directory / "nginx.conf", "-e", directory / "error.log"], port, "/ready")


def links(server, path, pattern):
    body, zipped = server.get(path)
    if zipped:
        import gzip
        body = gzip.decompress(body)
    return re.findall(pattern, body.decode())


def addresses(server):
    """Kind of page -> its addresses."""
    programmes, n = {}, 1
    while len(programmes) < PROGRAMMES and n < 200:
        found = links(server, f"/id/activity?page={n}", r'href="(/id/activity/\d+)"')
        if not found:
            break
        programmes.update(dict.fromkeys(found))
        n += 1
    places = {}
    below = ["/id/place/53"]
    while below and len(places) < PLACES:
        path = below.pop(0)
        code = path.rsplit("/", 1)[1]
        places[path] = None
        # a village has no parts
        if len(places) + len(below) < PLACES:
            below += [p for p in links(server, path, rf'href="(/id/place/{re.escape(code)}\.\d+)"')
                      if p not in places and p not in below]
    return {
        "home": ["/id/", "/en/"],
        "list, two filters": [f"/{lang}/activity?sector={s}&year={y}"
                              for lang, s, y in product(("id", "en"), SECTORS, range(2017, 2027))],
        "programme": list(programmes)[:PROGRAMMES],
        "place": list(places)[:PLACES],
        "matrix": [f"/{lang}/matrix?by={by}&measure={m}&year={y}" for lang, by, m, y in
                   product(("id", "en"), ("partner", "sector"), ("programmes", "money"), range(2017, 2027))],
    }


def save_files(server, sets, files):
    """Keeps what Selaras answers as files for nginx: the addresses there, and bytes per page on average."""
    same, size = {}, {}
    files.mkdir(parents=True)
    (files / "ready").write_text("ok\n")
    for k, (kind, paths) in enumerate(sets.items()):
        same[kind], total = [], 0
        for i, path in enumerate(paths):
            body, zipped = server.get(path)
            total += len(body)
            (files / f"{k}-{i}.html{'.gz' if zipped else ''}").write_bytes(body)
            same[kind].append(f"/{k}-{i}.html")
        size[kind] = total // len(paths)
    return same, size


def wrk(server, paths, work, seconds, anew=False):
    """Requests per second, p50 and p99 in ms, processor time of the server per request in ms."""
    before = server.cpu_s()
    listing = work / "paths.txt"
    listing.write_text("\n".join(paths) + "\n")
    out = run("wrk", f"-t{THREADS}", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s", "-s",
              ROOT / "bench/pages.lua", f"http://127.0.0.1:{server.port}", "--", listing, *(["anew"] if anew else []))
    requests, micros, p50, p99, errors = map(int, re.search(r"^figures (.*)$", out, re.M)[1].split())
    if errors:
        print(f"  ({errors} of {requests} requests failed)")
    cpu = (server.cpu_s() - before) * 1000 / max(requests, 1)
    return requests * 1e6 / micros, p50 / 1000, p99 / 1000, cpu


def verdict(text, value, limit, ok):
    print(f"  {text}: {value} (limit {limit}): {'met' if ok else 'NOT met'}")


def measure_start(selaras, url):
    starts = []
    for _ in range(5):
        with serve(selaras, url) as server:
            starts.append(server.start_s)
    return sorted(starts)[len(starts) // 2]


def measure_pages(server, sets, work, seconds):
    """Kind of page -> what wrk measured: again, of nginx, anew; and bytes per page."""
    figures = {}
    same, size = save_files(server, sets, work / "files")
    with nginx(work) as files:
        for kind, paths in sets.items():
            for path in paths:
                server.get(path)
            again = wrk(server, paths, work, seconds)
            wrk(files, same[kind], work, 1)
            beside = wrk(files, same[kind], work, seconds)
            figures[kind] = (again, beside, wrk(server, paths, work, seconds, anew=True))
    return figures, size


def print_limits(figures, most, start, limited):
    print("limits:")
    for kind, (again, beside, anew) in figures.items():
        if again:
            verdict(f"p99 {kind}", f"{again[2]:.2f} ms", f"{LIMIT_P99_MS} ms", again[2] <= LIMIT_P99_MS)
    for kind in ("programme", "place"):
        again, beside, _ = figures[kind]
        if again:
            ratio = again[0] / beside[0]
            verdict(f"throughput of nginx, {kind}", f"{ratio:.2f}", LIMIT_RATIO, ratio >= LIMIT_RATIO)
    for kind, (_, _, anew) in figures.items():
        verdict(f"p99 {kind}, every answer made anew", f"{anew[2]:.2f} ms", f"{LIMIT_P99_MS} ms", anew[2] <= LIMIT_P99_MS)
    if limited:
        verdict("resident memory at most", f"{most:.1f} MB", f"{LIMIT_MB} MB", most <= LIMIT_MB)
        verdict("start to first answer", f"{start:.3f} s", f"{LIMIT_START_S} s", start <= LIMIT_START_S)


def measure(selaras, url, title, limited, options):
    work = HOME / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    start = measure_start(selaras, url)
    print(f"\n== {title}", flush=True)
    with serve(selaras, url) as server:
        idle = server.memory_mb("VmRSS")
        sets = addresses(server)
        if options.anew:
            figures, size = {k: (None, None, wrk(server, p, work, options.seconds, anew=True)) for k, p in sets.items()}, {}
        else:
            figures, size = measure_pages(server, sets, work, options.seconds)
        memory, most = server.memory_mb("VmRSS"), server.memory_mb("VmHWM")
    print(f"{'page':18} {'addresses':>9} {'bytes':>7} | {'again/s':>8} {'p50 ms':>7} {'p99 ms':>7} {'cpu ms':>7} | {'nginx/s':>8}"
          f" {'p99 ms':>7} {'ratio':>6} | {'anew/s':>8} {'p50 ms':>7} {'p99 ms':>7} {'cpu ms':>7}")
    for kind, paths in sets.items():
        again, beside, anew = figures[kind]
        line = f"{kind:18} {len(paths):9} {size.get(kind, ''):7} | "
        line += (f"{again[0]:8.0f} {again[1]:7.2f} {again[2]:7.2f} {again[3]:7.3f} | {beside[0]:8.0f} {beside[2]:7.2f}"
                 f" {again[0] / beside[0]:6.2f} | ") if again else f"{'':32} | {'':23} | "
        print(line + f"{anew[0]:8.0f} {anew[1]:7.2f} {anew[2]:7.2f} {anew[3]:7.3f}", flush=True)
    print(f"start to first answer {start:.3f} s (median of 5); resident memory {idle:.1f} MB after the first page, "
          f"{memory:.1f} MB after all runs, {most:.1f} MB at most")
    print_limits(figures, most, start, limited)


def main():
    args = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    args.add_argument("selaras", type=Path)
    args.add_argument("--seconds", type=int, default=5, help="of each run")
    args.add_argument("--only", choices=("x10", "x100k"))
    args.add_argument("--anew", action="store_true", help="only what passes by the page cache")
    args.add_argument("--fresh", action="store_true", help="make the databases anew")
    a = args.parse_args()
    selaras = a.selaras.resolve()
    scales = {"x10": ("10 times the demo", ["--scale", "10"], True), "x100k": ("100,000 activities", ["--activities", "100000"], False)}
    for name, (title, demo, limited) in scales.items():
        if a.only in (None, name):
            measure(selaras, database(selaras, name, demo, a.fresh), title, limited, a)
    shutil.rmtree(HOME / "work", ignore_errors=True)


if __name__ == "__main__":
    main()
