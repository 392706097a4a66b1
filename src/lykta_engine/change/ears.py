"""EARS C1, C2 and C3: an alarm limit from seven periods, for series too short or too new for anything better.

C1(t) = (y(t) - mean) / sd of the `baseline` periods just before t; C2(t) the same with the two latest left out, so that
an outbreak's own start does not raise the limit; C3(t) = max(0, C2(t) - 1) + max(0, C2(t-1) - 1) + max(0, C2(t-2) - 1)
(Hutwagner, Thompson, Seeman & Treadwell 2003, J. Urban Health 80:i89). C1 and C2 alarm above the normal quantile of
1 - alpha, C3 above that of 1 - alpha_c3. R surveillance's earsC leaves today's own term out of C3 (`today_in_c3=False`
gives its alarms). sd is the sample's (n - 1), at least `least_sd`.

The quantile is a name, not a promise: with seven periods the standardised count is far from normal, and calm Poisson
weeks of mean five alarm about once in 47 weeks with C1, not once in 1,000 (measured in the tests).
"""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from lykta_engine.change.alarm_sentences import sentences_on_ears
from lykta_engine.errors import BadInput, TooFewEvents, whole_counts
from lykta_engine.significance import normal_quantile

REFERENCE = "Hutwagner, Thompson, Seeman & Treadwell 2003, J. Urban Health 80:i89"
LAG = 2


@dataclass(frozen=True, slots=True)
class EarsAlarms:
    """Arrays are (series, periods) as the counts; the first `first` periods are without judgement: no alarm, statistic
    0.

    The limits are counts: above them, an alarm. For C3 it is the count of today that would just alarm, never below 0.
    """

    counts: NDArray[np.int64]
    c1: NDArray[np.float64]
    c2: NDArray[np.float64]
    c3: NDArray[np.float64]
    limit_c1: NDArray[np.float64]
    limit_c2: NDArray[np.float64]
    alarm_c1: NDArray[np.bool_]
    alarm_c2: NDArray[np.bool_]
    alarm_c3: NDArray[np.bool_]
    first_c1: int  # the first period with a judgement
    first_c2: int
    first_c3: int
    baseline: int
    alpha: float
    alpha_c3: float
    least_sd: float
    today_in_c3: bool
    method: str = "ears/1"
    reference: str = REFERENCE

    def explain(self, language: str = "sv", *, series: int = 0, at: int = -1) -> str:
        return sentences_on_ears(self, language, series, at)


def ears(
    counts: ArrayLike,
    *,
    baseline: int = 7,
    alpha: float = 0.001,
    alpha_c3: float = 0.025,
    least_sd: float = 0.5,
    today_in_c3: bool = True,
) -> EarsAlarms:
    """Limits and alarms of every period of every series: counts (periods) or (series, periods), oldest first.

    `least_sd` keeps seven equal weeks from calling the first other one an alarm. Raises BadInput; TooFewEvents for
    fewer than baseline + 1 periods.
    """
    y = counts_of_series(counts)
    _check(baseline, least_sd, y.shape[1])
    z, z_c3 = _quantile(alpha), _quantile(alpha_c3)
    mean, sd = _moving(y, baseline, least_sd)
    first_c1, first_c2, first_c3 = baseline, baseline + LAG, baseline + 2 * LAG
    c1, limit_c1 = _standardised(y, mean, sd, 0, first_c1, z)
    c2, limit_c2 = _standardised(y, mean, sd, LAG, first_c2, z)
    c3 = _three(c2, today_in_c3)
    c3[:, :first_c3] = 0.0
    return EarsAlarms(
        counts=y, c1=c1, c2=c2, c3=c3, limit_c1=limit_c1, limit_c2=limit_c2,
        alarm_c1=c1 > z, alarm_c2=c2 > z, alarm_c3=c3 > z_c3,
        first_c1=first_c1, first_c2=first_c2, first_c3=first_c3,
        baseline=baseline, alpha=alpha, alpha_c3=alpha_c3, least_sd=least_sd, today_in_c3=today_in_c3,
    )  # fmt: skip


def counts_of_series(counts: ArrayLike) -> NDArray[np.int64]:
    """(series, periods) from that or from one series."""
    dimensions = np.ndim(counts)
    if dimensions not in (1, 2):
        raise BadInput(f"counts must be (periods) or (series, periods), not {dimensions} dimensions")
    return np.atleast_2d(whole_counts(counts, "counts", dimensions=dimensions))


def _check(baseline: int, least_sd: float, periods: int) -> None:
    if baseline < 3:
        raise BadInput("the baseline must be at least three periods")
    if not 0 < least_sd < np.inf:
        raise BadInput("least_sd must be a number above zero")
    if periods <= baseline:
        raise TooFewEvents(f"EARS needs more than {baseline} periods", needed=baseline + 1, got=periods)


def _quantile(alpha: float) -> float:
    if not 0 < alpha < 1:
        raise BadInput("alpha must be between zero and one")
    return normal_quantile(1 - alpha)


def _moving(y: NDArray[np.int64], baseline: int, least_sd: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and sd of each run of `baseline` periods; column i holds the run that starts in period i."""
    runs = sliding_window_view(y, baseline, axis=1)
    total, squares = runs.sum(axis=2), (runs * runs).sum(axis=2)
    variance = (baseline * squares - total * total) / (baseline * (baseline - 1))  # from whole numbers: exact
    return total / baseline, np.maximum(np.sqrt(variance), least_sd)


def _standardised(
    y: NDArray[np.int64], mean: NDArray[np.float64], sd: NDArray[np.float64], lag: int, first: int, z: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    statistic, limit = np.zeros(y.shape), np.zeros(y.shape)
    n = max(0, y.shape[1] - first)
    statistic[:, first:] = (y[:, first:] - mean[:, :n]) / sd[:, :n]
    limit[:, first:] = mean[:, :n] + z * sd[:, :n]
    return statistic, limit


def _three(c2: NDArray[np.float64], today: bool) -> NDArray[np.float64]:
    excess = np.maximum(0.0, c2 - 1)
    c3 = excess.copy() if today else np.zeros_like(excess)
    for back in (1, 2):
        c3[:, back:] += excess[:, :-back]
    return c3
