#!/bin/sh
# python.sh REQUIREMENTS
# Makes .venv and installs the locked REQUIREMENTS into it; does nothing if that was done before.
set -eu
cd "$(dirname "$0")/../.."

locked=$(sha256sum <"$1" | cut -d ' ' -f 1)
stamp=.venv/$1.sha256
[ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$locked" ] && exit 0

if ! command -v python3 >/dev/null; then
    deploy/setup/debian.sh python3
fi
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Python 3.11 or newer is needed; python3 here is $(python3 --version 2>&1)" >&2
    exit 1
fi
if ! python3 -c 'import ensurepip' 2>/dev/null; then
    deploy/setup/debian.sh python3-venv
fi
[ -x .venv/bin/python ] || python3 -m venv .venv
echo "Installing the Python packages of $1 into .venv"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$1"
echo "$locked" >"$stamp"
