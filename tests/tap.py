#!/usr/bin/env python3
"""Runs a cmocka program for meson: tap.py PROGRAM [ARGUMENT...].

cmocka reports a skipped test as "not ok 3 # SKIP", which the TAP reader of meson takes for a failure.
"""
import os
import re
import subprocess
import sys

program = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, env={**os.environ, "CMOCKA_MESSAGE_OUTPUT": "TAP"})
for line in program.stdout:
    sys.stdout.buffer.write(re.sub(rb"^not (ok \d+.*# SKIP)", rb"\1", line))
    sys.stdout.buffer.flush()
status = program.wait()
sys.exit(status if status >= 0 else 128 - status)
