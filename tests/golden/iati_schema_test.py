#!/usr/bin/env python3
"""The schema tests that are published with the standard (2.01, 2.02 and 2.03): a case that the schema refuses must have a
problem, a case that it accepts must have none.

usage: iati_schema_test.py IATI_TOOL

What a schema cannot see is left out: code lists, empty values and addresses where a schema takes any text. The cases are
not part of this project: without ../shared the test is skipped.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

SKIPPED = 77
LOOSE = ("problem.code", "problem.empty", "problem.url", "iati.other_source", "iati.repeated_identifier")


def unpack(directory):
    root = pathlib.Path(__file__).resolve().parents[2]
    shared = pathlib.Path(os.environ.get("SELARAS_SHARED", root.parent / "shared"))
    pack = shared / "data" / "iati" / "standard.tar.zst"
    if not pack.is_file():
        print(f"skipped: the IATI standard is not at {pack}")
        sys.exit(SKIPPED)
    subprocess.run(["tar", "--zstd", "-xf", pack, "-C", directory], check=True)
    return next(pathlib.Path(directory).rglob("schema-tests"))


def check(tool, directory, cases, version):
    """The cases say version="xx", which the schema does not mind; here they get the version whose tests they are."""
    for path in cases.rglob("*.xml"):
        text = path.read_text(encoding="utf-8").replace('version="xx"', f'version="{version}"')
        path.chmod(0o644)
        path.write_text(text, encoding="utf-8")
    report = directory / f"{version}.json"
    subprocess.run([tool, f"sqlite:{directory}/{version}.db", "import", "--show", "0", "--report", str(report), str(cases)],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    told = json.loads(report.read_text(encoding="utf-8"))
    problems = {f["source"]: [] for f in told["files"]}
    for p in told["problems"]:
        problems[p["source"]].append(p)
    wrong = total = 0
    for source, found in sorted(problems.items()):
        if "registry" in source:
            continue
        total += 1
        accept = "should-pass/" in source
        bad = [p for p in found if not (accept and (p["key"] in LOOSE or p["expected"] == "url"))]
        if not accept:
            bad = [p for p in bad if p["key"] not in ("problem.code", "iati.other_source")]
        if accept and bad:
            wrong += 1
            print(f"{version} {source}: the schema accepts it, but: {bad[0]['key']} {bad[0]['path']} {bad[0]['found']}")
        if not accept and not bad:
            wrong += 1
            print(f"{version} {source}: the schema refuses it, but no problem was told")
    print(f"{version}: {total} cases, {wrong} wrong")
    return wrong if total else 1


def main():
    with tempfile.TemporaryDirectory(prefix="selaras-schema-") as name:
        cases = unpack(name)
        wrong = [check(sys.argv[1], pathlib.Path(name), cases / v, v) for v in ("2.01", "2.02", "2.03")]
    return 1 if sum(wrong) else 0


if __name__ == "__main__":
    sys.exit(main())
