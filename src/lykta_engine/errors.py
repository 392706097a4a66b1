"""What a method answers when it cannot answer."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

LARGEST = 1e15  # beyond it a float no longer tells whole numbers apart once they are multiplied
SMALLEST_ALPHA = 1e-9


class EngineError(ValueError):
    """One sentence that says what is wrong with the input."""


class BadInput(EngineError):
    """The input is not what the method takes: not numbers, unequal lengths, negative counts."""


class TooFewEvents(EngineError):
    """The input is sound, and holds less than the method needs."""

    def __init__(self, message: str, *, needed: int, got: int) -> None:
        super().__init__(message)
        self.needed, self.got = needed, got


def finite(values: ArrayLike, name: str, *, dimensions: int = 1) -> NDArray[np.float64]:
    """`values` as floats; BadInput where one is missing, infinite or not a number, or the shape is another."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise BadInput(f"{name} must be numbers") from None
    if array.ndim != dimensions:
        raise BadInput(f"{name} must have {dimensions} dimension{'s' if dimensions > 1 else ''}, not {array.ndim}")
    if not np.isfinite(array).all():
        raise BadInput(f"{name} holds values that are missing or infinite")
    if (np.abs(array) > LARGEST).any():
        raise BadInput(f"{name} holds values that are too large to reckon with")
    return array


def whole_counts(values: ArrayLike, name: str, *, dimensions: int = 1) -> NDArray[np.int64]:
    """`values` as whole numbers from zero up."""
    array = finite(values, name, dimensions=dimensions)
    if (array < 0).any() or (array != np.floor(array)).any():
        raise BadInput(f"{name} must be whole numbers from zero up")
    return array.astype(np.int64)


def whole_number(value: float, name: str) -> int:
    """One whole number from zero up."""
    return int(whole_counts([value], name)[0])


def positive(value: float, name: str) -> float:
    """One number above zero; neither so large nor so small that its square would be lost."""
    if not 1 / LARGEST <= value <= LARGEST:
        raise BadInput(f"{name} must be a finite number above zero")
    return float(value)


def check_alpha(alpha: float) -> None:
    if not SMALLEST_ALPHA <= alpha < 1:
        raise BadInput("alpha must be above 0 and below 1")


def same_length(**arrays: NDArray) -> int:
    """The common length; BadInput that names the arrays where they differ."""
    lengths = {name: len(array) for name, array in arrays.items()}
    if len(set(lengths.values())) > 1:
        raise BadInput("unequal lengths: " + ", ".join(f"{name} {length}" for name, length in lengths.items()))
    return next(iter(lengths.values()))
