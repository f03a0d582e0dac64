#!/usr/bin/env python3
"""Signing in with an account elsewhere (OpenID Connect): by a real provider, and by one that lies.

usage: sso_test.py SELARAS SOURCE_FOLDER. Runs on SQLite, and on PostgreSQL when SELARAS_TEST_PG is set. Prints TAP.
"""
import base64
import hashlib
import html
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse

from selaras_client import Client, Server, check, finish

SELARAS, SOURCE = sys.argv[1], sys.argv[2]
HERE = os.path.dirname(os.path.abspath(__file__))
SECRET = "rahasia & panjang"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Provider:
    def __init__(self, script, *arguments):
        self.port = free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"
        self.child = subprocess.Popen(["node", f"{HERE}/{script}", self.issuer, *arguments], stdout=subprocess.PIPE,
                                      stderr=subprocess.DEVNULL, text=True)
        while "ready" not in (line := self.child.stdout.readline()):
            if not line:
                raise RuntimeError(f"{script} does not start")

    def ask(self, path, value=None):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        c.request("POST" if value is not None else "GET", path, json.dumps(value) if value is not None else None)
        return json.loads(c.getresponse().read())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.terminate()
        self.child.wait(20)


def site(folder, issuer, port, postgres, *more):
    secret = f"{folder}/secret"
    with open(secret, "w") as f:
        f.write(SECRET + "\n")
    os.chmod(secret, 0o600)
    arguments = ["--oidc-issuer", issuer, "--oidc-client", "selaras", "--oidc-secret-file", secret, "--url",
                 f"http://127.0.0.1:{port}", *more]
    server = Server(SELARAS, demo=True, postgres=postgres, arguments=arguments)
    server.arguments += ["--port", str(port)]
    return server


# ---- by a real provider ----


class Visitor:
    """A browser at the provider: follows its own redirects, and stops where they lead to another port."""

    def __init__(self, port):
        self.port, self.jar = port, {}

    def go(self, url, form=None):
        for _ in range(12):
            parts = urllib.parse.urlsplit(url)
            if parts.port != self.port:
                return url, None
            c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.jar.items())}
            body = urllib.parse.urlencode(form) if form else None
            if form:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            c.request("POST" if form else "GET", f"{parts.path}?{parts.query}", body, headers)
            r = c.getresponse()
            text = r.read().decode()
            for line in r.headers.get_all("Set-Cookie") or []:
                name, value = line.split(";")[0].split("=", 1)
                if "1970" in line:
                    self.jar.pop(name, None)
                else:
                    self.jar[name] = value
            if r.status not in (302, 303):
                return url, text
            url, form = urllib.parse.urljoin(url, r.headers["Location"]), None
        raise RuntimeError("too many redirects")

    def sign_in(self, url, who):
        """To the address at which the provider sends back."""
        for _ in range(4):
            url, page = self.go(url)
            if page is None:
                return url
            action = html.unescape(re.search(r'action="([^"]+)"', page)[1])
            prompt = re.search(r'name="prompt" value="(\w+)"', page)[1]
            form = {"prompt": prompt, "login": who, "password": "x"} if prompt == "login" else {"prompt": prompt}
            url, page = self.go(urllib.parse.urljoin(url, action), form)
            if page is None:
                return url
        raise RuntimeError("the provider goes round in circles")


def local(url):
    parts = urllib.parse.urlsplit(url)
    return f"{parts.path}?{parts.query}"


