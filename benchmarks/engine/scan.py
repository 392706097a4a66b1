"""Space-time permutation scan of Chicago burglaries in time order (else of a made town), circles of at most 1 km and
windows of at most 28 days, 999 replicates. SaTScan cannot be run here: the peer is the slow and obvious way, every
circle and window counted one by one in Python, at sizes and with so few replicates that it ends. SaTScan's own seconds,
measured by hand on two cores, stand in `must`."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.engine import Case, Side

NAME = "scan"
SHARED = Path(os.environ.get("LYKTA_SHARED", Path(__file__).resolve().parents[3] / "shared"))
RADIUS_M, DAYS, REPLICATES, FEW = 1000.0, 28, 999, 19
Events = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


def made_town(n: int) -> Events:
    draw = np.random.default_rng(20261122)
    x, y = draw.normal(0, 8000, (2, n))
    return x, y, np.sort(draw.uniform(0, n / 62, n))


def events(n: int) -> Events:
    chicago = SHARED / "methods" / "data" / "burg2010.npz"
    if not chicago.exists():
        return made_town(n)
    data = np.load(chicago)
    return data["x"][:n].astype(float), data["y"][:n].astype(float), data["d"][:n].astype(float)


def ours(n: int, cell: float, prospective: bool, replicates: int) -> Callable[[], dict[str, Any]]:
    from scipy.spatial import cKDTree  # noqa: F401  (imported once, and not what is timed)

    from lykta_engine.together.scan_permutation import scan_permutation

    x, y, day = events(n)

    def work() -> dict[str, Any]:
        found = scan_permutation(
            x, y, day, rng=np.random.default_rng(1), prospective=prospective, cell_m=cell, max_radius_m=RADIUS_M,
            unit_days=1, max_window_units=DAYS, fewest_in_cluster=2, replicates=replicates,
        )  # fmt: skip
        first = found.clusters[0]
        return {"llr": first.log_likelihood_ratio, "count": first.observed, "p": first.p_value}

    return work


def slow(n: int, cell: float, prospective: bool) -> Callable[[], dict[str, Any]]:
    """The same work, FEW replicates, one count at a time."""
    import math

    x, y, day = events(n)
    unit = np.floor(day).astype(int) - int(day.min())
    column, row = np.floor(x / cell).astype(int), np.floor(y / cell).astype(int)
    cells = sorted(set(zip(column.tolist(), row.tolist(), strict=True)))
    number = {place: k for k, place in enumerate(cells)}
    held: list[list[int]] = [[] for _ in cells]
    for place, when in zip(zip(column.tolist(), row.tolist(), strict=True), unit.tolist(), strict=True):
        held[number[place]].append(when)
    units = int(unit.max()) + 1
    per_unit = np.bincount(unit, minlength=units).tolist()

    ends = [units] if prospective else range(1, units + 1)
    spans = [(start, end) for end in ends for start in range(max(end - DAYS, 0), end)]
    in_window = [sum(per_unit[start:end]) for start, end in spans]
    circles = [
        [j for _, j in sorted((math.dist(centre, other) * cell, j) for j, other in enumerate(cells)
                              if math.dist(centre, other) * cell <= RADIUS_M)]
        for centre in cells
    ]  # fmt: skip

    def strongest(held: list[list[int]]) -> tuple[float, int]:
        best = (0.0, 0)
        for near in circles:
            inside: list[int] = []
            for j in near:
                inside += held[j]
                for (start, end), w in zip(spans, in_window, strict=True):
                    c, mu = sum(start <= when < end for when in inside), len(inside) * w / n
                    if c >= 2 and c > mu:
                        rest = (n - c) * math.log((n - c) / (n - mu)) if c < n else 0.0
                        best = max(best, (c * math.log(c / mu) + rest, c))
        return best

    def dealt_anew(draw: np.random.Generator) -> list[list[int]]:
        times = iter(draw.permutation(unit).tolist())
        return [[next(times) for _ in each] for each in held]

    def work() -> dict[str, Any]:
        draw, (best, most) = np.random.default_rng(2), strongest(held)
        stronger = sum(strongest(dealt_anew(draw))[0] >= best - 1e-9 for _ in range(FEW))
        return {"llr": best, "count": most, "p": (1 + stronger) / (1 + FEW)}

    return work


def agree(one: Any, other: Any) -> str:
    assert abs(one["llr"] - other["llr"]) < 1e-6, f"LLR {one['llr']} against {other['llr']}"
    error = 4 * (2 * max(other["p"] * (1 - other["p"]), 1 / FEW) / FEW) ** 0.5
    assert abs(one["p"] - other["p"]) <= error, f"p {one['p']} against {other['p']}"
    return f"LLR {one['llr']:.6f} with {one['count']} events in both; p {one['p']:.2f} and {other['p']:.2f}"


def case(n: int, cell: float, prospective: bool, must: str, *, small: bool = False) -> Case:
    kind = "prospective" if prospective else "retrospective"
    replicates = FEW if small else REPLICATES
    text = f"space-time permutation scan, {kind}, {cell:.0f} m cells, {n:,} events, {replicates} replicates"
    mine = Side("lykta_engine", lambda: ours(n, cell, prospective, replicates))
    if not small:
        return Case(work=text, n=n, ours=mine, peer=None, must=must,
                    why_no_peer="SaTScan is run by hand: its seconds stand under must")  # fmt: skip
    peer = Side("each circle and window in Python", lambda: slow(n, cell, prospective))
    return Case(work=text, n=n, ours=mine, peer=peer, must=must, agree=agree, small=True)


CASES = [
    case(1_000, 500, True, "–", small=True),
    case(1_000, 1_000, False, "–", small=True),
    case(100_000, 250, True, "SaTScan 54 s, 484 MB on two cores: 20 times is 2.7 s, aim 0.77 s"),
    case(10_000, 500, False, "SaTScan 71 s on two cores: 20 times is 3.5 s, aim 1.2 s"),
]
