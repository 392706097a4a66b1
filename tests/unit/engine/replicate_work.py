"""Work for other processes: they load this module and nothing of the tests'."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np

from lykta_engine.replicates import permutation


def shuffled_sums(weights: np.ndarray, chunk: range) -> list[float]:
    """A replicate statistic that hangs on the whole order."""
    return [float(weights @ permutation(42, r, weights.size)) for r in chunk]


def slowly(weights: np.ndarray, chunk: range) -> list[float]:
    time.sleep(0.05)
    return shuffled_sums(weights, chunk)


def dies_once(shared: tuple[np.ndarray, str], chunk: range) -> list[float]:
    """The process that gets the chunk in the middle is killed as if the machine ran out of memory, the first time."""
    weights, mark = shared
    if chunk.start == 64 and not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return shuffled_sums(weights, chunk)


def dies_always(shared: tuple[np.ndarray, str], chunk: range) -> list[float]:
    os.kill(os.getpid(), signal.SIGKILL)
    return []


def fails(shared: np.ndarray, chunk: range) -> list[float]:
    raise ValueError("not a number")
