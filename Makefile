# What a contributor and a visitor types. `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?=
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: help install demo scale-demo test check format bench chaos clean

help: ## List the targets.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | \
	    while IFS= read -r line; do printf '  make %-10s %s\n' "$${line%%:*}" "$${line#*## }"; done

install: $(STAMP) ## Install everything into .venv.

$(STAMP): requirements/dev.txt pyproject.toml scripts/prerequisites.sh
	@python=$$(PYTHON="$(PYTHON)" scripts/prerequisites.sh) && { test -x $(BIN)/python || "$$python" -m venv $(VENV); }
	@echo "Installing into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

demo: $(STAMP) ## The main job against the sandbox; CATALOGUE=FILE loads real playlists.
	@$(BIN)/python scripts/demo.py $(if $(CATALOGUE),--catalogue "$(CATALOGUE)")

scale-demo: $(STAMP) ## The same on PostgreSQL, Redis, a beat and two workers, all started for it.
	@$(BIN)/python -m scripts.scale_demo $(if $(CATALOGUE),--catalogue "$(CATALOGUE)")

test: $(STAMP) ## Every test, on both databases.
	@$(BIN)/pytest -q -n auto --dist worksteal

check: $(STAMP) ## Format, lint, strict types, import contracts.
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(STAMP) ## Format and fix what can be fixed.
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(STAMP) ## The benchmarks; NAME= runs one.
	@$(BIN)/python -m benchmarks $(NAME)

chaos: $(STAMP) ## The long form of the chaos tests.
	@PLAYWARDEN_CHAOS=long $(BIN)/pytest -q -n auto --dist worksteal --timeout=1200 tests/chaos

clean: ## Remove what the other targets made.
	@rm -rf $(VENV) .demo .chaos .bench .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist
	@find src tests benchmarks scripts -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
