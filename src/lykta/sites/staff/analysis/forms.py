"""The question, and where its answer is to stand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lykta.base.kernel.local_time import is_likely_day
from lykta.base.kernel.periods import Period, free, last_complete_week, parse_period, periods_before, weeks, year
from lykta.base.kernel.swedish_time import period_label
from lykta.cycle.action_plans.models import Action
from lykta.cycle.analysis.effect_question import RADII_M, WEEKS_BEFORE, EffectQuestion, Where
from lykta.cycle.analysis.question import CELLS_M, NEAR_DAYS, NEAR_M, REPLICATES, Question, Settings
from lykta.facts.evidence.queries import category_by_code
from lykta.ground.areas.queries import areas_of
from lykta.ground.municipalities.models import Municipality
from lykta.sites.forms import LyktaForm
from lykta.sites.reporting.forms import DateInput
from lykta.sites.staff.incidents.forms import category_choices

OWN_DAYS = "days"
SPANS = (52, 26, 13, 4)


class QuestionForm(LyktaForm):
    period = forms.ChoiceField(label=_("Period"))
    first_day = forms.DateField(required=False, widget=DateInput(), label=_("First day"))
    last_day = forms.DateField(required=False, widget=DateInput(), label=_("Last day"))
    category = forms.ChoiceField(required=False, label=_("Category"))
    area = forms.ChoiceField(required=False, label=_("Area"))
    cell_m = forms.TypedChoiceField(
        coerce=int, label=_("Side of the squares"), choices=[(m, _("%d metres") % m) for m in CELLS_M],
        initial=Settings().cell_m,
        help_text=_("Smaller squares point more exactly, larger ones need fewer events. Try two sizes."),
    )  # fmt: skip
    near_m = forms.TypedChoiceField(
        coerce=int, label=_("Near in place"), choices=[(m, _("within %d metres") % m) for m in NEAR_M],
        initial=Settings().near_m,
        help_text=_("How far apart two events may be and still be called near each other."),
    )  # fmt: skip
    near_days = forms.TypedChoiceField(
        coerce=int, label=_("Near in time"), choices=[(n, _("within %d days") % n) for n in NEAR_DAYS],
        initial=Settings().near_days,
        help_text=_("How many days may lie between two events that are called near each other."),
    )  # fmt: skip
    replicates = forms.TypedChoiceField(
        coerce=int, label=_("Draws by chance"), choices=[(n, str(n)) for n in REPLICATES],
        initial=Settings().replicates,
        help_text=_("How many times chance deals out the same events. More gives finer answers and takes longer."),
    )  # fmt: skip

    def __init__(self, *args: Any, municipality: Municipality, now: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.municipality = municipality
        choices = period_choices(municipality, now)
        self.fields["period"].choices = choices  # type: ignore[attr-defined]
        self.fields["period"].initial = choices[0][0]
        self.fields["category"].choices = [("", _("All kinds")), *category_choices(municipality)]  # type: ignore[attr-defined]
        areas = [(area.public_id, area.name) for area in areas_of(municipality)]
        self.fields["area"].choices = [("", _("The whole municipality")), *areas]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["span"] = self._span(cleaned) if "period" in cleaned else None
        return cleaned

    def _span(self, cleaned: dict[str, Any]) -> Period | None:
        if cleaned["period"] != OWN_DAYS:
            return parse_period(cleaned["period"])
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        for name, day in (("first_day", first), ("last_day", last)):
            if day is None and name not in self.errors:
                self.add_error(name, _("Fill in both days."))
            elif day is not None and not is_likely_day(day):
                self.add_error(name, _("Check the year."))
        if self.errors or first is None or last is None:
            return None
        if last < first:
            self.add_error("last_day", _("The last day is before the first. Swap them."))
            return None
        return free(first, last.fromordinal(last.toordinal() + 1))

    def question(self) -> Question:
        cleaned = self.cleaned_data
        category, area = cleaned.get("category"), cleaned.get("area")
        return Question(
            municipality=self.municipality,
            period=cleaned["span"],
            category=category_by_code(self.municipality, category) if category else None,
            area=areas_of(self.municipality).filter(public_id=area).first() if area else None,
            settings=Settings(cleaned["cell_m"], cleaned["near_m"], cleaned["near_days"], cleaned["replicates"]),
        )


def period_choices(municipality: Municipality, now: Any) -> list[tuple[str, Any]]:
    """Whole weeks up to the last one that is over, this year and last, or days of one's own."""
    week = last_complete_week(now, municipality.week_cut)
    spans = [(weeks(periods_before(week, n - 1)[0].start if n > 1 else week.start, n), n) for n in SPANS]
    choices: list[tuple[str, Any]] = [(span.id, _("The last %(n)s whole weeks") % {"n": n}) for span, n in spans]
    this_year = year(week.start.year)
    last_year = year(week.start.year - 1)
    choices += [(each.id, period_label(each)) for each in (this_year, last_year)]
    return [*choices, (OWN_DAYS, _("Days of my own choice"))]


