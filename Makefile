# Everything a user needs is `make build` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STRATA_HOME ?= $(CURDIR)
export STRATA_HOME DO_NOT_TRACK = 1

.PHONY: build test lint slim truth replay drill fuzz spark-parse dagster-check lock clean

build: $(VENV)/.ready  ## Make the demo bank if the inbox is empty, land, build, publish
	@test -n "$$(ls -A '$(STRATA_HOME)/inbox' 2>/dev/null)" || $(BIN)/strata demo
	$(BIN)/strata build

test: $(VENV)/.ready lint  ## Every check: lint, unit tests, the pipeline with its data tests, pytest
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

lint: $(VENV)/.ready
	$(BIN)/ruff check scripts tests
	$(BIN)/sqlfluff lint --processes 2 models tests analyses
	$(BIN)/python -m strata.checks
	$(BIN)/dbt-bouncer run --config-file dbt-bouncer.yml

# Against the last published build, which is only read; a run under way keeps it out (exit code 5).
slim: $(VENV)/.ready  ## Slim CI: build and test only what differs from the last build, and what reads it
	flock --nonblock --conflict-exit-code 5 '$(STRATA_HOME)/state/.run.lock' \
		$(BIN)/dbt build --target ci --select state:modified+ --defer --favor-state \
		--state '$(STRATA_HOME)/state/dbt' \
		--warn-error-options '{error: all, warn: [NoNodesForSelectionCriteria, NothingToDo]}'

truth: $(VENV)/.ready  ## Compare the demo warehouse with what the generator knows
	$(BIN)/strata truth

replay: $(VENV)/.ready  ## Long: history and then every day one by one equals a full rebuild
	$(BIN)/python -m strata.checks.replay

fuzz: $(VENV)/.ready  ## On demand: FILES=20000 drawn deliveries through landing, others with SEED=n
	STRATA_FUZZ_FILES=$(or $(FILES),20000) $(BIN)/python -m pytest -q -s \
		tests/python/test_fuzz_landing.py $(if $(SEED),--hypothesis-seed=$(SEED))

drill: $(VENV)/.ready  ## Long: every fault injected for real; a table of what came of each
	$(BIN)/python -m strata.checks.drill

spark-parse: $(VENV)/.ready  ## Optional: every compiled model through Spark's own parser (needs a JRE 17)
	test -x $(VENV)-spark/bin/python || $(PYTHON) -m venv $(VENV)-spark
	$(VENV)-spark/bin/python -m pip install --quiet --disable-pip-version-check -e '.[dev,spark]'
	$(VENV)-spark/bin/python -m pytest tests/python/test_two_engines.py tests/python/test_macros.py

dagster-check: $(VENV)/.ready  ## Optional: the Dagster code location loads, runs a day, and is stopped by a gate
	test -x $(VENV)-dagster/bin/python || $(PYTHON) -m venv $(VENV)-dagster
	sed -nE 's/^([a-z0-9][^ ]*==[^\\]*)\\$$/\1/p' requirements.lock > $(VENV)-dagster/lock.txt
	$(VENV)-dagster/bin/python -m pip install --quiet --disable-pip-version-check \
		-c $(VENV)-dagster/lock.txt -e '.[dev,dagster]'
	$(VENV)-dagster/bin/python -m pytest tests/python/test_dagster.py

# The lock is installed with hashes; the project itself without touching the network.
$(VENV)/.ready: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q $(VENV)/lib >/dev/null 2>&1 || true
	touch $@

lock:  ## Make the lock anew (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-strip-extras --quiet -o requirements.lock

clean:
	rm -rf target logs
