#!/usr/bin/env python3
"""Puts files into C. usage: embed.py OUT.c NAME=FILE...   Makes `const unsigned char NAME[]` and `const size_t NAME_size`."""
import sys

with open(sys.argv[1], "w", encoding="utf-8") as out:
    out.write("#include <stddef.h>\n")
    for argument in sys.argv[2:]:
        name, path = argument.split("=", 1)
        data = open(path, "rb").read()
        out.write(f"\nextern const unsigned char {name}[];\nextern const size_t {name}_size;\nconst unsigned char {name}[] = {{")
        for i, byte in enumerate(data):
            out.write(("\n\t" if i % 20 == 0 else " ") + f"{byte},")
        out.write(f"\n}};\nconst size_t {name}_size = {len(data)};\n")
