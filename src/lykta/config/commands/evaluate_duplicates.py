"""`lykta evaluate-duplicates`: how well known duplicates in a file are found, by what suggests them in the product."""

from __future__ import annotations

import argparse
import json
import math
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lykta.config.commands.problem import CommandProblem, ExitCode

if TYPE_CHECKING:
    from lykta.facts.incidents.duplicates.evaluation import Evaluation
    from lykta.facts.incidents.duplicates.likeness import Report

Row = tuple[int, dict[str, Any]]
COLUMNS = {  # what is read → the names it may have; the first are those of the documentation
    "id": ("id",),
    "category": ("category", "kind", "kategori"),
    "from": ("occurred_from",),
    "to": ("occurred_to",),
    "lon": ("lon",),
    "lat": ("lat",),
    "source": ("source", "kalla"),
    "text": ("text",),
    "municipality": ("municipality_code", "kommunkod"),
}
NEEDED = ("id", "category", "from", "lon", "lat")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--incidents", required=True, metavar="FILE", help="reports: CSV or parquet, gzip or not")
    parser.add_argument("--truth", required=True, metavar="FILE", help="columns id and same_event")
    parser.add_argument("--json", action="store_true", help="one line for a machine")


def run(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from lykta.importers.result import UnreadableFile

    try:
        found = evaluated(args.incidents, args.truth)
    except UnreadableFile as problem:
        raise CommandProblem(str(problem), ExitCode.NOT_FOUND) from problem
    print(_as_json(found) if args.json else _in_words(found))
    return ExitCode.DONE


def evaluated(incidents: str, truth: str) -> Evaluation:
    from lykta.facts.incidents.duplicates.evaluation import evaluate

    rows, names = _read(incidents, COLUMNS, NEEDED)
    keys = _numbered(rows, names["id"], incidents)
    told, of = _read(truth, {"id": ("id",), "event": ("same_event",)}, ("id", "event"))
    _numbered(told, of["id"], truth)
    if strangers := [row[of["id"]] for _line, row in told if str(row[of["id"]]) not in keys]:
        raise CommandProblem(
            f"{truth} names the report {strangers[0]!r}, which is not in {incidents}. Check that the two belong "
            "together.", ExitCode.NOT_FOUND,
        )  # fmt: skip
    events = {keys[str(row[of["id"]])]: str(row[of["event"]]) for _line, row in told}
    return evaluate(_parts(rows, names, incidents), events)


def _read(path: str, known: dict[str, tuple[str, ...]], needed: tuple[str, ...]) -> tuple[list[Row], dict[str, str]]:
    """The rows, and which column is what. A row that is not like the heading stops the whole: no figure from a part."""
    from lykta.importers.reading import read_file
    from lykta.importers.tables import table_of

    table = table_of(read_file(path))
    names = {what: name for what, may_be in known.items() for name in table.columns if name in may_be}
    if missing := [known[what][0] for what in needed if what not in names]:
        raise CommandProblem(
            f"{path} has no column {missing[0]}. The columns are described in docs/reference/command-line.md.",
            ExitCode.NOT_FOUND,
        )
    found = table.rows(tuple(names.values()))
    if found.rejections:
        raise _wrong(path, found.rejections[0].line, found.rejections[0].reason)
    return found.rows, names


def _wrong(path: str, line: int, reason: str) -> CommandProblem:
    return CommandProblem(f"{path}, line {line}: {reason} Correct the line and try again.", ExitCode.NOT_FOUND)


def _numbered(rows: Sequence[Row], column: str, path: str) -> dict[str, int]:
    """Each id → its number among the rows."""
    keys: dict[str, int] = {}
    for at, (line, row) in enumerate(rows):
        if str(row[column]) in keys:
            raise _wrong(path, line, f"The id {str(row[column])[:40]!r} stands twice.")
        keys[str(row[column])] = at
    return keys


def _parts(rows: Sequence[Row], names: dict[str, str], path: str) -> list[list[Report]]:
    """By municipality, where the file says: reports of two are never one event."""
    from lykta.base.kernel.coordinates import to_sweref99tm

    places = [_position(row, names, line, path) for line, row in rows]
    east, north = to_sweref99tm([lon for lon, _lat in places], [lat for _lon, lat in places])
    parts: dict[str, list[Report]] = defaultdict(list)
    for at, (line, row) in enumerate(rows):
        part = str(_value(row, names, "municipality"))
        parts[part].append(_report(at, row, names, (float(east[at]), float(north[at])), (line, path)))
    return list(parts.values())


def _position(row: dict[str, Any], names: dict[str, str], line: int, path: str) -> tuple[float, float]:
    lon, lat = (_value(row, names, what) for what in ("lon", "lat"))
    if lon in ("", None) or lat in ("", None):
        return math.nan, math.nan
    try:
        degrees = float(lon), float(lat)
    except ValueError as problem:
        raise _wrong(path, line, "The position is not two numbers.") from problem
    if not (abs(degrees[0]) <= 180 and abs(degrees[1]) < 90):
        raise _wrong(path, line, "The position is not in degrees, WGS84.")
    return degrees


def _report(
    key: int, row: dict[str, Any], names: dict[str, str], at: tuple[float, float], where: tuple[int, str]
) -> Report:
    from lykta.facts.incidents.duplicates.likeness import Kind, Report

    start, end = _interval(row, names, *where)
    return Report(
        key=key,
        kind=Kind(str(_value(row, names, "category"))),
        east_m=at[0],
        north_m=at[1],
        start_h=start,
        end_h=end,
        text=str(_value(row, names, "text") or ""),
        organization=_value(row, names, "source") or None,
    )


def _interval(row: dict[str, Any], names: dict[str, str], line: int, path: str) -> tuple[float, float]:
    from lykta.base.kernel.local_time import STOCKHOLM
    from lykta.importers.incidents.times import moments
    from lykta.importers.result import RowProblem

    try:
        start = moments(_value(row, names, "from"), STOCKHOLM, names["from"])
        end = moments(_value(row, names, "to"), STOCKHOLM, names.get("to", "")) or start
    except RowProblem as problem:
        raise _wrong(path, line, str(problem)) from problem
    if start is None or end is None:
        raise _wrong(path, line, f"There is no time under {names['from']}.")
    if end[1] < start[0]:
        raise _wrong(path, line, "The event ends before it starts.")
    return start[0].timestamp() / 3600, end[1].timestamp() / 3600


def _value(row: dict[str, Any], names: dict[str, str], what: str) -> Any:
    return row[names[what]] if what in names else None


def _as_json(found: Evaluation) -> str:
    return json.dumps({"recall": _rounded(found.recall), "precision": _rounded(found.precision), "pairs": found.pairs})


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def _in_words(found: Evaluation) -> str:
    if not found.pairs:
        return f"The truth holds no pairs. {found.suggested} pairs are suggested."
    return (
        f"{found.right} of {found.pairs} true pairs are suggested (recall {found.recall:.3f}). "
        f"{found.right} of {found.suggested} suggested pairs are true"
        + (f" (precision {found.precision:.3f})." if found.precision is not None else ".")
    )
