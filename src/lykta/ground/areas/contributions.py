"""What this room registers on the floors below."""

from django.utils.translation import gettext_lazy as _

from lykta.base.audit import sentences
from lykta.base.privacy.data_classes import declare

sentences.contribute(
    **{
        "areas.set_imported": _("Read in the area set {key}, {vintage}, version {version}, with {areas} areas"),
        "areas.set_taken_into_use": _("Chose the area set {key}, {vintage}, version {version}, to count by"),
        "areas.place_changed": _("Changed the place {name}"),
        "areas.place_added": _("Added a place to the gazetteer"),
        "areas.places_added": _("Added {added} places to the gazetteer"),
        "areas.map_layers_set": _("Replaced the layers of the base map: {layers}"),
    }
)

declare(
    "areas.AreaSet",
    technical="id public_id version content_hash imported",
    open="key name vintage municipality_code source",
)
declare(
    "areas.Area",
    technical="id public_id area_set",
    open="municipality_code code name polygon min_lon min_lat max_lon max_lat",
)
declare("areas.AreaSetInUse", technical="id municipality area_set")
declare("areas.Place", technical="id public_id municipality search_text", open="name aliases kind lon lat active_to")
declare("areas.MapLayer", technical="id municipality key position", open="features")
