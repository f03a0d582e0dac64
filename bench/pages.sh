#!/bin/sh
# pages.sh -- how fast the public pages are beside nginx serving the same bytes as files; see bench/pages.py.
# Started by `./dev bench pages`, which builds the release first and says in SELARAS where it is.
set -eu
cd "$(dirname "$0")/.."
exec python3 bench/pages.py "${SELARAS:-build/release/src/selaras}" "$@"
