"""Draws the pictures of docs/explanation/metoder: every module here has `picture()`, a Vega-Lite spec made by the
engine from invented numbers with a fixed seed. `.venv/bin/python -m tools.method_pictures [NAME …]`."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path

import vl_convert

import tools.method_pictures as package

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures" / "metoder"


def draw(name: str) -> None:
    spec = importlib.import_module(f"tools.method_pictures.{name}").picture()
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.svg").write_text(vl_convert.vegalite_to_svg(spec), encoding="utf-8")


if __name__ == "__main__":
    for module in sys.argv[1:] or [m.name for m in pkgutil.iter_modules(package.__path__) if m.name != "__main__"]:
        draw(module)
