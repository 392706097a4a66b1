"""The demo in six clicks: who does what, and where. Only where the municipality is invented."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from lykta.cycle.action_plans.enums import OPEN_STATES
from lykta.cycle.action_plans.models import Action
from lykta.cycle.promises.enums import PromiseState
from lykta.cycle.promises.models import CitizenPromise
from lykta.cycle.situation_reports.models import SituationReport
from lykta.cycle.situation_reports.queries import newest_period_first
from lykta.ground.accounts.enums import Role
from lykta.ground.municipalities.models import Municipality
from lykta.importers.demo_world import cast


@dataclass(frozen=True)
class Step:
    title: str
    text: str
    url: str
    role: str
    email: str  # which login plays it; empty where the demo has none, and for the residents' page


def steps(municipality: Municipality) -> list[Step]:
    slug = municipality.slug
    report, action, promise = _newest_report(municipality), _action(municipality), _promise(municipality)
    played = [
        (Role.REPORTER, _("Report something you saw"),
         _("On a phone, in under a minute: what, where, when. Then see what happens with it."),
         _url(slug, "report")),
        (Role.COORDINATOR, _("Review it"),
         _("Approve the report, or tie it to one that tells of the same event. From then on it counts."),
         _url(slug, "review")),
        (Role.COORDINATOR, _("Read the week’s situation report"),
         _("It is drafted by itself. Read, change, and propose it; the municipal police officer adopts it."),
         _url(slug, "situation_report", report.period_id) if report else _url(slug, "situation_reports")),
        (Role.ACTION_OWNER, _("Say how it goes with an action"),
         _("The one who answers for it reports what was done, on which day and how much. Also possible by link."),
         _url(slug, "action", action.public_id) if action else _url(slug, "actions")),
        (Role.COORDINATOR, _("See the promise that the action keeps"),
         _("What was reported is now a receipt on the promise, with its date."),
         _url(slug, "promise", promise.public_id) if promise else _url(slug, "promises")),
    ]  # fmt: skip
    told = [Step(title, text, url, str(Role(role).label), email_of(slug, role)) for role, title, text, url in played]
    return [*told, _public_step(slug, promise)]


def _url(slug: str, name: str, *parts: str) -> str:
    return reverse(f"staff:{name}", args=[slug, *parts])


def _public_step(slug: str, promise: CitizenPromise | None) -> Step:
    is_out = promise is not None and promise.state != PromiseState.DRAFT
    url = reverse("public:promise", args=[slug, promise.public_id]) if promise and is_out else ""
    return Step(
        _("See what the residents see"),
        _("Without a login: the promise, whether it is kept, and the latest receipt."),
        url or reverse("public:start", args=[slug]),
        _("Resident"),
        "",
    )


def email_of(slug: str, role: str) -> str:
    people = cast.PEOPLE.get(slug, [])
    return next((person.email for person in people if person.role == role and person.shown), "")


def _newest_report(municipality: Municipality) -> SituationReport | None:
    rows = SituationReport.objects.for_municipality(municipality)
    newest = newest_period_first(rows)
    return rows.filter(pk=newest[0]).first() if newest else None


def _promise(municipality: Municipality) -> CitizenPromise | None:
    rows = CitizenPromise.objects.for_municipality(municipality)
    found: CitizenPromise | None = rows.filter(state=PromiseState.ONGOING).first() or rows.first()
    return found


def _action(municipality: Municipality) -> Action | None:
    """One that the demo's action owner answers for, and that a promise rests on: then the next step shows it."""
    email = email_of(municipality.slug, Role.ACTION_OWNER)
    rows = Action.objects.for_municipality(municipality).filter(
        state__in=OPEN_STATES, responsibles__function__grants__account__email=email
    )
    found: Action | None = rows.filter(promise_points__isnull=False).first() or rows.first()
    return found
