# What a person working on Debrief types; `make help` lists it.
# Needs Python 3.11 or newer with its venv module, and nothing else.

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

ifeq ($(wildcard manage.py),)
# Started from another folder with -f: go to this one and do it there.
this := $(strip $(MAKEFILE_LIST))
help: go ;
%: go ;
.PHONY: go
go:
	@cd "$$(dirname "$(this)")" && exec $(MAKE) $(or $(MAKECMDGOALS),help)
else

# Settings of this machine, if it has any; .env.example lists them.
-include .env
.env Makefile: ;
export

PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
python := .venv/bin/python
# The database is there while the command after this runs.
with_database := $(python) -m debrief.database --
pip_install := $(python) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes

.PHONY: help run test check demo bench walls faults audit observatory backup restore pins

help: ## says what there is
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' Makefile | awk -F'|' '{ printf "%-19s%s\n", $$1, $$2 }'

run: .venv/packages ## starts everything on this machine, at 127.0.0.1:8000 (or PORT=…); Ctrl-C stops it
	@DEBRIEF_ONE_MACHINE=1 exec $(python) manage.py serve --host $(HOST) --port $(PORT)

demo: .venv/packages ## makes a demo account with made-up debriefs
	@exec $(with_database) $(python) manage.py demo

backup: .venv/packages ## backs up the database and reads it back: make backup TO=folder (ARGS=--overwrite)
	@exec $(with_database) $(python) manage.py backup $(or $(TO),$(error Say where to: make backup TO=folder)) $(ARGS)

restore: .venv/packages ## restores a backup in place of everything: make restore FROM=folder ARGS=--overwrite
	@exec $(with_database) $(python) manage.py restore $(or $(FROM),$(error Say which: make restore FROM=folder)) $(ARGS)

test: .venv/dev-packages ## runs every test, in a real browser too
	@CHROMIUM=$$($(python) tests/browser/find_chromium.py) && export CHROMIUM && \
	exec $(with_database) $(python) -m pytest -n 2 --dist worksteal $(ARGS)

faults: .venv/dev-packages ## breaks things on purpose and prints what it cost; ARGS="-k disk" for some
	@CHROMIUM=$$($(python) tests/browser/find_chromium.py) && export CHROMIUM && \
	exec $(python) -m pytest -o python_files="fault_*.py" tests/faults $(ARGS)

bench: .venv/dev-packages ## measures the figures of README.md; ARGS=cpu for one section
	@exec $(with_database) $(python) -m tests.bench $(ARGS)

walls: .venv/dev-packages ## sends 100,000 mixed requests, then as many through pgbouncer, and times the entrance
	@exec $(with_database) $(python) -m tests.load $(ARGS)

check: .venv/dev-packages ## format, lint, templates, types, imports, migrations, deployment
	@echo "Format" && $(python) -m ruff format --check --quiet .
	@echo "Lint" && $(python) -m ruff check --quiet .
	@echo "Templates" && find templates debrief -name '*.html' -exec .venv/bin/djade --check --target-version 5.2 {} +
	@echo "Types" && $(python) -m mypy
	@echo "Imports between rooms" && .venv/bin/lint-imports
	@echo "Migrations" && $(with_database) $(python) manage.py makemigrations --check --dry-run
	@echo "Roles and row security" && $(with_database) $(python) manage.py check --database default --database owner
	@echo "Deployment" && env \
		DEBRIEF_ONE_MACHINE= DEBRIEF_URL=https://debrief.example DEBRIEF_SECRET_KEY="$$($(python) -c 'import secrets; print(secrets.token_urlsafe(50))')" \
		DATABASE_URL=postgresql://debrief_app@database/debrief EMAIL_HOST=mail.debrief.example \
		$(python) manage.py check --deploy --fail-level WARNING

observatory: .venv/dev-packages ## prints what Mozilla's Observatory would give each page over TLS
	@exec $(with_database) $(python) -m pytest -s tests/observatory $(ARGS)

audit: .venv/dev-packages ## looks whether the pinned packages have known holes; ARGS="--osv http://…" asks a server of yours
	@$(python) -m tests.audit $(ARGS)

pins: ## pins the packages of requirements/*.in again; needs uv
	@command -v uv >/dev/null || { echo "Pinning needs uv; install it first." >&2; exit 1; }
	@for each in base embedded dev; do \
		uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-emit-find-links requirements/$$each.in -o requirements/$$each.txt || exit 1; \
	done

.venv/packages: requirements/base.txt requirements/embedded.txt | $(python)
	@echo "Installing the packages."
	@$(pip_install) -r requirements/base.txt -r requirements/embedded.txt
	@touch $@

.venv/dev-packages: requirements/dev.txt .venv/packages
	@echo "Installing the packages for tests and checks."
	@$(pip_install) -r requirements/base.txt -r requirements/dev.txt
	@touch $@

$(python):
	@for each in $(PYTHON) python3.14 python3.13 python3.12 python3.11; do \
		if $$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$each; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "Debrief needs Python 3.11 or newer, and found $$($(PYTHON) --version 2>&1 || echo none)." \
			"Install it, or say where it is: make run PYTHON=…" >&2; exit 1; \
	fi; \
	if ! $$found -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "$$($$found --version) lacks its venv module. On Debian and Ubuntu: sudo apt install python3-venv" >&2; \
		exit 1; \
	fi; \
	echo "Making a virtual environment in .venv." && $$found -m venv --clear .venv

endif
