#!/bin/sh
# Puts Lykta into .venv on a bare Debian or Ubuntu with python3 and make. `install.sh test` adds what the tests need,
# `EXTRAS=postgresql install.sh extras` the optional dependencies of that name in pyproject.toml.
set -eu
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python3}

# System packages: installed when we are root, otherwise named with the command to run.
need() {
    missing=""
    for package in "$@"; do
        dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
    done
    [ -z "$missing" ] && return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing system packages:$missing"
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
    else
        echo "Lykta needs system packages that are not here. Run this, then make again:" >&2
        echo "  sudo apt-get install -y$missing" >&2
        exit 1
    fi
}

if [ "${1:-}" = extras ]; then
    set --
    for extra in $(echo "${EXTRAS:-}" | tr ',' ' '); do
        grep -q "^$extra = \[" pyproject.toml || { echo "There is no extra called $extra in pyproject.toml." >&2; exit 1; }
        set -- "$@" --extra "$extra"
    done
    # The versions that the tests ran with.
    exec .venv/bin/uv pip install -q --python .venv/bin/python -r pyproject.toml "$@" -c requirements-test.txt
fi

if ! command -v "$PYTHON" >/dev/null; then
    echo "There is no $PYTHON here. Name another with PYTHON=python3.12 make …" >&2
    exit 1
fi
if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Lykta needs Python 3.11 or newer; $PYTHON is $("$PYTHON" --version 2>&1). Name another with PYTHON=python3.12 make …" >&2
    exit 1
fi
if ! "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; then
    need python3-venv
fi
[ -x .venv/bin/python ] || "$PYTHON" -m venv .venv
[ -x .venv/bin/uv ] || .venv/bin/python -m pip install -q --disable-pip-version-check uv

if [ "${1:-}" = test ]; then
    # The browser, the PostgreSQL server, and setpriv. A browser or server that is there already will do.
    set --
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ||
        set -- "$@" chromium
    command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || set -- "$@" postgresql
    command -v setpriv >/dev/null || set -- "$@" util-linux
    [ $# = 0 ] || need "$@"
    .venv/bin/uv pip install -q --python .venv/bin/python -r requirements-test.txt
else
    .venv/bin/uv pip install -q --python .venv/bin/python -r requirements.txt
fi
.venv/bin/uv pip install -q --python .venv/bin/python --no-deps -e .
command -v npm >/dev/null || [ -x .venv/bin/npm ] || .venv/bin/uv pip install -q --python .venv/bin/python --group node
.venv/bin/python frontend/build.py
