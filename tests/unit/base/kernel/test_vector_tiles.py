import mapbox_vector_tile
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lykta.base.kernel import quadkeys
from lykta.base.kernel.vector_tiles import TileLayer, encode_tile, grid_counts, tile_points


def read(tile: bytes) -> dict:
    return mapbox_vector_tile.decode(tile, default_options={"y_coord_down": True})


def features(tile: bytes, layer: str) -> list[tuple]:
    return [(f.get("id"), f["geometry"]["coordinates"], f["properties"]) for f in read(tile)[layer]["features"]]


def test_every_kind_of_value_survives():
    layer = TileLayer(
        "händelser",
        x=np.array([0, 17, 4096]),
        y=np.array([4095, -3, 2048]),
        properties={
            "kind": np.array(["skadegörelse", "trafik", "skadegörelse"]),
            "count": np.array([1, -2, 2**40]),
            "share": np.array([0.5, np.nan, -1.25]),
            "checked": np.array([True, False, True]),
            "mixed": np.array([1, True, None], dtype=object),
        },
        ids=np.array([1, 300, 2**52]),
    )
    tile = encode_tile([layer])
    assert features(tile, "händelser") == [
        (1, [0, 4095], {"kind": "skadegörelse", "count": 1, "share": 0.5, "checked": True, "mixed": 1}),
        (300, [17, -3], {"kind": "trafik", "count": -2, "checked": False, "mixed": True}),
        (2**52, [4096, 2048], {"kind": "skadegörelse", "count": 2**40, "share": -1.25, "checked": True}),
    ]
    assert read(tile)["händelser"]["version"] == 2
    assert read(tile)["händelser"]["extent"] == 4096
    assert features(tile, "händelser")[1][2]["mixed"] is True


def test_equal_values_are_written_once():
    many = TileLayer("a", np.arange(500), np.arange(500), {"kind": np.full(500, "ett långt värde som kommer igen")})
    assert encode_tile([many]).count("ett långt värde".encode()) == 1


def test_layers_without_points_are_left_out():
    none = np.array([], dtype=np.int64)
    assert encode_tile([TileLayer("tom", none, none, {"kind": np.array([])})]) == b""
    point = TileLayer("full", np.array([1]), np.array([2]))
    tile = encode_tile([TileLayer("tom", none, none), point], extent=512)
    assert list(read(tile)) == ["full"]
    assert features(tile, "full") == [(None, [1, 2], {})] or features(tile, "full") == [(0, [1, 2], {})]
    assert read(tile)["full"]["extent"] == 512


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**62), 2**62), st.text(max_size=20), st.floats(allow_nan=False)
)


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(-9000, 9000), st.integers(-9000, 9000), st.integers(0, 2**63), VALUES, VALUES),
        min_size=1,
        max_size=30,
    )
)
def test_whatever_is_written_is_read(rows):
    columns = list(zip(*rows, strict=True))
    first, second = (np.array([*column, None], dtype=object)[:-1] for column in columns[3:])
    layer = TileLayer(
        "a",
        np.array(columns[0]),
        np.array(columns[1]),
        {"first": first, "second": second},
        np.array(columns[2], dtype=np.uint64),
    )
    expected = [
        (row_id, [x, y], {name: value for name, value in (("first", a), ("second", b)) if value is not None})
        for x, y, row_id, a, b in rows
    ]
    assert features(encode_tile([layer]), "a") == expected


def town_points(count: int = 3000) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(7)
    lon, lat = rng.uniform(14.25, 14.35, count), rng.uniform(58.88, 58.92, count)
    qk = quadkeys.encode(lon, lat)
    order = np.argsort(qk)
    return qk[order], lon[order], lat[order]


@pytest.mark.parametrize("z", [10, 14, 17])
def test_points_land_where_the_mercator_formula_puts_them(z):
    qk, lon, lat = town_points()
    share_x = (lon + 180) / 360 * 2**z
    share_y = (1 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2 * 2**z
    x, y = int(share_x[40]), int(share_y[40])
    within, local_x, local_y = tile_points(qk, z, x, y)
    inside = (share_x.astype(int) == x) & (share_y.astype(int) == y)
    assert np.flatnonzero(inside).tolist() == list(range(within.start, within.stop))
    # A key holds 0.3 m: at zoom 17 that is 8 tile units.
    slack = max(1.01, 4096 * 2.0 ** (z - 26))
    assert np.abs(local_x - (share_x[inside] - x) * 4096).max() <= slack
    assert np.abs(local_y - (share_y[inside] - y) * 4096).max() <= slack


@pytest.mark.parametrize("cells", [1, 8, 64])
@pytest.mark.parametrize("kind", ["none", "filter", "weights"])
def test_grid_counts_agree_with_counting_one_by_one(cells, kind):
    qk, _, _ = town_points()
    z, (x, y) = 12, (int(n) for n in quadkeys.deinterleave(quadkeys.coarsen(qk[1500], 12)))
    rng = np.random.default_rng(1)
    weights = {"none": None, "filter": rng.random(len(qk)) < 0.3, "weights": rng.integers(1, 9, len(qk))}[kind]
    within, local_x, local_y = tile_points(qk, z, x, y)
    expected: dict[tuple[int, int], int] = {}
    width = 4096 // cells
    for place, px, py in zip(range(within.start, within.stop), local_x, local_y, strict=True):
        weight = 1 if weights is None else int(weights[place])
        middle = (int(px) // width * width + width // 2, int(py) // width * width + width // 2)
        expected[middle] = expected.get(middle, 0) + weight
    grid = grid_counts(qk, weights, z, x, y, cells)
    found = {(int(cx), int(cy)): int(n) for cx, cy, n in zip(grid.x, grid.y, grid.counts, strict=True)}
    assert found == {middle: n for middle, n in expected.items() if n}
    assert np.all(np.diff(grid.cells) > 0)


def test_grid_of_an_empty_tile_is_empty():
    qk, _, _ = town_points()
    grid = grid_counts(qk, np.ones(len(qk)), 12, 0, 0)
    assert (len(grid.cells), len(grid.x), len(grid.counts)) == (0, 0, 0)


@pytest.mark.parametrize(("z", "cells"), [(12, 63), (22, 64)])
def test_grid_refuses_levels_that_keys_do_not_have(z, cells):
    with pytest.raises(quadkeys.QuadkeyProblem):
        grid_counts(town_points(10)[0], None, z, 0, 0, cells)
