# Three commands do everything on a fresh machine with Python (3.11 to 3.14) and make: `make demo`, `make app` and
# `make test`.

VENV ?= .venv
PYTHON ?= python3
BIN = $(VENV)/bin
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
SAMPLE = sample_videos/run_front.mp4

.PHONY: help app demo test lint benchmark audit clean

help:
	@echo "make demo       install into $(VENV) and analyze a sample clip"
	@echo "make app        install into $(VENV) and open the app in the browser"
	@echo "make test       install into $(VENV) with the development tools and run all tests"
	@echo "make lint       check style and types"
	@echo "make benchmark  measure the accuracy on the rendered clips"
	@echo "make audit      hold the pinned packages against the lists of known faults"
	@echo "make clean      remove what these commands made"

demo: $(VENV)/.installed
	$(BIN)/kneevision analyze --force $(SAMPLE)
	@echo "Now open $(SAMPLE:.mp4=.kneevision)/report.html in a browser."

app: $(VENV)/.installed
	$(BIN)/kneevision app

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict kneevision

benchmark: $(VENV)/.installed
	$(BIN)/python -m benchmarks.accuracy

# In an environment of its own: what audits is no part of what is audited.
audit:
	$(PYTHON) -m venv $(VENV)-audit
	$(VENV)-audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit
	$(VENV)-audit/bin/python -m benchmarks.audit

clean:
	rm -rf $(VENV) $(VENV)-audit $(SAMPLE:.mp4=.kneevision) dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find kneevision tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' || \
		{ echo "Python 3.11 to 3.14 is needed; name one: make PYTHON=python3.13 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.python pyproject.toml constraints.txt
	$(INSTALL) --editable .
	@touch $@

# movement asks for a second OpenCV, which would overwrite mediapipe's; what is called of it needs no more than this.
$(VENV)/.installed-dev: $(VENV)/.installed
	$(INSTALL) --editable '.[dev]'
	$(INSTALL) attrs loguru
	$(INSTALL) --no-deps movement
	@touch $@
