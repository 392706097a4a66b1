import numpy as np
import pytest

from lykta_engine.cube import area_by_week, build_cube


@pytest.fixture(scope="module")
def rows() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(3)
    n = 50_000
    return {
        "area": (40 * rng.random(n) ** 2).astype(np.int32),
        "category": rng.integers(0, 12, n).astype(np.int16),
        "week": rng.integers(0, 100, n).astype(np.int16),
    }


def ours(rows: dict[str, np.ndarray]) -> np.ndarray:
    straight = area_by_week(**rows, areas=40, categories=[1, 5, 9], n_categories=12, weeks=(20, 90))
    cube = build_cube(**rows, shape=(40, 12, 100), first_monday=np.datetime64("2024-01-01"))
    assert (cube.query([1, 5, 9], (20, 90)) == straight).all()
    return straight


def dense(area: np.ndarray, week: np.ndarray, n: np.ndarray) -> np.ndarray:
    table = np.zeros((40, 70), dtype=int)
    table[area, week.astype(int) - 20] = n
    return table


def test_polars_counts_the_same(rows: dict[str, np.ndarray]) -> None:
    pl = pytest.importorskip("polars")
    inside = pl.col("category").is_in([1, 5, 9]) & (pl.col("week") >= 20) & (pl.col("week") < 90)
    groups = pl.DataFrame(rows).filter(inside).group_by("area", "week").agg(pl.len().alias("n"))
    assert (ours(rows) == dense(*(groups[name].to_numpy() for name in ("area", "week", "n")))).all()


def test_duckdb_counts_the_same(rows: dict[str, np.ndarray]) -> None:
    duckdb = pytest.importorskip("duckdb")
    connection = duckdb.connect()
    connection.register("incidents", rows)
    groups = connection.execute(
        "select area, week, count(*) as n from incidents where category in (1, 5, 9) and week >= 20 and week < 90 "
        "group by area, week"
    ).fetchnumpy()
    assert (ours(rows) == dense(groups["area"], groups["week"], groups["n"])).all()
