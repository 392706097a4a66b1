import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta_engine import kernels
from lykta_engine.cube import WeekCube, area_by_week, build_cube, empty_cube, weeks_since
from lykta_engine.errors import BadInput

MONDAY = np.datetime64("2026-01-05")
SHAPE = (3, 4, 5)
Row = tuple[int, int, int]
rows_of = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 4)), max_size=40)


@pytest.fixture(params=["compiled", "numpy"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "compiled" and kernels.library() is None:
        pytest.skip("the kernels were not compiled")
    monkeypatch.setenv("LYKTA_ENGINE_KERNELS", "" if request.param == "compiled" else "numpy")
    return str(request.param)


def columns(rows: list[Row]) -> list[np.ndarray]:
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return [table[:, 0], table[:, 1], table[:, 2]]


def built(rows: list[Row]) -> WeekCube:
    return build_cube(*columns(rows), shape=SHAPE, first_monday=MONDAY)


def slow(rows: list[Row], categories: list[int], weeks: tuple[int, int]) -> np.ndarray:
    grouped = np.zeros((3, weeks[1] - weeks[0]), dtype=int)
    for area, category, week in rows:
        if category in categories and weeks[0] <= week < weeks[1]:
            grouped[area, week - weeks[0]] += 1
    return grouped


choices = st.lists(st.integers(0, 3), max_size=5)
spans = st.tuples(st.integers(0, 5), st.integers(0, 5)).map(lambda pair: (min(pair), max(pair)))


@pytest.mark.parametrize("way_", ["", "numpy"])
@given(rows=rows_of, categories=choices, weeks=spans)
def test_agrees_with_going_through_the_rows(
    way_: str, rows: list[Row], categories: list[int], weeks: tuple[int, int]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LYKTA_ENGINE_KERNELS", way_)
        expected = slow(rows, categories, weeks)
        cube = built(rows)
        assert cube.n == len(rows)
        assert (cube.query(categories, weeks) == expected).all()
        straight = area_by_week(*columns(rows), areas=3, categories=categories, n_categories=4, weeks=weeks)
        assert (straight == expected).all()
        for area in range(3):
            assert (cube.series(area, categories) == slow(rows, categories, (0, 5))[area]).all()


@given(rows=rows_of, more=rows_of)
def test_added_and_taken_away_is_built_anew(rows: list[Row], more: list[Row]) -> None:
    both = built(rows + more).counts
    cube = built(rows).add(*columns(more))
    assert (cube.counts == both).all()
    assert (cube.take_away(*columns(more)).counts == built(rows).counts).all()


def test_a_cell_that_is_full_widens_the_cube_and_loses_nothing(way: str) -> None:
    cube = empty_cube(*SHAPE, MONDAY)
    cube.counts[1, 2, 3] = 65_534
    rows = columns([(0, 0, 0), (1, 2, 3), (1, 2, 3), (1, 2, 3), (2, 0, 0)])
    wide = cube.add(*rows)
    assert (wide.counts.dtype, wide.counts[1, 2, 3], wide.n) == (np.uint32, 65_537, 65_539)
    assert (cube.counts.dtype, cube.counts[1, 2, 3], cube.n) == (np.uint16, 65_534, 65_534)  # as it was
    assert wide.query([2], (3, 4))[1, 0] == 65_537
    assert wide.take_away(*rows).n == 65_534


def test_sums_are_wider_than_cells(way: str) -> None:
    cube = empty_cube(*SHAPE, MONDAY)
    cube.counts[:] = 65_535
    assert (cube.query() == 4 * 65_535).all()


def test_what_was_not_counted_cannot_be_taken_away(way: str) -> None:
    cube = built([(0, 0, 0), (1, 1, 1)])
    with pytest.raises(BadInput, match="taken away"):
        cube.take_away(*columns([(1, 1, 1), (0, 0, 0), (0, 0, 0)]))
    assert (cube.counts == built([(0, 0, 0), (1, 1, 1)]).counts).all()


def test_one_thread_and_four_give_the_same(way: str) -> None:
    rng = np.random.default_rng(1)
    n = 2_000_001
    rows = (rng.integers(0, 50, n, np.int32), rng.integers(0, 9, n, np.int16), rng.integers(0, 60, n, np.int16))
    wanted = {"areas": 50, "categories": [1, 4], "n_categories": 9, "weeks": (10, 50)}
    one, four = (area_by_week(*rows, **wanted, threads=threads) for threads in (1, 4))
    assert (one == four).all()
    cube = build_cube(*rows, shape=(50, 9, 60), first_monday=MONDAY)
    assert (cube.query([1, 4], (10, 50)) == one).all()


def test_a_read_only_map_is_read_and_not_written() -> None:
    counts = np.zeros(SHAPE, dtype=np.uint16)
    counts.flags.writeable = False
    cube = WeekCube(counts, MONDAY)
    assert cube.query().sum() == 0
    with pytest.raises(BadInput, match="read-only"):
        cube.add([0], [0], [0])


def test_weeks_are_from_monday_to_sunday() -> None:
    dates = np.array(["2026-01-04", "2026-01-05", "2026-01-11T23:59", "2026-01-12"], dtype="datetime64[m]")
    assert built([]).week_of(dates).tolist() == [-1, 0, 0, 1]


def test_more_weeks_at_the_end() -> None:
    longer = built([(0, 1, 4)]).longer(9)
    assert (longer.counts.shape, longer.n, longer.series(0)[4]) == ((3, 4, 9), 1, 1)
    with pytest.raises(BadInput):
        longer.longer(5)


@pytest.mark.parametrize("row", [(3, 0, 0), (-1, 0, 0), (0, 4, 0), (0, -1, 0), (0, 0, 5), (0, 0, -1)])
def test_rows_outside_are_refused(way: str, row: Row) -> None:
    cube = built([(0, 0, 0)])
    with pytest.raises(BadInput, match="outside the cube"):
        cube.add(*columns([(1, 1, 1), row]))
    assert cube.n == 1
    if row[2] == 0:
        with pytest.raises(BadInput):
            area_by_week(*columns([row]), areas=3, categories=[0], n_categories=4, weeks=(0, 5))


@pytest.mark.parametrize("column", [[np.nan], [0.5], ["a"], [[0]], [2**40], [0, 0]])
def test_refuses_columns_that_are_not_whole_numbers_of_one_length(column: list[object]) -> None:
    with pytest.raises(BadInput):
        build_cube(column, [0], [0], shape=SHAPE, first_monday=MONDAY)


def test_refuses_what_is_not_there() -> None:
    cube = built([])
    for wrong in (
        lambda: cube.query([4]),
        lambda: cube.query([-1]),
        lambda: cube.query(weeks=(0, 6)),
        lambda: cube.query(weeks=(3, 2)),
        lambda: cube.series(3),
        lambda: cube.week_of(np.array(["NaT"], dtype="datetime64[D]")),
        lambda: weeks_since(MONDAY, np.array(["9999-01-01"], dtype="datetime64[D]")),
        lambda: WeekCube(np.zeros(SHAPE, dtype=np.int64), MONDAY),
        lambda: WeekCube(np.zeros((3, 4), dtype=np.uint16), MONDAY),
        lambda: empty_cube(*SHAPE, np.datetime64("2026-01-06")),
        lambda: empty_cube(*SHAPE, np.datetime64("NaT")),
        lambda: area_by_week([0], [0], [0], areas=1, categories=[0], n_categories=1, weeks=(2, 1)),
    ):
        with pytest.raises(BadInput):
            wrong()


def test_time_grows_with_the_rows_and_not_faster() -> None:
    rng = np.random.default_rng(2)

    def seconds(n: int) -> float:
        rows = (rng.integers(0, 500, n, np.int32), rng.integers(0, 9, n, np.int16), rng.integers(0, 99, n, np.int16))
        began = time.process_time()
        for _ in range(5):
            area_by_week(*rows, areas=500, categories=[1], n_categories=9, weeks=(0, 99), threads=1)
        return time.process_time() - began

    seconds(10_000)
    assert seconds(1_600_000) < 64 * (seconds(100_000) + 0.005)  # 16 times the rows


def test_says_what_it_counts() -> None:
    cube = built([(0, 0, 0), (1, 1, 1)])
    assert cube.explain() == (
        "Två händelser räknade per område, kategori och vecka: 3 områden, 4 kategorier, 5 veckor från måndag "
        "2026-01-05. Räkningen bygger på rapporter; fler rapporter kan också betyda att fler rapporterar."
    )
    assert cube.explain("en").startswith("Two incidents counted by area, category and week: 3 areas")
