#!/usr/bin/env python3
"""Writes files into C as the table of src/http/assets.h: content, compressed forms, content type and hash.

usage: assets.py OUT.c [NAME=]FILE...

The hash is in the address of a file, so browsers may keep it for ever. A style sheet or script names another file as
/assets/-/NAME; the dash becomes that file's hash, and files that name each other in a circle are refused.
"""
import gzip
import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".png": "image/png",
    ".webp": "image/webp",
    ".ico": "image/vnd.microsoft.icon",
    ".woff2": "font/woff2",
}
TEXT = {".css", ".js", ".json", ".webmanifest", ".svg", ".txt"}
NAME = re.compile(r"[\w-]+(\.[\w-]+)*", re.ASCII)
LINK = re.compile(rb"/assets/-/([\w-]+(?:\.[\w-]+)*)")


def fail(message):
    sys.exit(f"assets.py: {message}")


def read_files(arguments):
    files = {}
    for argument in arguments:
        name, _, path = argument.rpartition("=")
        name = name or Path(path).name
        if not NAME.fullmatch(name) or Path(name).suffix not in TYPES:
            fail(f"{name}: not a name or type that is served")
        if name in files:
            fail(f"{name}: given twice")
        files[name] = Path(path).read_bytes()
    return files


def digest(data):
    return hashlib.sha256(data).hexdigest()[:16]


def link(name, files, done, under_way):
    """The content of a file with the addresses of the files it names."""
    if name in done:
        return done[name]
    if name not in files:
        fail(f"{under_way[-1]}: names {name}, which is not here")
    if name in under_way:
        fail(f"a circle of files: {' '.join(under_way)} {name}")

    def address(match):
        other = match[1].decode()
        return f"/assets/{digest(link(other, files, done, [*under_way, name]))}/{other}".encode()

    data = files[name]
    done[name] = LINK.sub(address, data) if Path(name).suffix in TEXT else data
    return done[name]


def brotli(data):
    tool = shutil.which("brotli")
    if not tool:
        return b""
    return subprocess.run([tool, "-q", "11", "-w", "22", "-c"], input=data, stdout=subprocess.PIPE, check=True).stdout


def variants(name, data):
    """Compressed forms, where they are worth their place."""
    if Path(name).suffix not in TEXT:
        return b"", b""
    forms = gzip.compress(data, 9, mtime=0), brotli(data)
    return tuple(form if len(form) < len(data) else b"" for form in forms)


def array(out, symbol, data):
    if not data:
        return "NULL, 0"
    out.append(f"static const uint8_t {symbol}[] = {{")
    out += ["\t" + ",".join(map(str, data[i:i + 32])) + "," for i in range(0, len(data), 32)]
    out.append("};")
    return f"{symbol}, sizeof({symbol})"


def main():
    if len(sys.argv) < 3:
        fail("usage: assets.py OUT.c [NAME=]FILE...")
    files, done, out, rows = read_files(sys.argv[2:]), {}, ['#include "http/assets.h"', ""], []
    for i, name in enumerate(sorted(files, key=str.encode)):
        data = link(name, files, done, [])
        if not data:
            fail(f"{name}: empty")
        gz, br = variants(name, data)
        parts = [array(out, f"{kind}_{i}", form) for kind, form in (("data", data), ("gz", gz), ("br", br))]
        rows.append(f'\t{{ "{name}", "{TYPES[Path(name).suffix]}", {", ".join(parts)}, "{digest(data)}",\n'
                    f'\t  "/assets/{digest(data)}/{name}" }},')
    out += ["const struct asset assets[] = {", *rows, "};", "const size_t nassets = sizeof(assets) / sizeof(assets[0]);"]
    Path(sys.argv[1]).write_text("\n".join(out) + "\n", encoding="utf-8")


main()
