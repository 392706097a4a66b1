"""What a municipality's own people may set. Its name, code and address are set at the command line and stay."""

from __future__ import annotations

import json
import zlib

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lykta.ground.municipalities.models import Municipality

# Field → what the log calls it.
OWN_SETTINGS: dict[str, Promise] = {
    "contact_title": _("contact"),
    "contact_email": _("contact e-mail"),
    "contact_phone": _("contact telephone"),
    "fault_email": _("e-mail for fault reports"),
    "takes_resident_reports": _("reports from residents"),
    "forum_name": _("name of the forum"),
    "council_name": _("name of the council"),
    "plan_name": _("name of the plan"),
    "week_cut_weekday": _("weekday when a new week begins"),
    "week_cut_hour": _("hour when a new week begins"),
    "colour_main": _("main colour"),
    "colour_accent": _("accent colour"),
    "population": _("number of inhabitants"),
    "population_year": _("year of the number of inhabitants"),
    "smallest_public_count": _("smallest number shown in public"),
    "public_delay_days": _("days before numbers are public"),
    "centre_lon": _("centre of the map, east"),
    "centre_lat": _("centre of the map, north"),
}
WORDS = ("contact_title", "forum_name", "council_name", "plan_name")


def settings_version(municipality: Municipality) -> int:
    """Differs when any of the settings does: what a page carries to show that nobody changed them meanwhile."""
    values = [getattr(municipality, name) for name in OWN_SETTINGS]
    return zlib.crc32(json.dumps(values).encode())
