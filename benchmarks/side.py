"""One side of one case in a process of its own: prepares, warms up, runs, and reports times, memory and the result."""

from __future__ import annotations

import importlib
import pickle
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

LONG_S = 20.0


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(work: Callable[[], object]) -> tuple[float, object]:
    begun = time.perf_counter()
    answer = work()
    return time.perf_counter() - begun, answer


def main(row: str, case: int, which: str, repeats: int, target: str) -> None:
    side = getattr(importlib.import_module(f"benchmarks.engine.{row}").CASES[case], which)
    work = side.prepare()
    before = peak_mb()
    first, answer = timed(work)
    seconds = [first] if first > LONG_S or repeats == 1 else [timed(work)[0] for _ in range(repeats)]
    told = {"first_s": first, "seconds": seconds, "peak_mb": peak_mb(), "before_mb": before, "answer": answer}
    Path(target).write_bytes(pickle.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), sys.argv[5])
