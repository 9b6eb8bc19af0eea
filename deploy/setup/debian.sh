#!/bin/sh
# debian.sh PACKAGE…
# Installs the Debian packages among PACKAGE… that are missing; where it cannot, says what to install.
set -eu

[ $# -gt 0 ] || exit 0
if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "This is not Debian, so nothing was installed. Needed, by their names in Debian: $*" >&2
    exit 0
fi

missing=
for package; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || status=
    [ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null; then
    as_root=sudo
else
    echo "Missing:$missing" >&2
    echo "You are not root and there is no sudo. Ask whoever looks after this machine to run:" >&2
    echo "  apt-get update && apt-get install --no-install-recommends$missing" >&2
    exit 1
fi

echo "Installing from Debian:$missing"
log=$(mktemp)
# RUNLEVEL=1: servers among the packages (the tests' PostgreSQL and Redis) are not started now.
if ! { $as_root apt-get update -q &&
    $as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
        apt-get install -q -y --no-install-recommends $missing; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "apt-get could not install:$missing (the whole log is in $log)" >&2
    exit 1
fi
rm -f "$log"
