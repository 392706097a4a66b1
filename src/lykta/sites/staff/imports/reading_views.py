"""Before the dry run: which column is what, and what the file's words mean."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from lykta.facts.evidence.enums import Permission
from lykta.facts.evidence.models import ImportBatch
from lykta.facts.evidence.queries import category_tree, focus_areas
from lykta.facts.incidents.file_operations import AT_WORK, ENDED, ask_for_check, save_mapping, set_reading
from lykta.facts.incidents.models import IncomingFile
from lykta.ground.areas.search_text import folded as folded_name
from lykta.importers.incidents.load import vocabulary_of
from lykta.importers.incidents.suggestions import LEAVE_OUT, nearly, suggested
from lykta.importers.incidents.uploads import lay_out, names_known, profile_of, rows_of
from lykta.importers.incidents.well_known import folded
from lykta.sites.staff.imports.forms import ColumnsForm
from lykta.sites.staff.imports.views import own_file
from lykta.sites.staff.pages import StaffRequest, page

FIRST_ROWS = 5
MOST_WORDS = 400


@page(Permission.IMPORT)
def columns(request: StaffRequest, pid: str, **kwargs: Any) -> HttpResponse:
    file = own_file(request, pid)
    if file.state in (*AT_WORK, *ENDED):
        return redirect("staff:import_file", request.municipality.slug, pid)
    if request.POST.get("act") == "sheet":
        lay_out(file, request.user, request.POST.get("sheet", ""))
        return redirect("staff:import_columns", request.municipality.slug, pid)
    profile = profile_of(file)
    form = ColumnsForm(request.POST or None, file=file, profiles=profile["columns"])
    if request.method == "POST" and form.is_valid():
        _keep(request, file, form)
        return redirect("staff:import_words", request.municipality.slug, pid)
    context = {
        "file": file,
        "form": form,
        "profile": profile,
        "first_rows": _first_rows(file, len(profile["columns"])),
        "read_before": _read_before(file),
        "step": 1,
    }  # fmt: skip
    return render(request, "staff/imports/columns.html", context, status=422 if form.errors else 200)


def _first_rows(file: IncomingFile, width: int) -> list[tuple[int, list[str]]]:
    rows = islice(rows_of(file), FIRST_ROWS)
    return [(line, [*cells[:width], *[""] * (width - len(cells))]) for line, cells in rows]


def _keep(request: StaffRequest, file: IncomingFile, form: ColumnsForm) -> None:
    chosen = {name: form.cleaned_data.get(name, "") for name in
              ("organization", "state", "numbers", "persons", "outside", "order")}  # fmt: skip
    set_reading(file=file, by=request.user, columns=form.columns, **chosen)


def _read_before(file: IncomingFile) -> ImportBatch | None:
    same = ImportBatch.objects.filter(municipality=file.municipality, file_hash=file.file_hash)
    return same.filter(importer="incidents", withdrawn__isnull=True).order_by("-closed").first()


@dataclass(frozen=True, slots=True)
class Word:
    """One distinct word of the file. `code` is what stands chosen: a category, LEAVE_OUT or nothing yet."""

    at: int
    word: str
    rows: int
    code: str
    is_suggested: bool = False


@dataclass(frozen=True, slots=True)
class NearPlace:
    at: int
    word: str
    rows: int
    name: str
    is_chosen: bool


@page(Permission.IMPORT)
def words(request: StaffRequest, pid: str, **kwargs: Any) -> HttpResponse:
    file = own_file(request, pid)
    if file.state in (*AT_WORK, *ENDED):
        return redirect("staff:import_file", request.municipality.slug, pid)
    if "category" not in file.columns:
        return redirect("staff:import_columns", request.municipality.slug, pid)
    profile = profile_of(file)["columns"]
    found, places = _words(file, profile), _near_places(file, profile)
    if request.method == "POST":
        return _kept_words(request, file, found, places)
    context = {
        "file": file,
        "words": found[:MOST_WORDS],
        "more_words": max(0, len(found) - MOST_WORDS),
        "too_many": _distinct(file, profile, "category") is None,
        "unsure": sum(not word.code for word in found),
        "places": places,
        "tree": category_tree(request.municipality),
        "focus_areas": focus_areas(request.municipality),
        "leave_out": LEAVE_OUT,
        "step": 2,
    }
    return render(request, "staff/imports/words.html", context)


def _distinct(file: IncomingFile, profile: list[dict[str, Any]], name: str) -> dict[str, int] | None:
    at = file.columns.get(name)
    found: dict[str, int] | None = profile[at]["words"] if at is not None and at < len(profile) else {}
    return found


def _words(file: IncomingFile, profile: list[dict[str, Any]]) -> list[Word]:
    """The most usual first. What a person has chosen stands; the rest is suggested."""
    known = vocabulary_of(file.municipality).categories
    found: dict[str, tuple[str, int]] = {}
    for word, rows in (_distinct(file, profile, "category") or {}).items():
        first, before = found.get(folded(word), (word, 0))
        found[folded(word)] = first, before + rows
    listed = []
    for at, (key, (word, rows)) in enumerate(found.items()):
        chosen = file.categories.get(key)
        listed.append(Word(at, word, rows, chosen or suggested(word, known, {}), not chosen))
    return listed


def _near_places(file: IncomingFile, profile: list[dict[str, Any]]) -> list[NearPlace]:
    named = _distinct(file, profile, "place") or {}
    near = nearly(named, names_known(file.municipality))
    chosen = file.options.get("places", {})
    return [NearPlace(at, word, named[word], name, folded_name(word) in chosen)
            for at, (word, name) in enumerate(near.items())]  # fmt: skip


def _kept_words(request: StaffRequest, file: IncomingFile, found: list[Word], places: list[NearPlace]) -> HttpResponse:
    known = {*vocabulary_of(file.municipality).categories.values(), LEAVE_OUT}
    chosen = {folded(word.word): code for word in found if (code := request.POST.get(f"word_{word.at}")) in known}
    same = {folded_name(place.word): place.name for place in places if request.POST.get(f"place_{place.at}")}
    file = set_reading(file=file, by=request.user, categories=chosen, places=same)
    if name := request.POST.get("name", "").strip():
        save_mapping(file=file, name=name, by=request.user)
    ask_for_check(file=file, by=request.user)
    return redirect("staff:import_file", request.municipality.slug, file.public_id)
