"""What this room registers on the floors and rooms below."""

from django.utils.translation import gettext_lazy as _

from lykta.base.audit import sentences
from lykta.base.privacy.data_classes import declare
from lykta.cycle.action_plans import gaps
from lykta.cycle.action_plans.sections import decided_actions, earlier_actions
from lykta.cycle.cause_analysis.uses import CauseUse, uses
from lykta.facts.evidence.sections import Section, sections

sentences.contribute(**{
    "action_plans.action_decided": _("Decided action {number} for problem {problem}"),
    "action_plans.action_changed": _("Changed action {number}"),
    "action_plans.status_reported": _("Reported on action {number}, for {happened}"),
})  # fmt: skip
sections.add(Section("decided_actions", _("Decided actions"), 90, decided_actions.build))
sections.add(Section("earlier_actions", _("Earlier actions"), 100, earlier_actions.build))
uses.add(
    CauseUse(
        "actions",
        lambda cause: cause.action_links.exists(),
        _("There are actions for this cause. Tie them to another cause first, then remove it."),
    )
)
gaps.register()
declare(
    "action_plans.Action",
    technical="id public_id version idempotency_key",
    internal="municipality number problem causes kind horizon starts due state state_changed created",
    free_text="title description operational_goal",
)
declare("action_plans.ActionCause", technical="id", internal="action cause")
declare("action_plans.ActionResponsible", technical="id", internal="action function is_accountable position")
declare("action_plans.PlannedFollowUp", technical="id", internal="action kind position", free_text="text")
declare(
    "action_plans.ActionStatus",
    technical="id public_id idempotency_key",
    internal="action state happened amount reported",
    free_text="unit text",
    contact="reported_by_name",
)
