# One verb each; `make help` lists them. Everything is installed into .venv from the hash locks.
PYTHON ?= python3
BIN := .venv/bin
NODE := tests/clients/node tests/browser/node
UV_VERSION := 0.13.9
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes

.DEFAULT_GOAL := help
.PHONY: help demo test check bench proof up lock clean

help: ## This list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: .venv/run.stamp ## A small store beside a local QuickBooks (ONCE=1 ends by itself, STORE=folder)
	@$(BIN)/python -m qbo_bridge.demo $(if $(ONCE),--once) $(if $(STORE),--store "$(STORE)")

test: .venv/dev.stamp .venv/node.stamp ## The whole suite (what a machine lacks is skipped with its reason)
	@$(BIN)/python -m qbo_bridge.first_run
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

check: .venv/dev.stamp ## Format, lint, types, import rules, migrations, known vulnerabilities
	@$(BIN)/python -m qbo_bridge.first_run
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check
	$(BIN)/pip-audit --require-hashes --disable-pip -r requirements.lock

bench: .venv/dev.stamp ## The measured claims (ROWS=20000: pages of a shorter queue, built sooner)
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.pages $(if $(ROWS),--many $(ROWS))

proof: .venv/dev.stamp ## Whole stores' data into books, laid beside figures worked out by hand
	@$(BIN)/python -m qbo_bridge.first_run
	$(BIN)/pytest -n 2 -m proof tests/real_input $(ARGS)

up: ## The grown-up form in containers
	docker compose up --build

lock: .venv/dev.stamp ## Compiles the locks anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --quiet -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --no-annotate --quiet \
		-o requirements-dev.lock

clean: ## Forgets the demo and the local database, keeps .env
	rm -rf var

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "QBO Bridge needs Python 3.11 or newer; set PYTHON=python3.x"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

# Clients of another language, run against the emulator, and the rules of axe for the pages. Without
# npm their tests skip and say so.
.venv/node.stamp: $(NODE:%=%/package-lock.json) | $(BIN)/uv
	@if command -v npm >/dev/null; then \
		for folder in $(NODE); do npm ci --silent --prefix $$folder || exit 1; done && touch $@; fi

.venv/run.stamp: $(BIN)/uv requirements.lock
	$(UV) -r requirements.lock
	@touch $@

.venv/dev.stamp: $(BIN)/uv requirements-dev.lock
	$(UV) -r requirements-dev.lock
	@touch $@ .venv/run.stamp
