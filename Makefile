# make run      set up what is missing and start Lan Tỏa on http://127.0.0.1:8000
# make test     set up what is missing and run every test
# make check    style, types, import rules, dead code, templates, migrations
# make prove    the long form of tests that search, and the measurements
# make bench    the measurements
# make i18n     list sentences that have no English yet in each room's catalogue
# make routes   write the list of addresses that tests compare with
# make lock     compile the locked requirements from pyproject.toml

BIN := .venv/bin
COMPILE := $(BIN)/uv pip compile -q --generate-hashes --universal --python-version 3.11 \
	--no-annotate --no-emit-index-url --custom-compile-command "make lock" pyproject.toml

.PHONY: run setup test check prove bench i18n routes lock

run:
	@deploy/setup/run.sh

setup:
	@deploy/setup/test.sh

test: setup
	$(BIN)/pytest -n auto

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/deptry .
	$(BIN)/vulture
	$(BIN)/djlint --lint --quiet lms
	$(BIN)/alembic upgrade head --sql 2>/dev/null | $(BIN)/squawk

prove: setup
	$(BIN)/pytest -n auto --hypothesis-profile=prove
	@$(MAKE) --no-print-directory bench

bench: setup
	@for program in bench/*.py; do $(BIN)/python "$$program" || exit 1; done

i18n: setup
	$(BIN)/python -m tests.support.words

routes: setup
	$(BIN)/python -m tests.support.routes

lock: setup
	$(COMPILE) -o requirements.txt
	$(COMPILE) --group dev -o requirements-dev.txt
