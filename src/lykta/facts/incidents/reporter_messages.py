"""What the reporter is told, by mail: number, what happened and the reviewer's line. Never the text of the report.

Whoever has a login gets it at its address; a function that reports by a personal link at the function's, if it has one.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lykta.base.kernel.actor import Actor
from lykta.base.messaging.operations import queue_message
from lykta.facts.incidents.enums import State
from lykta.facts.incidents.models import Incident
from lykta.facts.incidents.rules import is_reporter_of

MERGED, MASKED, DISPOSED, HANDED_OVER = "merged", "masked", "disposed", "handed_over"
SUBJECTS: dict[str, Promise] = {
    State.REVIEWED: gettext_lazy("Your report %(number)s has been reviewed"),
    MERGED: gettext_lazy("Your report %(number)s has been reviewed"),
    State.RETURNED: gettext_lazy("A question about your report %(number)s"),
    State.OUT_OF_SCOPE: gettext_lazy("Your report %(number)s belongs elsewhere"),
    MASKED: gettext_lazy("We have hidden some words in your report %(number)s"),
    DISPOSED: gettext_lazy("The text of your report %(number)s has been removed"),
    HANDED_OVER: gettext_lazy("Your report %(number)s has been passed on as a fault report"),
}
BODIES: dict[str, Promise] = {
    State.REVIEWED: gettext_lazy(
        "Thank you. Your report %(number)s has been reviewed and counts in the next situation report."
    ),
    MERGED: gettext_lazy(
        "Thank you. Your report %(number)s tells of an event that others have reported too. It is counted once."
    ),
    State.RETURNED: gettext_lazy("Thank you for report %(number)s. The coordinator has a question:\n\n%(note)s"),
    State.OUT_OF_SCOPE: gettext_lazy(
        "Thank you for report %(number)s. It does not count in the situation report. "
        "This is where it belongs:\n\n%(note)s"
    ),
    MASKED: gettext_lazy(
        "Thank you for report %(number)s. Some words in it could point out a person, so we have hidden them. The rest "
        "is kept and is of use. Nobody has done anything wrong: it is easily done. Describe the place and what "
        "happened, and it will be right next time."
    ),
    DISPOSED: gettext_lazy(
        "Thank you for report %(number)s. Its text was held back since it might point out a person, and nobody had "
        "gone through it within 14 days. Text and picture are therefore removed. What happened, where and when is "
        "kept and waits for review. Would you like to add something about the place? Make a new report."
    ),
    HANDED_OVER: gettext_lazy(
        "Thank you for report %(number)s. It has been passed on to those who mend what is broken, so you do not have "
        "to report it there too."
    ),
}
ANSWER_LOGGED_IN = gettext_lazy("Log in and answer under My reports. Do not answer this message.")
ANSWER_BY_LINK = gettext_lazy("Open your personal link and answer under My reports. Do not answer this message.")


def tell_reporter(incident: Incident, by: Actor, what: str | None = None) -> bool:
    """`what` is one of the keys above; without it, what the state of the report says. False where nobody was told."""
    said = what or (MERGED if incident.merged_into_id else incident.state)
    to = address_of(incident)
    if said not in BODIES or not to or is_reporter_of(by, incident):
        return False
    values = {"number": incident.number, "note": incident.review_note}
    queue_message(
        to=to,
        subject=str(SUBJECTS[said]) % values,
        body="\n\n".join([str(BODIES[said]) % values, *_more(incident, said), incident.municipality.name]),
        municipality=incident.municipality,
        by=by,
    )
    return True


def address_of(incident: Incident) -> str:
    """Empty where the reporter cannot be reached by mail."""
    reporter = incident.reported_by
    if reporter is not None:
        return reporter.email if reporter.is_active else ""
    return incident.function.email if incident.function is not None else ""


def _more(incident: Incident, said: str) -> list[str]:
    if said == State.RETURNED:
        return [str(ANSWER_LOGGED_IN if incident.reported_by_id else ANSWER_BY_LINK)]
    if said in {State.REVIEWED, MERGED} and incident.review_note:
        return [_("The coordinator writes: %(note)s") % {"note": incident.review_note}]
    return []
