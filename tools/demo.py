#!/usr/bin/env python3
"""Makes the demo province: IATI 2.03 files with invented programmes of the partners in data/demo/partners.csv.

usage: demo.py --villages VILLAGES.csv (--out FOLDER | --zip FILE) [--scale N] [--activities TOTAL]

Partners are real organisations with the source of each fact in the CSV; every programme, place of work, date and amount
is invented, says "(contoh)" in its title and has an identifier that starts with ID-CONTOH-. Amounts are round millions of
rupiah or tens of thousands of dollars, so that nobody takes them for real. The same call gives the same bytes.
"""
import argparse
import csv
import random
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

ROOT = Path(__file__).resolve().parent.parent

# (province sector, DAC purpose, Indonesian title, English title, indicator, unit of people)
THEMES = [
    ("pangan", "52010", "Kebun pangan keluarga", "Family food gardens", "Keluarga dengan kebun pangan", "keluarga"),
    ("pangan", "31120", "Benih jagung dan sorgum lahan kering", "Dryland maize and sorghum seed", "Petani memakai benih unggul", "petani"),
    ("ekonomi", "31120", "Rantai nilai kopi dan kakao", "Coffee and cocoa value chains", "Petani menjual lewat kelompok", "petani"),
    ("ekonomi", "32130", "Usaha mikro perempuan dan tenun ikat", "Women's micro-enterprises and ikat weaving", "Perempuan pelaku usaha dilatih", "perempuan"),
    ("kesehatan", "12240", "Gizi ibu dan anak, cegah stunting", "Mother and child nutrition against stunting", "Balita dipantau tumbuh kembangnya", "anak"),
    ("kesehatan", "12220", "Posyandu dan layanan puskesmas", "Village health posts and clinics", "Kader posyandu dilatih", "kader"),
    ("kesehatan", "13020", "Kesehatan ibu dan bayi baru lahir", "Maternal and newborn health", "Persalinan di fasilitas kesehatan", "ibu"),
    ("pendidikan", "11220", "Literasi kelas awal", "Early grade literacy", "Guru kelas awal dilatih", "guru"),
    ("pendidikan", "11240", "PAUD holistik integratif", "Integrated early childhood education", "Anak usia dini terdaftar", "anak"),
    ("prasarana", "14030", "Air bersih dan sanitasi desa", "Village water and sanitation", "Rumah tangga dengan air layak", "rumah tangga"),
    ("prasarana", "23230", "Listrik surya desa terpencil", "Solar power for remote villages", "Rumah tangga berlistrik surya", "rumah tangga"),
    ("papan", "16030", "Rumah layak huni pascabencana", "Safe houses after disaster", "Rumah dibangun kembali", "rumah tangga"),
    ("lingkungan", "41010", "Adaptasi iklim kepulauan", "Island climate adaptation", "Desa dengan rencana adaptasi", "desa"),
    ("lingkungan", "41030", "Konservasi laut dan pesisir", "Marine and coastal conservation", "Nelayan menerapkan kesepakatan", "nelayan"),
    ("pariwisata", "33210", "Desa wisata", "Village tourism", "Pengelola desa wisata dilatih", "orang"),
    ("tata kelola", "15112", "Perencanaan dan anggaran desa", "Village planning and budgeting", "Aparat desa dilatih", "orang"),
    ("tata kelola", "15160", "Perlindungan anak berbasis masyarakat", "Community child protection", "Komite perlindungan anak aktif", "komite"),
    ("tata kelola", "43060", "Desa tangguh bencana", "Disaster-resilient villages", "Desa dengan tim siaga", "desa"),
]
SDG = {"pangan": "2", "ekonomi": "8", "kesehatan": "3", "pendidikan": "4", "prasarana": "6", "papan": "11",
       "lingkungan": "13", "pariwisata": "8", "tata kelola": "16"}
LAST_YEAR = 2026


def read_places(path):
    """Villages by regency: 53.01 -> [(code, name)]; the source's double quote in four names stands for an apostrophe."""
    places = {}
    for row in csv.DictReader(open(path, encoding="utf-8")):
        if row["code"].startswith("53."):
            name = row["name"].replace('"', "'")
            places.setdefault(row["code"][:5], []).append((row["code"], name))
    return places


