# Two commands for a newcomer: `make demo` and `make test`. `make install` alone puts `lykta` into .venv/bin.
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8000
EXTRAS ?=
V := .venv/bin
export UV_PYTHON_DOWNLOADS = never

.PHONY: help install demo test lint bench messages clean

help:
	@echo "make demo     an invented municipality at http://127.0.0.1:$(PORT)/ (PORT=8123 make demo for another port)"
	@echo "make test     all tests"
	@echo "make install  the lykta command in .venv/bin (EXTRAS=postgresql make install adds the PostgreSQL driver)"

# One stamp per choice: asking for an extra later, or upgrading, installs it.
install: $(V)/.lykta-installed $(if $(EXTRAS),$(V)/.lykta-installed-with-$(subst $() ,-,$(EXTRAS)))

$(V)/.lykta-installed-with-%: $(V)/.lykta-installed
	@PYTHON="$(PYTHON)" EXTRAS="$(EXTRAS)" sh tools/install.sh extras
	@touch $@

$(V)/.lykta-installed: pyproject.toml hatch_build.py $(wildcard src/lykta_engine/kernels/*.[ch]) requirements.txt frontend/package-lock.json frontend/build.py $(shell find src -name '*.po' 2>/dev/null)
	@PYTHON="$(PYTHON)" sh tools/install.sh
	@touch $@

# setpriv: the demo ends with make, even where make is killed outright.
demo: install
	@PORT=$(PORT) LYKTA_DATA_DIR="$${LYKTA_DATA_DIR:-$(CURDIR)/var/demo}" \
		exec $$(command -v setpriv >/dev/null && echo setpriv --pdeathsig TERM) $(V)/lykta demo

$(V)/.lykta-test-installed: $(V)/.lykta-installed requirements-test.txt
	@PYTHON="$(PYTHON)" sh tools/install.sh test
	@touch $@

test: $(V)/.lykta-test-installed
	@sh tools/test.sh

lint: $(V)/.lykta-test-installed
	$(V)/ruff check . && $(V)/ruff format --check . && $(V)/mypy && $(V)/lint-imports

bench: $(V)/.lykta-test-installed
	$(V)/python -m benchmarks --markdown engine

messages: $(V)/.lykta-test-installed
	$(V)/python tools/messages.py

clean:
	rm -rf .venv frontend/node_modules var build dist
