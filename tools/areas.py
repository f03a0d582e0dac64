#!/usr/bin/env python3
"""Makes the embedded table of one province's places for src/place/seed.c.

usage: areas.py PACKAGE FACTS PROVINCE OUT.c DEPFILE

PACKAGE is node_modules/idn-area-data, exactly the pinned version; FACTS is data/places with our own bps.csv,
regencies.csv and names.csv, joined by the Kemendagri code only. The package's data are under the ODbL and are never
committed; this script reads them at build time. Anything that is not as expected stops the build.
"""
import csv
import json
import re
import sys
from pathlib import Path

VERSION = "4.0.1"
SOURCE = f"idn-area-data {VERSION} (ODbL 1.0)"
COLUMNS = ["code", "level", "kind", "name", "parent", "bps_code", "capital", "island_group", "latitude", "longitude",
           "area_km2", "area_source", "populated", "outermost", "names"]
SHAPES = {1: r"\d\d", 2: r"\d\d\.\d\d", 3: r"\d\d\.\d\d\.\d\d", 4: r"\d\d\.\d\d\.\d\d\.\d{4}", 5: r"\d\d\.\d\d\.\d{5}"}
POINT = re.compile(r"^(\d\d)°(\d\d)'(\d\d\.\d\d)\" ([SN]) (\d\d\d)°(\d\d)'(\d\d\.\d\d)\" ([EW])$")


def fail(message):
    sys.exit(f"areas.py: {message}")


def rows(path, columns):
    try:
        with open(path, encoding="utf-8", newline="") as f:
            reader = csv.DictReader(f, strict=True)
            if reader.fieldnames != columns:
                fail(f"{path}: columns are {reader.fieldnames}, expected {columns}")
            return list(reader)
    except OSError as e:
        fail(f"{path}: {e.strerror}")


def check_package(folder):
    try:
        version = json.loads((folder / "package.json").read_text())["version"]
    except OSError:
        fail(f"{folder} is missing. It holds the names and codes of the places and comes from npm: "
             "./dev run installs it; by hand: npm ci")
    if version != VERSION:
        fail(f"{folder} is version {version}, but exactly {VERSION} is needed: npm ci")


def degrees(text, code):
    match = POINT.match(text)
    if not match:
        fail(f"{code}: coordinate {text!r} is not readable")
    d, m, s, ns, dd, mm, ss, ew = match.groups()
    lat = int(d) + int(m) / 60 + float(s) / 3600
    lon = int(dd) + int(mm) / 60 + float(ss) / 3600
    return f"{-lat if ns == 'S' else lat:.5f}", f"{-lon if ew == 'W' else lon:.5f}"


class Places:
    def __init__(self, province):
        self.province = province
        self.by_code = {}

    def wants(self, code):
        return code == self.province or code.startswith(self.province + ".")

    def add(self, code, level, kind, name, parent, **more):
        name = " ".join(name.replace('"', "'").split())
        if not re.fullmatch(SHAPES[level], code) or code in self.by_code:
            fail(f"{code}: not a new code of level {level}")
        if not name or any(c in name for c in "\t|;"):
            fail(f"{code}: bad name {name!r}")
        if parent and parent not in self.by_code:
            fail(f"{code}: its parent {parent} is not there")
        place = dict.fromkeys(COLUMNS, "")
        place.update(code=code, level=str(level), kind=kind, name=name, parent=parent, **more)
        self.by_code[code] = place


def read_package(folder, places):
    data = folder / "data"
    for r in rows(data / "provinces.csv", ["code", "name"]):
        if r["code"] == places.province:
            places.add(r["code"], 1, "provinsi", r["name"], "")
    for r in rows(data / "regencies.csv", ["code", "province_code", "name"]):
        if places.wants(r["code"]):
            kind, _, name = r["name"].partition(" ")
            if kind not in ("Kabupaten", "Kota"):
                fail(f"{r['code']}: {r['name']!r} is neither a Kabupaten nor a Kota")
            places.add(r["code"], 2, kind.lower(), name, r["province_code"])
    for r in rows(data / "districts.csv", ["code", "regency_code", "name"]):
        if places.wants(r["code"]):
            places.add(r["code"], 3, "kecamatan", r["name"], r["regency_code"])
    for r in rows(data / "villages.csv", ["code", "district_code", "name"]):
        if places.wants(r["code"]):
            kind = "kelurahan" if r["code"][9] == "1" else "desa"  # Permendagri 58/2021: 1 kelurahan, 2 desa, 3 desa adat
            places.add(r["code"], 4, kind, r["name"], r["district_code"])
    columns = ["code", "regency_code", "coordinate", "is_populated", "is_outermost_small", "name"]
    for r in rows(data / "islands.csv", columns):
        if places.wants(r["code"]):
            lat, lon = degrees(r["coordinate"], r["code"])
            places.add(r["code"], 5, "pulau", r["name"], r["regency_code"] or places.province, latitude=lat, longitude=lon,
                       populated=r["is_populated"], outermost=r["is_outermost_small"])


def read_facts(folder, places):
    def place(r):
        found = places.by_code.get(r["code"])
        if places.wants(r["code"]) and not found:
            fail(f"data/places: {r['code']} is not a code of the package")
        return found

    for r in rows(folder / "bps.csv", ["code", "bps_code", "name", "source"]):
        if p := place(r):
            p["bps_code"] = r["bps_code"]
    columns = ["code", "capital", "island_group", "area_km2", "area_source", "latitude", "longitude", "seat_source"]
    for r in rows(folder / "regencies.csv", columns):
        if p := place(r):
            for column in columns[1:-1]:
                p[column] = r[column]
    for r in rows(folder / "names.csv", ["code", "lang", "name", "source"]):
        if p := place(r):
            p["names"] += f"{r['lang']}:{r['name']}|"


def c_line(text):
    out = []
    for b in text.encode():
        if b in (0x22, 0x5C):
            out.append("\\" + chr(b))
        elif b == 9:
            out.append("\\t")
        elif 0x20 <= b < 0x7F and b != 0x3F:
            out.append(chr(b))
        else:
            out.append(f"\\{b:03o}")
    return '\t"' + "".join(out) + '\\n"\n'


def main():
    if len(sys.argv) != 6:
        fail("usage: areas.py PACKAGE FACTS PROVINCE OUT.c DEPFILE")
    package, facts, province, out, depfile = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4], sys.argv[5]
    check_package(package)
    places = Places(province)
    read_package(package, places)
    read_facts(facts, places)
    if province not in places.by_code:
        fail(f"there is no province {province}")
    table = sorted(places.by_code.values(), key=lambda p: (p["level"], p["code"]))
    # Empty cells at the end of a line are left out.
    lines = ["\t".join(p[c] for c in COLUMNS).rstrip("\t") for p in table]
    with open(out, "w", encoding="ascii") as f:
        f.write("/* Made by tools/areas.py from " + SOURCE + " and data/places. */\n")
        f.write('#include "place/areas.h"\n\n')
        f.write(f"const uint32_t areas_n = {len(lines)};\n")
        f.write(f'const char areas_source[] = "{SOURCE}";\n')
        f.write("const char areas_text[] =\n" + "".join(map(c_line, lines)) + ";\n")
    used = [package / "package.json", *sorted((package / "data").glob("*.csv")), *sorted(facts.glob("*.csv"))]
    Path(depfile).write_text(f"{out}: {' '.join(str(p) for p in used)}\n")


main()
