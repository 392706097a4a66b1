"""What the reporter is told, by mail: number, decision and the reviewer's line. Never the text of the report."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lykta.base.kernel.actor import Actor
from lykta.base.messaging.operations import queue_message
from lykta.facts.incidents.enums import State
from lykta.facts.incidents.models import Incident
from lykta.facts.incidents.rules import is_reporter_of

SUBJECTS: dict[str, Promise] = {
    State.REVIEWED: gettext_lazy("Your report %(number)s has been reviewed"),
    State.RETURNED: gettext_lazy("A question about your report %(number)s"),
    State.OUT_OF_SCOPE: gettext_lazy("Your report %(number)s belongs elsewhere"),
}
BODIES: dict[str, Promise] = {
    State.REVIEWED: gettext_lazy(
        "Thank you. Your report %(number)s has been reviewed and counts in the next situation report."
    ),
    State.RETURNED: gettext_lazy(
        "Thank you for report %(number)s. The coordinator has a question:\n\n%(note)s\n\n"
        "Log in and answer under My reports. Do not answer this message."
    ),
    State.OUT_OF_SCOPE: gettext_lazy(
        "Thank you for report %(number)s. It does not count in the situation report. "
        "This is where it belongs:\n\n%(note)s"
    ),
}
MERGED = gettext_lazy(
    "Thank you. Your report %(number)s tells of an event that others have reported too. It is counted once."
)


def tell_reporter(incident: Incident, by: Actor) -> None:
    reporter = incident.reported_by
    if reporter is None or not reporter.is_active or is_reporter_of(by, incident) or incident.state not in BODIES:
        return
    values = {"number": incident.number, "note": incident.review_note}
    body = MERGED if incident.merged_into_id else BODIES[incident.state]
    sentences = [str(body) % values]
    if incident.state == State.REVIEWED and incident.review_note:
        sentences.append(_("The coordinator writes: %(note)s") % values)
    sentences.append(incident.municipality.name)
    queue_message(
        to=reporter.email,
        subject=str(SUBJECTS[incident.state]) % values,
        body="\n\n".join(sentences),
        municipality=incident.municipality,
        by=by,
    )
