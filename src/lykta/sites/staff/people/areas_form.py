"""A file of areas, and which of its columns is what where that is not plain."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lykta.importers.areas.properties import AreaMapping
from lykta.sites.forms import LyktaForm

MOST_BYTES = 50 * 1024 * 1024


class AreasForm(LyktaForm):
    file = forms.FileField(
        label=_("File"),
        help_text=_("GeoJSON or GeoPackage with polygons, in WGS 84 or SWEREF 99 TM. At most 50 MB."),
        error_messages={"lykta_required": _("Choose a file."), "empty": _("The file is empty. Export it again.")},
    )
    set_name = forms.CharField(
        label=_("What the areas are called"), max_length=120, required=False, help_text=_("For instance “EST areas”.")
    )
    vintage = forms.CharField(
        label=_("Vintage"), max_length=20, required=False, help_text=_("The year they are from, for instance 2026.")
    )
    code_column = forms.CharField(
        label=_("Column with the areas’ codes"),
        max_length=60,
        required=False,
        help_text=_("Only when the page cannot find it by itself."),
    )
    name_column = forms.CharField(label=_("Column with the areas’ names"), max_length=60, required=False)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 50 MB. Choose your municipality’s part of it."))
        return file

    def mapping(self) -> AreaMapping:
        data = self.cleaned_data
        columns = {"code": data["code_column"], "name": data["name_column"]}
        key = "own" if data["set_name"] else ""
        return AreaMapping({k: v for k, v in columns.items() if v}, key, data["set_name"], data["vintage"])
