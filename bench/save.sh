#!/bin/sh
# ./dev bench save: how long a person waits for the save of a programme with 40 places and 60 transactions, from sending
# the form to the answer, on SQLite (synchronous FULL) and on PostgreSQL.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
chmod 755 "$folder" # the database server runs as another user
pg=
stop() {
	[ -z "$pg" ] || "$root/tools/pg-temp.sh" stop "$folder/pg" >/dev/null 2>&1 || true
	rm -rf "$folder"
}
trap stop EXIT INT TERM
python3 "$root/bench/save.py" "$SELARAS" "sqlite:$folder/bench.db" "${1:-300}"
pg=$("$root/tools/pg-temp.sh" start "$folder/pg")
python3 "$root/bench/save.py" "$SELARAS" "$pg" "${1:-300}"
