"""What this room registers on the floors below."""

from django.utils.translation import gettext_lazy as _

from lykta.base.audit import sentences
from lykta.base.privacy.data_classes import declare
from lykta.cycle.analysis.methods import change, effect, episodes, together, when, where
from lykta.cycle.analysis.methods.registry import Method, PatternMethod, methods
from lykta.cycle.analysis.sections import analyses
from lykta.facts.evidence.sections import Section, sections

methods.add(PatternMethod(where.KEY, _("Where"), where.ABOUT, where.show, where.reckon))
methods.add(PatternMethod(when.KEY, _("When"), when.ABOUT, when.show, when.reckon))
methods.add(
    PatternMethod(together.KEY, _("Close in both place and time"), together.ABOUT, together.show, together.reckon)
)
methods.add(
    PatternMethod(episodes.KEY, _("Gathered at a place for a time"), episodes.ABOUT, episodes.show, episodes.reckon)
)
methods.add(PatternMethod(change.KEY, _("Has it changed?"), change.ABOUT, change.show, change.reckon))

methods.add(Method(effect.KEY, _("Effect"), effect.ABOUT, effect.show))
methods.add(Method(effect.BEFOREHAND, _("Would it show?"), effect.ABOUT_BEFOREHAND, effect.show_nothing))

sections.add(Section(analyses.KEY, _("Analysis"), 45, analyses.build, frozenset({"internal"})))

sentences.contribute(**{
    "analysis.asked": _("Ran analysis {number}"),
    "analysis.put_in_report": _("Put analysis {number} into the situation report for {period}"),
    "analysis.taken_out": _("Took analysis {number} out of the situation report for {period}"),
})  # fmt: skip
declare(
    "analysis.AnalysisRun",
    technical="id public_id version idempotency_key seed engine_version change_number milliseconds",
    internal="municipality number kind question category_label area_name subject_kind subject_id subject_title as_of "
    "n_events n_placed answers in_report_of asked",
    contact="asked_by_name",
)
