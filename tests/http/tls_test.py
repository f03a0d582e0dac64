#!/usr/bin/env python3
"""TLS of the program itself, looked at with openssl and curl: versions, certificate, its renewal, what is refused.

usage: tls_test.py SELARAS. Prints TAP.
"""
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time

SELARAS = sys.argv[1]
count = failures = 0
folder = tempfile.mkdtemp(prefix="selaras-tls-")
CERT, KEY, DB = f"{folder}/cert.pem", f"{folder}/key.pem", f"sqlite:{folder}/t.db"


def check(name, ok, detail=""):
    global count, failures
    count, failures = count + 1, failures + (not ok)
    print(f"{'ok' if ok else 'not ok'} {count} - {name}" + ("" if ok else f" # {str(detail)[:300]}"), flush=True)


def certificate(name, key=("ec", "-pkeyopt", "ec_paramgen_curve:P-256"), cert=CERT, secret=KEY):
    subprocess.run(["openssl", "req", "-x509", "-newkey", *key, "-nodes", "-days", "2", "-subj", f"/CN={name}",
                    "-addext", f"subjectAltName=DNS:{name},IP:127.0.0.1", "-keyout", secret, "-out", cert],
                   check=True, capture_output=True)


def start(*more):
    process = subprocess.Popen([SELARAS, "serve", "--db", DB, "--port", "0", *more], stdout=subprocess.PIPE,
                               stderr=open(f"{folder}/log", "a", encoding="utf-8"), text=True)
    address = process.stdout.readline().strip().rstrip("/")
    return process, address, int(address.rsplit(":", 1)[1]) if address else 0


def refused(*more):
    ended = subprocess.run([SELARAS, "serve", "--db", DB, "--port", "0", *more], capture_output=True, text=True, timeout=60)
    return ended.returncode, ended.stderr


def stop(process):
    process.send_signal(signal.SIGTERM)
    return process.wait(timeout=30)


def curl(*arguments):
    return subprocess.run(["curl", "-sS", "--max-time", "20", *arguments], capture_output=True, text=True)


def shown(port):
    """The name in the certificate that a new connection gets."""
    text = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{port}"], input="", capture_output=True,
                          text=True).stdout
    return subprocess.run(["openssl", "x509", "-noout", "-subject"], input=text, capture_output=True, text=True).stdout.strip()


def renewed(process, port, expected):
    process.send_signal(signal.SIGHUP)
    for _ in range(100):
        name = shown(port)
        if name.endswith(expected):
            break
        time.sleep(0.05)
    return name


def log():
    with open(f"{folder}/log", encoding="utf-8") as f:
        return f.read()


def pages(address):
    for path, status in (("/id/about", 200), ("/healthz", 200), ("/nowhere", 404), ("/metrics", 200)):
        answer = curl("-i", "--cacert", CERT, address + path)
        head = answer.stdout.split("\n\n")[0]
        check(f"{path} says TLS only", f" {status}" in head.splitlines()[0]
              and "strict-transport-security: max-age=31536000; includesubdomains" in head.lower(), answer)
    page = curl("--cacert", CERT, address + "/id/about").stdout
    style = page.split('<link rel="stylesheet" href="')[1].split('"')[0]
    head = curl("-i", "--cacert", CERT, address + style).stdout.lower()
    check("so do files", "strict-transport-security" in head and " 200" in head, head)
    check("nobody vouches for it", curl(address + "/healthz").returncode == 60)


def versions(address, port):
    for version, flag in (("1.2", "--tlsv1.2"), ("1.3", "--tlsv1.3")):
        answer = curl("--cacert", CERT, flag, "--tls-max", version, address + "/healthz")
        check(f"TLS {version}", answer.stdout == "ok\n", answer)
    for version in ("-tls1", "-tls1_1"):
        ended = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{port}", version, "-cipher",
                                "ALL:@SECLEVEL=0"], input="", capture_output=True, text=True)
        check(f"not {version}", "Cipher is (NONE)" in ended.stdout and "read 0 bytes and written 1" in ended.stdout, ended)
    for suite, expected in (("ECDHE+AESGCM", True), ("ECDHE+CHACHA20", True), ("kRSA", False), ("DHE+AESGCM:!ECDHE", False),
                            ("ECDHE+AES128:!AESGCM:!AESCCM", False), ("aNULL:eNULL:3DES:RC4:MD5@SECLEVEL=0", False)):
        ended = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-tls1_2", "-cipher", suite], input="",
                               capture_output=True, text=True)
        met = "Cipher is (NONE)" not in ended.stdout and "Cipher is " in ended.stdout
        check(f"TLS 1.2 with {suite}: {expected}", met == expected, ended.stdout[-300:] + ended.stderr[-200:])
    check("not without TLS", curl(f"http://127.0.0.1:{port}/healthz").stdout != "ok\n")


def renewal(process, address, port):
    context = ssl.create_default_context(cafile=CERT)
    with socket.create_connection(("127.0.0.1", port), timeout=20) as plain, \
            context.wrap_socket(plain, server_hostname="127.0.0.1") as held:
        certificate("two.example", ("rsa:2048",))
        check("a new certificate, of another sort", renewed(process, port, "two.example").endswith("two.example"))
        held.sendall(b"GET /healthz HTTP/1.1\r\nHost: one\r\n\r\n")
        check("who was connected stays so", held.recv(1000).startswith(b"HTTP/1.1 200"))
    check("it is used", curl("--cacert", CERT, address + "/healthz").stdout == "ok\n")
    with open(KEY, "w", encoding="utf-8") as f:
        f.write("no key\n")
    process.send_signal(signal.SIGHUP)
    for _ in range(100):
        if "stays as it was" in log():
            break
        time.sleep(0.05)
    check("a broken key is named", "the certificate stays as it was" in log(), log())
    check("and changes nothing", shown(port).endswith("two.example") and process.poll() is None)


def wrong():
    certificate("one.example")
    certificate("other.example", cert=f"{folder}/other.pem", secret=f"{folder}/other.key")
    for name, cert, key in (("no file", f"{folder}/none", KEY), ("no certificate", KEY, KEY),
                            ("another's key", CERT, f"{folder}/other.key")):
        status, said = refused("--tls-cert", cert, "--tls-key", key)
        check(f"{name} is refused", status == 1 and "selaras: 127.0.0.1:0: " in said, (status, said))
    status, said = refused("--tls-cert", CERT)
    check("a certificate alone is refused", status == 2 and "belong together" in said, said)


try:
    subprocess.run([SELARAS, "init", "--db", DB], check=True, capture_output=True)
    certificate("one.example")
    server, site, number = start("--tls-cert", CERT, "--tls-key", KEY)
    check("the address says so", site.startswith("https://"), site)
    pages(site)
    versions(site, number)
    check("the certificate", shown(number).endswith("one.example"), shown(number))
    renewal(server, site, number)
    check("stops cleanly", stop(server) == 0)
    wrong()
    server, site, number = start("--url", "https://one.example", "--hsts-host-only")
    head = curl("-i", site + "/id/about").stdout.lower()
    check("behind a proxy with TLS, for this host only", "strict-transport-security: max-age=31536000\n" in head, head[:600])
    check("stops cleanly behind a proxy", stop(server) == 0)
    server, site, number = start()
    check("no such header without TLS", "strict-transport" not in curl("-i", site + "/id/about").stdout.lower())
    check("stops cleanly without TLS", stop(server) == 0)
finally:
    shutil.rmtree(folder)
print(f"1..{count}")
sys.exit(failures > 0)
