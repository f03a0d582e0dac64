#!/usr/bin/env python3
"""Dependencies go down only: a room includes from floors below its own, never sideways, never up (docs/decisions.md)."""
import re

import source

# From the ground up. Rooms of one floor do not know each other.
FLOORS = [
    {"base"},
    {"db", "http", "i18n", "xml"},
    {"record", "paper", "sheet"},
    {"html"},
    {"place", "partner", "plan", "office", "mail"},
    {"desk"},
    {"indicator", "account", "activity", "agreement", "library"},
    {"cube", "iati", "problem", "workplan"},
    {"synergy", "report"},
    {"site", "meeting"},
    {"api", "evaluation"},
    {"cli"},
    {"main.c"},
]
FLOOR = {room: n for n, rooms in enumerate(FLOORS) for room in rooms}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.M)

for path in source.files(["src"], (".c", ".h", ".html")):
    parts = path.split("/")
    room = parts[1]
    if room not in FLOOR:
        source.problem(path, 1, f"room '{room}' has no floor: add it to the table in tests/lint/includes.py")
        continue
    text = source.read(path)
    for m in INCLUDE.finditer(text):
        if "/" not in m[1]:
            continue
        other = m[1].split("/")[0]
        line = source.line_of(text, m.start())
        if other == room:
            continue
        if other == "..":
            source.problem(path, line, f'include "{m[1]}" by its room: "room/header.h"')
        elif other not in FLOOR:
            source.problem(path, line, f'"{m[1]}": no room named {other}')
        elif FLOOR[other] >= FLOOR[room]:
            way = "up" if FLOOR[other] > FLOOR[room] else "sideways"
            source.problem(path, line, f"{room} (floor {FLOOR[room]}) includes {way} to {other} (floor {FLOOR[other]})")
source.finish()
