"""What a column of a file may be, as the page calls it."""

from django.utils.translation import gettext_lazy as _

FIELDS = {
    "category": _("What happened (category)"),
    "occurred_from": _("Date, with or without time"),
    "time_from": _("Time of day"),
    "occurred_to": _("To: date, with or without time"),
    "time_to": _("To: time of day"),
    "reported": _("When it was reported"),
    "place": _("Place (name)"),
    "place_text": _("Address or description of the place"),
    "lon": _("Position: east, longitude"),
    "lat": _("Position: north, latitude"),
    "text": _("Free text"),
    "source_id": _("The other system’s own number"),
    "source": _("Who reported (kind of organisation)"),
    "observation": _("Own observation, told or rumour"),
    "municipality_code": _("Municipality (only yours are read in)"),
}
NEEDED = ("category", "occurred_from")
