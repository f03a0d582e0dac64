#!/usr/bin/env python3
"""The server is killed while people write, again and again: what it has acknowledged is there when it is back, and what was
being typed comes back as a draft. In each round everybody saves a record and keeps drafts of another topic of it, until the
kill at a random moment; then both must be the last one acknowledged, or the one that was on its way.

usage: kill_test.py SELARAS [ROUNDS]. 12 rounds when none are said. SQLite only: there the program is the database as well.
Prints TAP.
"""
import http.client
import os
import random
import re
import sys
import threading
import time

from selaras_client import Client, Server, check, finish

SELARAS = os.path.abspath(sys.argv[1])
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 12
# whose record of which kind, the page that is saved and its field, the page of which drafts are kept and its field
WRITERS = [("bureau", "problem", "", "edit", "title", "edit?section=solving", "solution"),
           ("partner", "report", "dikembalikan", "fill", "summary", "fill", "challenge"),
           ("bureau", "event", "semester II", "minutes", "opening", "minutes", "closing")]


class Writer(threading.Thread):
    """Saves and keeps drafts in turn until the server is gone. saved and kept: the last acknowledged and the last tried."""

    def __init__(self, client, record, save, keep, number):
        super().__init__()
        self.client, self.record, self.save, self.keep, self.number = client, record, save, keep, number
        self.saved, self.kept, self.wrong = [None, None], [None, None], ""
        self.same, self.over = save[0] == keep[0], False  # a save of the page ends the page's draft; perhaps it has

    def hidden(self, page):
        """What the form of the page sends besides what is typed."""
        text = self.client.get(f"{self.record}/{page}")[2]
        form = text[text.index('name="_kind"') - 200:]
        return {n: re.search(rf'name="{n}" value="([^"]*)"', form)[1] for n in ("_kind", "_id", "_section", "_version")}

    def run(self):
        try:
            while True:
                self.number += 1
                text = f"Isi ke-{self.number} (contoh)"
                self.saved[1] = text
                hidden, self.over = self.hidden(self.save[0]), self.same
                status, _, page = self.client.post(f"{self.record}/{self.save[0]}", {
                    **hidden, self.save[1]: text, "_do": "", "do": "save", "version": hidden["_version"]})
                if status != 303:
                    self.wrong = f"save: {status} {page[:300]}"
                    return
                self.saved, self.over = [text, text], False
                self.kept = [None if self.same else self.kept[0], text]
                status, _, page = self.client.post("/id/desk/draft", {**self.hidden(self.keep[0]), self.keep[1]: text},
                                                   {"Accept": "application/json"})
                if status != 200:
                    self.wrong = f"draft: {status} {page[:300]}"
                    return
                self.kept = [text, text]
        except (OSError, http.client.HTTPException, TypeError, ValueError):
            pass  # it was killed: there is no answer, or half a page


def there(client, record, page, field):
    """What the form of the page has in the field."""
    page = client.get(f"{record}/{page}")[2]
    m = re.search(rf'<(?:input|textarea)[^>]*name="{re.escape(field)}"[^>]*?(?:value="([^"]*)"[^>]*>|>([^<]*)</textarea>)', page)
    return (m[1] or m[2] or "").strip() if m else None


def round_of(s, people, number):
    writers = [Writer(Client(s.port), record, save, keep, number * 100000) for _, record, save, keep in people]
    for w, (cookies, *_) in zip(writers, people):
        w.client.cookies = dict(cookies)
        w.start()
    time.sleep(random.uniform(0.02, 0.6))
    s.child.kill()
    s.child.wait()
    for w in writers:
        w.join()
    s.start()
    for w, (cookies, record, save, keep) in zip(writers, people):
        w.client.port = s.port
        saved, kept = there(w.client, record, *save), there(w.client, record, *keep)
        if w.wrong:
            return w.wrong
        if w.saved[0] and saved not in w.saved:
            return f"saved {w.saved}, but {record} says {saved!r}"
        if w.kept[0] and kept not in w.kept and not w.over:
            return f"kept {w.kept}, but {record} brings back {kept!r}"
        done[0] += w.saved[0] is not None
        done[1] += w.kept[0] is not None
    return ""


done = [0, 0]
with Server(SELARAS, demo=True) as s:
    people = []
    for role, kind, words, *forms in WRITERS:
        c, (save, saved, keep, kept) = s.sign_in(role), forms
        rows = c.get(f"/id/desk/{kind}")[2].split("<tr")
        record = next(re.search(rf'href="(/id/desk/{kind}/[0-9A-Z]{{26}})"', row)[1] for row in rows if f"/desk/{kind}/0" in row and words in row.lower() + row)
        there_are = there(c, record, save, saved), there(c, record, keep, kept)
        check(f"{kind}: its forms have what is written", None not in there_are, (record, there_are))
        people.append((c.cookies, record, (save, saved), (keep, kept)))
    random.seed(ROUNDS)
    wrong = [why for why in (round_of(s, people, n + 1) for n in range(ROUNDS)) if why]
    check(f"after {ROUNDS} kills nothing acknowledged was lost", not wrong, wrong[:3])
    check("and most of them hit somebody who wrote", done[0] >= ROUNDS and done[1] >= ROUNDS, done)
    print(f"# rounds with an acknowledged save {done[0]}, with an acknowledged draft {done[1]}")
    s.stop()
    check("the chain of the history is whole", s.run("verify") is not None and s.run("audit", "verify") is not None)
sys.exit(finish())
