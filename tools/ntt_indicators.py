#!/usr/bin/env python3
"""Turns the given tables of Nusa Tenggara Timur into the long form of `selaras indicator import`.

usage: ntt_indicators.py FOLDER OUT.csv

FOLDER is ../shared/data/ntt. The result is kept in data/indicators/ntt.csv, so that the product has it without FOLDER;
run this again when the tables change. Figures whose origin the tables themselves call unclear are left out, and series
of different methods stay apart. Places are told by their Kemendagri code, never by digits of the BPS code.
"""
import csv
import re
import sys
from pathlib import Path

COLUMNS = ["indicator", "series", "place", "period", "subset", "value", "unit", "status", "source", "as_of", "note"]
TAKEN = "2026-11-23"  # the day the tables were put together; used where the source names no day
EXPORT = "BPS, raw export in github.com/Nicholas-Eugene/cluster-web-dataset"
ABESTTAR = "BPS 2021, by github.com/Abesttar/KlasifikasiKemiskinanDiIndonesia"
KELOMPOK = "BPS 2024, by github.com/ainfitribasri/KELOMPOK-6"
DUKCAPIL = "Dukcapil 2024 S2, by github.com/cahyadsn/wilayah"
MONTHS = {"Mar": "03", "Mei": "05", "Agu": "08", "Sep": "09", "Nov": "11"}

rows = []


def add(indicator, series, place, period, value, unit, status, source, as_of=TAKEN, subset="", note=""):
    value = value.strip()
    if value in ("", "-"):  # "-" is "no figure", not zero
        return
    if not re.fullmatch(r"-?\d+(\.\d+)?", value):
        sys.exit(f"{indicator} {place} {period}: {value!r} is no number")
    rows.append([indicator, series, place, period, subset, value, unit, status, source, as_of, note])


def table(folder, name):
    with open(folder / name, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f, strict=True))


def years(folder, name, indicator, series, unit, note=""):
    for r in table(folder, name):
        if not r["kode_kemendagri"]:
            continue  # all of Indonesia
        for column, value in r.items():
            if re.fullmatch(r"\d{4}", column):
                add(indicator, series, r["kode_kemendagri"], column, value, unit, "secondary", EXPORT, note=note)


def poverty(folder):
    for r in table(folder, "kemiskinan_kabkota.csv"):
        place = r["kode_kemendagri"]
        if place == "53":
            continue  # two figures without a source; the sourced ones are in makro_ntt.csv
        add("poverty-rate", "susenas", place, "2021", r["p0_2021_pct"], "percent", "secondary", ABESTTAR)
        add("poverty-rate", "susenas", place, "2024", r["p0_2024_pct"], "percent", "secondary", KELOMPOK)
        value = r["p0_2025_pct_rounded"]
        add("poverty-rate", "susenas", place, "2025", value, "percent", "secondary" if "." in value else "rounded",
            "BPS, by databoks.katadata.co.id a029be3ae06a441")


def stunting(folder):
    for r in table(folder, "stunting_kabkota.csv"):
        place = r["kode_kemendagri"]
        if place == "53":
            continue  # in makro_ntt.csv with a source each
        add("stunting", "ssgi", place, "2021", r["ssgi_2021_pct"], "percent", "secondary",
            "SSGI 2021, by databoks.katadata.co.id 4d7f27e2e6dab86 and kupang.tribunnews.com", "2022-03-04")
        add("stunting", "ssgi", place, "2022", r["ssgi_2022_pct"], "percent", "secondary",
            "SSGI 2022, by suarasikka.com", "2024-06-14")
        add("stunting", "ski", place, "2023", r["ski_2023_pct"], "percent", "secondary",
            "SKI 2023, by suarasikka.com", "2024-06-14")
        for column, period in (("eppgbm_feb2021_pct", "2021-02"), ("eppgbm_feb2022_pct", "2022-02")):
            add("stunting", "e-ppgbm", place, period, r[column], "percent", "secondary",
                "e-PPGBM, by victorynews.id", "2022-08-06")


def population(folder):
    for r in table(folder, "wilayah_ntt.csv"):
        place = r["kode_kemendagri"]
        for subset, column in (("", "total"), ("male", "lk"), ("female", "pr")):
            add("population", "dukcapil", place, "2024-S2", r[f"penduduk_{column}_dukcapil_sem2_2024"], "people",
                "secondary", DUKCAPIL, subset=subset)
        add("population", "bps", place, "2024", r["penduduk_bps_2024"], "people", "secondary",
            "BPS, by sakunar.com", "2024-12-16")