def real(e, postgres, folder, alg):
    port = free_port()
    with Provider("sso_provider.mjs", f"http://127.0.0.1:{port}/sign-in/sso", alg) as p, \
            site(folder, p.issuer, port, postgres, "--oidc-name", "SSO Provinsi") as s:
        c = s.client()
        page = c.get("/id/sign-in?next=/id/partner")[2]
        check(f"{e}, {alg}: the button", "Masuk dengan SSO Provinsi" in page and '/id/sign-in/sso?next=%2Fid%2Fpartner"' in page)
        status, headers, _ = c.get("/id/sign-in/sso?next=/id/partner")
        there = headers["Location"]
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(there).query))
        check(f"{e}, {alg}: to the provider", status == 303 and there.startswith(p.issuer + "/auth?") and asked["response_type"] == "code"
              and asked["code_challenge_method"] == "S256" and len(asked["state"]) == len(asked["nonce"]) == 43
              and asked["scope"] == "openid email", there)
        back = Visitor(p.port).sign_in(there, "mitra")
        status, headers, _ = c.get(local(back))
        check(f"{e}, {alg}: signed in, where one wanted to go", status == 303 and headers["Location"] == "/id/partner"
              and c.get("/id/me")[0] == 200, (status, headers["Location"]))
        check(f"{e}, {alg}: the account knows it", "SSO Provinsi" in c.get("/id/me")[2])
        check(f"{e}, {alg}: the same answer is not taken twice", c.get(local(back))[1]["Location"].endswith("sso=stale"))
        # the same code with the state of another beginning: the provider has given it out once
        again = s.client()
        fresh = again.get("/en/sign-in/sso")[1]["Location"]
        state = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(fresh).query))["state"]
        replay = re.sub(r"state=[^&]+", "state=" + state, local(back))
        check(f"{e}, {alg}: nor is its code", again.get(replay)[1]["Location"] == "/en/sign-in?sso=refused" and again.get("/id/me")[0] == 303)
        nobody = s.client()
        back = Visitor(p.port).sign_in(nobody.get("/id/sign-in/sso")[1]["Location"], "siapa")
        status, headers, _ = nobody.get(local(back))
        check(f"{e}, {alg}: nobody gets an account by it", headers["Location"] == "/id/sign-in?sso=nobody" and nobody.get("/id/me")[0] == 303)
        check(f"{e}, {alg}: and is told whom to ask", "Biro" in nobody.get(headers["Location"])[2])
        admin = s.client()
        back = Visitor(p.port).sign_in(admin.get("/id/sign-in/sso?next=/id/desk")[1]["Location"], "admin")
        status, headers, _ = admin.get(local(back))
        check(f"{e}, {alg}: an administrator shows the second factor here", headers["Location"] == "/id/sign-in/code?next=%2Fid%2Fdesk"
              and admin.get("/id/me")[0] == 303, headers["Location"])
        status, headers, _ = admin.post("/id/sign-in/code", {"code": s.code(s.accounts["admin"].secret), "next": "/id/desk"})
        check(f"{e}, {alg}: and is in", status == 303 and admin.get("/id/desk/people")[0] == 200)
        s.stop()
        log = s.run("audit", "list")
        check(f"{e}, {alg}: the audit log has it", "sso joined" in log and "sso-refused" in log and "sso-nobody" in log)


# ---- by one that lies ----


class Game:
    def __init__(self, server, provider):
        self.s, self.p = server, provider

    def play(self, behaviour, c=None, change=None):
        """One sign-in at a provider that behaves so; where it ends, and the browser."""
        c = c or self.s.client()
        there = c.get("/id/sign-in/sso")[1]["Location"]
        self.asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(there).query))
        behaviour = json.loads(json.dumps(behaviour).replace("$NONCE", self.asked.get("nonce", "")))
        self.p.ask("/behave", behaviour)
        answer = {"code": "kode", "state": self.asked.get("state", ""), **(change or {})}
        status, headers, _ = c.get("/sign-in/sso?" + urllib.parse.urlencode({k: v for k, v in answer.items() if v is not None}))
        return headers["Location"] if status == 303 else status, c


def good(mail="mitra", **more):
    return {"claims": {"nonce": "$NONCE", "email": f"{mail}@contoh.example", "email_verified": True, **more}}


