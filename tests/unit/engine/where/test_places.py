"""DBSCAN against the definition, point by point, and against itself without the kernel."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lykta_engine.errors import BadInput, EngineError, TooFewEvents
from lykta_engine.result import as_data
from lykta_engine.where.places import Places, find_places


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def slow(x: np.ndarray, y: np.ndarray, eps: float, fewest: int) -> tuple[list[int], list[bool]]:
    """Ester et al. 1996: from each core point in turn, everything that can be reached."""
    near = (x[:, None] - x) ** 2 + (y[:, None] - y) ** 2 <= eps * eps
    core = near.sum(axis=1) >= fewest
    labels, cluster = [-1] * x.size, 0
    for first in range(x.size):
        if labels[first] >= 0 or not core[first]:
            continue
        waiting = [first]
        while waiting:
            i = waiting.pop()
            if labels[i] >= 0:
                continue
            labels[i] = cluster
            if core[i]:
                waiting += np.flatnonzero(near[i]).tolist()
        cluster += 1
    return labels, core.tolist()


def points(seed: int, n: int, kind: str) -> tuple[np.ndarray, np.ndarray]:
    if kind == "lattice":  # many distances of exactly eps, many points at one place
        return tuple(rng(seed).integers(0, 9, (2, n)) * 10.0)  # type: ignore[return-value]
    if kind == "heaps":
        return tuple(np.repeat(rng(seed).uniform(0, 100, (2, (n + 4) // 5)), 5, axis=1)[:, :n])  # type: ignore[return-value]
    return tuple(rng(seed).normal(0, 60, (2, n)))  # type: ignore[return-value]


kinds = st.sampled_from(["lattice", "heaps", "normal"])


@settings(max_examples=60)
@given(
    st.integers(0, 2**32), st.integers(1, 90), kinds, st.sampled_from([4.0, 10.0, 20.0, 25.0, 500.0]), st.integers(1, 7)
)
def test_the_definition_with_and_without_the_kernel(seed: int, n: int, kind: str, eps: float, fewest: int) -> None:
    if n < fewest:
        return
    x, y = points(seed, n, kind)
    labels, core = slow(x, y, eps, fewest)
    with pytest.MonkeyPatch.context() as patch:
        for kernels in ("", "numpy"):
            patch.setenv("LYKTA_ENGINE_KERNELS", kernels)
            found = find_places(x, y, eps_m=eps, fewest=fewest)
            assert found.labels.tolist() == labels
            assert found.core.tolist() == core
            check_places(found, x, y)


def check_places(found: Places, x: np.ndarray, y: np.ndarray) -> None:
    assert sorted(place.label for place in found.places) == list(range(found.labels.max(initial=-1) + 1))
    assert found.n_alone == (found.labels == -1).sum()
    sizes = [(-place.n, place.label) for place in found.places]
    assert sizes == sorted(sizes)
    for place in found.places:
        mine = found.labels == place.label
        px, py = x[mine], y[mine]
        assert (place.n, place.n_core) == (mine.sum(), found.core[mine].sum())
        assert place.n_positions == len(set(zip(px.tolist(), py.tolist(), strict=True)))
        assert place.n_at_one_position == np.unique(np.stack([px, py]), axis=1, return_counts=True)[1].max()
        assert (place.x, place.y) == (pytest.approx(px.mean()), pytest.approx(py.mean()))
        assert (place.west, place.south, place.east, place.north) == (px.min(), py.min(), px.max(), py.max())
        assert place.radius_m == pytest.approx(np.hypot(px - place.x, py - place.y).max(), abs=1e-9)


def test_a_border_point_between_two_goes_to_the_first() -> None:
    x = np.array([20.0, 21.0, 22.0, 0.0, 1.0, 2.0, 11.0])
    y = np.zeros(7)
    found = find_places(x, y, eps_m=9.0, fewest=4)
    assert found.labels.tolist() == [0, 0, 0, 1, 1, 1, 0]
    assert not found.core[6]
    turned = find_places(x[::-1], y, eps_m=9.0, fewest=4)
    assert turned.labels[0] == turned.labels[1] == 0  # now the other place comes first
    assert "first core point" in found.ties


def test_exactly_eps_away_counts() -> None:
    assert find_places([0.0, 3.0], [0.0, 4.0], eps_m=5.0, fewest=2).n_alone == 0
    assert find_places([0.0, 3.0], [0.0, 4.0], eps_m=4.999, fewest=2).n_alone == 2


@settings(max_examples=25)
@given(st.integers(0, 2**32), st.integers(-1000, 1000), kinds)
def test_moved_turned_and_rescaled(seed: int, shift: int, kind: str) -> None:
    x, y = points(seed, 80, kind)
    told = find_places(x, y, eps_m=20.0, fewest=4)
    changed = [(-y, x, 20.0), (x * 4, y * 4, 80.0)]
    if kind == "lattice":  # moving others rounds their coordinates, and a distance of nearly eps may change sides
        changed.append((x + 1024 * shift, y - 512 * shift, 20.0))
    for px, py, eps in changed:
        assert find_places(px, py, eps_m=eps, fewest=4).labels.tolist() == told.labels.tolist()


@settings(max_examples=25)
@given(st.integers(0, 2**32))
def test_shuffled_points_have_the_same_core_and_the_same_company(seed: int) -> None:
    x, y = points(seed, 80, "normal")
    order = rng(seed).permutation(80)
    told, other = find_places(x, y, eps_m=20.0, fewest=4), find_places(x[order], y[order], eps_m=20.0, fewest=4)
    assert other.core.tolist() == told.core[order].tolist()
    a, b = told.labels[order][other.core], other.labels[other.core]
    assert ((a[:, None] == a) == (b[:, None] == b)).all()


def test_far_apart_and_very_many_at_one_point() -> None:
    x = np.concatenate([np.full(30_000, 5.0), [1e7, 1e7 + 1, -3e6]])
    found = find_places(x, np.zeros(30_003), eps_m=2.0, fewest=2)
    assert [(place.n, place.n_positions) for place in found.places] == [(30_000, 1), (2, 2)]
    assert found.n_alone == 1


def test_points_by_the_ten_thousand_with_and_without_the_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    centres = rng(3).uniform(0, 8000, (2, 150))
    x, y = centres[:, rng(4).integers(0, 150, 12_000)] + rng(5).normal(0, 60, (2, 12_000))
    told = find_places(x, y, eps_m=50.0, fewest=10)
    monkeypatch.setenv("LYKTA_ENGINE_KERNELS", "numpy")
    other = find_places(x, y, eps_m=50.0, fewest=10)
    assert (told.labels == other.labels).all()
    assert told.places == other.places


def test_what_is_said() -> None:
    x = np.array([0.0, 1.0, 2.0, 50.0, 50.0, 50.0, 50.0, 900.0])
    found = find_places(x, np.zeros(8), eps_m=5.0, fewest=3)
    said = found.explain()
    assert "där minst tre ligger högst 5 m från en av dem, den själv inräknad." in said
    assert "Två platser hittades, med sju händelser (88 % av alla); en ligger för sig." in said
    assert "Den största har fyra händelser på en punkt" in said
    assert "På en plats är minst hälften satt på en och samma punkt." in said
    assert "prövar inte slumpen" in said
    assert "fler rapporter kan också betyda" in said
    assert "Two places were found, with seven incidents (88% of all); one lies apart." in found.explain("en")
    none = find_places(x, np.zeros(8), eps_m=0.1, fewest=5)
    assert none.places == ()
    assert "Ingen sådan plats finns." in none.explain()
    assert as_data(none)["places"] == []


@settings(max_examples=50)
@given(
    st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=5),
    st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=5),
    st.floats(allow_nan=True, allow_infinity=True),
)
def test_any_numbers_give_an_answer_or_a_typed_error(x: list[float], y: list[float], eps: float) -> None:
    try:
        found = find_places(x, y, eps_m=eps, fewest=2)
    except EngineError:
        return
    assert "None" not in str(as_data(found))


@pytest.mark.parametrize(
    ("x", "y", "eps", "fewest", "error"),
    [
        ([0.0, np.nan], [0.0, 1.0], 5.0, 2, BadInput),
        ([0.0, 1.0], [0.0], 5.0, 2, BadInput),
        ([0.0, 1.0], [0.0, 1.0], 0.0, 2, BadInput),
        ([0.0, 1.0], [0.0, 1.0], np.inf, 2, BadInput),
        ([0.0, 1.0], [0.0, 1.0], 5.0, 0, BadInput),
        ([0.0, 1e9], [0.0, 1e9], 1e-6, 2, BadInput),
        ([], [], 5.0, 2, TooFewEvents),
        ([0.0], [0.0], 5.0, 2, TooFewEvents),
    ],
)
def test_input_that_cannot_be(x: list[float], y: list[float], eps: float, fewest: int, error: type) -> None:
    with pytest.raises(error):
        find_places(x, y, eps_m=eps, fewest=fewest)
