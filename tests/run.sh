#!/usr/bin/env bash
# Runs all tests in groups, three at a time, so that no core waits for a browser or a helpdesk. Prints each group when it
# has ended, and fails if one does.
set -muo pipefail
cd "$(dirname "$0")/.."

# the longest first; what is in none of these makes the last group, so that no test is forgotten
groups=("tests/extension" "tests/console" "tests/sources" "tests/api tests/insights" "tests/chaos")
ignored=$(printf -- '--ignore=%s ' ${groups[*]})
ASSIST_DATA=data .venv/bin/assist prepare || exit 1

run_group() {
    local printed status
    printed=$(mktemp)
    .venv/bin/python -m pytest -p no:cacheprovider $1 > "$printed" 2>&1
    status=$?
    { echo "== pytest $1"; cat "$printed"; } | flock . cat
    rm -f "$printed"
    return $status
}
export -f run_group

printf '%s\n' "${groups[0]}" "$ignored" "${groups[@]:1}" | xargs -P 3 -I '{}' bash -c 'run_group "$1"' _ '{}' &
all=$!
trap 'kill -- "-$all" 2>/dev/null' EXIT # stopped from outside, it leaves nothing running
wait "$all"
