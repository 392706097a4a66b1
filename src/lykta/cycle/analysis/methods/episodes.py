"""Gathered at a place for a time: the space-time permutation scan over circles and windows of the period."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from numpy.typing import NDArray

from lykta.base.documents.tree import Block, Column, text_table
from lykta.base.kernel.coordinates import from_sweref99tm
from lykta.base.kernel.local_time import to_local
from lykta.base.kernel.periods import bounds, free
from lykta.base.kernel.swedish_time import days_label
from lykta.cycle.analysis.answer import Answer, Words, undecided
from lykta.cycle.analysis.enums import Outcome
from lykta.cycle.analysis.material import Material
from lykta.cycle.analysis.wording import in_both, language, paragraphs, too_few, translated
from lykta.facts.incidents.place_names import name_near, named_places
from lykta.ground.municipalities.models import Municipality
from lykta_engine.errors import EngineError
from lykta_engine.together.satscan import permutation_files
from lykta_engine.together.scan_permutation import scan_permutation
from lykta_engine.together.scan_result import Cluster, ScanResult
from lykta_engine.words import decimal

KEY = "episodes"
METHOD = "scan_permutation/1"
ABOUT = gettext_lazy(
    "Looks through circles and spans of time for more events than the place and the time each usually have, and lets "
    "chance deal out the same dates over the same places."
)
FEWEST = 20
MOST = 1_000  # more take longer than a page may; then only what goes on at the end of the period is looked for
RADIUS_M = 600.0


def reckon(material: Material, rng: np.random.Generator) -> Answer:
    n = material.n_placed
    if n < FEWEST:
        return undecided(KEY, METHOD, too_few(n, FEWEST), n=n, left_out=material.left_out())
    try:
        result = scan(material, rng)
    except EngineError:
        return undecided(KEY, METHOD, too_few(n, FEWEST), n=n, left_out=material.left_out())
    found = [_cluster(cluster, material) for cluster in result.beyond_chance]
    return Answer(
        key=KEY,
        outcome=Outcome.FOUND if found else Outcome.NOTHING,
        words=paragraphs(in_both(result.explain), _only_at_the_end() if result.settings.prospective else {}),
        n=result.n_events,
        method=result.method,
        headline=_headline(found),
        reference=result.reference,
        numbers={"clusters": found, "only_at_the_end": result.settings.prospective},
        left_out=material.left_out(),
    )


def _headline(found: list[dict[str, Any]]) -> Words:
    def write() -> str:
        if not found:
            return _("Nothing gathered at a place for a time more than chance gives.")
        values = {"where": _where(found[0]), "when": _when(found[0]), "n": found[0]["n"]}
        return _("Clearest: %(where)s, %(when)s, %(n)s events.") % values

    return translated(write)


def _only_at_the_end() -> Words:
    return translated(lambda: _(
        "With so many events only what goes on when the period ends was looked for. Choose a category, an area or a "
        "shorter period to look through all of it."
    ))  # fmt: skip


def scan(material: Material, rng: np.random.Generator) -> ScanResult:
    x, y, days = arrays(material)
    settings = material.question.settings
    return scan_permutation(
        x, y, days, rng=rng, prospective=len(x) > MOST, cell_m=settings.cell_m, max_radius_m=RADIUS_M,
        period=_period(material), replicates=settings.replicates,
    )  # fmt: skip


def arrays(material: Material) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.datetime64]]:
    chosen = material.within & material.has_place
    x, y = material.plane(chosen)
    return x, y, material.days(chosen).astype("datetime64[D]")


def _period(material: Material) -> tuple[np.datetime64, np.datetime64]:
    """Whole local days, up to today where the period is not over."""
    start, end = bounds(material.question.period, material.municipality.week_cut)
    last = to_local(min(end, material.as_of) - timedelta(seconds=1)).date()
    return np.datetime64(to_local(start).date(), "D"), np.datetime64(last, "D") + 1


def _cluster(cluster: Cluster, material: Material) -> dict[str, Any]:
    lon, lat = (float(each) for each in from_sweref99tm(*cluster.centre[:2]))
    start, end = (str(np.datetime64(edge, "D")) for edge in (cluster.start, cluster.end))
    return {
        "name": name_near(lon, lat, named_places(material.municipality)), "lon": lon, "lat": lat,
        "radius_m": cluster.radius_m, "from": start, "to": end, "n": cluster.observed, "expected": cluster.expected,
        "p": cluster.p_value,
    }  # fmt: skip


def satscan_files(material: Material, seed: int) -> dict[str, str]:
    """What SaTScan needs to check the same search; empty where there was too little to search."""
    if material.n_placed < FEWEST:
        return {}
    try:
        result = scan(material, np.random.default_rng([seed, *KEY.encode()]))
        return permutation_files(*arrays(material), result, "lykta")
    except EngineError:
        return {}


def show(answer: Answer, municipality: Municipality) -> tuple[Block, ...]:
    clusters: list[dict[str, Any]] = answer.numbers.get("clusters", [])
    if not clusters:
        return ()
    columns = (
        Column(_("Place"), header=True),
        Column(_("When")),
        Column(_("Counted"), "right"),
        Column(_("Expected"), "right"),
    )
    rows: list[tuple[str, ...]] = [
        (_where(each), _when(each), str(each["n"]), decimal(each["expected"], language())) for each in clusters
    ]
    return (text_table(_("Gathered at a place for a time"), columns, rows),)


def _where(cluster: dict[str, Any]) -> str:
    if not cluster["radius_m"]:
        return str(cluster["name"])
    return _("%(place)s, within %(metres)s metres") % {"place": cluster["name"], "metres": round(cluster["radius_m"])}


def _when(cluster: dict[str, Any]) -> str:
    start, end = (np.datetime64(cluster[edge]).item() for edge in ("from", "to"))
    return days_label(free(start, end), language())
