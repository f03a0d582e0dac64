#!/bin/sh
# ./dev bench audit [CHANGES]: makes a database with so many changes by the kernel (100,000), each with its line in the audit
# log, proves it and says how long that took; then alters one byte in a row drawn by lot of each kernel table, each time in a
# fresh copy, and counts how many the proof finds.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
ninja -C "$root/build/release" -j2 bench/audit_fill >/dev/null
python3 "$root/bench/audit.py" "$SELARAS" "$root/build/release/bench/audit_fill" "$folder" "${1:-100000}"
