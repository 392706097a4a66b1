"""Close in both place and time: does one event make another near by more likely soon after?

The statement is an average of all events asked about, "in the next 14 days, within 200 m". It is no forecast, and no
score of places or persons.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lykta.base.documents.tree import Block, Column, Table, text_table
from lykta.base.kernel.coordinates import from_sweref99tm
from lykta.base.kernel.local_time import to_local_array
from lykta.base.kernel.periods import bounds
from lykta.cycle.analysis.answer import Answer, Words, undecided
from lykta.cycle.analysis.enums import Outcome
from lykta.cycle.analysis.material import Material
from lykta.cycle.analysis.wording import in_both, language, too_few, translated
from lykta.facts.incidents.place_names import name_near, named_places
from lykta.facts.incidents.snapshot import as_seconds
from lykta.ground.municipalities.models import Municipality
from lykta_engine.errors import EngineError
from lykta_engine.result import as_data
from lykta_engine.together.near_repeat import NearRepeat, NearRepeatVerdict, near_repeat
from lykta_engine.words import decimal

KEY = "together"
METHOD = "near-repeat/1"
ABOUT = gettext_lazy(
    "Counts pairs of events that lie near each other in both place and time, and compares with the same places and "
    "times dealt out by chance."
)
FEWEST = 20
MOST_RECENT = 8
OUTCOMES = {
    NearRepeatVerdict.MORE_THAN_CHANCE: Outcome.FOUND,
    NearRepeatVerdict.FEWER_THAN_CHANCE: Outcome.FOUND,
    NearRepeatVerdict.AS_CHANCE: Outcome.NOTHING,
    NearRepeatVerdict.CANNOT_BE_DECIDED: Outcome.UNDECIDED,
}


def reckon(material: Material, rng: np.random.Generator) -> Answer:
    chosen = material.within & material.has_place
    n = int(chosen.sum())
    if n < FEWEST:
        return undecided(KEY, METHOD, too_few(n, FEWEST), n=n, left_out=material.left_out())
    x, y = material.plane(chosen)
    settings = material.question.settings
    try:
        result = near_repeat(
            x, y, material.days(chosen).astype(float), rng=rng, within_m=settings.near_m, days=settings.near_days,
            until=_now(material), distance_m=(0, 0.1, settings.near_m / 2, settings.near_m, 2 * settings.near_m),
            time_days=(0, settings.near_days / 2, settings.near_days, 2 * settings.near_days),
            replicates=settings.replicates,
        )  # fmt: skip
    except EngineError:
        return undecided(KEY, METHOD, too_few(n, FEWEST), n=n, left_out=material.left_out())
    return Answer(
        key=KEY,
        outcome=OUTCOMES[result.nearby.verdict],
        words=in_both(result.explain),
        n=n,
        method=result.method,
        headline=_headline(result, settings.near_m, settings.near_days),
        reference=result.reference,
        numbers={**_table(result), "recent": _recent(material, result, x, y)},
        left_out=material.left_out(),
    )


def _headline(result: NearRepeat, metres: int, days: int) -> Words:
    verdict, ratio = result.nearby.verdict, result.nearby.ratio

    def write() -> str:
        values = {"metres": metres, "days": days, "times": decimal(ratio or 0.0, language(), 1)}
        if verdict is NearRepeatVerdict.MORE_THAN_CHANCE and ratio is not None:
            return (
                _(
                    "After an event another one within %(metres)s metres and %(days)s days is %(times)s times as "
                    "common as chance gives."
                )
                % values
            )
        if verdict is NearRepeatVerdict.CANNOT_BE_DECIDED:
            return _("Whether events follow on each other near by cannot be decided.")
        return _("Events do not follow on each other near by more than chance gives.")

    return translated(write)


def _now(material: Material) -> float:
    """The last day asked about, or today where that is still to come."""
    end = bounds(material.question.period, material.municipality.week_cut)[1]
    moment = np.array([as_seconds(min(end, material.as_of))])
    return float(to_local_array(moment).astype("datetime64[D]").astype(np.int64)[0])


def _table(result: NearRepeat) -> dict[str, Any]:
    table = result.table
    return as_data({
        "distance": list(table.distance.edges), "time": list(table.time.edges), "observed": table.observed,
        "expected": table.expected, "beyond": table.more_than_chance,
        "shared": [{"x": each.x, "y": each.y, "n": each.events} for each in result.shared_positions],
    })  # fmt: skip


def _recent(material: Material, result: NearRepeat, x: np.ndarray, y: np.ndarray) -> list[dict[str, Any]]:
    """Where the statement holds now: named surroundings of the latest events, each place once."""
    places = named_places(material.municipality)
    found: dict[str, int] = {}
    for at, left in zip(result.recent.tolist(), result.recent_days_left.tolist(), strict=True):
        lon, lat = from_sweref99tm(x[at], y[at])
        name = name_near(float(lon), float(lat), places)
        found[name] = max(found.get(name, 0), int(np.ceil(left)))
    return [{"name": name, "days_left": days} for name, days in list(found.items())[:MOST_RECENT]]


def show(answer: Answer, municipality: Municipality) -> tuple[Block, ...]:
    if "observed" not in answer.numbers:
        return ()
    return (_pairs(answer), *_now_table(answer.numbers["recent"]))


def _pairs(answer: Answer) -> Table:
    numbers = answer.numbers
    days, metres = numbers["time"], numbers["distance"]
    columns = [Column(_("Distance"), header=True)]
    columns += [Column(_band(low, high, _("days")), "right") for low, high in pairwise(days)]
    rows = []
    for at, (low, high) in enumerate(pairwise(metres)):
        name = _("the same position") if high <= 1 else _band(low if low > 1 else 0, high, _("metres"))
        cells = zip(numbers["observed"][at], numbers["expected"][at], numbers["beyond"][at], strict=True)
        rows.append((name, *(_cell(seen, expected, beyond) for seen, expected, beyond in cells)))
    note = _(
        "Pairs counted, then in brackets what chance gives. ◆ is beyond chance. Each band holds its lower limit, not "
        "its upper."
    )
    return text_table(_("Pairs of events by distance and time between them"), tuple(columns), rows, note)


def _band(low: float, high: float, unit: str) -> str:
    return f"{decimal(low, language())}–{decimal(high, language())} {unit}"


def _cell(seen: int, expected: float, beyond: bool) -> str:
    return f"{seen} ({decimal(expected, language())})" + (" ◆" if beyond else "")


def _now_table(recent: list[dict[str, Any]]) -> tuple[Table, ...]:
    if not recent:
        return ()
    columns = (Column(_("Surroundings"), header=True), Column(_("Days left"), "right"))
    rows: list[tuple[str, ...]] = [(each["name"], str(each["days_left"])) for each in recent]
    return (text_table(_("Where the statement holds now"), columns, rows),)
