# Two commands do everything: `make demo` and `make test`. Only Python 3.11, make and a package registry are needed.
PYTHON ?= python3
UV := .tools/bin/uv
BIN := .venv/bin
HAMSTRUNG := $(BIN)/hamstrung

.PHONY: demo test programs check format lint types contracts bench docs validate clean

$(UV):
	$(PYTHON) -m venv .tools
	.tools/bin/pip install --quiet --disable-pip-version-check "uv>=0.5"

.venv/.synced: pyproject.toml uv.lock | $(UV)
	$(UV) sync --frozen --quiet --compile-bytecode --all-extras --python $(PYTHON)
	@touch $@

demo: .venv/.synced
	$(HAMSTRUNG) assess examples/desk_worker.toml --html out/desk_worker.html

format: .venv/.synced
	$(BIN)/ruff format src tests benchmarks examples
	$(BIN)/ruff check --fix src tests benchmarks examples

lint: .venv/.synced
	$(BIN)/ruff format --check src tests benchmarks examples
	$(BIN)/ruff check src tests benchmarks examples

types: .venv/.synced
	$(BIN)/mypy

contracts: .venv/.synced
	$(BIN)/lint-imports

check: lint types contracts
	$(BIN)/pytest -n 2 --dist loadfile

test: .venv/.synced programs
	HAMSTRUNG_REQUIRE_PROGRAMS=1 $(MAKE) check

# The tests open the report in a real Chromium and give the exported graph to a real Graphviz.
programs:
	@(command -v chromium && command -v dot) >/dev/null || (as=$$([ "$$(id -u)" = 0 ] || echo sudo); \
		$$as apt-get update -qq && $$as apt-get install -qq -y chromium graphviz >/dev/null)

bench: .venv/.synced
	$(BIN)/python benchmarks/mechanics.py
	$(BIN)/python benchmarks/assess.py
	$(BIN)/python benchmarks/cohort.py

docs: .venv/.synced
	$(BIN)/python docs/generate.py

validate: .venv/.synced
	$(BIN)/pytest -m "slow or not slow" -n 2 --dist loadfile

clean:
	rm -rf .venv .tools out
