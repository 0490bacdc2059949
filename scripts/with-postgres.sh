#!/usr/bin/env bash
# Runs a command with a PostgreSQL of its own, which is gone afterwards:
#
#   scripts/with-postgres.sh cargo test --workspace
#
# The command finds the address of a superuser in ZAHLSTELLE_TEST_POSTGRES. When the variable is
# set already, that server is used and nothing is started. Durability is PostgreSQL's default:
# tests that kill processes must mean it.
set -euo pipefail

if (($# == 0)); then
    printf 'usage: %s COMMAND [ARGUMENT...]\n' "$0" >&2
    exit 2
fi
if [[ -n ${ZAHLSTELLE_TEST_POSTGRES:-} ]]; then
    exec "$@"
fi

# The newest one Debian has installed, else the one in the path.
programs=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort --version-sort | tail --lines=1)
if [[ ! -x $programs/initdb ]]; then
    programs=$(dirname "$(command -v initdb || printf '/nowhere/initdb')")
fi
if [[ ! -x $programs/initdb ]]; then
    printf 'PostgreSQL is missing: run scripts/setup.sh test\n' >&2
    exit 1
fi

folder=$(mktemp --directory "${TMPDIR:-/tmp}/zahlstelle-postgres.XXXXXX")
log=$folder/log

# PostgreSQL refuses to run as root.
as_owner() {
    if [[ $(id -u) == 0 ]]; then
        (cd / && runuser --user postgres -- "$@")
    else
        "$@"
    fi
}

stop() {
    if [[ -f $folder/data/postmaster.pid ]]; then
        as_owner "$programs/pg_ctl" stop --pgdata="$folder/data" --mode=immediate --silent || true
    fi
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

password=$(od --address-radix=n --format=x8 --read-bytes=16 /dev/urandom | tr --delete ' \n')
printf '%s\n' "$password" >"$folder/password"
if [[ $(id -u) == 0 ]]; then
    chown --recursive postgres "$folder"
fi

as_owner "$programs/initdb" --pgdata="$folder/data" --username=postgres --auth=scram-sha-256 \
    --pwfile="$folder/password" --encoding=UTF8 --locale=C.UTF-8 >/dev/null

# No socket file, only the loopback address; a port below those the kernel hands out.
start_on() {
    local options="-c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c port=$1"
    options+=" -c max_connections=400"
    as_owner "$programs/pg_ctl" start --pgdata="$folder/data" --log="$log" --wait --silent \
        --options="$options" >/dev/null 2>&1
}

port=
for _ in 1 2 3 4 5; do
    candidate=$((15000 + RANDOM % 15000))
    if start_on "$candidate"; then
        port=$candidate
        break
    fi
done
if [[ -z $port ]]; then
    printf 'PostgreSQL does not start:\n' >&2
    cat "$log" >&2
    exit 1
fi

export ZAHLSTELLE_TEST_POSTGRES="postgres://postgres:$password@127.0.0.1:$port/postgres"
"$@"