def lies(e, s, p):
    g = Game(s, p)
    now = int(time.time())
    signed = good()
    claims = signed["claims"]
    wrong = {
        "another nonce": good(nonce="x" * 43),
        "no nonce": {**signed, "without": ["nonce"]},
        "another issuer": good(iss="http://127.0.0.1:1"),
        "the issuer with a slash": good(iss=p.issuer + "/"),
        "another client": good(aud="lain"),
        "a list without us": good(aud=["lain", "juga"], azp="lain"),
        "a list and no azp": good(aud=["selaras", "lain"]),
        "another azp": good(azp="lain"),
        "no aud": {**signed, "without": ["aud"]},
        "its time is over": good(iat=now - 900, exp=now - 120),
        "no exp": {**signed, "without": ["exp"]},
        "exp as text": good(exp=str(now + 300)),
        "no iat": {**signed, "without": ["iat"]},
        "made tomorrow": good(iat=now + 86400, exp=now + 90000),
        "good from tomorrow": good(nbf=now + 86400),
        "no subject": {**signed, "without": ["sub"]},
        "alg none": {**signed, "alg": "none", "unsigned": True},
        "alg None": {**signed, "alg": "None", "unsigned": True},
        "no signature": {**signed, "unsigned": True},
        "HS256 with the public key": {**signed, "alg": "HS256"},
        "RS512": {**signed, "alg": "RS512"},
        "ES256 by an RSA key": {**signed, "alg": "ES256", "key": "rsa"},
        "RS256 by an EC key": {**signed, "alg": "RS256", "key": "ec"},
        "ES256 on P-384": {**signed, "alg": "ES256", "key": "p384"},
        "an RSA key of 1024 bits": {**signed, "key": "small"},
        "another key": {**signed, "key": "stranger", "kid": "rsa"},
        "a key that nobody knows": {**signed, "key": "stranger"},
        "a changed signature": {**signed, "spoil": True},
        "crit": {**signed, "header": {"crit": ["x"], "x": 1}},
        "b64": {**signed, "header": {"b64": False}},
        "no token": {**signed, "token": ""},
        "half a token": {**signed, "token": "a.b"},
        "a token that is none": {**signed, "token": 7},
        "a refusal": {**signed, "at": "/token", "status": 400},
        "a redirect": {**signed, "at": "/token", "status": 307},
        "a page": {**signed, "at": "/token", "raw": "<p>Halo</p>"},
        "too much": {**signed, "pad": 300000},
        "userinfo of another": {"claims": {"nonce": "$NONCE"}, "userinfo": {"sub": "s-2", "email": "mitra@contoh.example", "email_verified": True}},
        "keys elsewhere": {**signed, "key": "next", "header": {"jku": f"{p.issuer}/jwks", "jwk": {"kty": "RSA"}}},
    }
    for name, behaviour in wrong.items():
        where, c = g.play(behaviour)
        check(f"{e}: {name}", where == "/id/sign-in?sso=refused" and c.get("/id/me")[0] == 303, where)
    for name, behaviour in (("an address that is not verified", good(email_verified=False)), ("verified as text", good(email_verified="true")),
                            ("no word of it", {**signed, "without": ["email_verified"]}), ("an address that is none", good(email="mitra"))):
        where, c = g.play(behaviour)
        check(f"{e}: {name}", where == "/id/sign-in?sso=unverified" and c.get("/id/me")[0] == 303, where)
    for name, change, word in (("another state", {"state": "x" * 43}, "stale"), ("no state", {"state": None}, "stale"),
                               ("no code", {"code": None}, "refused"), ("the provider says no", {"error": "access_denied", "code": None}, "denied"),
                               ("the answer of another issuer", {"iss": "http://127.0.0.1:1"}, "refused")):
        where, c = g.play(signed, change=change)
        check(f"{e}: {name}", where == f"/id/sign-in?sso={word}" and c.get("/id/me")[0] == 303, where)
    c = s.client()
    c.get("/id/sign-in/sso")
    other = s.client()
    where, _ = g.play(signed, c=other)
    check(f"{e}: the right one", where == "/id/desk" and other.get("/id/me")[0] == 200, where)
    seen = p.ask("/seen")
    form = dict(urllib.parse.parse_qsl(seen["form"]))
    challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
    basic = base64.b64decode(seen["authorization"].split(" ")[1]).decode()
    check(f"{e}: proves that it began", challenge == g.asked["code_challenge"] and form["redirect_uri"] == g.asked["redirect_uri"])
    check(f"{e}: and who it is", basic == "selaras:" + urllib.parse.quote(SECRET, safe=""), basic)
    code = {"code": "kode", "state": g.asked["state"]}
    check(f"{e}: another browser cannot take the answer", c.get("/sign-in/sso?" + urllib.parse.urlencode(code))[1]["Location"].endswith("sso=stale"))
    del claims