def narrative(text, lang=None):
    return f"<narrative{f' xml:lang={quoteattr(lang)}' if lang else ''}>{escape(text)}</narrative>"


def org(tag, partner, attributes=""):
    return (f'<{tag} ref={quoteattr(partner["ref"])} type={quoteattr(partner["organisation_type"])}{attributes}>'
            f'{narrative(partner["name"])}</{tag}>')


class Programme:
    def __init__(self, partner, number, villages, partners):
        r = self.random = random.Random(f'{partner["ref"]}-{number}')
        self.partner, self.number = partner, number
        near = [t for t in THEMES if t[1][:3] == partner["dac_purpose"][:3]]
        self.theme = r.choice(near) if near and r.random() < 0.6 else r.choice(THEMES)
        regencies = [c for c in partner["regencies"].split() if c != "53"] or sorted(villages)
        self.regencies = sorted(r.sample(regencies, min(len(regencies), r.choice([1, 1, 1, 2, 3]))))
        self.places = [r.choice(villages[c]) for c in self.regencies for _ in range(r.randint(1, 4))]
        self.places = list(dict.fromkeys(self.places))
        self.first = r.randint(2017, 2025)
        self.years = r.randint(2, 5)
        self.last = self.first + self.years - 1
        self.status = "2" if self.last >= LAST_YEAR else "4" if r.random() < 0.7 else "3"
        if self.first >= 2025 and r.random() < 0.5:
            self.status = "1"
        self.dollars = partner["category"] != "ngo" and r.random() < 0.5
        self.step = 10_000 if self.dollars else 25_000_000
        self.yearly = self.step * r.randint(4, 60)
        others = [p for p in partners if p["ref"] != partner["ref"] and p["category"] == "ngo"]
        self.implementer = r.choice(others) if r.random() < 0.25 else partner

    def money(self, value, day):
        return f'<value currency="{"USD" if self.dollars else "IDR"}" value-date="{day}">{value}</value>'

    def transactions(self):
        r = self.random
        out = [("2", f"{self.first}-02-01", self.yearly * self.years)]
        for year in range(self.first, min(self.last, LAST_YEAR) + 1):
            for month in (3, 6, 9, 12):
                if year == LAST_YEAR and month > 9 or self.status == "1":
                    break
                part = self.step * max(1, round(self.yearly / self.step / 4 * r.uniform(0.6, 1.2)))
                out.append(("3" if self.implementer is not self.partner else "4", f"{year}-{month:02d}-15", part))
        return "".join(f'<transaction><transaction-type code="{kind}"/><transaction-date iso-date="{day}"/>'
                       f'{self.money(value, day)}</transaction>' for kind, day, value in out)

    def locations(self):
        return "".join(
            f'<location ref={quoteattr(code)}><location-reach code="1"/>'
            f'<name>{narrative(name)}</name>'
            f'<administrative vocabulary="A4" level="0" code="ID"/>'
            f'<exactness code="1"/><location-class code="2"/></location>' for code, name in self.places)

    def results(self):
        r, (_, _, _, _, indicator, unit) = self.random, self.theme
        periods = []
        for year in range(self.first, self.last + 1):
            target = 10 * r.randint(2, 40)
            actual = 10 * max(1, round(target / 10 * r.uniform(0.5, 1.15)))
            said = f'<actual value="{actual}"/>' if year < LAST_YEAR and self.status != "1" else ""
            periods.append(f'<period><period-start iso-date="{year}-01-01"/><period-end iso-date="{year}-12-31"/>'
                           f'<target value="{target}"/>{said}</period>')
        return (f'<result type="1" aggregation-status="0"><title>{narrative(indicator, "id")}</title>'
                f'<indicator measure="1" ascending="1"><title>{narrative(f"{indicator} ({unit})", "id")}</title>'
                f'{"".join(periods)}</indicator></result>')

    def xml(self):
        _, dac, title, title_en, _, _ = self.theme
        where = ", ".join(name for _, name in self.places[:2]) + (" dan sekitarnya" if len(self.places) > 2 else "")
        second = self.random.choice(THEMES)
        sectors = [(dac, 100)] if self.random.random() < 0.6 or second[1] == dac else [(dac, 70), (second[1], 30)]
        budgets = "".join(
            f'<budget type="1" status="2"><period-start iso-date="{y}-01-01"/><period-end iso-date="{y}-12-31"/>'
            f'{self.money(self.yearly, f"{y}-01-01")}</budget>' for y in range(self.first, self.last + 1))
        end = f'<activity-date iso-date="{self.last}-12-31" type="{"4" if self.status == "4" else "3"}"/>'
        start = f'<activity-date iso-date="{self.first}-02-01" type="{"1" if self.status == "1" else "2"}"/>'
        return (
            f'<iati-activity xml:lang="id" default-currency="{"USD" if self.dollars else "IDR"}" humanitarian="0" '
            f'last-updated-datetime="{min(self.last, LAST_YEAR)}-10-01T00:00:00Z">'
            f'<iati-identifier>{escape(self.partner["ref"])}-{self.number:04d}</iati-identifier>'
            f'{org("reporting-org", self.partner)}'
            f'<title>{narrative(f"{title} di {where} (contoh)", "id")}{narrative(f"{title_en} in {where} (sample)", "en")}</title>'
            f'<description type="1">{narrative(f"Program contoh yang dibuat untuk memperlihatkan Selaras: {title.lower()} di {len(self.places)} desa. Seluruh angka rekaan.", "id")}'
            f'{narrative(f"Sample programme made to show Selaras: {title_en.lower()} in {len(self.places)} villages. All figures are invented.", "en")}</description>'
            f'{participating(self)}'
            f'<activity-status code="{self.status}"/>{start}{end}<activity-scope code="6"/>'
            f'<recipient-country code="ID" percentage="100"/>{self.locations()}'
            + "".join(f'<sector vocabulary="1" code="{c}" percentage="{p}"/>' for c, p in sectors)
            + f'<tag vocabulary="2" code="{SDG[self.theme[0]]}"/>'
            f'<policy-marker vocabulary="1" code="1" significance="{self.random.choice("012")}"/>'
            f'<default-flow-type code="{"10" if self.partner["category"] != "ngo" else "30"}"/>'
            f'<default-finance-type code="110"/><default-aid-type code="C01"/><default-tied-status code="5"/>'
            f'{budgets}{self.transactions()}{self.results()}</iati-activity>')


