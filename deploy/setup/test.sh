#!/bin/sh
# test.sh
# Sets up what the tests and the checks need, their servers and browser included.
set -eu
cd "$(dirname "$0")/../.."

deploy/setup/debian.sh libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
deploy/setup/python.sh requirements-dev.txt
deploy/setup/debian.sh $(.venv/bin/python -m tests.support.services)