def joined(e, s, p):
    g = Game(s, p)
    where, _ = g.play(good("lain"))
    check(f"{e}: from now on the subject counts, not the address", where == "/id/desk", where)
    where, _ = g.play({"claims": {"nonce": "$NONCE"}, "userinfo": {}})
    check(f"{e}: also without one", where == "/id/desk", where)
    where, c = g.play(good(sub="s-2"))
    check(f"{e}: whoever gets the address does not get the account", where == "/id/sign-in?sso=taken" and c.get("/id/me")[0] == 303, where)
    where, c = g.play({"claims": {"nonce": "$NONCE", "sub": "s-1"}, "key": "ec", "alg": "ES256"})
    check(f"{e}: ES256", where == "/id/desk", where)
    where, _ = g.play({**good(), "kid": None})
    check(f"{e}: a token that does not say which key", where == "/id/desk", where)
    where, _ = g.play({**good(aud=["selaras", "lain"], azp="selaras")})
    check(f"{e}: several audiences and azp", where == "/id/desk", where)
    where, _ = g.play({**good(), "key": "next", "publish": ["next"]})
    check(f"{e}: changed keys are read again", where == "/id/desk", where)
    where, _ = g.play({**good(), "key": "rsa"})
    check(f"{e}: the old ones are worth nothing then", where == "/id/sign-in?sso=refused", where)
    p.ask("/behave", {"publish": ["next", "ec"]})
    where, admin = g.play({**good("admin", sub="s-admin"), "key": "next"})
    check(f"{e}: an administrator needs the second factor", where == "/id/sign-in/code" and admin.get("/id/me")[0] == 303, where)
    where, admin = g.play({**good("admin", sub="s-admin", amr=["pwd", "mfa"]), "key": "next"})
    check(f"{e}: unless the provider has asked for it", where == "/id/desk" and admin.get("/id/desk/people")[0] == 200, where)
    # what an account's owner and administrators can undo
    where, c = g.play({**good(), "key": "next"})
    check(f"{e}: the owner parts them", c.post("/id/me/sso", {})[0] == 303 and g.play({**good(sub="s-2"), "key": "next"})[0] == "/id/desk"
          and g.play({**good(), "key": "next"})[0] == "/id/sign-in?sso=taken")
    person = re.search(r'href="(/id/desk/people/\w{26})">Narahubung Water', admin.get("/id/desk/people")[2])[1]
    link = re.search(r"/id/reset/[\w-]{43}", admin.post(person, {"do": "link"})[2])[0]
    s.client().post(link, {"password": "kuda hijau makan kelapa"})
    check(f"{e}: a new password does", g.play({**good(), "key": "next"})[0] == "/id/desk")
    admin.post(person, {"do": "end"})
    check(f"{e}: an account that has ended", g.play({**good(), "key": "next"})[0] == "/id/sign-in?sso=nobody")


def elsewhere(e, s, p):
    c = s.client()
    for wish in ("//evil.example", "https://evil.example/", "/\\evil.example"):
        c = s.client()
        c.get("/id/sign-in/sso?next=" + urllib.parse.quote(wish))
        there = c.get("/id/sign-in/sso?next=" + urllib.parse.quote(wish))[1]["Location"]
        nonce, state = (re.search(name + r"=([\w-]{43})", there)[1] for name in ("nonce", "state"))
        behaviour = json.loads(json.dumps({**good("opd", sub="s-opd"), "key": "next"}).replace("$NONCE", nonce))
        p.ask("/behave", behaviour)
        where = c.get(f"/sign-in/sso?code=x&state={state}")[1]["Location"]
        check(f"{e}: next={wish} leads nowhere else", where == "/id/desk" and there.startswith(p.issuer + "/authorize?"), where)
    p.ask("/behave", {"at": "/.well-known/openid-configuration", "status": 500})


