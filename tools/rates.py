#!/usr/bin/env python3
"""Compiles data/rates.csv into C. usage: rates.py RATES.csv OUT.c

Rates become integers: rupiah per unit in millionths, sorted by currency and year.
"""
import csv
import sys
from decimal import Decimal

rows = sorted((r["currency"], int(r["year"]), int(Decimal(r["idr_per_unit"]) * 1_000_000), r["method"], r["source"])
              for r in csv.DictReader(open(sys.argv[1], encoding="utf-8")))
keys = [r[:2] for r in rows]
if len(set(keys)) != len(keys):
    sys.exit(f"{sys.argv[1]}: a rate is given twice")
with open(sys.argv[2], "w", encoding="utf-8") as out:
    out.write('#include "cube/rate.h"\n\nconst struct rate rate_table[] = {\n')
    for currency, year, rate, method, source in rows:
        quoted = [t.replace("\\", "\\\\").replace('"', '\\"') for t in (method, source)]
        out.write(f'\t{{ "{currency}", {year}, {rate}, "{quoted[0]}", "{quoted[1]}" }},\n')
    out.write(f"}};\nconst uint32_t rate_table_count = {len(rows)};\n")
