"""Which single cells hold more events than an even spread over the cells would put there?

Gi* looks at a cell with its neighbours, and one busy cell alone does not stand out there: permuted, its count lands
somewhere anyway. Here each cell is judged by itself. Given n events on m cells, all alike, a cell's count is
Binomial(n, 1 / m); p is its upper tail, the count itself included, and Benjamini & Hochberg hold the share of false
calls over the m cells (1995, JRSS B 57:289; counts that sum to n depend negatively, which does not raise it). An even
spread is no model of a town: what is called is where the events are, not why, and not that it is unlike other towns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.errors import BadInput, TooFewEvents, whole_counts
from lykta_engine.significance import benjamini_hochberg
from lykta_engine.words import EVENT, Noun, counted, decimal, number_word, percent, reporting_caution

FEWEST_CELLS = 3
LEAST_COUNT = 3  # two of anything are no pattern
SENTENCES = {
    "sv": {
        "compared": "{total} ligger i {cells} rutor, i snitt {mean} per ruta.",
        "one": "En ruta har fler än slumpen brukar ge när spridningen är jämn: {share} av alla.",
        "many": "{n} rutor har fler än slumpen brukar ge när spridningen är jämn: tillsammans {share} av alla.",
        "none": "Ingen enskild ruta har fler än slumpen kan ge när spridningen är jämn. Det betyder inte att "
        "spridningen är jämn, bara att siffrorna inte visar något annat.",
        "fdr": "Gränsen är satt så att i snitt högst {fdr} av de utpekade rutorna är utpekade av en slump.",
        "caution": "Att det är fler säger inte varför: där kan finnas fler människor eller fler som rapporterar.",
    },
    "en": {
        "compared": "{total} lie in {cells} cells, {mean} in each on average.",
        "one": "One cell has more than chance usually gives when the spread is even: {share} of all.",
        "many": "{n} cells have more than chance usually gives when the spread is even: together {share} of all.",
        "none": "No single cell has more than chance can give when the spread is even. That does not mean that the "
        "spread is even, only that the numbers show nothing else.",
        "fdr": "The limit is set so that on average at most {fdr} of the cells pointed out are so by chance.",
        "caution": "That there are more does not say why: there may be more people there, or more who report.",
    },
}


@dataclass(frozen=True, slots=True)
class BusyCells:
    """Arrays have the shape of the input."""

    busy: NDArray[np.bool_]  # q_value <= fdr and at least three events
    p_value: NDArray[np.float64]  # upper tail, one-sided: no cell can be called for having few
    q_value: NDArray[np.float64]
    n_cells: int
    n_busy: int
    total: int
    share_in_busy: float
    fdr: float
    method: str = "busy_cells/1"
    reference: str = "Benjamini & Hochberg 1995, JRSS B 57:289; binomial tail given the total"

    def explain(self, language: str = "sv", *, event: Noun | None = None) -> str:
        said = SENTENCES[language]
        mean = self.total / self.n_cells
        busy = number_word(self.n_busy, language)
        values = {
            "total": counted(self.total, event or EVENT[language], language),
            "cells": number_word(self.n_cells, language),
            "mean": decimal(mean, language, 1 if mean >= 1 else 3),
            "n": busy[:1].upper() + busy[1:],
            "share": percent(self.share_in_busy, language),
            "fdr": percent(self.fdr, language),
        }
        found = ["one" if self.n_busy == 1 else "many", "fdr", "caution"]
        parts = ["compared", *(found if self.n_busy else ["none"])]
        text = " ".join([*(said[part].format_map(values) for part in parts), reporting_caution(language)])
        return text[:1].upper() + text[1:]


def busy_cells(counts: ArrayLike, *, fdr: float = 0.05) -> BusyCells:
    """`counts`: whole numbers, shape (cells,), cells without events included. BadInput for anything else or an `fdr`
    outside (0, 1); TooFewEvents for fewer than three cells or no event."""
    values = whole_counts(counts, "counts")
    if not 0 < fdr < 1:
        raise BadInput("fdr must be between zero and one")
    total, cells = int(values.sum()), values.size
    if cells < FEWEST_CELLS or total == 0:
        raise TooFewEvents("there must be three cells and an event", needed=FEWEST_CELLS, got=min(cells, total))
    from scipy.special import bdtrc  # beside its only use: every start of a program would pay for it

    p = np.where(values > 0, bdtrc(values - 1.0, total, 1.0 / cells), 1.0)
    q = benjamini_hochberg(p)
    busy = (q <= fdr) & (values >= LEAST_COUNT)
    share = float(values[busy].sum() / total)
    return BusyCells(busy, p, q, cells, int(busy.sum()), total, share, fdr)
