"""What would have happened, put together from areas where nothing was done? Synthetic control.

Weights W >= 0, summing to one, of the other areas (donors), such that their mixture resembles the area before the
action: W(V) minimises (x1 - X0 W)' V (x1 - X0 W) over predictors scaled by their standard deviation, and V, weights of
the predictors, is chosen so that the mixture's outcome before the action is nearest to the area's (Abadie &
Gardeazabal 2003, Am. Econ. Rev. 93:113; Abadie, Diamond & Hainmueller 2010, JASA 105:493, eq. 2 and sec. 2.3).

W(V) is exact: with D = V^(1/2) (X0 - x1 1'), the shortest D W over the simplex is u / sum(u) for the u >= 0 that
minimises |D u|^2 + (1 - sum u)^2, one non-negative least-squares problem. The search for V is not convex: it is done by
Nelder & Mead from equal weights and from weights by regression, the better kept, as in the R package Synth; another
program's search may end in other weights with nearly the same fit.

p: the area's ratio of mean squared gap after to before is ranked among those of every donor taken as if it had been
the area (without the area itself among its donors); the smallest possible p is 1 / (donors + 1). No interval is given.
Assumed: no donor was reached by the action, and none had an upheaval of its own. The form for thousands of micro-places
weighted to many treated ones (Robbins, Saunders & Kilmer 2017, JASA 112:109) is not here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta_engine.effect.reasons import Estimate, Reason, sign_of
from lykta_engine.effect.synthetic_sentences import sentences_on_synthetic
from lykta_engine.effect.tipping_point import TippingPoint, tipping_point
from lykta_engine.errors import BadInput, finite
from lykta_engine.words import Noun, Unit

METHOD = "synthetic-control/1"
REFERENCE = "Abadie & Gardeazabal 2003, Am. Econ. Rev. 93:113; Abadie, Diamond & Hainmueller 2010, JASA 105:493"
FEWEST_BEFORE = 5
POOREST_FIT = 0.25  # root mean squared gap before, as a share of the area's mean before
MOST_TRIES = 1000

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Synthetic:
    donors: tuple[str, ...]
    weights: Floats  # (donors,), summing to one
    predictor_weights: Floats  # (predictors,), summing to one
    observed: Floats  # (times,)
    synthetic: Floats  # (times,)
    n_before: int
    loss: float  # mean squared gap before, over the times that V was chosen on
    poor_fit: float | None  # root mean squared gap before / mean before; None where the mean is zero
    ratio: float | None  # sum observed / sum synthetic, after
    p_value: float | None  # None where no placebos were reckoned
    placebo_ratios: Floats  # (donors,): mean squared gap after / before of each donor taken as the area
    own_ratio: float  # the area's; at most 1e300, which stands for a perfect fit before
    alpha: float
    reasons: tuple[Reason, ...]
    method: str = METHOD
    reference: str = REFERENCE

    @property
    def gap(self) -> Floats:
        return self.observed - self.synthetic

    def estimate(self) -> Estimate:
        direction = 0 if self.ratio is None else sign_of(self.ratio - 1)
        return Estimate(self.method, self.ratio, None, None, self.p_value, self.alpha, self.reasons, direction)

    def tipping_point(self, share_before: float | None = None) -> TippingPoint:
        return tipping_point(self.ratio, share_before=share_before)

    def explain(self, language: str = "sv", *, event: Noun | None = None, unit: Unit = Unit.PERIOD) -> str:
        return sentences_on_synthetic(self, language, event, unit)


def synthetic_control(
    treated: ArrayLike,
    others: ArrayLike,
    action_at: int,
    *,
    predictors_treated: ArrayLike | None = None,
    predictors_others: ArrayLike | None = None,
    fit_on: slice | None = None,
    names: Sequence[str] | None = None,
    placebos: bool = True,
    alpha: float = 0.05,
) -> Synthetic:
    """`treated` (times,), `others` (times, donors), `action_at` the first time after. Outcomes are rates or counts of
    areas of like size. `predictors_…` (predictors,) and (predictors, donors): the outcome at each time before where
    left out. `fit_on`: the times before on which V is chosen, all by default. `placebos=False`: no p.
    """
    y1, y0 = finite(treated, "treated"), finite(others, "others", dimensions=2)
    _checked(y1, y0, action_at, names)
    if (predictors_treated is None) != (predictors_others is None):
        raise BadInput("give the predictors of the area and of the others, or neither")
    before = slice(0, action_at)
    x1 = y1[before] if predictors_treated is None else finite(predictors_treated, "predictors_treated")
    x0 = y0[before] if predictors_others is None else finite(predictors_others, "predictors_others", dimensions=2)
    if x0.shape != (x1.size, y0.shape[1]) or x1.size == 0:
        raise BadInput("predictors_others must have one row for each predictor and one column for each donor")
    search = predictors_treated is not None
    times = _chosen_times(fit_on, action_at)
    panel = Panel(np.column_stack([y1, y0]), np.column_stack([x1, x0]), action_at, times, search)
    own = fit(panel, 0)
    ratios = np.array([_placebo(panel, unit) for unit in range(1, y0.shape[1] + 1)]) if placebos else np.array([])
    return _result(panel, own, ratios, tuple(names or (str(n) for n in range(y0.shape[1]))), alpha)


def _checked(y1: Floats, y0: Floats, action_at: int, names: Sequence[str] | None) -> None:
    if len(y1) != len(y0):
        raise BadInput(f"unequal lengths: treated {len(y1)}, others {len(y0)}")
    if y0.shape[1] < 2:
        raise BadInput("there must be at least two donors")
    if not 0 < action_at < len(y1):
        raise BadInput("the action must begin within the series")
    if names is not None and len(names) != y0.shape[1]:
        raise BadInput("there must be one name for each donor")


def _chosen_times(fit_on: slice | None, action_at: int) -> NDArray[np.int64]:
    chosen = np.arange(action_at)[fit_on or slice(None)]
    if chosen.size == 0:
        raise BadInput("there must be times before the action to choose the predictors' weights on")
    return chosen


@dataclass(frozen=True, slots=True)
class Panel:
    outcome: Floats  # (times, 1 + donors), the area first
    predictors: Floats  # (predictors, 1 + donors)
    action_at: int
    fit_on: NDArray[np.int64]
    search: bool  # for V; without predictors of their own the outcomes before are matched directly, V equal

    def without_area(self) -> Panel:
        return Panel(self.outcome[:, 1:], self.predictors[:, 1:], self.action_at, self.fit_on, self.search)


@dataclass(frozen=True, slots=True)
class Fit:
    weights: Floats
    predictor_weights: Floats
    loss: float
    synthetic: Floats


def fit(panel: Panel, unit: int) -> Fit:
    """The mixture of all other columns for column `unit`."""
    rest = np.delete(np.arange(panel.outcome.shape[1]), unit)
    x = _scaled(panel.predictors) if panel.search else panel.predictors / (np.abs(panel.predictors).max() or 1.0)
    difference = x[:, rest] - x[:, [unit]]
    z1, z0 = panel.outcome[panel.fit_on, unit], panel.outcome[np.ix_(panel.fit_on, rest)]

    def loss(v: Floats) -> float:
        gap = z1 - z0 @ mixture(difference, v)
        return float(gap @ gap) / len(gap)

    v = _search(loss, x, panel.outcome[panel.fit_on]) if panel.search else np.full(len(x), 1 / len(x))
    weights = mixture(difference, v)
    return Fit(weights, v, loss(v), panel.outcome[:, rest] @ weights)


def _scaled(predictors: Floats) -> Floats:
    spread = predictors.std(axis=1, ddof=1, keepdims=True)
    return np.asarray(predictors / np.where(spread > 0, spread, 1.0))


def mixture(difference: Floats, v: Floats) -> Floats:
    """W(V) >= 0 summing to one; `difference` (predictors, donors) is X0 - x1, both scaled."""
    from scipy.optimize import nnls  # it is slow to import

    lengths = np.sqrt(v)[:, None] * difference
    size = math.sqrt(float((lengths * lengths).sum(axis=0).min()))
    if size == 0:  # a donor just like the area
        return np.asarray((lengths == 0).all(axis=0) / (lengths == 0).all(axis=0).sum())
    stacked = np.vstack([lengths / size, np.ones(difference.shape[1])])
    u = nnls(stacked, np.append(np.zeros(len(v)), 1.0))[0]
    return np.asarray(u / u.sum())


def _search(loss, x: Floats, outcome: Floats) -> Floats:  # type: ignore[no-untyped-def]
    from scipy.optimize import minimize

    def of(raw: Floats) -> float:
        size = np.abs(raw).sum()
        return float(loss(np.abs(raw) / size)) if size > 0 else math.inf

    starts = [np.full(len(x), 1 / len(x)), _by_regression(x, outcome)]
    options = {"maxiter": MOST_TRIES, "maxfev": 3 * MOST_TRIES, "xatol": 1e-7, "fatol": 1e-12}
    found = [minimize(of, start, method="Nelder-Mead", options=options) for start in starts]
    best = np.abs(min(found, key=lambda each: float(each.fun)).x)
    return np.asarray(best / best.sum())


def _by_regression(x: Floats, outcome: Floats) -> Floats:
    """V proportional to the squares of the predictors' coefficients on the outcomes before."""
    columns = np.column_stack([np.ones(x.shape[1]), x.T])
    b = np.linalg.lstsq(columns, outcome.T, rcond=None)[0][1:]
    v = (b * b).sum(axis=1)
    return v / v.sum() if v.sum() > 0 else np.full(len(x), 1 / len(x))


