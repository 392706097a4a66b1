"""Near repeats: 4 bands of distance (to 400 m) × 3 of time (to 28 days), 999 permutations, and the statement on 200 m
and 14 days. 100,000 events as in knox.py; the rows of growth are made towns, equally dense whatever their size."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.engine import Case, Side
from benchmarks.engine.knox import DAYS, REPLICATES, WITHIN_M, Events, events, made_town

NAME = "near-repeat"


def ours(n: int, data: Callable[[int], Events]) -> Callable[[], dict[str, float]]:
    from lykta_engine.together.near_repeat import near_repeat

    x, y, t = data(n)

    def work() -> dict[str, float]:
        found = near_repeat(x, y, t, replicates=REPLICATES, rng=np.random.default_rng(1))
        within = found.nearby.observed + found.same_place.observed
        return {"pairs": within, "expected": found.nearby.expected + found.same_place.expected,
                "near": int(found.table.pairs_by_distance.sum())}  # fmt: skip

    return work


def peer(n: int) -> Callable[[], dict[str, float]]:
    """One cell only: pointpats has no bands."""
    from pointpats import Knox

    x, y, t = made_town(n)

    def work() -> dict[str, float]:
        np.random.seed(1)
        found = Knox(np.stack([x, y], axis=1), t[:, None], delta=WITHIN_M, tau=DAYS - 1, permutations=REPLICATES)
        return {"pairs": found.nst, "expected": float(found.expected[0, 0])}

    return work


def agree(one: Any, other: Any) -> str:
    assert one["pairs"] == other["pairs"], f"{one['pairs']} pairs against {other['pairs']}"
    assert math.isclose(one["expected"], other["expected"], rel_tol=1e-9), "other expectation"
    return f"{one['pairs']} pairs within 200 m and 14 days, {one['expected']:.2f} expected in both"


def growth(n: int, small: bool = False) -> Case:
    compared = n <= 10_000
    return Case(
        work=f"near repeats, 4×3 bands, {REPLICATES} permutations, growth: {n:,} events, made town",
        n=n,
        ours=Side("lykta_engine", lambda: ours(n, made_town)),
        peer=Side("pointpats.Knox, one cell", lambda: peer(n), needs=("pointpats",)) if compared else None,
        must="growth shown",
        agree=agree if compared else None,
        why_no_peer="" if compared else "pointpats runs out of memory (13 GB at 100,000 events)",
        small=small,
    )


CASES = [
    Case(
        work=f"near repeats, 4×3 bands, {REPLICATES} permutations, 100,000 events",
        n=100_000,
        ours=Side("lykta_engine", lambda: ours(100_000, events)),
        peer=None,
        must="≤ 3 s, ≤ 300 MB; aim 0.8 s",
        why_no_peer="pointpats runs out of memory (13 GB, measured apart)",
    ),
    growth(1_000, small=True),
    growth(10_000),
    growth(100_000),
    growth(1_000_000),
]
