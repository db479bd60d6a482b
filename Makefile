# Doorstep: the commands of a developer and of a newcomer. `make help` lists them.
SHELL := /bin/bash
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
UV := $(VENV)/uv/bin/uv

.DEFAULT_GOAL := help
.PHONY: help setup run test lint format bench demo docs lock clean

help:  ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.installed  ## Install everything into .venv and create the databases
	@$(BIN)/doorstep setup

run: $(VENV)/.installed  ## Set up, load the demo community the first time, start everything on http://127.0.0.1:8000 (SCALE=0.02 PORT=8001)
	@exec $(BIN)/doorstep run $(if $(SCALE),--scale $(SCALE))

test: $(VENV)/.installed-dev  ## Run all checks and tests that can run on this machine
	@BIN=$(BIN) tests/run

lint: $(VENV)/.installed-dev  ## Check style, types and imports
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

format: $(VENV)/.installed-dev  ## Format the code
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

bench: $(VENV)/.installed-dev  ## Measure against named floors (PostgreSQL and RabbitMQ needed)
	@$(BIN)/python -m bench

demo: $(VENV)/.installed  ## Load the demo community into empty databases
	@$(BIN)/doorstep setup && $(BIN)/doorstep demo

docs: $(VENV)/.installed  ## Write docs/events.md, docs/asyncapi.yaml, docs/settings.md and docs/access.md from the code
	@$(BIN)/doorstep events catalogue docs && $(BIN)/doorstep settings --markdown > docs/settings.md \
		&& $(BIN)/doorstep access > docs/access.md

lock: $(UV)  ## Write requirements/*.txt from pyproject.toml
	@$(UV) pip compile -q --universal --generate-hashes --no-header --no-emit-index-url pyproject.toml -o requirements/main.txt
	@$(UV) pip compile -q --universal --generate-hashes --no-header --no-emit-index-url --extra dev pyproject.toml -c requirements/main.txt -o requirements/dev.txt
	@echo "uv" | $(UV) pip compile -q --universal --generate-hashes --no-header --no-emit-index-url - -o requirements/uv.txt

clean:  ## Remove the virtual environment and caches; var/ with its data stays
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(UV): requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Doorstep needs Python 3.11 or newer: set PYTHON=."; exit 1; }
	@$(PYTHON) -m venv $(VENV)/uv && $(VENV)/uv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(VENV)/.installed: $(UV) requirements/main.txt pyproject.toml
	@echo "Installing Doorstep into $(VENV) …"
	@test -x $(BIN)/python || $(UV) venv -q --allow-existing --python "$$(command -v $(PYTHON))" $(VENV)
	@$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements/main.txt
	@$(UV) pip install -q --python $(BIN)/python --no-deps --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements/dev.txt
	@$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@
