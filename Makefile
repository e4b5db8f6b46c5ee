# `make` alone prints the targets. `make run` and `make test` need nothing but Python 3.11+ and make.
PYTHON ?= python3
BIN := .venv/bin
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test suite compiled lint unit flow pages contract services bench endurance house demo format lock clean

help: ## Print the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.venv/run-ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.12 run") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/test-ready: requirements-dev.lock .venv/run-ready
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: -r requirements-dev.lock
	@touch $@

# Without it every process would compile every module again where Python is told to write no bytecode.
compiled: .venv/run-ready
	@$(BIN)/python -m compileall -q challenge migrations config.py wsgi.py
	@$(MAKE) --silent --no-print-directory templates/__pycache__/ready

templates/__pycache__/ready: .venv/run-ready challenge/web/render.py challenge/web/bytecode.py $(shell find templates -name '*.html')
	@$(BIN)/python -m challenge.compiling
	@touch $@

run: compiled ## Start the demonstration and play its five days in five minutes
	@$(BIN)/challenge serve --play demo

demo: .venv/run-ready ## Make a fresh demonstration (then `make run` plays it)
	@$(BIN)/challenge demo --fresh

test: ## Everything that CI runs
	@$(MAKE) --no-print-directory --jobs=2 --keep-going lint suite

suite: .venv/test-ready compiled services
	$(BIN)/python -m pytest -n 3 --dist loadscope --no-loadscope-reorder --durations=8

lint: .venv/test-ready ## Style, types, import contracts, security
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

unit: .venv/test-ready ## Tests without database
	$(BIN)/python -m pytest -n 2 tests/unit

flow: .venv/test-ready ## Tests from act to listener, on SQLite and PostgreSQL
	$(BIN)/python -m pytest -n 2 --dist loadscope tests/flow

pages: .venv/test-ready services ## Tests in a real browser
	$(BIN)/python -m pytest tests/pages

contract: .venv/test-ready ## Tests of the fences
	$(BIN)/python -m pytest -n 2 tests/contract

services: ## Install what the tests need from the system, where that is allowed
	@tests/services.sh

bench: .venv/test-ready compiled ## Figures of speed and size, beside the machine's floor
	$(BIN)/python -m tests.benchmarks

endurance: .venv/test-ready compiled ## Figures that take a quarter of an hour: crowds, cuts, kills, days that pass
	$(BIN)/python -m tests.benchmarks.endurance

house: .venv/test-ready ## Figures of the house (docs/architecture.md)
	$(BIN)/python -m tests.contract.figures

format: .venv/test-ready ## Put the code into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: ## Pin the newest versions that fit (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -c requirements.lock --group dev pyproject.toml -o requirements-dev.lock

clean: ## Remove everything that was made here, the instance folder excepted
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache tests/shots
