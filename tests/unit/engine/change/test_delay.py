"""Delays with median 0, 90 % within 4 and 99 % within 184 days (real registration delays seen elsewhere, issue 3)."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lykta_engine.change.counts import Verdict
from lykta_engine.change.delay import Reason, compare_recent, nowcast
from lykta_engine.change.delay_triangle import learn_delays
from lykta_engine.errors import BadInput, EngineError, TooFewEvents
from lykta_engine.result import as_data

LONGEST, NOW, RECENT = 184, 600, 6


def drawn_delays(rng: np.random.Generator, n: int) -> np.ndarray:
    """Whole days: 55 % the same day, then evenly to day 4, then a long tail to day 184, then a year more."""
    u = rng.random(n)
    tail = 5 + np.floor(180 * (np.clip(u - 0.9005, 0, None) / 0.0895) ** 2.5)
    late = np.where(u < 0.99, np.minimum(tail, 184), 185 + np.floor(180 * (u - 0.99) / 0.01))
    return np.where(u < 0.55, 0, np.where(u < 0.9005, 1 + np.floor((u - 0.55) / 0.3505 * 4), late)).astype(int)


def drawn_events(rng: np.random.Generator, rate: float, clumped: bool) -> tuple[np.ndarray, np.ndarray]:
    daily = rng.poisson(rate * rng.gamma(4, 0.25, NOW + 1) if clumped else rate, NOW + 1)
    occurred = np.repeat(np.arange(NOW + 1), daily)
    return occurred, occurred + drawn_delays(rng, occurred.size)


def final_numbers(occurred: np.ndarray, reported: np.ndarray, first: np.ndarray) -> np.ndarray:
    counted = occurred[(reported - occurred <= LONGEST) & (occurred >= first[0])]
    return np.bincount((counted - first[0]) // 7, minlength=first.size)


def test_the_drawn_delays_have_the_quantiles_of_the_issue() -> None:
    delays = drawn_delays(np.random.default_rng(1), 200_000)
    assert np.median(delays) == 0
    assert np.mean(delays <= 4) == pytest.approx(0.90, abs=0.005)
    assert np.mean(delays <= 184) == pytest.approx(0.99, abs=0.002)


@pytest.mark.parametrize("rate", [0.5, 3.0, 12.0])
@pytest.mark.parametrize("clumped", [False, True])
def test_the_interval_holds_the_final_number(rate: float, clumped: bool) -> None:
    """95 % intervals of the six latest weeks hold at least 95 % - 3 standard errors, each week by itself."""
    rng, runs = np.random.default_rng(17), 100
    held = []
    for _ in range(runs):
        occurred, reported = drawn_events(rng, rate, clumped)
        result = nowcast(occurred, reported, now=NOW, periods=RECENT, longest=LONGEST)
        assert result.decided.all()
        final = final_numbers(occurred, reported, result.first_day)
        held.append((result.low <= final) & (final <= result.high))
    assert np.mean(held, axis=0).min() >= 0.95 - 3 * math.sqrt(0.05 * 0.95 / runs)


def test_recent_weeks_are_not_called_a_decrease() -> None:
    """Without correction the latest week looks lower than usual; with it, a claim is made at most as often as
    promised.
    """
    rng, runs = np.random.default_rng(18), 80
    said, raw, true = [], [], []
    for _ in range(runs):
        occurred, reported = drawn_events(rng, 10.0, False)
        result = nowcast(occurred, reported, now=NOW, periods=20, longest=LONGEST)
        said.append(compare_recent(result).verdict)
        final = final_numbers(occurred, reported, result.first_day)
        raw.append(result.reported[-1] / final[:-1].mean())
        true.append(result.estimate[-1] / final[-1])
    wrong = sum(verdict in (Verdict.MORE_THAN_USUAL, Verdict.FEWER_THAN_USUAL) for verdict in said)
    assert wrong / runs <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / runs)
    assert np.mean(raw) < 0.85
    assert np.mean(true) == pytest.approx(1, abs=0.02)


def test_a_true_halving_and_a_true_doubling_are_still_seen() -> None:
    rng = np.random.default_rng(19)
    occurred, reported = drawn_events(rng, 20.0, False)
    last = occurred > NOW - 7
    keep = ~last | (rng.random(occurred.size) < 0.4)
    result = compare_recent(nowcast(occurred[keep], reported[keep], now=NOW, periods=20, longest=LONGEST))
    assert result.verdict == Verdict.FEWER_THAN_USUAL
    twice = np.concatenate([occurred, occurred[last]]), np.concatenate([reported, reported[last]])
    assert compare_recent(nowcast(*twice, now=NOW, periods=20, longest=LONGEST)).verdict == Verdict.MORE_THAN_USUAL


def slow_share_within(occurred: np.ndarray, reported: np.ndarray, now: int, longest: int) -> list[float]:
    """The product of Lawless 1994, day by day and event by event."""
    share, within = [1.0], 1.0
    for d in range(longest, 0, -1):
        among = [r - o for o, r in zip(occurred, reported, strict=True) if o <= now - d and r - o <= d and r <= now]
        within *= 1 - among.count(d) / len(among) if among else 1.0
        share.append(within)
    return share[::-1]


def test_the_share_reported_agrees_with_the_product() -> None:
    rng = np.random.default_rng(20)
    occurred = rng.integers(0, 90, 300)
    reported = occurred + rng.geometric(0.3, 300) - 1
    delays = learn_delays(occurred, reported, now=89, longest=12)
    np.testing.assert_allclose(delays.share_within, slow_share_within(occurred, reported, 89, 12), rtol=1e-9)
    assert delays.days_until(0.9) == int(np.argmax(delays.share_within >= 0.9))


@settings(max_examples=20)
@given(st.integers(-3000, 3000), st.permutations(range(250)))
def test_moved_dates_and_another_order_change_nothing(move: int, order: list[int]) -> None:
    rng = np.random.default_rng(21)
    occurred = rng.integers(0, 80, 250)
    reported = occurred + rng.geometric(0.4, 250) - 1
    one = nowcast(occurred, reported, now=80, longest=10, periods=4)
    other = nowcast(occurred[order] + move, reported[order] + move, now=80 + move, longest=10, periods=4)
    np.testing.assert_allclose(other.estimate, one.estimate)
    np.testing.assert_array_equal(other.high, one.high)


def test_batches_of_reports_widen_the_interval() -> None:
    rng = np.random.default_rng(22)
    occurred = np.repeat(np.arange(400), rng.poisson(5, 400))
    alone = occurred + rng.geometric(0.15, occurred.size) - 1
    late_weeks = rng.random(80) < 0.5  # in some weeks everything waits
    batched = occurred + np.where(late_weeks[occurred // 7], 12, 0) + rng.geometric(0.5, occurred.size) - 1
    one, other = (nowcast(occurred, r, now=399, longest=60, periods=3) for r in (alone, batched))
    assert one.delays is not None
    assert other.delays is not None
    assert one.delays.spread < 1.5 < other.delays.spread


def test_too_little_history_cannot_be_decided() -> None:
    rng = np.random.default_rng(23)
    occurred = rng.integers(500, 601, 400)
    short = nowcast(occurred, occurred + 1, now=NOW, longest=LONGEST)
    assert short.reason == Reason.SHORT_HISTORY
    assert not short.decided.any()
    assert compare_recent(short).verdict == Verdict.CANNOT_BE_DECIDED
    few = nowcast([1, 2, 3], [1, 2, 3], now=NOW, longest=LONGEST)
    assert few.reason == Reason.FEW_EVENTS
    assert nowcast([], [], now=NOW).reason == Reason.FEW_EVENTS


def test_a_period_of_which_little_is_in_cannot_be_decided() -> None:
    rng = np.random.default_rng(24)
    occurred = np.repeat(np.arange(401), rng.poisson(4, 401))
    result = nowcast(occurred, occurred + 5 + rng.integers(0, 10, occurred.size), now=400, longest=40, periods=5)
    assert not result.decided[-1]
    assert result.decided[0]
    assert compare_recent(result).verdict == Verdict.CANNOT_BE_DECIDED
    assert result.explain().endswith("Det är för tidigt för att säga hur många det till slut blir.")


def test_a_period_that_ended_before_now() -> None:
    rng = np.random.default_rng(25)
    occurred, reported = drawn_events(rng, 5.0, False)
    today, then = (nowcast(occurred, reported, now=NOW, until=until, periods=3) for until in (None, NOW - 4))
    assert then.share_reported[-1] > today.share_reported[-1]
    assert then.first_day[-1] == NOW - 10


def test_words() -> None:
    rng = np.random.default_rng(26)
    occurred, reported = drawn_events(rng, 4.0, False)
    result = nowcast(occurred, reported, now=NOW, periods=20)
    said = result.explain()
    assert "har rapporterats hittills. Av erfarenhet är det omkring 78 % av dem" in said
    assert "En låg siffra för de senaste dagarna är ingen minskning." in said
    assert result.explain("en").endswith("A low number for the latest days is no decrease.")
    assert "nan" not in str(as_data(result))
    for language in ("sv", "en"):
        for at in range(20):
            text = compare_recent(result, at=at).explain(language)
            assert not any(wrong in text for wrong in ("{", "None", "nan"))


@pytest.mark.parametrize(
    ("occurred", "reported"),
    [([1, math.nan], [1, 2]), ([1.5], [2]), ([3], [2]), ([1, 2], [1]), ([1], [math.inf]), ([[1]], [[1]])],
)
def test_bad_days(occurred: list, reported: list) -> None:
    with pytest.raises(BadInput):
        nowcast(occurred, reported, now=10)


def test_other_bad_input() -> None:
    for wrong in ({"periods": 0}, {"alpha": 0}, {"until": 11}, {"longest": 0}):
        with pytest.raises(BadInput):
            nowcast([1], [1], **({"now": 10} | wrong))
    with pytest.raises(TooFewEvents):
        learn_delays([1], [1], now=10)
    with pytest.raises(EngineError):
        compare_recent(nowcast([1], [1], now=10), baseline=[-1])
