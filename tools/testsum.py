#!/usr/bin/env python3
"""Adds up test results: testsum.py REPORT -> "PASSED FAILED SKIPPED".

REPORT is a JUnit file (meson writes one) or the TAP output of node's test runner (its closing "# pass N" lines).
"""
import re
import sys
import xml.etree.ElementTree as ET


def junit(path):
    passed = failed = skipped = 0
    for suite in ET.parse(path).getroot().iter("testsuite"):
        cases = suite.findall("testcase")
        bad = sum(1 for c in cases if c.find("failure") is not None or c.find("error") is not None)
        skip = sum(1 for c in cases if c.find("skipped") is not None)
        # A program that died before its first case, or after its last, is counted by the suite only.
        bad = max(bad, int(suite.get("failures", 0)) + int(suite.get("errors", 0)))
        failed += bad
        skipped += skip
        passed += max(0, len(cases) - bad - skip)
    return passed, failed, skipped


def tap(path):
    counts = dict.fromkeys(("pass", "fail", "cancelled", "skipped"), 0)
    with open(path, encoding="utf-8") as f:
        for line in f:
            m = re.match(r"# (pass|fail|cancelled|skipped) (\d+)$", line)
            if m:
                counts[m[1]] = int(m[2])
    return counts["pass"], counts["fail"] + counts["cancelled"], counts["skipped"]


def main():
    path = sys.argv[1]
    print(*(junit(path) if path.endswith(".xml") else tap(path)))


main()
