#!/bin/sh
# Makes the data on the first start, with the password that /keys holds, and becomes PostgreSQL.
set -eu
data=/var/lib/postgresql/data/17
if [ ! -d "$data" ]; then # beside its place: half-made data is never taken for data
    rm -rf "$data.half-made"
    # The locale is Unicode-aware: under `C`, pg_trgm would see no letters in Hangul.
    initdb --pgdata="$data.half-made" --encoding=UTF8 --locale=C.UTF-8 --locale-provider=builtin --builtin-locale=C.UTF-8 \
        --auth=scram-sha-256 --username=postgres --pwfile=/keys/password
    echo "host all all all scram-sha-256" >>"$data.half-made/pg_hba.conf"
    mv "$data.half-made" "$data"
fi
exec postgres -D "$data" -c listen_addresses='*' -c unix_socket_directories=/tmp -c shared_buffers=64MB -c timezone=UTC -c log_timezone=UTC
