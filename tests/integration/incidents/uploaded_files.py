"""Files as guards, fault systems and the police send them, and the way in that pages and worker take together."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from lykta.facts.incidents.file_operations import ask_for_check, ask_for_import, keep_file, set_reading
from lykta.facts.incidents.models import Incident, IncomingFile
from lykta.importers.incidents.suggestions import suggested
from lykta.importers.incidents.uploads import lay_out, profile_of
from lykta.importers.incidents.well_known import folded
from lykta.importers.incidents.working import work_through
from tests.worlds import World

GUARD_LOG = """Händelsetyp;Plats;Datum;Tid;Koord N;Koord O;Ärendenr;Fritext
Klotter;Furutorget;2026-11-10;18.30;6529126,5;459664,9;V-1;Ny text på bänken.
Skadeg.;Strandskolan;2026-11-11;07:15;;;V-2;Krossad ruta vid entrén.
Bråk;Bakom kiosken;2026-11-12;23.50;58,9001;14,3002;V-3;Flera som knuffades.
Mopedkörning;;2026-11-13;20.00;;;V-4;
"""


def workbook(*rows: Sequence[Any], title: str = "Blad1", **others: Sequence[Sequence[Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    for name, lines in others.items():
        page = book.create_sheet(name)
        for row in lines:
            page.append(list(row))
    to = io.BytesIO()
    book.save(to)
    return to.getvalue()


def upload(world: World, data: bytes | str, name: str = "logg.csv", sheet: str = "") -> IncomingFile:
    content = data.encode() if isinstance(data, str) else data
    file = keep_file(
        municipality=world.bjorkviken, uploaded=SimpleUploadedFile(name, content),
        file_hash=hashlib.sha256(content).hexdigest(), by=world.coordinator,
    )  # fmt: skip
    return lay_out(file, world.coordinator, sheet)


def take_suggestions(world: World, file: IncomingFile) -> dict[str, str]:
    """As a person who accepts what is suggested."""
    at = file.columns["category"]
    words = profile_of(file)["columns"][at]["words"] or {}
    known = {folded(one.label_sv): one.code for one in categories(world)}
    return {folded(word): suggested(word, known, {}) for word in words}


def categories(world: World) -> list[Any]:
    from lykta.facts.evidence.queries import categories_for

    return categories_for(world.bjorkviken)


def check(world: World, file: IncomingFile, **options: Any) -> IncomingFile:
    set_reading(file=file, by=world.coordinator, categories=take_suggestions(world, file) | file.categories, **options)
    ask_for_check(file=file, by=world.coordinator)
    assert work_through() == 1
    file.refresh_from_db()
    return file


def read_in(world: World, file: IncomingFile) -> IncomingFile:
    ask_for_import(file=file, by=world.coordinator)
    assert work_through() == 1
    file.refresh_from_db()
    return file


def whole_way(world: World, data: bytes | str, name: str = "logg.csv", **options: Any) -> IncomingFile:
    file = check(world, upload(world, data, name), **options)
    assert file.state == "checked", file.problem
    return read_in(world, file)


def imported(world: World) -> list[Incident]:
    return list(Incident.objects.for_municipality(world.bjorkviken).filter(channel="import").order_by("number"))
