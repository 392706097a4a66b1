"""Weekday x hour from intervals, against a loop over events and hours in plain Python, written here.

The published peers take one event at a time as well: crimepy 71 µs and R's aoristic 1.5 ms each (measured 2026-11 on
two cores; neither is installed here). The loop is the fairer peer: it does no more than the arithmetic.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import numpy as np

from benchmarks.engine import Case, Side

NAME = "aoristic"
MUST = "500× (crimepy 71 µs each, R 1.5 ms each); aim 3,000×"
LONGEST_S = 4 * 86_400


def intervals(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Half of them within two hours, half up to four days, as burglaries are."""
    rng = np.random.default_rng(8)
    start = np.datetime64("2020-01-01", "s") + rng.integers(0, 10**8, n)
    length = np.where(rng.random(n) < 0.5, rng.integers(0, 7200, n), rng.integers(0, LONGEST_S, n))
    return start, start + length


def ours(n: int) -> Any:
    from lykta_engine.when.aoristic import weekday_hour

    start, end = intervals(n)
    return lambda: weekday_hour(start, end).weights


def one_at_a_time(events: list[tuple[datetime, datetime]]) -> np.ndarray:
    weights = [0.0] * 168
    hour = timedelta(hours=1)
    for start, end in events:
        length = (end - start).total_seconds()
        at = start.replace(minute=0, second=0)
        if not length:
            weights[at.weekday() * 24 + at.hour] += 1.0
            continue
        while at < end:
            inside = (min(end, at + hour) - max(start, at)).total_seconds()
            weights[at.weekday() * 24 + at.hour] += inside / length
            at += hour
    return np.array(weights).reshape(7, 24)


def peer(n: int) -> Any:
    start, end = intervals(n)
    events = list(zip(start.tolist(), end.tolist(), strict=True))
    return lambda: one_at_a_time(events)


def agree(ours: np.ndarray, theirs: np.ndarray) -> str:
    apart = float(np.abs(ours - theirs).max())
    assert apart < 1e-6 * theirs.sum(), f"hours differ by up to {apart:g} events"
    return f"every hour within {apart:.0e} events"


def case(n: int, small: bool) -> Case:
    return Case(
        work=f"weekday × hour, {n:,} intervals",
        n=n,
        ours=Side("lykta_engine", partial(ours, n)),
        peer=Side("loop in Python", partial(peer, n)),
        must=MUST,
        agree=agree,
        small=small,
    )


CASES = [case(10_000, small=True), case(1_000_000, small=False)]