def descriptions(e, folder, postgres):
    """A description that does not fit is not followed."""
    wrong = {"another issuer": {"issuer": "http://127.0.0.1:1"}, "an address by http": {"token_endpoint": "http://example.org/token"},
             "no keys": {"jwks_uri": None}, "a file": {"authorization_endpoint": "file:///etc/passwd"},
             "no code": {"response_types_supported": ["id_token"]}}
    with Provider("sso_fake.mjs") as p:
        port = free_port()
        with site(folder, p.issuer, port, postgres) as s:
            for name, change in wrong.items():
                p.ask("/behave", {"discovery": change})
                where = s.client().get("/id/sign-in/sso")[1]["Location"]
                check(f"{e}: described with {name}", where == "/id/sign-in?sso=trouble", where)
            check(f"{e}: the page says so and the password still works", "penyedia" in s.client().get("/id/sign-in?sso=trouble")[2]
                  and s.sign_in("partner").get("/id/me")[0] == 200)
            check(f"{e}: the button has the provider's name", f"Masuk dengan 127.0.0.1:{p.port}" in s.client().get("/id/sign-in")[2])
            p.ask("/behave", {"discovery": {"token_endpoint_auth_methods_supported": ["client_secret_post"],
                                            "authorization_response_iss_parameter_supported": True}})
            g = Game(s, p)
            g.s.client().get("/id/sign-in/sso")
            more = {"discovery": {"token_endpoint_auth_methods_supported": ["client_secret_post"]}}
            check(f"{e}: an answer that should name its issuer", g.play({**good(), **more})[0] == "/id/sign-in?sso=refused")
            where, _ = g.play({**good(), **more}, change={"iss": p.issuer})
            form = dict(urllib.parse.parse_qsl(p.ask("/seen")["form"]))
            check(f"{e}: a secret in the form where the provider wants it there", where == "/id/desk"
                  and form["client_secret"] == SECRET and not p.ask("/seen")["authorization"], where)


def options(folder):
    def refused(*arguments):
        done = subprocess.run([SELARAS, "serve", "--db", f"sqlite:{folder}/o.db", "--port", "0", *arguments], capture_output=True,
                              text=True, timeout=60)
        return done.returncode != 0 and "oidc" in done.stderr
    with open(f"{folder}/empty", "w"):
        pass
    site_url, there = ["--url", "https://selaras.example"], ["--oidc-issuer", "https://sso.example", "--oidc-client", "c"]
    check("the provider must be https", refused(*site_url, "--oidc-issuer", "http://sso.example", "--oidc-client", "c",
                                                "--oidc-secret-file", f"{folder}/secret"))
    check("the site's address is needed", refused(*there, "--oidc-secret-file", f"{folder}/secret"))
    check("a secret is needed", refused(*site_url, *there) and refused(*site_url, *there, "--oidc-secret-file", f"{folder}/empty")
          and refused(*site_url, *there, "--oidc-secret-file", f"{folder}/nothing"))


def off(e, postgres):
    with Server(SELARAS, demo=False, postgres=postgres) as s:
        page = s.client().get("/id/sign-in")[2]
        check(f"{e}: without a provider nothing shows", "sign-in/sso" not in page and s.client().get("/id/sign-in/sso")[0] == 404
              and s.client().get("/sign-in/sso?code=x&state=y")[0] == 404)


def run(e, postgres, folder):
    if os.path.isdir(f"{SOURCE}/node_modules/oidc-provider"):
        for alg in ("RS256", "ES256"):
            real(e, postgres, folder, alg)
    else:
        print("# the provider is not installed (npm ci): only the one that lies was met")
    port = free_port()
    with Provider("sso_fake.mjs") as p, site(folder, p.issuer, port, postgres) as s:
        lies(e, s, p)
        joined(e, s, p)
        elsewhere(e, s, p)
    descriptions(e, folder, postgres)
    off(e, postgres)


def main():
    folder = f"/tmp/selaras-sso-{os.getpid()}"
    os.makedirs(folder)
    try:
        run("sqlite", None, folder)
        if os.environ.get("SELARAS_TEST_PG"):
            run("postgresql", os.environ["SELARAS_TEST_PG"], folder)
        options(folder)
    finally:
        shutil.rmtree(folder)
    return finish()


if not shutil.which("node"):
    print("1..0 # SKIP there is no node to run a provider")
    sys.exit(0)
sys.exit(main())
