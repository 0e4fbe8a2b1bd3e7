#!/usr/bin/env bash
# Runs all tests in two halves at once: those with browsers and helpdesks mostly wait for them. Prints both, fails if one does.
set -uo pipefail
cd "$(dirname "$0")/.."

outside=(tests/extension tests/console tests/sources)
printed=$(mktemp)
ASSIST_DATA=data .venv/bin/assist prepare || exit 1

.venv/bin/python -m pytest -p no:cacheprovider "${outside[@]}" > "$printed" 2>&1 &
half=$!
trap 'kill "$half" 2>/dev/null; rm -f "$printed"' EXIT

.venv/bin/python -m pytest "${outside[@]/#/--ignore=}"
rest=$?
wait "$half"
ended=$?
echo "tests with browsers and helpdesks:"
cat "$printed"
[ "$rest" -eq 0 ] && [ "$ended" -eq 0 ]
