#!/usr/bin/env python3
"""Puts folders of data files into C. usage: datafiles.py HEADER OUT.c DEPFILE NAME=FOLDER...

Makes `const struct data_file NAME_files[]` (the files' names without ".csv", in order) and NAME_files_count, as HEADER
declares them; a file that is added to a folder is in the program after the next build.
"""
import pathlib
import sys

header, out_path, depfile = sys.argv[1:4]
out = [f'#include "{header}"']
read = []
for argument in sys.argv[4:]:
    name, folder = argument.split("=", 1)
    files = sorted(pathlib.Path(folder).glob("*.csv"))
    read += [pathlib.Path(folder), *files]
    for i, path in enumerate(files):
        data = path.read_bytes()
        rows = [", ".join(str(b) for b in data[at:at + 20]) for at in range(0, len(data), 20)]
        out.append(f"static const unsigned char {name}_{i}[] = {{\n\t" + ",\n\t".join(rows) + "\n};")
        out.append(f"static const size_t {name}_{i}_size = {len(data)};")
    out.append(f"const struct data_file {name}_files[] = {{")
    out += [f'\t{{ "{path.stem}", {name}_{i}, &{name}_{i}_size }},' for i, path in enumerate(files)]
    out.append(f"}};\nconst size_t {name}_files_count = {len(files)};")
pathlib.Path(out_path).write_text("\n".join(out) + "\n", encoding="utf-8")
pathlib.Path(depfile).write_text(f"{out_path}: " + " ".join(str(p) for p in read) + "\n", encoding="utf-8")
