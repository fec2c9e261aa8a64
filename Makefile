# The project's verbs. `make run` and `make test` set everything up by themselves.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
CALL ?= $(firstword $(wildcard evals/samples/*.txt))

.PHONY: run test lint evals schemas bench clean

$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

run: $(VENV)/.ready
	$(BIN)/extractor run $(CALL) --output out

test: $(VENV)/.ready
	$(BIN)/python -m pytest

lint: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

schemas: $(VENV)/.ready
	$(BIN)/python -m extractor.schema schemas

evals: $(VENV)/.ready
	$(BIN)/python -m evals run --reader rules --out evals/runs/rules
	$(BIN)/python -m evals report evals/runs/rules

clean:
	rm -rf $(VENV) out evals/runs
