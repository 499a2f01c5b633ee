# What a contributor and a visitor types. `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?=
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

NODE_STAMP := frontend/node_modules/.installed
PAGES := src/playwarden/web/pages/index.html
SOURCES := $(shell find frontend/src frontend/public frontend/index.html frontend/vite.config.ts -type f 2>/dev/null)

.PHONY: help install pages wheel demo up scale-demo test test-pages collected check check-types check-rest format screenshots bench chaos siege databases looks season roundtrip fuzz clean

help: ## List the targets.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | \
	    while IFS= read -r line; do printf '  make %-10s %s\n' "$${line%%:*}" "$${line#*## }"; done

install: $(STAMP) $(PAGES) ## Install everything into .venv, and build the pages.

$(STAMP): requirements/dev.txt pyproject.toml scripts/prerequisites.sh
	@python=$$(PYTHON="$(PYTHON)" scripts/prerequisites.sh) && { test -x $(BIN)/python || "$$python" -m venv $(VENV); }
	@echo "Installing into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

$(NODE_STAMP): frontend/package.json frontend/package-lock.json frontend/.npmrc scripts/prerequisites.sh
	@scripts/prerequisites.sh node
	@echo "Installing into frontend/node_modules ..."
	@cd frontend && npm ci --silent --ignore-scripts
	@touch $(NODE_STAMP)

$(PAGES): $(NODE_STAMP) $(SOURCES)
	@echo "Building the pages ..."
	@cd frontend && npm run --silent build -- --logLevel warn
	@touch $(PAGES)

pages: $(PAGES) ## Build the pages into the package.

wheel: $(STAMP) $(PAGES) ## A wheel in dist/ that holds everything: pip install it, then playwarden up.
	@rm -rf dist
	@$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist .
	@ls dist/*.whl

demo: $(STAMP) $(PAGES) ## The application on a local Spotify, until Ctrl-C; FRESH=1 anew, ONCE=1 the main job alone.
	@exec $(BIN)/python -m scripts.demo $(if $(ONCE),--once) $(if $(FRESH),--fresh) $(if $(PORT),--port $(PORT)) $(if $(CATALOGUE),--catalogue "$(CATALOGUE)")

up: $(STAMP) $(PAGES) ## The real one, on your own data, until Ctrl-C.
	@exec $(BIN)/playwarden up --open

scale-demo: $(STAMP) ## The same on PostgreSQL, Redis, a beat and two workers, all started for it.
	@$(BIN)/python -m scripts.scale_demo $(if $(CATALOGUE),--catalogue "$(CATALOGUE)")

test: $(STAMP) $(PAGES) ## The tests, on both databases and in a browser; of what takes long a short form.
	@$(MAKE) --no-print-directory --jobs=2 $(if $(filter output-sync,$(.FEATURES)),--output-sync) test-pages collected
	@$(BIN)/pytest -q -n auto --dist worksteal

test-pages:
	@cd frontend && npm run --silent test

collected: # once before several workers do: what they would all compile is compiled then
	@$(BIN)/pytest -q --collect-only -n 0 > /dev/null

check: $(STAMP) $(PAGES) ## Format, lint, strict types, import contracts; the same for the pages.
	@$(MAKE) --no-print-directory --jobs=2 $(if $(filter output-sync,$(.FEATURES)),--output-sync) check-types check-rest

check-types: # the longest of all beside everything else
	@$(BIN)/mypy

check-rest:
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@cd frontend && npm run --silent types && npm run --silent lint && npm run --silent budget
	@$(BIN)/lint-imports

format: $(STAMP) ## Format and fix what can be fixed.
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

screenshots: $(STAMP) $(PAGES) ## Every page in light, dark and on a phone, into .screenshots/; README=1: the README's anew.
	@$(BIN)/python -m scripts.screenshots $(if $(README),--readme)

bench: $(STAMP) ## The benchmarks; NAME= runs one.
	@$(BIN)/python -m benchmarks $(NAME)

chaos: $(STAMP) ## The long form of the chaos tests, and of an edit of three hundred playlists over two days.
	@PLAYWARDEN_CHAOS=long $(BIN)/pytest -q -n auto --dist worksteal --timeout=1200 tests/chaos tests/integration/scale tests/integration/bulk/test_on_the_sandbox.py

siege: $(STAMP) ## A simulated month of attacks on 300 protected playlists.
	@PLAYWARDEN_SIEGE=long $(BIN)/pytest -q -s -n 0 tests/siege

databases: $(STAMP) ## What is built on a database, on PostgreSQL as well, test by test.
	@PLAYWARDEN_DATABASES=all $(BIN)/pytest -q -n auto --dist worksteal -k postgresql tests/integration

looks: $(STAMP) $(PAGES) ## Scenarios in a browser in their long form: axe on every page by every light, a hundred playlists at once.
	@PLAYWARDEN_LOOKS=long $(BIN)/pytest -q -n auto --dist worksteal --timeout=1200 tests/e2e

season: $(STAMP) ## A hundred simulated weeks of rule sets, alone and with placements, holds and people who edit.
	@PLAYWARDEN_SEASON=long $(BIN)/pytest -q -s -n 0 tests/seasons tests/unit/domain/rules/test_weeks.py

roundtrip: $(STAMP) ## A hundred real playlists through LibreOffice and back; installs it where it can.
	@scripts/office.sh
	@PLAYWARDEN_ROUNDTRIP=long $(BIN)/pytest -q -n 0 --timeout=1800 tests/integration/exchange/test_real_playlists.py

fuzz: $(STAMP) ## schemathesis over the whole API, and all that is odd to every route, in their long form.
	@PLAYWARDEN_FUZZ=long $(BIN)/pytest -q -n 0 --timeout=3600 tests/fuzz tests/integration/web/test_adversarial.py

clean: ## Remove what the other targets made.
	@rm -rf $(VENV) .demo .chaos .bench .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist .screenshots frontend/node_modules src/playwarden/web/pages
	@find src tests benchmarks scripts -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
