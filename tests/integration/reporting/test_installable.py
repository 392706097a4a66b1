"""The worker and the manifest: what they keep, what they never hold, and when they change."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

from lykta.sites import offline

KEPT = re.compile(r"^const SHELL = (\[.*\]);$", re.MULTILINE)


def shell(client: Client) -> list[str]:
    found = KEPT.search(client.get("/sw.js").content.decode())
    assert found
    kept: list[str] = json.loads(found.group(1))
    return kept


def test_the_worker_is_served_from_the_root_and_asked_for_anew(client: Client):
    answer = client.get("/sw.js")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "no-cache"
    assert client.post("/sw.js").status_code == 405


@pytest.mark.skipif(shutil.which("node") is None, reason="no Node here to read the script with")
def test_the_worker_is_one_classic_script(client: Client, tmp_path: Path):
    """Every browser's worker can read it: no import, no export, and nothing said twice."""
    program = client.get("/sw.js").content
    assert b"export " not in program
    assert b"import " not in program
    (tmp_path / "sw.js").write_bytes(program)
    assert subprocess.run(["node", "--check", str(tmp_path / "sw.js")], check=False).returncode == 0


def test_the_worker_keeps_the_form_and_its_scripts_and_nothing_else(client: Client):
    kept = shell(client)
    own = ("/static/lykta/reporting/", "/static/lykta/screening/", "/static/lykta/lantern.svg")
    needed = (
        "reporting/report.js",
        "reporting/queue.js",
        "reporting/report.css",
        "screening/screening.js",
        "lantern.svg",
    )
    assert {f"/static/lykta/{name}" for name in needed} <= set(kept)
    assert [path for path in kept if not path.startswith(own)] == []
    assert "/static/lykta/reporting/service_worker.js" not in kept
    assert [path for path in kept if finders.find(path.removeprefix("/static/")) is None] == []


def test_every_module_the_form_imports_is_kept(client: Client):
    """A script that is added and forgotten here would break the form without coverage. The map is the exception."""
    kept, missing = set(shell(client)), set()
    for path in kept:
        if path.endswith(".js"):
            file = Path(str(finders.find(path.removeprefix("/static/"))))
            for name in re.findall(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""", file.read_text(encoding="utf-8")):
                wanted = "/static/" + str((Path(path).parent / name).as_posix()).removeprefix("/static/")
                parts: list[str] = []
                for part in wanted.split("/"):
                    parts = parts[:-1] if part == ".." else [*parts, part]
                missing |= {"/".join(parts)} - kept
    assert missing == {"/static/lykta/map.js"}


def test_a_changed_file_is_a_new_worker(client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    before = offline._hash("sv")
    assert offline._hash("sv") == before != offline._hash("en")
    changed = tmp_path / "report.css"
    changed.write_text("body { color: red }")
    found = finders.find
    monkeypatch.setattr(
        offline.finders, "find", lambda name: str(changed) if name.endswith("report.css") else found(name)
    )
    assert offline._hash("sv") != before


@pytest.mark.parametrize(
    ("door", "start"),
    [("bjorkviken", "/arbete/bjorkviken/rapportera/"), ("l", "/l/rapportera/"), ("", "/"), ("../../ondska", "/"),
     ("https://ondska.example/", "/"), ("a b", "/"), ("ü", "/"), ("\x00", "/")],
)  # fmt: skip
def test_the_manifest_starts_at_the_report_page_and_holds_no_token(client: Client, door: str, start: str):
    answer = client.get("/manifest.webmanifest", {"door": door})
    if door == "\x00":  # the door's own guard
        assert answer.status_code == 400
        return
    told = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert (told["start_url"], told["lang"], told["display"], told["short_name"]) == (
        start,
        "sv",
        "standalone",
        "Lykta",
    )


def test_the_icons_are_what_the_manifest_says(client: Client):
    for icon in client.get("/manifest.webmanifest", {"door": "l"}).json()["icons"]:
        file = Path(str(finders.find(icon["src"].removeprefix("/static/"))))
        with Image.open(io.BytesIO(file.read_bytes())) as drawn:
            assert (drawn.format, f"{drawn.width}x{drawn.height}") == ("PNG", icon["sizes"])
            see_through = drawn.convert("RGBA").getchannel("A").getextrema()[0] < 255
            assert see_through == (icon["purpose"] != "maskable"), "a maskable icon fills its whole square"
        assert file.stat().st_size < 8_000
