#!/bin/sh
# Everything that must hold before a change lands. Stops at the first part that fails.
set -eu
cd "$(dirname "$0")/.."
V=.venv/bin
part() { printf '\n== %s\n' "$*"; }

part "style"
$V/ruff check .
$V/ruff format --check .
part "types"
$V/mypy
part "floors and rooms"
$V/lint-imports
part "translations"
$V/python tools/messages.py --check
part "tests on SQLite"
$V/python -m pytest -n 2 --dist loadgroup -m "not e2e" -q
part "tests that touch SQL on PostgreSQL"
$V/python tools/postgres.py $V/python -m pytest -n 2 --dist loadgroup -m "sql and not e2e" -q
part "journeys in a browser"
$V/python -m pytest -m e2e -q
