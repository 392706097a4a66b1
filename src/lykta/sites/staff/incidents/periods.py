"""The periods one usually asks for, as choices of a filter."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from lykta.base.kernel.period_kinds import month, weeks, year
from lykta.base.kernel.periods import Period, previous, week_containing
from lykta.base.kernel.swedish_time import period_label
from lykta.ground.municipalities.models import Municipality


def period_choices(municipality: Municipality, chosen: Period | None) -> list[tuple[str, str]]:
    week, today = week_containing(timezone.now(), municipality.week_cut), timezone.localdate()
    four = weeks(week.start.fromordinal(week.start.toordinal() - 21), 4)
    this_month, this_year = month(today.year, today.month), year(today.year)
    choices = [
        ("", _("All time")),
        (week.id, _("This week")),
        (previous(week).id, _("Last week")),
        (four.id, _("The last four weeks")),
        *(
            (period.id, period_label(period))
            for period in (this_month, previous(this_month), this_year, previous(this_year))
        ),
    ]
    if chosen is not None and chosen.id not in dict(choices):
        choices.append((chosen.id, period_label(chosen)))
    return choices
