"""How an uploaded file is to be read: which column is what, and what a person chooses about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lykta.facts.incidents.enums import State
from lykta.facts.incidents.models import IncomingFile
from lykta.ground.accounts.models import PartnerOrganization
from lykta.importers.incidents.fields import FIELDS, NEEDED
from lykta.importers.incidents.written_times import ORDERS, Order
from lykta.sites.forms import LyktaForm

ORDER_NAMES = {
    "dmy": _("Day, month, year"),
    "ymd": _("Year, month, day"),
    "mdy": _("Month, day, year (American)"),
}


class UploadForm(LyktaForm):
    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel (.xlsx) or CSV, at most 100 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx", "class": "ds-input"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].error_messages["required"] = _("Choose a file first.")
        self.fields["file"].error_messages["empty"] = _("The file is empty. Export it again.")


class ColumnsForm(LyktaForm):
    """`column_3` says what the fourth column is."""

    organization = forms.ChoiceField(
        label=_("Whose reports are they?"),
        required=False,
        help_text=_("They count as this organisation’s. A column for who reported goes before."),
    )
    state = forms.ChoiceField(
        label=_("When they have come in"),
        widget=forms.RadioSelect,
        choices=[
            (State.REPORTED, _("They wait for review (the usual: somebody should look at what others have written)")),
            (State.REVIEWED, _("They count at once (when they have been reviewed already)")),
        ],
    )
    numbers = forms.ChoiceField(
        label=_("A text with a personal identity number"),
        widget=forms.RadioSelect,
        choices=[
            ("drop", _("Leave out the text and read in the rest")),
            ("reject", _("Do not read in the row")),
        ],
    )
    persons = forms.ChoiceField(
        label=_("A text that may point out a person otherwise"),
        widget=forms.RadioSelect,
        choices=[
            ("drop", _("Leave out the text and read in the rest")),
            ("hold", _("Hold the report back until somebody has looked at it")),
        ],
    )
    outside = forms.ChoiceField(
        label=_("Positions outside the municipality"),
        widget=forms.RadioSelect,
        choices=[
            ("reject", _("Do not read in the row (lists for several municipalities)")),
            ("keep", _("Read it in, marked as outside")),
        ],
    )

    def __init__(self, *args: Any, file: IncomingFile, profiles: Sequence[dict[str, Any]], **kwargs: Any) -> None:
        self.file, self.profiles = file, profiles
        kwargs.setdefault("initial", {"state": State.REPORTED, "numbers": "drop", "persons": "drop",
                                      "outside": "reject"} | file.options)  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["organization"].choices = [  # type: ignore[attr-defined]
            ("", _("Several, or one that is not in the list")),
            *((row.public_id, row.name) for row in PartnerOrganization.objects.order_by("name")),
        ]
        self._add_columns()
        self._add_order()

    def _add_columns(self) -> None:
        chosen = {at: name for name, at in self.file.columns.items()}
        choices = [("", _("Is not read in")), *FIELDS.items()]
        for at, profile in enumerate(self.profiles):
            field = forms.ChoiceField(label=profile["heading"], choices=choices, required=False)
            field.initial = chosen.get(at, "")
            self._dress(field)
            self.fields[f"column_{at}"] = field

    def _add_order(self) -> None:
        days = [at for at, profile in enumerate(self.profiles) if profile["days"] >= 0.5 * (profile["filled"] or 1)]
        unclear = {order for at in days for order in self.profiles[at]["orders"]}
        if not unclear:
            return
        self.fields["order"] = forms.ChoiceField(
            label=_("In which order do day, month and year stand?"),
            widget=forms.RadioSelect,
            choices=[(order, ORDER_NAMES[order]) for order in ("dmy", "ymd", "mdy") if order in unclear],
            help_text=_("The file has days that can be read in several ways. One order holds for the whole file."),
        )
        self._dress(self.fields["order"])
        self.fields["order"].error_messages["required"] = gettext(
            "Choose in which order day, month and year stand in this file."
        )
        self.fields["order"].initial = self.file.options.get("order") or self._only_order(days)

    def _only_order(self, columns: Any) -> Order | str:
        """What all the file's days allow, when that is one order."""
        common = [set(self.profiles[at]["orders"]) for at in columns if self.profiles[at]["orders"]]
        left = set.intersection(*common) if common else set()
        return next(iter(left)) if len(left) == 1 else ""

    @property
    def column_fields(self) -> list[Any]:
        return [(self[f"column_{at}"], profile) for at, profile in enumerate(self.profiles)]

    @property
    def columns(self) -> dict[str, int]:
        return {name: at for at in range(len(self.profiles)) if (name := self.cleaned_data.get(f"column_{at}"))}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        chosen = [data.get(f"column_{at}") for at in range(len(self.profiles))]
        for at, name in enumerate(chosen):
            if name and name in chosen[:at]:
                self.add_error(f"column_{at}", gettext("Another column is that already. Choose one of them."))
        for name in NEEDED:
            if name not in chosen:
                self.add_error(None, gettext("Say which column is “%(field)s”.") % {"field": FIELDS[name]})
        if ("lon" in chosen) != ("lat" in chosen):
            self.add_error(None, gettext("A position needs two columns: one for east and one for north."))
        return data


assert set(ORDER_NAMES) == set(ORDERS)
