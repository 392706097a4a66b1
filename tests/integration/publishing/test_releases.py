"""Out by two, back by one, at once; and what flows by itself can never carry a text."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lykta.airlocks.publishing import operations, queries
from lykta.airlocks.publishing.kinds import iso_date, kinds, number, words
from lykta.airlocks.publishing.models import Proposal, Release, StandingValue
from lykta.airlocks.publishing.overlay import NotEnumerated, check_values, laid_over
from lykta.base.audit.models import AuditEvent
from lykta.base.kernel.actor import NotAllowed, NotNow
from lykta.ground.accounts.actors import CommandLine
from tests.integration.publishing.kinds_for_tests import CONTENT, KEY
from tests.worlds import World

pytestmark = pytest.mark.sql


def _propose(world: World, by: Any = None, key: str = "k1", **content: Any) -> Proposal:
    return operations.propose(
        municipality=world.bjorkviken, kind=KEY, key=key, title="A", content={**CONTENT, **content},
        by=by or world.coordinator,
    )  # fmt: skip


def _release(world: World, **content: Any) -> Release:
    return operations.second(proposal=_propose(world, **content), by=world.police_officer)


def _stand(world: World) -> None:
    proposal = operations.approve_standing(municipality=world.bjorkviken, kind=KEY, by=world.coordinator)
    operations.second_standing(proposal=proposal, by=world.police_officer)


def _set(world: World, values: dict[str, Any]) -> StandingValue | None:
    return operations.set_standing_values(
        municipality=world.bjorkviken, kind=KEY, key="k1", values=values, by=world.action_owner
    )


def test_a_proposal_is_not_out_before_its_second_person(world: World) -> None:
    proposal = _propose(world)
    assert queries.latest(world.bjorkviken, KEY) == []
    assert queries.published(world.bjorkviken, KEY, "k1") is None
    assert list(queries.waiting_proposals(world.bjorkviken)) == [proposal]

    release = operations.second(proposal=proposal, by=world.police_officer)
    found = queries.published(world.bjorkviken, KEY, "k1")
    assert found is not None
    assert (found.number, found.content, found.released) == (1, CONTENT, release.released)
    assert list(queries.waiting_proposals(world.bjorkviken)) == []
    event = AuditEvent.objects.latest("id")
    assert (event.event, event.actor_id, event.details["proposed_by"]) == (
        "publishing.released", world.police_officer.actor_id, world.coordinator.actor_id,
    )  # fmt: skip


@pytest.mark.parametrize("who", ["coordinator", "reporter", "council_member", "administrator", "registrar", "outsider"])
def test_the_second_must_be_another_who_may_release(world: World, who: str) -> None:
    proposal = _propose(world)
    with pytest.raises(NotAllowed):
        operations.second(proposal=proposal, by=getattr(world, who))
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.WAITING
    assert queries.published(world.bjorkviken, KEY, "k1") is None


def test_the_shell_never_seconds_and_never_counts_as_the_first(world: World) -> None:
    with pytest.raises(NotAllowed):
        operations.second(proposal=_propose(world), by=CommandLine())
    with pytest.raises(NotAllowed):
        operations.second(proposal=_propose(world, by=CommandLine()), by=world.police_officer)


def test_the_database_itself_refuses_a_release_by_one(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.create(
            municipality=world.bjorkviken, kind=KEY, key="k1", number=1, title="A", content={}, released=timezone.now(),
            released_by_id_text="same", seconded_by_id_text="same",
        )  # fmt: skip


def test_a_newer_proposal_replaces_the_one_that_waits_and_the_old_one_cannot_be_released(world: World) -> None:
    old = _propose(world, text="old")
    new = _propose(world, text="new")
    with pytest.raises(NotNow):
        operations.second(proposal=old, by=world.police_officer)
    operations.second(proposal=new, by=world.police_officer)
    assert queries.published(world.bjorkviken, KEY, "k1").content["text"] == "new"  # type: ignore[union-attr]


def test_a_proposal_is_answered_once(world: World) -> None:
    proposal = _propose(world)
    operations.second(proposal=proposal, by=world.police_officer)
    for again in (
        lambda: operations.second(proposal=proposal, by=world.police_officer),
        lambda: operations.decline(proposal=proposal, reason="sent", by=world.police_officer),
    ):
        with pytest.raises(NotNow):
            again()
    assert Release.objects.for_municipality(world.bjorkviken).count() == 1


def test_declining_needs_a_reason_and_lets_nothing_out(world: World) -> None:
    proposal = _propose(world)
    with pytest.raises(NotNow):
        operations.decline(proposal=proposal, reason="  ", by=world.police_officer)
    operations.decline(proposal=proposal, reason="Fel datum", by=world.police_officer)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decline_reason) == (Proposal.State.DECLINED, "Fel datum")
    assert queries.latest(world.bjorkviken, KEY) == []


def test_content_that_may_not_go_out_is_not_even_proposed(world: World) -> None:
    with pytest.raises(ValueError, match="points somebody out"):
        _propose(world, text="a name")
    assert not queries.waiting_proposals(world.bjorkviken).exists()


def test_a_withdrawn_release_is_gone_at_once_and_the_earlier_one_does_not_come_back(world: World) -> None:
    _release(world, text="one")
    second = _release(world, text="two")
    assert [row.number for row in queries.latest(world.bjorkviken, KEY)] == [2]
    before = queries.fingerprint(world.bjorkviken)

    operations.withdraw(release=second, reason="Fel siffra", by=world.coordinator)

    assert queries.latest(world.bjorkviken, KEY) == []
    with pytest.raises(queries.Gone):
        queries.published(world.bjorkviken, KEY, "k1")
    assert queries.fingerprint(world.bjorkviken) != before

    _release(world, text="three")
    assert [row.number for row in queries.latest(world.bjorkviken, KEY)] == [3]


@pytest.mark.parametrize("who", ["reporter", "council_member", "administrator", "outsider"])
def test_withdrawing_takes_the_right_to_release(world: World, who: str) -> None:
    release = _release(world)
    with pytest.raises(NotAllowed):
        operations.withdraw(release=release, reason="x", by=getattr(world, who))
    assert queries.latest(world.bjorkviken, KEY) != []


def test_another_municipality_sees_and_has_nothing_of_it(world: World) -> None:
    _release(world)
    assert queries.latest(world.granhult, KEY) == []
    assert queries.published(world.granhult, KEY, "k1") is None


def test_a_standing_release_takes_two_and_then_values_flow(world: World) -> None:
    _release(world)
    assert _set(world, {"state": "ended"}) is None
    proposal = operations.approve_standing(municipality=world.bjorkviken, kind=KEY, by=world.coordinator)
    with pytest.raises(NotAllowed):
        operations.second_standing(proposal=proposal, by=world.coordinator)
    assert _set(world, {"state": "ended"}) is None
    operations.second_standing(proposal=proposal, by=world.police_officer)

    before = queries.fingerprint(world.bjorkviken)
    values = {
        "state": "ended",
        "points": {"a1": {"status": "partly", "receipts": {"r2": {"happened": "2026-11-18", "amount": 14}}}},
    }
    assert _set(world, values) is not None
    found = queries.published(world.bjorkviken, KEY, "k1")
    assert found is not None
    assert found.content == {
        "title": "A",
        "text": "released text",
        "state": "ended",
        "points": [
            {
                "key": "a1",
                "text": "first",
                "status": "partly",
                "receipts": [
                    {"key": "r1", "text": "done", "amount": 2},
                    {"key": "r2", "happened": "2026-11-18", "amount": 14},
                ],
            }
        ],
    }
    assert queries.fingerprint(world.bjorkviken) != before
    assert Release.objects.for_municipality(world.bjorkviken).get().content == CONTENT


def test_ending_a_standing_release_stops_the_flow_and_keeps_what_is_out(world: World) -> None:
    _release(world)
    _stand(world)
    _set(world, {"state": "ended"})
    operations.end_standing(standing=queries.standing_releases(world.bjorkviken).get(), by=world.police_officer)
    assert _set(world, {"state": "ongoing"}) is None
    assert queries.published(world.bjorkviken, KEY, "k1").content["state"] == "ended"  # type: ignore[union-attr]


def test_a_new_release_outdates_older_values_but_not_those_set_after_it_was_proposed(world: World) -> None:
    _release(world)
    _stand(world)
    _set(world, {"state": "ended"})
    corrected = _propose(world, state="ongoing")
    operations.second(proposal=corrected, by=world.police_officer)
    assert queries.published(world.bjorkviken, KEY, "k1").content["state"] == "ongoing"  # type: ignore[union-attr]

    waiting = _propose(world, state="ongoing")
    _set(world, {"state": "ended"})
    operations.second(proposal=waiting, by=world.police_officer)
    assert queries.published(world.bjorkviken, KEY, "k1").content["state"] == "ended"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "values",
    [
        {"text": "Kalle i nummer 4"},
        {"state": "Kalle"},
        {"points": {"a1": {"text": "fritt"}}},
        {"points": {"a1": {"status": "kept", "note": "fritt"}}},
        {"points": [{"key": "a1", "status": "kept"}]},
        {"points": {"Kalle i nummer 4": {"status": "kept"}}},
        {"happened": "18 november"},
        {"amount": "14 lampor"},
        {"amount": True},
        {"amount": float("nan")},
        {"state": ["ongoing"]},
        ["state"],
    ],
)
def test_nothing_but_listed_words_dates_and_numbers_flows(world: World, values: Any) -> None:
    _release(world)
    _stand(world)
    with pytest.raises(NotEnumerated):
        _set(world, values)
    assert queries.published(world.bjorkviken, KEY, "k1").content == CONTENT  # type: ignore[union-attr]


LEAVES = st.one_of(st.text(max_size=12), st.integers(), st.booleans(), st.none(), st.dates().map(str))
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.one_of(st.sampled_from(["state", "happened", "amount", "points"]), st.text(max_size=5)), inner
        ),
    ),
    max_leaves=12,
)
FIELDS = {"state": words("ongoing"), "happened": iso_date, "amount": number}


@given(TREES)
def test_whatever_passes_holds_no_free_text_anywhere(values: Any) -> None:
    try:
        check_values(values, FIELDS)
    except NotEnumerated:
        return
    for text in _texts(values):
        assert text == "ongoing" or iso_date(text), text


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _texts(inner)]
    return [value] if isinstance(value, str) else []


@given(st.dictionaries(st.sampled_from("abcd"), LEAVES), st.dictionaries(st.sampled_from("abcd"), LEAVES))
def test_laying_over_changes_what_is_named_and_nothing_else(content: dict[str, Any], values: dict[str, Any]) -> None:
    merged = laid_over(content, values)
    assert merged == {**content, **values}
    assert laid_over(merged, values) == merged


def test_the_rooms_above_have_registered_their_kinds() -> None:
    assert {"promise", "situation_report"} <= {kind.key for kind in kinds}