def participating(p):
    return (org("participating-org", p.partner, ' role="1"') + org("participating-org", p.partner, ' role="2"')
            + org("participating-org", p.implementer, ' role="4"'))


def file_text(programmes):
    yield ('<?xml version="1.0" encoding="UTF-8"?>\n<!-- DATA CONTOH: every programme in this file is invented -->\n'
           '<iati-activities version="2.03" generated-datetime="2026-10-01T00:00:00Z">\n')
    for programme in programmes:
        yield programme.xml() + "\n"
    yield "</iati-activities>\n"


def main():
    args = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    args.add_argument("--villages", required=True)
    target = args.add_mutually_exclusive_group(required=True)
    target.add_argument("--out", help="a folder")
    target.add_argument("--zip", help="one archive instead of a folder")
    args.add_argument("--scale", type=int, default=1)
    args.add_argument("--activities", type=int, default=0, help="about this many instead of the demo's own number")
    a = args.parse_args()
    partners = [{"ref": r["ref"], "name": r["name:id"], "organisation_type": r["type"], "category": r["category.category"],
                 "dac_purpose": r["#dac_purpose"], "regencies": r["#regencies"]}
                for r in csv.DictReader(open(ROOT / "data/demo/partners.csv", encoding="utf-8"))]
    villages = read_places(a.villages)
    files = {}
    for i, partner in enumerate(partners):
        own = 6 + (i * 7) % 9
        count = (a.activities + len(partners) - 1) // len(partners) if a.activities else own * a.scale
        programmes = [Programme(partner, n, villages, partners) for n in range(1, count + 1)]
        files[f'{partner["ref"].lower()}.xml'] = file_text(programmes)
    if a.zip:
        with zipfile.ZipFile(a.zip, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for name, parts in files.items():
                archive.writestr(zipfile.ZipInfo(name, (2026, 10, 1, 0, 0, 0)), "".join(parts), zipfile.ZIP_DEFLATED)
        return
    out = Path(a.out)
    out.mkdir(parents=True, exist_ok=True)
    for name, parts in files.items():
        with open(out / name, "w", encoding="utf-8") as f:
            f.writelines(parts)


if __name__ == "__main__":
    main()