def social(folder):
    columns = [("rls_tahun", "mean-schooling", "susenas", "years"), ("uhh_tahun_sp2010", "life-expectancy", "sp2010", "years"),
               ("sanitasi_layak_pct", "sanitation", "susenas", "percent"),
               ("air_minum_layak_pct", "drinking-water", "susenas", "percent"),
               ("tpt_pct", "unemployment", "sakernas", "percent")]
    for r in table(folder, "sosial_kabkota_2021.csv"):
        for column, indicator, series, unit in columns:
            add(indicator, series, r["kode_kemendagri"], "2021", r[column], unit, "secondary", ABESTTAR)


# name, method in the table -> indicator, series, unit
PROVINCE = {
    ("IPM", "UHH SP2010"): ("hdi", "sp2010", "index"),
    ("IPM", "UHH LF SP2020"): ("hdi", "lf-sp2020", "index"),
    ("Persentase penduduk miskin", "Susenas"): ("poverty-rate", "susenas", "percent"),
    ("Jumlah penduduk miskin", "Susenas"): ("poor-people", "susenas", "people"),
    ("Kemiskinan ekstrem", ""): ("extreme-poverty-rate", "bps", "percent"),
    ("Gini rasio", ""): ("gini", "susenas", "ratio"),
    ("Prevalensi stunting", "Riskesdas"): ("stunting", "riskesdas", "percent"),
    ("Prevalensi stunting", "e-PPGBM (Agu)"): ("stunting", "e-ppgbm", "percent"),
    ("Prevalensi stunting", "e-PPGBM"): ("stunting", "e-ppgbm", "percent"),
    ("Prevalensi stunting", "SSGI"): ("stunting", "ssgi", "percent"),
    ("Prevalensi stunting", "SKI"): ("stunting", "ski", "percent"),
    ("Pertumbuhan ekonomi", ""): ("growth", "pdrb", "percent"),
    ("TPT", ""): ("unemployment", "sakernas", "percent"),
    ("Umur harapan hidup", "LF SP2020"): ("life-expectancy", "lf-sp2020", "years"),
    ("Harapan lama sekolah", ""): ("expected-schooling", "susenas", "years"),
    ("Rata-rata lama sekolah", ""): ("mean-schooling", "susenas", "years"),
    ("Pengeluaran riil per kapita", ""): ("expenditure", "susenas", "idr-thousand-year"),
    ("Jumlah penduduk", "SP2020"): ("population", "sp2020", "people"),
}


def period_of(r):
    text = r["periode"]
    year = re.search(r"\d{4}", text)[0]
    month = re.search(r"\b(Mar|Mei|Agu|Sep|Nov)\b", text + " " + r["seri_metode"])
    return f"{year}-{MONTHS[month[0]]}" if month else year


def status_of(text):
    if text.startswith("conflict"):
        return "disputed"
    if "derived" in text:
        return "derived"
    return "secondary" if "secondary" in text else "verified"


def province(folder):
    seen = {(r[0], r[1], r[2], r[3], r[4]) for r in rows}
    for r in table(folder, "makro_ntt.csv"):
        key = PROVINCE.get((r["indikator"], r["seri_metode"]))
        if not key:
            continue  # population by BPS and Dukcapil stands in wilayah_ntt.csv
        if r["source"] == "github source hit":
            continue  # nothing that a reader could look up
        indicator, series, unit = key
        period = period_of(r)
        if (indicator, series, "53", period, "") in seen:
            continue
        seen.add((indicator, series, "53", period, ""))
        status = r["status"]
        note = status.split(":", 1)[1].strip(" )") if ":" in status else ""
        if "c-to-c" in r["satuan"]:
            note = "c-to-c"
        day = re.search(r"(\d{4})/(\d{2})/(\d{2})", r["source"])
        add(indicator, series, "53", period, r["nilai"], unit, status_of(status), r["source"],
            "-".join(day.groups()) if day else TAKEN, note=note)


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: ntt_indicators.py FOLDER OUT.csv")
    folder = Path(sys.argv[1])
    years(folder, "ipm_kabkota_2010_2024.csv", "hdi", "sp2010", "index")
    poverty(folder)
    years(folder, "garis_kemiskinan_kabkota_2010_2024.csv", "poverty-line", "susenas", "idr-month")
    years(folder, "pengeluaran_kabkota_2015_2024.csv", "expenditure", "susenas", "idr-thousand-year")
    stunting(folder)
    population(folder)
    social(folder)
    province(folder)
    rows.sort()
    with open(sys.argv[2], "w", encoding="utf-8", newline="") as f:
        writer = csv.writer(f, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)


main()
