# The project's verbs. `make run` and `make test` set everything up by themselves.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
CALL ?= evals/samples/quaywright-2024q2.txt

.PHONY: run test llama lint evals schemas bench clean

$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

run: $(VENV)/.ready
	$(BIN)/extractor run $(CALL) --output out

test: $(VENV)/.ready llama
	$(BIN)/python -m pytest

# The weights of the small model that one test asks for real; without them that test skips and says so.
llama: $(VENV)/.ready
	-$(BIN)/python tests/fetch_llama.py

lint: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

schemas: $(VENV)/.ready
	$(BIN)/python -m extractor.schema schemas
	$(BIN)/python -m evals gold schema > schemas/gold.schema.json

# The rules, and a capable model's recorded replies; calls whose transcripts are not here are left out and said to be.
evals: $(VENV)/.ready
	rm -rf evals/runs/rules evals/runs/recorded
	$(BIN)/python -m evals run --reader rules --out evals/runs/rules
	$(BIN)/python -m evals report evals/runs/rules
	$(BIN)/python -m evals run --reader model --model claude --replay evals/recordings --out evals/runs/recorded
	$(BIN)/python -m evals report evals/runs/recorded --baseline evals/runs/rules

bench: $(VENV)/.ready
	$(BIN)/python -m evals.bench_calls
	$(BIN)/python -m evals.bench_numbers
	$(BIN)/python -m evals.bench_growth
	$(BIN)/python -m evals.bench_score
	$(BIN)/python -m evals.bench_orchestration
	$(BIN)/python -m evals.bench_cost --alone

clean:
	rm -rf $(VENV) out build evals/runs
