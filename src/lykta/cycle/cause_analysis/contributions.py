"""What this room registers on the floors below."""

from django.utils.translation import gettext_lazy as _

from lykta.base.audit import sentences
from lykta.base.privacy.data_classes import declare

sentences.contribute(**{
    "cause_analysis.problem_opened": _("Opened problem {number}"),
    "cause_analysis.problem_changed": _("Changed problem {number}"),
    "cause_analysis.state_set": _("Set the state of problem {number}"),
    "cause_analysis.cause_added": _("Added cause {cause} to problem {number}"),
    "cause_analysis.cause_changed": _("Changed cause {cause} of problem {number}"),
    "cause_analysis.cause_removed": _("Removed cause {cause} from problem {number}"),
    "cause_analysis.evidence_added": _("Put analysis {analysis} under problem {number}"),
    "cause_analysis.evidence_removed": _("Took analysis {analysis} away from problem {number}"),
})  # fmt: skip
declare(
    "cause_analysis.Problem",
    technical="id public_id version idempotency_key",
    internal="municipality number place area from_report state created closed",
    free_text="title description time_pattern exposed_group consequences effect_goal",
)
declare(
    "cause_analysis.Cause",
    technical="id public_id",
    internal="municipality problem number kind evidence_kind can_influence",
    free_text="text evidence_note",
)
