# Every target sets itself up: system libraries, .venv and locked dependencies on the first run, nothing after that.
# More words for the program: make demo ARGS="--sales 100".
# On Windows, without make: py scripts\bootstrap.py run   (README.md)
.DEFAULT_GOAL := help
.PHONY: help run demo test lint bench kill faults fuzz screenshots lock clean set-up set-up-test

START := sh scripts/bootstrap.sh

help: ## what there is
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' Makefile

run: ## open the counter (without a display: play the demo day)
	@$(START) run $(ARGS)

demo: ## play a whole counter day and leave receipts and the day report as PDF
	@$(START) demo $(ARGS)

test: ## every check: ruff, mypy, import contracts, pytest
	@$(START) test $(ARGS)

lint: ## the checks without pytest
	@$(START) lint

bench: ## both sides of each measured goal, interleaved
	@$(START) bench $(ARGS)

kill: export MADOGUCHI_KILL := full
kill: ## SIGKILL at every moment of every money path (about half an hour; make test does a part)
	@$(START) kill $(ARGS)

faults: ## the random terminal campaign: both protocols, every fault at every phase (ARGS="--runs 20000 --seed 7")
	@$(START) faults $(ARGS)

fuzz: ## coverage-guided fuzzing of both protocols' parsers, on Linux (ARGS="--seconds 600")
	@$(START) fuzz $(ARGS)

screenshots: ## pictures of every screen into docs/screenshots
	@$(START) screenshots

lock: ## renew the requirements*.lock files from pyproject.toml
	@$(START) lock

set-up: ## only install what `make run` needs
	@$(START) set-up

set-up-test: ## only install what `make test` needs
	@$(START) set-up-test

clean: ## remove the environment and caches; data folders are never touched
	rm -rf .venv .fuzz .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist
	find . -name __pycache__ -not -path './.git/*' -type d -prune -exec rm -rf {} +
