#!/usr/bin/env python3
"""Check data/codes by itself, then against the code lists of the IATI standard where they are at hand.

By itself: every code has an Indonesian name; what a category or a vocabulary names exists; the mapping of DAC to the
province's sectors names only sectors that exist. Against the standard: the same codes, the same English names, the same
withdrawals and categories, and complete where the standard says so.
"""
import csv
import pathlib
import sys
import xml.etree.ElementTree as ET

from standard_pack import unpack

CODES = pathlib.Path(__file__).resolve().parents[2] / "data" / "codes"
CATEGORY_LISTS = {
    "Sector": "SectorCategory",
    "LocationType": "LocationType-category",
    "AidType": "AidType-category",
    "FinanceType": "FinanceType-category",
    "DocumentCategory": "DocumentCategory-category",
}
# Names of things that have no other name in Indonesian: registers, file formats, versions.
NAMES_KEPT = {"FileFormat", "OrganisationRegistrationAgency", "Version"}


def read(name):
    with open(CODES / f"{name}.csv", encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def one_line(text):
    return " ".join((text or "").split())


def check_own(lists, faults):
    for name, meta in lists.items():
        if not meta["name_id"]:
            faults.append(f"lists.csv {name}: no Indonesian name")
        known = None
        if name in CATEGORY_LISTS:  # or a broader code of the same list, as B02 is of B021
            known = {r["code"] for r in read(CATEGORY_LISTS[name]) + read(name)}
        for r in read(name):
            if not r["name_id"] and name not in NAMES_KEPT:
                faults.append(f"{name} {r['code']}: no Indonesian name")
            if not r["source"]:
                faults.append(f"{name} {r['code']}: no source")
            if known is not None and r["category"] not in known and r["status"] == "active":
                faults.append(f"{name} {r['code']}: category {r['category']} is not in {CATEGORY_LISTS[name]}")
            if name.endswith("Vocabulary") and r["category"] and r["category"] not in lists:
                faults.append(f"{name} {r['code']}: no list {r['category']}")
    sectors = {r["code"] for r in read("province-sector")}
    dac = [r["code"] for r in read("Sector")]
    for r in read("province-sector-dac"):
        if r["sector"] not in sectors:
            faults.append(f"province-sector-dac {r['prefix']}: no sector {r['sector']}")
        if not any(c.startswith(r["prefix"]) for c in dac):
            faults.append(f"province-sector-dac {r['prefix']}: no DAC code starts so")


def check_standard(lists, faults):
    keep, standard = unpack()
    compared = 0
    for name, meta in lists.items():
        files = sorted((standard / "codelists").glob(f"embedded/2.03/xml/{name}.xml"))
        files += sorted((standard / "codelists").glob(f"nonembedded/xml/{name}.xml"))
        if not files:
            continue
        root = ET.parse(files[0]).getroot()
        if (root.get("complete") == "1") != (meta["complete"] == "yes"):
            faults.append(f"lists.csv {name}: complete differs from the standard")
        theirs = {one_line(i.findtext("code")): i for i in root.iter("codelist-item")}
        ours = {r["code"]: r for r in read(name)}
        for code in theirs.keys() ^ ours.keys():
            faults.append(f"{name} {code}: only in {'the standard' if code in theirs else 'data/codes'}")
        for code in theirs.keys() & ours.keys():
            compared += 1
            item, r = theirs[code], ours[code]
            if r["name_en"] != (one_line(item.findtext("name/narrative")) or code):
                faults.append(f"{name} {code}: English name differs")
            if (item.get("status") == "withdrawn") != (r["status"] == "withdrawn"):
                faults.append(f"{name} {code}: status differs")
            if name in CATEGORY_LISTS and one_line(item.findtext("category")) != r["category"]:
                faults.append(f"{name} {code}: category differs")
    keep.cleanup()
    print(f"{compared} codes compared with the standard")


def main():
    lists, faults = {r["name"]: r for r in read("lists")}, []
    check_own(lists, faults)
    if faults:  # before the pack, whose absence skips the test
        print("\n".join(faults))
        sys.exit(1)
    check_standard(lists, faults)
    print("\n".join(faults))
    sys.exit(1 if faults else 0)


main()
