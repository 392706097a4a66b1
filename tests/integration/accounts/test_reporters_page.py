"""Who reports, by login or by link, and the agreement it rests on."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from lykta.base.messaging.models import OutgoingMessage
from lykta.facts.incidents.enums import Permission as Incidents
from lykta.ground.accounts.agreement_operations import set_agreement
from lykta.ground.accounts.enums import LinkPurpose, Role
from lykta.ground.accounts.links import ended, resolve
from lykta.ground.accounts.models import Account, Function, PartnerOrganization, PersonalLink
from lykta.ground.accounts.operations import issue_link
from lykta.ground.accounts.reporter_queries import reporting_functions
from tests.integration.pages.rows import client_of, page, send
from tests.worlds import World

pytestmark = pytest.mark.sql
LINK = re.compile(r"/l/([\w\-]{20,})/")


def guards_post(world: World) -> Function:
    return Function.objects.create(
        municipality=world.bjorkviken, organization=world.guards, title="Rondväktare", email="rond@nordvakt.example"
    )


def open_links_of(function: Function) -> list[PersonalLink]:
    rows = PersonalLink.objects.for_municipality(function.municipality).filter(function=function)
    return [link for link in rows if link.is_open]


def test_a_link_is_made_shown_once_and_revoked(world: World) -> None:
    function = guards_post(world)
    browser = client_of(world.coordinator)
    address = f"/arbete/bjorkviken/rapportorer/{function.public_id}/"
    shown = browser.post(address, {"act": "link", "once": "a"}).content.decode()
    token = LINK.search(shown).group(1)  # type: ignore[union-attr]
    link = resolve(token)
    assert link is not None
    assert (link.function, link.purpose) == (function, LinkPurpose.REPORTER)
    assert token not in browser.get(address).content.decode()
    gone = browser.post(f"{address}lank/{link.public_id}/")
    assert (gone.status_code, resolve(token)) == (302, None)


def test_a_double_click_gives_one_link_that_works_and_one_mail(world: World) -> None:
    function = guards_post(world)
    browser = client_of(world.coordinator)
    address = f"/arbete/bjorkviken/rapportorer/{function.public_id}/"
    for _ in range(2):
        browser.post(address, {"act": "link", "once": "same"})
    assert len(open_links_of(function)) == 1
    for _ in range(2):
        browser.post(address, {"act": "mail", "once": "same"})
    mails = list(OutgoingMessage.objects.all())
    assert [(mail.to, mail.is_forgotten_when_sent) for mail in mails] == [("rond@nordvakt.example", True)]
    assert LINK.search(mails[0].body)


def test_an_external_reporter_comes_with_an_agreement_and_its_last_day(world: World) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    added = send(
        world, "administrator", "rapportorer/ny/", new_organization="Brf Almen", kind="housing", title="Vicevärd",
        agreement="Dnr 2026-114", agreement_ends=tomorrow.isoformat(),
    )  # fmt: skip
    assert added.status_code == 302
    function = Function.objects.for_municipality(world.bjorkviken).get(title="Vicevärd")
    assert (function.agreement, function.agreement_ends) == ("Dnr 2026-114", tomorrow)
    assert not PartnerOrganization.objects.get(name="Brf Almen").is_authority
    assert "Dnr 2026-114" in page(world, "coordinator", "rapportorer/").content.decode()


BROKEN = {
    "neither": {"title": "Vakt"},
    "both": {"organization": "set", "new_organization": "Ny", "kind": "guard", "title": "Vakt"},
    "no kind": {"new_organization": "Ny", "title": "Vakt"},
    "no last day": {"new_organization": "Ny", "kind": "guard", "title": "Vakt", "agreement": "Dnr 1"},
    "a number": {"new_organization": "Ny 070-174 06 05", "kind": "guard", "title": "Vakt"},
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=list(BROKEN))
def test_what_is_missing_is_said_and_nothing_is_half_made(world: World, data: dict[str, str]) -> None:
    before = (Function.objects.for_municipality(world.bjorkviken).count(), PartnerOrganization.objects.count())
    if data.get("organization"):
        data = data | {"organization": world.guards.public_id}
    answer = send(world, "administrator", "rapportorer/ny/", **data)
    assert answer.status_code == 422
    assert before == (Function.objects.for_municipality(world.bjorkviken).count(), PartnerOrganization.objects.count())


def test_after_its_last_day_an_agreement_opens_nothing(world: World) -> None:
    function = world.functions["other_reporter"]
    today = timezone.localdate()
    link, token = issue_link(
        function=function, municipality=world.bjorkviken, purpose=LinkPurpose.REPORTER, by=world.coordinator
    )
    set_agreement(function=function, agreement="Dnr 2026-9", ends=today, by=world.administrator)
    guard = Account.objects.get(pk=world.other_reporter.pk)
    assert guard.may(Incidents.REPORT, world.bjorkviken)
    assert resolve(token) is not None
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        guard = Account.objects.get(pk=world.other_reporter.pk)
        assert not guard.may(Incidents.REPORT, world.bjorkviken)
        assert resolve(token) is None
        link = PersonalLink.objects.for_municipality(world.bjorkviken).select_related("function").get(pk=link.pk)
        assert ended(link) is not None
        listed = {row.function.title: row.has_ended for row in reporting_functions(world.bjorkviken)}
        assert listed["Väktare"] is True
        # Other reporters are not touched by it.
        assert listed["Fastighetsskötare"] is False
        set_agreement(
            function=function, agreement="Dnr 2026-9", ends=today + timedelta(days=90), by=world.administrator
        )
        assert Account.objects.get(pk=world.other_reporter.pk).roles_in(world.bjorkviken) == {Role.REPORTER}


def test_the_neighbours_reporters_are_not_here(world: World) -> None:
    theirs = world.functions["outsider"]
    answer = client_of(world.coordinator).get(f"/arbete/bjorkviken/rapportorer/{theirs.public_id}/")
    assert answer.status_code == 404
