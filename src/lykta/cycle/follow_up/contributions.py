"""What this room registers on the floors and rooms below."""

from django.utils.translation import gettext_lazy as _

from lykta.base.audit import sentences
from lykta.base.privacy.data_classes import declare
from lykta.cycle.action_plans.gap_kinds import Gap, GapKind, gap_kinds
from lykta.cycle.follow_up.queries import overdue
from lykta.cycle.follow_up.sections import effects
from lykta.facts.evidence.sections import Section, sections
from lykta.ground.municipalities.models import Municipality

OVERDUE = _("Done more than thirty days ago, and nobody has followed it up")


def overdue_gaps(municipality: Municipality) -> list[Gap]:
    return [Gap("follow_up_overdue", str(OVERDUE), row.problem, action=row) for row in overdue(municipality)]


sentences.contribute(**{"follow_up.recorded": _("Recorded a follow-up of problem {problem}")})
sections.add(Section("effects", _("What the work has led to"), 105, effects.build))
gap_kinds.add(GapKind("follow_up_overdue", OVERDUE, overdue_gaps))
declare(
    "follow_up.FollowUp",
    technical="id public_id idempotency_key",
    internal="municipality problem action layer day light verdict hours cost_sek recorded",
    free_text="text",
    contact="recorded_by_name",
)
