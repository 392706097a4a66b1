from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lykta.cycle.promises.enums import PointStatus
from lykta.cycle.promises.operations import add_point, record_receipt
from lykta.cycle.promises.progress import progress_of, share_passed, suggested_status
from tests.integration.action_plans.chains import a_promise


@pytest.mark.parametrize(
    ("total", "expected", "has_begun", "word"),
    [
        (0, "0", False, PointStatus.NOT_STARTED),
        (0, "0.4", True, PointStatus.NOT_STARTED),
        (0, "1", True, PointStatus.NOT_KEPT),
        (1, "15", True, PointStatus.PARTLY),
        (15, "15", True, PointStatus.KEPT),
        (29, "29.9", True, PointStatus.PARTLY),
        (30, "15", True, PointStatus.DONE),
        (31, "30", True, PointStatus.DONE),
    ],
)
def test_the_word_that_a_sum_suggests(total, expected, has_begun, word):
    assert suggested_status(Decimal(total), Decimal(30), Decimal(expected), has_begun=has_begun) == word


@given(st.dates(), st.integers(0, 2000), st.integers(-500, 3000))
def test_the_share_of_the_days_passed_is_a_share(starts, length, later):
    from datetime import timedelta

    try:
        ends, today = starts + timedelta(days=length), starts + timedelta(days=later)
    except OverflowError:
        return
    share = share_passed(starts, ends, today)
    assert 0 <= share <= 1
    assert (share == 1) == (today > ends)
    assert (share == 0) == (today <= starts)


@pytest.mark.sql
def test_sums_leave_out_delays_and_other_units(world):
    promise = a_promise(world, starts=date(2026, 1, 1), ends=date(2026, 12, 31))
    point = add_point(promise=promise, text="30 kvällar", kind="quantified", target_amount=30, unit="kvällar",
                      by=world.coordinator)  # fmt: skip
    for kind, amount, unit in (
        ("carried_out", 10, "kvällar"), ("completed", "5.5", " Kvällar"), ("carried_out", 1, ""),
        ("delayed", 7, "kvällar"), ("carried_out", 40, "timmar"), ("started", None, ""),
    ):  # fmt: skip
        record_receipt(
            point=point, kind=kind, happened=date(2026, 6, 1), amount=amount, unit=unit, by=world.coordinator
        )
    progress = progress_of(point, date(2026, 7, 2))
    assert (progress.total, progress.target, progress.other_units) == (Decimal("16.5"), 30, 1)
    assert (progress.expected, progress.suggested) == (Decimal("15.0"), PointStatus.KEPT)
    assert progress_of(point, date(2027, 1, 1)).suggested == PointStatus.PARTLY
    continuous = add_point(promise=promise, text="Alltid", kind="continuous", by=world.coordinator)
    assert progress_of(continuous, date(2026, 7, 2)).suggested is None


@pytest.mark.sql
def test_a_point_without_a_unit_takes_the_one_its_receipts_agree_on(world):
    point = add_point(promise=a_promise(world), text="Alltid", kind="continuous", by=world.coordinator)
    day = date(2026, 7, 1)

    def receipt(amount, unit):
        record_receipt(point=point, kind="carried_out", happened=day, amount=amount, unit=unit, by=world.coordinator)
        progress = progress_of(point, day)
        return progress.total, progress.counted, progress.other_units

    assert receipt(14, "lampor") == (14, 1, 0)
    assert receipt(2, "") == (16, 2, 0)
    assert receipt(3, "timmar") == (2, 1, 2)
