# Every recipe works from a clean clone; `make` alone lists them.
# `make run` installs what the application needs, `make test` what the tests need as well.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Two files of tests beside each other; each process has its own browser, servers and reading child.
# In the order that tests/conftest.py gives, so that a file of one long test is not the last to begin.
BESIDE := -n 2 --dist loadfile --no-loadscope-reorder
QUICK := $(wildcard tests/unit tests/spec tests/property tests/repository tests/faults tests/golden tests/journeys)

.DEFAULT_GOAL := help
.PHONY: help run test test-all coverage mutation protections soak soak-report check demo bench bench-check bench-plan bench-intake reference golden statuses guide
.DELETE_ON_ERROR:

help:  ## list the recipes
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

# A stamp is touched only after everything above it worked, so an interrupted install starts again.
# $(1): lock file. Files of the lock are checked by hash; the project itself is linked, without fetching anything.
define install
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Connexion d'urgence demande Python 3.11 ou plus récent ; « $(PYTHON) » est plus ancien ou absent." >&2; \
	  echo "Indiquez-en un autre, par exemple : make $(MAKECMDGOALS) PYTHON=python3.12" >&2; \
	  echo "(Python 3.11 or later is needed; name another one with PYTHON=...)" >&2; exit 1; }
	@if uv --version >/dev/null 2>&1; then \
	  test -x $(BIN)/python || uv venv --quiet --python $(PYTHON) $(VENV); \
	  uv pip install --quiet --python $(BIN)/python --require-hashes -r $(1) \
	  && uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e . ; \
	else \
	  $(PYTHON) -m venv $(VENV) \
	  && $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1) \
	  && $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . ; \
	fi
endef

$(VENV)/.stamp-run: requirements.lock pyproject.toml
	@test -e $@ || echo "Première installation : une à deux minutes. / First install: a minute or two."
	$(call install,requirements.lock)
	@touch $@

$(VENV)/.stamp-test: requirements-dev.lock pyproject.toml
	$(call install,requirements-dev.lock)
	@touch $@ $(VENV)/.stamp-run

# What a user would pick instead: for the comparison alone, so that neither users nor tests carry it.
$(VENV)/.stamp-bench: requirements-bench.lock $(VENV)/.stamp-test
	$(call install,requirements-bench.lock)
	@touch $@

run: $(VENV)/.stamp-run  ## open the dashboard (makes the sample campaign the first time)
	@$(BIN)/connexion serve

test: $(VENV)/.stamp-test  ## the quick tests, under ten minutes on two cores
	@$(BIN)/pytest $(BESIDE) -m "not slow and not soak" $(QUICK)

test-all: test  ## the quick tests, then the long ones
	@$(BIN)/pytest $(BESIDE) -m "slow and not soak" tests || test $$? = 5 # 5: no test is marked so

coverage: $(VENV)/.stamp-test  ## the quick tests with what they cover, lines and branches
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest $(BESIDE) -m "not slow and not soak" $(QUICK)
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report --include='campaigns/*' --fail-under=95
	@$(BIN)/coverage report --fail-under=90

mutation: $(VENV)/.stamp-test  ## put small faults in, see whether the tests notice, write docs/mutation.md
	@$(BIN)/python -m tests.mutation.run

protections: $(VENV)/.stamp-test  ## switch each protection off, see whether the suite that guards it fails
	@$(BIN)/python -m tests.mutation.protections

soak: $(VENV)/.stamp-test  ## the long random runs (hours; stop it when you like, it goes on from there; SOAK=tests/faults for a part)
	@$(BIN)/python -m tests.soak $(SOAK)

soak-report: $(VENV)/.stamp-test  ## say what of the long random runs has passed for the files as they are
	@$(BIN)/python -m tests.soak --report $(SOAK)

check: $(VENV)/.stamp-test  ## style, types and walls
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

demo: $(VENV)/.stamp-run  ## make the sample campaign
	@$(BIN)/connexion demo

bench: $(VENV)/.stamp-bench  ## compare with what a user would pick instead, write docs/benchmarks.md (BENCH_FULL=1: larger)
	@$(BIN)/python -m benchmarks.suite

bench-check: $(VENV)/.stamp-test  ## say which ratios of the last `make bench` are worse than the baseline
	@$(BIN)/python -m benchmarks.check

bench-plan: $(VENV)/.stamp-test  ## time each step of a plan made from a store
	@$(BIN)/python -m benchmarks.allocation.from_store

bench-intake: $(VENV)/.stamp-test  ## read big lists, the golden ones and hostile ones, beside what a user would pick instead
	@$(BIN)/python -m benchmarks.intake.run
	@$(BIN)/python -m benchmarks.intake.lists

reference: $(VENV)/.stamp-test  ## rebuild the reference tables and the vendored assets
	@$(BIN)/python -m geo.build_reference

statuses: $(VENV)/.stamp-test  ## write docs/statuses.md again from the rules
	@$(BIN)/python -m pipelines.reporting.statuses_page

guide: $(VENV)/.stamp-test  ## take the pictures of the guide again on the six journeys, and write its page of refusals
	@CONNEXION_BLESS=1 $(BIN)/pytest tests/journeys/roles -q
	@$(BIN)/python -m dashboard.wording.refusals_page

golden: $(VENV)/.stamp-test  ## write the golden files again, to be read as a diff
	@CONNEXION_BLESS=1 $(BIN)/pytest tests/golden -q
