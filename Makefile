# Statis. `make` alone lists what there is. Only Python 3.11 to 3.14 is needed; everything else is made in .venv.
DEV = ./tools/python tools/bootstrap.py dev

.DEFAULT_GOAL := help
.PHONY: help run test test-core test-e2e check fix bench seed docs lock

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run: ## set up what is missing and start everything (PORT=9000 make run)
	@./tools/python tools/bootstrap.py run

test: ## the whole suite: pure, app on SQLite and Postgres, end to end
	@$(DEV) tools/test.py all

test-core: ## the pure folders only, with Django blocked
	@$(DEV) tools/test.py core

test-e2e: ## the tests in a real browser only
	@$(DEV) tools/test.py e2e

check: ## format, lint, types, imports, templates, migrations, locks, docs, sizes; changes nothing
	@$(DEV) tools/check.py

fix: ## format the code and mend what the linters can
	@$(DEV) tools/check.py --fix

bench: ## measure the engine
	@$(DEV) tools/bench.py

seed: ## sample prices and the demo account
	@$(DEV) manage.py seed --migrate

docs: ## write the generated pages of docs/ anew
	@$(DEV) tools/docs.py

lock: ## compile requirements*.in into the locked files
	@$(DEV) tools/lock.py
