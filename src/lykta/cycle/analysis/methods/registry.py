"""The methods that questions are put to, in the order in which the answers are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from django.utils.functional import Promise

from lykta.base.documents.tree import Block
from lykta.base.kernel.registry import Registry
from lykta.cycle.analysis.answer import Answer
from lykta.cycle.analysis.material import Material
from lykta.ground.municipalities.models import Municipality


@dataclass(frozen=True)
class Method:
    """`show` draws the stored numbers as tables and pictures, the same for page and paper; `about` is one sentence on
    what the method does, for the page.
    """

    key: str
    title: str | Promise
    about: str | Promise
    show: Callable[[Answer, Municipality], tuple[Block, ...]]


@dataclass(frozen=True)
class PatternMethod(Method):
    """`reckon` never raises for what people may ask: what cannot be answered is an undecided answer."""

    reckon: Callable[[Material, np.random.Generator], Answer]


methods: Registry[Method] = Registry("methods of analysis")


def pattern_methods() -> list[PatternMethod]:
    return [method for method in methods if isinstance(method, PatternMethod)]
