#!/bin/sh
# pg-temp.sh -- a PostgreSQL server to throw away, for tests and measurements.
#
#   tools/pg-temp.sh start DIR    makes a cluster in DIR, starts it and prints the URL of its database
#   tools/pg-temp.sh stop DIR     stops it and removes DIR
#
# DIR must not exist, or be empty. The server listens on 127.0.0.1 (a free port) and on a socket in DIR, trusts whoever
# comes from this machine, and does not wait for the disk: never for data that matter.
# As root it runs as the user postgres, because PostgreSQL refuses root.
set -eu

die() { printf 'pg-temp: %s\n' "$*" >&2; exit 1; }
[ $# = 2 ] || die "usage: pg-temp.sh start|stop DIR"
dir=$2

bin=${PG_BIN:-}
if [ -z "$bin" ]; then
	for candidate in /usr/lib/postgresql/*/bin; do
		[ -x "$candidate/initdb" ] && bin=$candidate
	done
fi
[ -x "$bin/initdb" ] || die "PostgreSQL's server programs are not installed"

as_owner() {
	if [ "$(id -u)" = 0 ]; then
		(cd / && runuser -u postgres -- "$@")
	else
		"$@"
	fi
}

free_port() {
	python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

start() {
	mkdir -p "$dir"
	dir=$(cd "$dir" && pwd)
	[ -z "$(ls -A "$dir")" ] || die "$dir is not empty"
	if [ "$(id -u)" = 0 ]; then
		chown postgres "$dir"
	fi
	chmod 700 "$dir"
	port=$(free_port)
	as_owner "$bin/initdb" -D "$dir/data" -U selaras -A trust -E UTF8 --locale=C --no-sync >"$dir.log" 2>&1 ||
		{ cat "$dir.log" >&2; die "initdb failed"; }
	rm -f "$dir.log"
	cat >>"$dir/data/postgresql.conf" <<-CONF
		listen_addresses = '127.0.0.1'
		port = $port
		unix_socket_directories = '$dir'
		fsync = off
		full_page_writes = off
		max_connections = 50
		shared_buffers = 64MB
	CONF
	as_owner "$bin/pg_ctl" -D "$dir/data" -l "$dir/server.log" -w -s start >/dev/null 2>&1 ||
		{ cat "$dir/server.log" >&2; die "the server does not start"; }
	as_owner "$bin/createdb" -h 127.0.0.1 -p "$port" -U selaras selaras
	echo "postgresql://selaras@127.0.0.1:$port/selaras"
}

stop() {
	[ -d "$dir/data" ] || die "$dir holds no cluster"
	as_owner "$bin/pg_ctl" -D "$dir/data" -m immediate -w -s stop || true
	rm -rf "$dir"
}

case $1 in
start) start ;;
stop) stop ;;
*) die "usage: pg-temp.sh start|stop DIR" ;;
esac
