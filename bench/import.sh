#!/bin/sh
# import.sh -- how fast IATI files are taken in, beside xmllint reading the same bytes; see bench/import.py.
# Started by `./dev bench import`, which builds the release first and says in SELARAS where it is.
set -eu
cd "$(dirname "$0")/.."
exec python3 bench/import.py "${SELARAS:-build/release/src/selaras}" "$@"
