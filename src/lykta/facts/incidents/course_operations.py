"""Going through the course. Passed is when every question has its right answer; one may try as often as one likes."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lykta.base.audit import operations as audit
from lykta.base.kernel.actor import Actor, NotNow, require
from lykta.facts.incidents import course
from lykta.facts.incidents.enums import Permission
from lykta.facts.incidents.models import CourseCompletion
from lykta.facts.incidents.reporters import function_of
from lykta.ground.accounts.models import Account
from lykta.ground.municipalities.models import Municipality


@transaction.atomic
def complete_course(*, municipality: Municipality, answers: dict[str, int], by: Actor) -> CourseCompletion:
    """Twice is once: the first day stands."""
    require(by, Permission.REPORT, municipality)
    if course.wrong_answers(answers):
        raise NotNow(_("Some answers are not right yet. Read what stands by them and try again."))
    done = completion_of(by, municipality)
    if done is not None:
        return done
    row = CourseCompletion.objects.create(municipality=municipality, course_version=course.VERSION, **_who(by))
    audit.record("incidents.course_completed", by=by, municipality=municipality, version=course.VERSION)
    return row


def completion_of(by: Actor, municipality: Municipality) -> CourseCompletion | None:
    who = _who(by)
    if not any(who.values()):
        return None
    rows = CourseCompletion.objects.for_municipality(municipality).filter(course_version=course.VERSION, **who)
    row: CourseCompletion | None = rows.order_by("completed").first()
    return row


def completions(municipality: Municipality) -> QuerySet[CourseCompletion]:
    rows: QuerySet[CourseCompletion] = CourseCompletion.objects.for_municipality(municipality)
    return rows.select_related("account", "function__organization").order_by("-completed")


def _who(by: Actor) -> dict[str, object]:
    """A link is a function's, not a person's: whoever takes over the function has to go through it by a login."""
    return {"account": by if isinstance(by, Account) else None, "function": function_of(by)}
