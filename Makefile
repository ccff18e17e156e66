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
	$(UV) sync --frozen --quiet --compile-bytecode --all-extras --no-extra peers-of-diagnosis --python $(PYTHON)
	@touch $@

# What the diagnosis is compared with weighs a gigabyte: only `validate` gets it. sbi wants PyTorch, of which the light build has an
# index of its own; where that cannot be reached, sbi is left out and its comparison says so.
.venv/.peers: .venv/.synced
	$(UV) sync --frozen --quiet --compile-bytecode --all-extras --python $(PYTHON)
	-$(UV) pip install --quiet --python $(BIN)/python --torch-backend cpu "sbi>=0.23"
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

# An hour and more: every slow test, then the proofs of the diagnosis and of later visits, which go on from what they have
# answered before.
validate: .venv/.peers
	$(BIN)/pytest -m "slow or not slow" -n 2 --dist loadfile
	$(BIN)/python docs/validate.py diagnosis
	$(BIN)/python docs/validate.py follow_up

clean:
	rm -rf .venv .tools out
