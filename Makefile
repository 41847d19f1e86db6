# Everything here sets itself up: it needs a POSIX shell, make, and Python 3.11 or newer.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run demo-attach test test-long bench-check check audit format pages docs set seconds wheel clean

VENV ?= .venv
BIN := $(VENV)/bin
# In two processes: the suite is at home on two cores. Each file is for one of them, as what its tests share is dear;
# the longest come first (tests/conftest.py), so that neither process waits for the other at the end.
PYTEST ?= $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder
RUN ?=
AUDIT ?=
BENCH ?=
CLIENT ?=
STORY ?= ropo/paid-after-the-reminder

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' Makefile

run: $(VENV)/.run ## set up, and run every scenario against the bundled client (RUN='…' for its options)
	$(BIN)/dunbox run $(RUN)

demo-attach: $(VENV)/.run ## judge the bundled client as a program that runs by itself (CLIENT=… for a wrong one, STORY=…)
	PATH="$(abspath $(BIN)):$$PATH" examples/attach/demo.sh '$(STORY)' '$(CLIENT)'

# The tests start a thousand processes: each would compile what it imports, where Python is told to keep nothing.
test test-long: export PYTHONDONTWRITEBYTECODE =
# Where pictures of the console's pages are kept.
test test-long: export DUNBOX_ARTIFACTS ?= $(CURDIR)/.artifacts

test: $(VENV)/.test ## set up, and run the tests
	$(PYTEST)

test-long: $(VENV)/.test ## set up, and run the tests that take minutes, which `make test` leaves out
	$(PYTEST) --dist load -m long

bench-check: $(VENV)/.run ## measure calls beside other servers; say what is slower than it was (BENCH='--prism …')
	$(BIN)/dunbox bench --peers --calls 500 --check docs/ratios.json $(BENCH)

check: $(VENV)/.test ## linter, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

audit: $(VENV)/.audit ## ask whether a vulnerability is known of any package that is used (AUDIT=--if-reached: where one can)
	$(BIN)/python ci/audit.py $(AUDIT)

format: $(VENV)/.test ## put imports and layout in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

pages: $(VENV)/.run ## draw the pages of docs/ that come from tables, documents, rules and checks
	$(BIN)/python -m pages docs

docs: pages $(VENV)/.docs ## draw those pages, and build the documentation into build/site
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going -c docs -d build/pages . build/site
	@echo "The documentation is in build/site/index.html."

set: $(VENV)/.run ## freeze a requirement set of all that there is now (VERSION=2026.2)
	$(BIN)/python -m conformance.cli.freezing $(VERSION) specs/sets

seconds: $(VENV)/.run ## measure how long each story takes, by which `dunbox run --shard` splits
	$(BIN)/dunbox run --jobs 1 --json - | $(BIN)/python -m conformance.cli.timing scenarios/seconds.json

wheel: $(VENV)/.test ## build the distribution into dist/
	rm -rf dist
	$(BIN)/python -m build

clean: ## remove all that these commands made
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/.python:
	@python=; \
	for name in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	  if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then python=$$name; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "dunbox needs Python 3.11 or newer: none of python3, python3.11 to python3.14 is one." >&2; exit 1; \
	fi; \
	rm -rf $(VENV); \
	$$python -m venv $(VENV) || { \
	  echo "$$python could not make a virtual environment (Debian and Ubuntu keep that in python3-venv)." >&2; exit 1; \
	}; \
	touch $@

# Installed again when the list of dependencies changes.
$(VENV)/.run: $(VENV)/.python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@ $(VENV)/.run

$(VENV)/.docs: $(VENV)/.python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[docs]'
	@touch $@ $(VENV)/.run

$(VENV)/.audit: $(VENV)/.test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[audit]'
	@touch $@
