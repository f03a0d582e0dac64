"""A mail server on loopback for tests: aiosmtpd, which keeps what it accepts and refuses, puts off or hangs up on demand.

    with MailServer() as post:
        post.url                                # smtp://127.0.0.1:PORT
        letter = post.wait(1)[0]                # email.message.EmailMessage
"""
import email
import email.policy
import os
import socket
import ssl
import subprocess
import sys
import time

try:
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import AuthResult
except ImportError:
    # Debian's own Python has it, whatever else comes first in the path
    if sys.executable != "/usr/bin/python3" and os.path.exists("/usr/lib/python3/dist-packages/aiosmtpd"):
        os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])
    print("1..0 # SKIP python3-aiosmtpd is not installed")
    sys.exit(0)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def certificate(folder):
    """Paths of a certificate for 127.0.0.1 that vouches for itself, and of its key."""
    cert, key = os.path.join(folder, "mail.crt"), os.path.join(folder, "mail.key")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
                    "-keyout", key, "-out", cert, "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
                   check=True, capture_output=True)
    return cert, key


class MailServer:
    def __init__(self, tls=None, login=None, **options):
        """TLS: certificate and key; LOGIN: name and password that are asked for."""
        self.letters, self.tries, self.answers, self.hang_up = [], {}, {}, False
        self.login, self.options, self.controller = login, options, None
        self.port = free_port()
        self.context = None
        if tls:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*tls)

    # ---- aiosmtpd's handler ----
    async def handle_RCPT(self, server, session, envelope, address, options):
        self.tries[address] = self.tries.get(address, 0) + 1
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.letters.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
        if self.hang_up:
            server.transport.abort()
        return "250 2.0.0 kept"

    def check(self, server, session, envelope, mechanism, data):
        right = self.login == (data.login.decode(), data.password.decode())
        return AuthResult(success=right, handled=right)

    # ---- for tests ----
    def start(self):
        more = dict(self.options)
        if self.login:
            more.update(authenticator=self.check, auth_required=True, auth_exclude_mechanism=["LOGIN"])
        if self.context and not more.pop("wrapped", False):
            more.update(tls_context=self.context, require_starttls=True)
        elif self.context:
            more.update(ssl_context=self.context)
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, **more)
        self.controller.start()

    def stop(self):
        if self.controller:
            self.controller.stop()
        self.controller = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.port}"

    def wait(self, n, seconds=20):
        """The letters so far, at least N of them if they come in time."""
        until = time.monotonic() + seconds
        while len(self.letters) < n and time.monotonic() < until:
            time.sleep(0.05)
        return [email.message_from_bytes(content, policy=email.policy.default) for _, _, content in self.letters]

    def wait_subject(self, subject, seconds=20):
        """All that was accepted (from, to, bytes), as soon as one is about SUBJECT."""
        until = time.monotonic() + seconds
        while all(x["Subject"] != subject for x in self.wait(0)) and time.monotonic() < until:
            time.sleep(0.05)
        return list(self.letters)

    def to(self, address):
        """Letters that were accepted for ADDRESS."""
        return [letter for letter, (_, to, _) in zip(self.wait(0), self.letters) if to == [address]]

    def wait_to(self, address, n=1, seconds=20):
        until = time.monotonic() + seconds
        while len(self.to(address)) < n and time.monotonic() < until:
            time.sleep(0.05)
        return self.to(address)
