# Two commands on a bare machine: `make run` and `make test`.  Both put the system libraries and the locked
# environment in place first and do nothing about them when they are there.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/requirements.lock

.PHONY: run test hard lint bench translations lock clean environment system
.DEFAULT_GOAL := run

run: environment
	@$(BIN)/python main.py run $(ARGS)

# One process more than processors: many tests wait for backends that they started.  Compiled code is kept even where the
# environment says otherwise: tests start the program some hundred times.  The order of files is that of tests/shared_work.py.
test: environment
	@sh scripts/install-system-libraries tests
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $$(($$(nproc) + 1)) --dist loadfile --no-loadscope-reorder $(ARGS)

# The long and timed forms of the tests of hard days; on a machine that does nothing else.
hard: environment
	@$(BIN)/python -m pytest -s --timeout 600 tests/hard $(ARGS)

lint: environment
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: environment
	@for name in startup wire flood journal store memory drawing analysis figures desk; do \
		$(BIN)/python main.py bench $$name --json out/bench/$$name.json || exit 1; \
	done

# The stamp is a copy of the lock: written last, so that an installation that broke off starts again from nothing.
environment: system
	@cmp -s requirements.lock $(STAMP) && $(BIN)/python -c '' || { \
		$(PYTHON) -c 'import sys; sys.exit("error: Python 3.11 to 3.13 is needed; call make PYTHON=python3.11" if not (3, 11) <= sys.version_info < (3, 14) else 0)' && \
		{ test -e $(STAMP) && $(BIN)/python -c '' || $(PYTHON) -m venv --clear .venv; } && \
		rm -f $(STAMP) && \
		echo "Installing the locked Python environment into .venv (some 900 MB, once)" && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
		cp requirements.lock $(STAMP); }

system:
	@sh scripts/install-system-libraries

# Collect the texts of the user interface and compile their Chinese.
translations: environment
	@$(BIN)/python -m desktop.translations

# For developers: resolve the dependencies of pyproject.toml again, for every platform.
lock: environment
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --output-file requirements.lock pyproject.toml

clean:
	@rm -rf out build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .benchmarks
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
