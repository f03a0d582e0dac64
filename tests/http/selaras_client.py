"""What tests over HTTP share: a server with its own database, and people who sign in to it.

    with Server(program, demo=True) as server:
        officer = server.sign_in("bureau")             # an account of the demo, by role or by address
        status, headers, body = officer.get("/id/me")
        officer.post("/id/me", {"name": "Siti"})
        check("the name is kept", "Siti" in officer.get("/id/me")[2])
    sys.exit(finish())                                 # after the last check
"""
import http.client
import os
import re
import shutil
import subprocess
import tempfile
import urllib.parse
import uuid


count = bad = 0


def check(name, ok, detail=""):
    """One test point of TAP; what DETAIL says is told when it fails, on one line."""
    global count, bad
    count, bad = count + 1, bad + (not ok)
    print(f"{'ok' if ok else 'not ok'} {count} - {name}" + ("" if ok else f" # {str(detail)[:600]!r}"), flush=True)


def engines():
    """For Server(postgres=...): None is SQLite; PostgreSQL when SELARAS_TEST_PG is set."""
    return [None, *filter(None, [os.environ.get("SELARAS_TEST_PG")])]


def finish():
    """TAP's plan; the status to exit with."""
    print(f"1..{count}")
    return int(bad > 0)


class Client:
    """A browser in small: keeps cookies, says where forms come from, follows no redirects."""

    def __init__(self, port, host="127.0.0.1"):
        self.port, self.host, self.cookies = port, host, {}

    def request(self, method, path, body=None, headers=None):
        c = http.client.HTTPConnection(self.host, self.port, timeout=60)
        sent = {"Host": f"{self.host}:{self.port}", **(headers or {})}
        if self.cookies and "Cookie" not in sent:
            sent["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        c.request(method, path, body, {k: v for k, v in sent.items() if v is not None})
        r = c.getresponse()
        text = r.read().decode("utf-8", "replace")
        for line in r.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            if "Max-Age=0" in line:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        c.close()
        return r.status, r.headers, text

    def get(self, path, headers=None):
        return self.request("GET", path, None, headers)

    def post(self, path, fields, headers=None):
        """FIELDS: a dict, or pairs where names repeat."""
        body = urllib.parse.urlencode(fields, doseq=True)
        sent = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{self.host}:{self.port}"}
        return self.request("POST", path, body, {**sent, **(headers or {})})


class Account:
    def __init__(self, role, mail, password, secret=None):
        self.role, self.mail, self.password, self.secret = role, mail, password, secret


class Server:
    """The program with a fresh database: an SQLite file of its own, or a schema of its own on PostgreSQL."""

    def __init__(self, program, demo=False, postgres=None, arguments=(), environment=None):
        self.program, self.arguments, self.accounts = program, list(arguments), {}
        self.environment = {**os.environ, **(environment or {})}
        self.folder = tempfile.mkdtemp(prefix="selaras-http-")
        self.schema, self.postgres, self.child = None, postgres, None
        if postgres:
            self.schema = "h" + uuid.uuid4().hex[:12]
            subprocess.run(["psql", "-q", "-d", postgres, "-c", f"CREATE SCHEMA {self.schema}"], check=True)
            mark = "&" if "?" in postgres else "?"
            self.db = f"{postgres}{mark}options=-csearch_path%3D{self.schema}"
        else:
            self.db = f"sqlite:{self.folder}/test.db"
        self.environment["SELARAS_KEY"] = f"{self.folder}/test.key"
        self.run("init")
        if demo:
            for line in self.run("demo").splitlines():
                m = re.match(r"(\w+) +(\S+@contoh\.example) +(\S+)(?: (\S+))?$", line)
                if m:
                    account = Account(*m.groups())
                    self.accounts.setdefault(account.role, account)
                    self.accounts[account.mail] = account

    def run(self, *arguments):
        """A command of the program on this database, which nobody serves; what it printed."""
        command = [self.program, *arguments[:1], *self.words(arguments[1:])]
        done = subprocess.run(command, capture_output=True, text=True, env=self.environment)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr}")
        return done.stdout

    def words(self, rest):
        at = 1 if rest and re.fullmatch(r"[a-z][a-z-]*", rest[0]) else 0
        return [*rest[:at], "--db", self.db, *rest[at:]]

    def __enter__(self):
        self.start()
        return self

    def start(self, now=None):
        """NOW (ms) fixes the program's clock."""
        environment = {**self.environment, **({"SELARAS_NOW": str(now)} if now else {})}
        command = [self.program, "serve", "--db", self.db, *([] if "--port" in self.arguments else ["--port", "0"]),
                   *self.arguments]
        self.log = open(f"{self.folder}/log", "a+")
        self.child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, text=True, env=environment)
        line = self.child.stdout.readline()
        m = re.search(r":(\d+)/", line)
        if not m:
            raise RuntimeError(f"the server did not start: {open(f'{self.folder}/log').read()}")
        self.port = int(m[1])

    def stop(self):
        """Ends the server; returns its exit status and what it logged."""
        self.child.terminate()
        status = self.child.wait(60)
        self.log.close()
        self.child = None
        with open(f"{self.folder}/log") as f:
            return status, f.read()

    def __exit__(self, *_):
        if self.child:
            self.stop()
        if self.schema:
            subprocess.run(["psql", "-q", "-d", self.postgres, "-c",
                            f"SET client_min_messages = error; DROP SCHEMA {self.schema} CASCADE"], check=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def client(self):
        return Client(self.port)

    def code(self, secret):
        """The code of a second factor now."""
        done = subprocess.run([self.program, "account", "code", secret], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def sign_in(self, who):
        """A client signed in as the demo account WHO."""
        account, c = self.accounts[who], self.client()
        status, headers, _ = c.post("/id/sign-in", {"email": account.mail, "password": account.password})
        if status == 303 and account.secret:
            status, headers, _ = c.post("/id/sign-in/code", {"code": self.code(account.secret)})
        if status != 303:
            raise RuntimeError(f"{who} cannot sign in: {status}")
        return c
