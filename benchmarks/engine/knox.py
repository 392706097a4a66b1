"""Knox, one cell of 200 m and 14 days, 999 permutations: Chicago burglaries in time order where the shared data is,
else a made town. Whole days; pointpats counts "at most 13 days", which is "under 14"."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.engine import Case, Side

NAME = "knox"
SHARED = Path(os.environ.get("LYKTA_SHARED", Path(__file__).resolve().parents[3] / "shared"))
WITHIN_M, DAYS, REPLICATES = 200.0, 14, 999
Events = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]


def made_town(n: int) -> Events:
    """As many events to the square kilometre whatever n: some 160 others within 400 m. Two years."""
    draw = np.random.default_rng(20261122)
    addresses = draw.uniform(0, 56 * math.sqrt(n), (max(n // 4, 1), 2))
    x, y = (addresses[draw.integers(0, len(addresses), n)] + draw.normal(0, 12, (n, 2))).T
    return x, y, draw.integers(0, 730, n)


def events(n: int) -> Events:
    chicago = SHARED / "methods" / "data" / "burg2010.npz"
    if not chicago.exists():
        return made_town(n)
    data = np.load(chicago)
    return data["x"][:n].astype(float), data["y"][:n].astype(float), np.floor(data["d"][:n]).astype(np.int64)


def ours(n: int) -> Callable[[], dict[str, float]]:
    from lykta_engine.together.knox import knox

    x, y, t = events(n)

    def work() -> dict[str, float]:
        found = knox(x, y, t, distance_m=(0, WITHIN_M), time_days=(0, DAYS), replicates=REPLICATES,
                     rng=np.random.default_rng(1))  # fmt: skip
        assert found.p_upper is not None
        return {
            "pairs": int(found.observed[0, 0]),
            "expected": float(found.expected[0, 0]),
            "p": float(found.p_upper[0, 0]),
        }

    return work


def peer(n: int) -> Callable[[], dict[str, float]]:
    from pointpats import Knox

    x, y, t = events(n)

    def work() -> dict[str, float]:
        np.random.seed(1)
        found = Knox(np.stack([x, y], axis=1), t[:, None], delta=WITHIN_M, tau=DAYS - 1, permutations=REPLICATES)
        return {"pairs": found.nst, "expected": float(found.expected[0, 0]), "p": float(found.p_sim)}

    return work


def agree(one: Any, other: Any) -> str:
    assert one["pairs"] == other["pairs"], f"{one['pairs']} pairs against {other['pairs']}"
    assert math.isclose(one["expected"], other["expected"], rel_tol=1e-9), "other expectation"
    error = 4 * math.sqrt(2 * max(other["p"] * (1 - other["p"]), 1 / REPLICATES) / REPLICATES)
    assert abs(one["p"] - other["p"]) <= error, f"p {one['p']} against {other['p']}"
    return f"{one['pairs']} pairs, {one['expected']:.2f} expected in both; p {one['p']:.3f} and {other['p']:.3f}"


def case(n: int, must: str, small: bool = False) -> Case:
    return Case(
        work=f"Knox, one cell 200 m × 14 days, {REPLICATES} permutations, {n:,} events",
        n=n,
        ours=Side("lykta_engine", lambda: ours(n)),
        peer=Side("pointpats.Knox", lambda: peer(n), needs=("pointpats",)),
        must=must,
        agree=agree,
        small=small,
    )


CASES = [case(1_000, "–", small=True), case(10_000, "300×, 1/20 of the memory; aim 900×")]
