"""The hot loops in C, where they were compiled. Every caller has a way that needs none of this and gives the same.

LYKTA_ENGINE_KERNELS=numpy leaves the library out, to compare the two.
"""

from __future__ import annotations

import ctypes
import os
import sys
from functools import cache
from pathlib import Path


def library_name() -> str:
    return {"win32": "lykta_kernels.dll", "darwin": "lykta_kernels.dylib"}.get(sys.platform, "lykta_kernels.so")


@cache
def _loaded() -> ctypes.CDLL | None:
    path = Path(__file__).resolve().parent / library_name()
    try:
        return ctypes.CDLL(str(path))
    except OSError:  # never built, or built for another machine
        return None


def library() -> ctypes.CDLL | None:
    """The compiled kernels, or None. Calls through it let go of Python's lock."""
    return None if os.environ.get("LYKTA_ENGINE_KERNELS") == "numpy" else _loaded()


def function(name: str, result: type | None, *arguments: object) -> ctypes._CFuncPtr | None:  # type: ignore[name-defined]
    """A kernel with its types set; None without the library, or where an older one lacks it."""
    loaded = library()
    if loaded is None or not hasattr(loaded, name):
        return None
    found = getattr(loaded, name)
    found.restype, found.argtypes = result, list(arguments)
    return found
