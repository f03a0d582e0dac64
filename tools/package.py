#!/usr/bin/env python3
"""Makes a Debian package of a release build: package.py EXECUTABLE OUT_DIR.

What the executable needs at run time is read from the executable itself (dpkg-shlibdeps is not needed): the packages
that own the shared libraries it is linked with.
"""
import gzip
import os
import re
import shutil
import subprocess
import sys

MAINTAINER = "Selaras <selaras@localhost>"
SUMMARY = "development partners of a province: who does what where"
TEXT = """ Registers the development partners of a province, their programmes down to the
 village, and the figures around them; reads and writes IATI. One program, one
 database file.
"""


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


def version():
    found = re.search(r"version: '([^']+)'", open("meson.build", encoding="utf-8").read())
    return found[1]


def libraries(executable):
    """Packages of the libraries that the executable itself names (not those that they need in turn)."""
    needed = set(re.findall(r"NEEDED\s+(\S+)", run("objdump", "-p", executable)))
    packages = set()
    for name, path in re.findall(r"^\s*(\S+) => (/\S+)", run("ldd", executable), re.M):
        if name not in needed:
            continue
        for candidate in (path, os.path.realpath(path), path.removeprefix("/usr"), "/usr" + path):
            found = subprocess.run(["dpkg-query", "-S", candidate], capture_output=True, text=True)
            if found.returncode == 0:
                packages.add(found.stdout.split(":")[0])
                break
        else:
            sys.exit(f"package.py: no package owns {path}")
    return sorted(packages)


def install(root, source, target, mode):
    path = os.path.join(root, target)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    shutil.copyfile(source, path)
    os.chmod(path, mode)


def main():
    executable, out = sys.argv[1:3]
    arch = run("dpkg", "--print-architecture").strip()
    name = f"selaras_{version()}_{arch}"
    root = os.path.join(out, name)
    shutil.rmtree(root, ignore_errors=True)
    depends = ", ".join(libraries(executable) + ["ca-certificates", "fonts-liberation2", "poppler-utils"])
    install(root, executable, "usr/bin/selaras", 0o755)
    run("strip", "--strip-unneeded", os.path.join(root, "usr/bin/selaras"))
    install(root, "packaging/selaras.service", "lib/systemd/system/selaras.service", 0o644)
    install(root, "README.md", "usr/share/doc/selaras/README.md", 0o644)
    install(root, "packaging/copyright", "usr/share/doc/selaras/copyright", 0o644)
    manual = os.path.join(root, "usr/share/man/man1/selaras.1.gz")
    os.makedirs(os.path.dirname(manual))
    with open("packaging/selaras.1", "rb") as f, open(manual, "wb") as g:
        g.write(gzip.compress(f.read(), 9, mtime=0))
    size = sum(os.path.getsize(os.path.join(p, f)) for p, _, files in os.walk(root) for f in files) // 1024 + 1
    os.makedirs(os.path.join(root, "DEBIAN"))
    with open(os.path.join(root, "DEBIAN/control"), "w", encoding="utf-8") as f:
        f.write(f"Package: selaras\nVersion: {version()}\nArchitecture: {arch}\nMaintainer: {MAINTAINER}\n"
                f"Installed-Size: {size}\nDepends: {depends}\nSection: web\nPriority: optional\n"
                f"Description: {SUMMARY}\n{TEXT}")
    run("dpkg-deb", "--root-owner-group", "--build", root, os.path.join(out, name + ".deb"))
    shutil.rmtree(root)
    print(os.path.join(out, name + ".deb"))


main()
