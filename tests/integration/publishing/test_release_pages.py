"""The second person's page: reads what residents will read, releases it, declines it, takes it back."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lykta.airlocks.publishing import operations, queries
from lykta.airlocks.publishing.models import Proposal, Release
from lykta.ground.accounts.models import Account
from lykta.ground.municipalities.models import Municipality
from tests.integration.public.contents import PROMISE, REPORT, let_out
from tests.worlds import World

pytestmark = [pytest.mark.sql, pytest.mark.django_db]
BASE = "/arbete/bjorkviken/publicerat/"


def _as(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def _propose(world: World, kind: str = "promise", **changes) -> Proposal:
    content = {**(PROMISE if kind == "promise" else REPORT), **changes}
    return operations.propose(
        municipality=world.bjorkviken, kind=kind, key="p1" if kind == "promise" else "2026-10", title=content["title"],
        content=content, by=world.coordinator,
    )  # fmt: skip


def _url(proposal: Proposal) -> str:
    return f"{BASE}forslag/{proposal.public_id}/"


def _article(html: str) -> str:
    (found,) = re.findall(r"<article.*?</article>", html, re.DOTALL)
    return found


def test_the_second_reads_exactly_what_the_residents_will_read(world: World) -> None:
    proposal = _propose(world)
    police = _as(world.police_officer)
    preview = police.get(_url(proposal)).content.decode()
    response = police.post(_url(proposal), {"act": "second"}, follow=True)
    assert "är släppt" in response.content.decode()
    public = Client().get("/k/bjorkviken/loften/p1/").content.decode()
    assert _article(preview) == _article(public)


def test_a_situation_report_is_previewed_the_same_way(world: World) -> None:
    proposal = _propose(world, kind="situation_report", period_id="2026-10")
    police = _as(world.police_officer)
    preview = police.get(_url(proposal)).content.decode()
    police.post(_url(proposal), {"act": "second"})
    assert _article(preview) == _article(Client().get("/k/bjorkviken/lagesbild/2026-10/").content.decode())


def test_the_first_person_sees_no_button_and_cannot_press_it(world: World) -> None:
    proposal = _propose(world)
    klara = _as(world.coordinator)
    page = klara.get(_url(proposal)).content.decode()
    assert "En annan person måste släppa det." in page
    assert 'value="second"' not in page
    assert klara.post(_url(proposal), {"act": "second"}).status_code == 403
    assert not Release.objects.for_municipality(world.bjorkviken).exists()


def test_one_whose_password_the_first_has_set_is_told_why_not(world: World) -> None:
    Account.objects.filter(pk=world.police_officer.pk).update(
        credentials_set_by=world.coordinator, credentials_set_at=timezone.now()
    )
    proposal = _propose(world)
    police = _as(world.police_officer)
    page = police.get(_url(proposal)).content.decode()
    assert "de senaste sju dagarna" in page
    assert 'value="second"' not in page
    assert police.post(_url(proposal), {"act": "second"}).status_code == 403


@pytest.mark.parametrize(
    ("who", "status"),
    [("reporter", 403), ("action_owner", 403), ("council_member", 403), ("registrar", 403), ("administrator", 403),
     ("outsider", 404)],
)  # fmt: skip
def test_a_proposal_is_for_those_who_may_release(world: World, who: str, status: int) -> None:
    proposal = _propose(world)
    client = _as(getattr(world, who))
    assert client.get(_url(proposal)).status_code == status
    for act in ("second", "decline"):
        assert client.post(_url(proposal), {"act": act, "reason": "x"}).status_code == status
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.WAITING


def test_declining_wants_a_reason_and_stops_what_points_somebody_out(world: World) -> None:
    proposal = _propose(world)
    police = _as(world.police_officer)
    assert "Fyll i det här" in police.post(_url(proposal), {"act": "decline", "reason": " "}).content.decode()
    stopped = police.post(_url(proposal), {"act": "decline", "reason": "Ring 070-174 06 05"}).content.decode()
    assert "telefonnummer" in stopped
    assert "070-174 06 05" in stopped
    police.post(_url(proposal), {"act": "decline", "reason": "Fel datum i punkt 2"})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decline_reason) == (Proposal.State.DECLINED, "Fel datum i punkt 2")
    assert "Fel datum i punkt 2" in _as(world.coordinator).get(_url(proposal)).content.decode()


def test_an_answered_proposal_is_not_released_by_going_back(world: World) -> None:
    proposal = _propose(world)
    police = _as(world.police_officer)
    police.post(_url(proposal), {"act": "second"})
    again = police.post(_url(proposal), {"act": "second"})
    assert again.status_code == 409
    assert "redan besvarat" in again.content.decode()
    assert Release.objects.for_municipality(world.bjorkviken).count() == 1


def test_withdrawing_takes_one_person_and_a_reason(world: World) -> None:
    release = let_out(world.bjorkviken, "promise", "p1", PROMISE)
    klara = _as(world.coordinator)
    data = {"act": "withdraw", "release": release.public_id, "reason": ""}
    empty = klara.post(BASE, data)
    assert empty.status_code == 422
    assert "Fyll i det här" in empty.content.decode()
    assert Client().get("/k/bjorkviken/loften/p1/").status_code == 200
    klara.post(BASE, {**data, "reason": "Fel siffra"})
    assert Client().get("/k/bjorkviken/loften/p1/").status_code == 410
    page = klara.get(BASE).content.decode()
    assert "Tillbakadragen" in page
    assert "Fel siffra" in page


def test_the_neighbours_releases_are_out_of_reach(world: World) -> None:
    release = let_out(world.granhult, "promise", "p1", PROMISE)
    klara = _as(world.coordinator)
    assert klara.post(BASE, {"act": "withdraw", "release": release.public_id, "reason": "x"}).status_code == 404
    assert PROMISE["title"] not in klara.get(BASE).content.decode()


def test_a_standing_release_takes_two_steps_by_two(world: World) -> None:
    klara, petra = _as(world.coordinator), _as(world.police_officer)
    klara.post(BASE, {"act": "approve_standing", "kind": "promise"})
    (proposal,) = queries.waiting_proposals(world.bjorkviken)
    assert klara.post(_url(proposal), {"act": "second"}).status_code == 403
    assert not queries.standing_releases(world.bjorkviken).exists()
    assert "Godkänn, som andra person" in petra.get(_url(proposal)).content.decode()
    petra.post(_url(proposal), {"act": "second"})
    standing = queries.standing_releases(world.bjorkviken).get()
    assert (standing.approved_by_id_text, standing.seconded_by_id_text) == (
        world.coordinator.actor_id, world.police_officer.actor_id,
    )  # fmt: skip
    klara.post(BASE, {"act": "end_standing", "standing": standing.public_id})
    assert not queries.standing_releases(world.bjorkviken).exists()


def test_nothing_happens_on_get_or_without_an_act(world: World) -> None:
    release = let_out(world.bjorkviken, "promise", "p1", PROMISE)
    proposal = _propose(world, title="två")
    petra = _as(world.police_officer)
    for act in ("second", "decline"):
        petra.get(_url(proposal), {"act": act, "reason": "x"})
    petra.get(BASE, {"act": "withdraw", "release": release.public_id, "reason": "x"})
    assert petra.post(BASE, {}).status_code == 302
    release.refresh_from_db()
    proposal.refresh_from_db()
    assert (release.withdrawn, proposal.state) == (None, Proposal.State.WAITING)


def test_an_empty_page_says_what_will_come(world: World) -> None:
    text = _as(world.coordinator).get(BASE).content.decode()
    assert "Inget väntar." in text
    assert "Inget är publicerat än." in text


def test_thirty_rows_take_as_many_queries_as_one(world: World) -> None:
    klara = _as(world.coordinator)
    let_out(world.bjorkviken, "promise", "p0", PROMISE)
    klara.get(BASE)

    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            assert klara.get(BASE).status_code == 200
        return len(found)

    one = count()
    for n in range(1, 31):
        let_out(Municipality.objects.get(code="9901"), "promise", f"p{n}", PROMISE)
    assert count() == one
