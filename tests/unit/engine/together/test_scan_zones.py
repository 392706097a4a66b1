from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta_engine.errors import BadInput
from lykta_engine.together.scan_zones import circular_zones, square_cells
from tests.unit.engine.together.scan_oracle import circles

SPOTS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=14, unique=True)


@given(spots=SPOTS, radius=st.integers(0, 9), share=st.floats(0.1, 1.0), seed=st.integers(0, 99))
def test_zones_are_those_of_the_oracle(spots: list, radius: int, share: float, seed: int) -> None:
    points = np.array(spots, dtype=float)
    weight = np.random.default_rng(seed).integers(1, 9, len(points))
    zones = circular_zones(points, max_radius=radius, weight=weight, max_share=share)
    told = [
        [zones.of(v, rank).tolist() for rank in range(zones.first[v + 1] - zones.first[v])] for v in range(len(points))
    ]
    assert told == circles(points, radius, weight.tolist(), share)


def test_neighbours_at_the_same_distance_come_one_by_one_by_number() -> None:
    zones = circular_zones([[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1]], max_radius=1)
    assert zones.of(0, 4).tolist() == [0, 1, 2, 3, 4]
    assert zones.of(3, 1).tolist() == [3, 0]
    assert zones.radius(0, 4) == 1.0


def test_cells_are_numbered_column_by_column_from_the_south_west() -> None:
    cells = square_cells([150, 50, 50, -1, 199.9], [50, 150, 50, 0, 99.9], 100)
    assert cells.centres.tolist() == [[-50, 50], [50, 50], [50, 150], [150, 50]]
    assert cells.of_event.tolist() == [3, 2, 1, 0, 3]


def test_the_sum_over_zones_is_the_sum_over_their_members() -> None:
    rng = np.random.default_rng(3)
    zones = circular_zones(rng.uniform(0, 10, (30, 2)), max_radius=4)
    weight = rng.integers(0, 9, (30, 3))
    wanted = [weight[zones.of(v, r)].sum(axis=0) for v in range(30) for r in range(zones.first[v + 1] - zones.first[v])]
    assert (zones.summed(weight) == np.array(wanted)).all()


@pytest.mark.parametrize(
    ("positions", "settings"),
    [
        ([[0, np.nan]], {}),
        ([[0, 0, 0, 0]], {}),
        ([0, 1], {}),
        ([[0, 0]], {"max_radius": -1}),
        ([[0, 0]], {"max_radius": float("nan")}),
        ([[0, 0]], {"max_share": 0}),
        ([[0, 0]], {"weight": [1, 2]}),
        ([[0, 0]], {"weight": [-1]}),
    ],
)
def test_what_is_not_a_map_is_bad_input(positions: list, settings: dict) -> None:
    with pytest.raises(BadInput):
        circular_zones(positions, **settings)


@pytest.mark.parametrize("size", [0, -5, float("nan"), float("inf"), 1e-12])
def test_a_cell_must_have_a_size(size: float) -> None:
    with pytest.raises(BadInput):
        square_cells([500_000.0], [6_500_000.0], size)


def test_too_many_zones_are_refused_before_they_are_made() -> None:
    points = np.random.default_rng(1).uniform(0, 1, (9_000, 2))
    with pytest.raises(BadInput, match="smaller radius"):
        circular_zones(points)
