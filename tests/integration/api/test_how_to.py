"""The examples of docs/how-to/api.md, carried out as they stand."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client

from lykta.sites.api.keys import BATCHES_PER_KEY, PER_KEY
from lykta.sites.api.problems import KINDS
from tests.integration.api.deliveries import a_key, submissions
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]
PAGE = (Path(__file__).resolve().parents[3] / "docs/how-to/api.md").read_text(encoding="utf-8")


def examples() -> list[str]:
    blocks = re.findall(r"(?:^    .*\n)+", PAGE, re.MULTILINE)
    return [block for block in blocks if block.strip().startswith("curl")]


def carried_out(command: str, token: str) -> HttpResponse:
    words = shlex.split(command.replace("$LYKTA", "").replace("$NYCKEL", token).replace("\\\n", " "))
    given: dict[str, list[str]] = {"-H": [], "-d": []}
    address = next(word for word in words if word.startswith("/api/"))
    for name, value in pairwise(words):
        if name in given:
            given[name].append(value)
    headers = dict(each.split(": ", 1) for each in given["-H"])
    if not given["-d"]:
        return Client().get(address, headers=headers)
    kind = headers.pop("Content-Type")
    return Client().post(address, data=given["-d"][0].encode(), content_type=kind, headers=headers)


def test_the_examples_do_what_the_page_says(world: World) -> None:
    _key, token = a_key(world)
    form, one, several = (carried_out(command, token) for command in examples())
    assert (form.status_code, one.status_code, several.status_code) == (200, 201, 200)
    assert one.json()["message"] in PAGE
    assert set(one.json()) == {"id", "received", "held", "message"}
    assert [row["status"] for row in several.json()["rows"]] == [201, 422]
    refused = several.json()["rows"][1]["problem"]
    assert refused["errors"][0]["detail"] in PAGE
    assert len(submissions(world.bjorkviken)) == 2
    assert carried_out(examples()[1], token).status_code == 200


def test_every_code_and_limit_stands_on_the_page() -> None:
    assert [code for code in KINDS if f"`{code}`" not in PAGE] == []
    a_minute, a_day = PER_KEY
    batches, batches_a_day = BATCHES_PER_KEY
    assert f"{a_minute.most} anrop i minuten och {a_day.most:,} om dygnet".replace(",", " ") in PAGE
    assert f"varav {batches.most} i minuten och {batches_a_day.most} om dygnet" in PAGE
