# Every target works on a fresh machine that has Python >= 3.11 and make: the tools come into .uv and .venv.
PYTHON ?= python3
UV := .uv/bin/uv
RUN := .venv/bin/
export UV_PYTHON_DOWNLOADS = never
export UV_LINK_MODE = copy
export UV_PROJECT_ENVIRONMENT = .venv

.PHONY: demo test check proofs bench format lock docs pictures dist clean
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

.uv/ready:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "ekin-tui needs Python 3.11 or newer; name it: make PYTHON=python3.12" >&2; exit 2; }
	@$(PYTHON) -m venv .uv
	@.uv/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9,<1'
	@touch $@

.venv/ready: .uv/ready pyproject.toml uv.lock
	@$(UV) sync --quiet --frozen --all-extras --compile-bytecode --python $(PYTHON)
	@.venv/bin/python -m compileall -q src
	@touch $@

demo: .venv/ready ## the sample agency with its own centre; without a terminal, the main job step by step
	@$(RUN)ekin-tui demo

test: .venv/ready ## every test, with branch coverage
	@$(RUN)python -m pytest -n 3 --dist loadgroup --cov --cov-report=term

check: .venv/ready ## lint, types, layers
	@$(RUN)ruff check .
	@$(RUN)ruff format --check .
	@$(RUN)mypy
	@$(RUN)lint-imports

proofs: .venv/ready ## every point of the kills, losses of power, disk faults and bad bytes; the model; random keys; needs strace and, on two quiet cores, up to an hour
	@EKIN_PROOFS=long $(RUN)python -m pytest -n 2 --dist loadgroup tests/faults tests/server/test_openapi.py tests/terminal tests/screens/test_any_keys.py tests/targets/test_contract.py tests/cli/test_host.py

bench: .venv/ready ## the figures, JSON lines on stdout
	@$(RUN)python -m benchmarks

format: .venv/ready ## put the code in its form
	@$(RUN)ruff check --fix --quiet .
	@$(RUN)ruff format .

docs: .venv/ready ## docs/rules.md, docs/keys.md, docs/openapi.json and the manual pages, printed from the code
	@$(RUN)python -c 'from pathlib import Path; from ekin_tui.domain.rulebook import rulebook; Path("docs/rules.md").write_text(rulebook(), encoding="utf-8")'
	@$(RUN)python -c 'from pathlib import Path; from ekin_tui.widgets.keybook import keybook; Path("docs/keys.md").write_text(keybook(), encoding="utf-8")'
	@$(RUN)python -c 'from pathlib import Path; from ekin_tui.server.openapi import written; Path("docs/openapi.json").write_text(written(), encoding="utf-8")'
	@$(RUN)python -c 'from pathlib import Path; from ekin_tui.cli.manual import manual; [Path(file).write_text(manual(lang), encoding="utf-8") for lang, file in (("en", "docs/man/ekin-tui.1"), ("id", "docs/man/ekin-tui.id.1"))]'

pictures: .venv/ready ## docs/pictures, taken anew from the real program with the sample agency
	@$(RUN)python docs/pictures/make.py

dist: .uv/ready ## wheel and source archive, in dist
	@$(UV) build --quiet --out-dir dist

lock: .uv/ready ## write uv.lock anew
	@$(UV) lock

clean: ## remove what the targets made
	rm -rf .venv .uv dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage*
