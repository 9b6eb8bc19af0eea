#!/bin/bash
# run.sh
# Starts Lan Tỏa on this machine: sets up what is missing, then web and worker until Ctrl-C.
set -euo pipefail
cd "$(dirname "$0")/../.."

deploy/setup/debian.sh libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
deploy/setup/python.sh requirements.txt

port=${PORT:-8000}
answers() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }
if answers; then
    echo "Port $port is taken by another program. Choose one: PORT=8001 make run" >&2
    exit 1
fi
export PUBLIC_URL=${PUBLIC_URL:-http://127.0.0.1:$port}

worker=
.venv/bin/gunicorn --config deploy/setup/web.py --bind "127.0.0.1:$port" \
    --env DEMO_PEOPLE="${DEMO_PEOPLE:-2000}" wsgi:app &
web=$!
trap 'trap - EXIT; kill $web $worker 2>/dev/null || true; wait' EXIT
trap 'exit 0' INT TERM
until answers; do
    kill -0 $web 2>/dev/null || { echo "The web server did not start on port $port." >&2; exit 1; }
    sleep 0.1
done
.venv/bin/flask --app wsgi lms worker &
worker=$!
echo "Lan Tỏa: $PUBLIC_URL (Ctrl-C dừng / stops)"
wait -n
echo "One of the two, web server or worker, has ended; stopping the other." >&2
exit 1
