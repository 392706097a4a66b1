"""Which kinds stand by themselves in the reporters' version, and how many events the rest hold together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lykta.facts.incidents.counted_periods import KindCount


@dataclass(frozen=True)
class ShownKinds:
    kinds: tuple[KindCount, ...]
    others: int


def for_reporters(kinds: Sequence[KindCount], threshold: int) -> ShownKinds:
    """Kinds with at least `threshold` events; the rest together, never one kind alone and never below the threshold.

    Where even that cannot be, no kind is shown: the total alone would give the rest away.
    """
    ordered = sorted((kind for kind in kinds if kind.count), key=lambda kind: -kind.count)
    shown = [kind for kind in ordered if kind.count >= threshold]
    rest = ordered[len(shown) :]
    while rest and shown and (len(rest) < 2 or sum(kind.count for kind in rest) < threshold):
        rest.insert(0, shown.pop())
    others = sum(kind.count for kind in rest)
    return ShownKinds(tuple(shown), others if shown else 0)
