"""What this room registers on the floors below."""

from django.utils.translation import gettext_lazy as _

from lykta.base.audit import sentences

sentences.contribute(
    **{
        "areas.set_imported": _("Read in the area set {key}, {vintage}, version {version}, with {areas} areas"),
        "areas.set_taken_into_use": _("Chose the area set {key}, {vintage}, version {version}, to count by"),
        "areas.place_added": _("Added a place to the gazetteer"),
        "areas.places_added": _("Added {added} places to the gazetteer"),
        "areas.map_layers_set": _("Replaced the layers of the base map: {layers}"),
    }
)
