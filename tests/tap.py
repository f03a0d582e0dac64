#!/usr/bin/env python3
"""Runs a cmocka program for meson: tap.py PROGRAM [ARGUMENT...].

The TAP reader of meson wants one plan and numbers in order, and takes cmocka's "not ok 3 # SKIP" for a failure. So the
groups of a program are joined to one list here, and skipped tests are written as it expects them.
"""
import os
import re
import subprocess
import sys

RESULT = re.compile(rb"^(not )?ok (\d+)(.*)$", re.S)

program = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, env={**os.environ, "CMOCKA_MESSAGE_OUTPUT": "TAP"})
count = 0
for line in program.stdout:
    m = RESULT.match(line)
    if m:
        count += 1
        failed = b"" if b"# SKIP" in m[3] else m[1] or b""
        line = failed + b"ok " + str(count).encode() + m[3]
    elif re.match(rb"1\.\.\d+$", line):
        continue
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()
status = program.wait()
if status >= 0:
    print(f"1..{count}", flush=True)
sys.exit(status if status >= 0 else 128 - status)
