# make run    sets everything up, loads the demo company and serves http://127.0.0.1:8000/
# make setup  sets everything up, and no more: for a desk of your own
# make test   sets everything up and runs all tests, those on real parts included
# make check  ruff, mypy, and for the extension tsc, eslint and web-ext
# make extension  packs the browser extension into dist/, one zip for each browser
# make bench  measures speed and memory and writes docs/BENCHMARKS.md
# make quality  measures what is suggested and writes docs/QUALITY.md
# make chaos  kills, fills and damages what can be while clients ask, and writes docs/RELIABILITY.md

PYTHON ?= python3
PORT ?= 8000
DATA ?= ../shared/data
ASSIST_DATA ?= data
export ASSIST_DATA

bin := .venv/bin
installed := .venv/.installed
installed_dev := .venv/.installed-dev

.PHONY: run setup test check bench quality chaos extension clean

run: $(installed)
	$(bin)/assist demo --port $(PORT)

setup: $(installed)

test: $(installed_dev)
	tests/install_parts.sh
	tests/extension/check.sh install || test "$$CI" != true
	tests/run.sh

check: $(installed_dev)
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	$(bin)/mypy
	tests/install_parts.sh
	tests/extension/check.sh || { test $$? = 3 && test "$$CI" != true; }

bench: $(installed_dev)
	$(bin)/python -m bench --data $(DATA)

quality: $(installed_dev)
	$(bin)/python -m bench.quality --data $(DATA)

chaos: $(installed_dev)
	$(bin)/python -m tests.chaos

extension: $(installed_dev)
	$(bin)/python -m tests.extension.pack

clean:
	rm -rf .venv build *.egg-info

$(installed): requirements.txt pyproject.toml | .venv
	$(bin)/pip install --quiet --disable-pip-version-check -r requirements.txt
	$(bin)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

$(installed_dev): requirements-dev.txt $(installed)
	$(bin)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

.venv:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
