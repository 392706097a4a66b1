"""Random replicates that come out the same on any number of threads, processes or hosts.

A replicate's random numbers depend on the key and the replicate's number alone, never on who reckons it or when.
The generator is SplitMix64 (Steele, Lea & Flood 2014, OOPSLA, doi:10.1145/2714064.2660195), one stream per replicate;
kernels/chance.h is the same arithmetic in C. A number below m is the high half of a 64-bit product (Lemire 2019,
ACM TOMACS 29:3, without its rejection: the bias is below m / 2**64 for each draw).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

GOLDEN = 0x9E3779B97F4A7C15
MIX_1, MIX_2 = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
WORD = 2**64
ATTEMPTS = 3

Work = Callable[[Any, range], Any]


def key_from(rng: np.random.Generator) -> int:
    """One draw of the caller's generator names all that follows."""
    return int(rng.integers(0, 2**63, dtype=np.int64))


def mixed(state: int) -> int:
    """The finaliser of SplitMix64: one 64-bit number to another."""
    state = (state ^ (state >> 30)) * MIX_1 % WORD
    state = (state ^ (state >> 27)) * MIX_2 % WORD
    return state ^ (state >> 31)


def first_state(key: int, replicate: int) -> int:
    """Where a replicate's stream begins: mixed twice, so that neighbours have nothing in common."""
    return mixed((mixed(key % WORD) + replicate * GOLDEN) % WORD)


def mixed_many(state: NDArray[np.uint64]) -> NDArray[np.uint64]:
    state = (state ^ (state >> np.uint64(30))) * np.uint64(MIX_1)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(MIX_2)
    return state ^ (state >> np.uint64(31))


def words(key: int, replicate: int, n: int) -> NDArray[np.uint64]:
    """The first n 64-bit numbers of a replicate's stream."""
    steps = np.arange(1, n + 1, dtype=np.uint64) * np.uint64(GOLDEN)
    return mixed_many(steps + np.uint64(first_state(key, replicate)))


def high_of_product(word: NDArray[np.uint64], below: NDArray[np.uint64]) -> NDArray[np.int64]:
    """floor(word * below / 2**64) for below < 2**32, in 32-bit halves since numpy has no 128-bit product."""
    high, low = word >> np.uint64(32), word & np.uint64(0xFFFFFFFF)
    return ((high * below + ((low * below) >> np.uint64(32))) >> np.uint64(32)).astype(np.int64)


def permutation(key: int, replicate: int, n: int) -> NDArray[np.int64]:
    """Fisher-Yates from the last place down: place i changes with a place drawn from 0..i. n below 2**32."""
    order = np.arange(n, dtype=np.int64)
    if n < 2:
        return order
    below = np.arange(n, 1, -1, dtype=np.uint64)
    partners = high_of_product(words(key, replicate, n - 1), below).tolist()
    shuffled = order.tolist()
    for place, partner in zip(range(n - 1, 0, -1), partners, strict=True):
        shuffled[place], shuffled[partner] = shuffled[partner], shuffled[place]
    return np.array(shuffled, dtype=np.int64)


def permutations(key: int, replicates: range, n: int) -> NDArray[np.int64]:
    """`permutation` of many replicates side by side, shape (len(replicates), n)."""
    lanes = np.arange(len(replicates))
    state = np.array([first_state(key, r) for r in replicates], dtype=np.uint64)
    shuffled = np.tile(np.arange(n, dtype=np.int64)[:, None], (1, lanes.size))
    for step, place in enumerate(range(n - 1, 0, -1), start=1):
        drawn = mixed_many(state + np.uint64(step * GOLDEN % WORD))
        partner = high_of_product(drawn, np.array(place + 1, dtype=np.uint64))
        shuffled[place], shuffled[partner, lanes] = shuffled[partner, lanes], shuffled[place].copy()
    return shuffled.T.copy()


def chunks(replicates: int, size: int = 64) -> list[range]:
    return [range(first, min(first + size, replicates)) for first in range(0, replicates, size)]


class Runner(Protocol):
    """Reckons `function(shared, chunk)` for every chunk and hands the answers back in the chunks' order."""

    def run(self, function: Work, shared: Any, chunks: Sequence[range]) -> list[Any]: ...


class Threads:
    """In this process. Kernels let go of Python's lock, so two cores do twice the work."""

    def __init__(self, n: int | None = None) -> None:
        self.n = n or usable_cores()

    def run(self, function: Work, shared: Any, chunks: Sequence[range]) -> list[Any]:
        if self.n == 1 or len(chunks) == 1:
            return [function(shared, chunk) for chunk in chunks]
        with ThreadPoolExecutor(self.n) as pool:
            return list(pool.map(lambda chunk: function(shared, chunk), chunks))


def usable_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


SHARED: dict[str, Any] = {}  # in a worker process: what all chunks have in common, sent once


def _receive(shared: Any) -> None:
    SHARED["value"] = shared


def _work(function: Work, chunk: range) -> Any:
    return function(SHARED["value"], chunk)


class Processes:
    """In other processes of this machine. A process that is killed takes nothing with it: its chunks are done again."""

    def __init__(self, n: int | None = None) -> None:
        self.n = n or usable_cores()

    def run(self, function: Work, shared: Any, chunks: Sequence[range]) -> list[Any]:
        done: dict[int, Any] = {}
        for _ in range(ATTEMPTS):
            for place, answer in self._attempt(function, shared, chunks, done):
                done[place] = answer
            if len(done) == len(chunks):
                return [done[place] for place in range(len(chunks))]
        raise BrokenProcessPool(f"worker processes were lost {ATTEMPTS} times")

    def _attempt(
        self, function: Work, shared: Any, chunks: Sequence[range], done: dict[int, Any]
    ) -> Iterator[tuple[int, Any]]:
        with self._pool(shared) as pool:
            waiting: list[tuple[int, Future[Any]]] = []
            try:
                for place, chunk in enumerate(chunks):
                    if place not in done:
                        waiting.append((place, pool.submit(_work, function, chunk)))
            except BrokenProcessPool:
                pass
            for place, future in waiting:
                try:
                    yield place, future.result()
                except BrokenProcessPool:
                    continue

    def _pool(self, shared: Any) -> Executor:
        # spawn: a fork of a process with threads may stand still for ever
        return ProcessPoolExecutor(self.n, mp_context=get_context("spawn"), initializer=_receive, initargs=(shared,))


class Dask:
    """On the hosts of a dask.distributed cluster, which itself does a lost worker's chunks again."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def run(self, function: Work, shared: Any, chunks: Sequence[range]) -> list[Any]:
        everywhere = self.client.scatter(shared, broadcast=True, hash=False)
        futures = [self.client.submit(function, everywhere, chunk, pure=False) for chunk in chunks]
        return list(self.client.gather(futures))