class ReportForm(LyktaForm):
    period = forms.ChoiceField(label=_("Situation report"))

    def __init__(self, *args: Any, periods: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = periods  # type: ignore[attr-defined]


class EvidenceForm(LyktaForm):
    problem = forms.ChoiceField(label=_("Problem"))

    def __init__(self, *args: Any, problems: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["problem"].choices = problems  # type: ignore[attr-defined]


class EffectForm(LyktaForm):
    began = forms.DateField(
        widget=DateInput(), label=_("The action began"),
        help_text=_("The week in which it began is counted neither as before nor as after."),
    )  # fmt: skip
    treated = forms.ChoiceField(label=_("Where it should be felt"))
    comparison = forms.ChoiceField(
        required=False, label=_("Compared with"),
        help_text=_("A place like it where nothing was done. Choose it before you look at the numbers."),
    )  # fmt: skip
    category = forms.ChoiceField(required=False, label=_("Category"))
    weeks_before = forms.TypedChoiceField(
        coerce=int, label=_("Weeks before"), choices=[(n, str(n)) for n in WEEKS_BEFORE], initial=26,
        help_text=_("Longer shows better how much the weeks vary, as long as reporting was the same."),
    )  # fmt: skip
    chosen_for_peak = forms.BooleanField(
        required=False, label=_("The place was chosen because unusually much happened there just then"),
        help_text=_("After a peak numbers fall by themselves, so a fall alone is then no proof."),
    )  # fmt: skip

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.action, self.municipality = action, action.municipality
        self.areas = {area.public_id: area for area in areas_of(self.municipality)}
        areas = [(f"a:{pid}", area.name) for pid, area in self.areas.items()]
        self.fields["treated"].choices = [*self._surroundings(), *areas]  # type: ignore[attr-defined]
        self.fields["comparison"].choices = [("", _("The rest of the municipality")), *areas]  # type: ignore[attr-defined]
        self.fields["category"].choices = [("", _("All kinds")), *category_choices(self.municipality)]  # type: ignore[attr-defined]
        self.fields["began"].initial = action.starts or timezone.localtime(action.created).date()
        problem = action.problem
        if problem.place is None and problem.area is not None:
            self.fields["treated"].initial = f"a:{problem.area.public_id}"
        else:
            self.fields["treated"].initial = "p:200"

    def _surroundings(self) -> list[tuple[str, Any]]:
        place = self.action.problem.place
        if place is None:
            return []
        return [(f"p:{m}", _("Within %(m)s metres of %(place)s") % {"m": m, "place": place.name}) for m in RADII_M]

    def clean_began(self) -> Any:
        began = self.cleaned_data["began"]
        if not is_likely_day(began):
            raise forms.ValidationError(_("Check the year."))
        return began

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("treated") and cleaned.get("treated") == cleaned.get("comparison"):
            self.add_error("comparison", _("Choose another area than the one where the action was."))
        return cleaned

    def question(self) -> EffectQuestion:
        cleaned = self.cleaned_data
        category = cleaned.get("category")
        return EffectQuestion(
            municipality=self.municipality,
            subject=self.action,
            began=cleaned["began"],
            treated=self._where(cleaned["treated"]),
            comparison=self._where(cleaned.get("comparison") or ""),
            category=category_by_code(self.municipality, category) if category else None,
            weeks_before=cleaned["weeks_before"],
            chosen_for_peak=cleaned["chosen_for_peak"],
        )

    def _where(self, chosen: str) -> Where:
        kind, _mark, value = chosen.partition(":")
        if kind == "a":
            return Where(area=self.areas[value])
        return Where(place=self.action.problem.place, radius_m=int(value)) if kind == "p" else Where()
