"""Calls a function of kernels/scan.c: arrays as pointers, whole numbers as 64 bits."""

from __future__ import annotations

from ctypes import c_int, c_int64, c_uint64, c_void_p
from typing import Any

import numpy as np

from lykta_engine.kernels import function


class Key(int):
    """The key of the random numbers: unsigned, unlike the sizes."""


def _type(argument: Any) -> type:
    if isinstance(argument, Key):
        return c_uint64
    return c_int64 if isinstance(argument, (int, np.integer)) else c_void_p


def _handed(argument: Any) -> Any:
    if isinstance(argument, np.ndarray):
        if not argument.flags.c_contiguous:
            raise AssertionError("a kernel takes whole arrays")
        return argument.ctypes.data
    return None if argument is None else int(argument)


def there_is(name: str) -> bool:
    return function(name, c_int) is not None


def call(name: str, *arguments: Any) -> None:
    """The arrays must have the element types that the C function declares: the callers see to it."""
    kernel = function(name, c_int, *(_type(argument) for argument in arguments))
    if kernel is None:
        raise AssertionError(f"{name} is not compiled")
    if kernel(*(_handed(argument) for argument in arguments)):
        raise MemoryError("the scan needs more memory than there is")
