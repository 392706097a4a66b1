"""What stands in the source: no real municipality, no inline script, no audit event without its sentence."""

import ast
import csv
import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src"
# Also ordinary Swedish words, first names or English words.
ORDINARY = {"Vara", "Mark", "Eda", "Ale", "Sala", "Mora", "Lund", "Lerum", "Tierp", "Orust", "Tjörn", "Nora", "Ed"}


def python_files():
    return [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]


def templates():
    return list(SOURCE.rglob("*.html"))


@pytest.mark.shared
def test_no_real_municipality_in_the_source(shared):
    with (shared / "data/geography/boundaries/swedish_admin_areas.csv").open(encoding="utf-8") as file:
        names = {row["municipality_name"] for row in csv.DictReader(file)} - ORDINARY
    pattern = re.compile(r"\b(" + "|".join(map(re.escape, sorted(names, key=len, reverse=True))) + r")\b")
    allowed = re.compile(r"Europe/Stockholm")
    found = [
        f"{path.relative_to(SOURCE)}:{number}: {match.group()}"
        for path in SOURCE.rglob("*")
        if path.suffix in {".py", ".html", ".po", ".js", ".json", ".md", ".csv", ".geojson"}
        and "vendor" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for match in pattern.finditer(allowed.sub("", line))
    ]
    assert found == []


def test_templates_hold_no_script_or_style_of_their_own():
    inline = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\son\w+=|javascript:", re.IGNORECASE)
    assert [str(path) for path in templates() if inline.search(path.read_text(encoding="utf-8"))] == []


def test_every_audit_event_in_the_code_has_a_sentence():
    from lykta.base.audit.sentences import sentences

    used = {
        node.args[0].value
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) == "record"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert used, "the search found no audit events at all"
    assert used <= {sentence.key for sentence in sentences}
    code = "\n".join(p.read_text(encoding="utf-8") for p in python_files() if p.name != "contributions.py")
    assert [s.key for s in sentences if f'"{s.key}"' not in code] == [], (
        "a sentence for an event that is never recorded"
    )


def test_no_package_with_a_name_that_says_nothing():
    banned = {"utils", "common", "helpers", "services", "core", "misc", "measure", "measures"}
    assert [str(p) for p in SOURCE.rglob("*.py") if banned & {p.stem, p.parent.name}] == []


def test_modules_stay_readable():
    """The longest tenth of good houses is under 400 lines; nothing of ours is over 500."""
    long = [f"{p.relative_to(SOURCE)}" for p in python_files() if len(p.read_text(encoding="utf-8").splitlines()) > 500]
    assert long == []
