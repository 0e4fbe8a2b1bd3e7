#!/usr/bin/env bash
# Checks the extension: types (tsc), linter (eslint) and the browsers' rules (web-ext). Installs these first where needed.
# `check.sh install` only installs.
set -euo pipefail
cd "$(dirname "$0")"
tools=tests/extension/node_modules/.bin

command -v npm >/dev/null || { echo "npm is not installed"; exit 3; }
stamp=node_modules/.installed
if ! cmp -s package-lock.json "$stamp"; then
    echo "npm ci: installing the tools and editors"
    npm ci --silent
    cp package-lock.json "$stamp"
fi
[ "${1:-}" = install ] && exit 0

failed=0
step() {
    echo "== $*"
    "$@" || failed=1
}
cd ../.. # linters look at nothing outside the folder they start in
step $tools/tsc --project tests/extension/tsconfig.json
step $tools/eslint --config tests/extension/eslint.config.js --max-warnings 0 extension tests/extension/editors tests/extension/*.js
step node tests/extension/web-ext-lint.js extension
exit $failed
