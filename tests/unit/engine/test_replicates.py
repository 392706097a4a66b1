from __future__ import annotations

import importlib.util
import math
import os
import signal
import threading
from collections import Counter
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, chisquare

from lykta_engine import kernels, replicates
from lykta_engine.replicates import Dask, Processes, Threads, chunks, key_from, permutation, permutations
from lykta_engine.together.knox import knox
from tests.unit.engine.replicate_work import dies_always, dies_once, fails, shuffled_sums, slowly

KEYS = st.integers(0, 2**63 - 1)


def slow_mixed(z: int) -> int:
    """SplitMix64's finaliser as its authors print it (Steele, Lea & Flood 2014, figure 17)."""
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & (2**64 - 1)
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & (2**64 - 1)
    return z ^ (z >> 31)


def slow_permutation(key: int, replicate: int, n: int) -> list[int]:
    state = slow_mixed((slow_mixed(key) + replicate * 0x9E3779B97F4A7C15) % 2**64)
    order = list(range(n))
    for step, place in enumerate(range(n - 1, 0, -1), start=1):
        word = slow_mixed((state + step * 0x9E3779B97F4A7C15) % 2**64)
        partner = word * (place + 1) >> 64
        order[place], order[partner] = order[partner], order[place]
    return order


def test_the_generator_is_splitmix64() -> None:
    """The first numbers of SplitMix64 with seed 1234567, as the generator's public test vectors print them."""
    state, found = 1234567, []
    for _ in range(5):
        state = (state + replicates.GOLDEN) % replicates.WORD
        found.append(replicates.mixed(state))
    assert found == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]


@given(KEYS, st.integers(0, 10**6), st.integers(0, 40))
def test_a_permutation_is_fisher_and_yates_with_that_generator(key: int, replicate: int, n: int) -> None:
    assert permutation(key, replicate, n).tolist() == slow_permutation(key, replicate, n)


@given(KEYS, st.integers(0, 1000), st.integers(0, 9), st.integers(0, 30))
def test_many_side_by_side_are_the_same(key: int, first: int, many: int, n: int) -> None:
    one_by_one = [permutation(key, r, n).tolist() for r in range(first, first + many)]
    assert permutations(key, range(first, first + many), n).tolist() == one_by_one


@pytest.mark.skipif(kernels.library() is None, reason="no C compiler built the kernels here")
@given(KEYS, st.integers(0, 10**9), st.integers(0, 300))
def test_c_and_numpy_shuffle_alike(key: int, replicate: int, n: int) -> None:
    import ctypes

    shuffle = kernels.function(
        "lykta_permutation", None, ctypes.c_uint64, ctypes.c_uint64, ctypes.c_int64, ctypes.c_void_p
    )
    assert shuffle is not None
    order = np.empty(n, dtype=np.int32)
    shuffle(key, replicate, n, order.ctypes.data)
    np.testing.assert_array_equal(order, permutation(key, replicate, n))


@given(st.integers(0, 2**64 - 1), st.integers(1, 2**32 - 1))
def test_a_number_below_is_the_high_half_of_the_product(word: int, below: int) -> None:
    found = replicates.high_of_product(np.array([word], dtype=np.uint64), np.array([below], dtype=np.uint64))
    assert found.tolist() == [word * below >> 64]


# --- is it chance


def test_every_order_of_four_comes_equally_often() -> None:
    seen = Counter(map(tuple, permutations(2026, range(24_000), 4).tolist()))
    assert len(seen) == 24
    assert chisquare(list(seen.values())).pvalue > 1e-4


def test_every_place_gets_every_number_equally_often() -> None:
    orders = permutations(7, range(20_000), 25)
    table = np.stack([np.bincount(orders[:, place], minlength=25) for place in range(25)])
    statistic = float(((table - 800) ** 2 / 800).sum())
    assert chi2.sf(statistic, 24 * 24) > 1e-4
    assert chi2.cdf(statistic, 24 * 24) > 1e-4  # not too even either


def test_replicates_and_keys_next_to_each_other_have_nothing_in_common() -> None:
    n, most = 2000, 5 / math.sqrt(2000)
    one = permutation(11, 5, n)
    for other in (permutation(11, 6, n), permutation(12, 5, n), permutation(12, 4, n)):
        assert abs(np.corrcoef(one, other)[0, 1]) < most
        assert (one == other).sum() <= 8  # about one place in common is what chance gives


def test_a_key_is_the_generators_next_draw() -> None:
    assert key_from(np.random.default_rng(3)) == key_from(np.random.default_rng(3))
    draw = np.random.default_rng(3)
    assert len({key_from(draw) for _ in range(100)}) == 100


@given(st.integers(0, 500), st.integers(1, 70))
def test_chunks_hold_every_replicate_once(n: int, size: int) -> None:
    parts = chunks(n, size)
    assert [r for part in parts for r in part] == list(range(n))
    assert all(0 < len(part) <= size for part in parts)


# --- the same numbers wherever they are reckoned


WEIGHTS = np.arange(200) % 17
PARTS = chunks(150, 16)
ALONE = [shuffled_sums(WEIGHTS, part) for part in PARTS]


@pytest.mark.parametrize("threads", [1, 2, 4, 16])
def test_threads(threads: int) -> None:
    assert Threads(threads).run(shuffled_sums, WEIGHTS, PARTS) == ALONE


def test_processes() -> None:
    assert Processes(2).run(shuffled_sums, WEIGHTS, PARTS) == ALONE


def test_no_chunks_no_answers() -> None:
    assert Threads(2).run(shuffled_sums, WEIGHTS, []) == []
    assert Processes(2).run(shuffled_sums, WEIGHTS, []) == []


def test_a_process_killed_midway_costs_nothing_but_time(tmp_path: Path) -> None:
    mark = tmp_path / "killed"
    assert Processes(2).run(dies_once, (WEIGHTS, str(mark)), PARTS) == ALONE
    assert mark.exists()


def test_processes_that_die_every_time_are_given_up(tmp_path: Path) -> None:
    with pytest.raises(BrokenProcessPool, match="lost 3 times"):
        Processes(1).run(dies_always, (WEIGHTS, ""), PARTS[:1])


@pytest.mark.parametrize("runner", [Threads(1), Threads(2), Processes(1)])
def test_what_the_work_raises_is_raised(runner: Any) -> None:
    with pytest.raises(ValueError, match="not a number"):
        runner.run(fails, WEIGHTS, PARTS[:2])


needs_dask = pytest.mark.skipif(importlib.util.find_spec("distributed") is None, reason="dask.distributed is absent")


@pytest.fixture
def cluster() -> Any:
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as workers,
        Client(workers) as client,
    ):
        yield client


@needs_dask
@pytest.mark.filterwarnings("ignore")
def test_other_hosts_and_one_of_them_killed_midway(cluster: Any) -> None:
    assert Dask(cluster).run(shuffled_sums, WEIGHTS, PARTS) == ALONE
    x, t = np.arange(60) % 13 * 40.0, np.arange(60) % 31
    here, there = (
        knox(x, x, t, distance_m=(0, 100), time_days=(0, 7), runner=runner, rng=np.random.default_rng(1))
        for runner in (Threads(1), Dask(cluster))
    )
    np.testing.assert_array_equal(here.replicate_mean, there.replicate_mean)
    victim = next(iter(cluster.run(os.getpid).values()))
    killer = threading.Timer(0.15, os.kill, (victim, signal.SIGKILL))
    killer.start()
    assert Dask(cluster).run(slowly, WEIGHTS, PARTS) == ALONE
    killer.join()
    assert victim not in cluster.run(os.getpid).values()