def _squared_ratio(outcome: Floats, synthetic: Floats, action_at: int) -> float:
    square = (outcome - synthetic) ** 2
    before = float(square[:action_at].mean())
    return min(float(square[action_at:].mean()) / before, 1e300) if before > 0 else 1e300


def _placebo(panel: Panel, unit: int) -> float:
    others = panel.without_area()
    if others.outcome.shape[1] < 3:
        return math.nan
    return _squared_ratio(others.outcome[:, unit - 1], fit(others, unit - 1).synthetic, panel.action_at)


def _result(panel: Panel, own: Fit, ratios: Floats, names: tuple[str, ...], alpha: float) -> Synthetic:
    observed, at = panel.outcome[:, 0], panel.action_at
    ratio = _squared_ratio(observed, own.synthetic, at)
    known = ratios[np.isfinite(ratios)]
    p = (1 + int((known >= ratio).sum())) / (1 + known.size) if known.size else None
    level = float(np.abs(observed[:at]).mean())
    poor = math.sqrt(float(((observed - own.synthetic)[:at] ** 2).mean())) / level if level else None
    after = float(own.synthetic[at:].sum())
    reasons = {
        Reason.SHORT_SERIES: at < FEWEST_BEFORE,
        Reason.POOR_FIT: poor is None or poor > POOREST_FIT,
        Reason.TOO_FEW_DONORS: 1 / panel.outcome.shape[1] > alpha,
    }
    return Synthetic(
        donors=names,
        weights=own.weights,
        predictor_weights=own.predictor_weights,
        observed=observed,
        synthetic=own.synthetic,
        n_before=at,
        loss=own.loss,
        poor_fit=poor,
        ratio=max(float(observed[at:].sum()), 0.0) / after if after > 0 else None,
        p_value=p,
        placebo_ratios=known,
        own_ratio=ratio,
        alpha=alpha,
        reasons=tuple(reason for reason, true in reasons.items() if true),
    )
