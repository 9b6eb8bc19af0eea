#!/bin/bash
# run.sh
# Starts Lan Tỏa on this machine: sets up what is missing, then web and worker until Ctrl-C.
set -euo pipefail
cd "$(dirname "$0")/../.."

deploy/setup/debian.sh libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
deploy/setup/python.sh requirements.txt

port=${PORT:-8000}
export PUBLIC_URL=${PUBLIC_URL:-http://127.0.0.1:$port}
lms=(.venv/bin/flask --app wsgi lms)
"${lms[@]}" migrate
"${lms[@]}" publish
"${lms[@]}" demo --people "${DEMO_PEOPLE:-2000}" --if-empty

.venv/bin/gunicorn --bind "127.0.0.1:$port" --workers 2 --threads 4 --log-level warning wsgi:app &
web=$!
"${lms[@]}" worker &
worker=$!
trap 'trap - EXIT; kill $web $worker 2>/dev/null || true; wait' EXIT
trap 'exit 0' INT TERM

until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
    kill -0 $web 2>/dev/null || { echo "The web server did not start on port $port." >&2; exit 1; }
    sleep 0.1
done
echo "Lan Tỏa: $PUBLIC_URL (Ctrl-C dừng / stops)"
wait -n
echo "One of the two, web server or worker, has ended; stopping the other." >&2
exit 1
