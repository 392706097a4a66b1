"""10,000,000 incidents, 35 categories, 2,426 areas, 933 weeks: 6 categories and 401 weeks -> area x week.

From the weekly cube, and straight from the three columns. PostgreSQL takes 987 ms for the same (measured 2026-11 on two
cores; not run here). DuckDB and polars answer with the groups that are not empty, as a table in memory; ours with the
whole area x week array.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from benchmarks.engine import Case, Side

NAME = "cube"
AREAS, CATEGORIES, WEEKS = 2426, 35, 933
CHOSEN, SPAN = [1, 5, 9, 14, 20, 33], (500, 901)
FIRST = np.datetime64("2001-01-01")
FROM_CUBE, AD_HOC = "≤ 10 ms from a weekly count cube; aim 2.5 ms", "≤ 100 ms ad hoc"


def columns(n: int) -> dict[str, np.ndarray]:
    """Few areas and categories hold most, as in a city's register."""
    rng = np.random.default_rng(9)
    area = (AREAS * rng.random(n, dtype=np.float32) ** 2).astype(np.int32)
    category = (CATEGORIES * rng.random(n, dtype=np.float32) ** 3).astype(np.int16)
    return {"area": area, "category": category, "week": rng.integers(0, WEEKS, n, dtype=np.int16)}


def from_cube(n: int) -> Any:
    from lykta_engine.cube import build_cube

    cube = build_cube(**columns(n), shape=(AREAS, CATEGORIES, WEEKS), first_monday=FIRST)
    return lambda: cube.query(CHOSEN, SPAN)


def ad_hoc(n: int) -> Any:
    from lykta_engine.cube import area_by_week

    rows = columns(n)
    wanted: dict[str, Any] = {"areas": AREAS, "categories": CHOSEN, "n_categories": CATEGORIES, "weeks": SPAN}
    return lambda: area_by_week(**rows, **wanted)


def duckdb_query(n: int) -> Any:
    import duckdb
    import pyarrow as pa

    connection = duckdb.connect()
    connection.register("source", pa.table(columns(n)))
    connection.execute("create table incidents as select * from source")
    connection.unregister("source")
    chosen = ", ".join(map(str, CHOSEN))
    question = (
        f"select area, week, count(*) as n from incidents where category in ({chosen}) "
        f"and week >= {SPAN[0]} and week < {SPAN[1]} group by area, week"
    )
    return lambda: connection.execute(question).fetchnumpy()


def polars_query(n: int) -> Any:
    import polars as pl

    frame = pl.DataFrame(columns(n))
    inside = pl.col("category").is_in(CHOSEN) & (pl.col("week") >= SPAN[0]) & (pl.col("week") < SPAN[1])
    lazy = frame.lazy().filter(inside).group_by("area", "week").agg(pl.len().alias("n"))
    return lambda: {name: column.to_numpy() for name, column in lazy.collect().to_dict().items()}


def agree(ours: np.ndarray, theirs: dict[str, Any]) -> str:
    dense = np.zeros_like(ours)
    dense[theirs["area"], np.asarray(theirs["week"]).astype(int) - SPAN[0]] = theirs["n"]
    assert (dense == ours).all(), "the counts differ"
    return f"all {np.count_nonzero(ours):,} counts equal"


PEERS = [("duckdb", duckdb_query, ("duckdb", "pyarrow")), ("polars", polars_query, ("polars",))]


def case(n: int, small: bool, straight: bool, name: str, question: Any, needs: tuple[str, ...]) -> Case:
    return Case(
        work=f"{n:,} incidents → area × week, {'from the rows' if straight else 'from the cube'}",
        n=n,
        ours=Side("lykta_engine", partial(ad_hoc if straight else from_cube, n)),
        peer=Side(name, partial(question, n), needs),
        must=AD_HOC if straight else FROM_CUBE,
        agree=agree,
        small=small,
    )


CASES = [
    case(n, small, straight, *each)
    for n, small in ((100_000, True), (10_000_000, False))
    for straight in (False, True)
    for each in PEERS
]
