#!/usr/bin/env bash
# Starts the real django-helpdesk on SQLite with an angry customer in it, on the loopback address only, and stays in
# front; ends with it. What pip installs goes to a virtual environment of its own and may be kept between runs.
# usage: start.sh FOLDER PORT VENV   FOLDER keeps all that is written
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$1 port=$2 venv=$3
mkdir -p "$folder" "$(dirname "$venv")"
exec 9> "$venv.lock"
flock 9 # another run may be installing
if [ ! -e "$venv/installed" ]; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check 'django-helpdesk==2.6.1' 'Django==5.2.19'
    touch "$venv/installed"
fi
exec 9>&-
export DJANGO_SETTINGS_MODULE=site_settings PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1 HELPDESK_FOLDER=$folder
"$venv/bin/python" -m django migrate --verbosity 0
"$venv/bin/python" "$here/seed.py"
touch "$folder/ready"
exec "$venv/bin/python" -m django runserver --noreload "127.0.0.1:$port" > "$folder/server.log" 2>&1
